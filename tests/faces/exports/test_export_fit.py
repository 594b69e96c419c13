"""Workouts for the watch, read back by two readers that share no code: fitdecode, fitparse."""

import datetime as dt
import io
from dataclasses import replace

import fitdecode
import fitparse
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import (
    DISTANCE_RUN,
    DROP,
    GLUTE_HAM,
    HOLD,
    LEG_HOLD,
    MONDAY,
    RUNS,
    SAVED,
    SPRINT,
    SQUAT,
    WALK,
    daily_week,
    hill_week,
    make,
    return_week,
    session,
)

from soleus.base.errors import InputError
from soleus.faces.exports.fit_encode import TEXT_BYTES, cut_text, fit_file
from soleus.faces.exports.fit_exercises import _content, watch_exercise
from soleus.faces.exports.fit_workout import PRODUCT, session_slug, session_workouts, workout_files
from soleus.motion.exercise_files import list_exercises, load_exercise
from soleus.motion.fit_checksum import fit_checksum


def decoded(data):
    """Messages by fitdecode: (name, {field: raw value})."""
    with fitdecode.FitReader(
        io.BytesIO(data), check_crc=fitdecode.CrcCheck.RAISE,
        error_handling=fitdecode.ErrorHandling.RAISE,
    ) as reader:  # fmt: skip
        return [
            (m.name, {f.def_num: f.raw_value for f in m.fields if f.raw_value is not None})
            for m in reader
            if isinstance(m, fitdecode.FitDataMessage)
        ]


def parsed(data):
    """The same by python-fitparse."""
    with fitparse.FitFile(io.BytesIO(data), check_crc=True) as file:
        return [
            (m.name, {f.def_num: f.raw_value for f in m.fields if f.raw_value is not None})
            for m in file.get_messages()
        ]


def steps(data):
    found = decoded(data)
    assert found == parsed(data)
    return [fields for name, fields in found if name == "workout_step"]


def one(*blocks, label="Training", day=MONDAY, **more):
    return session_workouts(session(day, label, *blocks, **more), SAVED)


def test_hill_session_is_warm_up_repeats_by_distance_and_cool_down():
    ((name, data),) = one(SPRINT, label="Hill sprints", name="hill").items()
    assert name == "2026-01-05-hill.fit"
    head, workout, *rest = decoded(data)
    assert head == ("file_id", {0: 5, 1: 255, 2: PRODUCT, 3: head[1][3], 4: head[1][4]})
    assert dt.datetime.fromtimestamp(head[1][4] + 631065600, dt.UTC) == SAVED.replace(microsecond=0)
    assert workout[1][4] == 1 and workout[1][6] == 5 == len(rest)
    assert workout[1][8] == "Jan 5 Hill sprints"
    warm, up, back, repeat, cool = steps(data)
    assert (warm[1], warm[2], warm[7]) == (0, 900_000, 2)
    assert (up[1], up[2], up[7]) == (1, 20_000, 5)
    assert "200 m up 8 %. Fast, but never" in up[8]
    assert (back[1], back.get(2), back[7]) == (5, None, 4)
    assert (repeat[1], repeat[2], repeat[4]) == (6, 1, 4)  # four passes from step 1 on
    assert (cool[1], cool.get(2), cool[7]) == (5, None, 3)


def test_strength_session_has_sets_holds_rest_weight_and_titles():
    ((_, data),) = one(GLUTE_HAM, SQUAT).items()
    found = decoded(data)
    assert found[1][1][4] == 10 and found[1][1][11] == 20
    ham, rest, repeat, squat, hold, pause, again = steps(data)
    assert (ham[1], ham[2], ham[10]) == (29, 10, 15)
    assert (rest[1], rest[2], rest[7]) == (0, 120_000, 1)
    assert (repeat[1], repeat[2], repeat[4]) == (6, 0, 3)
    assert (squat[1], squat[2], squat[10], squat[12], squat[13]) == (29, 15, 1, 1250, 1)
    assert (hold[1], hold[2], hold[7]) == (0, 20_000, 0) and "full stretch" in hold[8]
    assert (hold[10], hold[11]) == (squat[10], squat[11])
    assert (pause[2], again[2], again[4]) == (90_000, 3, 3)
    titles = [fields for name, fields in found if name == "exercise_title"]
    assert {(t[0], t[1]): t[2] for t in titles} == {
        (ham[10], ham[11]): "Glute-ham raise with plantar support",
        (squat[10], squat[11]): "Calf raise in a deep squat",
    }
    assert [t[254] for t in titles] == [0, 1]


