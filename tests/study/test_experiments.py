"""Experiments: they ask the model what they say they do, and many legs answer as each alone."""

import numpy as np
import pytest

from soleus.anatomy.leg import build_leg
from soleus.anatomy.sampling import sample_legs
from soleus.anatomy.strength import achilles_stiffness, dynamometer_moment, isometric_moment
from soleus.base.errors import DataError, InfeasibleError, InputError
from soleus.solve.gait_table import REFERENCE
from soleus.study.check_rows import load_checks
from soleus.study.claims import load_claims
from soleus.study.experiments import EXPERIMENTS, find_experiment
from soleus.study.experiments.held import hold
from soleus.study.experiments.reading import ManyLegs, changed, read
from soleus.study.experiments.registry import SPREADS, experiment
from soleus.study.experiments.standing import stand, toppling

ASK = {name: e.function for name, e in EXPERIMENTS.items()}
MEDIALIS = "gastrocnemius_medialis"


def test_every_experiment_says_what_it_does_and_is_used():
    used = {p.experiment for c in load_checks() for p in (*c.places, c.against) if p}
    used |= {
        p.experiment for c in load_claims() for t in c.tests for p in (t.place, t.against) if p
    }
    assert set(EXPERIMENTS) - used <= {"peak_moment"}  # stands behind fixed_arm_force
    for e in EXPERIMENTS.values():
        assert len(e.about) > 30 and e.spread in SPREADS, e.name


@pytest.mark.parametrize(("ankle", "knee"), [(0, 0), (15, 0), (-30, 45), (10, 90)])
def test_holding_is_what_the_leg_gives(leg, ankle, knee):
    a, k = np.radians(ankle), np.radians(knee)
    assert ASK["maximal_moment"](leg, ankle, knee) == pytest.approx(dynamometer_moment(leg, a, k))
    moments = isometric_moment(leg, a, k, 0.7)
    np.testing.assert_allclose(hold(leg, ankle, knee, 0.7).moments, list(moments.values()))


def test_many_angles_are_each_alone(leg):
    ankles = np.array([-20.0, 0.0, 20.0])
    together = hold(leg, ankles, 30.0, 0.5)
    for i, ankle in enumerate(ankles):
        alone = hold(leg, float(ankle), 30.0, 0.5)
        np.testing.assert_allclose(together.state.fiber_length[i], alone.state.fiber_length)


def _rows_of(spread):
    found = {}
    for check in load_checks():
        for place in check.places:
            if EXPERIMENTS[place.experiment].spread == spread:
                key = (place.experiment, tuple(sorted(place.arguments.items())), check.over)
                found[key] = (place, {check.over: np.array(check.x)} if check.over else {})
    return list(found.values())


@pytest.mark.parametrize(
    ("place", "curve"), _rows_of("legs"), ids=[p.experiment for p, _ in _rows_of("legs")]
)
def test_many_legs_at_once_answer_as_each_alone(leg, place, curve):
    samples = sample_legs(leg, 3, seed=1)
    ask = ASK[place.experiment]
    together = ask(samples.legs, **place.arguments, **curve)
    for i in range(3):
        alone = ask(samples.leg(i), **place.arguments, **curve)
        np.testing.assert_allclose(together[i], alone, rtol=1e-7, atol=1e-9)


def test_strength_curve_and_its_shape(leg):
    ankles = [-20.0, 0.0, 20.0]
    moments = ASK["maximal_moment_per_kg"](leg, ankles)
    assert np.all(np.diff(moments) > 0)
    np.testing.assert_allclose(ASK["maximal_moment_shape"](leg, ankles), moments / moments[1])
    best = ASK["strongest_ankle_angle"](leg)
    assert ASK["maximal_moment"](leg, best) == pytest.approx(
        max(ASK["maximal_moment"](leg, np.arange(-40.0, 36.0)))
    )


def test_recruitment_waits_for_a_muscle_that_can_pull(leg):
    straight = ASK["recruitment_moment"](leg, MEDIALIS, 0.0)
    bent = ASK["recruitment_moment"](leg, MEDIALIS, 90.0)
    assert straight < 20 < bent
    assert ASK["recruitment_moment"](leg, "soleus", 90.0) < 20


def test_force_over_range_stays_below_what_the_moment_asks_for(leg):
    forces = [
        ASK["force_over_range"](leg, m, 50.0, 10.0, -10.0)
        for m in ("soleus", MEDIALIS, "gastrocnemius_lateralis")
    ]
    assert 0.5 * 50 / 0.045 < sum(forces) < 50 / 0.035


