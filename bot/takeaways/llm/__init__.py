"""The optional language model: what it is asked, how its answers are read, when it is left alone. Only `client` does I/O."""
