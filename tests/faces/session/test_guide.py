"""The guide with a clock of our own: nothing done is lost, nothing counted twice, always an end."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.faces.session.guide import Guide
from soleus.faces.session.script import Slot, script
from soleus.plan.plan import Block, Session

SQUAT = Block(
    "deep_squat_calf_raise", "Calf raise in a deep squat", 2, 3, 4.0, 10.0, None, 8.0,
    "1-2-3 s", None, "", "", work_s=22.0,
)  # fmt: skip
ONE_LEG = Block(
    "eccentric_heel_drop", "Heel drop", 2, 2, None, 0.0, None, 6.0, "3 s", None, "", "",
    legs=1, work_s=8.0,
)  # fmt: skip
HILL = Block(
    "uphill_sprint", "Uphill sprint", 1, 3, None, 0.0, 200.0, 30.0, "", None, "Fast", "", 8.0,
    work_s=180.0,
)  # fmt: skip
HOLD = Block(
    "wall_lean_isometric", "Wall-lean calf hold", 1, 2, None, 0.0, None, 5.0, "", None, "", "",
    duration_s=10.0, work_s=20.0,
)  # fmt: skip
JOG = Block(
    "easy_run", "Easy run", 1, 2, None, 0.0, 324.0, 20.0, "", None, "", "", 0.0,
    duration_s=120.0, speed_ms=2.7, work_s=260.0,
)  # fmt: skip
ALL = (HILL, SQUAT, ONE_LEG, HOLD, JOG)
KEYS = ("space", "enter", "s", "S", "r", "b", "q", "+", ".", ",", "x", "n")


def session(*blocks):
    return Session(dt.date(2026, 1, 5), "s", "Session", blocks, {})


class Driver:
    """A guide with a clock that moves in steps of 0.5 s."""

    def __init__(self, *blocks, **more):
        self.guide, self.now = Guide(script(session(*blocks)), **more), 0.0
        self.guide.advance(0.0)

    def pass_time(self, seconds):
        for _ in range(round(seconds / 0.5)):
            self.now += 0.5
            self.guide.advance(self.now)

    def until(self, kind, most=4000):
        while self.guide.step.kind != kind:
            if self.guide.waits or self.guide.paused:
                self.guide.press("space")
            else:
                self.pass_time(0.5)
            most -= 1
            assert most and not self.guide.ended, f"never came to {kind}"
        return self.guide

    def to_end(self, most=20000):
        while not self.guide.ended:
            if self.guide.waits or self.guide.paused or self.guide.asking:
                self.guide.press("n" if self.guide.asking else "space")
            self.pass_time(0.5)
            most -= 1
            assert most, "never ends"


def sets(guide):
    return [(d.exercise, d.repetitions, d.side) for d in guide.done]


def test_left_alone_everything_is_done_as_planned():
    d = Driver(*ALL)
    d.to_end()
    assert sets(d.guide) == [
        ("uphill_sprint", 3, "both"),
        ("deep_squat_calf_raise", 3, "both"),
        ("deep_squat_calf_raise", 3, "both"),
        *[("eccentric_heel_drop", 2, side) for side in ("left", "right") * 2],
        ("wall_lean_isometric", 2, "both"),
        ("easy_run", 2, "both"),
    ]
    squat = d.guide.done[1]
    assert (squat.hold_s, squat.load_kg, squat.distance_m) == (4.0, 10.0, None)
    assert d.guide.done[0].distance_m == 200.0
    assert d.guide.done[-2].duration_s == 10.0


def test_time_is_that_of_the_plan():
    d = Driver(SQUAT)
    d.until("ready")
    begun = d.guide.elapsed
    d.until("end")
    assert d.guide.elapsed - begun == pytest.approx(2 * (5 + 22) + 8, abs=0.5)


def test_a_set_broken_off_counts_whole_repetitions():
    d = Driver(SQUAT)
    d.until("work")
    d.pass_time(13.0)  # two of six seconds each, and one into the third
    d.guide.press("s")
    assert d.guide.step.kind == "hold" and sets(d.guide) == [("deep_squat_calf_raise", 2, "both")]
    d.pass_time(2.0)
    d.guide.press("s")
    assert d.guide.done[0].hold_s == 2.0 and d.guide.step.kind == "rest"


def test_a_heel_drop_is_whole_at_its_bottom():
    d = Driver(ONE_LEG)
    d.until("work")
    assert [b.word for b in d.guide.step.beats] == ["down", "back up"]
    assert d.guide.step.seconds == pytest.approx(8.0)
    d.pass_time(2.5)
    assert d.guide.pace().whole == 0
    d.pass_time(0.5)
    assert d.guide.pace().whole == 1


def test_a_hold_and_a_run_broken_off_keep_their_seconds():
    d = Driver(HOLD)
    d.until("work")
    d.pass_time(14.0)
    d.guide.stop()
    assert [(s.repetitions, s.duration_s) for s in d.guide.done] == [(1, 10.0), (1, 4.0)]
    d = Driver(JOG)
    d.until("steady")
    d.pass_time(50.0)
    d.guide.stop()
    assert [(s.duration_s, s.distance_m) for s in d.guide.done] == [(50.0, None)]


def test_repeat_starts_over_in_a_set_and_adds_one_in_the_rest():
    d = Driver(SQUAT)
    d.until("work")
    d.pass_time(7.0)
    d.guide.press("r")
    assert d.guide.clock == 0 and "1 repetitions not counted" in d.guide.message
    d.until("rest")
    d.guide.press("r")
    d.to_end()
    assert sets(d.guide) == [("deep_squat_calf_raise", 3, "both")] * 3


def test_a_run_repeated_in_the_break_is_one_more():
    d = Driver(HILL)
    d.until("break")
    d.guide.press("r")
    d.to_end()
    assert sets(d.guide) == [("uphill_sprint", 4, "both")]


def test_back_comes_to_what_was_left_out_but_never_into_what_was_done():
    d = Driver(SQUAT)
    d.until("work")
    d.guide.press("s")
    d.guide.press("s")  # nothing of the first set
    d.until("ready")
    assert d.guide.step.slot == Slot(0, 2, "both")
    d.guide.press("b")
    d.guide.press("b")
    assert d.guide.step.slot == Slot(0, 1, "both")
    d.to_end()
    assert sets(d.guide) == [("deep_squat_calf_raise", 3, "both")] * 2


def test_counts_and_loads_are_corrected():
    d = Driver(SQUAT)
    d.until("work")
    d.guide.press(".")
    d.guide.press("+")
    assert d.guide.pace().whole == 1
    d.guide.press("-")
    assert d.guide.pace().whole == 0
    d.until("rest")
    d.guide.press("-")
    assert [(s.repetitions, s.load_kg) for s in d.guide.done] == [(2, 10.5)]
    for _ in range(9):
        d.guide.press("-")
    assert d.guide.done[0].repetitions == 0  # the hold was done all the same


def test_pause_stops_the_clock_and_a_jump_pauses():
    d = Driver(SQUAT)
    d.until("work")
    d.guide.press("space")
    d.pass_time(100.0)
    assert d.guide.clock < 0.6 and d.guide.paused
    d.guide.press("space")
    d.now += 3600.0
    d.guide.advance(d.now)
    assert d.guide.paused and "jumped" in d.guide.message and d.guide.pace().whole == 0
    d.guide.advance(d.now - 500.0)  # a clock that goes back moves nothing
    assert d.guide.pace().whole == 0


def test_stop_asks_first():
    d = Driver(SQUAT)
    d.guide.press("q")
    assert d.guide.asking and not d.guide.ended
    d.guide.press("x")
    assert not d.guide.asking and not d.guide.paused
    d.guide.press("q")
    d.guide.press("q")
    assert d.guide.ended and d.guide.stopped and not d.guide.done


def test_going_on_passes_over_what_was_done():
    d = Driver(SQUAT, ONE_LEG)
    d.until("rest")
    d.guide.stop()
    again = Driver(SQUAT, ONE_LEG, records=d.guide.records, elapsed=d.guide.elapsed)
    again.until("work")
    assert again.guide.step.slot == Slot(0, 2, "both")
    again.to_end()
    assert Counter(sets(again.guide))["deep_squat_calf_raise", 3, "both"] == 2
    assert again.guide.elapsed > d.guide.elapsed


def test_going_on_does_a_set_broken_off_again():
    d = Driver(SQUAT)
    d.until("work")
    d.pass_time(7.0)
    d.guide.stop()
    again = Driver(SQUAT, records=d.guide.records)
    assert again.guide.step.slot == Slot(0, 1, "both") and again.guide.paused
    again.to_end()
    assert [s.repetitions for s in again.guide.done] == [1, 3, 3]


def test_sounds_follow_the_set():
    d = Driver(SQUAT)
    d.until("ready")
    d.guide.sounds.clear()
    d.until("rest")
    # three ticks, go, the beats of three repetitions after the first, ticks of the hold, ends
    found = Counter(d.guide.sounds)
    assert found["go"] == 1 and found["beat"] == 8 and found["end"] == 2 and found["tick"] == 6


actions = st.lists(
    st.one_of(st.sampled_from(KEYS), st.floats(0.0, 90.0), st.just(10000.0)), max_size=60
)


@given(actions, st.lists(st.sampled_from(ALL), min_size=1, max_size=3))
def test_whatever_is_pressed_nothing_done_is_lost_or_counted_twice(pressed, blocks):
    d = Driver(*blocks)
    for action in pressed:
        if d.guide.ended:
            break
        before, closed = Counter(d.guide.done), len(d.guide.closed)
        if isinstance(action, str):
            d.guide.press(action)
        elif action == 10000.0:
            d.now += action
            d.guide.advance(d.now)
        else:
            d.pass_time(action)
        if action != "+":  # that corrects the last set
            lost = before - Counter(d.guide.done)
            # a set under way is replaced by itself with more of it; closed ones never change
            assert all(r in d.guide.records for r in d.guide.closed[:closed])
            assert sum(lost.values()) <= 2
        assert len(d.guide.closed) >= closed
        assert d.guide.remaining >= 0 and d.guide.clock >= 0
    stopped = d.guide.ended
    before = len(d.guide.closed)
    d.to_end()
    assert len(d.guide.closed) >= before and d.guide.attempt is None
    if not stopped:  # time goes on to the end, so that each set not skipped was done once
        assert all(n >= 1 for n in Counter(r.slot for r in d.guide.records).values())


@given(
    st.lists(st.sampled_from(("space", "s", "S", "enter", "x")), max_size=40),
    st.lists(st.sampled_from(ALL), min_size=1, max_size=3),
)
def test_without_repeat_no_set_is_counted_twice(pressed, blocks):
    """Without r, b and +, a set has one record, and those that were broken off beside it."""
    d = Driver(*blocks)
    for key in pressed:
        d.guide.press(key)
        d.pass_time(1.5)
    d.to_end()
    for slot, number in Counter(r.slot for r in d.guide.records).items():
        block = blocks[slot.block]
        most = 1 if block.duration_s is None else 1 + block.repetitions
        assert number <= most
        whole = sum(
            r.done.repetitions for r in d.guide.records
            if r.slot == slot and r.done.duration_s in (None, block.duration_s)
        )  # fmt: skip
        assert whole <= block.repetitions


@given(st.lists(st.sampled_from(ALL), min_size=1, max_size=3), st.integers(0, 200))
def test_killed_at_any_moment_and_gone_on_all_is_done(blocks, ticks):
    d = Driver(*blocks)
    for _ in range(ticks):
        if d.guide.ended:
            break
        if d.guide.waits:
            d.guide.press("space")
        d.pass_time(1.5)
    records, elapsed = d.guide.records, d.guide.elapsed
    again = Driver(*blocks, records=records, elapsed=elapsed)
    again.to_end()
    done = Counter(r.slot for r in again.guide.records)
    assert {s.slot for s in again.guide.steps if s.slot} == set(done)
    assert again.guide.records[: len(records)] == records


@given(st.lists(st.floats(1e-7, 4.9), min_size=1, max_size=200), st.floats(1e-3, 1e6))
def test_any_clock_moves_on(steps, start):
    """A clock of odd fractions far from zero never makes the guide wait for itself."""
    guide = Guide(script(session(SQUAT)))
    now = start
    guide.advance(now)
    for step in steps:
        now += step
        guide.advance(now)
        if guide.waits and not guide.ended:
            guide.press("space")
    assert guide.elapsed == pytest.approx(now - start, abs=1e-3)
