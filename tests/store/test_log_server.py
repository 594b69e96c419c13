"""A PostgreSQL server that goes away and returns, refuses, or breaks off in the middle."""

import datetime as dt
import threading
import time

import psycopg
import pytest
import sqlalchemy as sa
from postgres_server import PASSWORD

from soleus.base.errors import DataError
from soleus.plan.history import PainEntry
from soleus.store.log import open_log

DAY = dt.date(2026, 1, 6)


def pain(value):
    return PainEntry(DAY, "during", value)


def values(log):
    return [p.value for p in log.history().pain]


@pytest.fixture
def up(server):
    """The server, which is up again afterwards."""
    yield server
    if not server.running:
        server.start()


@pytest.fixture
def log(up):
    with open_log(up.new_database(), patience=0.4) as log:
        log.add([pain(1)], "log", "one")
        yield log


def refused(act):
    with pytest.raises(DataError) as refusal:
        act()
    text = str(refusal.value)
    assert "\n" not in text and PASSWORD not in text
    return text


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_it_goes_away_and_returns(log, up, mode):
    up.stop(mode)
    place = f"the database at 127.0.0.1:{up.port} does not answer"
    assert refused(lambda: log.add([pain(2)], "log", "two")) == f"{place}; nothing was written"
    assert refused(log.history) == place
    assert refused(log.undo) == place  # it looks for the newest change first
    up.start()
    assert values(log) == [1]
    log.add([pain(2)], "log", "two")
    assert values(log) == [1, 2] and log.undo().id == 2


def test_what_was_not_sent_is_tried_again(up):
    with open_log(up.new_database(), patience=20.0) as log:
        log.add([pain(1)], "log", "one")
        up.stop("immediate")
        returning = threading.Timer(1.0, up.start)
        returning.start()
        started = time.monotonic()
        log.add([pain(2)], "log", "two")
        assert time.monotonic() - started > 0.5
        returning.join()
        assert values(log) == [1, 2]


def test_nothing_confirmed_is_lost_when_the_server_is_killed(up):
    confirmed, stop = [], threading.Event()
    with open_log(up.new_database(), patience=20.0) as log:

        def write():
            while not stop.is_set() and len(confirmed) < 5000:
                number = len(confirmed)
                log.add([PainEntry(DAY, "during", 1, session_uid=f"{number}")], "log", "one")
                confirmed.append(number)

        writer = threading.Thread(target=write)
        writer.start()
        for end in (up.kill, lambda: up.stop("immediate"), up.kill):
            before, until = len(confirmed), time.monotonic() + 20
            while len(confirmed) < before + 20 and time.monotonic() < until:
                time.sleep(0.01)
            end()
            time.sleep(0.2)
            up.start()
        stop.set()
        writer.join(timeout=30)
        assert not writer.is_alive()
        stored = [int(p.session_uid) for p in log.history().pain]
        assert len(confirmed) >= 40
        assert stored == confirmed  # all of them, none twice, in order


def once(log, break_off):
    """Let something happen just before the next commit is sent."""

    def before(connection):
        break_off(connection.connection.dbapi_connection)

    sa.event.listen(log._store.engine, "commit", before, once=True)


def commit_and_break(link):
    link.commit()
    link.close()


def test_a_commit_that_went_through_unanswered_is_not_written_twice(log):
    once(log, commit_and_break)
    assert log.add([pain(2)], "log", "two").id == 2
    assert values(log) == [1, 2] and len(log.changes()) == 2
    once(log, commit_and_break)
    assert log.undo().id == 2  # not 1 too
    assert [c.undone for c in log.changes()] == [True, False]
    once(log, commit_and_break)
    log.keep_state("k", 1)
    assert log.state("k") == 1


def test_a_commit_that_never_arrived_is_written_again(log, up):
    once(log, lambda link: up.execute(f"SELECT pg_terminate_backend({link.info.backend_pid})"))
    assert log.add([pain(2)], "log", "two").id == 2
    assert values(log) == [1, 2]


def test_a_commit_whose_outcome_cannot_be_told(log, up):
    def break_for_good(link):
        commit_and_break(link)
        up.stop("immediate")

    once(log, break_for_good)
    text = refused(lambda: log.add([pain(2)], "log", "two"))
    assert "so it may be there or not" in text and "nothing was written" not in text
    up.start()
    assert log.add([pain(2)], "log", "two") is None  # the same again is safe
    assert values(log) == [1, 2]


def test_a_wrong_password_user_or_database(up):
    place = f"the database at 127.0.0.1:{up.port}"
    for address, words in (
        (up.address(password="Geheim"), "refuses this user or password"),
        (up.address().replace(f"soleus:{PASSWORD}", f"nobody:{PASSWORD}"), "refuses this user"),
        (up.address().replace(f":{PASSWORD}", ""), "refuses this user or password"),
        (up.address("nowhere"), "does not have this user or database"),
    ):
        started = time.monotonic()
        text = refused(lambda address=address: open_log(address))
        assert text.startswith(place) and words in text and "Geheim" not in text
        assert time.monotonic() - started < 3.0  # nothing to wait for


def test_a_user_who_may_not_write(up, log):
    name = log._store.engine.url.database
    up.execute(f"CREATE ROLE reader_{name} LOGIN PASSWORD 'Geheim'")
    up.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader_{name}", name)
    address = up.address(name, "Geheim").replace("soleus:", f"reader_{name}:")
    with open_log(address) as reader:
        assert values(reader) == [1]
        text = refused(lambda: reader.add([pain(2)], "log", "two"))
        assert "does not allow this user to read and write" in text
        assert "nothing was written" in text
    assert values(log) == [1]


def test_a_read_only_server(up, log):
    name = log._store.engine.url.database
    up.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    with open_log(up.address(name)) as other:
        assert values(other) == [1]
        assert "is read-only; nothing was written" in refused(
            lambda: other.add([pain(2)], "log", "two")
        )


def test_a_program_that_holds_the_lock(up, log, monkeypatch):
    from soleus.store import postgres

    monkeypatch.setattr(postgres, "LOCK_TIMEOUT", 100)
    name = log._store.engine.url.database
    with (
        psycopg.connect(up.address(name)) as holder,
        open_log(up.address(name), patience=0.3) as other,
    ):
        holder.execute(f"SELECT pg_advisory_xact_lock({postgres.LOCK})")
        text = refused(lambda: other.add([pain(2)], "log", "two"))
        assert text.endswith("is being written by another program; nothing was written")
        assert values(other) == [1]
        holder.rollback()
        assert other.add([pain(2)], "log", "two").id == 2


def test_tables_that_were_dropped_behind_our_back(up, log):
    name = log._store.engine.url.database
    assert values(log) == [1]
    up.execute("DROP TABLE soleus_version, replacements, entries, documents CASCADE", name)
    assert "has lost the tables of the log" in refused(log.history)
