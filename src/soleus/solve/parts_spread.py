"""How sure the parts of the soleus and the sharing of the tendon are: nominal numbers of a leg, and
90 % intervals over legs it may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.anatomy.sampling import sample_legs
from soleus.anatomy.soleus_parts import SoleusParts
from soleus.anatomy.uncertainty import interval
from soleus.motion.exercise_files import load_exercise
from soleus.motion.synthesis import synthesize
from soleus.solve.load_sharing import share_load
from soleus.solve.soleus_parts import PartStates, solve_parts
from soleus.solve.subtendons import SharedTendon, share_tendon, share_tendon_in

__all__ = ["PartsAtFullEffort", "Sharing", "full_effort", "sharing_held", "sharing_in"]

Array = NDArray[np.float64]
#: Legs drawn for an interval; few, so that a look at a muscle stays quick.
_SAMPLES = 20
#: Frames of an exercise, s; peaks of a slow raise move by less than a hundredth against 10 ms.
_TIME_STEP = 0.05


@dataclass(frozen=True)
class PartsAtFullEffort:
    """The parts with the ankle at 0 and every fiber working: `numbers` (part,) by name, with
    `intervals` (part, 2); `fibula_pull` is the share of the force that pulls on the fibula.

    Names: share of the cross-section, optimal_fiber_length m, pennation_angle rad, force N.
    """

    parts: SoleusParts
    numbers: Mapping[str, Array]
    intervals: Mapping[str, Array]
    fibula_pull: float
    fibula_pull_interval: tuple[float, float]


@dataclass(frozen=True)
class Sharing:
    """The largest over a situation, in the order of `ACHILLES`: forces N, `strain` (3,), `moment`
    N m, mean `sliding` m ahead of the heads; `fiber_length` (3,) in optimal lengths is the
    shortest. Intervals, (3, 2) and (low, high), where they were asked for."""

    coupling: float
    moment: float
    muscle_force: Array
    heel_force: Array
    strain: Array
    sliding: float
    fiber_length: Array
    strain_interval: Array | None = None
    sliding_interval: tuple[float, float] | None = None


def full_effort(leg: Leg, samples: int = _SAMPLES) -> PartsAtFullEffort:
    """The four parts of a leg at full effort; raises as `sample_legs` and `solve_parts`."""
    nominal = _at_full_effort(leg, None)
    drawn = [_at_full_effort(one, i) for i, one in enumerate(_legs(leg, samples))]
    numbers, found = _numbers(nominal), [_numbers(s) for s in drawn]
    return PartsAtFullEffort(
        nominal.parts, numbers,
        {k: _intervals(np.array([f[k] for f in found])) for k in numbers},
        _fibula_pull(nominal), interval(np.array([_fibula_pull(s) for s in drawn])),
    )  # fmt: skip


def _at_full_effort(leg: Leg, sample: int | None) -> PartStates:
    still = dict.fromkeys(("subtalar_angle", "knee_angle", "ankle_angle"), np.zeros(1))
    return solve_parts(leg, 1.0, leg.paths[leg.index("soleus")].length(still), sample=sample)


def _numbers(states: PartStates) -> dict[str, Array]:
    p = states.parts.parameters
    return {
        "share": states.parts.shares, "optimal_fiber_length": p.optimal_fiber_length,
        "pennation_angle": p.pennation_angle_at_optimal, "force": states.force[0],
    }  # fmt: skip


def _fibula_pull(states: PartStates) -> float:
    return float(states.fibula_force[0] / states.force[0].sum())


def sharing_held(
    leg: Leg, knees: Sequence[float], couplings: Sequence[float | None], samples: int = _SAMPLES
) -> list[list[Sharing]]:
    """Full effort held still, ankle at 0: for each knee angle, rad, what each coupling makes of it;
    those as the leg is believed to be (None) with intervals."""
    angles = {"knee_angle": np.asarray(knees, dtype=float), "ankle_angle": 0.0}
    drawn = [share_tendon(one, angles, 1.0, sample=i) for i, one in enumerate(_legs(leg, samples))]
    strains = np.array([s.strain for s in drawn])
    slides = np.array([s.sliding.mean(axis=-1) for s in drawn])
    held = {c: share_tendon(leg, angles, 1.0, c) for c in couplings}
    return [
        [
            _over(held[c], slice(i, i + 1), *(
                (_intervals(strains[:, i]), interval(slides[:, i])) if c is None else (None, None)
            ))
            for c in couplings
        ]
        for i in range(len(knees))
    ]  # fmt: skip


def sharing_in(leg: Leg, exercise: str, couplings: Sequence[float | None]) -> list[Sharing]:
    """The same over an exercise of the library, at the activations that share its load."""
    solution = share_load(leg, synthesize(load_exercise(exercise), leg, _TIME_STEP))
    return [_over(share_tendon_in(solution, c), slice(None)) for c in couplings]


def _over(
    shared: SharedTendon, frames: slice, strains: Array | None = None,
    slides: tuple[float, float] | None = None,
) -> Sharing:  # fmt: skip
    return Sharing(
        shared.subtendons.coupling, float(shared.moment[frames].max()),
        shared.muscle_force[frames].max(axis=0), shared.heel_force[frames].max(axis=0),
        shared.strain[frames].max(axis=0), float(shared.sliding[frames].mean(axis=-1).max()),
        shared.normalized_fiber_length[frames].min(axis=0), strains, slides,
    )  # fmt: skip


def _legs(leg: Leg, samples: int) -> list[Leg]:
    drawn = sample_legs(leg, samples)
    return [drawn.leg(i) for i in range(samples)]


def _intervals(samples: Array) -> Array:
    """Intervals (part, 2) of samples (sample, part)."""
    return np.array([interval(column) for column in samples.T])
