"""The subject in an OpenSim model file: bones, mass, and how its joints are called.

Only XML is read; OpenSim itself is not needed.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.person import Person
from soleus.anatomy.skeleton import body_constants
from soleus.base.errors import DataError
from soleus.motion.recording_tables import recording_limits

__all__ = ["OsimBody", "model_xml", "read_osim_body"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class OsimBody:
    """Measures of the subject of a model; lengths in m, mass in kg, mean of both legs.

    `thigh` hip to knee, `shank` knee to ankle, between joint frames with the knee straight;
    `scales` thigh, shank and foot against the body the model was scaled from (`source`, a
    table of `data/recordings.toml`); `height` is that body's, scaled by the leg. `knee_flexion`
    is "positive" or "negative" as the model counts.
    """

    path: Path
    source: str
    mass: float
    thigh: float
    shank: float
    scales: Mapping[str, float]
    height: float
    knee_flexion: str
    notes: tuple[str, ...]

    @property
    def lengths(self) -> dict[str, float]:
        """Segment lengths, m, that scale our paths as the model's bones are scaled: joint frames
        of OpenSim models do not lie where anthropometric tables put joint centers."""
        shares = body_constants("segments", "lengths")
        base = recording_limits(f"bodies.{self.source}")["height"].si
        # all source bodies have the foot bones of the 1.70 m one
        foot = recording_limits("bodies.rajagopal")["height"].si
        return {
            "thigh_length": self.scales["thigh"] * shares["thigh"].si * base,
            "shank_length": self.scales["shank"] * shares["shank"].si * base,
            "foot_length": self.scales["foot"] * shares["foot"].si * foot,
        }

    def measure(self, person: Person) -> Person:
        """The person with the model's segment lengths, where the person has none of their own."""
        own: dict[str, Any] = dict(self.lengths)
        return replace(person, **{k: v for k, v in own.items() if getattr(person, k) is None})

    def mass_notes(self, mass: float) -> list[str]:
        """A sentence when the model weighs something else than the mass, kg, given.

        Raises `DataError` when it is another body's.
        """
        limits = {k: q.si for k, q in recording_limits().items()}
        apart = abs(self.mass / mass - 1)
        said = f"{self.path}: the model weighs {self.mass:.1f} kg, --mass-kg says {mass:g}"
        if apart > limits["model_mass_limit"]:
            raise DataError(
                f"{said}, {100 * apart:.0f} % apart; scale the model to this person first"
            )
        if apart <= limits["model_mass_tolerance"]:
            return []
        return [f"{said}: moments computed with that model belong to its own mass"]


def model_xml(path: str | Path) -> ET.Element:
    """The Model element of an .osim file; `DataError` when it is none, or of OpenSim 3."""
    path = Path(path)
    try:
        root = ET.fromstring(path.read_bytes())
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror})") from None
    except ET.ParseError as error:
        raise DataError(f"{path}: not an OpenSim model ({error})") from None
    model = root.find("Model")
    if root.tag != "OpenSimDocument" or model is None:
        raise DataError(f"{path}: not an OpenSim model (no OpenSimDocument with a Model)")
    if model.find("JointSet/objects") is None:
        raise DataError(f"{path}: a model of OpenSim 3; open it in OpenSim 4 and save it again")
    return model


def read_osim_body(path: str | Path) -> OsimBody:
    """Read bones and mass of a model; `DataError` names what a model lacks.

    Needs joints from pelvis to femur, femur to tibia, tibia to talus and calcaneus to toes for
    at least one side, named as in all OpenSim leg models (femur_r, tibia_r, ...).
    """
    path = Path(path)
    model = model_xml(path)
    joints = _joints(model, path)
    patella = any(b.get("name", "").startswith("patella") for b in model.iter("Body"))
    source = "rajagopal" if patella else "gait2392"
    base = {k: q.si for k, q in recording_limits(f"bodies.{source}").items()}
    legs = [_leg(joints, _mesh_scales(model), side, base) for side in "rl"]
    known = [leg for leg in legs if leg is not None]
    if not known:
        raise DataError(
            f"{path}: no leg with joints femur to tibia, tibia to talus and calcn to toes (names "
            "like femur_r)"
        )
    mean = {k: float(np.mean([leg[k] for leg in known])) for k in known[0]}
    apart = max(abs(leg[k] / mean[k] - 1) for leg in known for k in ("thigh", "shank"))
    leg_scale = (mean["thigh"] + mean["shank"]) / (base["thigh"] + base["shank"])
    mass = sum(float(b.findtext("mass") or 0.0) for b in model.iter("Body"))
    scales = {
        "thigh": mean["thigh"] / base["thigh"],
        "shank": mean["shank"] / base["shank"],
        "foot": mean["foot_scale"],
    }
    body = OsimBody(
        path, source, mass, mean["thigh"], mean["shank"], scales, leg_scale * base["height"],
        _knee_flexion(model), (),
    )  # fmt: skip
    return replace(body, notes=_notes(body, apart))