def test_each_leg_has_its_own_steps():
    ((_, data),) = one(replace(DROP, hold_s=10.0)).items()
    left, left_hold, right, right_hold, rest, repeat = steps(data)
    assert left[0].startswith("L ") and right[0].startswith("R ")
    assert left[8].startswith("Left leg.") and right[8].startswith("Right leg.")
    assert left[2] == right[2] == 15 and left_hold[2] == right_hold[2] == 10_000
    assert rest[7] == 1 and repeat[4] == 3


def test_held_postures_are_time_steps():
    ((_, data),) = one(HOLD, LEG_HOLD).items()
    wall, _, repeat, left, right, *_ = steps(data)
    assert (wall[1], wall[2], repeat[4]) == (0, 45_000, 5)
    assert (left[1], left[2], right[2]) == (0, 15_000, 15_000)  # 5 × 3 s
    assert "4 × 5 × 3 s hold each leg, 20 kg" in left[8] and left[12] == 2000


def test_walk_and_run_by_time_and_by_distance():
    ((_, data),) = one(WALK, RUNS, DISTANCE_RUN).items()
    walk, run, recovery, repeat, far = steps(data)
    assert (walk[0], walk[1], walk[2]) == ("Walk", 0, 300_000)
    assert (run[0], run[1], run[2]) == ("Run", 0, 180_000)
    assert (recovery[0], recovery[2], recovery[7]) == ("Walk", 120_000, 4)
    assert (repeat[2], repeat[4]) == (1, 6)
    assert (far[1], far[2]) == (1, 500_000)
    assert decoded(data)[1][1][4] == 1
    ((_, walked),) = one(WALK).items()
    assert decoded(walked)[1][1][4] == 11


def test_walks_and_runs_without_rest_take_turns():
    walk, run = replace(WALK, repetitions=3), replace(RUNS, repetitions=3, rest_s=0.0)
    ((_, data),) = one(walk, run).items()
    first, second, repeat = steps(data)
    assert (first[0], second[0], repeat[2], repeat[4]) == ("Walk", "Run", 0, 3)


def test_a_session_with_both_gives_one_workout_for_each_activity():
    files = one(SPRINT, GLUTE_HAM, SQUAT, name="hill_and_strength")
    assert list(files) == [
        "2026-01-05-hill-and-strength-1-run.fit",
        "2026-01-05-hill-and-strength-2-strength.fit",
    ]
    serials = {decoded(data)[0][1][3] for data in files.values()}
    assert len(serials) == 2


def test_serial_stays_when_a_session_moves_and_differs_between_sessions():
    first, later = (one(SPRINT, day=d, uid="s-1") for d in (MONDAY, MONDAY + dt.timedelta(2)))
    other = one(SPRINT, uid="s-2")
    serial = [decoded(next(iter(f.values())))[0][1][3] for f in (first, later, other)]
    assert serial[0] == serial[1] != serial[2]


@pytest.mark.parametrize("of_week", [hill_week, daily_week, return_week])
def test_whole_plans_read_back_and_come_out_the_same_again(of_week):
    plan = make(3, of_week)
    files = workout_files(plan, SAVED)
    assert files == workout_files(make(3, of_week), SAVED)
    assert len(files) >= sum(1 for _ in plan.sessions())
    for data in files.values():
        assert fit_checksum(data) == 0
        found = decoded(data)
        assert found == parsed(data)
        count = sum(name == "workout_step" for name, _ in found)
        assert found[1][1][6] == count <= 50
        indices = [f[254] for name, f in found if name == "workout_step"]
        assert indices == list(range(count))


def test_no_repeat_is_nested():
    for data in workout_files(make(2, return_week), SAVED).values():
        inside = set()
        for step in steps(data):
            if step[1] == 6:
                span = set(range(step[2], step[254]))
                assert span and not span & inside
                inside |= span | {step[254]}


def test_two_sessions_of_a_name_on_a_day_keep_both_files():
    def week(monday, n):
        yield session(monday, "Run", RUNS, uid="a")
        yield session(monday, "Run", DISTANCE_RUN, uid="b")

    assert list(workout_files(make(1, week), SAVED)) == [
        "2026-01-05-run.fit",
        "2026-01-05-run-2.fit",
    ]


@pytest.mark.parametrize("name", list_exercises())
def test_every_exercise_has_a_name_on_the_watch(name):
    assert name in _content()["exercises"]
    entry = watch_exercise(name)
    assert 0 < len(entry.short.encode()) <= 16
    assert entry.names and entry.weighted
    load_exercise(name)


