"""Migrations both ways, with data, and databases of other versions."""

import datetime as dt

import plan_maker
import pytest
import sqlalchemy as sa
from plan_maker import MONDAY, plan, session

from soleus.base.errors import DataError
from soleus.plan.history import PainEntry
from soleus.store import tables
from soleus.store.address import find_address
from soleus.store.database import Database
from soleus.store.log import open_log
from soleus.store.migrate import NEWEST, migrate

PAIN = PainEntry(dt.date(2026, 1, 6), "after", 6)


@pytest.fixture
def engine(database):
    """The bare database, for what a log would not do."""
    with open_log(database) as log:
        log.keep_state("made", True)
    store = Database(find_address(database))
    yield store.engine
    store.close()


def shape(engine):
    """All tables with columns, keys and indexes, as the database tells them."""
    inspector = sa.inspect(engine)
    return {
        table: (
            [(c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(table)],
            inspector.get_pk_constraint(table)["constrained_columns"],
            sorted(
                (f["constrained_columns"], f["referred_table"], f["options"])
                for f in inspector.get_foreign_keys(table)
            ),
            sorted(
                (i["name"], i["column_names"], bool(i["unique"]))
                for i in inspector.get_indexes(table)
            ),
            sorted(u["column_names"] for u in inspector.get_unique_constraints(table)),
        )
        for table in inspector.get_table_names()
    }


def fill(database):
    with open_log(database, "ann") as log:
        log.save_person(plan_maker.PERSON)
        log.save_plan(plan(session("a", 6), session("b", 8)), "plan", "one", MONDAY)
        log.save_plan(plan(session("a", 6), session("b", 9)), "plan", "two", MONDAY)
        log.save_plan(plan(session("a", 6)), "plan", "three", MONDAY)
        log.undo(today=MONDAY)
        log.add([PAIN], "log", "pain")
        log.keep_state("k", 1)
    with open_log(database, "bob") as log:
        log.save_plan(plan(session("z", 6)), "plan", "one", MONDAY)
        log.undo(today=MONDAY)


def content(database):
    with open_log(database) as log:
        return {a["name"]: a for a in log.export_all()["athletes"]}


def test_migrations_make_the_tables_the_program_uses(engine, database):
    with engine.begin() as connection:
        migrate(connection, NEWEST, 0)
        assert sa.inspect(connection).get_table_names() == []
        tables.metadata.create_all(connection)
    meant = shape(engine)
    with engine.begin() as connection:
        tables.metadata.drop_all(connection)
        migrate(connection, 0)
    assert shape(engine) == meant
    with open_log(database) as log:
        assert log.changes() == []


@pytest.mark.parametrize("target", range(1, NEWEST + 1))
def test_down_and_up_keep_the_data(database, engine, target):
    fill(database)
    before = content(database)
    shaped = shape(engine)
    for _ in range(2):
        with engine.begin() as connection:
            migrate(connection, NEWEST, target)
        assert target == NEWEST or shape(engine) != shaped
        after = content(database)  # opening brings it up again
        assert shape(engine) == shaped
        assert after == before


def test_an_old_log_is_brought_up_when_it_is_read(database, engine):
    fill(database)
    with engine.begin() as connection:
        migrate(connection, NEWEST, 1)
    with open_log(database, "ann", create=False) as log:
        assert log.plan().sequences == {"a": 0, "b": 3}
        assert log.history().pain[0].value == 6
    with engine.connect() as connection:
        assert connection.scalar(sa.select(tables.version.c.number)) == NEWEST


def test_a_migration_that_fails_leaves_the_old_version(database, engine, monkeypatch):
    fill(database)
    before = content(database)
    with engine.begin() as connection:
        migrate(connection, NEWEST, 1)
    old = shape(engine)
    from soleus.store.migrations import m0002_sessions

    def fail(*_):
        raise RuntimeError("in the middle")

    with monkeypatch.context() as patch:
        patch.setattr(m0002_sessions, "_replay", fail)
        with pytest.raises(RuntimeError, match="in the middle"), open_log(database) as log:
            log.history()
    assert shape(engine) == old
    assert content(database) == before


def test_a_log_of_a_newer_version_is_not_touched(database, engine):
    fill(database)
    with open_log(database) as log:
        with engine.begin() as connection:
            connection.execute(sa.update(tables.version).values(number=NEWEST + 7))
        words = (
            rf"newer Soleus \(version {NEWEST + 7} of the log, this one knows {NEWEST}\); update"
        )
        for act in (log.history, lambda: log.add([PAIN], "log", "x"), log.undo,
                    log.delete_everything, log.export_all, lambda: open_log(database)):  # fmt: skip
            with pytest.raises(DataError, match=words):
                act()
    with engine.begin() as connection:
        connection.execute(sa.update(tables.version).values(number=NEWEST))
    assert len(content(database)["ann"]["changes"]) == 5


def test_a_version_table_without_a_version(database, engine):
    with engine.begin() as connection:
        connection.execute(sa.delete(tables.version))
    with pytest.raises(DataError, match="does not say its version"):
        open_log(database)


def test_tables_of_another_program_are_left_alone(database, engine):
    with engine.begin() as connection:
        migrate(connection, NEWEST, 0)
        connection.exec_driver_sql("CREATE TABLE athletes (shoe INTEGER)")
    with pytest.raises(DataError, match=r"another program \(athletes\)"):
        open_log(database)


def test_versions_that_do_not_exist(engine):
    with engine.begin() as connection, pytest.raises(ValueError, match="outside 0 to"):
        migrate(connection, NEWEST, NEWEST + 1)
