"""One suite per port, and every implementation of it."""
