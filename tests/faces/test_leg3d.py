"""The leg in three dimensions: bones found or drawn, tubes on their attachments, honest colors."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from soleus.anatomy.leg import Leg
from soleus.anatomy.soleus_parts import PARTS
from soleus.base.errors import InputError
from soleus.faces.leg3d import bones as bones_module
from soleus.faces.leg3d import leg_section, leg_style, write_leg_page
from soleus.faces.leg3d.bones import Bone, find_bones, read_bones
from soleus.faces.leg3d.mesh import UNIT, Mesh
from soleus.faces.leg3d.motion import places
from soleus.faces.leg3d.skeleton import draw_bones
from soleus.faces.leg3d.tubes import build_tubes, shifts
from soleus.faces.report.figure import Figure
from soleus.faces.report.palette import level
from soleus.faces.report.stage import frame_numbers
from soleus.solve.load_sharing import share_load
from soleus.solve.solution import Solution

SPEC = importlib.util.find_spec
EXERCISES = ("standing_calf_raise", "deep_squat_calf_raise", "glute_ham_raise")
Solved = Callable[..., Solution]


@pytest.fixture(autouse=True)
def no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests see the package of bones only where they make one."""
    real = importlib.util.find_spec

    def without(name: str, package: str | None = None) -> Any:
        return None if name == "myo_sim" else real(name, package)

    monkeypatch.setattr(bones_module.importlib.util, "find_spec", without)


@pytest.fixture
def solutions(solved: Solved) -> dict[str, Solution]:
    return {name: solved(name) for name in EXERCISES}


def data_of(html: str) -> dict[str, Any]:
    text = re.search(r'id="leg3d-data">(.*?)</script>', html, re.DOTALL)
    assert text
    result: dict[str, Any] = json.loads(text.group(1))
    return result


