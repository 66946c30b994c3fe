"""A digest in, posts that fit Discord's limits out."""
