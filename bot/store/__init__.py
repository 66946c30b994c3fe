"""The only SQL: model objects in, model objects out."""
