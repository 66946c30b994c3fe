"""The house's nouns: frozen dataclasses, pure, one file a word of the data's way."""
