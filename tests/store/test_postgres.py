"""A log on a real PostgreSQL server: whole weeks, restarts, other settings and rights than the
usual, and what the command line says about all that."""

import datetime as dt
import os
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from plan_maker import MONDAY, PERSON, plan, session
from postgres_server import PASSWORD

from soleus.base.errors import DataError, InputError
from soleus.plan.document import plan_document
from soleus.plan.history import DoneSession, PainEntry, RunEntry, SymptomEntry, TestEntry
from soleus.plan.planner import make_plan
from soleus.plan.scheme_files import load_scheme
from soleus.store.address import find_address
from soleus.store.log import open_log
from soleus.store.migrate import NEWEST, migrate

DAY = dt.date(2026, 1, 6)
RUN = RunEntry(DAY, "running", 3600.0, 1e4, dt.datetime(2026, 1, 6, 6, tzinfo=dt.UTC),
               content_hash="ab" * 32)  # fmt: skip
OTHERS = (RUN, TestEntry(DAY, "heel_raises", 28, "left"), SymptomEntry(DAY, "limp", False))


def pain(value):
    return PainEntry(DAY, "during", value, session_uid=f"s{value}")


def values(log):
    return [p.value for p in log.history().pain]


def refused(act, kind=DataError):
    """The one line an act is refused with; it never holds the password."""
    with pytest.raises(kind) as refusal:
        act()
    text = str(refusal.value)
    assert "\n" not in text and PASSWORD not in text and "Geheim" not in text
    return text


def name_of(address):
    return address.rsplit("/", 1)[1]


def test_a_real_plan_and_all_that_was_done_go_over_to_postgresql_and_back(address, tmp_path):
    made = make_plan(load_scheme("article"), PERSON, 2, MONDAY)
    first = next(s for week in made.weeks for s in week.sessions)
    with open_log(tmp_path / "a.sqlite", "Äda") as log:
        log.save_person(PERSON)
        log.save_plan(made, "plan", "two weeks", MONDAY)
        log.add([DoneSession(first.date, first.label, session_uid=first.uid)], "log", "did it")
        log.add([pain(3), *OTHERS], "log", "the rest")
        log.add([pain(9)], "log", "a slip")
        log.undo(today=MONDAY)
        there, history = log.export_all(), log.history()
    with open_log(address, "Äda") as log:
        log.import_all(there)
        assert log.import_all(there) is None
        assert log.history() == history and log.person() == PERSON
        assert plan_document(log.plan().plan) == plan_document(made)
        assert len(log.plan().sequences) == sum(len(w.sessions) for w in made.weeks)
        assert log.add(OTHERS, "log", "again") is None
        back = log.export_all()
        log.delete_athlete("Äda")
        assert log.athletes() == [] and log.plan() is None
    with open_log(tmp_path / "b.sqlite", "Äda") as log:
        log.import_all(back)
        assert log.history() == history
        assert plan_document(log.plan().plan) == plan_document(made)


def test_tables_go_down_to_nothing_and_up_again(address):
    with open_log(address) as log:
        log.add([pain(1)], "log", "one")
        engine = log._store.engine
        for target in range(NEWEST - 1, -1, -1):
            with engine.begin() as connection:
                migrate(connection, NEWEST, target)
            assert bool(sa.inspect(engine).get_table_names()) == (target > 0)
            with open_log(address) as other:
                assert values(other) == ([1] if target else [])
        assert "has lost the tables of the log" in refused(lambda: values(log))
        assert log.add([pain(2)], "log", "two").id == 1


def test_it_is_shut_down_in_the_middle_and_the_same_log_goes_on(address, up):
    with open_log(address, patience=0.3) as log:
        log.add([pain(1)], "log", "one")
        up.stop("immediate")
        for act, written in (
            (lambda: log.add([pain(2)], "log", "two"), True),
            (lambda: log.keep_state("k", 1), True),
            (lambda: log.history(), False),
            (lambda: log.plan(), False),
            (lambda: log.export_all(), False),
        ):
            started = time.monotonic()
            place = f"the database at 127.0.0.1:{up.port} does not answer"
            assert refused(act) == place + ("; nothing was written" if written else "")
            assert time.monotonic() - started < 2.0
        up.start()
        assert values(log) == [1] and log.state("k") is None
        assert log.add([pain(2)], "log", "two").id == 2
    with open_log(address) as log:
        assert values(log) == [1, 2]


@pytest.mark.parametrize("act", [values, lambda log: log.add([pain(2)], "log", "two").id])
def test_it_returns_while_a_try_is_waiting(address, up, act):
    with open_log(address, patience=20.0) as log:
        log.add([pain(1)], "log", "one")
        up.stop("immediate")
        returning = threading.Timer(0.7, up.start)
        returning.start()
        try:
            assert act(log) in ([1], 2)
        finally:
            returning.join()


