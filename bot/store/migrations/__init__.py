"""Alembic's folder: one file a revision under versions/. A landed one is never edited."""
