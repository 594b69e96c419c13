"""How far the fibula moves, and what moves it.

The rod is in equilibrium at every instant, and all springs are linear: the motions of the causes
add up to the whole. Zero is the unloaded leg with the ankle neutral.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.fibula import GROUPS, Fibula, build_fibula
from soleus.anatomy.leg import Leg
from soleus.base.errors import InputError
from soleus.solve.fibula_loads import axial_load, leg_loads, others_load, soleus_load
from soleus.solve.gait_solution import GaitSolution
from soleus.solve.solution import Solution

__all__ = ["CAUSES", "FibulaMotion", "dorsiflexion_load", "fibula_over"]

Array = NDArray[np.float64]
#: What moves the fibula, in the order of every cause axis.
CAUSES = ("soleus", "dorsiflexion", "axial_load", "other_muscles")


@dataclass(frozen=True)
class FibulaMotion:
    """The fibula over time, split by cause.

    `time` s (time,); `loads` (cause, time, 6) what acts on it, `motion` (cause, time, 6) how it
    moves (see `soleus.anatomy.fibula`); `pulls` N (time, part, 3) of the parts of the soleus on it,
    at `places` m (part, 3); `body_weight` N. Vectors: x forward, y up, z to the outside.
    """

    fibula: Fibula
    time: Array
    loads: Array
    motion: Array
    pulls: Array
    places: Array
    body_weight: float

    @property
    def pull(self) -> Array:
        """Force of the soleus on the fibula, N (time, 3)."""
        total: Array = self.pulls.sum(axis=1)
        return total

    @cached_property
    def head(self) -> Array:
        """Displacement of the fibular head by cause, m (cause, time, 3)."""
        return self.fibula.displacement(self.motion, self.fibula.head)

    @cached_property
    def malleolus(self) -> Array:
        """Displacement of the outer malleolus by cause, m (cause, time, 3)."""
        return self.fibula.displacement(self.motion, self.fibula.malleolus)

    @property
    def rotation(self) -> Array:
        """Rotation by cause, rad (cause, time, 3); about y: inward +."""
        return self.motion[..., 3:]

    @cached_property
    def held_by(self) -> Mapping[str, Array]:
        """Force of each joint on the fibula by cause, N (cause, time, 3); keys `GROUPS`."""
        return {g: self.fibula.holding(self.motion, g)[..., :3] for g in GROUPS}

    @property
    def pull_size(self) -> Array:
        """Size of the pull of the soleus on the fibula, N (time,)."""
        size: Array = np.linalg.norm(self.pull, axis=-1)
        return size

    @property
    def peak(self) -> int:
        """Frame in which the soleus pulls hardest on the fibula."""
        return int(np.argmax(self.pull_size))

    @property
    def beyond_tested(self) -> bool:
        """Whether the head goes further forward or backward than the joint was ever pushed: there
        the linear springs only extrapolate."""
        sideways = np.abs(self.head[..., 0].sum(axis=0))
        return bool(sideways.max() > self.fibula.constants["ptfj_tested"])

    @cached_property
    def shares(self) -> Array:
        """Share of each cause in the head's motion (cause, time): its length over the sum of the
        lengths of all causes; 0 where nothing moves."""
        sizes = np.linalg.norm(self.head, axis=-1)
        total = sizes.sum(axis=0)
        result: Array = np.divide(sizes, total, out=np.zeros_like(sizes), where=total > 0)
        return result


def fibula_over(
    motion: Solution | GaitSolution,
    leg: Leg | None = None,
    sample: int | None = None,
    changes: Mapping[str, float] | None = None,
) -> FibulaMotion:
    """Motion of the fibula in a solved exercise or one stride of a gait, of the motion's own leg
    when `leg` is None.

    `sample` draws all constants of the fibula and of the soleus' parts within their spreads (None:
    the nominal ones); `changes` sets constants of the fibula, each in its unit. Raises `InputError`
    for constants outside their limits and for motions without ankle or knee.
    """
    if not isinstance(motion, Solution | GaitSolution):
        raise InputError("the fibula needs a solved exercise (Solution) or gait (GaitSolution)")
    leg = leg or motion.leg
    fibula = build_fibula(leg, sample, changes)
    loads = leg_loads(leg, motion, sample)
    load, pulls, places = soleus_load(leg, fibula, loads, sample)
    wedge = dorsiflexion_load(fibula, loads.ankle)
    every = np.stack([load, wedge, axial_load(fibula, loads), others_load(fibula, loads)])
    moved = fibula.motion(every)
    return FibulaMotion(fibula, loads.time, every, moved, pulls, places, loads.body_weight)


def dorsiflexion_load(fibula: Fibula, ankle: Array) -> Array:
    """What the wedge of the talus does to the malleolus at ankle angles (time,), as a load
    (time, 6): in an unloaded leg it moves the malleolus outward, backward and up and turns it
    outward as measured, in proportion to the angle, held at the ends of the measured range."""
    c = fibula.constants
    full, top = c["ankle_range"], c["ankle_range_top"]
    share = np.clip(ankle, min(top - full, 0.0), top) / full
    goal = np.array(
        [-c["dorsiflexion_backward"], c["dorsiflexion_upward"], c["mortise_widening"],
         -c["dorsiflexion_rotation"]]
    )  # fmt: skip
    # rows: displacement of the malleolus and turning about y, per motion of the rod
    unit = np.eye(6)
    rows = np.vstack([fibula.displacement(unit, fibula.malleolus).T, unit[4]])
    answer = rows @ np.linalg.solve(fibula.stiffness, rows.T)
    load = rows.T @ np.linalg.solve(answer, goal)
    result: Array = share[:, None] * load
    return result
