"""Every scheme file: loads, describes itself, rests on known rules and sources, and every block
can be done by the reference body in a sensible time."""

import math
import re

import pytest
import yaml
from scheme_weeks import blocks_of, minutes_of

from soleus.anatomy.person import load_person
from soleus.base.library import data_path, load_sources
from soleus.motion.equipment import EQUIPMENT
from soleus.motion.exercise_files import list_exercises, load_exercise
from soleus.motion.run_exercise import list_runs, load_run
from soleus.motion.steady_run import list_steady, load_steady
from soleus.plan import request
from soleus.plan.rules import load_rules
from soleus.plan.scheme_files import RUNNING, STEADY, list_schemes, load_scheme
from soleus.plan.scheme_words import describe_scheme

NAMES = list_schemes()
PHASES = [(name, phase.name) for name in NAMES for phase in load_scheme(name).phases]


def test_the_schemes_that_were_asked_for_are_there():
    assert {
        "article", "alfredson", "beyer_heavy_slow", "silbernagel", "isometric_start",
        "return_to_run_soleus", "in_season",
    } <= set(NAMES)  # fmt: skip


def test_every_goal_is_served():
    served = {goal for name in NAMES for goal in load_scheme(name).goals}
    assert served == set(request.GOALS)


@pytest.mark.parametrize("name", NAMES)
def test_scheme_rests_on_dated_sources_and_known_rules(name):
    scheme = load_scheme(name)
    assert scheme.source in scheme.sources and scheme.goals
    assert len(scheme.about) > 100
    plain = {"assumption", "derived", "soleus_article"}
    for key in scheme.sources:
        assert key in plain or re.search(r"(19|20)\d\d", load_sources()[key].text), key
    known = {rule.id for rule in load_rules()}
    named = {*scheme.sets_aside, *(g for p in scheme.phases for g in p.gates)}
    assert named <= known


@pytest.mark.parametrize("name", NAMES)
def test_only_the_last_phase_may_last_for_ever_and_leads_nowhere(name):
    phases = load_scheme(name).phases
    assert phases[-1].gates == ()
    for phase in phases[:-1]:
        assert phase.weeks[1] is not None
        assert phase.gates, f"{name}: nothing says when {phase.name} is over"


@pytest.mark.parametrize("name", NAMES)
def test_scheme_round_trips_through_its_file(name, tmp_path):
    content = yaml.safe_load(data_path("schemes", f"{name}.yaml").read_text(encoding="utf-8"))
    copy = tmp_path / f"{name}.yaml"
    copy.write_text(yaml.safe_dump(content), encoding="utf-8")
    assert load_scheme(copy) == load_scheme(name)


@pytest.mark.parametrize("name", NAMES)
def test_scheme_describes_itself(name):
    scheme = load_scheme(name)
    text = describe_scheme(scheme)
    assert text.startswith(scheme.label)
    assert not re.search(r"\bNone\b|\bnan\b|\binf\b|\(\)", text)
    for line in text.splitlines():
        assert len(line) <= 88 and line == line.rstrip()
    flat = " ".join(text.split())
    for phase in scheme.phases:
        assert all(gate in flat for gate in phase.gates)
        for session in phase.sessions:
            assert session.label in flat
            assert all(b.note in flat for b in session.blocks)
    assert all(f"{key}: " in flat for key in scheme.sources)


@pytest.mark.parametrize(("name", "phase"), PHASES)
def test_every_block_is_within_the_reference_body(name, phase, doser):
    found = next(p for p in load_scheme(name).phases if p.name == phase)
    for share in (0.0, 1.0):
        for _, blocks in blocks_of(found, share, doser):
            for block in blocks:
                assert "edge taken" not in block.verdict, f"{block.exercise}: {block.verdict}"
                if block.exercise in list_exercises():
                    assert doser.solve(block.spec.resolve()).feasible, block.verdict
                assert 0 < block.dose["achilles"]["peak_force_bw"] < 11
                assert block.dose["soleus"]["impulse_bw_s"] > 0
                assert all(
                    v is None or (math.isfinite(v) and v >= 0)
                    for values in block.dose.values()
                    for k, v in values.items()
                    if not k.startswith("fiber_length")
                )


@pytest.mark.parametrize(("name", "phase"), PHASES)
def test_a_session_takes_a_sensible_time(name, phase, doser):
    found = next(p for p in load_scheme(name).phases if p.name == phase)
    for share in (0.0, 1.0):
        for session, minutes in minutes_of(found, share, doser):
            assert 4 <= minutes <= 60, f"{session.name}: {minutes:.0f} min"


