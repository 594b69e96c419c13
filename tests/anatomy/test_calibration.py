"""Measurements narrow the leg; the posterior is checked against plain weighting of the prior."""

from dataclasses import replace

import numpy as np
import pytest

from soleus.anatomy.calibration import believed_legs, calibrate_leg
from soleus.anatomy.leg import build_leg
from soleus.anatomy.person import IsometricTest, Person, person_from_fields
from soleus.anatomy.sampling import body_parameters, move_leg
from soleus.anatomy.strength import dynamometer_moment, isometric_moment, maximal_moment
from soleus.anatomy.uncertainty import latin_hypercube, load_uncertainty
from soleus.base.errors import InputError

BASE = {"height": 1.78, "mass": 72.0, "sex": "male", "age": 34.0}
BENT = np.radians(90.0)


def measured(**traits):
    return Person(**BASE, **traits)


@pytest.fixture(scope="module")
def weak():
    return calibrate_leg(measured(isometric_moment=110.0))


def test_moment_of_many_legs_is_that_of_each(leg):
    names = body_parameters()
    legs = move_leg(leg, names, latin_hypercube(5, len(names)))
    found = maximal_moment(legs.legs, -0.1, 0.4, 0.9)
    for i in range(5):
        assert found[i] == pytest.approx(
            sum(isometric_moment(legs.leg(i), -0.1, 0.4, 0.9).values()), rel=1e-9
        )


def test_a_measurement_narrows_what_was_expected(weak):
    (prediction,) = weak.predictions
    before, after = (s[2] - s[1] for s in (prediction.before, prediction.after))
    assert after < 0.4 * before
    assert prediction.after[1] < 110 < prediction.after[2]
    assert weak.effective_samples > 200
    informed = {label for label, _, _ in weak.narrowed()}
    assert "specific tension" in informed
    assert "tempo" not in informed


def test_posterior_equals_weighted_prior(weak):
    """The same posterior by brute force: 20,000 legs from the prior, weighted."""
    names, known = weak.names, load_uncertainty()
    z = latin_hypercube(20_000, len(names), 11)
    body = len(body_parameters())
    columns = dict(zip(names, z.T, strict=True))
    turned = np.radians(10) + known["ankle_rotation"].shift(columns["ankle_rotation"])
    active = 0.9 + known["voluntary_activation"].shift(columns["voluntary_activation"])
    legs = move_leg(weak.prior, names[:body], z[:, :body]).legs
    found = maximal_moment(legs, -turned, 0.0, np.minimum(active, 1.0))
    weight = np.exp(-0.5 * ((np.log(found) - np.log(110)) / 0.04) ** 2)
    weight /= weight.sum()
    assert 1 / np.sum(weight**2) > 1000
    # some hundred effective samples: each number is off by about 0.05
    assert np.sqrt(np.mean((weak.mean - weight @ z) ** 2)) < 0.09
    spread = np.sqrt(weight @ (z - weight @ z) ** 2)
    assert np.sqrt(np.mean((weak.spread - spread) ** 2)) < 0.07


def test_bent_and_straight_knee_separate_the_muscles():
    straight, bent = (dynamometer_moment(build_leg(measured()), 0.0, k) for k in (0.0, BENT))
    soleus_heavy = calibrate_leg(
        measured(isometric_moment=straight, isometric_tests=(IsometricTest(1.2 * bent, 0.0, BENT),))
    )
    gastrocnemius_heavy = calibrate_leg(
        measured(isometric_moment=straight, isometric_tests=(IsometricTest(0.8 * bent, 0.0, BENT),))
    )

    def share(c):
        p, leg = c.samples.legs.parameters.max_isometric_force, c.prior
        return np.median(p[:, leg.index("soleus")] / p[:, list(leg.achilles_indices)].sum(axis=1))

    assert share(soleus_heavy) > share(gastrocnemius_heavy) + 0.02


def test_more_measurements_leave_less_open(weak):
    more = calibrate_leg(
        measured(isometric_moment=110.0, tendon_stiffness=2e5, knee_to_wall=0.1, heel_raises=20)
    )
    assert len(more.predictions) == 4
    assert more.spread.sum() < weak.spread.sum()
    where = more.names.index("ankle_range")
    assert more.spread[where] < 0.3
    assert weak.spread[where] == pytest.approx(1, abs=0.1)


