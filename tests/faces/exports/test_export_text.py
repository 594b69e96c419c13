"""Words, intervals.icu text and CSV tables."""

import csv
import datetime as dt
import io
import re
from dataclasses import replace

import pytest
from plans import (
    DISTANCE_RUN,
    DROP,
    HOLD,
    LEG_HOLD,
    MONDAY,
    RUNS,
    SPRINT,
    SQUAT,
    WALK,
    hill_week,
    make,
    return_week,
    session,
)

from soleus.base.errors import InputError
from soleus.faces.exports import words
from soleus.faces.exports.intervals_text import HEADING, plan_text, session_text
from soleus.faces.exports.select import bounds, select_history, select_plan
from soleus.faces.exports.table import HISTORY_COLUMNS, PLAN_COLUMNS, history_csv, plan_csv
from soleus.plan.history import (
    DoneSession,
    DoneSet,
    History,
    PainEntry,
    RunEntry,
    SymptomEntry,
    TestEntry,
)


@pytest.mark.parametrize(
    ("block", "text"),
    [
        (SPRINT, "Uphill sprint: 4 × 200 m up 8 %, 3 min walk between"),
        (
            SQUAT,
            "Calf raise in a deep squat: 3 × 15, 12.5 kg, 1.5 s up, 2 s at the top, 3 s down, then "
            "hold 20 s at full stretch, rest 90 s",
        ),
        (DROP, "Heel drop on one leg: 3 × 15 each leg, 5 kg, tempo 3 s, rest 1 min"),
        (HOLD, "Wall-lean calf hold: 5 × 45 s hold, rest 2 min"),
        (LEG_HOLD, "Single-leg calf hold: 4 × 5 × 3 s hold each leg, 20 kg, rest 1 min"),
        (RUNS, "Easy run: 6 × 3 min, at 5:53 min/km, 2 min walk between"),
        (DISTANCE_RUN, "Easy run: 5 km, at 5:53 min/km"),
        (WALK, "Brisk walk: 5 min, at 10:25 min/km"),
    ],
)
def test_a_block_in_one_sentence(block, text):
    assert words.sentence(block) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(20, "20 s"), (90, "90 s"), (60, "1 min"), (165, "2:45 min"), (1.5, "1.5 s"), (900, "15 min")],
)
def test_durations_as_a_runner_says_them(seconds, text):
    assert words.time_words(seconds) == text


def test_an_exercise_that_has_gone_still_has_words():
    old = replace(SQUAT, exercise="gone", spec=replace(SQUAT.spec, exercise="gone"))
    assert "tempo 1.5-2-3 s, then hold 20 s, rest 90 s" in words.sentence(old)
    assert words.how_to(old) == ""


def test_intervals_text_of_hills_and_strength():
    one = session(MONDAY, "Hills", SPRINT, SQUAT)
    assert session_text(one) == (
        "Warm up\n- Easy 15m Z1 HR\n\n"
        "Uphill sprint 4x\n- Uphill sprint 200mtr\n- Walk back press lap 3m\n\n"
        "- Cool down 10m Z1 HR\n\n"
        "Strength\nCalf raise in a deep squat: 3 × 15, 12.5 kg, 1.5 s up, 2 s at the top, 3 s "
        "down, then hold 20 s at full stretch, rest 90 s"
    )


def test_intervals_text_of_walk_and_run():
    one = session(MONDAY, "Runs", WALK, RUNS, DISTANCE_RUN)
    assert session_text(one) == (
        "- Walk 5m 10:25/km Pace\n\n"
        "Easy run 6x\n- Run 3m 5:53/km Pace\n- Walk 2m\n\n"
        "- Run 5000mtr 5:53/km Pace"
    )


def test_intervals_text_of_a_plan_never_nests_and_starts_steps_only_with_runs():
    text = plan_text(make(2, return_week))
    assert text.startswith(HEADING) and text.count("\n## ") == 14
    for part in text.split("\n\n"):
        assert len(re.findall(r"\b\d+x$", part, re.M)) <= 1
    prose = replace(HOLD, label="- 5m trap\n- 3m", note="- 20m more")
    assert "\n- " not in "\n" + session_text(session(MONDAY, "x", prose))