def test_architecture_numbers_are_the_legs_own(leg):
    assert ASK["achilles_stiffness"](leg) == pytest.approx(achilles_stiffness(leg) / 1000)
    shares = [ASK["section_share"](leg, leg.muscles[i]) for i in leg.achilles_indices]
    assert sum(shares) == pytest.approx(100)
    rest, mvc = (ASK["fiber_length"](leg, "soleus", c) for c in ("rest", "mvc"))
    assert 20 < mvc < rest < 60
    assert ASK["pennation_angle"](leg, "soleus", "mvc") > ASK["pennation_angle"](
        leg, "soleus", "rest"
    )
    force = ASK["achilles_force_mvc"](leg)
    assert ASK["achilles_strain_mvc"](leg) == pytest.approx(
        100 * float(leg.achilles_strain(np.array([force]))[0])
    )
    assert 0 < ASK["tendon_part_of_stretch"](leg, MEDIALIS) < 100
    assert ASK["passive_onset_knee"](leg, moment_nm=0.5) > ASK["passive_onset_knee"](
        leg, moment_nm=5.0
    )


def test_the_angle_near_optimal_length_is_that_of_the_best_ankle(leg):
    ankles = np.arange(-40.0, 26.0)
    for muscle in ("soleus", MEDIALIS):
        lengths = ASK["fiber_length"](leg, muscle, "mvc", ankles)
        optimal = 1e3 * leg.parameters.optimal_fiber_length[leg.index(muscle)]
        best = ankles[np.argmin(np.abs(lengths - optimal))]
        angle = ASK["pennation_angle"](leg, muscle, "mvc", best)
        assert ASK["pennation_angle_near_optimal"](leg, muscle) == pytest.approx(float(angle))
        assert angle < ASK["pennation_angle"](leg, muscle, "mvc", 0.0)


# --- exercises ----------------------------------------------------------------------------------
def test_changes_reach_the_exercise():
    exercise = changed(
        "bent_knee_calf_raise", load_kg=20.0, knee_deg=60.0, trunk_deg=20.0, legs=1,
        from_deg=0.0, to_deg=20.0, tempo=2.0,
    )  # fmt: skip
    assert exercise.load_mass == 20 and exercise.legs == 1
    assert np.degrees(exercise.posture["knee_angle"]) == pytest.approx(60)
    assert np.degrees(exercise.high) == pytest.approx(20) and exercise.low == 0
    assert exercise.repetition_duration == pytest.approx(9.0)


def test_phases_pick_their_frames(leg):
    whole = read(leg, "single_leg_calf_raise")
    down = read(leg, "single_leg_calf_raise", phases=["lower"])
    assert down.mask.sum() < whole.mask.sum()
    assert down.time[down.mask][0] == pytest.approx(2.0, abs=0.02)
    with pytest.raises(InputError, match="has no phase"):
        read(leg, "single_leg_calf_raise", phases=["jump"])


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("peak_force", {"exercise": "single_leg_calf_raise", "tissue": "soleus"}),
        ("fixed_arm_force", {"exercise": "seated_calf_raise"}),
        ("mean_activation", {"exercise": "standing_calf_raise", "load_kg": 20.0}),
        ("force_share", {"exercise": ["step_calf_raise"], "muscle": "soleus"}),
        ("peak_force", {"exercise": "single_leg_calf_raise", "phases": ["lower"]}),
    ],
)
def test_many_legs_start_with_the_nominal_one(leg, name, arguments):
    many = ASK[name](ManyLegs(leg, 6), **arguments)
    assert many.shape == (7,) and np.ptp(many[1:]) > 0
    assert many[0] == pytest.approx(float(ASK[name](leg, **arguments)), rel=0.03)


def test_a_fixed_arm_only_restates_the_moment(leg):
    moment = ASK["peak_moment"](leg, "single_leg_calf_raise")
    force = ASK["fixed_arm_force"](leg, "single_leg_calf_raise", arm_cm=5.0)
    assert force == pytest.approx(moment / 0.05 / 9.80665)