def test_minutes_a_week_are_those_the_trial_of_beyer_counted(doser):
    """107 min a week of heavy slow resistance, 308 of heel drops (`beyer2015`)."""
    slow, weeks = 0.0, 0
    for phase in load_scheme("beyer_heavy_slow").phases:
        ((_, minutes),) = minutes_of(phase, 0.0, doser)
        slow += phase.weeks[0] * 3 * minutes
        weeks += phase.weeks[0]
    assert slow / weeks == pytest.approx(107, rel=0.15)
    (phase,) = load_scheme("alfredson").phases
    ((session, minutes),) = minutes_of(phase, 0.0, doser)
    assert session.times * 7 * minutes == pytest.approx(308, rel=0.15)


def test_counts_are_those_of_the_programmes():
    def rows(name, phase):
        found = next(p for p in load_scheme(name).phases if p.name == phase)
        return [(b.exercise, b.sets, b.repetitions) for s in found.sessions for b in s.blocks]

    assert rows("alfredson", "drops") == [
        ("eccentric_heel_drop", (3, 3), (15, 15)), ("bent_knee_heel_drop", (3, 3), (15, 15))
    ]  # fmt: skip
    beyer = load_scheme("beyer_heavy_slow").phases
    assert [(p.weeks, p.sessions[0].blocks[0].sets, p.sessions[0].blocks[0].load.values)
            for p in beyer] == [
        ((1, 1), (3, 3), (15, 15)), ((2, 2), (3, 3), (12, 12)), ((2, 2), (4, 4), (10, 10)),
        ((3, 3), (4, 4), (8, 8)), ((4, 4), (4, 4), (6, 6)),
    ]  # fmt: skip
    assert sum(p.weeks[0] for p in beyer) == 12
    assert [r[1:] for r in rows("silbernagel", "start")] == [
        ((3, 3), (10, 15)), ((3, 3), (10, 10)), ((3, 3), (10, 10)), ((3, 3), (10, 10))
    ]  # fmt: skip
    assert [r[1:] for r in rows("silbernagel", "strengthening")] == [
        ((3, 3), (15, 15)), ((3, 3), (10, 10)), ((3, 3), (15, 15)), ((3, 3), (15, 15)),
        ((3, 3), (20, 20)),
    ]  # fmt: skip


def test_after_a_strain_hills_come_last_and_every_run_before_is_flat():
    phases = load_scheme("return_to_run_soleus").phases
    names = [p.name for p in phases]
    uphill = [p.name for p in phases for s in p.sessions for b in s.blocks if b.exercise in RUNNING]
    assert uphill == ["hills"]
    assert phases[names.index("hills") - 1].gates == ("CAP-START-SPRINT",)
    running = [
        p.name for p in phases for s in p.sessions for b in s.blocks
        if b.exercise in STEADY and load_steady(b.exercise).gait == "run"
    ]  # fmt: skip
    assert running[0] == "run_throughs"
    assert phases[0].gates == ("CAP-START-RUN",)
    for phase in phases:
        if phase.name.startswith("stage"):
            assert phase.weeks[0] == 1 and phase.sessions[0].per_week == (2, 2)
            assert "PROG-RTR" in phase.gates


def test_equipment_has_the_same_words_everywhere():
    assert EQUIPMENT == request.EQUIPMENT


def test_every_exercise_that_needs_something_says_so():
    for name in list_exercises():
        exercise = load_exercise(name)
        needs_step = exercise.surface == "step" and exercise.support == "forefoot"
        assert ("step" in exercise.needs) == needs_step, name
        assert ("glute_ham_bench" in exercise.needs) == (
            exercise.support == "knee_pad_roller_plate"
        )
    for name in list_runs():
        run = load_run(name)
        assert run.needs == ((("hill", "treadmill"),) if run.grade else ()), name
    assert all(load_steady(n).needs == () for n in list_steady())


def test_the_reference_body_of_the_targets_is_the_example_runner(doser):
    runner = load_person(data_path().parents[2] / "examples" / "runner.toml")
    assert (runner.height, runner.mass, runner.sex, runner.age) == (1.78, 72.0, "male", 34.0)
    assert doser.leg.person.mass == runner.mass and doser.leg.person.height == runner.height
