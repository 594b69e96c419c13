"""A plan becomes steps; read back from a log it becomes the same steps."""

import json

from soleus.faces.session.beats import beats_of
from soleus.faces.session.script import script, what_to_do
from soleus.plan.block_spec import BlockSpec
from soleus.plan.document import plan_document, plan_from_document


def test_steps_of_a_set_with_a_hold(plan):
    steps = script(plan.weeks[0].sessions[0])
    kinds = [s.kind for s in steps]
    assert kinds == [
        "warm_up", "set_up", *["ready", "work", "hold", "rest"] * 2, "ready", "work", "hold", "end"
    ]  # fmt: skip
    work = steps[3]
    assert [(b.word, b.seconds) for b in work.beats] == [("up", 1.5), ("hold", 2.0), ("down", 3.0)]
    assert work.seconds == 13.0
    assert "full stretch" in steps[4].words and steps[4].seconds == 4.0
    assert steps[1].load_limit == 200.0


def test_a_plan_read_back_is_guided_the_same(plan):
    again = plan_from_document(json.loads(json.dumps(plan_document(plan))))
    for a, b in zip(plan.sessions(), again.sessions(), strict=True):
        timing = [[(s.kind, s.title, s.words, s.seconds, s.beats) for s in script(x)]
                  for x in (a, b)]  # fmt: skip
        assert timing[0] == timing[1]


def test_hill_runs_end_by_key_and_rest_between(plan):
    steps = script(plan.weeks[0].sessions[1])
    assert [s.kind for s in steps[2:]] == ["ready", "run", "break", "run", "end"]
    run, back = steps[3], steps[4]
    assert run.seconds is None and "200 m up 8 %" in run.words
    assert back.seconds == 60.0 and "down" in back.words
    assert 35 < run.expected < 60


def test_each_leg_alone_and_a_heel_drop(doser):
    block = doser.block(BlockSpec("eccentric_heel_drop", 2, 3, rest=30.0))
    beats = beats_of(block)
    assert [(b.word, b.loaded) for b in beats] == [("down", True), ("back up", False)]
    assert "3 repetitions: down 3 s" in what_to_do(block)


def test_held_posture_and_steady_run(doser):
    hold = doser.block(BlockSpec("wall_lean_isometric", 2, 1, duration=40.0))
    assert [(b.word, b.seconds) for b in beats_of(hold)] == [("hold", 40.0)]
    assert what_to_do(hold) == "hold 40 s"
    walk = doser.block(BlockSpec("brisk_walk", 1, 2, duration=120.0, rest=0.0))
    assert beats_of(walk) == () and what_to_do(walk) == "2 x 2 min"
    stride = doser.block(BlockSpec("stride", 1, 4, rest=60.0))
    assert what_to_do(stride) == "4 x 77 m"


def test_an_exercise_without_a_file_still_has_words(plan):
    from dataclasses import replace

    block = replace(plan.weeks[0].sessions[0].blocks[0], exercise="gone")
    assert [b.word for b in beats_of(block)] == ["up", "hold", "down"]
    odd = replace(block, tempo="1-1-1-1-1 s", work_s=14.0)
    assert [b.word for b in beats_of(odd)] == [f"part {i}" for i in range(1, 6)]
