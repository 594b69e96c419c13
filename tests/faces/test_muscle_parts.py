"""The parts of a calf muscle, for JSON and in the terminal."""

from __future__ import annotations

import json

import pytest
from rich.console import Console

from soleus.faces.muscle_parts import parts_payload, show_parts
from soleus.faces.muscle_words import CALF


@pytest.fixture(scope="module")
def payload(leg):
    return parts_payload("soleus", leg)


def shown(payload, width: int = 110) -> str:
    console = Console(width=width, highlight=False, record=True, quiet=False)
    with console.capture() as capture:
        show_parts(console, payload)
    return capture.get()


def test_four_parts_with_intervals_about_them(payload):
    rows = payload["parts"]
    assert [r["bone"] for r in rows] == ["fibula", "fibula", "arch", "tibia"]
    assert sum(r["share_percent"] for r in rows) == pytest.approx(100, abs=0.1)
    for row in rows:
        for key in ("share_percent", "optimal_fiber_length_mm", "pennation_deg"):
            low, high = row[f"{key}_interval"]
            assert low < row[key] < high
    low, high = payload["fibula_pull_percent_interval"]
    assert 20 < low + 10 < payload["fibula_pull_percent"] < high < 100
    json.dumps(payload)


def test_sharing_is_told_for_three_ways_of_holding_together(payload):
    rows = payload["sharing"]
    assert len(rows) == 12
    for free, believed, glued in zip(rows[::3], rows[1::3], rows[2::3], strict=True):
        assert free["situation"] == believed["situation"] == glued["situation"]
        assert (free["coupling"], glued["coupling"]) == (0.0, 1.0)
        assert free["strain_percent"][0] > believed["strain_percent"][0]
        assert believed["strain_percent"][0] > glued["strain_percent"][0]
        assert free["sliding_mm"] > believed["sliding_mm"] > glued["sliding_mm"] - 1e-6
    assert ["sliding_mm_interval" in r for r in rows[:6]] == [False, True, False] * 2


def test_the_terminal_shows_every_part_and_every_strand(payload):
    text = shown(payload)
    for word in ("fibular head", "soleal line", "arch", "slide freely", "glued", "into the fibula"):
        assert word in text
    assert text.count("█") > 24
    assert "deep squat calf raise" in text and "_" not in text


@pytest.mark.parametrize("width", [80, 120])
def test_no_bound_is_cut(payload, width):
    text = shown(payload, width)
    assert "…" not in text and max(map(len, text.splitlines())) <= width
    for row in (r for r in payload["sharing"] if "sliding_mm_interval" in r):
        for low, high in row["strain_percent_interval"]:
            assert f"{low:.1f}–{high:.1f}" in text
        assert f"{row['sliding_mm_interval'][1]:.1f}" in text


def test_a_calf_head_has_its_strand_and_others_nothing(payload):
    head = {k: v for k, v in payload.items() if "part" not in k and "fibula" not in k}
    text = shown(head)
    assert all(name in text for name in CALF.values()) and "by where it arises" not in text
    assert parts_payload("psoas") == {}
    assert shown({}) == ""
