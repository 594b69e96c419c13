"""The scoreboard: every row computes, nothing moves unrecorded, every published number counts.

A row that disagrees with measurement does not fail here. A row that stops computing does, and so
does a number that moves by more than its sensitivity without an entry in the changelog.
"""

import importlib.util
import json
import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from soleus.base.errors import DataError, InfeasibleError
from soleus.study import check_facts, check_rows
from soleus.study.check_curves import model_curve
from soleus.study.check_facts import load_not_used, load_unused_parts, used_facts
from soleus.study.check_records import (
    load_recorded,
    moved,
    newest_changes,
    record_of,
    scientific_changes,
    write_recorded,
)
from soleus.study.check_results import Result, compare, evaluate, largest, summarize
from soleus.study.check_rows import EVIDENCE, load_checks, load_topics

CHANGELOG = Path(__file__).parents[2] / "CHANGELOG.md"


@pytest.fixture(scope="module")
def results():
    return evaluate()


@pytest.fixture(scope="module")
def by_id(results):
    return {r.check.id: r for r in results}


def test_every_row_computes_and_says_why_when_it_is_off(results):
    assert len(results) == len(load_checks()) >= 140
    for r in results:
        assert np.isfinite(r.model).all(), r.check.id
        assert len(r.intervals) == len(r.model), r.check.id
        assert r.within or len(r.check.why) > 20, f"{r.check.id} is off and nobody says why"
        assert not (r.within and r.check.why), f"{r.check.id} is within, yet says why it is not"
        for span in r.intervals:
            assert span is None or span[0] <= span[1], r.check.id


def test_no_number_moved_without_an_entry_in_the_changelog(results):
    assert moved(results, load_recorded()) == []


def test_recorded_rows_are_those_that_exist():
    assert set(load_recorded()) == {c.id for c in load_checks()}


def test_every_recorded_title_stands_under_scientific_changes():
    titles = scientific_changes(CHANGELOG.read_text(encoding="utf-8"))
    assert {r.because for r in load_recorded().values()} <= set(titles)


def test_references_to_other_rows_hold():
    """A reason or note that names a row names one that exists."""
    names = {c.id for c in load_checks()}
    shaped = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")
    for check in load_checks():
        named = set(shaped.findall(f"{check.why} {check.note}"))
        assert named <= names, f"{check.id}: {sorted(named - names)}"


def test_every_topic_and_row_speaks(results):
    topics = load_topics()
    assert len(topics) == 12 and len({t.title for t in topics}) == 12
    for check in load_checks():
        assert check.quantity and check.condition and check.spread and check.unit
        assert check.kind != "order" or all(check.labels), check.id
        assert check.evidence in {"", *EVIDENCE}


def test_intervals_come_from_sampled_legs(by_id):
    """They hold the nominal model and are neither empty nor absurd."""
    for name in ("moment_arampatzis", "fascicle_mvc_soleus", "intrinsic_stiffness"):
        (span,), (model,) = by_id[name].intervals, by_id[name].model
        assert span[0] < model < span[1]
        assert 0.05 < (span[1] - span[0]) / model < 3


# --- counting what is published ---------------------------------------------------------------
def test_reasons_for_unused_numbers_load():
    entries = load_not_used()
    assert len(used_facts()) >= 70 and len(entries) >= 20
    assert all(len(e.why) > 5 and len(e.what) > 5 and e.records for e in entries)


def test_parts_of_used_records_that_are_left_out_have_a_reason(monkeypatch):
    parts = load_unused_parts()
    assert {"gk_normal_active", "swanson_stride_freq"} <= {p.record for p in parts}
    assert all(p.part and len(p.why) > 10 for p in parts)
    wrong = {"not_used": [], "parts": [{"record": "nothing", "part": "p", "why": "w"}]}
    monkeypatch.setattr(check_facts, "_content", lambda: wrong)
    with pytest.raises(DataError, match="part of 'nothing', which no row uses"):
        load_unused_parts.__wrapped__()


