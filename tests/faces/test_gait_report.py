"""Pages of the running model: whole, offline, in step with the solution they show."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from soleus.anatomy.leg import build_leg
from soleus.anatomy.person import Person
from soleus.base.errors import InputError
from soleus.dose.running import RUN_TISSUES, RunDose
from soleus.faces.gait_report import render_activity, render_gait
from soleus.faces.gait_report.bands import BANDS, LABELS, swell
from soleus.faces.gait_report.charts import Chart, Curve, nice_ticks
from soleus.faces.gait_report.contours import loops
from soleus.faces.gait_report.frames import GaitFrames
from soleus.faces.gait_report.runner import Runner
from soleus.faces.gait_report.sentences import grade_words, hanging, pace, per_km
from soleus.faces.gait_report.speed_grade import QUANTITIES, Mark, map_figure
from soleus.motion.activities import Activity, Lap
from soleus.solve.gait import solution_from
from soleus.solve.gait_constants import gait_parameters
from soleus.solve.gait_solution import LANDMARKS, GaitSolution
from soleus.solve.gait_solver import RawSolution, gait_problem
from soleus.solve.gait_summary import BANDS_BW
from soleus.solve.gait_table import GaitTable
from soleus.solve.gait_templates import template

NAME = 'Ann <script>alert("x")</script> & Co'
NOTE = "With 8 % more steps <b>the peak</b> falls."
GRADE = 0.1
VOID = {"meta", "link", "br", "input", "img", "hr"}


@pytest.fixture(scope="module")
def solution() -> GaitSolution:
    """A gait of the right shape at 10 % uphill: the template, unsolved."""
    leg = build_leg(Person(height=1.78, mass=72, sex="male", age=34, name=NAME))
    start = template("run", gait_problem(), gait_parameters(leg, 3.5, GRADE), 0.36)
    raw = RawSolution(start, True, "Solve_Succeeded", 10, 1.0, 1e-9, 1.0)
    return solution_from(raw, leg, 3.5, GRADE, "run", False)


@pytest.fixture(scope="module")
def table() -> GaitTable:
    speeds, grades = np.arange(2.0, 8.1, 0.5), np.array([-0.1, 0.0, 0.1, 0.2])
    v, g, k = np.meshgrid(speeds, grades, [0.92, 1.0, 1.08], indexing="ij")
    values = {
        "muscles.soleus.peak_force_bw": 3.0 + v + 8 * g,
        "achilles.peak_force_bw": 4.5 + v + 8 * g,
        "achilles.impulse_bw_s": 1.1 + g,
        "step_length_m": v / 2.8,
        "cadence_spm": 168.0 * k,
        "muscles.soleus.fiber_work_j_per_kg": 0.1 + 0.02 * v + g,
    }
    reach = np.array([8.0, 7.5, 5.5, 4.0])
    return GaitTable("run", speeds, grades, values, reach, reach + 0.2, 0.85)


@pytest.fixture(scope="module")
def html(solution: GaitSolution, table: GaitTable) -> str:
    return render_gait(solution, table, [NOTE])


@pytest.fixture(scope="module")
def run() -> RunDose:
    """Half an hour over a hill, with a pause, in two laps."""
    n = 1800
    time = np.arange(n, dtype=float)
    moving = (time < 600) | (time >= 660)
    speed = np.where(moving, 3.0, 0.0)
    grade = 0.06 * np.sin(2 * np.pi * time / n)
    distance = np.cumsum(speed)
    cadence = np.where(moving, 168.0, np.nan)
    laps = (Lap(1, 0.0, 900.0, 2500.0), Lap(2, 900.0, 1800.0, 2700.0))
    activity = Activity(
        Path("hill.fit"), "running", dt.datetime(2026, 3, 1, tzinfo=dt.UTC), time, moving, speed,
        grade, 100 + np.cumsum(speed * grade), cadence, distance, np.full(n, np.nan), laps,
        ("cadence counted <one> foot: doubled",), True,
    )  # fmt: skip
    peak = {t: np.where(moving, 6.0 + 20 * grade, 0.0) for t in RUN_TISSUES}
    rate = {t: np.where(moving, 1.4, 0.0) for t in RUN_TISSUES}
    bands = {b: np.where(moving, 0.5 / (1 + b), 0.0) for b in BANDS_BW}
    leg = build_leg(Person(height=1.7, mass=60, sex="female", age=40))
    return RunDose(
        activity, leg, moving, moving, np.nan_to_num(cadence), peak, rate, bands,
        dict.fromkeys(RUN_TISSUES, 0.2), dict.fromkeys(RUN_TISSUES, 0.15), activity.assumptions,
    )  # fmt: skip


class Page(HTMLParser):
    """Checks that every element closes, and gathers ids, links, parts and data."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.parts: list[str] = []
        self.data: dict[str, str] = {}
        self._reading = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        assert len(values) == len(attrs), (tag, attrs)
        if values.get("id"):
            self.ids.append(values["id"] or "")
        for key in ("src", "href", "srcset", "data", "action"):
            if key in values:
                self.links.append(values[key] or "")
        if "data-part" in values:
            self.parts.append(values["data-part"] or "")
        self._reading = values.get("id") or "" if tag == "script" else ""
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, (tag, self.open[-5:], self.getpos())
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if self._reading:
            self.data[self._reading] = self.data.get(self._reading, "") + data


