"""`python -m bot`: the same as `bytebot`."""

from bot.cli import main

if __name__ == "__main__":
    main(prog_name="bytebot")
