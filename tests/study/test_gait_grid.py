"""The builder of the gait library: order, resuming, the better of two, what is unattainable."""

import numpy as np
import pytest

from soleus.base.errors import InputError
from soleus.solve.gait_library import Node
from soleus.study import gait_grid
from soleus.study.gait_grid import GRADES, Grid
from soleus.study.pool import OneByOne, make_pool

TOP = 5.0


def fake_solve(calls):
    """Solves up to `TOP` less a bit uphill; costs depend on where it came from."""

    def solve(key, start, step_time):
        gait, speed, grade, kind = key
        calls.append((key, None if start is None else float(start[0])))
        solved = speed <= TOP - 5 * max(grade, 0)
        x = np.array([speed, 0.36 if step_time is None else step_time])
        cost = 1.0 if start is not None and start[0] < speed else 1.1
        limit = ("soleus", "vasti", "iliopsoas", "hamstrings") if speed > TOP - 2 else ()
        return Node(
            gait, speed, grade, kind, "solved" if solved else "failed", x if solved else None,
            {"cadence_spm": 60 / x[-1], "normal_force_balance": 1.0, "contact_time_s": 0.25,
             "stance_knee_flexion_deg": 45.0, "trunk_lean_deg": 5.0, "peak_grf_bw": 2.5,
             "achilles.peak_force_bw": 8.0, "duty_factor": 0.6}, 20, 1.0, 1e-7, cost, limit,
        )  # fmt: skip

    return solve


@pytest.fixture
def grid(tmp_path, monkeypatch):
    calls = []
    monkeypatch.setattr(gait_grid, "solve_node", fake_solve(calls))
    result = Grid(tmp_path, OneByOne(), lambda text: None)
    result.calls = calls
    return result


def test_the_grid_grows_from_its_seeds(grid):
    grid.run()
    assert grid.calls[0] == (("run", 3.5, 0.0, 0), None)
    every = grid.keys()
    for key in every:
        assert grid.solved(key) == (key[1] <= TOP - 5 * max(key[2], 0))
    kinds = {k[3] for k, _ in grid.calls}
    assert kinds == {-1, 0, 1}


def test_a_better_start_replaces_a_worse(grid):
    grid.run()
    node = grid.nodes["run", 3.0, 0.0, 0]
    assert node.cost == 1.0  # first from 3.5 (cost 1.1), then from 2.5


def test_it_resumes_where_it_stopped(grid, tmp_path, monkeypatch):
    grid.run()
    again = []
    monkeypatch.setattr(gait_grid, "solve_node", fake_solve(again))
    said = []
    second = Grid(tmp_path, OneByOne(), said.append)
    assert "resumed with" in said[0]
    before = {k: n.status for k, n in grid.nodes.items()}
    second.run()
    assert {k: n.status for k, n in second.nodes.items()} == before
    assert not again


def test_another_model_starts_anew(grid, tmp_path, monkeypatch):
    grid.run()
    monkeypatch.setattr(gait_grid, "model_hash", lambda: "another")
    assert Grid(tmp_path, OneByOne(), lambda text: None).nodes == {}


def test_tops_and_what_is_beyond_them(grid):
    grid.run()
    tops = grid.tops()
    assert tops["run", 0.0][0] == 5.0
    assert tops["run", 0.2][0] == 4.0
    nodes = {n.key: n for n in grid.judged(tops)}
    assert set(nodes) == set(grid.keys())
    assert nodes["run", 6.0, 0.0, 0].status == "unattainable"
    assert nodes["run", 3.0, 0.0, 0].status == "solved"
    assert len(GRADES) * 3 * 18 == len(nodes)


def test_a_cluster_needs_dask(monkeypatch):
    import sys

    assert isinstance(make_pool(None, 1), OneByOne)
    monkeypatch.setitem(sys.modules, "dask.distributed", None)
    with pytest.raises(InputError, match=r"soleus\[cluster\]"):
        make_pool(None, 2)


@pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
def test_dask_runs_the_same_calls():
    """A real local cluster, two workers, on something small."""
    pool = make_pool(None, 2)
    for i in range(4):
        pool.add(i, divmod, 17, i + 2)
    found = dict(pool.next() for _ in range(4))
    assert found == {i: divmod(17, i + 2) for i in range(4)}
    pool.close()
