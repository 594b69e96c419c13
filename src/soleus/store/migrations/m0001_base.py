"""Version 1: athletes, changes, documents (persons, plans), entries, settings."""

from __future__ import annotations

import sqlalchemy as sa

__all__ = ["down", "up"]

_TABLES = sa.MetaData()
_MOMENT = sa.DateTime(timezone=True)


def _key(target: str, rule: str = "CASCADE") -> sa.ForeignKey:
    return sa.ForeignKey(target, ondelete=rule)


sa.Table("soleus_version", _TABLES, sa.Column("number", sa.Integer, nullable=False))
sa.Table(
    "athletes", _TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("used", sa.Integer, nullable=False),
)  # fmt: skip
sa.Table(
    "changes", _TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("athlete_id", sa.Integer, _key("athletes.id"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("uid", sa.Text, nullable=False),
    sa.Column("at", _MOMENT, nullable=False),
    sa.Column("command", sa.Text, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("undone_at", _MOMENT),
    sa.Column("brought_by", sa.Integer, _key("changes.id", "SET NULL")),
    sa.UniqueConstraint("athlete_id", "number", name="one_change_a_number"),
    sa.UniqueConstraint("athlete_id", "uid", name="one_change_a_uid"),
)  # fmt: skip
sa.Table(
    "documents", _TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("athlete_id", sa.Integer, _key("athletes.id"), nullable=False),
    sa.Column("change_id", sa.Integer, _key("changes.id"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.UniqueConstraint("athlete_id", "kind", "revision", name="one_document_a_revision"),
    sa.Index("documents_change", "change_id"),
)  # fmt: skip
_entries = sa.Table(
    "entries", _TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("athlete_id", sa.Integer, _key("athletes.id"), nullable=False),
    sa.Column("change_id", sa.Integer, _key("changes.id"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("uid", sa.Text, nullable=False),
    sa.Column("date", sa.Date, nullable=False),
    sa.Column("session_uid", sa.Text),
    sa.Column("started", _MOMENT),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("live", sa.Boolean, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Index("entries_date", "athlete_id", "date"),
    sa.Index("entries_session", "athlete_id", "session_uid"),
    sa.Index("entries_change", "change_id"),
)  # fmt: skip
for _name, _column in (("one_live_digest", "digest"), ("one_live_uid", "uid")):
    sa.Index(
        _name, _entries.c.athlete_id, _entries.c[_column], unique=True,
        sqlite_where=_entries.c.live.is_(True), postgresql_where=_entries.c.live.is_(True),
    )  # fmt: skip
sa.Table(
    "replacements", _TABLES,
    sa.Column("entry_id", sa.Integer, _key("entries.id"), primary_key=True),
    sa.Column("change_id", sa.Integer, _key("changes.id"), primary_key=True),
    sa.Index("replacements_change", "change_id"),
)  # fmt: skip
sa.Table(
    "settings", _TABLES,
    sa.Column("athlete_id", sa.Integer, _key("athletes.id"), primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("body", sa.Text, nullable=False),
)  # fmt: skip


def up(connection: sa.Connection) -> None:
    """Make the tables. A table of that name that is already there is an error."""
    _TABLES.create_all(connection, checkfirst=False)
    connection.execute(sa.insert(_TABLES.tables["soleus_version"]).values(number=0))


def down(connection: sa.Connection) -> None:
    """Drop all tables with everything in them: there is no earlier form to keep it in."""
    _TABLES.drop_all(connection, checkfirst=False)
