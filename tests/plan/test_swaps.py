"""Swaps found by simulation."""

import pytest

from soleus.anatomy.leg import build_leg
from soleus.anatomy.person import Person
from soleus.dose.load_index import load_index, load_tier, tier_edges
from soleus.plan.block_spec import BlockSpec
from soleus.plan.doser import Doser
from soleus.plan.request import PlanRequest
from soleus.plan.swaps import block_tier, lighter, swap_list, swap_missing

ALL = PlanRequest()


@pytest.fixture(scope="module")
def doser():
    return Doser(build_leg(Person(height=1.78, mass=72, sex="male", age=34)))


def test_tiers_follow_walking_and_running(doser):
    walk, _, run = tier_edges()
    assert 0.2 < walk < run < 1
    assert load_tier(walk - 0.01) == 1 and load_tier(run + 0.01) == 4
    tiers = {
        name: block_tier(BlockSpec(name), doser)
        for name in ("seated_calf_raise", "standing_calf_raise", "single_leg_calf_raise")
    }
    assert tiers["seated_calf_raise"] <= tiers["standing_calf_raise"]
    assert tiers["standing_calf_raise"] < tiers["single_leg_calf_raise"]
    sprint = BlockSpec("uphill_sprint", distance=200.0, grade=0.08, effort=0.9)
    assert block_tier(sprint, doser) == 4


def test_index_is_a_weighted_sum_with_caps():
    values = {"peak_force_bw": 7.3, "impulse_bw_s": 100.0, "peak_strain_rate_percent_per_s": 1e3}
    assert load_index(values) == pytest.approx(1.0)
    assert load_index({**values, "peak_force_bw": 0.0}) == pytest.approx(0.5)
    assert load_index({**values, "impulse_bw_s": None}) == pytest.approx(0.7)


def test_swaps_give_the_same_soleus_impulse_in_the_same_tier(doser):
    spec = BlockSpec("glute_ham_raise", 3, 10, rest=120.0)
    wanted = doser.block(spec).dose["soleus"]["impulse_bw_s"]
    found = swap_list(spec, doser, PlanRequest(equipment=frozenset({"step"})))
    assert found
    for swap in found:
        assert block_tier(swap.spec, doser) == block_tier(spec, doser) == swap.tier
        given = doser.block(swap.spec).dose["soleus"]["impulse_bw_s"]
        assert given == pytest.approx(wanted, rel=0.15)
        assert given == pytest.approx(wanted * swap.soleus)
    assert [s.distance for s in found] == sorted(s.distance for s in found)


def test_no_swap_needs_what_is_not_there(doser):
    bare = PlanRequest(equipment=frozenset())
    spec = BlockSpec("glute_ham_raise", 3, 10)
    names = {s.spec.exercise for s in swap_list(spec, doser, bare)}
    assert names and not any("step" in n for n in names)


def test_lighter_is_lower_in_tier_and_peak(doser):
    spec = BlockSpec("single_leg_step_calf_raise", 3, 12, load=40.0, rest=60.0)
    swap = lighter(spec, doser, ALL)
    assert swap.tier < block_tier(spec, doser) and swap.peak < 1
    assert swap.spec.exercise == "single_leg_step_calf_raise" and swap.spec.load < 40
    run = lighter(BlockSpec("uphill_sprint", 1, 4, distance=200.0, grade=0.08), doser, ALL)
    assert run.tier < 4 and run.peak < 1


def test_nothing_is_lighter_than_the_lightest(doser):
    assert lighter(BlockSpec("seated_calf_raise", 3, 15), doser, ALL) is None


def test_the_reason_says_what_is_compared(doser):
    spec, reason = swap_missing(
        BlockSpec("glute_ham_raise", 3, 10), doser, ALL, "without a bench", "EQUIP-SWAP"
    )
    assert spec.exercise != "glute_ham_raise"
    assert reason.text.startswith("without a bench: ") and "% of its soleus impulse" in reason.text
