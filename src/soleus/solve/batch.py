"""Load sharing for many trials or many subjects in one call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.anatomy.sampling import LegSamples, stack_legs
from soleus.base.errors import InputError
from soleus.motion.trajectory import Trajectory
from soleus.muscle.contraction import MuscleState
from soleus.solve.inverse_dynamics import BALANCED_JOINTS, inverse_dynamics
from soleus.solve.load_sharing import check_method
from soleus.solve.sharing_problem import Problem, cost_weights, path_offset
from soleus.solve.sharing_trials import solve_trials
from soleus.solve.solution import Solution

__all__ = ["BatchSolution", "share_load_batch"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class BatchSolution:
    """Who carries what in many trials: the fields of `Solution` with a leading trial axis.

    `time` (trial, time) s; `moments` and `reserves` (trial, time, joint) N m; `moment_arms`
    (trial, time, muscle, joint) m; `state` arrays (trial, time, muscle); `iterations` and
    `residual` (trial, time); `velocity_residual` (trial,). `leg` holds one leg, or one a trial.
    """

    leg: Leg
    legs: tuple[Leg, ...]
    trajectories: tuple[Trajectory, ...]
    method: str
    time: Array
    joints: tuple[str, ...]
    moments: Array
    reserves: Array
    moment_arms: Array
    state: MuscleState
    iterations: NDArray[np.int64]
    residual: Array
    velocity_residual: Array

    @property
    def muscles(self) -> tuple[str, ...]:
        return self.leg.muscles

    def __len__(self) -> int:
        return len(self.time)

    def force(self, muscle: str) -> Array:
        """Tendon force of one muscle, N (trial, time)."""
        return self.of(muscle, "tendon_force")

    def of(self, muscle: str, quantity: str) -> Array:
        """One quantity of `MuscleState` for one muscle, (trial, time)."""
        values: Array = getattr(self.state, quantity)[..., self.leg.index(muscle)]
        return values

    @cached_property
    def achilles_force(self) -> Array:
        """Force in the Achilles tendon, N (trial, time)."""
        force: Array = self.state.tendon_force[..., list(self.leg.achilles_indices)].sum(axis=-1)
        return force

    @cached_property
    def achilles_strain(self) -> Array:
        """Strain of the Achilles tendon as a whole (ratio, (trial, time))."""
        strain: Array = self.leg.achilles_strain(self.achilles_force)
        return strain

    def solution(self, trial: int) -> Solution:
        """One trial as a `Solution`, with its verdict and tables."""
        fields = MuscleState.__slots__
        state = MuscleState(**{f: getattr(self.state, f)[trial] for f in fields})
        pick = trial if len(self.legs) > 1 else 0
        motion = self.trajectories[trial if len(self.trajectories) > 1 else 0]
        return Solution(
            self.legs[pick], motion, self.method, self.joints, self.moments[trial],
            self.reserves[trial], self.moment_arms[trial], state, (), self.iterations[trial],
            self.residual[trial], float(self.velocity_residual[trial]),
        )  # fmt: skip

    @property
    def verdict(self) -> str:
        """What the solver found in how many trials, as a sentence."""
        found: dict[str, int] = {}
        for i in range(len(self)):
            kind = self.solution(i).verdict.split(";")[0].split(":")[0].split(" in ")[0]
            found[kind] = found.get(kind, 0) + 1
        order = sorted(found.items(), key=lambda item: -item[1])
        return "; ".join(f"{n} of {len(self)} {kind}" for kind, n in order)


def share_load_batch(
    legs: Leg | Sequence[Leg] | LegSamples,
    trajectories: Trajectory | Sequence[Trajectory],
    tendon: str = "compliant",
    weight: dict[str, float] | str | None = None,
    exponent: int = 2,
) -> BatchSolution:
    """`share_load` for many trials at once, on all cores this process may use.

    One leg and many trajectories, many legs (subjects, samples) and one trajectory, or as many
    of both. Trajectories need the same number of frames (their times may differ), the same
    angles, and the same joints with known moments. The answer of each trial is that of
    `share_load` for it alone. Raises `InputError` for what does not fit.
    """
    check_method(tendon, exponent)
    motions = (trajectories,) if isinstance(trajectories, Trajectory) else tuple(trajectories)
    if not all(isinstance(m, Trajectory) for m in motions):
        raise InputError("share_load_batch takes legs, then trajectories")
    single, stacked = _legs(legs)
    trials = max(len(motions), len(single))
    if not motions or len(motions) not in (1, trials) or len(single) not in (1, trials):
        raise InputError(
            f"{len(single)} legs and {len(motions)} trajectories do not go together; one of "
            "either, or as many of both"
        )
    moments = _moments(single, motions)
    angles, velocities, time = _motion(motions)
    found = solve_trials(
        stacked, time, angles, velocities, moments, cost_weights(stacked, weight), exponent, tendon,
        _offset(single, motions, moments),
    )  # fmt: skip
    shape = (trials, time.shape[-1])
    asked = np.stack([np.broadcast_to(moments[j], shape) for j in found.joints], axis=-1)
    return BatchSolution(
        stacked, single, motions, f"quasi-static, {tendon} tendons", np.broadcast_to(time, shape),
        found.joints, asked, found.reserves, found.moment_arms, found.state, found.iterations,
        found.residual, found.velocity_residual,
    )  # fmt: skip


def _legs(legs: Leg | Sequence[Leg] | LegSamples) -> tuple[tuple[Leg, ...], Leg]:
    """Legs one by one, and as one record."""
    if isinstance(legs, Leg):
        return (legs,), legs
    if isinstance(legs, LegSamples):
        return tuple(legs.leg(i) for i in range(legs.count)), legs.legs
    single = tuple(legs)
    if not single or not all(isinstance(leg, Leg) for leg in single):
        raise InputError("a batch needs at least one leg, and legs only")
    return single, stack_legs(single) if len(single) > 1 else single[0]


def _moments(legs: tuple[Leg, ...], motions: tuple[Trajectory, ...]) -> dict[str, Array]:
    """Joint moments, N m (trial, time) or (1, time), by joint."""
    count = (
        1 if motions[0].moments is not None and len(motions) == 1 else max(len(legs), len(motions))
    )
    loads = []
    for i in range(count):
        leg, motion = legs[i if len(legs) > 1 else 0], motions[i if len(motions) > 1 else 0]
        loads.append(inverse_dynamics(leg, motion).moments)
    known = [j for j in BALANCED_JOINTS if j in loads[0]]
    for i, found in enumerate(loads):
        if [j for j in BALANCED_JOINTS if j in found] != known:
            name = motions[i if len(motions) > 1 else 0].name
            raise InputError(
                f"trial {i} ({name}) has moments of {', '.join(found) or 'no joint'}, the first "
                f"of {', '.join(known) or 'no joint'}; a batch needs the same in all"
            )
    if not known:
        raise InputError(f"no moment of {', '.join(BALANCED_JOINTS)} is known")
    _same_frames(motions)
    return {j: np.stack([found[j] for found in loads]) for j in known}


def _same_frames(motions: tuple[Trajectory, ...]) -> None:
    for i, motion in enumerate(motions):
        if len(motion.time) != len(motions[0].time) or set(motion.angles) != set(motions[0].angles):
            raise InputError(
                f"trial {i} ({motion.name}) has {len(motion.time)} frames of "
                f"{', '.join(sorted(motion.angles))}, the first {len(motions[0].time)} of "
                f"{', '.join(sorted(motions[0].angles))}; bring all to one length"
            )


def _offset(
    legs: tuple[Leg, ...], motions: tuple[Trajectory, ...], moments: dict[str, Array]
) -> Problem | None:
    """What muscle paths that come with the trials differ from the legs' own, (trial, ...)."""
    if all(m.geometry is None for m in motions):
        return None
    if any(m.geometry is None for m in motions):
        raise InputError("a batch needs muscle paths with all of its trials, or with none")
    found = []
    for i in range(max(len(legs), len(motions))):
        leg, motion = legs[i if len(legs) > 1 else 0], motions[i if len(motions) > 1 else 0]
        own = {j: m[i if len(m) > 1 else 0] for j, m in moments.items()}
        offset = path_offset(motion, leg, own)
        assert offset is not None
        found.append(offset)
    return replace(
        found[0], lengths=np.stack([o.lengths for o in found]),
        arms=np.stack([o.arms for o in found]),
        length_rates=np.stack([o.length_rates for o in found]),
    )  # fmt: skip


def _motion(
    motions: tuple[Trajectory, ...],
) -> tuple[dict[str, Array], dict[str, Array], Array]:
    """Angles, velocities and time with a trial axis."""
    angles = {k: np.stack([m.angles[k] for m in motions]) for k in motions[0].angles}
    velocities = {
        k: np.stack([np.broadcast_to(m.velocities.get(k, 0.0), m.time.shape) for m in motions])
        for k in angles
    }
    return angles, velocities, np.stack([m.time for m in motions])
