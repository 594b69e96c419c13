"""The shipped gaits: made by this model, most of what can be solved solved, and reproducible."""

import numpy as np
import pytest

from soleus.base.errors import DataError
from soleus.dose.gait import library_numbers
from soleus.solve import gait_library
from soleus.solve.gait_constants import gait_parameters
from soleus.solve.gait_library import (
    KINDS,
    load_library,
    model_hash,
    node_solution,
    reference_leg,
    start_of,
)
from soleus.solve.gait_point import parameter_layout
from soleus.solve.gait_solution import LIMIT_MUSCLES
from soleus.solve.gait_solver import solve_raw
from soleus.solve.gait_table import REFERENCE, leg_scale, load_gait_table, read_library
from soleus.study.gait_grid import GRADES, RUN_SPEEDS, WALK_SPEEDS


@pytest.fixture(scope="module")
def library():
    return load_library()


def test_the_library_belongs_to_this_model(library):
    """Fails when the model changes and the library does not: run `make library`."""
    assert library.model == model_hash()
    assert reference_leg().person == REFERENCE


def test_every_node_has_a_status(library):
    keys = {
        (gait, v, g, k)
        for gait, speeds in (("run", RUN_SPEEDS), ("walk", WALK_SPEEDS))
        for v in speeds for g in GRADES for k in KINDS
    }  # fmt: skip
    assert set(library.nodes) == keys
    assert {n.status for n in library.nodes.values()} <= {
        "solved", "rejected", "unattainable", "failed",
    }  # fmt: skip


def test_at_least_97_percent_of_the_attainable_grid_is_solved(library):
    attainable = [n for n in library.nodes.values() if n.status != "unattainable"]
    solved = [n for n in attainable if n.status == "solved"]
    assert len(solved) >= 0.97 * len(attainable)


def test_what_is_unattainable_is_beyond_the_top_speed_or_at_its_limit(library):
    for node in library.nodes.values():
        if node.status != "unattainable":
            continue
        top, muscles = library.top_speed(node.gait, node.grade)
        preferred = library.nodes[(*node.key[:3], 0)]
        assert (node.speed > top and len(muscles) >= LIMIT_MUSCLES) or (
            len(preferred.saturated) >= LIMIT_MUSCLES
        )


def test_stored_numbers_are_those_of_the_stored_motion(library):
    for node in library.solved()[::25]:
        again = library_numbers(node_solution(node))
        key = node.key
        for name, value in again.items():
            # times above a threshold count whole frames
            margin = 0.02 if "time_" in name else 1e-3
            share = 0.02 if "rate" in name else 1e-3  # rates amplify what storing rounds
            assert node.numbers[name] == pytest.approx(value, rel=share, abs=margin), (key, name)


def test_every_axis_of_cadence_rises_in_steps_of_8_percent(library):
    for key, node in library.nodes.items():
        if key[3] == 0 or node.status != "solved":
            continue
        home = library.nodes[(*key[:3], 0)]
        ratio = node.numbers["cadence_spm"] / home.numbers["cadence_spm"]
        assert ratio == pytest.approx(KINDS[key[3]], rel=2e-3), key
        assert home.cost <= node.cost * 1.002, f"{key} is cheaper than the preferred cadence"


def test_numbers_are_possible_everywhere(library):
    for node in library.solved():
        for name, value in node.numbers.items():
            assert np.isfinite(value), (node.key, name)
            if name.endswith(("_force_bw", "impulse_bw_s", "activation")) or "time_above" in name:
                assert value >= -1e-9, (node.key, name)


def test_the_fingerprint_notices_every_parameter(monkeypatch):
    """Every constant of the problem, the weights of the cost above all, changes the hash."""
    own = model_hash()
    layout, _ = parameter_layout()
    plain = gait_parameters
    unnoticed = []
    for name, place in layout.items():

        def moved(*arguments, place=place):
            vector = plain(*arguments)
            vector[place] = vector[place] * 1.01 + 1e-4
            return vector

        monkeypatch.setattr(gait_library, "gait_parameters", moved)
        if gait_library.model_hash.__wrapped__() == own:
            unnoticed.append(name)
    assert not unnoticed


@pytest.mark.parametrize("key", [("run", 4.0, 0.0, 0), ("run", 2.5, 0.1, 0), ("walk", 1.5, 0.0, 0)])
def test_nodes_solve_again_to_the_same_gait(library, key):
    node = library.nodes[key]
    _, speed, grade, _ = key
    raw = solve_raw(gait_parameters(reference_leg(), speed, grade), start_of(node), None, 60.0)
    assert raw.converged
    assert raw.cost <= node.cost * 1.005
    cadence = 60 / raw.x[-1]
    assert cadence == pytest.approx(node.numbers["cadence_spm"], rel=0.03)


def test_table_gives_nodes_back_and_goes_smoothly_between(library):
    table = load_gait_table("run")
    key = "achilles.peak_force_bw"
    node = library.nodes["run", 3.5, 0.0, 0]
    assert table.at([key], 3.5, 0.0)[key] == pytest.approx(node.numbers[key], rel=1e-5)
    slow = library.nodes["run", 3.5, 0.0, -1]
    own = table.at([key], 3.5, 0.0, slow.numbers["cadence_spm"])[key]
    assert own == pytest.approx(slow.numbers[key], rel=1e-5)
    speeds = np.linspace(2.0, 5.0, 61)
    force = table.at([key], speeds, 0.02)[key]
    assert np.abs(np.diff(force)).max() < 0.3


def test_bodies_scale_by_leg_length(leg):
    table = load_gait_table("run")
    scale = leg_scale(leg, table)
    assert scale == pytest.approx(1.78 / 1.75, rel=1e-6)
    at = table.at(["cadence_spm", "peak_grf_bw"], 3.5 * np.sqrt(scale), 0.0, np.nan, scale)
    own = table.at(["cadence_spm", "peak_grf_bw"], 3.5, 0.0)
    assert at["peak_grf_bw"] == pytest.approx(own["peak_grf_bw"])
    assert at["cadence_spm"] == pytest.approx(own["cadence_spm"] / np.sqrt(scale))


def test_the_edge_is_known():
    table = load_gait_table("run")
    assert table.covered(3.0, 0.0) and not table.covered(8.9, 0.2) and not table.covered(3.0, 0.3)
    assert np.all(table.top >= table.reach) and table.reach[list(GRADES).index(0.0)] >= 5.5


def test_a_broken_library_is_one_clear_line(tmp_path):
    path = tmp_path / "library.npz"
    path.write_bytes(b"no library")
    with pytest.raises(DataError, match="library"):
        read_library(path)
    assert read_library(tmp_path / "none.npz") is None
