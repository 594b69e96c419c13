"""Schemes as text for people."""

from dataclasses import replace

import pytest

from soleus.plan.scheme import BlockTemplate, LoadRule, Target
from soleus.plan.scheme_files import load_scheme
from soleus.plan.scheme_words import describe_block, describe_scheme

BODY = LoadRule("mass")


def block(exercise, sets=(3, 3), repetitions=(10, 10), load=BODY, **more):
    given = {"distance": None, "rest": 60.0, "note": "", **more}
    return BlockTemplate(exercise, sets, repetitions, load=load, **given)


@pytest.mark.parametrize(
    ("template", "words"),
    [
        (
            block("standing_calf_raise", repetitions=(10, 15)),
            "Standing calf raise: 3 x 10 to 15, 1 s up, 1 s at the top, 2 s down, rest 60 s",
        ),
        (
            block("step_calf_raise", load=LoadRule("rm", (15, 6)),
                  tempo={"raise": 3.0, "hold_top": 0.0, "lower": 3.0}),
            "Calf raise from a step: 3 x 10, at 15 to 6 RM, 3 s up, 3 s down, rest 60 s",
        ),
        (
            block("single_leg_calf_hold", repetitions=(4, 4), duration=(3.0, 3.0),
                  load=LoadRule("mvc", (0.9, 0.9))),
            "Single-leg calf hold: 3 x 4 x 3 s, at 90 % MVC, 3 s without load between, each leg, "
            "rest 60 s",
        ),
        (
            block("single_leg_calf_hold", repetitions=(1, 1), duration=(15.0, 60.0)),
            "Single-leg calf hold: 3 x 15 to 60 s, each leg, rest 60 s",
        ),
        (
            block("eccentric_heel_drop", load=LoadRule("mass", (0, 20))),
            "Heel drop on one leg: 3 x 10, with 0 to 20 kg, 3 s down, 2 s without load between, "
            "each leg, rest 60 s",
        ),
        (
            block("deep_squat_calf_raise", hold=(10.0, 20.0)),
            "Calf raise in a deep squat: 3 x 10, 1.5 s up, 2 s at the top, 3 s down, "
            "each set closes with a hold of 10 to 20 s, rest 60 s",
        ),
        (
            block("uphill_sprint", sets=(1, 1), repetitions=(4, 5), distance=(200.0, 250.0),
                  grade=0.08, effort=0.9, rest=180.0),
            "Uphill sprint: 4 to 5 x 200 to 250 m, up 8 %, at 90 % effort, rest 180 s",
        ),
        (
            block("easy_run", sets=(1, 1), repetitions=(1, 1), duration=(1200.0, 1800.0),
                  rest=0.0),
            "Easy run: 20 to 30 min",
        ),
    ],
)  # fmt: skip
def test_a_block_reads_as_a_coach_would_write_it(template, words):
    assert describe_block(template) == words


def test_the_own_hold_of_an_exercise_is_told_too():
    assert "closes with a hold of 20 s" in describe_block(block("deep_squat_calf_raise"))


def test_phases_stand_in_order_with_what_leads_on():
    text = describe_scheme(load_scheme("isometric_start"))
    first, second = text.index("1. Long holds"), text.index("2. Short hard holds")
    gate, sources = text.index("To go on, pass: PROG-DEFENCE"), text.index("\nSources\n")
    assert first < gate < second < sources
    assert "140 to 250 s [arampatzis2007:" in " ".join(text.split())


def test_rules_set_aside_are_said():
    assert "does not keep the rules SPACE-TIER" in describe_scheme(load_scheme("alfredson"))
    assert "does not keep" not in describe_scheme(load_scheme("article"))


def test_open_targets_read_as_sentences():
    scheme = load_scheme("in_season")
    targets = (
        Target("soleus", "impulse_bw_s", None, 500.0, "assumption", "a guess"),
        Target("gastrocnemius_medialis", "peak_force_share", 0.5, None, "assumption", "a guess"),
    )
    text = describe_scheme(replace(scheme, phases=(replace(scheme.phases[0], targets=targets),)))
    assert "soleus, force-time integral: at most 500 BW s [assumption: a guess]" in text
    assert "medialis, peak force, share of maximum: at least 0.5 [assumption" in text


def test_the_same_scheme_gives_the_same_text():
    assert describe_scheme(load_scheme("article")) == describe_scheme(load_scheme("article"))


def test_a_change_in_the_file_is_a_change_in_one_line():
    scheme = load_scheme("in_season")
    (phase,) = scheme.phases
    (session,) = phase.sessions
    changed = replace(session, per_week=(1.0, 1.0))
    other = replace(scheme, phases=(replace(phase, sessions=(changed,)),))
    before, after = (describe_scheme(s).splitlines() for s in (scheme, other))
    assert [(a, b) for a, b in zip(before, after, strict=True) if a != b] == [
        ("  Short and heavy: 1 to 2 times a week", "  Short and heavy: once a week")
    ]
