"""The precomputed gaits that ship with Soleus: `data/gait/library.npz`.

Every node is a gait of one reference body at one speed, grade and cadence. Stored are the
coordinates, tendon tensions and activations; rates follow from the mesh exactly.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import casadi as ca
import numpy as np
from numpy.typing import NDArray

from soleus.solve.gait_body import N_COORDINATES
from soleus.solve.gait_constants import gait_parameters
from soleus.solve.gait_point import (
    N_MUSCLES,
    N_POINT,
    N_STATES,
    WEIGHTS,
    parameter_layout,
    point_problem,
)
from soleus.solve.gait_solution import GaitSolution
from soleus.solve.gait_solver import STEP_TIME, RawSolution, gait_problem, variable_bounds
from soleus.solve.gait_summary import flatten
from soleus.solve.gait_table import read_library, reference_leg

__all__ = [
    "KINDS",
    "GaitLibrary",
    "Node",
    "load_library",
    "model_hash",
    "node_solution",
    "reference_leg",
    "start_of",
    "write_library",
]

Array = NDArray[np.float64]
#: Cadence of a node against the one the model prefers there.
KINDS = {-1: 0.92, 0: 1.0, 1: 1.08}
STATUS = ("solved", "rejected", "unattainable", "failed")
_nq, _nm = N_COORDINATES, N_MUSCLES


@dataclass(frozen=True)
class Node:
    """One gait of the library: its place, how it ended (`STATUS`), and, where solved, the
    unknown vector `x` (when computed) or the stored `states` it follows from (when read), and
    the numbers of `gait_summary.flatten`."""

    gait: str
    speed: float
    grade: float
    kind: int
    status: str
    x: Array | None
    numbers: Mapping[str, float]
    iterations: int
    time: float
    violation: float
    cost: float
    saturated: tuple[str, ...] = ()
    states: tuple[Array, Array, float] | None = None

    @property
    def key(self) -> tuple[str, float, float, int]:
        return self.gait, self.speed, self.grade, self.kind


def _states(x: Array) -> tuple[Array, Array, float]:
    """Coordinates, then tensions and activations, at all points; and the step time."""
    z, step_time = gait_problem().unpack(x)
    return z[:, :_nq], z[:, 2 * _nq : 2 * _nq + 2 * _nm], step_time


def complete(q: Array, muscles: Array, step_time: float) -> Array:
    """Unknown vector from coordinates and muscle states: rates by the mesh's own rule."""
    problem = gait_problem()
    states = np.zeros((len(q), N_STATES))
    states[:, :_nq], states[:, 2 * _nq :] = q, muscles
    states[:, _nq : 2 * _nq] = problem.rates(states, step_time)[:, :_nq]
    rates = problem.rates(states, step_time)
    z = np.zeros((len(q), N_POINT))
    z[:, :N_STATES] = states
    z[:, N_STATES : N_STATES + _nq] = rates[:, _nq : 2 * _nq]
    z[:, N_STATES + _nq :] = rates[:, 2 * _nq :]
    packed: Array = problem.pack(z, step_time)
    return packed


@dataclass(frozen=True)
class GaitLibrary:
    """All nodes, by key, the top speeds found (`tops`: gait and grade to m/s and the muscles
    at full activation there), and the fingerprint of the model that made them."""

    nodes: Mapping[tuple[str, float, float, int], Node]
    tops: Mapping[tuple[str, float], tuple[float, tuple[str, ...]]]
    model: str
    leg_length: float

    def solved(self, gait: str | None = None, kind: int | None = None) -> list[Node]:
        """Solved nodes, of one gait and cadence kind if asked."""
        return [
            n for n in self.nodes.values()
            if n.status == "solved" and (gait is None or n.gait == gait)
            and (kind is None or n.kind == kind)
        ]  # fmt: skip

    def nearest(self, gait: str, speed: float, grade: float, cadence: float | None) -> list[Node]:
        """Solved nodes, nearest first: half a meter per second counts like 5 % of grade and
        8 % of cadence."""

        def distance(n: Node) -> float:
            d = ((n.speed - speed) / 0.5) ** 2 + ((n.grade - grade) / 0.05) ** 2
            if cadence is not None:
                d += ((n.numbers["cadence_spm"] / cadence - 1.0) / 0.08) ** 2
            else:
                d += 0.5 * abs(n.kind)
            return d

        return sorted(self.solved(gait), key=distance)

    def top_speed(self, gait: str, grade: float) -> tuple[float, tuple[str, ...]] | None:
        """Fastest gait found at a grade (linear between grades), and who is at the limit."""
        rows = sorted((g, v) for (name, g), v in self.tops.items() if name == gait)
        if not rows:
            return None
        speeds = np.interp(grade, [g for g, _ in rows], [v[0] for _, v in rows])
        nearest = min(rows, key=lambda row: abs(row[0] - grade))
        return float(speeds), nearest[1][1]


def start_of(node: Node, scale: float = 1.0) -> Array:
    """Unknown vector of a node, for a body whose legs are `scale` times as long."""
    if node.states is None:
        assert node.x is not None
        q, muscles, step_time = _states(node.x)
    else:
        q, muscles, step_time = node.states
    q = q.copy()
    q[:, :2] *= scale
    return complete(q, muscles, step_time * scale**0.5)


