"""`soleus export` as a user types it."""

import datetime as dt
import json
import sys
from dataclasses import replace
from pathlib import Path

import icalendar
import pytest
import typer

sys.path.insert(0, str(Path(__file__).parent / "exports"))
from plans import hill_week, make

from soleus.faces import cli_export, entry
from soleus.plan.history import DoneSession, DoneSet, PainEntry
from soleus.store.log import open_log

TODAY = dt.date(2026, 1, 5)


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """`run("ics", ...)`: exit code, standard output and error, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOLEUS_DATABASE", str(tmp_path / "log" / "log.db"))
    monkeypatch.delenv("SOLEUS_ATHLETE", raising=False)
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.callback()(lambda: None)
    cli_export.register(app)

    def go(*words):
        monkeypatch.setattr(sys, "argv", ["soleus", "export", *map(str, words)])
        code = entry.run(app)
        out, err = capsys.readouterr()
        return code, out, err

    return go


@pytest.fixture
def log(run, tmp_path):
    (tmp_path / "log").mkdir()
    with open_log(tmp_path / "log" / "log.db") as log:
        log.save_plan(make(3, hill_week), "plan", "a plan", TODAY)
        yield log


def here(tmp_path):
    return sorted(p.name for p in tmp_path.iterdir() if p.name != "log")


def test_without_a_log_or_a_plan_it_says_what_to_do(run, tmp_path):
    told = (2, "", "soleus: there is no plan yet; make one with: soleus plan\n")
    assert run("ics") == told and here(tmp_path) == [] and not (tmp_path / "log").exists()
    (tmp_path / "log").mkdir()
    with open_log(tmp_path / "log" / "log.db") as log:
        log.add([PainEntry(TODAY, "morning", 2)], "log", "pain")
    assert run("pdf") == told
    assert here(tmp_path) == []


@pytest.mark.parametrize("kind", ["ics", "text", "csv", "pdf", "json", "history", "everything"])
def test_every_kind_writes_its_file_once(run, log, tmp_path, kind):
    name = cli_export.KINDS[kind]
    code, out, _ = run(kind, "--dry-run")
    assert code == 0 and out.startswith(f"would write {name} (") and here(tmp_path) == []
    code, out, _ = run(kind)
    assert code == 0 and out.startswith(f"wrote {name} (")
    data = (tmp_path / name).read_bytes()
    code, out, _ = run(kind)
    assert code == 0 and out.startswith(f"unchanged {name} (")
    assert (tmp_path / name).read_bytes() == data
    assert here(tmp_path) == [name]


def test_fit_writes_a_folder_and_names_what_is_left_of_before(run, log, tmp_path):
    code, out, err = run("fit")
    assert code == 0 and not err and out.count("wrote ") == 13
    names = {p.name for p in (tmp_path / "soleus-fit").iterdir()}
    assert "2026-01-06-hill-and-strength-1-run.fit" in names and len(names) == 13
    code, out, err = run("fit", "--from", "2026-01-12")
    assert code == 0 and "unchanged" in out
    assert "no longer in this export, but still in soleus-fit: 2026-01-06" in err


def test_text_kinds_go_to_standard_output(run, log, tmp_path):
    for kind, start in (("text", "# Soleus plan"), ("csv", "week,date"), ("json", "{")):
        code, out, _ = run(kind, "--out", "-")
        assert code == 0 and out.startswith(start)
    code, out, _ = run("csv", "--out", "-", "--json")
    assert json.loads(out)["content"].startswith("week,date")
    assert run("pdf", "--out", "-")[0] == run("fit", "--out", "-")[0] == 2
    assert here(tmp_path) == []


def test_json_says_what_was_written(run, log, tmp_path):
    code, out, _ = run("csv", "--json", "--dry-run")
    told = json.loads(out)
    assert code == 0 and told["dry_run"] and told["kind"] == "csv" and here(tmp_path) == []
    (file,) = told["files"]
    assert file["state"] == "new" and file["path"] == "soleus-plan.csv"
    run("csv")
    assert (tmp_path / "soleus-plan.csv").stat().st_size == file["bytes"]


def test_plan_json_is_the_plan(run, log):
    from soleus.plan.document import plan_document, plan_from_document

    document = json.loads(run("json", "--out", "-")[1])
    assert plan_document(plan_from_document(document)) == plan_document(log.plan().plan)


def test_part_of_the_plan(run, log):
    out = run("csv", "--out", "-", "--from", "2026-01-12", "--weeks", 1)[1]
    assert {line.split(",")[1] for line in out.splitlines()[1:]} == {"2026-01-13", "2026-01-16"}
    code, _, err = run("csv", "--from", "2030-01-01")
    assert code == 2 and "the plan runs from 2026-01-06" in err


def test_history_and_everything(run, log):
    sets = (DoneSet("glute_ham_raise", 10, effort=7),)
    log.add([DoneSession(TODAY, "Strength", sets)], "log", "done")
    out = run("history", "--out", "-")[1]
    assert "set,2026-01-05" in out and out.count("\n") == 3
    assert run("history", "--out", "-", "--from", "2026-01-06")[1].count("\n") == 1
    assert run("history", "--out", "-", "--weeks", 1)[1].count("\n") == 1  # that week is long past
    whole = json.loads(run("everything", "--out", "-")[1])
    assert whole == log.export_all()
    assert run("everything", "--weeks", 2)[0] == 2


def test_a_file_of_someone_else_stays(run, log, tmp_path):
    path = tmp_path / "soleus-plan.ics"
    path.write_text("BEGIN:VCALENDAR\nPRODID:other\n")
    code, _, err = run("ics")
    assert code == 2 and "was not written by soleus export" in err and err.count("\n") == 1
    assert path.read_text() == "BEGIN:VCALENDAR\nPRODID:other\n"


def read(tmp_path):
    book = icalendar.Calendar.from_ical((tmp_path / "soleus-plan.ics").read_bytes())
    return {str(e["uid"]): e for e in book.walk("VEVENT")}


def test_a_changed_plan_raises_sequences_and_cancels(run, log, tmp_path):
    run("ics")
    before = read(tmp_path)
    first, *rest = log.plan().plan.weeks
    one, two = first.sessions
    moved = replace(one, date=one.date - dt.timedelta(1))
    changed = replace(log.plan().plan, weeks=(replace(first, sessions=(moved,)), *rest))
    log.save_plan(changed, "next", "moved one, took one out", TODAY)
    code, out, _ = run("ics")
    assert code == 0 and out.startswith("replaced our earlier soleus-plan.ics")
    after = read(tmp_path)
    assert before.keys() == after.keys()
    uid, gone = f"{one.uid}@soleus", f"{two.uid}@soleus"
    assert after[uid]["sequence"] > before[uid]["sequence"]
    assert after[uid]["dtstart"].dt == dt.date(2026, 1, 5)
    assert after[gone]["status"] == "CANCELLED"
    assert after[gone]["sequence"] > before[gone]["sequence"]
    same = [u for u in before if u not in (uid, gone)]
    assert all(after[u]["sequence"] == before[u]["sequence"] for u in same)


def test_the_form_of_the_calendar_is_kept_and_its_change_is_an_edit(run, log, tmp_path):
    run("ics")
    first = next(iter(read(tmp_path).values()))
    timed = ("--time", "07:30", "--timezone", "Europe/Amsterdam", "--alarm-min", 20)
    run("ics", *timed, "--dry-run")
    assert run("ics")[1].startswith("unchanged")  # a dry run keeps nothing
    run("ics", *timed)
    event = next(iter(read(tmp_path).values()))
    assert event["sequence"] == first["sequence"] + 1
    assert event["dtstart"].dt == dt.datetime(2026, 1, 6, 6, 30, tzinfo=dt.UTC)
    code, out, err = run("ics")
    assert code == 0 and out.startswith("unchanged") and "07:30 Europe/Amsterdam as last" in err
    run("ics", "--all-day")
    event = next(iter(read(tmp_path).values()))
    assert event["dtstart"].dt == dt.date(2026, 1, 6)
    assert event["sequence"] == first["sequence"] + 2
    assert run("ics")[1].startswith("unchanged")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("icss",), "no export 'icss'; did you mean ics"),
        (("csv", "--time", "07:30"), "--time belongs to the export ics, not to csv"),
        (("csv", "--paper", "letter"), "--paper belongs to the export pdf"),
        (("pdf", "--paper", "a3"), "--paper 'a3' is not known"),
        (("ics", "--time", "07:30"), "--time needs --timezone"),
        (("ics", "--all-day", "--alarm-min", "5"), "--all-day takes no --time"),
        (("csv", "--from", "soon"), "--from 'soon' is not a date"),
        (("csv", "--weeks", "0"), "--weeks 0 is outside 1 to 520"),
        (("csv", "--out", ""), "--out is empty"),
        (("fit", "--out", "log/log.db"), "fit writes a folder, and this is a file"),
        (("csv", "--out", "log"), "cannot write log: is a directory"),
        (("csv", "--athlete", "nobody"), "nobody"),
    ],
)
def test_bad_input_is_one_line(run, log, tmp_path, words, message):
    code, out, err = run(*words)
    assert (code, out) == (2, "") and message in err and err.count("\n") == 1
    assert here(tmp_path) == []
