"""Bones of the leg: found in a package and fitted to a body, or drawn; and their meshes."""

from __future__ import annotations

import base64
import importlib.util
import re
import struct
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from soleus.anatomy.leg import Leg
from soleus.base.errors import DataError
from soleus.faces.leg3d import bones as bones_module
from soleus.faces.leg3d import leg_section
from soleus.faces.leg3d.bones import find_bones, read_bones, read_stl, toe_weights
from soleus.faces.leg3d.mesh import UNIT, Mesh, ball, join, pack, thin, tube
from soleus.faces.leg3d.scene import bones_of, scene
from soleus.faces.leg3d.skeleton import draw_bones
from soleus.faces.report.figure import Figure
from soleus.solve.solution import Solution

SPEC = importlib.util.find_spec
NAMES = ("femur", "tibia", "fibula", "patella", "talus", "foot", "bofoot")
OFFSETS = {
    "femur_r": (-0.05, -0.08, 0.08), "tibia_r": (0.0, -0.41, -0.002),
    "talus_r": (-0.01, -0.39, 0.0), "calcn_r": (-0.05, -0.04, 0.008),
    "toes_r": (0.18, -0.002, 0.001),
}  # fmt: skip
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
    return {name: solved(name) for name in ("standing_calf_raise", "deep_squat_calf_raise")}


