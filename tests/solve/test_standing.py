"""Quiet standing: a still body stays, an unheld one topples as theory says, delay has a limit."""

import cmath
import math
from dataclasses import replace

import numpy as np
import pytest

from soleus.anatomy.leg import ACHILLES
from soleus.base.constants import load_constants
from soleus.base.errors import InfeasibleError, InputError
from soleus.muscle.activation import ACTIVATION_TIME, DEACTIVATION_TIME
from soleus.muscle.contraction import equilibrium_residual, muscle_state, tendon_strain_at
from soleus.muscle.curves import force_velocity, tendon_force, tendon_shape
from soleus.solve.kernel_standing import factor_slope, fiber_step
from soleus.solve.standing import intrinsic_stiffness, largest_delay, simulate_standing
from soleus.solve.standing_control import MUSCLES, build_stance, standing_body
from soleus.solve.standing_spread import lean_over, standing_spread

NOISES = dict.fromkeys(("angle_noise", "rate_noise", "motor_noise"), 0.0)
QUIET = load_constants("standing").changed(**NOISES)
HILL = QUIET.changed(short_range_stiffness=0.0)
MEDIALIS, LATERALIS = "gastrocnemius_medialis", "gastrocnemius_lateralis"


class Linear:
    """A stance about its rest, linear: moment per angle and per commanded moment at s (1/s)."""

    def __init__(self, stance):
        self.stance, p = stance, stance.parameters
        self.a = stance.commands(stance.drive)
        lengths, self.arms, _ = stance.place(stance.rest)
        state = muscle_state(p, self.a, lengths)
        x = state.fiber_length * np.cos(state.pennation_angle)
        d, shape = 1e-7, tendon_shape(p.tendon_strain_at_one_norm_force)

        def residual(x=x, a=self.a, factor=1.0, length=lengths):
            return equilibrium_residual(x, a, factor, length, p)

        def slope(**moves):
            ((name, start),) = moves.items()
            return (residual(**{name: start + d}) - residual(**{name: start - d})) / (2 * d)

        def force(length):
            return p.max_isometric_force * tendon_force(tendon_strain_at(x, length, p), shape)

        self.tendon = (force(lengths + d) - force(lengths - d)) / (2 * d)
        rate = factor_slope(0.0) / (p.max_contraction_velocity * p.optimal_fiber_length)
        self.of_x, self.of_a, self.of_length = slope(x=x), slope(a=self.a), slope(length=lengths)
        cosine = x / state.fiber_length
        self.of_speed = slope(factor=1.0) * rate * cosine
        c = stance.constants
        self.of_bridge = -c["short_range_stiffness"] / p.optimal_fiber_length * cosine**2
        self.turnover = c["bridge_time"]
        tilt = 1e-4
        bent = [stance.place(stance.rest + side) for side in (-tilt, tilt)]
        self.geometry = (bent[1][1] - bent[0][1]) / (2 * tilt) @ state.tendon_force
        self.geometry += (bent[1][2] - bent[0][2]) / (2 * tilt)

    def per_length(self, s):
        """Residual per fiber length; bridges that let go are a spring behind a dashpot."""
        held = s * self.turnover / (1 + s * self.turnover)
        return self.of_x + self.of_speed * s + self.of_bridge * held

    def per_angle(self, s):
        x = -self.of_length / self.per_length(s)
        return 2 * (self.arms**2 * self.tendon * (1 - x)).sum() + 2 * self.geometry

    def per_command(self, s):
        stance, d = self.stance, 1e-3
        z = 0.5 + 1.5 * self.a
        speed = 0.5 / (ACTIVATION_TIME * z) + 0.5 * z / DEACTIVATION_TIME
        x = -self.of_a / self.per_length(s)
        place = (np.array([-d, d]) + stance.moment - stance.moments[0]) / stance.moments[1]
        drive = np.diff(np.interp(place, np.arange(len(stance.drives)), stance.drives))[0] / (2 * d)
        rise = (stance.commands(stance.drive + 1e-6) - self.a) / 1e-6
        return 2 * (self.arms * self.tendon * -x * rise * drive * speed / (s + speed)).sum()

    def body(self, s):
        b = self.stance.body
        return b.inertia * s * s - b.toppling * math.cos(self.stance.rest) + self.per_angle(s)