@pytest.mark.shared
def test_every_published_number_is_used_or_has_a_reason(shared):
    known = set()
    facts = shared / "facts"
    for path in sorted([*facts.glob("0[1-9]_*.json"), *facts.glob("13_*.json")]):
        known |= {r["id"] for r in json.loads(path.read_text(encoding="utf-8"))["records"]}
    unused = {name for entry in load_not_used() for name in entry.records}
    assert set(used_facts()) | unused == known


# --- within or not ------------------------------------------------------------------------------
def rated(check, *model):
    return Result(check, model, (None,) * len(model))


def test_a_number_is_within_its_tolerance(by_id):
    check = by_id["single_leg_raise"].check
    assert rated(check, 3.3).within and rated(check, 2.7).within
    assert not rated(check, 3.31).within
    assert rated(check, 3.6).deviation == pytest.approx(2.0)


def test_a_range_is_met_up_to_its_ends(by_id):
    check = by_id["strongest_angle_straight"].check
    assert check.bounds == (10.0, 35.0)
    assert rated(check, 35.0).within and not rated(check, 36.0).within


def test_an_interval_may_reach_what_the_number_misses(by_id):
    check = by_id["single_leg_raise"].check
    off = Result(check, (3.5,), ((3.2, 3.8),))
    assert off.reached and not off.within
    assert not Result(check, (3.5,), ((3.4, 3.8),)).reached
    assert not Result(check, (3.1,), ((2.9, 3.3),)).reached


def test_an_order_must_rise_at_every_step(by_id):
    check = by_id["order_of_raises"].check
    assert rated(check, 1.0, 2.0, 3.0, 4.0).within
    assert not rated(check, 1.0, 2.0, 2.0, 4.0).within
    assert rated(check, 1.0, 2.0, 3.0, 4.0).deviation is None


def test_a_curve_is_rated_by_its_root_mean_square(by_id):
    check = by_id["strength_shape"].check
    on = rated(check, *check.target)
    assert on.within and on.deviation == 0.0
    high = rated(check, *(t + 2 * s for t, s in zip(check.target, check.tolerance, strict=True)))
    assert high.deviation == pytest.approx(2.0) and not high.within
    low = rated(check, *(t - 0.9 * s for t, s in zip(check.target, check.tolerance, strict=True)))
    assert low.deviation == pytest.approx(-0.9) and low.within


def test_summary_counts_and_ranks(results):
    s = summarize(results)
    assert s["checks"] == len(results) and s["within"] == sum(r.within for r in results)
    marked = [r for r in results if r.check.evidence in ("input", "chosen")]
    assert {r.check.evidence for r in marked} == {"input", "chosen"}
    assert s["independent"] == s["checks"] - len(marked)
    assert s["independent_within"] == s["within"] - sum(r.within for r in marked)
    assert s["tolerances"] == sum(r.check.kind != "order" for r in results)
    assert 0 < s["own_tolerances"] < s["tolerances"]
    worst = largest(results, 5)
    sizes = [abs(r.deviation) for r in worst]
    assert sizes == sorted(sizes, reverse=True)
    assert not any(r in worst for r in marked)
    others = [r for r in results if r.deviation is not None and r not in worst + marked]
    assert sizes[-1] >= max(abs(r.deviation) for r in others)


def test_no_tolerance_is_two_standard_deviations():
    for check in load_checks():
        assert "2 SD" not in check.spread, check.id


def test_comparisons():
    assert compare(6.0, 4.0, "change") == 2.0
    assert compare(6.0, 4.0, "percent") == pytest.approx(50.0)
    assert compare(6.0, 4.0, "ratio") == 1.5


