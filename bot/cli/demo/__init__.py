"""A small press that runs on this machine: three publishers, their feeds and articles, all invented."""
