"""The report: whole, offline, escaped, honest about what it does not know."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import time
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from soleus.anatomy.leg import build_leg
from soleus.anatomy.person import Person
from soleus.base.errors import InputError
from soleus.dose.measure import Dose, measure_dose
from soleus.faces.report import check_writable, render_report, write_report
from soleus.faces.report.curves import curve_figure
from soleus.faces.report.palette import LEVELS, level, ramp
from soleus.motion.exercise_files import list_exercises, load_exercise
from soleus.plan.plan import Plan
from soleus.plan.planner import make_plan
from soleus.plan.scheme_files import load_scheme
from soleus.solve.load_sharing import solve_exercise
from soleus.solve.solution import Solution

NAME = 'Ann <script>alert("x")</script> & Co'
BANDS = {"glute_ham_raise": {"soleus_peak_force_bw": (0.1, 0.7)}}
VOID = {"meta", "link", "br", "input", "img", "hr"}
Parts = tuple[Plan, dict[str, Solution], dict[str, Dose]]


@pytest.fixture(scope="module")
def parts() -> Parts:
    person = Person(height=1.78, mass=72, sex="male", age=34, name=NAME)
    leg = build_leg(person)
    solutions = {n: solve_exercise(load_exercise(n), leg) for n in list_exercises()}
    doses = {n: measure_dose(s) for n, s in solutions.items()}
    return make_plan(load_scheme("article"), person, 4, dt.date(2026, 12, 1)), solutions, doses


@pytest.fixture(scope="module")
def html(parts: Parts) -> str:
    return render_report(*parts, bands=BANDS)


@pytest.fixture(scope="module")
def markup(html: str) -> str:
    """The page without Plotly's own script."""
    return re.sub(r'<script id="plotly">.*?</script>', "", html, flags=re.DOTALL)