def check_whole_and_offline(html: str) -> Page:
    page = Page(html)
    assert html.startswith("<!DOCTYPE html>") and page.open == []
    assert len(page.ids) == len(set(page.ids))
    for link in page.links:
        assert link == "data:," or link[1:] in page.ids or link.startswith("https://doi.org/"), link
    rest = html.replace("https://doi.org/", "").replace("http://www.w3.org/", "")
    assert not re.search(r"https?://|@import|url\((?!#)|(?<![a-z])nan(?![a-z])", rest, re.I)
    return page


def test_gait_page_is_whole_offline_and_escaped(html: str) -> None:
    check_whole_and_offline(html)
    assert "<script>alert" not in html and "Ann &lt;script&gt;" in html
    assert "&lt;b&gt;the peak&lt;/b&gt;" in html
    assert len(html) < 900_000


def test_gait_page_says_what_matters(html: str, solution: GaitSolution) -> None:
    text = re.sub(r"<[^>]+>", "", html)
    assert "10\u202f% uphill" in text and "4:46 a kilometer" in text
    assert f"{solution.summary['achilles']['peak_force_bw']:.1f} body weights" in text
    head = solution.verdict.split(":")[0]
    assert head[:1].upper() + head[1:] in text
    for check in solution.checks:
        assert check.label[1:] in text
    met = sum(c.met for c in solution.checks)
    assert html.count("✗ not met") == len(solution.checks) - met
    assert html.count("✓ met") == met


def test_a_gait_that_was_not_solved_says_so(solution: GaitSolution) -> None:
    failed = replace(solution, converged=False, status="Infeasible_Problem_Detected")
    html = render_gait(failed, None)
    assert "✗ Do not use:" in html and "Not solved: infeasible problem detected" in html
    assert 'id="map"' not in html and 'id="technique"' not in html


def test_every_moving_part_has_a_value_in_every_frame(html: str) -> None:
    page = check_whole_and_offline(html)
    data = json.loads(page.data["gait-data"])
    assert 0 <= data["start"] < data["count"] == 60
    assert math.isclose(data["stride"], 0.72)
    moving = {part for part, *_ in data["columns"]}
    assert moving >= {*BANDS, "thigh", "far_foot", "push", "camera", "readout"}
    number = re.compile(r"-?\d+(?:\.\d+)?")
    for part, key, values, order in data["columns"]:
        assert part in page.parts
        assert len(order) == data["count"] and max(order) == len(values) - 1
        if key in ("d", "transform", "points"):  # blended number by number
            assert len({len(number.findall(v)) for v in values}) == 1, (part, key)


def test_drawn_joints_are_the_solutions(solution: GaitSolution) -> None:
    frames = GaitFrames(solution, 24)
    runner, points = Runner(frames), solution.points()
    turn = np.exp(1j * math.atan(GRADE))
    for leg in (0, 1):
        for name in ("hip", "knee", "ankle", "mtp"):
            place = points[:, leg, LANDMARKS.index(name)]
            wanted = (frames.even(place[:, 0]) + 1j * frames.even(place[:, 1])) * turn
            drawn = [complex(getattr(runner.pose(i, leg), name)) for i in range(frames.count)]
            assert np.abs(np.array(drawn) - wanted).max() < 0.006, (name, leg)


def test_ground_lies_at_the_grade_and_closes_with_the_stride(
    html: str, solution: GaitSolution
) -> None:
    assert f"rotate({-math.degrees(math.atan(GRADE)):.2f})" in html
    belt = json.loads(Page(html).data["gait-data"])["belt"]
    assert abs(4 * belt - 1000 * solution.speed * 2 * solution.step_time) < 4


def test_width_says_what_color_says() -> None:
    assert swell(0.0) < swell(0.5) < swell(1.0) == swell(2.0)
    assert set(BANDS) == set(LABELS)