def test_shares_add_up_and_means_stay_below_peaks(leg):
    names = ["step_calf_raise", "bent_knee_calf_raise"]
    muscles = ("soleus", MEDIALIS, "gastrocnemius_lateralis")
    assert sum(ASK["force_share"](leg, names, m) for m in muscles) == pytest.approx(100)
    activity = [ASK["mean_activation"](leg, "standing_calf_raise", m) for m in muscles]
    assert ASK["mean_activation"](leg, "standing_calf_raise") == pytest.approx(np.mean(activity))
    assert ASK["peak_force"](leg, "standing_calf_raise", "soleus") > 0.3


def test_a_share_takes_legs_for_each_exercise_and_walking(leg):
    names, ask = ["step_calf_raise", "bent_knee_calf_raise"], ASK["force_share"]
    one = [ask(leg, n, "soleus", legs=k) for n, k in zip(names, (2, 1), strict=True)]
    assert ask(leg, names, "soleus", legs=[2, 1]) == pytest.approx(np.mean(one))
    walk = 3 * ask(leg, names, "soleus", legs=[2, 1], walking_ms=1.3) - sum(one)
    assert walk == pytest.approx(56.8, abs=0.1)
    with pytest.raises(DataError, match="2 exercises, but legs of 1"):
        ask(leg, names, "soleus", legs=[2])


def test_the_loads_of_the_growth_study_are_seven_tenths_of_what_fills_the_calf(row_loads):
    """The one-repetition maximum taken: every calf muscle that can pull is at full activation."""
    reference = build_leg(REFERENCE)
    for name, muscle in (("seated_calf_raise", "soleus"), ("standing_calf_raise", MEDIALIS)):
        low, high = row_loads[name] / 0.7 - 2.0, row_loads[name] / 0.7 + 2.0
        before, after = (
            read(reference, name, load_kg=load).activation(muscle).max() for load in (low, high)
        )
        assert before < 0.99 and after == pytest.approx(1.0, abs=0.002), name


@pytest.fixture
def row_loads():
    """The load of each exercise in the rows on kinoshita2023: one number an exercise."""
    found = {}
    for check in load_checks():
        if "kinoshita2023" in check.sources:
            for place in (*check.places, *([check.against] if check.against else [])):
                found.setdefault(place.arguments["exercise"], set()).add(place.arguments["load_kg"])
    assert {n: len(v) for n, v in found.items()} == dict.fromkeys(found, 1)
    return {n: v.pop() for n, v in found.items()}


def test_an_impossible_exercise_says_so(leg):
    with pytest.raises(InfeasibleError):
        ASK["peak_force"](leg, "step_calf_raise", from_deg=-40.0)


# --- standing -----------------------------------------------------------------------------------
def test_toppling_is_weight_times_height(leg):
    weight, height = leg.person.body_weight, leg.person.height
    assert 0.45 * weight * height < toppling(leg) < 0.60 * weight * height


def test_held_fibers_are_stiffer_than_free_ones_and_activity_stiffens(leg):
    stiffness = ASK["ankle_stiffness"]
    held, free = stiffness(leg), stiffness(leg, fibers="free")
    assert held > 3 * free > 0
    assert held > stiffness(leg, active=False) > free
    start, end = (stiffness(leg, fibers="free", active=False, from_deg=d) for d in (0.0, 7.0))
    chord = stiffness(leg, fibers="free", active=False, rotation_deg=7.0)
    assert start < chord < end
    small, large = (stiffness(leg, rotation_deg=d) for d in (0.05, 0.1))
    assert small == pytest.approx(large, rel=0.05)


def test_standing_needs_little_and_one_leg_more(leg):
    both, one = (ASK["standing_activation"](leg, "soleus", n) for n in (2, 1))
    assert 0 < both < 5 < one < 30
    assert stand(leg).feasible
    assert 0 < ASK["passive_lean"](leg) < 5


# --- registry -----------------------------------------------------------------------------------
def test_names_and_arguments_are_checked():
    with pytest.raises(DataError, match="did you mean"):
        find_experiment("maximal_momentt", "row")
    with pytest.raises(DataError, match="unknown key 'knee'"):
        EXPERIMENTS["maximal_moment"].check_arguments({"knee": 1}, "row")
    with pytest.raises(DataError, match="'muscle' is missing"):
        EXPERIMENTS["section_share"].check_arguments({}, "row")
    EXPERIMENTS["peak_force"].check_arguments({"exercise": "x", "load_kg": 3}, "row")
    with pytest.raises(DataError, match="legs"):
        experiment("mm", spread="lags")
