"""Many legs of one person: the nominal leg with its uncertain parameters moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.anatomy.paths import MusclePath
from soleus.anatomy.skeleton import Skeleton
from soleus.anatomy.uncertainty import (
    BODY_MOVES,
    SAMPLES,
    UncertainParameter,
    latin_hypercube,
    load_uncertainty,
)
from soleus.base.errors import InputError
from soleus.muscle.parameters import MuscleParameters

__all__ = [
    "LegSamples",
    "body_parameters",
    "check_count",
    "join_legs",
    "move_body",
    "move_leg",
    "sample_legs",
    "stack_legs",
    "take_legs",
]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class LegSamples:
    """Legs that are all possible for one person.

    `nominal` is the leg they are drawn around, `names` the uncertain parameters, `z` (sample,
    parameter) how many standard deviations each is moved. `legs` holds all of them at once
    (muscles and paths; the skeleton is the nominal one), `leg(i)` a single one in full.
    """

    nominal: Leg
    names: tuple[str, ...]
    z: Array
    legs: Leg

    @property
    def count(self) -> int:
        return len(self.z)

    def leg(self, i: int) -> Leg:
        """Sample number i as a leg of its own, skeleton and ankle range moved too."""
        z = dict(zip(self.names, self.z[i], strict=True))
        leg = move_body(self.nominal, z)
        paths = tuple(
            replace(p, reference_length=float(p.reference_length[i, 0]),
                    coefficients=p.coefficients[:, i, 0])
            for p in self.legs.paths
        )  # fmt: skip
        return replace(leg, parameters=self.legs.parameters.each(lambda v: v[i]), paths=paths)


def body_parameters() -> tuple[str, ...]:
    """Names of the uncertain parameters that belong to a leg."""
    return tuple(n for n, p in load_uncertainty().items() if p.moves in BODY_MOVES)


def sample_legs(leg: Leg, count: int = SAMPLES, seed: int = 0) -> LegSamples:
    """`count` legs whose uncertain parameters vary by their spreads (`data/uncertainty.toml`).

    The same seed gives the same samples. Raises `InputError` for a count below 2.
    """
    check_count(count, seed)
    names, everything = body_parameters(), list(load_uncertainty())
    random = latin_hypercube(count, len(everything), seed)
    return move_leg(leg, names, random[:, [everything.index(n) for n in names]])


def check_count(count: Any, seed: Any = 0) -> None:
    """Raise `InputError` unless at least two samples and a seed are asked for in whole numbers."""
    if type(count) is not int or count < 2:
        raise InputError(f"{count} samples: a whole number, at least 2, is needed")
    if type(seed) is not int or seed < 0:
        raise InputError(f"seed {seed}: a whole number, at least 0, is needed")


def move_leg(leg: Leg, names: Sequence[str], z: Array) -> LegSamples:
    """The leg with parameters moved by `z` (sample, parameter) standard deviations."""
    known = load_uncertainty()
    samples = len(z)
    p = leg.parameters.each(lambda v: np.tile(np.asarray(v, dtype=float), (samples, 1)))
    arms: dict[str, dict[str, Array]] = {m: {} for m in leg.muscles}
    for column, name in zip(z.T, names, strict=True):
        parameter = known[name]
        if parameter.moves == "muscles":
            _move_muscles(leg, p, parameter, column)
        elif parameter.moves == "arm":
            for muscle in (m for m in parameter.muscles if m in leg.muscles):
                factors = arms[muscle]
                one = factors.get(parameter.coordinate, np.ones(samples))
                factors[parameter.coordinate] = one * parameter.factor(column)
    still = {"ankle_angle": np.ones(samples)}
    paths = tuple(
        path.with_arms(arms[m] or still) for path, m in zip(leg.paths, leg.muscles, strict=True)
    )
    return LegSamples(leg, tuple(names), z, replace(leg, parameters=p, paths=paths))


def _move_muscles(leg: Leg, p: MuscleParameters, parameter: UncertainParameter, z: Array) -> None:
    factor = parameter.factor(z)
    columns = [leg.index(m) for m in parameter.muscles if m in leg.muscles]
    for field, power in parameter.powers.items():
        getattr(p, field)[:, columns] *= (factor**power)[:, None]


def stack_legs(legs: Sequence[Leg]) -> Leg:
    """Legs of several people as one with a leading leg axis, for batches (see `Leg`).

    Person, skeleton and ranges are those of the first. Raises `InputError` when the legs do not
    have the same muscles.
    """
    first = legs[0]
    if any(leg.muscles != first.muscles for leg in legs):
        raise InputError("legs of a batch must have the same muscles in the same order")
    fields = MuscleParameters.__slots__
    parameters = MuscleParameters(
        **{f: np.stack([getattr(leg.parameters, f) for leg in legs]) for f in fields}
    )
    paths = []
    for i, path in enumerate(first.paths):
        coefficients = np.stack([leg.paths[i].coefficients for leg in legs], axis=1)
        lengths = np.array([[leg.paths[i].reference_length] for leg in legs])
        paths.append(MusclePath(path.name, lengths, path.exponents, coefficients[..., None]))
    return replace(first, parameters=parameters, paths=tuple(paths))


def take_legs(legs: Leg, chosen: slice) -> Leg:
    """Some of many legs."""
    paths = tuple(
        replace(
            p, reference_length=p.reference_length[chosen], coefficients=p.coefficients[:, chosen]
        )
        for p in legs.paths
    )
    return replace(legs, parameters=legs.parameters.each(lambda v: v[chosen]), paths=paths)


def join_legs(first: Leg, second: Leg) -> Leg:
    """Two records of many legs as one, the second after the first."""
    fields = MuscleParameters.__slots__
    both = {f: (getattr(first.parameters, f), getattr(second.parameters, f)) for f in fields}
    paths = tuple(
        replace(
            a, reference_length=np.concatenate([a.reference_length, b.reference_length]),
            coefficients=np.concatenate([a.coefficients, b.coefficients], axis=1),
        )
        for a, b in zip(first.paths, second.paths, strict=True)
    )  # fmt: skip
    parameters = MuscleParameters(**{f: np.concatenate(v) for f, v in both.items()})
    return replace(first, parameters=parameters, paths=paths)


def move_body(leg: Leg, z: dict[str, float]) -> Leg:
    """The leg with ankle range and segments moved by `z` standard deviations, by name."""
    known = load_uncertainty()
    for name, value in z.items():
        if value == 0:
            continue
        parameter = known[name]
        if parameter.moves == "ankle_range":
            shift = float(parameter.shift(value))
            leg = replace(
                leg,
                max_dorsiflexion_straight=leg.max_dorsiflexion_straight + shift,
                max_dorsiflexion_bent=leg.max_dorsiflexion_bent + shift,
            )
        elif parameter.moves == "body":
            leg = replace(leg, skeleton=_SEGMENTS[name](leg, parameter, value))
    return leg


def _heavier_leg(leg: Leg, parameter: UncertainParameter, z: float) -> Skeleton:
    """All segments of both legs heavier by one factor, the trunk lighter by as much."""
    s, factor = leg.skeleton, float(parameter.factor(z))
    foot, shank, thigh = (
        replace(part, mass=part.mass * factor, inertia=part.inertia * factor)
        for part in (s.foot, s.shank, s.thigh)
    )
    added = 2 * (factor - 1) * (s.foot.mass + s.shank.mass + s.thigh.mass)
    share = 1 - added / s.trunk.mass
    trunk = replace(s.trunk, mass=s.trunk.mass * share, inertia=s.trunk.inertia * share)
    return replace(s, foot=foot, shank=shank, thigh=thigh, trunk=trunk)


def _higher_trunk(leg: Leg, parameter: UncertainParameter, z: float) -> Skeleton:
    s = leg.skeleton
    shift = 1j * float(parameter.shift(z)) * leg.person.height
    return replace(s, trunk=replace(s.trunk, com=s.trunk.com + shift))


def _longer_forefoot(leg: Leg, parameter: UncertainParameter, z: float) -> Skeleton:
    s, shift = leg.skeleton, float(parameter.shift(z)) * leg.skeleton.foot_length
    return replace(s, mtp=s.mtp + shift, ball=s.ball + shift)


_SEGMENTS: dict[str, Callable[[Leg, UncertainParameter, float], Skeleton]] = {
    "segment_masses": _heavier_leg,
    "trunk_center": _higher_trunk,
    "ball_of_foot": _longer_forefoot,
}