def longest_delay(linear):
    """By the frequency at which the loop gain is 1 and the phase left there."""
    c, toppling = linear.stance.constants, linear.stance.body.toppling

    def loop(w):
        s = 1j * w
        command = toppling * (c["stiffness_gain"] + c["damping_gain"] * s)
        return linear.per_command(s) * command / linear.body(s)

    grid = np.linspace(1.0, 20.0, 4000)
    gain = np.array([abs(loop(w)) for w in grid])
    w = grid[np.flatnonzero(gain > 1)[-1]]
    return (cmath.phase(loop(w)) + math.pi) / w


def amplitude(result, first, last):
    window = (result.time >= first) & (result.time < last)
    return float(np.ptp(result.center_of_mass[window]))


def test_a_still_body_stays_where_it_is(leg):
    r = simulate_standing(leg, math.radians(1.0), 5.0, constants=HILL)
    assert r.sway_range_mm < 0.1 and r.fell_at is None
    body, ahead = r.stance.body, r.center_of_mass
    assert ahead == pytest.approx(body.height * math.sin(r.stance.rest), abs=2e-4)
    # at rest the pressure is below the center of mass of all, feet included
    whole = (body.toppling * np.sin(r.stance.rest) + body.foot_weight * body.foot) / body.weight
    assert r.center_of_pressure == pytest.approx(whole, abs=2e-4)


def test_the_muscles_hold_what_gravity_asks_for(leg):
    r = simulate_standing(leg, 0.0, 5.0, constants=HILL)
    place = r.stance.place(r.stance.rest)
    held = 2 * (place[1] @ r.forces[-1] + place[2])
    assert held == pytest.approx(r.stance.moment, rel=2e-3)
    assert r.achilles_force[-1] == pytest.approx(r.forces[-1, :3].sum())


@pytest.mark.parametrize(
    ("bridges", "push", "time"),
    [
        ({"short_range_stiffness": 0.0}, 1e-5, 2.5),
        ({"bridge_time": 0.3}, 1e-6, 3.0),
        ({}, 1e-6, 4.0),
    ],
)
def test_unheld_it_topples_at_the_rate_of_theory(leg, bridges, push, time):
    """Growth e^(s t) with s from I s^2 = m g h - what muscle and tendon give at that rate."""
    # so small a push that bridges are not dragged along
    constants = QUIET.changed(short_range_limit=1.0, **bridges)
    stance = build_stance(leg, math.radians(2.0), constants)
    linear = Linear(stance)
    s = np.linspace(0.1, 5.0, 5_000)
    theory = s[np.argmin([abs(linear.body(v)) for v in s])]
    pushed, still = (
        simulate_standing(leg, math.radians(2.0), time, "none", constants=constants, push=p)
        for p in (push, 0.0)
    )
    # the little the table of moments leaves open grows alike: only the difference counts
    off = pushed.center_of_mass - still.center_of_mass
    growth = math.log(off[-10] / off[-110]) / (pushed.time[-10] - pushed.time[-110])
    assert growth == pytest.approx(theory, rel=0.02)
    alone = math.sqrt(stance.body.toppling / stance.body.inertia)
    assert 0.3 * alone < growth < alone


