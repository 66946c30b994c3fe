"""Bytes of a page in, an article out. Pure."""