def stl(mesh: Mesh) -> bytes:
    record = b"".join(
        struct.pack("<12fH", 0, 0, 0, *mesh.vertices[face].ravel(), 0) for face in mesh.faces
    )
    return b"made by hand".ljust(80) + struct.pack("<I", len(mesh.faces)) + record


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tiny package with the layout of myo-sim that must not be imported; returns `models`."""
    models = tmp_path / "myo_sim" / "models"
    (models / "meshes").mkdir(parents=True)
    (models / "leg" / "assets").mkdir(parents=True)
    (tmp_path / "myo_sim" / "__init__.py").write_text("raise RuntimeError('imported')")
    bodies = "".join(
        f'<body name="{name}" pos="{" ".join(map(str, pos))}">' for name, pos in OFFSETS.items()
    )
    text = f"<mujocoinclude>{bodies}{'</body>' * len(OFFSETS)}</mujocoinclude>"
    (models / "leg" / "assets" / "myolegs_chain.xml").write_text(text)
    for name in NAMES:
        content = stl(ball((0, 0, 0), (0.01, 0.01, 0.01), sides=8))
        (models / "meshes" / f"r_{name}.stl").write_bytes(content)
    monkeypatch.setattr(bones_module.importlib.util, "find_spec", SPEC)
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    return models


def test_without_the_package_bones_are_drawn(leg: Leg, solutions: dict[str, Solution]) -> None:
    assert find_bones() is None
    made = bones_of(leg)
    assert not made.real and not made.trouble
    assert "drawn by hand" in leg_section(solutions)
    meshes = {b.name: b for b in made.parts}
    thigh = leg.skeleton.thigh.length
    assert meshes["femur"].mesh.vertices[:, 1].max() == pytest.approx(thigh + 0.025, abs=0.004)
    heads = np.array([leg.skeleton.mtp.real, leg.skeleton.mtp.imag, 0])
    toes = meshes["toes"].mesh.vertices + heads
    foot = np.concatenate([meshes["foot"].mesh.vertices, toes])
    assert np.ptp(foot[:, 0]) == pytest.approx(leg.skeleton.foot_length, rel=0.06)
    assert foot[:, 1].min() > leg.skeleton.heel.imag  # above the sole
    for bone in made.parts:
        assert len(bone.mesh.faces) < 9000 and np.isfinite(bone.mesh.vertices).all()


def test_package_is_found_read_and_fitted_without_importing_it(
    package: Path, leg: Leg, solutions: dict[str, Solution]
) -> None:
    assert find_bones() == package
    made = {b.name: b for b in read_bones(package, leg.skeleton)}
    assert set(made) == {"femur", "tibia", "fibula", "patella", "talus", "foot", "toes"}
    # each mesh is a ball about the joint of its own body
    centers = {name: b.mesh.vertices.mean(axis=0) for name, b in made.items()}
    thigh, shank = leg.skeleton.thigh.length, leg.skeleton.shank.length
    assert centers["femur"] == pytest.approx([0, thigh, 0.002 * thigh / 0.41], abs=1e-4)
    assert centers["tibia"] == pytest.approx([0, shank, 0], abs=1e-4)
    assert centers["talus"] == pytest.approx([0, 0, 0], abs=1e-4)
    assert centers["toes"][:2] == pytest.approx([0, 0], abs=1e-4)
    scale = abs(leg.skeleton.mtp) / np.hypot(0.13, 0.042)
    assert centers["foot"][:2] @ centers["foot"][:2] == pytest.approx(
        scale**2 * (0.05**2 + 0.04**2), rel=1e-3
    )
    size = np.ptp(made["femur"].mesh.vertices[:, 1])
    assert size == pytest.approx(0.02 * thigh / 0.41, rel=1e-3)
    data, bones = scene({k: Figure(s) for k, s in solutions.items()})
    assert bones.real and len(data["bodies"]) == 1  # one body for all exercises
    assert "shapes of real bones, from MyoSim (Apache 2.0)" in leg_section(solutions)


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("meshes/r_tibia.stl", b"solid but short", "r_tibia.stl: not a whole binary STL file"),
        ("meshes/r_foot.stl", None, "r_foot.stl: no such file"),
        ("leg/assets/myolegs_chain.xml", b"<a>", "myolegs_chain.xml: "),
        ("leg/assets/myolegs_chain.xml", b"<a/>", "no body 'tibia_r'"),
    ],
)
def test_a_broken_package_gives_drawn_bones_and_says_why(
    package: Path, leg: Leg, file: str, content: bytes | None, words: str,
    solutions: dict[str, Solution],
) -> None:  # fmt: skip
    if content is None:
        (package / file).unlink()
    else:
        (package / file).write_bytes(content)
    with pytest.raises(DataError, match=re.escape(words)):
        read_bones(package, leg.skeleton)
    made = bones_of(leg)
    assert not made.real and words in made.trouble
    assert "could not be read" in leg_section({"one": solutions["standing_calf_raise"]})


def test_meshes_in_millimeters_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bone.stl"
    path.write_bytes(stl(ball((0, 0, 0), (20, 20, 20), sides=8)))
    with pytest.raises(DataError, match="corners are not in m"):
        read_stl(path)


def test_toes_bend_each_at_its_own_head(leg: Leg) -> None:
    line = np.array([[-0.714 * z, 0.0, z] for z in (-0.02, 0.0, 0.03)])
    step = np.array([1.0, 0.0, 0.0])
    at, ahead, behind = (toe_weights(line + x * step, 1.0, 0.0) for x in (-0.006, 0.03, -0.02))
    assert np.allclose(at, 0) and np.allclose(ahead, 1) and np.allclose(behind, 0)
    toes = next(b for b in draw_bones(leg.skeleton) if b.name == "toes")
    assert toes.bend is not None
    tips = toes.mesh.vertices[:, 0] > np.quantile(toes.mesh.vertices[:, 0], 0.9)
    assert toes.bend[tips].min() == 1 and toes.bend.min() >= 0 and toes.bend.max() == 1


# meshes


@pytest.mark.parametrize(
    "mesh",
    [
        tube([(0, 0, 0, 0.02, 0.01), (0.01, 0.2, 0, 0.03, 0.03), (0, 0.4, 0.05, 0.01, 0.02)]),
        ball((1, 2, 3), (0.1, 0.2, 0.3), 0.4),
    ],
)
def test_surfaces_are_closed_and_face_out(mesh: Mesh) -> None:
    edges = Counter((int(f[i]), int(f[(i + 1) % 3])) for f in mesh.faces for i in range(3))
    open_edges = [e for e in edges if (e[1], e[0]) not in edges]
    ends = {v for e in open_edges for v in e}
    assert max(edges.values()) == 1
    # only the pin holes at both ends are open
    assert all(np.ptp(mesh.vertices[list(ends)][:, k]) < 1.2 for k in range(3))
    assert len(open_edges) in (0, 32)
    a, b, c = (mesh.vertices[mesh.faces[:, i]] - mesh.vertices.mean(axis=0) for i in range(3))
    assert np.einsum("ij,ij->", a, np.cross(b, c)) > 0


def test_a_ball_has_its_volume() -> None:
    mesh = ball((0, 0, 0), (0.1, 0.2, 0.3), sides=48)
    a, b, c = (mesh.vertices[mesh.faces[:, i]] for i in range(3))
    volume = np.einsum("ij,ij->", a, np.cross(b, c)) / 6
    assert volume == pytest.approx(4 / 3 * np.pi * 0.006, rel=0.01)


def test_thinning_keeps_shape_and_packing_keeps_places() -> None:
    fine = join([ball((0, 0.1, 0), (0.03, 0.1, 0.03), sides=64), ball((0, 0, 0), (0.02,) * 3)])
    coarse = thin(fine, 800)
    assert 100 < len(coarse.faces) <= 800 < len(fine.faces)
    assert np.abs(coarse.vertices.min(axis=0) - fine.vertices.min(axis=0)).max() < 0.012
    assert thin(coarse, 800) is coarse
    packed = pack(coarse, np.linspace(0, 1, len(coarse.vertices)))
    points = np.frombuffer(base64.b64decode(packed["vertices"]), "<i2").reshape(-1, 3) * UNIT
    faces = np.frombuffer(base64.b64decode(packed["faces"]), "<u2").reshape(-1, 3)
    assert np.abs(points - coarse.vertices).max() <= 0.51 * UNIT
    assert (faces == coarse.faces).all()
    assert len(base64.b64decode(packed["weights"])) == len(coarse.vertices)
