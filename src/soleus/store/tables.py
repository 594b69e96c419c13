"""The tables of a log, the same in SQLite and PostgreSQL, as the newest migration leaves them.

athletes 1-n changes 1-n (documents | entries): everything an athlete has belongs to a change, and
is in force while that change is not undone. Nothing is updated in place but the marks `undone_at`
and `live`, the `sessions` that calendars know, and settings.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

__all__ = [
    "UtcTime", "athletes", "changes", "documents", "entries", "metadata", "replacements",
    "sessions", "settings", "version",
]  # fmt: skip


class UtcTime(TypeDecorator[dt.datetime]):
    """A moment, always with zone and in UTC: SQLite has no zones, PostgreSQL answers in its own."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        moment = value.astimezone(dt.UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


metadata = sa.MetaData()


def _owner(table: str) -> sa.Column[int]:
    key = sa.ForeignKey(f"{table}s.id", ondelete="CASCADE")
    return sa.Column(f"{table}_id", sa.Integer, key, nullable=False)


#: One row: the number of the last migration.
version = sa.Table("soleus_version", metadata, sa.Column("number", sa.Integer, nullable=False))

#: `used` rises with every write: the athlete used last has the highest.
athletes = sa.Table(
    "athletes", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("used", sa.Integer, nullable=False),
)  # fmt: skip

#: `number` counts within an athlete; `uid` is unique in the world, so that a change whose commit
#: was not answered, or that comes back in an export, is known again. `brought_by` is the import
#: that brought it.
changes = sa.Table(
    "changes", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _owner("athlete"),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("uid", sa.Text, nullable=False),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("command", sa.Text, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("undone_at", UtcTime),
    sa.Column("brought_by", sa.Integer, sa.ForeignKey("changes.id", ondelete="SET NULL")),
    sa.UniqueConstraint("athlete_id", "number", name="one_change_a_number"),
    sa.UniqueConstraint("athlete_id", "uid", name="one_change_a_uid"),
)  # fmt: skip

#: Persons and plans as JSON text (`kind` person or plan); the highest `revision` of a change that
#: is not undone is in force.
documents = sa.Table(
    "documents", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _owner("athlete"),
    _owner("change"),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.UniqueConstraint("athlete_id", "kind", "revision", name="one_document_a_revision"),
    sa.Index("documents_change", "change_id"),
)  # fmt: skip

#: What was done, felt and measured. `date` is local; `digest` says what counts as the same entry;
#: `live` is whether its change is not undone and nothing replaced it.
entries = sa.Table(
    "entries", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _owner("athlete"),
    _owner("change"),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("uid", sa.Text, nullable=False),
    sa.Column("date", sa.Date, nullable=False),
    sa.Column("session_uid", sa.Text),
    sa.Column("started", UtcTime),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("live", sa.Boolean, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("dose", sa.Text),
    sa.Index("entries_date", "athlete_id", "date"),
    sa.Index("entries_session", "athlete_id", "session_uid"),
    sa.Index("entries_change", "change_id"),
)  # fmt: skip
for _name, _column in (("one_live_digest", "digest"), ("one_live_uid", "uid")):
    sa.Index(
        _name, entries.c.athlete_id, entries.c[_column], unique=True,
        sqlite_where=entries.c.live.is_(True), postgresql_where=entries.c.live.is_(True),
    )  # fmt: skip

#: Which change put which entry out of force, by one that takes its place.
replacements = sa.Table(
    "replacements", metadata,
    sa.Column("entry_id", sa.Integer, sa.ForeignKey("entries.id", ondelete="CASCADE"),
              primary_key=True),
    sa.Column("change_id", sa.Integer, sa.ForeignKey("changes.id", ondelete="CASCADE"),
              primary_key=True),
    sa.Index("replacements_change", "change_id"),
)  # fmt: skip

#: Small values by key, JSON text.
settings = sa.Table(
    "settings", metadata,
    sa.Column("athlete_id", sa.Integer, sa.ForeignKey("athletes.id", ondelete="CASCADE"),
              primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("body", sa.Text, nullable=False),
)  # fmt: skip

#: Every session that a plan in force ever had, as calendars last heard of it. `digest` is that of
#: its content, `sequence` never falls.
sessions = sa.Table(
    "sessions", metadata,
    sa.Column("athlete_id", sa.Integer, sa.ForeignKey("athletes.id", ondelete="CASCADE"),
              primary_key=True),
    sa.Column("uid", sa.Text, primary_key=True),
    sa.Column("date", sa.Date, nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("cancelled", sa.Boolean, nullable=False),
)  # fmt: skip