def test_what_is_left_without_noise_is_a_slow_cycle_of_a_known_size(leg):
    """The command hunts until the bridges that brace the fibers slip: a known weakness."""

    def late(push, constants=QUIET):
        r = simulate_standing(leg, 0.0, 60.0, constants=constants, push=push)
        return 1000 * amplitude(r, 40.0, 60.0), r

    (small, r), (large, _) = late(1e-4), late(5e-3)
    # not of the push, and not more than it is said to be
    assert small == pytest.approx(large, rel=0.01) and 3.0 < small < 4.5
    assert 1.2 < 1000 * r.center_of_pressure[r.time > 40.0].std() < 2.0
    with_noise = simulate_standing(leg)
    assert with_noise.sway_rms_mm > 1.2 * 1000 * r.center_of_pressure[r.time > 40.0].std()
    # and it is of the bridges: without them, or where they let go at once, any push dies out
    for constants in (HILL, QUIET.changed(bridge_time=0.05)):
        assert late(5e-3, constants)[0] < 0.05


def test_a_turn_that_lasts_is_forgotten_by_the_bridges(leg):
    stance, without = build_stance(leg, 0.0, QUIET), build_stance(leg, 0.0, HILL)
    turn = math.radians(0.1)
    soft = intrinsic_stiffness(without, turn, 60.0, active=False)
    gained = [intrinsic_stiffness(stance, turn, t, active=False) - soft for t in (0.14, 3.0, 60.0)]
    assert gained[0] > 1.05 * gained[1] > 3.0 * gained[2] > 0
    assert gained[2] < 0.2 * gained[0]
    held = build_stance(leg, 0.0, QUIET.changed(bridge_time=10_000.0))
    lasting, quick = (intrinsic_stiffness(held, turn, t, active=False) for t in (60.0, 0.14))
    assert lasting == pytest.approx(quick, rel=0.02)


def test_without_control_it_falls_and_says_so(leg):
    with pytest.raises(InfeasibleError, match=r"falls after [\d.]+ s: nothing answers the lean"):
        simulate_standing(leg, 0.0, 60.0, "none")


def test_a_push_too_far_is_blamed_itself(leg):
    with pytest.raises(
        InfeasibleError, match="push of 29 deg at the start puts it beyond the edge"
    ):
        simulate_standing(leg, push=0.5)
    fell = simulate_standing(leg, push=math.radians(9.0), allow_fall=True)
    assert (
        fell.fell_at is not None and "9 deg at the start is more than it can catch" in fell.reason
    )
    assert simulate_standing(leg, duration=20.0, push=math.radians(6.0)).fell_at is None
    loud = load_constants("standing").changed(angle_noise=0.02)
    with pytest.raises(InfeasibleError, match="the noise throws it"):  # it falls without a push too
        simulate_standing(leg, constants=loud, push=1e-4)


def test_the_longest_delay_is_that_of_linear_theory(leg):
    lean = math.radians(3.0)
    theory = longest_delay(Linear(build_stance(leg, lean, HILL)))
    assert 0.1 < theory < 0.4
    for share, rises in ((0.93, False), (1.07, True)):
        c = HILL.changed(neural_delay=1000 * share * theory)
        r = simulate_standing(leg, lean, 14.0, constants=c, push=2e-5, allow_fall=True)
        early, late = amplitude(r, 3.0, 6.0), amplitude(r, 11.0, 14.0)
        assert (late > 1.1 * early) == rises and (late < 0.9 * early) != rises, share


def test_too_long_a_delay_names_the_longest_that_stands(leg):
    c = load_constants("standing").changed(neural_delay=400.0)
    with pytest.raises(InfeasibleError, match=r"400 ms is too long .* up to about \d+ ms stands"):
        simulate_standing(leg, constants=c, duration=15.0)
    r = simulate_standing(leg, constants=c, duration=20.0, allow_fall=True)
    assert r.fell_at is not None and r.verdict.startswith("falls after")
    assert "400 ms is too long" in r.reason
    longest = largest_delay(r.stance, "continuous")
    assert 0.1 < longest < 0.4
    fine = c.changed(neural_delay=1000 * longest)
    assert simulate_standing(leg, constants=fine, duration=10.0).fell_at is None