def _notes(body: OsimBody, apart: float) -> tuple[str, ...]:
    """The lengths as sentences; `apart` is how far a leg is from the mean of both."""
    times = " and ".join(f"{body.scales[k]:.3f}" for k in ("thigh", "shank"))
    ours = ", ".join(f"{k.split('_')[0]} {100 * v:.1f} cm" for k, v in body.lengths.items())
    said = (
        f"{body.path}: thigh {100 * body.thigh:.1f} cm and shank {100 * body.shank:.1f} cm between "
        f"the model's joint frames, {times} times the {body.source} body, its foot "
        f"{body.scales['foot']:.3f} times; as measured on a person that is {ours}; height "
        f"{body.height:.2f} m by leg length"
    )
    if apart <= 0.02:
        return (said,)
    return (said, f"{body.path}: the legs differ by {200 * apart:.0f} %; their mean is used")


@dataclass(frozen=True)
class _Joint:
    """Places of a joint: in its parent body, at zero angles, and in its child body, m."""

    parent: str
    child: str
    in_parent: Array
    in_child: Array


def _joints(model: ET.Element, path: Path) -> list[_Joint]:
    found = []
    for element in model.findall("JointSet/objects/*"):
        frames = {f.get("name", ""): f for f in element.iter("PhysicalOffsetFrame")}
        ends = []
        for socket in ("socket_parent_frame", "socket_child_frame"):
            name = (element.findtext(socket) or "").strip().split("/")[-1]
            frame = frames.get(name)
            body = name if frame is None else (frame.findtext("socket_parent") or "").strip()
            place = np.zeros(3) if frame is None else _vector(frame.findtext("translation"), path)
            ends.append((body.split("/")[-1], place))
        (parent, in_parent), (child, in_child) = ends
        found.append(_Joint(parent, child, in_parent + _shift_at_zero(element, path), in_child))
    return found


def _shift_at_zero(joint: ET.Element, path: Path) -> Array:
    """Translation of a custom joint with its coordinates at zero, m."""
    shift = np.zeros(3)
    for axis in joint.findall("SpatialTransform/TransformAxis"):
        if not axis.get("name", "").startswith("translation"):
            continue
        function = next((c for c in axis if c.tag not in ("coordinates", "axis")), None)
        if function is not None and (axis.findtext("coordinates") or "").strip():
            shift += _value_at_zero(function, path) * _vector(axis.findtext("axis"), path)
    return shift


def _value_at_zero(function: ET.Element, path: Path) -> float:
    if function.tag == "MultiplierFunction":
        inner = function.find("function")
        scale = float(function.findtext("scale") or 1.0)
        return 0.0 if inner is None or not len(inner) else scale * _value_at_zero(inner[0], path)
    if function.tag == "Constant":
        return float(function.findtext("value") or 0.0)
    if function.tag in ("LinearFunction", "PolynomialFunction"):
        return float(_vector(function.findtext("coefficients"), path)[-1])
    x, y = function.findtext("x"), function.findtext("y")
    if x is not None and y is not None:  # splines: knots stand close enough to draw a line
        return float(np.interp(0.0, _vector(x, path), _vector(y, path)))
    raise DataError(f"{path}: a joint moves by a {function.tag}, which is not known here")


def _vector(text: str | None, path: Path) -> Array:
    try:
        return np.array((text or "0 0 0").split(), dtype=float)
    except ValueError:
        raise DataError(f"{path}: '{text}' should be numbers") from None


def _mesh_scales(model: ET.Element) -> dict[str, float]:
    """Scale along the bone's length (foot: x) of bodies that say how their mesh was scaled."""
    found = {}
    for body in model.iter("Body"):
        text = next((m.findtext("scale_factors") for m in body.iter("Mesh")), None)
        if text:
            found[body.get("name", "")] = float(text.split()[0])
    return found


def _leg(
    joints: list[_Joint], meshes: Mapping[str, float], side: str, base: Mapping[str, float]
) -> dict[str, float] | None:
    def joint(parent: str, child: str) -> _Joint | None:
        names = (f"{parent}_{side}", f"{child}_{side}")
        return next((j for j in joints if (j.parent, j.child) == names), None)

    hip = next((j for j in joints if j.child == f"femur_{side}"), None)
    knee, ankle, toes = joint("femur", "tibia"), joint("tibia", "talus"), joint("calcn", "toes")
    if hip is None or knee is None or ankle is None:
        return None
    foot = meshes.get(f"calcn_{side}")
    if foot is None and toes is None:
        return None
    if foot is None and toes is not None:
        foot = float(np.hypot(*toes.in_parent[:2])) / base["foot"]
    assert foot is not None
    return {
        "thigh": float(np.linalg.norm(knee.in_parent - hip.in_child)),
        # from the tibia's own frame: models move the knee in it, bones are scaled about it
        "shank": float(np.linalg.norm(ankle.in_parent)),
        "foot_scale": foot,
    }


def _knee_flexion(model: ET.Element) -> str:
    """How the model counts: knees bend much further than they extend."""
    for element in model.iter("Coordinate"):
        if element.get("name", "").startswith("knee_angle_") and "beta" not in element.get(
            "name", ""
        ):
            low, high = (float(v) for v in (element.findtext("range") or "0 1").split())
            return "negative" if -low > high else "positive"
    return "positive"