def test_titles_never_clash_where_a_free_name_is_left():
    blocks = [
        replace(DROP, exercise=name, label=name, load_kg=0.0)
        for name in ("standing_calf_raise", "step_calf_raise", "eccentric_heel_drop",
                     "single_leg_calf_raise", "bent_knee_heel_drop", "seated_calf_raise")
    ]  # fmt: skip
    ((_, data),) = one(*blocks).items()
    titles = [fields[2] for name, fields in decoded(data) if name == "exercise_title"]
    assert titles == [b.exercise for b in blocks]


@given(text=st.text(max_size=400), limit=st.integers(16, TEXT_BYTES))
def test_any_text_is_cut_at_a_character(text, limit):
    cut = cut_text(text, limit)
    raw = cut.encode()
    assert len(raw) <= limit and "\0" not in cut and cut.isprintable()
    clean = cut_text(text, 10_000)
    assert cut == clean or (cut.endswith("…") and clean.startswith(cut[:-1]))


@given(
    label=st.text(max_size=300), note=st.text(max_size=300),
    load=st.floats(0, 500), hold=st.none() | st.floats(0.1, 3600), count=st.integers(1, 1000),
    rest=st.floats(0, 3600),
)  # fmt: skip
def test_any_block_reads_back(label, note, load, hold, count, rest):
    block = replace(
        SQUAT, label=label, note=note, load_kg=load, hold_s=hold, repetitions=count, rest_s=rest,
        spec=None,
    )  # fmt: skip
    ((_, data),) = one(block, label=label or "x", name="n").items()
    work = steps(data)[0]
    assert work[2] == count
    assert work.get(12, 0) == (round(100 * load) if load else 0)
    if hold:
        assert steps(data)[1][2] == round(1000 * hold)


@given(value=st.integers(-(2**40), 2**40), kind=st.sampled_from(["enum", "uint16", "uint32z"]))
def test_a_number_is_kept_or_refused(value, kind):
    top = {"enum": 0xFE, "uint16": 0xFFFE, "uint32z": 0xFFFFFFFF}[kind]
    number = {"enum": 0, "uint16": 1, "uint32z": 3}[kind]
    low = 1 if kind == "uint32z" else 0
    if low <= value <= top:
        data = fit_file([(0, [(number, kind, value)])])
        assert decoded(data) == parsed(data) == [("file_id", {number: value})]
    else:
        with pytest.raises(InputError, match=f"{value} is outside {low} to {top}"):
            fit_file([(0, [(number, kind, value)])])


def test_text_too_long_for_a_field_is_refused():
    with pytest.raises(InputError, match="255 bytes of 254"):
        fit_file([(26, [(8, "string", "é" * 127 + "x")])])


@pytest.mark.parametrize(
    ("name", "slug"),
    [("hill_and_strength", "hill-and-strength"), ("Höhe / ../x", "hohe-x"), ("重訓", "session")],
)
def test_file_names_are_plain(name, slug):
    assert session_slug(session(MONDAY, "x", RUNS, name=name)) == slug


@pytest.mark.shared
def test_structure_is_that_of_garmins_own_workouts(shared):
    """Order of messages, endianness, types of shared fields, and how a repeat is written."""
    theirs = (shared / "data/watch_files/WorkoutRepeatSteps.fit").read_bytes()
    ((_, ours),) = one(SPRINT).items()

    def shape(data):
        order, kinds = [], {}
        with fitdecode.FitReader(io.BytesIO(data)) as reader:
            for m in reader:
                if isinstance(m, fitdecode.FitDefinitionMessage):
                    order.append(m.global_mesg_num)
                    fields = {
                        (m.global_mesg_num, f.def_num): f.base_type.name for f in m.field_defs
                    }
                    kinds |= fields
        return list(dict.fromkeys(order)), kinds

    (their_order, their_kinds), (our_order, our_kinds) = shape(theirs), shape(ours)
    assert our_order[: len(their_order)] == their_order == [0, 26, 27]
    common = their_kinds.keys() & our_kinds.keys()
    assert {(0, 3), (0, 4), (26, 6), (27, 1), (27, 2), (27, 4), (27, 254)} <= common
    assert all(their_kinds[k] == our_kinds[k] for k in common)
    repeat = next(f for n, f in decoded(theirs) if n == "workout_step" and f[1] == 6)
    mine = next(f for f in steps(ours) if f[1] == 6)
    assert {1: repeat[1], 3: repeat[3], 7: repeat[7]} == {1: mine[1], 3: mine[3], 7: mine[7]}
    assert theirs[0] == ours[0] == 14 and theirs[8:12] == ours[8:12] == b".FIT"