def test_intermittent_control_stands_longer_delays(leg):
    stance = build_stance(leg, 0.0, load_constants("standing").changed(neural_delay=400.0))
    assert largest_delay(stance, "intermittent") > largest_delay(stance, "continuous")


def test_the_published_gains_of_intermittent_control_need_a_stiffer_calf(leg):
    c = load_constants("standing").changed(stiffness_gain=0.25, damping_gain=0.017)
    r = simulate_standing(leg, control="intermittent", constants=c, allow_fall=True)
    assert r.fell_at is not None


def test_the_same_seed_gives_the_same_sway(leg):
    one, two, other = (simulate_standing(leg, duration=5.0, seed=s) for s in (3, 3, 4))
    np.testing.assert_array_equal(one.center_of_pressure, two.center_of_pressure)
    assert np.abs(one.center_of_pressure - other.center_of_pressure).max() > 1e-4


def test_more_noise_more_sway(leg):
    c = load_constants("standing")
    twice = simulate_standing(leg, constants=c.changed(angle_noise=0.002), duration=30.0)
    assert twice.sway_rms_mm > 1.3 * simulate_standing(leg, duration=30.0).sway_rms_mm


def test_leaning_forward_works_the_soleus_and_back_the_shin(leg):
    leans = [simulate_standing(leg, math.radians(d), 10.0) for d in (-2.0, 0.0, 2.0, 4.0)]
    soleus = [r.mean_activation("soleus") for r in leans]
    assert np.all(np.diff(soleus) > 0.01)
    assert leans[0].mean_activation("tibialis_anterior") > 0.02 > soleus[0]
    assert all(r.active_share(LATERALIS) == 0 for r in leans)
    assert leans[3].achilles_force.mean() > 2 * leans[1].achilles_force.mean()
    assert leans[0].passive_share > 1 > leans[3].passive_share


def test_recruitment_follows_its_thresholds(leg):
    stance = build_stance(leg, 0.0, QUIET)
    c, (_, arms, _) = stance.constants, stance.place(stance.rest)

    def own_moment(drive):
        passive = stance.forces(np.zeros(len(MUSCLES)))
        return float(arms @ (stance.forces(stance.commands(drive)) - passive))

    _, medialis, lateralis, _ = stance.thresholds
    assert own_moment(medialis) == pytest.approx(c["medialis_threshold"], rel=0.05)
    wanted = c["medialis_threshold"] * c["lateralis_threshold"]
    assert own_moment(lateralis) == pytest.approx(wanted, rel=0.02)
    assert stance.commands(0.999 * lateralis)[2] == 0 < stance.commands(1.01 * lateralis)[2]
    assert stance.commands(1.0)[:3] == pytest.approx(1.0)


def test_fibers_shorten_as_the_body_sways_forward(leg):
    """Loram's paradox: tendons softer than gravity's pull stretch more than the whole unit."""
    r = simulate_standing(leg, 0.02, 30.0)
    assert r.sway_correlation("soleus") < -0.5 and r.shortening_per_sway("soleus") > 0
    # on tendons five times as stiff the fibers go along with the body
    p = leg.parameters.each(np.copy)
    for m in ACHILLES:
        p.tendon_strain_at_one_norm_force[leg.index(m)] /= 5
    stiff = simulate_standing(replace(leg, parameters=p), 0.02, 30.0, allow_fall=True)
    assert stiff.sway_correlation("soleus") > r.sway_correlation("soleus") + 0.5


def test_intrinsic_stiffness_falls_with_the_turn(leg):
    stance = build_stance(leg, 0.0, QUIET)
    turns = np.radians([0.05, 0.5, 3.0])
    values = [intrinsic_stiffness(stance, t, 2.0, False, True) for t in turns]
    assert values[0] > 1.3 * values[1] > 1.3**2 * values[2] > 0
    assert intrinsic_stiffness(stance) > intrinsic_stiffness(stance, active=False)
    without = build_stance(leg, 0.0, HILL)
    assert intrinsic_stiffness(without) < 0.5 * intrinsic_stiffness(stance)


