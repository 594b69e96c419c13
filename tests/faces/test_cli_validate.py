"""`soleus validate`: the table, its JSON, the page with figures, and how it refuses."""

import json
import math
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from soleus.base.errors import SoleusError
from soleus.faces import cli_validate
from soleus.faces.cli import app
from soleus.faces.validation_forest import forest
from soleus.faces.validation_page import write_page
from soleus.faces.validation_panels import PANELS, panels
from soleus.faces.validation_words import measured, modeled, number
from soleus.study.check_results import evaluate
from soleus.study.check_rows import load_checks

DRAWN = {name for panel in PANELS for name in panel.rows}
MORE = {"order_of_raises", "recoil_run", "lateralis_silent", "strain_mvc", "cadence_29"}


def call(*arguments):
    return CliRunner().invoke(app, ["validate", *arguments], env={"COLUMNS": "110"})


@pytest.fixture(scope="module")
def some():
    """Rows of every kind, with all those that are drawn."""
    return evaluate([c for c in load_checks() if c.id in DRAWN | MORE])


def test_one_topic_as_json():
    result = call("--only", "fatigue", "--json")
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)
    rows = {r["id"]: r for r in data["checks"]}
    assert all(r["topic"] == "fatigue" for r in rows.values())
    assert data["summary"]["checks"] == len(rows) >= 1
    assert data["moved_since_recorded"] == []
    row = rows["endurance_curve"]
    assert row["within"] and row["unit"] == "s" and row["why"] == ""
    place = row["over"]["share_percent"].index(50)
    assert row["measured"][place] == 144.7
    assert row["interval_90"][place][0] < row["model"][place] < row["interval_90"][place][1]
    assert row["interval_90"][0][1] is None  # without end
    assert len(row["model"]) == len(row["over"]["share_percent"])


def test_the_table_fits_110_columns_and_gives_reasons():
    result = call("--only", "exercises")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert max(map(len, lines)) <= 110
    assert "Loads in exercises" in lines[0]
    assert "seated_raise is off" in result.stdout
    assert re.search(r"\d+ checks, \d+ within \(\d+ %\)", result.stdout)
    assert "largest disagreements" in result.stdout


def test_a_pattern_picks_rows():
    data = json.loads(call("--only", "section_*", "--json").stdout)
    assert [c["id"] for c in data["checks"]] == [
        "section_soleus", "section_medialis", "section_lateralis"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--only", "standin"], "did you mean standing"),
        (["--only", "qqqq"], "topics: "),
        (["--page", "x.html"], "must end in .md"),
        (["--page", "no/such/folder/x.md"], "there is no folder"),
        (["--page", "x.md", "--only", "standing"], "leave out --only"),
    ],
)
def test_bad_requests_are_one_line(arguments, words):
    result = call(*arguments)
    assert isinstance(result.exception, SoleusError)
    assert words in str(result.exception) and "\n" not in str(result.exception)


def test_the_page_and_its_figures(some, tmp_path, monkeypatch):
    monkeypatch.setattr(cli_validate, "_chosen", lambda only: [r.check for r in some])
    page = tmp_path / "validation.md"
    result = call("--page", str(page))
    assert result.exit_code == 0, result.output
    text = page.read_text(encoding="utf-8")
    assert str(page) in result.stdout
    for row in some:
        assert f"`{row.check.id}`" in text
        assert row.within or row.check.why in text
    assert "](validation.svg)" in text and "](validation_curves.svg)" in text
    assert "https://doi.org/10.1016/j.jbiomech.2007.03.022" in text
    assert "Published numbers that are not used" in text
    assert "Of some records one part is used" in text and "`devita_total_joint_work" in text
    rated = sum(bool(r.check.tolerance) for r in some)
    own = sum("ours" in r.check.spread for r in some if r.check.tolerance)
    assert 0 < own < rated and f"{own} of the {rated} tolerances" in text
    assert not re.search(r"\bnan\b", text)
    for line in text.splitlines():
        assert not line.startswith("| check") or line.count("|") == 8
    for name in ("validation.svg", "validation_curves.svg"):
        ElementTree.parse(tmp_path / name)


def test_figures_may_lie_elsewhere(some, tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "images").mkdir()
    write_page(tmp_path / "pages/validation.md", some, tmp_path / "images")
    text = (tmp_path / "pages/validation.md").read_text(encoding="utf-8")
    assert "](../images/validation.svg)" in text
    assert (tmp_path / "images/validation_curves.svg").exists()


def test_the_forest_draws_every_number_and_keeps_far_ones_in_sight(some):
    svg = forest(some)
    rated = [r for r in some if r.deviation is not None]
    far = [r for r in rated if abs(r.deviation) > 6]
    inside = [r for r in rated if r.within or r.check.evidence in ("input", "chosen")]
    assert any(r.check.evidence == "chosen" for r in rated)
    assert far and f"{far[0].deviation:+.1f}" in svg
    assert svg.count("<circle") == len(inside) + 2  # and two in the legend
    assert not re.search(r"(nan|inf)[\" ,]", svg)
    width = float(re.search(r'width="(\d+)"', svg)[1])
    for x in re.findall(r'cx="([-\d.]+)"', svg):
        assert 0 <= float(x) <= width


def test_the_panels_hold_measured_points_and_model_bands(some):
    svg = panels(some)
    known = {r.check.id: r for r in some}
    points = sum(len(known[n].check.target) for p in PANELS for n in p.rows)
    assert svg.count("<circle") == points
    assert svg.count("<polygon") == sum(len(p.lines) for p in PANELS)
    assert "nan" not in svg


def test_words_for_every_kind(some):
    known = {r.check.id: r for r in some}
    assert measured(known["order_of_raises"].check).startswith("rises: seated")
    assert "points" in measured(known["strength_over_ankle_men"].check)
    assert measured(known["lateralis_silent"].check) == "0 to 1 %"
    assert measured(known["recoil_run"].check) == "11.3 ± 3.7 J"
    row = known["strain_mvc"]
    assert "without end" in modeled(replace(row, intervals=((0.0, math.inf),)))


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (2.7512, "2.75"), (1430, "1430"), (28834.0, "28800"), (0.04512, "0.0451"),
     (-12.66, "-12.7"), (100.0, "100"), (float("inf"), "without end")],
)  # fmt: skip
def test_numbers_have_three_digits(value, text):
    assert number(value) == text