# --- recording ----------------------------------------------------------------------------------
def test_what_moved_is_named_and_recorded_alone(by_id, tmp_path):
    rows = [by_id["single_leg_raise"], by_id["cadence_29"]]
    recorded = {r.check.id: record_of(r, "Old entry") for r in rows}
    assert moved(rows, recorded) == []
    shifted = replace(rows[0], model=(rows[0].model[0] * 1.05,))
    small = replace(rows[1], model=(rows[1].model[0] * 1.005,))
    (sentence,) = moved([shifted, small], recorded)
    assert sentence.startswith("single_leg_raise") and "Scientific changes" in sentence
    path = tmp_path / "recorded.toml"
    assert write_recorded([shifted, small], recorded, "New entry", path) == ["single_leg_raise"]
    kept = load_recorded(path)
    assert kept["single_leg_raise"].because == "New entry"
    assert kept["cadence_29"].because == "Old entry"
    assert kept["cadence_29"].model == pytest.approx(rows[1].model, rel=1e-7)
    assert kept["single_leg_raise"].target == (3.0,) and kept["single_leg_raise"].within


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"target": (3.01,)}, "target 3 became 3.01"),
        ({"tolerance": (0.31,)}, "tolerance 0.3 became 0.31"),
    ],
)
def test_a_changed_target_or_tolerance_counts_as_moved(by_id, change, words, tmp_path):
    row = by_id["single_leg_raise"]
    recorded = {row.check.id: record_of(row, "Old entry")}
    changed = replace(row, check=replace(row.check, **change))
    (sentence,) = moved([changed], recorded)
    assert words in sentence and "Scientific changes" in sentence
    path = tmp_path / "recorded.toml"
    assert write_recorded([changed], recorded, "New entry", path) == ["single_leg_raise"]
    assert moved([changed], load_recorded(path)) == []


def test_another_within_or_order_counts_as_moved(by_id):
    row = by_id["single_leg_raise"]
    edge = replace(row, model=(row.check.bounds[1],))
    over = replace(row, model=(row.check.bounds[1] * 1.001,))  # far less than the sensitivity
    (sentence,) = moved([over], {row.check.id: record_of(edge, "x")})
    assert "within became not within" in sentence
    order = by_id["order_of_raises"]
    other = replace(order, check=replace(order.check, labels=order.check.labels[::-1]))
    (sentence,) = moved([other], {order.check.id: record_of(order, "x")})
    assert "target seated, two legs" in sentence
    curve = by_id["endurance_curve"]
    sd = (curve.check.tolerance[0] * 0.9, *curve.check.tolerance[1:])
    wider = replace(curve, check=replace(curve.check, tolerance=sd))
    assert moved([wider], {curve.check.id: record_of(curve, "x")})


def test_everything_recorded_comes_back(results, tmp_path):
    path = tmp_path / "recorded.toml"
    write_recorded(results, {}, 'A title with "quotes"', path)
    kept = load_recorded(path)
    assert moved(results, kept) == [] and len(kept) == len(results)
    assert {r.because for r in kept.values()} == {'A title with "quotes"'}


def test_a_row_that_is_not_a_number_counts_as_moved(by_id):
    row = by_id["single_leg_raise"]
    broken = replace(row, model=(math.nan,))
    assert moved([broken], {row.check.id: record_of(row, "x")})
    assert moved([row], {}) == ["single_leg_raise: not recorded yet"]


def test_titles_of_scientific_changes():
    text = "## 1.0\n\n- **Not this**: no.\n\n### Scientific changes\n\n- **One thing**: a.\n"
    text += (
        "- **Two\n  lines.** b\n\n## 0.9\n\n- **Nor this**\n\n### Scientific changes\n- **Old** c\n"
    )
    assert scientific_changes(text) == ["One thing", "Two lines", "Old"]
    assert newest_changes("# Changelog\n\n" + text) == ["One thing", "Two lines"]
    assert newest_changes("# Changelog\n") == []