class Balance(HTMLParser):
    """Checks that every element closes, and gathers ids."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [v for k, v in attrs if k == "id" and v]
        if tag not in {"meta", "link", "br", "input"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [v for k, v in attrs if k == "id" and v]

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, (tag, self.open[-4:], self.getpos())
        self.open.pop()


# the page


def test_page_is_whole_small_and_needs_no_network(
    solutions: dict[str, Solution], tmp_path: Path
) -> None:
    path = tmp_path / "leg.html"
    write_leg_page(path, solutions)
    html = path.read_text(encoding="utf-8")
    assert html.startswith("<!DOCTYPE html>") and leg_style() in html
    parser = Balance()
    parser.feed(html)
    assert parser.open == [] and len(parser.ids) == len(set(parser.ids))
    assert not re.search(r"https?:|@import|url\(|\bsrc=|fetch\(|import\(|XMLHttp", html)
    for name in ("draw.js", "shape.js", "labels.js", "hands.js", "leg3d.js"):
        script = Path(bones_module.__file__).with_name(name).read_text(encoding="utf-8")
        assert script in html and "</script" not in script
    data = data_of(html)
    exercise = max(len(json.dumps(e)) for e in data["exercises"])
    rest = len(html.encode()) - sum(len(json.dumps(e)) for e in data["exercises"])
    assert rest + 18 * exercise < 0.9e6  # what all exercises of a report may add


def test_every_hook_of_the_scripts_is_in_the_page(solutions: dict[str, Solution]) -> None:
    html = leg_section(solutions)
    scripts = "".join(re.findall(r"<script>(.*?)</script>", html, re.DOTALL))
    named = set(re.findall(r'part\("([\w-]+)"\)', scripts))
    assert len(named) >= 7
    there = set(re.findall(r'data-leg3d="([\w-]+)"', html))
    assert named <= there
    assert {f"{kind}-{label[0]}" for label in data_of(html)["labels"] for kind in ("label", "lead")
            } <= there  # fmt: skip
    views = set(re.findall(r'data-view="(\w+)"', html))
    table = re.search(r"const VIEWS = \{(.*?)\};", scripts, re.DOTALL)
    assert table and views == set(re.findall(r"(\w+): \[", table.group(1)))
    assert "prefers-reduced-motion" in scripts and 'tabindex="0"' in html and "<noscript>" in html


def test_report_shows_the_leg_after_the_exercises() -> None:
    source = Path(bones_module.__file__).parents[1] / "report" / "page.py"
    text = source.read_text(encoding="utf-8")
    assert text.index('"Other exercises"') < text.index("leg_section(") < text.index('"Side by')
    assert "leg_style()" in text


def test_recordings_cannot_be_drawn(
    leg: Leg, held: Callable[..., Any], tmp_path: Path, solutions: dict[str, Solution]
) -> None:
    still = share_load(leg, held({"knee_angle": 0.0, "ankle_angle": 0.0}, {"ankle_angle": -40.0}))
    assert leg_section({"held": still}) == ""
    with pytest.raises(InputError, match="recordings have no body"):
        write_leg_page(tmp_path / "leg.html", {"held": still})
    mixed = data_of(leg_section({"held": still, **solutions}))
    assert [e["key"] for e in mixed["exercises"]] == list(EXERCISES)


# motion


@pytest.mark.parametrize("name", EXERCISES)
def test_transforms_keep_bones_whole_and_joints_together(solved: Solved, name: str) -> None:
    figure = Figure(solved(name))
    frames = frame_numbers(figure)
    found, body = places(figure, frames), figure.body
    skeleton = body.skeleton

    def world(frame: str, local: complex) -> Any:
        x, y, tilt = found[frame].T
        return x + 1j * y + local * np.exp(-1j * tilt)

    knee = world("shank", 1j * skeleton.shank.length)
    assert np.allclose(world("thigh", 0), knee, atol=1e-9)
    assert np.allclose(world("thigh", 1j * skeleton.thigh.length), body.joint("hip")[0][frames])
    assert np.allclose(world("foot", 0), world("shank", 0))
    assert np.allclose(world("foot", skeleton.mtp), world("toes", 0), atol=1e-9)
    # the patella stays before the knee: its pole as seen from the shank
    x, y, tilt = found["shank"].T
    pole = (world("patella", 0) - (x + 1j * y)) * np.exp(1j * tilt) / skeleton.shank.length
    assert pole.real.min() > 0.08 and pole.real.max() < 0.115
    assert np.allclose(pole.imag, 0.964)


def test_page_gets_the_motion_to_a_tenth_of_a_millimeter(solutions: dict[str, Solution]) -> None:
    data = data_of(leg_section(solutions))
    for packed, solution in zip(data["exercises"], solutions.values(), strict=True):
        figure = Figure(solution)
        frames = frame_numbers(figure)
        for name, expected in places(figure, frames).items():
            got = UNIT * np.reshape(packed["places"][name], (-1, 3))
            assert np.abs(got - expected).max() < 0.51 * UNIT, name


# forces


def test_colors_follow_force(solutions: dict[str, Solution], leg: Leg) -> None:
    data = data_of(leg_section(solutions))
    strength = leg.parameters.max_isometric_force
    for packed, solution in zip(data["exercises"], solutions.values(), strict=True):
        frames = frame_numbers(Figure(solution))
        for name in ("soleus", "gastrocnemius_medialis", "gastrocnemius_lateralis"):
            share = solution.force(name)[frames] / strength[leg.index(name)]
            assert packed["levels"][name] == [level(s) for s in share]
            assert np.abs(np.array(packed["shares"][name]) / 1000 - share).max() < 0.00051
        total = sum(np.array(packed["forces"][p]) for p in PARTS)
        assert np.abs(total - packed["forces"]["soleus"]).max() <= 3  # hundredths, each rounded
        calf = sum(
            np.array(packed["forces"][m])
            for m in ("soleus", "gastrocnemius_medialis", "gastrocnemius_lateralis")
        )
        assert np.abs(calf - packed["forces"]["achilles"]).max() <= 2
    squat, ham = (data["exercises"][i] for i in (1, 2))
    assert max(squat["levels"]["gastrocnemius_medialis"]) <= 1 < min(squat["levels"]["soleus"])
    assert max(ham["levels"]["gastrocnemius_lateralis"]) > max(ham["levels"]["soleus"])


def test_bellies_rise_with_the_heel_and_hold_their_volume(solved: Solved, leg: Leg) -> None:
    solution = solved("standing_calf_raise")
    ankle = solution.trajectory.angles["ankle_angle"]
    low, high = int(np.argmax(ankle)), int(np.argmin(ankle))
    for name, moved in shifts(solution, [low, high]).items():
        excursion = leg.muscle_tendon_lengths(
            {k: v[[low, high]] for k, v in solution.trajectory.angles.items()}
        )[:, leg.index(name)]
        assert moved[1] - moved[0] == pytest.approx(np.ptp(excursion), abs=0.012)
        assert moved[1] > moved[0] + 0.015
    volumes = {t.name: t.volume for t in build_tubes(leg)}
    soleus = sum(volumes[p] for p in PARTS)
    medialis = volumes["gastrocnemius_medialis"]
    assert 3e-4 < soleus < 7e-4 and 0.3 < medialis / soleus < 0.8  # 0.3 to 0.7 liters
    assert volumes["achilles"] == 0


# attachments


def _gap(bone: Mesh, point: Any) -> float:
    """Distance, m, of a point from the nearest place on a mesh: corners and midpoints of faces."""
    corners = bone.vertices[bone.faces]
    spots = np.concatenate(
        [
            bone.vertices,
            corners.mean(axis=1),
            *(corners[:, [i, i - 1]].mean(axis=1) for i in range(3)),
        ]
    )
    return float(np.linalg.norm(spots - np.asarray(point), axis=1).min())


def _check_attachments(parts: list[Bone], leg: Leg) -> None:
    bones = {b.name: b for b in parts}
    frame = {"femur": "thigh", "tibia": "shank", "fibula": "shank", "foot": "foot"}
    ends = {
        "gastrocnemius_medialis": (0, "femur", 0.014),
        "gastrocnemius_lateralis": (0, "femur", 0.014),
        "fibular_head": (0, "fibula", 0.014), "fibula_upper_third": (0, "fibula", 0.014),
        "soleal_line": (1, "tibia", 0.030), "achilles": (-1, "foot", 0.008),
    }  # fmt: skip
    tubes = {t.name: t for t in build_tubes(leg)}
    for name, (end, bone, most) in ends.items():
        anchor = tubes[name].anchors[end]
        assert anchor.frame == frame[bone] == bones[bone].frame
        assert anchor.follows == 0
        gap = _gap(bones[bone].mesh, (anchor.x, anchor.y, anchor.z))
        assert gap < most, (name, gap)


def test_tubes_end_on_the_drawn_bones(leg: Leg) -> None:
    _check_attachments(draw_bones(leg.skeleton), leg)


def test_tubes_end_on_the_real_bones(leg: Leg, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bones_module.importlib.util, "find_spec", SPEC)
    models = find_bones()
    if models is None:
        pytest.skip("the package myo-sim (extra `bones`) is not installed")
    parts = read_bones(models, leg.skeleton)
    _check_attachments(parts, leg)
    by_name = {b.name: b.mesh.vertices for b in parts}
    # the head of the femur lies around the hip, the plateau below the knee
    assert by_name["femur"][:, 1].max() == pytest.approx(
        leg.skeleton.thigh.length + 0.024, abs=0.01
    )
    assert by_name["tibia"][:, 1].max() == pytest.approx(leg.skeleton.shank.length - 0.02, abs=0.01)
    assert np.ptp(by_name["foot"][:, 0]) < leg.skeleton.foot_length


def test_soleus_lies_under_the_gastrocnemius_and_reaches_the_tendon(leg: Leg) -> None:
    tubes = {t.name: t for t in build_tubes(leg)}

    def back(name: str, y: float) -> float:
        """Place (forward +) of the middle of a tube at a height on the shank, in its lengths."""
        shank = leg.skeleton.shank.length
        line = sorted((a.y / shank, a.x / shank) for a in tubes[name].anchors if a.frame == "shank")
        return float(np.interp(y, *zip(*line, strict=True)))

    for y in (0.55, 0.65, 0.75):
        for part in PARTS:
            for head in ("gastrocnemius_medialis", "gastrocnemius_lateralis"):
                assert back(head, y) < back(part, y) - 0.015, (head, part, y)
    for name in (*PARTS, "gastrocnemius_medialis", "gastrocnemius_lateralis"):
        last = tubes[name].anchors[-1]
        shank = leg.skeleton.shank.length
        assert abs(last.x / shank - back("achilles", last.y / shank)) < 0.02, name
        assert last.follows == 1
    medial, lateral = (tubes[f"gastrocnemius_{s}"].anchors for s in ("medialis", "lateralis"))
    assert all(a.z < 0 for a in medial) and all(a.z > 0 for a in lateral)