def test_of_two_accounts_of_one_session_one_is_kept(address):
    with open_log(address) as log:
        log.save_plan(plan(session("a", 6)), "plan", "x", MONDAY)
    gate, told = threading.Barrier(6), []

    def write(number):
        entry = DoneSession(DAY, "Calf", session_uid="a", note=f"by {number}")
        with open_log(address) as log:
            gate.wait()
            try:
                told.append(log.add([entry, RUN], "log", f"by {number}").summary)
            except InputError as error:
                told.append(str(error))

    threads = [threading.Thread(target=write, args=(i,)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    refusals = [t for t in told if "is already logged for 2026-01-06 (change 2)" in t]
    with open_log(address) as log:
        done, runs = log.history().done, log.history().runs
        assert len(done) == 1 and len(runs) == 1 and len(log.changes()) == 2
    assert len(told) == 6 and len(refusals) == 5 and done[0].note in told


def test_places_that_are_none(up, address):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = taken.getsockname()[1]
    user = f"soleus:{PASSWORD}"
    for given, place, words in (
        (f"postgresql://{user}@127.0.0.1:{free}/x", f"127.0.0.1:{free}", "does not answer"),
        (f"postgresql://{user}@[::1]:{free}/x", f"[::1]:{free}", "does not answer"),
        (f"postgresql://{user}@no-such-host.invalid/x", "no-such-host.invalid:5432",
         "cannot be found: no such host is known"),
        (f"postgresql://{user}@/x?host=/nowhere&port=77", "/nowhere:77", "does not answer"),
        (f"postgresql://{user}@/x?host=127.0.0.1:{free}&host=/nowhere:1",
         f"127.0.0.1:{free},/nowhere:1", "does not answer"),
        (f"{address}?sslmode=require", f"127.0.0.1:{up.port}", "does not speak SSL"),
        (f"{address}?sslmode=Geheim", f"127.0.0.1:{up.port}", "has an option after '?' in its"),
        (f"{address}?connect_timeout=Geheim", f"127.0.0.1:{up.port}", "has an option after '?'"),
        (f"{address}?colour=Geheim", f"127.0.0.1:{up.port}", "has an unknown option after '?'"),
        (up.address("nowhere"), f"127.0.0.1:{up.port}", "does not have this user or database"),
        (up.address(user="nobody"), f"127.0.0.1:{up.port}", "refuses this user or password"),
        (up.address(password="Geheim"), f"127.0.0.1:{up.port}", "refuses this user or password"),
    ):  # fmt: skip
        text = refused(lambda given=given: open_log(given, patience=0.1))
        assert text.startswith(f"the database at {place} {words}"), text
    for port in ("0", "99999"):
        text = refused(lambda port=port: open_log(f"postgresql://h:{port}/x"), InputError)
        assert text == f"the postgresql:// address: port {port} is outside 1 to 65535"


def test_a_password_with_signs_of_addresses(up, address):
    up.execute("CREATE ROLE signs LOGIN SUPERUSER PASSWORD 'a@b:c/d?%20#'")
    try:
        with open_log(up.address(name_of(address), "a@b:c/d?%20#", "signs")) as log:
            log.add([pain(1)], "log", "one")
        with open_log(address) as log:
            assert values(log) == [1]
    finally:
        up.execute("REASSIGN OWNED BY signs TO soleus", name_of(address))
        up.execute("DROP ROLE signs")


@pytest.fixture
def guest(up, address):
    """Somebody who may connect, and nothing else."""
    up.execute("CREATE ROLE guest LOGIN PASSWORD 'Geheim'")
    yield up.address(name_of(address), "Geheim", "guest")
    up.execute("DROP OWNED BY guest", name_of(address))
    up.execute("DROP ROLE guest")


def test_a_guest_who_may_not_make_tables_read_them_or_connect(up, address, guest):
    name = name_of(address)
    with open_log(guest) as log:
        assert log.history().pain == ()
        text = refused(lambda: log.add([pain(1)], "log", "one"))
        assert text.endswith(
            "does not allow this user to read and write the log; nothing was written"
        )
    with open_log(address) as log:
        log.add([pain(1)], "log", "one")
    assert "does not allow this user to read" in refused(lambda: open_log(guest))
    up.execute("ALTER ROLE guest CONNECTION LIMIT 0")
    assert "takes no more connections" in refused(lambda: open_log(guest, patience=0.1))
    up.execute("ALTER ROLE guest CONNECTION LIMIT -1")
    up.execute(f"REVOKE CONNECT ON DATABASE {name} FROM PUBLIC")
    started = time.monotonic()
    assert "refuses connections of this user" in refused(lambda: open_log(guest))
    up.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    try:
        assert "takes no connections" in refused(lambda: open_log(address))
    finally:
        up.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert time.monotonic() - started < 5.0  # nothing to wait for


def test_a_guest_who_may_only_read(up, address, guest):
    with open_log(address) as log:
        log.add([pain(1)], "log", "one")
        up.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO guest", name_of(address))
        with open_log(guest, create=False) as reader:
            assert values(reader) == [1]
            for act in (lambda: reader.add([pain(2)], "log", "two"), reader.undo,
                        lambda: reader.delete_athlete("me")):  # fmt: skip
                assert refused(act).endswith("write the log; nothing was written")
        with log._store.engine.begin() as connection:
            migrate(connection, NEWEST, 1)
        assert "does not allow this user to read and write" in refused(lambda: open_log(guest))
        assert values(log) == [1]


def test_other_settings_of_the_server_change_nothing(up, address):
    name = name_of(address)
    for setting in ("timezone = 'Asia/Kolkata'", "datestyle = 'SQL, DMY'",
                    "client_encoding = LATIN1",
                    "synchronous_commit = off", "standard_conforming_strings = on",
                    "default_transaction_isolation = serializable"):  # fmt: skip
        up.execute(f"ALTER DATABASE {name} SET {setting}")
    with open_log(address) as log:
        log.add([DoneSession(DAY, "Wadenheben – „tief“", note="日本", uid="d"), RUN], "log", "„x“")
        with log._store.engine.connect() as connection:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
    with open_log(address) as log:
        assert log.history().runs[0].started == RUN.started
        assert log.history().done[0].note == "日本" and log.changes()[0].summary == "„x“"
        assert log.changes()[0].at.tzinfo == dt.UTC


def test_databases_of_other_encodings(up):
    plain = up.new_database("ENCODING 'SQL_ASCII' TEMPLATE template0 LOCALE 'C'")
    with open_log(plain) as log:
        log.add([DoneSession(DAY, "日本")], "log", "„x“")
        assert log.history().done[0].label == "日本"
    latin = up.new_database("ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'")
    with open_log(latin) as log:
        log.add([DoneSession(DAY, "Läufer")], "log", "x")
        text = refused(lambda: log.add([DoneSession(DAY, "日本")], "log", "x"))
        assert "cannot hold these characters" in text and text.endswith("; nothing was written")
        assert [d.label for d in log.history().done] == ["Läufer"]
    for address in (plain, latin):
        up.drop_database(address)


def test_limits_of_the_server(up, address):
    name = name_of(address)
    up.execute(f"ALTER DATABASE {name} SET search_path = nowhere")
    with open_log(address) as log:
        assert "has no schema to keep the log in" in refused(lambda: log.add(OTHERS, "log", "x"))
    up.execute(f"ALTER DATABASE {name} RESET search_path")
    with open_log(address) as log, log._store.engine.connect() as connection:
        log.add([pain(1)], "log", "one")
        connection.exec_driver_sql("LOCK TABLE entries")
        up.execute(f"ALTER DATABASE {name} SET statement_timeout = 200")
        with open_log(address) as other:
            text = refused(lambda: other.add([pain(2)], "log", "two"))
            assert text.endswith("broke this off at its own limit of time; nothing was written")


def test_psycopg_is_missing_or_cannot_be_loaded(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    text = refused(lambda: find_address(f"postgresql://me:{PASSWORD}@host/log"), InputError)
    assert text == (
        "a log in PostgreSQL needs psycopg, which is not installed; install soleus[postgres]"
    )


def soleus(*arguments, path=()):
    """The command line in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))}
    return subprocess.run(
        [sys.executable, "-c", "import sys; from soleus.faces.cli import main; sys.exit(main())",
         *arguments], capture_output=True, text=True, timeout=60, env=environment,
    )  # fmt: skip


def test_the_command_line_without_the_library_of_postgresql(tmp_path):
    broken = tmp_path / "psycopg" / "__init__.py"
    broken.parent.mkdir()
    broken.write_text("raise ImportError('no pq wrapper available.')")
    said = soleus("log", "--database", "postgresql://me:Geheim@host/log", path=[tmp_path])
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == (
        "soleus: a log in PostgreSQL needs psycopg with its library (libpq), which cannot be "
        "loaded; install soleus[postgres]\n"
    )


def test_the_command_line_on_a_server_that_goes_away_and_returns(up, address):
    where = ("--database", address, "--date", "2026-01-06")
    said = soleus("log", "--pain-morning", "3", *where)
    assert (said.returncode, said.stderr) == (0, ""), said
    up.stop("immediate")
    line = f"soleus: the database at 127.0.0.1:{up.port} does not answer"
    more = ((), ("--json",), ("--test", "knee_to_wall=11"))
    with ThreadPoolExecutor() as pool:  # each waits for the server for a while
        answers = list(pool.map(lambda given: soleus("log", *given, *where), more))
    for said in answers:
        assert (said.returncode, said.stdout) == (2, "")
        assert said.stderr.startswith(line) and said.stderr.count("\n") == 1
        assert PASSWORD not in said.stderr
    up.start()
    said = soleus("log", "--test", "knee_to_wall=11", "--json", *where)
    assert (said.returncode, said.stderr) == (0, ""), said
    with open_log(address) as log:
        assert values(log) == [3] and [t.value for t in log.history().tests] == [11]
