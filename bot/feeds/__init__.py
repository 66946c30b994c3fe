"""Bytes of a feed in, entries out; what is new among them, and when to look again. Pure."""
