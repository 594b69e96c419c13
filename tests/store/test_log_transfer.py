"""All of a log out of one database, into another, and away."""

import copy
import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from plan_maker import MONDAY, PERSON, plan, session

from soleus.base.errors import InputError
from soleus.plan.document import plan_document
from soleus.plan.history import DoneSession, History, PainEntry, RunEntry, TestEntry
from soleus.store.log import open_log
from soleus.store.tables import metadata

DAY = dt.date(2026, 1, 6)
BEGAN = dt.datetime(2026, 1, 6, 17, 30, tzinfo=dt.UTC)
RUN = RunEntry(DAY, "running", 1800.0, 5000.0, BEGAN, content_hash="ab" * 32, file_name="run.fit")
DONE = DoneSession(DAY, "Calf raises", session_uid="a", effort=6.0, note="good – „äh“")
MORNING = PainEntry(DAY, "morning", 2)
MARK = "Wiesenschaumkraut"


def fill(log):
    """Some of everything, undone and replaced things too."""
    log.save_person(PERSON)
    log.save_plan(plan(session("a", 6), session("b", 8)), "plan", "one", MONDAY)
    log.save_plan(plan(session("a", 6), session("c", 9)), "plan", "two", MONDAY)
    log.undo(today=MONDAY)
    log.add([RUN, DONE], "log", "run and session")
    log.add([MORNING], "log", "morning")
    log.add([replace(MORNING, value=4)], "log", "morning again", replace=True)
    log.add([TestEntry(DAY, "heel_raises", 20)], "log", "test")
    log.undo()
    log.keep_state("ics", {"alarm_min": 10})


def told(log):
    """All an athlete can see, but for the numbers of changes."""
    stored = log.plan()
    return (
        log.history(), log.person(), plan_document(stored.plan), stored.sequences,
        log.cancelled(), log.state("ics"),
    )  # fmt: skip


@pytest.fixture
def document(tmp_path):
    """An export of a filled log, as a file would hold it."""
    with open_log(tmp_path / "first.sqlite", "ann") as first:
        fill(first)
        return json.loads(json.dumps(first.export_all()))


@pytest.fixture
def ann(tmp_path, document):
    with open_log(tmp_path / "first.sqlite", "ann") as first:
        yield first


def changes_of(document):
    (athlete,) = document["athletes"]
    return athlete["changes"]


def test_a_log_moves_to_another_database_and_back(database, document, ann):
    with open_log(database, "ann") as log:
        change = log.import_all(document)
        assert change.summary == "7 changes with 5 entries from an export"
        assert told(log) == told(ann)
        listed = log.changes()
        assert [replace(c, id=0) for c in listed[1:]] == [replace(c, id=0) for c in ann.changes()]
        assert log.import_all(document) is None  # twice is once
        back = json.loads(json.dumps(log.export_all()))
    assert ann.import_all(back).summary == "1 change with 0 entries from an export"
    with open_log(database, "ann") as log:
        assert told(ann) == told(log)


def test_what_came_in_is_undone_as_one_and_can_come_again(database, document, ann):
    with open_log(database, "ann") as log:
        log.import_all(document)
        log.undo(today=MONDAY)
        assert (log.history(), log.plan(), log.person()) == (History(), None, None)
        assert all(c.undone for c in log.changes())
        assert log.import_all(log.export_all()) is None  # that it is undone is nothing new
        assert log.import_all(document) is not None
        assert log.history() == ann.history() and log.person() == PERSON
        off = {c.uid: c.sequence for c in log.cancelled()}
        stored = log.plan()
        before = ann.plan()
        assert all(stored.sequences[uid] > n for uid, n in before.sequences.items())
        assert off["c"] >= {c.uid: c.sequence for c in before.cancelled}["c"]


def test_two_logs_of_one_athlete_grow_together(database, document, ann):
    other = PainEntry(dt.date(2026, 1, 7), "after", 3)
    with open_log(database, "ann") as log:
        log.add([RUN, other], "import", "the same run, and pain")
        log.keep_state("ics", {"alarm_min": 30})
        log.import_all(document)
        history = log.history()
        assert [r.content_hash for r in history.runs] == [RUN.content_hash]
        assert [(p.when, p.value) for p in history.pain] == [("morning", 4), ("after", 3)]
        assert log.state("ics") == {"alarm_min": 30}  # what was set here stays
        assert log.person() == PERSON and log.plan().sequences == ann.plan().sequences


def test_the_plan_saved_last_is_in_force(database, document):
    with open_log(database, "ann") as log:
        log.save_plan(plan(session("x", 7), uid="later"), "plan", "later", MONDAY)
        log.import_all(document)
        assert log.plan().plan.uid == "later"
        log.undo(today=MONDAY)
        assert log.plan().plan.uid == "later"
    older = copy.deepcopy(document)
    for change in changes_of(older):
        change["at"] = "2126-01-01T00:00:00+00:00"
    with open_log(database, "bob") as log:
        older["athletes"][0]["name"] = "bob"
        log.save_plan(plan(session("x", 7), uid="earlier"), "plan", "earlier", MONDAY)
        log.import_all(older)
        assert log.plan().plan.uid == "plan"