def node_solution(node: Node) -> GaitSolution:
    """A library node as a solution of the reference body."""
    leg = reference_leg()
    z, step_time = gait_problem().unpack(start_of(node))
    return GaitSolution(
        leg, node.speed, node.grade, node.gait, step_time, z,
        gait_parameters(leg, node.speed, node.grade), "from the library", True, "library",
        node.iterations, node.time, node.violation, node.cost, node.kind != 0,
    )  # fmt: skip


def raw_node(raw: RawSolution, gait: str, speed: float, grade: float, kind: int) -> Node:
    """What a solve gave, as a node: solved, rejected (no human gait) or failed."""
    leg = reference_leg()
    z, step_time = gait_problem().unpack(raw.x)
    solution = GaitSolution(
        leg, speed, grade, gait, step_time, z, gait_parameters(leg, speed, grade), "solved",
        raw.converged, raw.status, raw.iterations, raw.time, raw.violation, raw.cost, kind != 0,
    )  # fmt: skip
    status = "solved" if solution.accepted else "rejected" if raw.converged else "failed"
    numbers = flatten(solution.summary) if raw.converged else {}
    return Node(
        gait, speed, grade, kind, status, raw.x if raw.converged else None, numbers,
        raw.iterations, raw.time, raw.violation, raw.cost, solution.saturated,
    )  # fmt: skip


@cache
def model_hash() -> str:
    """Fingerprint of everything a gait depends on: the parameters of the reference body, what
    the point problem gives at set places (every term of the cost by itself), bounds, mesh and
    step times. To six digits, so that it tells a change of the model from one of the compiler."""
    p, problem = point_problem(), gait_problem()
    low, high = variable_bounds()
    mesh = problem.mesh
    numbers = [low, high, problem.scale, mesh.time, mesh.weights, mesh.inner.data, STEP_TIME]
    layout, _ = parameter_layout()
    weights = [layout[f"w_{w}"].start for w in WEIGHTS]
    values = ca.Function(
        "values", [p.variables, p.parameters],
        [ca.vertcat(ca.gradient(p.cost, p.parameters)[weights], p.equal, p.unequal)],
    )  # fmt: skip
    for n in range(1, 4):
        wave = np.sin(n * np.arange(1, N_POINT + 1))
        z = np.clip(0.5 * problem.scale * wave, low, high)
        z[1] = 0.82 + 0.02 * n  # hips as high as legs are long, feet in the ground
        z[3:11] *= 0.3
        parameters = gait_parameters(reference_leg(), 2.0 + n, 0.05 * n)
        numbers += [parameters, np.array(values(z, parameters)).ravel()]
    text = " ".join(f"{v:.6e}" for v in np.concatenate([np.ravel(x) for x in numbers]))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def write_library(
    path: Path, nodes: Sequence[Node], tops: Mapping[Any, Any],
    numbers_of: Callable[[GaitSolution], dict[str, float]],
) -> None:  # fmt: skip
    """Write the library: 32-bit coordinates, 16-bit muscle states, one table of numbers
    (`numbers_of` each gait)."""
    kept = [n for n in nodes if n.status == "solved" and n.x is not None]
    every = [numbers_of(node_solution(n)) for n in kept]
    names = sorted(every[0])
    q, muscles, times = zip(*(_states(n.x) for n in kept if n.x is not None), strict=True)
    stack = np.stack(muscles)
    low, high = stack.min(axis=(0, 1)), stack.max(axis=(0, 1))
    span = np.where(high > low, high - low, 1.0)
    meta = {
        "model": model_hash(),
        "leg_length": reference_leg().skeleton.thigh.length + reference_leg().skeleton.shank.length,
        "nodes": [
            [n.gait, n.speed, n.grade, n.kind, n.status, n.iterations, round(n.time, 3),
             n.violation, n.cost, list(n.saturated)]
            for n in [*kept, *[n for n in nodes if n not in kept]]
        ],
        "tops": [[g, grade, v, list(m)] for (g, grade), (v, m) in tops.items()],
        "names": names,
    }  # fmt: skip
    numbers = np.array([[row[k] for k in names] for row in every], dtype=np.float32)
    np.savez_compressed(
        path, meta=np.frombuffer(json.dumps(meta).encode(), dtype=np.uint8),
        q=np.stack(q).astype(np.float32),
        muscles=np.round((stack - low) / span * 65535).astype(np.uint16),
        low=low, span=span, step_time=np.array(times), numbers=numbers,
    )  # fmt: skip


@cache
def load_library(path: Path | None = None) -> GaitLibrary | None:
    """Read the library; None where none ships. `DataError` for a file that cannot be read."""
    data = read_library(path)
    if data is None:
        return None
    meta, nodes = data["meta"], {}
    for i, row in enumerate(meta["nodes"]):
        gait, speed, grade, kind, status, iterations, seconds, violation, cost, saturated = row
        states, numbers = None, {}
        if i < len(data["q"]):
            muscles = data["muscles"][i] / 65535.0 * data["span"] + data["low"]
            states = data["q"][i].astype(float), muscles, float(data["step_time"][i])
            numbers = dict(zip(meta["names"], map(float, data["numbers"][i]), strict=True))
        node = Node(
            gait, speed, grade, kind, status, None, numbers, iterations, seconds, violation, cost,
            tuple(saturated), states,
        )  # fmt: skip
        nodes[node.key] = node
    tops = {(g, grade): (v, tuple(m)) for g, grade, v, m in meta["tops"]}
    return GaitLibrary(nodes, tops, meta["model"], float(meta["leg_length"]))
