"""The answer of a load-sharing solver, with a verdict that reads as a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.leg import Leg
from soleus.anatomy.paths import FITTED_RANGE
from soleus.motion.trajectory import Trajectory
from soleus.muscle.contraction import MuscleState
from soleus.solve.contacts import Contact

if TYPE_CHECKING:
    import pandas as pd

    from soleus.solve.ensemble import Ensemble

__all__ = ["Solution"]

Array = NDArray[np.float64]
#: A joint counts as carried when its reserve stays below 5 % of its peak moment (`hicks2015`),
#: or below 1 N m.
RESERVE_SHARE, RESERVE_FLOOR = 0.05, 1.0
_SATURATED, _SLACK, _UNSETTLED, _TOLERATED_DEG = 0.995, 1e-3, 0.03, 2.0
_WORDS = {"hip_flexion": "hip", "knee_angle": "knee", "ankle_angle": "ankle"}


@dataclass(frozen=True)
class Solution:
    """Who carries what, frame by frame.

    `time` (time,) s; `joints` names the last axis of `moments` and `reserves` (time, joint)
    N m and of `moment_arms` (time, muscle, joint) m; `state` holds arrays (time, muscle) in
    the order of `leg.muscles`. A reserve is the moment no muscle could give. `contacts` are
    the forces on the body (empty for recordings). `iterations` and `residual` (last change of
    activation) are per frame; `velocity_residual` is how far fiber velocities were from
    settled, as share of the maximal velocity. `tendon`, `weight` (muscle,) and `exponent` say what
    was asked for.
    """

    leg: Leg
    trajectory: Trajectory
    method: str
    joints: tuple[str, ...]
    moments: Array
    reserves: Array
    moment_arms: Array
    state: MuscleState
    contacts: tuple[Contact, ...]
    iterations: NDArray[np.int64]
    residual: Array
    velocity_residual: float = 0.0
    tendon: str = "compliant"
    weight: Array | None = None
    exponent: int = 2

    @property
    def time(self) -> Array:
        return self.trajectory.time

    @property
    def muscles(self) -> tuple[str, ...]:
        return self.leg.muscles

    def force(self, muscle: str) -> Array:
        """Tendon force of one muscle, N (time,)."""
        return self.of(muscle, "tendon_force")

    def of(self, muscle: str, quantity: str) -> Array:
        """One quantity of `MuscleState` for one muscle, (time,)."""
        values: Array = getattr(self.state, quantity)[:, self.leg.index(muscle)]
        return values

    @cached_property
    def achilles_force(self) -> Array:
        """Force in the Achilles tendon, N (time,): soleus and both gastrocnemius heads."""
        force: Array = self.state.tendon_force[:, list(self.leg.achilles_indices)].sum(axis=1)
        return force

    @cached_property
    def achilles_strain(self) -> Array:
        """Strain of the Achilles tendon as a whole (ratio, time): the tendon curve at the total
        force, as if its three parts shared it evenly. Tendon strains of the single muscles,
        in `state.tendon_strain`, differ when the load is uneven."""
        result: Array = self.leg.achilles_strain(self.achilles_force)
        return result

    @cached_property
    def plantar_flexion_moments(self) -> Array:
        """Plantar-flexion moment of each muscle, N m (time, muscle); dorsiflexors negative."""
        ankle = self.joints.index("ankle_angle")
        moments: Array = -self.moment_arms[:, :, ankle] * self.state.tendon_force
        return moments

    @cached_property
    def ensemble(self) -> Ensemble:
        """The same motion on many legs this person may have, for intervals; computed on first
        use (quasi-static; tendon, weights and exponent as here)."""
        from soleus.anatomy.calibration import believed_legs
        from soleus.solve.ensemble import solve_ensemble

        t = self.trajectory
        made = t.exercise is not None and t.body is not None and t.moments is None
        # the muscles of a model are not those of a body of this size, whatever was measured
        drawn = believed_legs(self.leg) if t.geometry is None else None
        return solve_ensemble(
            t.exercise if made and t.exercise else t, self.leg, drawn=drawn, tendon=self.tendon,
            weight=self.weight, exponent=self.exponent,
        )  # fmt: skip

    @property
    def saturated(self) -> NDArray[np.bool_]:
        """Muscles at full activation, (time, muscle)."""
        mask: NDArray[np.bool_] = self.state.activation > _SATURATED
        return mask

    @property
    def slack(self) -> NDArray[np.bool_]:
        """Muscles whose tendon carries less than 0.1 % of maximal force, (time, muscle)."""
        mask: NDArray[np.bool_] = (
            self.state.tendon_force < _SLACK * self.leg.parameters.max_isometric_force
        )
        return mask

    def uncarried_joints(self) -> list[str]:
        """Joints whose moment the muscles of this body cannot give."""
        result = []
        for j, joint in enumerate(self.joints):
            limit = max(RESERVE_FLOOR, RESERVE_SHARE * np.abs(self.moments[:, j]).max())
            if np.abs(self.reserves[:, j]).max() > limit:
                result.append(joint)
        return result

    @property
    def feasible(self) -> bool:
        """True when muscles alone carry every joint."""
        return not self.uncarried_joints()

    @property
    def warnings(self) -> tuple[str, ...]:
        """Where the motion leaves what the muscle paths were fitted on."""
        found = []
        for name, values in self.trajectory.angles.items():
            low, high = FITTED_RANGE.get(name, (-np.inf, np.inf))
            beyond = np.degrees(max(float(values.max()) - high, low - float(values.min())))
            if beyond > _TOLERATED_DEG:
                found.append(
                    f"{name} goes {beyond:.0f} deg beyond the {np.degrees(low):.0f} to "
                    f"{np.degrees(high):.0f} deg the muscle paths were fitted on; from there "
                    "they go on straight"
                )
        return tuple(found)

    @property
    def verdict(self) -> str:
        """What the solver found, as a sentence."""
        finite = np.isfinite(self.state.tendon_force).all(axis=1)
        not_converged = int((~((self.residual <= 1e-4) & finite)).sum())
        if not_converged:
            return f"not converged in {not_converged} of {len(self.time)} frames"
        if self.velocity_residual > _UNSETTLED:
            share = 100 * self.velocity_residual
            return f"fiber velocities did not settle (to {share:.1f} % of the maximal velocity)"
        missing = self.uncarried_joints()
        if missing:
            return "beyond this body's strength: " + self._shortfall(missing)
        names = self._worst_saturated()
        if names:
            return f"carried by muscles alone, but {names} at the limit"
        peak = int(np.unravel_index(np.argmax(self.state.activation), self.saturated.shape)[1])
        hardest = self.muscles[peak].replace("_", " ")
        return (
            f"carried by muscles alone; the hardest worked is the {hardest} at "
            f"{100 * self.state.activation.max():.0f} % activation"
        )

    def _shortfall(self, joints: list[str]) -> str:
        """The joint that lacks most, and who is at the limit there; what other joints lack is
        often its consequence, through muscles that cross both."""
        lacks = {j: np.abs(self.reserves[:, self.joints.index(j)]).max() for j in joints}
        worst = max(joints, key=lambda j: float(lacks[j]))
        j = self.joints.index(worst)
        frame = int(np.argmax(np.abs(self.reserves[:, j])))
        missing, needed = abs(self.reserves[frame, j]), abs(self.moments[frame, j])
        strength = self.leg.parameters.max_isometric_force
        pulls = self.moment_arms[frame, :, j] * strength * np.sign(self.reserves[frame, j])
        order = [i for i in np.argsort(-pulls) if self.saturated[frame, i] and pulls[i] > 1.0]
        names = [self.muscles[i].replace("_", " ") for i in order[:3]]
        who = f" with the {', '.join(names)} at full activation" if names else ""
        others = [_WORDS[o] for o in joints if o != worst]
        also = f"; so does the {' and the '.join(others)}" if others else ""
        return (
            f"the {_WORDS[worst]} lacks {missing:.0f} N m where it needs {needed:.0f} N m{who} "
            f"(at {self.time[frame]:.1f} s){also}"
        )

    def _worst_saturated(self) -> str:
        counts = self.saturated.sum(axis=0)
        worst = [self.muscles[i].replace("_", " ") for i in np.argsort(-counts) if counts[i]]
        if not worst:
            return ""
        return f"the {' and '.join(worst[:2])} {'is' if len(worst) == 1 else 'are'}"

    def table(self) -> pd.DataFrame:
        """One row a frame: time, moments, reserves, Achilles and muscle forces and lengths."""
        import pandas as pd

        weight = self.leg.person.body_weight
        columns: dict[str, Any] = {"time_s": self.time}
        for j, joint in enumerate(self.joints):
            columns[f"{joint}_moment_nm"] = self.moments[:, j]
            columns[f"{joint}_reserve_nm"] = self.reserves[:, j]
        columns["achilles_force_bw"] = self.achilles_force / weight
        columns["achilles_strain_percent"] = 100 * self.achilles_strain
        for i, name in enumerate(self.muscles):
            columns[f"{name}_force_n"] = self.state.tendon_force[:, i]
            columns[f"{name}_activation"] = self.state.activation[:, i]
            columns[f"{name}_fiber_length_norm"] = self.state.normalized_fiber_length[:, i]
        return pd.DataFrame(columns)

    def to_xarray(self) -> Any:
        """The muscle states as an `xarray.Dataset` over time and muscle (optional extra)."""
        import xarray as xr

        names = [f for f in MuscleState.__slots__ if f != "pennation_angle"]
        data = {
            n: (
                ("time", "muscle"),
                np.broadcast_to(getattr(self.state, n), self.saturated.shape),
            )
            for n in names
        }
        return xr.Dataset(data, {"time": self.time, "muscle": list(self.muscles)})