def test_a_fiber_step_ends_in_equilibrium(leg):
    stance = build_stance(leg, 0.0, HILL)
    a = np.array([0.1, 0.05, 0.2, 0.0])
    lengths = stance.place(stance.rest)[0]
    wanted = muscle_state(stance.parameters, a, lengths)
    for i, m in enumerate(stance.muscles):
        x, z = 1.05 * wanted.fiber_length[i], 0.0
        for _ in range(3000):
            x, z, force = fiber_step(x, a[i], z, lengths[i], 0.001, *m)
        assert force == pytest.approx(wanted.tendon_force[i], rel=1e-5)
    slope = (force_velocity(1e-6) - force_velocity(-1e-6)) / 2e-6
    assert factor_slope(0.0) == pytest.approx(slope, rel=1e-6)


def test_the_body_is_that_of_the_person(leg):
    body = standing_body(leg)
    assert body.weight == pytest.approx(leg.person.body_weight)
    assert 0.5 < body.height / leg.person.height < 0.6
    mass = (body.weight - body.foot_weight) / 9.80665
    assert body.toppling == pytest.approx(mass * 9.80665 * body.height)
    assert body.inertia > mass * body.height**2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"control": "continous"}, "did you mean continuous"),
        ({"duration": 0.0}, "duration 0 s is outside 1 to 3600 s"),
        ({"lean": 2.0}, "outside -45 to 45 deg"),
        ({"seed": -1}, "seed -1"),
        ({"lean": math.nan}, "lean nan"),
        ({"push": math.nan}, "push nan"),
        ({"push": 5.0}, r"push 286.* deg is outside -45 to 45 deg .*rad, -0.7854 to 0.7854"),
    ],
)
def test_impossible_values_are_refused(leg, arguments, words):
    with pytest.raises(InputError, match=words):
        simulate_standing(leg, **arguments)


def test_impossible_leans_say_why_they_fall(leg):
    with pytest.raises(InfeasibleError, match=r"falls at once: .* ahead of the toes"):
        simulate_standing(leg, math.radians(15.0), allow_fall=True)
    with pytest.raises(InfeasibleError, match=r"falls at once: .* behind the heels"):
        simulate_standing(leg, math.radians(-8.0))
    p = leg.parameters.each(np.copy)
    for m in ACHILLES:
        p.max_isometric_force[leg.index(m)] *= 0.03
    with pytest.raises(InfeasibleError, match=r"the calf gives .* at full activation"):
        simulate_standing(replace(leg, parameters=p), math.radians(6.0))
    loud = load_constants("standing").changed(angle_noise=0.02)
    with pytest.raises(InfeasibleError, match="the noise throws it"):
        simulate_standing(leg, constants=loud)
    with pytest.raises(InputError, match=r"neural_delay 5 ms is outside 10 to 600 ms"):
        loud.changed(neural_delay=5.0)


def test_possible_legs_that_fall_are_counted(leg):
    r = simulate_standing(leg, duration=5.0)
    spread = standing_spread(r, 10)
    assert spread.tried == spread.stood == 10 and spread.fell == spread.cannot == 0
    assert 0 < spread.held < 10
    far = standing_spread(replace(r, stance=replace(r.stance, lean=math.radians(9.0))), 10)
    assert far.tried == 10 and 0 < far.fell < 5 and far.held < spread.held
    assert far.stood == 10 - far.fell and far.intervals
    beyond = standing_spread(replace(r, stance=replace(r.stance, lean=math.radians(20.0))), 10)
    assert beyond.cannot == beyond.tried == 10 and not beyond.intervals


def test_the_stance_itself_is_one_of_its_leans(leg):
    r = simulate_standing(leg, duration=5.0, seed=2)
    ((_, same), (_, falls)) = lean_over(r, (0.0, 20.0))
    np.testing.assert_array_equal(same.center_of_pressure, r.center_of_pressure)
    assert falls is None
