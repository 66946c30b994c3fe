"""The only outgoing HTTP: addresses in, bytes out."""
