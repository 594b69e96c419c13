"""Compute the gait library: every node from its neighbors, in waves, resumable.

A node is solved from a solved neighbor; solved nodes make their own neighbors solvable. Dask
spreads the solves (a local cluster, or a real one by its scheduler's address); without it they
run one after the other. Every finished node is on disk at once, so a stop loses nothing.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from soleus.solve.gait_checks import run_checks
from soleus.solve.gait_constants import gait_parameters
from soleus.solve.gait_library import KINDS, Node, model_hash, raw_node, reference_leg
from soleus.solve.gait_solution import LIMIT_MUSCLES
from soleus.solve.gait_solver import gait_problem, solve_raw
from soleus.solve.gait_templates import template
from soleus.study.pool import Pool

__all__ = ["GRADES", "RUN_SPEEDS", "WALK_SPEEDS", "Grid"]

Key = tuple[str, float, float, int]
RUN_SPEEDS = tuple(float(v) for v in np.arange(2.0, 8.01, 0.5))
WALK_SPEEDS = tuple(float(v) for v in np.arange(1.0, 2.01, 0.25))
GRADES = (-0.10, -0.05, 0.0, 0.05, 0.10, 0.15, 0.20)
_SEEDS = {("run", 3.5, 0.0, 0): 60 / 166, ("walk", 1.25, 0.0, 0): 60 / 115}
_SECONDS = 20.0  # processor time of one attempt
_BETTER = 1e-3  # share of the cost by which another gait must be cheaper
_GAITS = ("run", "walk")
_TRIES = 2  # neighbors a node that will not solve is tried from


def solve_node(key: Key, start: Any, step_time: float | None) -> Node:
    """One attempt at one node (runs in a worker); `start` None takes the template. Whatever goes
    wrong is a failed node, not the end of the grid."""
    gait, speed, grade, kind = key
    try:
        parameters = gait_parameters(reference_leg(), speed, grade)
        if start is None:
            # at a set cadence first: of several minima, the one near what people do
            drawn = template(gait, gait_problem(), parameters, _SEEDS[key])
            start = solve_raw(parameters, drawn, _SEEDS[key], 2 * _SECONDS).x
        raw = solve_raw(parameters, start, step_time, _SECONDS)
        return raw_node(raw, gait, speed, grade, kind)
    except (RuntimeError, ArithmeticError, ValueError):
        return Node(gait, speed, grade, kind, "failed", None, {}, 0, 0.0, 0.0, 0.0)


def judged_anew(node: Node) -> Node:
    """A node with its status by the checks as they are now."""
    if node.x is None or not node.numbers:
        return node
    checks = run_checks(node.numbers, node.gait, node.speed, node.grade)
    accepted = all(c.met for c in checks if c.hard)
    return replace(node, status="solved" if accepted else "rejected")


@dataclass
class Grid:
    """The nodes so far and the attempts made; `folder` keeps them."""

    folder: Path
    pool: Pool
    say: Callable[[str], None]
    nodes: dict[Key, Node] = field(default_factory=dict)
    tried: dict[Key, set[Any]] = field(default_factory=dict)
    begin: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.folder = self.folder / model_hash()  # what another model made stays apart
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(self.folder.glob("*.pkl")):
            node, tried = pickle.loads(path.read_bytes())
            self.nodes[node.key], self.tried[node.key] = judged_anew(node), tried
        if self.nodes:
            self.say(f"resumed with {len(self.nodes)} nodes")

    def keys(self) -> list[Key]:
        """All nodes of the grid."""
        speeds = {"run": RUN_SPEEDS, "walk": WALK_SPEEDS}
        return [
            (gait, v, g, k)
            for gait, vs in speeds.items()
            for v in vs
            for g in GRADES
            for k in KINDS
        ]

    def solved(self, key: Key) -> bool:
        return key in self.nodes and self.nodes[key].status == "solved"

    def neighbors(self, key: Key) -> list[Key]:
        """Solved neighbors, the best start first: slower, flatter, then the rest."""
        gait, speed, grade, kind = key
        if kind:
            return [k for k in [(gait, speed, grade, 0)] if self.solved(k)]
        known = set(self.keys())
        step = 0.5 if gait == "run" else 0.25
        i = GRADES.index(grade)
        near: list[Key] = [(gait, speed - step, grade, 0), (gait, speed + step, grade, 0)]
        near += [(gait, speed, GRADES[j], 0) for j in (i - 1, i + 1) if 0 <= j < len(GRADES)]
        home = _SEEDS_AT[gait]
        near.sort(key=lambda k: abs(k[1] - home) + 10 * abs(k[2]))
        return [k for k in near if k in known and self.solved(k)]

    def _calls(self, again: bool) -> list[tuple[Key, Any, Any, float | None]]:
        """Attempts to make now: (node, name of the start, start, step time)."""
        calls = []
        for key in self.keys():
            call = self._other_cadence(key) if key[3] else self._preferred(key, again)
            if call is not None:
                calls.append((key, *call))
        return calls

    def _preferred(self, key: Key, again: bool) -> tuple[Any, Any, None] | None:
        """The next start of a node at the model's own cadence: its seed, neighbors, and then any
        other cadence that turned out cheaper."""
        tried, solved = self.tried.get(key, set()), self.solved(key)
        if not solved and key in _SEEDS and "template" not in tried:
            return "template", None, None
        if not solved or again:
            limit = _TRIES if not solved else 2
            if len([t for t in tried if t != "template" and t[0] in _GAITS]) < limit:
                for near in self.neighbors(key):
                    if near not in tried:
                        return near, self.nodes[near].x, None
        for kind in (-1, 1):
            other = self.nodes.get((*key[:3], kind))
            if again and solved and other is not None and other.status == "solved":
                name = ("cheaper", kind, round(other.cost, 4))
                if other.cost < (1 - _BETTER) * self.nodes[key].cost and name not in tried:
                    return name, other.x, None
        return None

    def _other_cadence(self, key: Key) -> tuple[Any, Any, float] | None:
        """A node at a set cadence starts from the preferred one, again when that has changed."""
        home = (*key[:3], 0)
        if not self.solved(home) or not self._stale(key):
            return None
        x = self.nodes[home].x
        assert x is not None
        step = float(x[-1]) / KINDS[key[3]]
        name = (home, round(step, 5))
        return None if name in self.tried.get(key, set()) else (name, x, step)

    def _stale(self, key: Key) -> bool:
        """Whether a node at a set cadence is missing or no longer its share of the preferred."""
        if not self.solved(key):
            return True
        x, home = self.nodes[key].x, self.nodes[(*key[:3], 0)].x
        assert x is not None and home is not None
        return bool(abs(x[-1] * KINDS[key[3]] / home[-1] - 1) > 1e-3)

    def run(self) -> None:
        """First until nothing new solves, then once more from another neighbor, keeping the
        better gait; what that made solvable comes last."""
        for again in (False, True, False):
            flying: set[Key] = set()
            while True:
                for call in self._calls(again):
                    if len(flying) >= self.pool.size:
                        break
                    if call[0] not in flying:
                        flying.add(call[0])
                        self.pool.add(call[:2], solve_node, call[0], call[2], call[3])
                if not flying:
                    break
                (key, name), node = self.pool.next()
                flying.discard(key)
                self._take(key, name, node)

    def _take(self, key: Key, name: Any, node: Node) -> None:
        self.tried.setdefault(key, set()).add(name)
        old = self.nodes.get(key)
        better = (
            old is None
            or old.status != "solved"
            or (key[3] != 0 and self._stale(key))
            or (node.status == "solved" and node.cost < old.cost * (1 - _BETTER))
        )
        if better:
            self.nodes[key] = node
        self._keep(key)
        self._tell(node, "" if better else " (kept the earlier one)")

    def _keep(self, key: Key) -> None:
        name = "_".join(f"{part:g}" if isinstance(part, float) else str(part) for part in key)
        path = self.folder / f"{name}.pkl"
        part = path.with_suffix(".part")
        part.write_bytes(pickle.dumps((self.nodes[key], self.tried[key])))
        part.replace(path)

    def _tell(self, node: Node, note: str) -> None:
        done = sum(self.solved(k) for k in self.keys())
        spent = time.monotonic() - self.begin
        self.say(
            f"{done}/{len(self.keys())} solved, {spent:.0f} s: {node.gait} {node.speed:g} m/s "
            f"{100 * node.grade:+.0f} % cadence {KINDS[node.kind]:g}: {node.status} "
            f"({node.iterations} iterations, {node.time:.1f} s){note}"
        )

    def tops(self) -> dict[tuple[str, float], tuple[float, tuple[str, ...]]]:
        """Fastest run at each grade, refined to 0.125 m/s, and who is at the limit there."""
        result = {}
        for grade in GRADES:
            fastest = max((k for k in self.keys() if k[0] == "run" and k[2] == grade and k[3] == 0
                           and self.solved(k)), default=None, key=lambda k: k[1])  # fmt: skip
            if fastest is None:
                continue
            best = self.nodes[fastest]
            for step in (0.25, 0.125) if fastest[1] < RUN_SPEEDS[-1] else ():
                key: Key = ("run", best.speed + step, grade, 0)
                if key not in self.nodes:
                    self.pool.add((key, "top"), solve_node, key, best.x, None)
                    (_, name), node = self.pool.next()
                    self._take(key, name, node)
                if self.nodes[key].status == "solved":
                    best = self.nodes[key]
            result["run", grade] = (best.speed, best.saturated)
        return result

    def judged(self, tops: dict[tuple[str, float], tuple[float, tuple[str, ...]]]) -> list[Node]:
        """All grid nodes with what did not solve told apart: beyond the body, or failed.

        Beyond: faster than the fastest gait at that grade, found to an eighth of a meter a
        second, which has `LIMIT_MUSCLES` groups at full activation; or at another cadence of a
        preferred gait that has.
        """
        result = []
        for key in self.keys():
            node = self.nodes.get(key)
            if node is None:
                node = Node(*key, "failed", None, {}, 0, 0.0, 0.0, 0.0)
            if node.status != "solved":
                top, muscles = tops.get((key[0], key[2]), (np.inf, ()))
                home = self.nodes.get((*key[:3], 0))
                at_limit = home is not None and home.status == "solved" and key[3] != 0
                names = home.saturated if home is not None and at_limit else muscles
                if (key[1] > top or at_limit) and len(names) >= LIMIT_MUSCLES:
                    node = replace(node, status="unattainable", x=None)
            result.append(node)
        return result


_SEEDS_AT = {gait: speed for gait, speed, _, _ in _SEEDS}
