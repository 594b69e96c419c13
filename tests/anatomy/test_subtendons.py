"""Three subtendons: their shares, their twist, and what each yields in the free tendon."""

from __future__ import annotations

import numpy as np
import pytest

from soleus.anatomy.leg import ACHILLES
from soleus.anatomy.sampling import sample_legs
from soleus.anatomy.subtendons import divide_tendon, subtendons
from soleus.base.constants import load_constants
from soleus.base.errors import InputError

SAMPLES = [None, *range(40)]


def straight(leg, **changes):
    still = {f"twist_{m}": 0.0 for m in ACHILLES}
    return divide_tendon(leg, load_constants("subtendons").changed(**still, **changes))


@pytest.mark.parametrize("sample", SAMPLES)
def test_shares_fill_the_tendon(leg, sample):
    s = subtendons(leg, sample=sample)
    assert s.share.sum() == pytest.approx(1.0)
    assert np.all(s.share > 0.05)
    assert 0 <= s.coupling <= 1 and s.strain_at_one_norm_force > 0


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_aponeurosis_never_has_to_push(leg, sample):
    """What a muscle's tendon yields beyond its free part grows with force, for every muscle."""
    one = leg if sample is None else sample_legs(leg, 40).leg(sample)
    s = subtendons(one, sample=sample)
    p = s.muscles
    share = np.geomspace(0.002, 1.0, 60)[:, None]
    free = np.array([s.elongation(f * p.max_isometric_force) for f in share[:, 0]])
    shape = np.log(6.0) / p.tendon_strain_at_one_norm_force
    whole = p.tendon_slack_length * np.log(5 * share + 1) / shape
    assert np.all(np.diff(whole - free, axis=0) > -1e-9)


def test_force_and_elongation_undo_each_other(leg):
    s = subtendons(leg)
    forces = np.array([[5.0, 5.0, 5.0], [300.0, 200.0, 100.0], [2500.0, 1500.0, 900.0]])
    assert s.force(s.elongation(forces)) == pytest.approx(forces, rel=1e-9)
    assert np.all(np.diff(s.elongation(forces), axis=0) > 0)


def test_equal_stress_strains_a_straight_tendon_evenly(leg):
    s = straight(leg)
    strain = s.strain(s.elongation(2000.0 * s.share))
    assert np.ptp(strain) < 1e-12
    assert s.path_length == pytest.approx(s.length)


def test_stiffness_is_the_slope_of_the_whole(leg):
    s = straight(leg)
    moved = [s.elongation(f * s.share)[0] for f in (1950.0, 2050.0)]
    assert s.stiffness(2000.0) == pytest.approx(100.0 / (moved[1] - moved[0]), rel=1e-3)


def test_twist_lengthens_the_helix_and_softens_the_subtendon(leg):
    none, least, most = straight(leg), subtendons(leg, twist_type=1), subtendons(leg, twist_type=3)
    assert np.all(none.path_length < least.path_length)
    assert np.all(least.path_length < most.path_length)
    extra = np.hypot(most.length, most.radius * most.twist) - most.length
    assert most.path_length - most.length == pytest.approx(extra)
    assert 0.1e-3 < extra.max() < 5e-3
    force = 1000.0 * none.share
    assert np.all(most.elongation(force) > none.elongation(force))
    assert np.all(most.strain(0.002 * np.ones(3)) < none.strain(0.002 * np.ones(3)))
    order = most.path_length.argsort()
    assert ACHILLES[order[0]] == "gastrocnemius_medialis"  # runs nearly straight


def test_work_on_a_twisted_subtendon_is_stored_in_its_fibers(leg):
    """The same cut across the tendon holds the same volume, straight or twisted: what the ends
    do is that volume times stress over strain."""
    s = subtendons(leg, twist_type=3)
    none = straight(leg)
    moved = np.linspace(0.0, 0.003, 2000)[:, None] * np.ones(3)
    force = s.force(moved)
    strain = s.strain(moved)
    stress = none.force(strain * none.length) / none.share  # at one strain, of either
    for k in range(3):
        work = np.trapezoid(force[:, k], moved[:, k])
        stored = s.share[k] * s.length * np.trapezoid(stress[:, k], strain[:, k])
        assert work == pytest.approx(stored, rel=1e-6)


def test_the_mean_of_the_twist_types_is_the_mean_tendon():
    c = load_constants("subtendons")
    mean = 0.52 * c["twist_type_1"] + 0.40 * c["twist_type_2"] + 0.08 * c["twist_type_3"]
    assert mean == pytest.approx(1.0, abs=0.02)


def test_a_long_free_tendon_cannot_yield_more_than_there_is(leg):
    soft = load_constants("subtendons").changed(
        free_tendon_length=100.0, free_strain_ratio=2.0, share_soleus=0.15
    )
    s = divide_tendon(leg, soft)
    p = s.muscles
    assert np.all(s.elongation(1e-3 * p.max_isometric_force) > -1e-3)
    wanted = 2.0 * p.tendon_strain_at_one_norm_force[0]
    assert s.strain_at_one_norm_force < wanted


@pytest.mark.parametrize(
    ("options", "words"),
    [({"coupling": 1.2}, "coupling"), ({"twist_type": 4}, "twist type")],
)
def test_what_lies_outside_is_refused(leg, options, words):
    with pytest.raises(InputError, match=words):
        subtendons(leg, **options)


def test_many_legs_are_refused(leg):
    with pytest.raises(InputError, match="one leg at a time"):
        subtendons(sample_legs(leg, 3).legs)
