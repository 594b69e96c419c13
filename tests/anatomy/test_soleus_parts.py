"""The soleus divided by where it arises: the whole stays what it was."""

from __future__ import annotations

import math

import numpy as np
import pytest

from soleus.anatomy.leg import Leg, build_leg
from soleus.anatomy.person import Person
from soleus.anatomy.sampling import sample_legs
from soleus.anatomy.soleus_parts import PARTS, divide_soleus, origin_length, soleus_parts
from soleus.base.constants import load_constants
from soleus.base.errors import InputError

SAMPLES = [None, *range(40)]


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_parts_have_the_strength_volume_and_pennation_of_the_whole(leg, sample):
    parts, i = soleus_parts(leg, sample), leg.index("soleus")
    p, whole = parts.parameters, leg.parameters
    force = p.max_isometric_force
    assert force.sum() == pytest.approx(whole.max_isometric_force[i])
    assert parts.shares.sum() == pytest.approx(1.0)
    assert force @ p.optimal_fiber_length == pytest.approx(
        whole.max_isometric_force[i] * whole.optimal_fiber_length[i]
    )
    assert parts.shares @ p.pennation_angle_at_optimal == pytest.approx(
        whole.pennation_angle_at_optimal[i]
    )
    assert parts.shares @ parts.offset == pytest.approx(0.0, abs=1e-12)
    assert np.all(parts.shares > 0) and np.all(p.pennation_angle_at_optimal > 0)


@pytest.mark.parametrize("sample", SAMPLES)
def test_anterior_fibers_are_the_share_measured_and_no_part_has_more_than_all(sample, leg):
    parts = soleus_parts(leg, sample)
    total = load_constants("soleus_parts").drawn(sample)["anterior_share"]
    assert parts.shares @ parts.anterior == pytest.approx(total)
    assert np.all((parts.anterior >= 0) & (parts.anterior <= 1 + 1e-12))


def test_records_and_arrays_say_the_same(leg):
    parts = soleus_parts(leg)
    assert parts.names == PARTS
    p = parts.parameters
    for i, part in enumerate(parts.parts):
        assert part.optimal_fiber_length == p.optimal_fiber_length[i]
        assert part.pennation_angle_at_optimal == p.pennation_angle_at_optimal[i]
    assert [part.bone for part in parts.parts] == ["fibula", "fibula", "arch", "tibia"]
    assert [part.fibula_share for part in parts.parts] == [1.0, 1.0, 0.5, 0.0]
    direct = sum(part.share * part.fibula_share for part in parts.parts)
    assert parts.fibula_share == pytest.approx(direct)


def test_anterior_fibers_lie_flatter_so_the_arch_does(leg):
    head, _, arch, line = soleus_parts(leg).parts
    assert arch.pennation_angle_at_optimal < head.pennation_angle_at_optimal
    assert head.pennation_angle_at_optimal == pytest.approx(line.pennation_angle_at_optimal)
    even = divide_soleus(leg, load_constants("soleus_parts").changed(pennation_difference=0.0))
    assert np.ptp(even.parameters.pennation_angle_at_optimal) == 0.0


@pytest.mark.parametrize("sample", SAMPLES)
def test_origins_lie_where_anatomy_has_them(leg, sample):
    head, shaft, arch, line = soleus_parts(leg, sample).parts
    shank = leg.skeleton.shank.length
    for part in (head, shaft, arch, line):
        top, bottom = part.extent
        assert top[1] > bottom[1] - 0.02 * shank and 0 < part.origin[1] < shank
        assert part.origin == pytest.approx(np.mean([top, bottom], axis=0))
    assert head.origin[1] > shaft.origin[1] and arch.origin[1] > line.origin[1]
    assert line.origin[2] < arch.origin[2] < head.origin[2]  # from the inside out
    assert head.origin[0] < 0 and arch.origin[0] < 0  # behind the axis of the shank
    assert head.extent[1] == shaft.extent[0] == arch.extent[0]  # one line along the bones
    assert arch.extent[1] == line.extent[0]


def test_shares_follow_the_lengths_of_the_origins_they_were_derived_from(leg):
    _, shaft, _, line = parts = soleus_parts(leg).parts
    along = [origin_length(p) for p in parts]
    assert along[0] + along[1] == pytest.approx(0.30 * leg.skeleton.shank.length, rel=0.05)
    lateral = (along[0] + along[1]) / (along[0] + along[1] + along[3])
    assert lateral == pytest.approx(load_constants("soleus_parts")["lateral_share"], abs=0.02)
    assert shaft.share / line.share == pytest.approx(along[1] / along[3], rel=0.2)


def test_places_scale_with_the_shank():
    short, tall = (
        soleus_parts(build_leg(Person(height=h, mass=60.0, sex="female", age=30.0)))
        for h in (1.5, 1.9)
    )
    for a, b in zip(short.parts, tall.parts, strict=True):
        assert np.array(b.origin) == pytest.approx(np.array(a.origin) * 1.9 / 1.5)
        assert b.optimal_fiber_length / a.optimal_fiber_length == pytest.approx(1.9 / 1.5)
        assert a.share == b.share


def test_draws_differ_but_one_draw_is_always_the_same(leg):
    assert soleus_parts(leg, 3).parts == soleus_parts(leg, 3).parts
    heads = [soleus_parts(leg, i).parts[0].share for i in range(40)]
    assert len(set(heads)) == 40
    assert 0.2 < np.std(heads) / np.mean(heads) < 0.8
    assert all(math.isfinite(h) for h in heads)


def test_many_legs_are_refused_with_a_way_out(leg: Leg):
    with pytest.raises(InputError, match="one leg at a time"):
        soleus_parts(sample_legs(leg, 3).legs)