def test_the_same_person_gets_the_same_legs():
    person = measured(heel_raises=30)
    leg = build_leg(person)
    assert believed_legs(leg) is believed_legs(build_leg(measured(heel_raises=30)))
    assert believed_legs(build_leg(measured())) is None
    p = leg.parameters
    by_hand = replace(leg, parameters=replace(p, max_isometric_force=0.9 * p.max_isometric_force))
    assert believed_legs(by_hand) is None
    a, b = (calibrate_leg(person, kept=20).z for _ in range(2))
    np.testing.assert_array_equal(a, b)


def test_surprise_is_said_in_words():
    assert "fit a body of this size" in calibrate_leg(measured(isometric_moment=150.0)).verdict
    weak = calibrate_leg(measured(isometric_moment=60.0)).verdict
    assert "less than expected" in weak
    assert "maximal moment" in weak


@pytest.mark.parametrize(
    ("traits", "words"),
    [
        ({}, "nothing measured to calibrate with"),
        ({"isometric_moment": 500.0}, "times as strong"),
        (
            {"isometric_moment": 100.0, "isometric_tests": (IsometricTest(200.0),)},
            "no leg of this size",
        ),
    ],
)
def test_what_cannot_be_calibrated_is_one_line(traits, words):
    with pytest.raises(InputError, match=words) as error:
        person = measured(**traits)
        build_leg(person)
        calibrate_leg(person)
    assert "\n" not in str(error.value)


def test_repeated_tests_are_averaged():
    """Two trials of one test differ by what tests differ by; the leg lies between."""
    tests = (IsometricTest(130.0), IsometricTest(136.0))
    leg = build_leg(measured(isometric_tests=tests))
    assert dynamometer_moment(leg) == pytest.approx(133, rel=0.01)


def test_five_poses_with_the_errors_tests_have_are_believed(leg):
    random = np.random.default_rng(3)
    poses = [(0.0, 0.0), (-20.0, 0.0), (10.0, 0.0), (0.0, 90.0), (10.0, 90.0)]
    for _ in range(3):
        tests = tuple(
            IsometricTest(
                dynamometer_moment(leg, *np.radians(p)) * np.exp(0.04 * random.normal()),
                *np.radians(p),
            )
            for p in poses
        )
        own = build_leg(measured(isometric_tests=tests))
        for t in tests:
            found = dynamometer_moment(own, t.ankle_angle, t.knee_angle)
            assert found == pytest.approx(t.moment, rel=0.12)


def test_measurements_that_contradict_each_other_are_said_to():
    person = measured(isometric_tests=(IsometricTest(160.0), IsometricTest(125.0)))
    assert "do not fit together" in calibrate_leg(person).verdict


def test_odd_but_possible_people_are_calibrated():
    """Weak in the test but with many raises, and the other way round; strong on a soft tendon."""
    for traits in (
        {"isometric_moment": 60.0, "heel_raises": 60},
        {"isometric_moment": 200.0, "tendon_stiffness": 1.4e5},
        {"isometric_moment": 300.0, "heel_raises": 8},
    ):
        found = calibrate_leg(measured(**traits))
        assert found.effective_samples > 50
        build_leg(measured(**traits))


def test_a_list_of_tests_is_as_good_as_a_tuple():
    tests = [IsometricTest(130.0)]
    assert measured(isometric_tests=tests) == measured(isometric_tests=tuple(tests))
    with pytest.raises(InputError, match="give IsometricTest"):
        measured(isometric_tests=[{"moment": 130}])
    with pytest.raises(InputError, match="moment 'strong' is not a number"):
        IsometricTest("strong")


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"moment_nm": "strong"}, "isometric_tests 1: moment_nm = 'strong' is not a number"),
        ({"ankle_angle_deg": 5}, "isometric_tests 1: moment_nm is missing"),
        ({"moment_nm": 100, "knee_deg": 5}, "unknown key 'knee_deg'; did you mean knee_angle_deg"),
        ({"moment_nm": 900}, "isometric_tests 1: moment 900 N m is outside 5 to 500 N m"),
        ({"moment_nm": 90, "ankle_angle_deg": 80}, "ankle_angle 80 deg is outside -40 to 35 deg"),
    ],
)
def test_a_wrong_test_in_a_person_file_is_named(entry, words):
    fields = {"height_m": 1.78, "mass_kg": 72, "sex": "male", "age": 34, "isometric_tests": [entry]}
    with pytest.raises(InputError) as error:
        person_from_fields(fields, "me.toml")
    assert str(error.value).startswith("me.toml: ")
    assert words in str(error.value)
