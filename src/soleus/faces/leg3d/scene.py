"""All the viewer needs, as plain data: bones and tubes once, exercises frame by frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.anatomy.soleus_parts import PARTS, soleus_parts
from soleus.base.errors import DataError
from soleus.faces.leg3d.bones import Bone, find_bones, read_bones
from soleus.faces.leg3d.mesh import UNIT, pack
from soleus.faces.leg3d.motion import places
from soleus.faces.leg3d.skeleton import draw_bones
from soleus.faces.leg3d.tubes import LABELS, Tube, build_tubes, shifts
from soleus.faces.report.comparison import label_of
from soleus.faces.report.figure import Figure
from soleus.faces.report.palette import level
from soleus.faces.report.stage import frame_numbers
from soleus.solve.soleus_parts import part_forces

__all__ = ["Bones", "bones_of", "scene", "tissue_forces"]

Array = NDArray[np.float64]
_CALF = ("gastrocnemius_medialis", "gastrocnemius_lateralis", "achilles")


@dataclass(frozen=True)
class Bones:
    """The bones of a leg; `real` tells those of the package from drawn ones, `trouble` says
    why the package that is there could not be read."""

    parts: tuple[Bone, ...]
    real: bool
    trouble: str = ""


def bones_of(leg: Leg) -> Bones:
    """The package's bones where they can be read, else drawn ones."""
    found, trouble = find_bones(), ""
    if found:
        try:
            return Bones(tuple(read_bones(found, leg.skeleton)), real=True)
        except DataError as error:
            trouble = str(error)
    return Bones(tuple(draw_bones(leg.skeleton)), real=False, trouble=trouble)


def tissue_forces(figure: Figure, frames: Sequence[int]) -> dict[str, tuple[Array, Array]]:
    """Force (body weights) and share of maximal force (frame,), by tube: the bundles of the
    soleus, both gastrocnemii, the Achilles tendon, and the soleus as a whole."""
    solution, chosen = figure.solution, list(frames)
    leg = solution.leg
    names = ("soleus", *_CALF)
    result = {n: (figure.forces_bw[n][chosen], figure.shares[n][chosen]) for n in names}
    forces = part_forces(solution, leg)[chosen]
    strongest = leg.parameters.max_isometric_force[leg.index("soleus")]
    shares = soleus_parts(leg).shares
    for i, name in enumerate(PARTS):
        force = forces[:, i]
        result[name] = (force / leg.person.body_weight, force / (strongest * shares[i]))
    return result


def _whole(values: Any, unit: float) -> list[int]:
    return [int(v) for v in np.rint(np.asarray(values) / unit).ravel()]


def _exercise(key: str, figure: Figure, body: int) -> dict[str, Any]:
    """Places in 0.1 mm and 0.1 mrad, forces in 0.01 BW, shares in 0.1 %, angles in degrees."""
    solution = figure.solution
    frames = frame_numbers(figure)
    tissues = tissue_forces(figure, frames)
    angles = solution.trajectory.angles
    return {
        "key": key,
        "label": label_of(key, solution),
        "body": body,
        "times": [round(float(solution.time[f]), 3) for f in frames],
        "places": {k: _whole(v, UNIT) for k, v in places(figure, frames).items()},
        "shifts": {k: _whole(v, UNIT) for k, v in shifts(solution, frames).items()},
        "forces": {k: _whole(force, 0.01) for k, (force, _) in tissues.items()},
        "shares": {k: _whole(share, 0.001) for k, (_, share) in tissues.items()},
        "levels": {k: [level(float(s)) for s in share] for k, (_, share) in tissues.items()},
        "knee": _whole(np.degrees(angles["knee_angle"][frames]), 1.0),
        "ankle": _whole(np.degrees(angles["ankle_angle"][frames]), 1.0),
        "strain": _whole(solution.achilles_strain[frames], 0.001),
        "props": _props(figure),
    }


def _props(figure: Figure) -> list[list[int]]:
    """Boxes the body rests on: lower and upper corner (x, y, z), 0.1 mm."""
    pose = figure.pose(0)
    wide = 0.11
    if figure.on_bench:
        ball = pose.ankle + pose.body.skeleton.ball * np.exp(-1j * pose.tilts["foot"])
        boxes = [
            (ball.real - 0.045, -0.26, ball.real - 0.004, 0.07),
            (pose.knee.real - 0.09, -0.19, pose.knee.real + 0.25, -0.066),
        ]
    elif figure.on_step:
        boxes = [(-0.035, min(-0.12, figure.lowest_heel - 0.04), 0.20, 0.0)]
    else:
        boxes = [(-0.26, -0.012, 0.20, 0.0)]
    if figure.support == "seat":
        hip = pose.hip
        boxes.append((hip.real - 0.16, hip.imag - 0.13, hip.real + 0.15, hip.imag - 0.085))
    return [_whole((x, y, -wide, right, top, wide), UNIT) for x, y, right, top in boxes]


def _body(leg: Leg, bones: Bones, tubes: Sequence[Tube]) -> dict[str, Any]:
    return {
        "bones": [{"name": b.name, "frame": b.frame, **pack(b.mesh, b.bend)} for b in bones.parts],
        "tubes": [
            {
                "name": t.name, "muscle": t.muscle,
                "volume": round(1e9 * t.volume), "anchors": [a.packed() for a in t.anchors],
            }
            for t in tubes
        ],
        "shank": round(leg.skeleton.shank.length / UNIT),
        "thigh": round(leg.skeleton.thigh.length / UNIT),
    }  # fmt: skip


def scene(figures: Mapping[str, Figure]) -> tuple[dict[str, Any], Bones]:
    """The viewer's data for exercises that can be drawn, and the bones of the first body.

    Exercises of one body share its bones and tubes; volumes are in mm^3.
    """
    bodies: list[dict[str, Any]] = []
    kept: dict[Any, int] = {}
    exercises, first = [], None
    for key, figure in figures.items():
        leg = figure.solution.leg
        tubes = build_tubes(leg)
        body = (leg.skeleton, *(t.volume for t in tubes))
        if body not in kept:
            bones = bones_of(leg)
            first = first or bones
            kept[body] = len(bodies)
            bodies.append(_body(leg, bones, tubes))
        exercises.append(_exercise(key, figure, kept[body]))
    assert first is not None, "scene: nothing to draw"
    labels = [[name, tube, share] for name, _, tube, share in LABELS]
    return {"bodies": bodies, "exercises": exercises, "labels": labels}, first