def rows(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_plan_table_has_a_row_a_block_and_units_in_its_names():
    plan = make(3, hill_week)
    text = plan_csv(plan)
    found = rows(text)
    assert text.startswith(",".join(PLAN_COLUMNS) + "\r\n")
    assert len(found) == sum(len(s.blocks) for s in plan.sessions())
    first = found[0]
    assert (first["date"], first["weekday"], first["distance_m"]) == ("2026-01-06", "Tue", "200")
    assert (first["hold_s"], first["duration_s"]) == ("", "")  # not known is not zero
    squat = found[2]
    assert (squat["load_kg"], squat["hold_s"], squat["soleus_impulse_bw_s"]) == (
        "12.5",
        "20",
        "500",
    )
    assert squat["why"].endswith("12.5 kg fit your plates [PROG-ARTICLE]")


def test_text_that_a_spreadsheet_would_run_is_kept_from_it():
    evil = replace(SQUAT, note='=HYPERLINK("x"),\n"y"')
    plan = make(1, lambda monday, n: [session(monday, "@x", evil)])
    (row,) = rows(plan_csv(plan))
    assert row["note"] == '\'=HYPERLINK("x"),\n"y"' and row["session"] == "'@x"


def history():
    day = dt.date(2026, 1, 6)
    sets = (DoneSet("glute_ham_raise", 10), DoneSet("single_leg_calf_raise", 8, 5.0, side="left"))
    return History(
        done=(DoneSession(day, "Strength", sets, "s-1", 6.0, complete=False, note="tired"),),
        pain=(PainEntry(day, "during", 6, "left", "s-1"), PainEntry(day, "morning", 0)),
        runs=(RunEntry(day, "run", 1800.0, 5000.0, dt.datetime(2026, 1, 6, 6, tzinfo=dt.UTC),
                       file_name="a.fit"),),
        tests=(TestEntry(dt.date(2026, 1, 1), "heel_raises", 28, "right"),),
        symptoms=(SymptomEntry(day, "limp"),),
    )  # fmt: skip


def test_history_table_has_everything_done_felt_and_measured():
    text = history_csv(history())
    found = rows(text)
    assert text.startswith(",".join(HISTORY_COLUMNS) + "\r\n")
    assert [r["kind"] for r in found] == [
        "test", "session", "set", "set", "run", "pain", "pain", "symptom",
    ]  # fmt: skip
    test, done, first, second, run, during, morning, limp = found
    assert (test["test"], test["value"], test["unit"]) == ("heel_raises", "28", "repetitions")
    assert (done["effort_0_to_10"], done["complete"], done["duration_s"]) == ("6", "no", "")
    assert (first["repetitions"], first["load_kg"]) == ("10", "")
    assert (second["set"], second["load_kg"], second["side"]) == ("2", "5", "left")
    assert (run["started_utc"], run["distance_m"], run["climb_m"]) == (
        "2026-01-06T06:00:00Z", "5000", "",
    )  # fmt: skip
    assert during["pain_0_to_10"] == "6" and morning["pain_0_to_10"] == "0"
    assert limp["symptom"] == "limp" and limp["present"] == "yes"


def test_part_of_a_plan_keeps_its_days_and_their_dose():
    plan = make(4, hill_week)
    part = select_plan(plan, bounds(dt.date(2026, 1, 8), 2, MONDAY))
    assert [s.date.day for s in part.sessions()] == [9, 13, 16]
    first = part.weeks[0]
    assert first.start == dt.date(2026, 1, 8)
    assert first.dose["soleus"]["impulse_bw_s"] == 800
    assert part.weeks[1] is plan.weeks[1]
    with pytest.raises(InputError, match="the plan runs from 2026-01-06 to 2026-02-01"):
        select_plan(plan, bounds(dt.date(2027, 1, 1), None, MONDAY))
    with pytest.raises(InputError, match="--weeks 0 is outside"):
        bounds(None, 0, MONDAY)
    with pytest.raises(InputError, match="end of the calendar"):
        bounds(dt.date.max, 2, MONDAY)


def test_part_of_a_history():
    part = select_history(history(), (dt.date(2026, 1, 2), dt.date(2026, 1, 7)))
    assert not part.tests and len(part.done) == len(part.runs) == 1


def test_walks_and_runs_without_rest_take_turns():
    walk = replace(WALK, repetitions=3)
    run = replace(RUNS, repetitions=3, rest_s=0.0)
    assert words.turns([walk, run, SPRINT]) == [[walk, run], [SPRINT]]
    assert words.turns([walk, replace(run, repetitions=4)]) != [[walk, run]]
    assert session_text(session(MONDAY, "x", walk, run)) == (
        "Brisk walk and Easy run 3x\n- Walk 5m 10:25/km Pace\n- Run 3m 5:53/km Pace"
    )