def test_an_export_that_contradicts_the_log_changes_nothing(database, document):
    with open_log(database, "ann") as log:
        log.add([replace(DONE, effort=1.0)], "log", "otherwise")
        before = log.export_all()
        with pytest.raises(InputError, match=r"'Calf raises' \(a\) is already logged.*change 1"):
            log.import_all(document)
        assert log.export_all() == before


def twice(changes):
    changes[3]["entries"].append({**changes[3]["entries"][1], "uid": "another"})


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (twice, "holds one thing twice; nothing was written"),
        (lambda changes: changes.append(changes[0]), "holds one thing twice"),
        (lambda changes: changes[0].pop("uid"), "not whole: KeyError 'uid'"),
        (lambda changes: changes[0].update(at="2026-01-01T00:00:00"), "has no time zone"),
        (lambda changes: changes[0].update(at="yesterday"), "not whole"),
        (lambda changes: changes[0].update(summary=3), "3 is not text"),
        (lambda changes: changes[3]["entries"][0].update(started="2026-01-06T18:00"), "time zone"),
        (lambda changes: changes[3]["entries"][0].update(kind="swim"), "cannot be read"),
        (lambda changes: changes[3]["entries"][0].update(uid="a\0b"), "no text"),
        (lambda changes: changes[3]["entries"][1]["content"].update(effort=70), "outside 0 to 10"),
        (lambda changes: changes[1]["documents"][0]["content"].update(format=99), "newer Soleus"),
        (lambda changes: changes[1]["documents"][0].update(kind="wish"), "neither person nor plan"),
    ],
)
def test_damaged_exports_are_refused_in_one_line(database, document, spoil, words):
    spoil(changes_of(document))
    with open_log(database, "ann") as log:
        with pytest.raises(InputError, match=words) as refusal:
            log.import_all(document)
        assert "\n" not in str(refusal.value)
        assert log.athletes() == [] and log.changes() == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([], "not an export"),
        ({"format": 1}, "not an export"),
        ({"format": "1", "athletes": []}, "its format is '1'"),
        ({"format": 99, "athletes": []}, "newer Soleus.*update Soleus"),
        ({"format": 1, "athletes": [{"name": ""}]}, "a name has 1 to 100"),
        ({"format": 1, "athletes": ["ann"]}, "not whole"),
    ],
)
def test_documents_that_are_no_exports(log, given, words):
    with pytest.raises(InputError, match=words):
        log.import_all(given)


def test_one_athlete_out_of_several(log, database):
    log.add([MORNING], "log", "mine")
    with open_log(database, "bob") as bob:
        bob.add([MORNING], "log", "his")
    assert [a["name"] for a in log.export_all()["athletes"]] == ["bob", "me"]
    assert [a["name"] for a in log.export_all("bob")["athletes"]] == ["bob"]
    with pytest.raises(InputError, match="athlete 'bo' has no log; did you mean bob"):
        log.export_all("bo")


def marked(log):
    """Leave the mark wherever words can be."""
    log.save_person(replace(PERSON, name=MARK))
    log.save_plan(plan(session("a", 6, label=MARK)), "plan", MARK, MONDAY)
    log.save_plan(plan(session("b", 8)), "plan", MARK, MONDAY)
    for i in range(60):
        entry = DoneSession(DAY, MARK, session_uid=f"{MARK}{i}", note=MARK * 50)
        log.add([entry], "log", MARK)
    log.undo()
    log.keep_state(MARK, MARK)


def left_of_the_mark(folder):
    return [p.name for p in Path(folder).iterdir() if MARK.encode() in p.read_bytes()]


@pytest.mark.parametrize("everything", [False, True])
def test_deleted_is_gone_from_the_file(tmp_path, everything):
    with open_log(tmp_path / "log.sqlite", "ann") as log:
        marked(log)
        assert left_of_the_mark(tmp_path) == ["log.sqlite"]
        size = (tmp_path / "log.sqlite").stat().st_size
        if everything:
            log.delete_everything()
        else:
            log.delete_athlete("ann")
        assert left_of_the_mark(tmp_path) == []
        assert (tmp_path / "log.sqlite").stat().st_size < size
        assert log.history() == History() and log.changes() == [] and log.state(MARK) is None
        assert log.add([MORNING], "log", "a new start").id == 1


def test_deleted_is_gone_from_every_table(database):
    with open_log(database, "ann") as log, open_log(database, "bob") as bob:
        marked(log)
        bob.add([MORNING], "log", "his")
        before = bob.history()
        log.delete_athlete("ann")
        assert log.athletes() == ["bob"] and bob.history() == before
        with log._store.engine.connect() as connection:
            for table in metadata.sorted_tables:
                assert MARK not in str(connection.execute(sa.select(table)).all())
        with pytest.raises(InputError, match="athlete 'ann' has no log; known: bob"):
            log.delete_athlete("ann")
        log.delete_everything()
        assert log.athletes() == [] and log.export_all()["athletes"] == []


def test_deleting_where_nothing_is_makes_nothing(tmp_path):
    with open_log(tmp_path / "log.sqlite") as log:
        log.delete_everything()
        with pytest.raises(InputError, match="has no log"):
            log.delete_athlete("me")
    assert list(tmp_path.iterdir()) == []
