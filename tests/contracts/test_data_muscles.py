"""Every constant of every muscle and body: a value, a unit, a spread and a source."""

import re

import numpy as np
import pytest

from soleus.anatomy.paths import load_path, path_table
from soleus.anatomy.skeleton import body_constants
from soleus.base.library import data_path, list_names, load_sources, read_file
from soleus.base.quantities import Quantity
from soleus.muscle.parameters import CONSTANTS, list_muscles, load_muscle

BODY_TABLES = [
    (name, table)
    for name in list_names("bodies", ".toml")
    for table in read_file(data_path("bodies", f"{name}.toml"))
]


def check(quantity: Quantity) -> None:
    assert isinstance(quantity.value, float)
    assert np.isfinite(quantity.si)
    assert quantity.si_spread >= 0
    assert quantity.unit
    assert quantity.source in load_sources()
    assert len(quantity.note) > 5, f"{quantity.name} has no note"


@pytest.mark.parametrize("name", list_muscles())
def test_muscle_states_every_constant_with_its_source(name):
    muscle = load_muscle(name)
    assert set(muscle.constants) == CONSTANTS
    assert muscle.label and muscle.group
    assert len(muscle.about) > 10 and muscle.about.endswith(".")
    for key, quantity in muscle.constants.items():
        check(quantity)
        assert quantity.value > 0 or key == "volume_intercept"


@pytest.mark.parametrize("name", list_muscles())
def test_muscle_constants_are_of_a_human_size(name):
    si = {key: quantity.si for key, quantity in load_muscle(name).constants.items()}
    assert 0.02 < si["optimal_fiber_length"] < 0.4
    assert 0.0 < si["tendon_slack_length"] < 0.5
    assert 0.0 < si["pennation_angle_at_optimal"] < np.radians(40)
    assert 0.02 < si["tendon_strain_at_one_norm_force"] < 0.2
    assert 0.3 < si["passive_fiber_strain_at_one_norm_force"] < 1.0
    volume = si["volume_slope"] * 7e-3 + si["volume_intercept"]
    assert 5e-6 < volume < 1.5e-3


@pytest.mark.parametrize("name", list_muscles())
def test_muscle_has_a_path_with_source_and_fit_error(name):
    path, entry = load_path(name), path_table()[name]
    assert path.crosses
    assert entry["source"] in load_sources()
    assert 0 <= entry["rms_mm"] <= entry["largest_mm"]
    fiber, tendon = (
        load_muscle(name).constants[k].si for k in ("optimal_fiber_length", "tendon_slack_length")
    )
    assert 0.6 * (fiber + tendon) < path.reference_length < 1.5 * (fiber + tendon)


def test_no_path_is_without_a_muscle():
    assert set(path_table()) == set(list_muscles())


@pytest.mark.parametrize(("name", "table"), BODY_TABLES, ids=["-".join(b) for b in BODY_TABLES])
def test_body_constants_state_unit_spread_and_source(name, table):
    constants = body_constants(name, table)
    assert constants
    for quantity in constants.values():
        check(quantity)


def test_every_source_is_behind_some_number():
    package = data_path().parent
    text = "\n".join(
        p.read_text(encoding="utf-8")
        for p in package.rglob("*")
        if p.suffix in (".py", ".toml", ".yaml", ".md") and p.name != "sources.toml"
    )
    unused = [key for key in load_sources() if not re.search(rf"\b{key}\b", text)]
    assert not unused, f"sources nothing cites: {', '.join(unused)}"


def test_every_cited_source_in_the_code_exists():
    """Keys in double back quotes or back quotes that look like author and year."""
    package = data_path().parent
    cited = set()
    for path in package.rglob("*.py"):
        cited |= set(re.findall(r"`([a-z]+(?:19|20)\d\d)`", path.read_text(encoding="utf-8")))
    assert cited
    assert cited <= set(load_sources())


def test_sources_are_dated_and_their_dois_well_formed():
    plain = {"assumption", "derived", "soleus_article"}
    for key, source in load_sources().items():
        assert key in plain or re.search(r"(19|20)\d\d", source.text), key
        assert not source.doi or re.fullmatch(r"10\.\d{4,9}/\S+", source.doi), key