class Balance(HTMLParser):
    """Checks that every element closes, and gathers ids and links."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if len(values) != len(attrs):
            raise AssertionError(f"attribute twice in <{tag}>: {attrs}")
        if values.get("id"):
            self.ids.append(values["id"] or "")
        for key in ("src", "href", "xlink:href", "srcset", "data", "action"):
            if key in values:
                self.links.append((tag, key, values[key] or ""))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, (tag, self.open[-5:], self.getpos())
        self.open.pop()


def parse(text: str) -> Balance:
    parser = Balance()
    parser.feed(text)
    parser.close()
    return parser


def test_structure_is_balanced_and_ids_are_unique(html: str) -> None:
    assert html.startswith("<!DOCTYPE html>")
    parser = parse(html)
    assert parser.open == []
    assert len(parser.ids) == len(set(parser.ids))
    for _, _, target in parser.links:
        if target.startswith("#"):
            assert target[1:] in parser.ids


def test_nothing_is_fetched(html: str, markup: str) -> None:
    for tag, key, target in parse(html).links:
        inside = target.startswith("#") or target == "data:,"
        assert inside or (tag == "a" and target.startswith("https://doi.org/")), (tag, key, target)
    rest = markup.replace("https://doi.org/", "")
    assert not re.search(r"https?://|@import|url\((?!#)", rest)


def test_data_are_escaped(markup: str) -> None:
    assert "<script>alert" not in markup
    assert "Ann &lt;script&gt;" in markup
    assert "&amp; Co" in markup


def test_every_exercise_is_there_and_drawn(markup: str, parts: Parts) -> None:
    for solution in parts[1].values():
        assert solution.trajectory.exercise is not None
        assert solution.trajectory.exercise.label in markup
    assert markup.count('data-part="soleus"') >= 3 * len(parts[1])
    for name in ("gastrocnemius_medialis", "achilles", "tibialis_anterior", "gluteus"):
        assert f'data-part="{name}"' in markup
    assert "nan" not in re.findall(r'\sd="[^"]*"', markup).__str__().lower()


def test_sprint_shows_its_dose_and_technique(markup: str) -> None:
    assert "cadence is" in markup and "Every step of the uphill sprint" in markup
    rows = re.findall(r"<tr>(?:(?!</tr>).)*Uphill sprint.*?</tr>", markup)
    assert rows
    for row in rows:
        cells = re.findall(r"<td[^>]*>(.*?)</td>", row)
        assert re.search(r"\d+ m, 8 %</td>", row)
        soleus, achilles, _peak = (re.sub(r"<.*?>", "", c) for c in cells[7:10])
        (soleus, low_high), (achilles, _) = (c.split() for c in (soleus, achilles))
        assert float(achilles) > float(soleus) > 10
        low, high = (float(v) for v in low_high.split("–"))
        assert low < float(soleus) < high


def test_band_is_drawn_and_said(markup: str) -> None:
    assert 'class="error"' in markup
    assert "0.10 to 0.70" in markup
    assert "soleus peak 0.10 to 0.70 BW" in markup


def test_contradiction_with_the_article_follows_the_numbers(parts: Parts) -> None:
    plan, solutions, doses = parts
    assert "contradicts the article" in render_report(plan, solutions, doses, bands=BANDS)
    wide = {"glute_ham_raise": {"soleus_peak_force_bw": (0.1, 6.0)}}
    assert "contradicts the article" not in render_report(plan, solutions, doses, bands=wide)


def test_frames_and_curves_are_data_the_script_can_read(html: str, parts: Parts) -> None:
    found = dict(
        re.findall(r'<script type="application/json" id="([^"]+)">(.*?)</script>', html, re.DOTALL)
    )
    frames = json.loads(found["frames-deep-squat-calf-raise"])
    count = len(frames["times"])
    number = re.compile(r"-?\d+(?:\.\d+)?")
    for _, key, values, order in frames["columns"]:
        assert len(order) == count
        if key in ("d", "points", "transform"):  # blended number by number
            assert len({len(number.findall(v)) for v in values}) == 1
    for solution in parts[1].values():
        figure = curve_figure(solution)
        assert all(len(t["x"]) <= 300 for t in figure["data"])
        assert {t["line"]["dash"] for t in figure["data"]} == {"solid", "dash", "dot"}
        json.dumps(figure, allow_nan=False)


def test_scale_reads_in_gray() -> None:
    def luminance(color: str) -> float:
        r, g, b = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
        return 0.2126 * r**2.2 + 0.7152 * g**2.2 + 0.0722 * b**2.2

    assert np.all(np.diff([luminance(c) for c in ramp()]) < 0)
    assert np.all(np.diff([luminance(c) for c in ramp(dark=True)]) > 0)
    assert (level(0.0), level(1.0), level(7.0)) == (0, LEVELS, LEVELS)


def test_size_and_speed(parts: Parts) -> None:
    render_report(*parts)
    start = time.perf_counter()
    html = render_report(*parts)
    assert time.perf_counter() - start < 5.0  # about 0.6 s; generous for busy machines
    assert len(html.encode()) < 9e6


def test_warnings_are_shown(parts: Parts) -> None:
    plan, solutions, doses = parts
    tall = Person(height=2.1, mass=140, sex="male", age=88)
    html = render_report(replace(plan, leg=build_leg(tall)), solutions, doses)
    assert "outside the 1.45 to 1.88 m" in html


def test_write_is_atomic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "new" / "report.html"
    write_report(path, "<p>one</p>")
    assert path.read_text(encoding="utf-8") == "<p>one</p>"

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(InputError, match="no space left on device"):
        write_report(path, "<p>two</p>")
    assert path.read_text(encoding="utf-8") == "<p>one</p>"
    assert [p.name for p in path.parent.iterdir()] == ["report.html"]


def test_unwritable_folder_gives_one_line(tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("x")
    with pytest.raises(InputError) as caught:
        write_report(blocker / "report.html", "<p></p>")
    text = str(caught.value)
    assert text.startswith(f"cannot write {blocker / 'report.html'}: ")
    assert "\n" not in text


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_folder_without_permission(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="permission denied"):
        write_report(tmp_path / "report.html", "<p></p>")


def test_check_before_the_work_touches_nothing(tmp_path: Path) -> None:
    check_writable(tmp_path / "a" / "b" / "report.html")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("x")
    for bad in (tmp_path, tmp_path / "file" / "report.html", tmp_path / "file" / "a" / "r.html"):
        with pytest.raises(InputError, match="cannot write"):
            check_writable(bad)


def test_the_article_stands_in_the_report_where_it_was_tried(parts: Parts) -> None:
    from soleus.faces.article import article_section
    from soleus.study.claims import find_claims
    from soleus.study.verdicts import try_claims

    plan, solutions, doses = parts
    without = render_report(plan, solutions, doses, bands=BANDS)
    assert 'href="#article"' not in without and 'id="article"' not in without
    section = article_section(try_claims(find_claims(["ankle_range"]), plan.person), plan.person)
    page = render_report(plan, solutions, doses, bands=BANDS, article=section)
    assert page.count('id="article"') == 1 and 'href="#article"' in page
    assert "The deep squat uses more of the ankle" in page
    found = parse(re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL))
    assert found.open == [] and len(found.ids) == len(set(found.ids))
