"""Posts out to where people read them."""
