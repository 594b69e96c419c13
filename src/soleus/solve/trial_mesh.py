"""Collocation of a trial from start to end: Radau intervals, and the motion on their points."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import casadi as ca
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.interpolate import CubicHermiteSpline, PchipInterpolator

from soleus.base.errors import InputError
from soleus.motion.osim_geometry import MuscleGeometry
from soleus.motion.trajectory import Trajectory

__all__ = ["TrialMesh", "motion_at", "trial_mesh"]

Array = NDArray[np.float64]
_DEGREE = 3
#: How far a joint may get from where its velocities lead, share of its range, and rad.
_DRIFT_SHARE, _DRIFT_FLOOR = 0.1, 0.02


@dataclass(frozen=True)
class TrialMesh:
    """Points of a trial and what is linear in values at them.

    `time` (point,) s; `weights` (point,) s integrate over the trial; `slopes` (point, point)
    1/s gives rates at the points from values there. On each interval values follow the
    polynomial through its start and its three Radau points, so at the end of an interval errors
    of stiff equations die out (L-stable).
    """

    time: Array
    weights: Array
    slopes: Any
    intervals: int

    def to(self, time: Array) -> tuple[Any, Any]:
        """Sparse (time, point): values, and rates (1/s), at other times, s, from the points."""
        length = (self.time[-1] - self.time[0]) / self.intervals
        place = (time - self.time[0]) / length
        interval = np.clip(np.ceil(place - 1e-9).astype(int) - 1, 0, self.intervals - 1)
        values, rates = (sp.lil_matrix((len(time), len(self.time))) for _ in range(2))
        polynomials = _polynomials()
        for row, (k, at) in enumerate(zip(interval, place - interval, strict=True)):
            columns = slice(k * _DEGREE, (k + 1) * _DEGREE + 1)
            values[row, columns] = [p(at) for p in polynomials]
            rates[row, columns] = [p.deriv()(at) / length for p in polynomials]
        return values.tocsr(), rates.tocsr()


def _nodes() -> Array:
    return np.array([0.0, *ca.collocation_points(_DEGREE, "radau")])


def _polynomials() -> list[np.poly1d]:
    """The polynomial of each node that is 1 there and 0 at the others."""
    nodes = _nodes()
    return [
        np.poly1d(np.delete(nodes, i), r=True) / np.prod(x - np.delete(nodes, i))
        for i, x in enumerate(nodes)
    ]


def trial_mesh(start: float, end: float, longest: float) -> TrialMesh:
    """Equal intervals of at most `longest` s from `start` to `end`, s.

    The first instant is a point like all others, so moments and tendons are in balance there
    too; it weighs in the integral as if an interval had ended there.
    """
    intervals = max(1, int(np.ceil((end - start) / longest - 1e-9)))
    length, nodes, polynomials = (end - start) / intervals, _nodes(), _polynomials()
    n = intervals * _DEGREE + 1
    slope = np.array([[p.deriv()(x) for p in polynomials] for x in nodes]) / length
    quadrature = np.array([p.integ()(1.0) for p in polynomials]) * length
    slopes, weights, time = sp.lil_matrix((n, n)), np.zeros(n), np.zeros(n)
    for k in range(intervals):
        first = 0 if k == 0 else 1
        columns = slice(k * _DEGREE, (k + 1) * _DEGREE + 1)
        for i in range(first, _DEGREE + 1):
            slopes[k * _DEGREE + i, columns] = slope[i]
            weights[k * _DEGREE + i] = quadrature[i]
            time[k * _DEGREE + i] = start + (k + nodes[i]) * length
    weights[0], time[-1] = quadrature[-1], end
    return TrialMesh(time, weights, slopes.tocsc(), intervals)


def motion_at(
    trajectory: Trajectory, moments: dict[str, Array], time: Array
) -> tuple[Trajectory, dict[str, Array]]:
    """The motion and its joint moments (N m) at other times, s.

    Angles follow the cubics that have the angles and velocities of the trajectory at its frames,
    and the new velocities are the slopes of these cubics, so that fibers move exactly as their
    lengths say. Nothing is smoothed. Raises `InputError` when velocities and angles contradict
    each other.
    """
    angles, velocities = {}, {}
    for name, values in trajectory.angles.items():
        rates = trajectory.velocities.get(name)
        if rates is None:
            raise InputError(f"{trajectory.name}: {name} has no velocities")
        _check_drift(trajectory, name)
        curve = CubicHermiteSpline(trajectory.time, values, rates)
        angles[name], velocities[name] = curve(time), curve(time, 1)
    known = {j: PchipInterpolator(trajectory.time, m)(time) for j, m in moments.items()}
    geometry = _geometry_at(trajectory, time)
    return Trajectory(trajectory.name, time, angles, velocities, known, geometry=geometry), known


def _geometry_at(trajectory: Trajectory, time: Array) -> MuscleGeometry | None:
    """Muscle paths that came with the trial at other times: lengths by cubics, like angles."""
    own = trajectory.geometry
    if own is None:
        return None
    lengths = CubicHermiteSpline(trajectory.time, own.lengths, own.length_rates)
    arms = PchipInterpolator(trajectory.time, own.arms)(time)
    return replace(own, lengths=lengths(time), length_rates=lengths(time, 1), arms=arms)


def _check_drift(trajectory: Trajectory, name: str) -> None:
    time, values, rates = trajectory.time, trajectory.angles[name], trajectory.velocities[name]
    moved = np.cumsum(0.5 * np.diff(time) * (rates[1:] + rates[:-1]))
    drift = float(np.abs(moved - (values[1:] - values[0])).max())
    if drift > max(_DRIFT_SHARE * float(np.ptp(values)), _DRIFT_FLOOR):
        raise InputError(
            f"{trajectory.name}: {name} gets {np.degrees(drift):.1f} deg away from where its "
            "velocities lead; a whole trial needs velocities that fit its angles"
        )
