"""Three muscles on a shared tendon: what sliding and sticking of the subtendons changes.

A subtendon that its neighbors hold back or pull along ends elsewhere than it would alone; for its
muscle that is the same as a muscle-tendon unit shorter or longer by as much. So every muscle is in
the equilibrium of `muscle.contraction`, and the unknowns are three shifts of tendon ends, such that
each end is in balance: what the muscle pulls, less what the subtendon carries, is what goes to the
neighbors. Without coupling the shifts are zero and nothing differs from the leg without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import ACHILLES, Leg
from soleus.anatomy.subtendons import Subtendons, subtendons
from soleus.base.errors import InputError, nearest
from soleus.muscle.contraction import (
    fiber_forces,
    solve_equilibrium,
    tendon_strain_at,
)
from soleus.muscle.curves import force_velocity, tendon_force, tendon_shape
from soleus.solve.solution import Solution

__all__ = ["SharedTendon", "share_tendon", "share_tendon_in"]

Array = NDArray[np.float64]
#: Newton steps are at most 2 mm, and stop below a hundredth of a micrometer.
_LARGEST_STEP, _CLOSE, _MOST_STEPS = 2e-3, 1e-8, 100
_PROBE = 1e-7  # m, for slopes


@dataclass(frozen=True)
class SharedTendon:
    """Muscles and subtendons; arrays (time, subtendon) in the order of `ACHILLES`.

    `muscle_force` N is what each muscle pulls, `heel_force` N what its subtendon brings to the
    heel; both have the same sum. `elongation` m is how far the upper end of each subtendon has
    moved, `strain` (ratio) that of its fibers in the free tendon; `fiber_length` m. `moment` N m
    (time,) is the plantar-flexion moment of the three. `residual` is the largest imbalance left,
    as a share of their strength.
    """

    subtendons: Subtendons
    muscle_force: Array
    heel_force: Array
    elongation: Array
    strain: Array
    fiber_length: Array
    moment: Array
    residual: float

    @property
    def total_force(self) -> Array:
        """Force of the Achilles tendon, N (time,)."""
        total: Array = self.heel_force.sum(axis=-1)
        return total

    @property
    def normalized_fiber_length(self) -> Array:
        length: Array = self.fiber_length / self.subtendons.muscles.optimal_fiber_length
        return length

    @property
    def sliding(self) -> Array:
        """How much further the soleus' subtendon (deep) has moved than each head's (superficial)
        at the top of the free tendon, m (time, 2): medialis, lateralis."""
        moved = np.fmax(self.elongation, 0.0)  # a slack end hangs where it is
        ahead: Array = moved[:, :1] - moved[:, 1:]
        return ahead

    @property
    def passed_on(self) -> Array:
        """Force that reaches the heel through another subtendon than its own, N (time,)."""
        passed: Array = 0.5 * np.abs(self.heel_force - self.muscle_force).sum(axis=-1)
        return passed


def share_tendon(
    leg: Leg,
    angles: Mapping[str, Any],
    activation: Any,
    coupling: float | None = None,
    twist_type: int | None = None,
    fiber_velocity: Any = 0.0,
    sample: int | None = None,
) -> SharedTendon:
    """Forces, lengths and sliding of the three on their shared tendon.

    `angles` rad: ankle_angle and knee_angle (0 where absent), numbers or (time,). `activation`
    0..1: a number, (time, subtendon), or a mapping by muscle; `fiber_velocity` m/s likewise as an
    array. `coupling` 0 (slide freely) to 1 (glued; None: the nominal 0.3 of
    `data/models/subtendons.toml`) and `twist_type` as in `subtendons`. Raises `InputError` for what
    lies outside.
    """
    joints = {"hip_flexion": 0.0, "knee_angle": 0.0, "ankle_angle": 0.0}
    for name in angles:
        if name not in joints:
            raise InputError(f"share_tendon: no angle '{name}'; {nearest(name, joints)}")
    a = _activations(activation)
    try:
        shape = np.broadcast_shapes(*(np.shape(v) for v in angles.values()), a.shape[:-1], (1,))
    except ValueError:
        raise InputError("share_tendon: angles and activation are of unequal lengths") from None
    joints |= angles
    for name, value in joints.items():
        if not np.all(np.abs(np.asarray(value, dtype=float)) <= np.pi):  # also refuses NaN
            raise InputError(f"share_tendon: {name} is outside -3.14 to 3.14 rad")
    if not np.all(np.isfinite(fiber_velocity)):
        raise InputError("share_tendon: fiber_velocity must be finite, m/s")
    filled = {k: np.broadcast_to(np.asarray(v, dtype=float), shape) for k, v in joints.items()}
    calf = leg.only(ACHILLES)
    lengths = calf.muscle_tendon_lengths(filled)
    arms = calf.moment_arms(filled, ("ankle_angle",))[..., 0]
    tendon = subtendons(leg, coupling, twist_type, sample)
    return _solve(tendon, a, fiber_velocity, lengths, arms)


def share_tendon_in(
    solution: Solution,
    coupling: float | None = None,
    twist_type: int | None = None,
    sample: int | None = None,
) -> SharedTendon:
    """The same for a solved motion: its activations, muscle-tendon lengths and fiber velocities
    kept, the tendon shared. With coupling 0 its forces are those of `solution`; None is the
    nominal coupling, 0.3."""
    index, state = list(solution.leg.achilles_indices), solution.state
    whole = solution.saturated.shape

    def of(values: Any) -> Array:
        return np.broadcast_to(values, whole)[:, index]

    lengths = of(state.tendon_length) + of(state.fiber_length) * np.cos(of(state.pennation_angle))
    activation = np.clip(of(state.activation), 0.0, 1.0)
    arms = solution.moment_arms[:, index, solution.joints.index("ankle_angle")]
    tendon = subtendons(solution.leg, coupling, twist_type, sample)
    return _solve(tendon, activation, of(state.fiber_velocity), lengths, arms)


def _activations(activation: Any) -> Array:
    """Activations (..., subtendon) from a number, an array, or a mapping by muscle (0 else)."""
    if isinstance(activation, Mapping):
        for name in activation:
            if name not in ACHILLES:
                raise InputError(f"share_tendon: no muscle '{name}'; {nearest(name, ACHILLES)}")
        values = np.broadcast_arrays(*(activation.get(m, 0.0) for m in ACHILLES))
        a = np.stack([np.asarray(v, dtype=float) for v in values], axis=-1)
    else:
        a = np.asarray(activation, dtype=float)
        a = a[..., None] * np.ones(3) if a.ndim == 0 else a
    if a.shape[-1] != len(ACHILLES) or not np.all((a >= 0) & (a <= 1)):
        raise InputError("share_tendon: activation must be 0 to 1, one a muscle: soleus, medialis, "
                         "lateralis")  # fmt: skip
    return a


def _solve(s: Subtendons, a: Array, velocity: Any, lengths: Array, arms: Array) -> SharedTendon:
    p = s.muscles
    factor = force_velocity(velocity / (p.max_contraction_velocity * p.optimal_fiber_length))
    shape = np.broadcast_shapes(lengths.shape, np.shape(a), np.shape(factor))
    lengths, a, factor = (np.broadcast_to(v, shape) for v in (lengths, a, factor))
    shift = np.zeros(shape)
    for _ in range(_MOST_STEPS):
        end = _End(s, shift, a, factor, lengths)
        step = np.linalg.solve(end.jacobian, -end.residual[..., None])[..., 0]
        largest = np.abs(step).max(axis=-1, keepdims=True)
        shift = shift + step * np.fmin(1.0, _LARGEST_STEP / np.fmax(largest, 1e-300))
        if largest.max() < _CLOSE:
            break
    end = _End(s, shift, a, factor, lengths)
    carried = s.force(end.elongation)
    return SharedTendon(
        s, end.force, carried, end.elongation, np.fmax(s.strain(end.elongation), 0.0),
        np.hypot(end.x, p.fiber_height), -(arms * carried).sum(axis=-1),
        float(np.abs(end.residual).max()),
    )  # fmt: skip


class _End:
    """The upper ends of the free subtendons at given shifts (time, subtendon): muscle forces, how
    far the ends have moved, their imbalance and its slopes."""

    def __init__(self, s: Subtendons, shift: Array, a: Array, factor: Array, lengths: Array):
        p = s.muscles
        self.x = solve_equilibrium(a, factor, lengths - shift, p)
        shape = tendon_shape(p.tendon_strain_at_one_norm_force)

        def tendon(x: Array) -> Array:
            strain = tendon_strain_at(x, lengths - shift, p)
            force: Array = p.max_isometric_force * tendon_force(strain, shape)
            return force

        def fibers(x: Array) -> Array:
            active, passive = fiber_forces(x, a, factor, p)
            force: Array = p.max_isometric_force * (active + passive)
            return force

        self.force = tendon(self.x)
        alone = s.elongation(self.force)
        self.elongation = alone + shift
        pull, fiber = -_slope(tendon, self.x), _slope(fibers, self.x)
        slope = pull * fiber / np.fmax(pull + fiber, 1e-3 * pull + 1e-9)  # of force over length
        moves = 1.0 - slope / np.fmax(_slope(s.force, alone), 1e-9)
        self._balance(s, slope, moves)

    def _balance(self, s: Subtendons, slope: Array, moves: Array) -> None:
        """Sum of all ends in balance, and two ends each against their neighbors; weighted so that
        free (coupling 0) and glued (1) are ordinary cases."""
        c, stiff = s.coupling, s.stiffness(0.25 * s.strength) / 3
        surplus = s.force(self.elongation) - s.taut(self.force)
        rises = _slope(s.force, self.elongation) * moves + slope
        ahead = 3 * self.elongation - self.elongation.sum(axis=-1, keepdims=True)
        each = (1 - c) * surplus + c * stiff * ahead
        turn = np.zeros((*surplus.shape, 3))
        turn[..., :, :] = c * stiff * (3 * np.eye(3) - 1) * moves[..., None, :]
        turn += (1 - c) * rises[..., None, :] * np.eye(3)
        turn[..., 2, :] = rises
        each[..., 2] = surplus.sum(axis=-1)
        self.residual, self.jacobian = each / s.strength, turn / s.strength


def _slope(function: Any, at: Array) -> Array:
    """Slope of a function of a length, elementwise, by central difference."""
    rise: Array = (function(at + _PROBE) - function(at - _PROBE)) / (2 * _PROBE)
    return rise
