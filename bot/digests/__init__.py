"""Condensed entries in, stories and digests out. Pure."""
