"""From a leg, a speed and a grade to the numbers of the running problem."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.anatomy.skeleton import Skeleton
from soleus.base.library import data_path, load_quantities, read_file
from soleus.base.quantities import Quantity
from soleus.solve.gait_muscles import gait_muscles
from soleus.solve.gait_point import MUSCLE_FIELDS, WEIGHTS, parameter_layout

__all__ = ["gait_constants", "gait_parameters"]

Array = NDArray[np.float64]


@cache
def gait_constants(table: str) -> dict[str, Quantity]:
    """Constants of one table of `data/gait/model.toml`."""
    content = read_file(data_path("gait", "model.toml"))
    return load_quantities(content[table], f"gait/model.toml: {table}")


def _si(table: str) -> dict[str, float]:
    return {name: q.si for name, q in gait_constants(table).items()}


def _body(skeleton: Skeleton) -> dict[str, float]:
    """Lengths, masses and inertias of the nine segments (see `gait_body`)."""
    feet, s = _si("feet"), skeleton
    toes = s.toe - s.mtp
    values = {
        "thigh_length": s.thigh.length, "shank_length": s.shank.length,
        "mtp_x": s.mtp.real, "mtp_y": s.mtp.imag, "heel_x": s.heel.real, "sole_y": s.heel.imag,
        "toe_x": _si("contact")["toe_pad"] * toes.real,
    }  # fmt: skip

    def segment(name: str, mass: float, inertia: float, com: complex) -> None:
        values.update(
            {
                f"{name}_mass": mass, f"{name}_inertia": inertia,
                f"{name}_com_x": com.real, f"{name}_com_y": com.imag,
            }
        )  # fmt: skip

    segment("trunk", s.trunk.mass, s.trunk.inertia, s.trunk.com)
    segment("thigh", s.thigh.mass, s.thigh.inertia, s.thigh.com - 1j * s.thigh.length)
    segment("shank", s.shank.mass, s.shank.inertia, s.shank.com - 1j * s.shank.length)
    mass = feet["toes_mass"] * s.foot.mass
    com = complex(feet["toes_com"] * toes.real)
    segment("toes", mass, mass * (feet["toes_gyration"] * abs(toes)) ** 2, com)
    rest = s.foot.mass - mass
    hind = (s.foot.com * s.foot.mass - mass * (s.mtp + com)) / rest
    segment("foot", rest, s.foot.inertia * feet["hindfoot_inertia"], hind)
    return values


def gait_parameters(leg: Leg, speed: float, grade: float) -> Array:
    """Parameter vector of the point problem: one body at one speed (m/s) and grade (ratio)."""
    layout, size = parameter_layout()
    contact = {k: v for k, v in _si("contact").items() if k != "toe_pad"}
    friction = {k: contact.pop(k) for k in ("friction", "friction_speed")}
    weights = {f"w_{k}": v for k, v in _si("cost").items()}
    assert set(weights) == {f"w_{w}" for w in WEIGHTS}
    values = {
        "speed": speed, "slope": math.atan(grade), "body_mass": leg.person.mass,
        **_body(leg.skeleton), **{f"contact_{k}": v for k, v in contact.items()}, **friction,
        **_si("joints"), **_si("muscle"), **weights,
    }  # fmt: skip
    muscles = gait_muscles(leg)
    vector = np.full(size, np.nan)
    for name, value in values.items():
        vector[layout[name]] = value
    for name in MUSCLE_FIELDS:
        vector[layout[name]] = getattr(muscles.parameters, name)
    vector[layout["reference_length"]] = muscles.reference_length
    vector[layout["coefficients"]] = muscles.coefficients
    assert np.isfinite(vector).all()
    return vector
