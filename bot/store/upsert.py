"""`INSERT ... ON CONFLICT`, for SQLite and Postgres alike.

SQLAlchemy has one construct for each. Both databases speak the same clause (SQLite took it over from Postgres), and SQLite's compiler
reads Postgres' construct; the other way round it does not work. A test holds SQLAlchemy to it.
"""

from sqlalchemy.dialects.postgresql import Insert, insert

__all__ = ["Insert", "insert"]