def test_recording_accepts_only_entries_of_the_topmost_version(capsys, monkeypatch, tmp_path):
    tool = _tool()
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text(
        "# Changelog\n\n## 2.0\n\n### Scientific changes\n\n- **New one**: a.\n\n"
        "## 1.0\n\n### Scientific changes\n\n- **Old one**: b.\n"
    )
    written = []
    monkeypatch.setattr(tool, "CHANGELOG", changelog)
    monkeypatch.setattr(tool, "evaluate", lambda: [])
    monkeypatch.setattr(tool, "write_recorded", lambda *a: written.append(a[2]) or [])
    for title in ("Old one", "Another"):
        assert tool.main(["--because", title]) == 2
        assert f"no entry '{title}'" in (error := capsys.readouterr().err) and "New one" in error
    assert not written
    assert tool.main(["--because", "New one"]) == 0 and written == ["New one"]


def _tool():
    path = CHANGELOG.parent / "tools" / "record_validation.py"
    spec = importlib.util.spec_from_file_location("record_validation", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- rows that are wrong ------------------------------------------------------------------------
GOOD = {
    "id": "x", "quantity": "q", "condition": "c", "unit": "mm", "source": "ward2009",
    "spread": "SD", "target": 1, "tolerance": 1,
    "at": {"experiment": "fiber_length", "muscle": "soleus", "contraction": "rest"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"target": None, "range": [1, 2]}, "either target and tolerance"),
        ({"tolerance": 0}, "tolerances above 0"),
        ({"source": "nobody1900"}, "nobody1900"),
        ({"at": {"experiment": "fiber_lenght"}}, "did you mean fiber_length"),
        ({"at": {"experiment": "fiber_length", "muscle": "soleus"}}, "'contraction' is missing"),
        ({"at": {**GOOD["at"], "ankle": 3}}, "unknown key 'ankle'"),
        ({"unit": "cm"}, "gives 'mm'"),
        ({"how": "percent"}, "against goes with how"),
        ({"evidence": "guess"}, "evidence 'guess'"),
        ({"person": {"height_m": 1.7}}, "mass_kg is missing"),
        ({"colour": "red"}, "unknown key 'colour'"),
    ],
)
def test_a_wrong_row_is_named_with_what_is_wrong(change, words):
    entry = {k: v for k, v in {**GOOD, **change}.items() if v is not None}
    if "range" in change:
        entry["target"] = 1
    with pytest.raises(DataError, match=words) as caught:
        check_rows._row(entry, "topic", "validation/topic.yaml")
    assert "validation/topic.yaml: x" in str(caught.value)


def test_an_experiment_that_fails_names_its_row():
    place = {"experiment": "peak_force", "exercise": "step_calf_raise", "from_deg": -40.0}
    row = check_rows._row({**GOOD, "at": place, "unit": "BW"}, "topic", "validation/topic.yaml")
    with pytest.raises(InfeasibleError, match="check x: step_calf_raise"):
        evaluate([row])


def test_a_good_row_loads_with_its_person():
    entry = {**GOOD, "person": {"height_m": 1.6, "mass_kg": 55, "sex": "female", "age": 30}}
    check = check_rows._row(entry, "topic", "validation/topic.yaml")
    assert check.kind == "number" and check.places[0].person.height == 1.6


def test_curves_for_figures_hold_the_rows_numbers(by_id):
    row = by_id["strength_over_ankle_men"]
    curve = model_curve("maximal_moment_per_kg", {}, "ankle_deg", np.array(row.check.x))
    np.testing.assert_allclose(curve.y, row.model)
    assert np.all(curve.low <= curve.high)
    ratio = model_curve("maximal_moment", {}, "knee_deg", np.array([0.0, 90.0]), against=0.0)
    assert [ratio.y[0], ratio.low[0], ratio.high[0]] == pytest.approx([1.0] * 3, abs=1e-12)
    assert ratio.y[1] == pytest.approx(by_id["strength_bent_athletes"].model[0])
