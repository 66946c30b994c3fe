"""Strings in, strings out. Pure."""