def test_legs_are_half_a_stride_apart(solution: GaitSolution) -> None:
    frames = GaitFrames(solution, 60)
    near, far = frames.ground_force(0)[1], frames.ground_force(1)[1]
    assert np.allclose(near, np.roll(far, 30), atol=0.05 * max(near.max(), 1.0))
    assert np.isclose(frames.share("achilles").max() * frames.strength["achilles"],
                      frames.force("achilles").max() * frames.weight)  # fmt: skip


def test_iso_lines_close_around_what_they_enclose() -> None:
    x, y = np.meshgrid(np.linspace(-2, 2, 81), np.linspace(-2, 2, 81), indexing="ij")
    (disc,) = loops(-(x**2 + y**2), -1.0)
    points = np.array([complex(a, b) for a, b in disc]) / 20 - (2 + 2j)
    assert np.allclose(np.abs(points), 1.0, atol=2e-3)
    area = 0.5 * float(np.sum(np.imag(np.conj(points) * np.roll(points, -1))))
    assert math.isclose(abs(area), math.pi, rel_tol=5e-3)
    (half,) = loops(x, 0.0)
    assert min(a for a, _ in half) == pytest.approx(40.0)
    assert max(b for _, b in half) == pytest.approx(80.0)
    assert loops(x, 9.0) == []


def test_map_marks_labels_and_hatches(table: GaitTable) -> None:
    for key in QUANTITIES:
        figure = map_figure(table, key, mark=Mark(3.5, 0.1, "here & now"))
        assert "here &amp; now" in figure and 'class="hatch"' in figure
        assert "beyond this body" in figure
        values = [float(v) for v in re.findall(r'class="iso-text"[^>]*>([\d.]+)<', figure)]
        assert len(values) >= 4 and len(set(values)) == len(values)
        assert Page(figure).open == []
    assert "here" not in map_figure(table, mark=Mark(12.0, 0.0, "here")).split("figcaption")[2]
    with pytest.raises(InputError, match=r"achilles\.peak_force_bw"):
        map_figure(table, "achilles.peak_force")


def test_map_scales_speed_with_leg_length(table: GaitTable) -> None:
    longer = map_figure(table, scale=1.21)
    assert re.search(r"at 2\.2 m/s", longer) and re.search(r"at 8\.[23] m/s", longer)


def test_chart_places_and_ticks() -> None:
    assert nice_ticks(0.0, 7.2, 4) == [0, 2, 4, 6]
    assert nice_ticks(-1.0, 1.0, 4) == [-1, -0.5, 0, 0.5, 1]
    x = np.linspace(0, 1, 11)
    curves = [Curve(x * k, "c-soleus", f"name {k}") for k in (1.0, 1.001, 1.002)]
    html = Chart("Title <x>", "unit", x, curves).html()
    tops = sorted(float(t) for t in re.findall(r'class="cl[^>]*top:([\d.]+)%', html))
    assert np.all(np.diff(tops) >= 8.9) and tops[-1] <= 97.1
    assert "Title &lt;x&gt;" in html and Page(html).open == []


def test_sentences() -> None:
    assert pace(1000 / 300) == "5:00"
    assert grade_words(0.0) == "on level ground" and grade_words(-0.1) == "10\u202f% downhill"
    assert hanging(30) == "30 seconds" and hanging(430) == "7 minutes"
    assert hanging(4077) == "1 h 8 min"
    assert per_km(1.25, 1.25) == pytest.approx(500.0)


def test_run_page(run: RunDose) -> None:
    html = render_activity(run)
    page = check_whole_and_offline(html)
    assert len(json.loads(page.data["run-data"])["texts"]) == 240
    assert "A run of 5.2 km, 1 March 2026" in html
    assert "counted &lt;one&gt; foot" in html and "hill.fit" in html
    total = run.summary["achilles"]["impulse_bw_s"]
    assert f"{total:,.0f}".replace(",", "\u202f") in html
    assert html.count('class="bars-cell"') == len(run.per_km) + 2
    assert html.count('class="error"') == 2 * html.count('class="bars-cell"')
    assert "By lap" in html and "Uphill, over 2 %" in html


def test_run_without_laps_or_cadence(run: RunDose) -> None:
    still = np.full(len(run.time), np.nan)
    activity = replace(run.activity, laps=run.activity.laps[:1], cadence=still, start=None)
    html = render_activity(replace(run, activity=activity, assumptions=()))
    check_whole_and_offline(html)
    assert "By lap" not in html and "Nothing beyond the model itself" in html
