"""The bones of the package `myo-sim`, read where it is installed and fitted to a leg.

The package is found without importing it (its import needs MuJoCo). Bodies are right-handed with
x forward, y up, z to the right, as in OpenSim; a mesh is given in the frame of its body, and the
chain's file says where each body's joint lies in the body before it.
"""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.skeleton import Skeleton
from soleus.base.errors import DataError
from soleus.faces.leg3d.mesh import Mesh, thin, weld

__all__ = ["OBLIQUE", "Bone", "find_bones", "read_bones", "read_stl", "toe_weights"]

Array = NDArray[np.float64]
_PACKAGE = "myo_sim"
_CHAIN = Path("leg", "assets", "myolegs_chain.xml")
_MOST_FACES = 2000
#: How far the line of the metatarsal heads runs back for every meter outward (the tangent of its
#: slant in the source model: its joint axis is 0.581, 0, -0.814; `rajagopal2016`).
OBLIQUE = 0.714
#: Toes begin to bend this far before the line of the heads and are wholly bent so far behind it, m.
_BEND_FROM, _BEND_OVER = -0.006, 0.022


@dataclass(frozen=True)
class Bone:
    """A bone in the frame it moves with: "thigh" (origin in the knee), "shank" and "foot"
    (ankle), "toes" (metatarsal heads) or "patella" (its lower pole); x forward, y up, z outward,
    m. `bend` (vertex,) says how far a vertex follows the toes (1) or the foot (0)."""

    name: str
    frame: str
    mesh: Mesh
    bend: Array | None = None


def find_bones() -> Path | None:
    """The folder `models` of the installed package, or None; nothing is imported."""
    try:
        spec = importlib.util.find_spec(_PACKAGE)
    except (ImportError, ValueError):
        return None
    for place in (spec.submodule_search_locations or []) if spec else []:
        if (Path(place) / "models" / _CHAIN).is_file():
            return Path(place) / "models"
    return None


def read_stl(path: Path) -> Mesh:
    """A binary STL file, m. Raises `DataError` for a file that is cut short or is none."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path.name}: {(error.strerror or str(error)).lower()}") from None
    record = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("rest", "<u2")])
    count = int.from_bytes(content[80:84], "little")
    if count == 0 or len(content) < 84 + count * record.itemsize:
        raise DataError(f"{path.name}: not a whole binary STL file")
    triangles = np.frombuffer(content, record, count, 84)["corners"].astype(float)
    if not np.isfinite(triangles).all() or abs(triangles).max() > 2.0:
        raise DataError(f"{path.name}: corners are not in m")
    return weld(triangles)


def _offsets(path: Path) -> dict[str, Array]:
    """Where each body's joint lies in the body before it, m, by body name."""
    try:
        root = ElementTree.fromstring(path.read_bytes())
    except (OSError, ElementTree.ParseError) as error:
        raise DataError(f"{path.name}: {error}") from None
    return {
        body.get("name", ""): np.array([float(v) for v in body.get("pos", "0 0 0").split()])
        for body in root.iter("body")
    }


def _fitted(mesh: Mesh, origin: Array, end: Array, aim: complex) -> Mesh:
    """Shifted so that `origin` lies in 0, then scaled evenly and turned about z so that `end`
    lies at `aim` in the side view."""
    way = complex(*(end - origin)[:2])
    factor = aim / way
    size, angle = abs(factor), math.atan2(factor.imag, factor.real)
    c, s = size * math.cos(angle), size * math.sin(angle)
    turn = np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, size]])
    return mesh.moved(turn, -turn @ origin)


def toe_weights(vertices: Array, scale: float, middle: float) -> Array:
    """How far each vertex of the toes, about the metatarsal heads, follows them (vertex,): each
    toe bends at its own head, and the heads lie on a slanted line through z = `middle`, m."""
    ahead = vertices[:, 0] + OBLIQUE * (vertices[:, 2] - middle) - scale * _BEND_FROM
    share = np.clip(ahead / (scale * _BEND_OVER), 0.0, 1.0)
    result: Array = share**2 * (3 - 2 * share)
    return result


def read_bones(models: Path, skeleton: Skeleton) -> list[Bone]:
    """The bones of the package's right leg, scaled so that its joint centers are this leg's.

    Raises `DataError` when a file is missing or is not what it should be.
    """
    offset = _offsets(models / _CHAIN)
    try:
        knee, ankle = offset["tibia_r"], offset["talus_r"]
        heel, heads = offset["calcn_r"], offset["toes_r"]
    except KeyError as missing:
        raise DataError(f"{_CHAIN.name}: no body {missing}") from None

    def mesh(name: str, shifts: Sequence[Array] = ()) -> Mesh:
        found = thin(read_stl(models / "meshes" / f"r_{name}.stl"), _MOST_FACES)
        return found.moved(np.eye(3), np.sum([np.zeros(3), *shifts], axis=0))

    zero = np.zeros(3)
    shank, thigh = 1j * skeleton.shank.length, 1j * skeleton.thigh.length
    foot = skeleton.mtp
    ratio = abs(foot) / float(np.hypot(*(heel + heads)[:2]))
    middle = ratio * float((heel + heads)[2])
    toes = _fitted(mesh("bofoot", [heads + heel]), zero, heel + heads, foot)
    toes = toes.moved(np.eye(3), -np.array([foot.real, foot.imag, 0.0]))
    patella = mesh("patella").moved(np.eye(3) * skeleton.shank.length / np.hypot(*ankle[:2]), zero)
    return [
        Bone("femur", "thigh", _fitted(mesh("femur"), knee, zero, thigh)),
        Bone("tibia", "shank", _fitted(mesh("tibia"), ankle, zero, shank)),
        Bone("fibula", "shank", _fitted(mesh("fibula"), ankle, zero, shank)),
        Bone("patella", "patella", patella),
        Bone("talus", "foot", _fitted(mesh("talus"), zero, heel + heads, foot)),
        Bone("foot", "foot", _fitted(mesh("foot", [heel]), zero, heel + heads, foot)),
        Bone("toes", "toes", toes, toe_weights(toes.vertices, ratio, middle)),
    ]
