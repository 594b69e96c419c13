"""The answer of the running model: one stride of one leg, and what it adds up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import casadi as ca
import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.solve.gait_body import LEGS, N_COORDINATES
from soleus.solve.gait_checks import Check, run_checks
from soleus.solve.gait_muscles import ACHILLES_GROUPS, GAIT_JOINTS, groups
from soleus.solve.gait_point import N_GROUPS, N_MUSCLES, point_problem
from soleus.solve.gait_solver import gait_problem, swap_legs
from soleus.solve.gait_summary import summarize, touching

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LANDMARKS", "LIMIT_MUSCLES", "GaitSolution"]

Array = NDArray[np.float64]
#: Points of a leg in `GaitSolution.points`.
LANDMARKS = ("hip", "knee", "ankle", "heel", "ball", "toe", "mtp")
#: A body is at its limit when so many of its 11 muscle groups reach full activation (assumption).
LIMIT_MUSCLES = 4


@cache
def _outputs(points: int) -> tuple[list[str], Any]:
    """Names of all outputs, and a function that gives them at so many points at once."""
    p = point_problem()
    names = list(p.outputs)
    function = ca.Function(
        "outputs", [p.variables, p.parameters], [p.outputs[n] for n in names], {"cse": True}
    )
    return names, function.map(points)


@dataclass(frozen=True)
class GaitSolution:
    """A predicted gait of one body at one speed and grade, and how it was found.

    `speed` m/s along the ground, `grade` rise over run, `step_time` s, `gait` run or walk,
    `z` (point, variable) unknowns of half a stride (see `gait_point`), `parameters` of the
    problem. `origin` says whether it was solved for this body or taken from the library;
    `converged`, `status`, `iterations`, `solve_time` s, `violation` (largest residual,
    scaled) and `cost` (per meter) are the solver's.

    Series below are one stride of one leg from touch-down, (time,), SI; `weights` s
    integrate over it.
    """

    leg: Leg
    speed: float
    grade: float
    gait: str
    step_time: float
    z: Array
    parameters: Array
    origin: str
    converged: bool
    status: str
    iterations: int
    solve_time: float
    violation: float
    cost: float
    cadence_is_input: bool = False

    @cached_property
    def _raw(self) -> dict[str, Array]:
        """All outputs at the points of half a stride, (point, ...)."""
        n = len(self.z)
        names, function = _outputs(n)
        raw = {}
        for name, value in zip(names, function(self.z.T, self.parameters), strict=True):
            table = np.array(value).reshape(value.shape[0], n, -1).transpose(1, 0, 2)
            raw[name] = table[..., 0] if table.shape[-1] == 1 else table
        return raw

    def _stride(self, right: Array, left: Array) -> Array:
        """Half a stride of the right leg and then, legs swapped, the rest, from touch-down."""
        return np.roll(np.concatenate([right, left]), -self._touch_down, axis=0)

    @cached_property
    def _touch_down(self) -> int:
        force = self._raw["ground_force"]
        normal = np.concatenate([force[:, 1, 0], force[:, 1, 1]])
        on = touching(normal, self.leg.person.body_weight)
        starts = np.flatnonzero(on & ~np.roll(on, 1))
        if not len(starts):
            return 0
        # the start of the longest contact: a scuff is no touch-down
        lengths = [int(np.argmin(np.r_[np.roll(on, -s), False])) for s in starts]
        return int(starts[int(np.argmax(lengths))])

    def _of(self, name: str) -> Array:
        return self._stride(self._raw[f"{name}_{LEGS[0]}"], self._raw[f"{name}_{LEGS[1]}"])

    @property
    def muscles(self) -> tuple[str, ...]:
        """Muscle groups, the order of every muscle axis."""
        return tuple(groups())

    @cached_property
    def time(self) -> Array:
        mesh = self._mesh.time
        half = np.concatenate([mesh, 1.0 + mesh]) * self.step_time
        rolled = np.roll(half, -self._touch_down)
        result: Array = np.mod(rolled - rolled[0], 2 * self.step_time)
        return result

    @property
    def _mesh(self) -> Any:
        n = len(self.z) // 3  # three points an interval
        return (gait_problem() if n == len(gait_problem().mesh.time) // 3 else gait_problem(n)).mesh

    @cached_property
    def weights(self) -> Array:
        half = self._mesh.weights * self.step_time
        return np.roll(np.concatenate([half, half]), -self._touch_down)

    @cached_property
    def ground_force(self) -> Array:
        """Force on one foot, N (time, 2): along the ground (forward +) and normal to it."""
        force = self._raw["ground_force"]
        return self._stride(force[:, :, 0], force[:, :, 1])

    @cached_property
    def contact_force(self) -> Array:
        """Forces on heel, ball and toes of one foot, N (time, 3, 2)."""
        force = self._raw["contact_force"].transpose(0, 2, 1)
        return self._stride(force[:, :3], force[:, 3:])

    @cached_property
    def on_ground(self) -> NDArray[np.bool_]:
        return touching(self.ground_force[:, 1], self.leg.person.body_weight)

    def _joint_series(self, order: int) -> dict[str, Array]:
        start = 3 + order * N_COORDINATES
        if order == 2:
            start = 2 * N_COORDINATES + 2 * N_MUSCLES + 3
        rows = self._stride(self.z[:, start : start + 4], self.z[:, start + 4 : start + 8])
        return {j: rows[:, i] for i, j in enumerate(GAIT_JOINTS)}

    @cached_property
    def angles(self) -> Mapping[str, Array]:
        """Joint angles, rad."""
        return self._joint_series(0)

    @cached_property
    def velocities(self) -> Mapping[str, Array]:
        """Joint velocities, rad/s."""
        return self._joint_series(1)

    @cached_property
    def moments(self) -> Mapping[str, Array]:
        """Net joint moments (muscles and passive tissue), N m, in the sense of the angles."""
        total = self._of("moments") + self._of("passive")
        return {j: total[:, i] for i, j in enumerate(GAIT_JOINTS)}

    @cached_property
    def trunk_lean(self) -> Array:
        """Lean of the trunk from the vertical, rad, forward +."""
        lean = self.z[:, 2] - np.arctan(self.grade)
        return self._stride(lean, lean)

    @cached_property
    def activation(self) -> Array:
        """Activations, (time, muscle)."""
        start = 2 * N_COORDINATES + N_MUSCLES
        return self._stride(
            self.z[:, start : start + N_GROUPS], self.z[:, start + N_GROUPS : start + 2 * N_GROUPS]
        )

    def series(self, name: str) -> Array:
        """A muscle series (time, muscle): force N, fiber_length (of optimal), fiber_velocity
        m/s, fiber_power W, tendon_power W, strain (of the muscle's tendon)."""
        return self._of(name)

    def of(self, muscle: str, name: str) -> Array:
        """One muscle's series; see `series` (and activation)."""
        rows = self.activation if name == "activation" else self.series(name)
        values: Array = rows[:, self.muscles.index(muscle)]
        return values

    @cached_property
    def achilles_force(self) -> Array:
        """Force in the Achilles tendon, N."""
        total: Array = sum((self.of(g, "force") for g in ACHILLES_GROUPS), np.zeros(len(self.time)))
        return total

    @cached_property
    def summary(self) -> dict[str, Any]:
        """Numbers of one step of one leg; see `gait_summary`."""
        return summarize(self)

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """What the gait is accepted on, and whether it is met."""
        return run_checks(self.summary, self.gait, self.speed, self.grade)

    @property
    def accepted(self) -> bool:
        """Converged, and every hard check met."""
        return self.converged and all(c.met for c in self.checks if c.hard)

    @property
    def saturated(self) -> tuple[str, ...]:
        """Muscles that reach full activation."""
        top = self.activation.max(axis=0)
        return tuple(m for m, a in zip(self.muscles, top, strict=True) if a > 0.985)

    @property
    def verdict(self) -> str:
        """What was found, as a sentence."""
        if not self.converged:
            words = self.status.replace("_", " ").lower()
            return f"not solved: {words} after {self.iterations} iterations"
        missed = [c for c in self.checks if not c.met]
        if any(c.hard for c in missed):
            return "solved, but no human gait: " + "; ".join(c.sentence() for c in missed if c.hard)
        head = f"solved in {self.iterations} iterations" if self.origin == "solved" else self.origin
        if missed:
            return f"{head}; outside published ranges: " + "; ".join(c.sentence() for c in missed)
        return f"{head}; all {len(self.checks)} checks met"

    def points(self) -> Array:
        """Landmarks of both legs for drawing, m (time, leg, landmark, 2), over one stride from
        the first leg's touch-down, relative to the hips' mean place."""
        right, left = self._raw["points_right"], self._raw["points_left"]
        pair = np.stack([right, left], axis=1).transpose(0, 1, 3, 2)
        other = pair[:, ::-1]
        both = np.concatenate([pair, other])
        result: Array = np.roll(both, -self._touch_down, axis=0)
        return result

    def table(self) -> pd.DataFrame:
        """One row an instant: time, angles, moments, ground force, muscle forces."""
        import pandas as pd

        weight = self.leg.person.body_weight
        columns: dict[str, Any] = {"time_s": self.time}
        for j in GAIT_JOINTS:
            columns[f"{j}_deg"] = np.degrees(self.angles[j])
            columns[f"{j}_moment_nm"] = self.moments[j]
        columns["ground_force_forward_bw"] = self.ground_force[:, 0] / weight
        columns["ground_force_normal_bw"] = self.ground_force[:, 1] / weight
        columns["achilles_force_bw"] = self.achilles_force / weight
        for m in self.muscles:
            columns[f"{m}_force_n"] = self.of(m, "force")
            columns[f"{m}_activation"] = self.of(m, "activation")
            columns[f"{m}_fiber_length_norm"] = self.of(m, "fiber_length")
        return pd.DataFrame(columns)

    def swapped(self) -> Array:
        """The other half of the stride: unknowns with the legs exchanged."""
        other: Array = self.z[:, swap_legs()]
        return other
