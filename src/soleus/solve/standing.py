"""Quiet standing, simulated: an inverted pendulum on compliant tendons and a late command.

The moment that gravity asks for comes from calf muscles that pull through their own tendons.
What the nervous system knows of lean and rate is late and noisy; it answers all the time
(`continuous`, as `maurer2005`) or only while the body moves away (`intermittent`, as `asai2009`).

Without any noise this body does not come to rest. Bridges of silent fibers brace the fibers that
work, so little of a small change of command reaches the ankle, and the late command hunts until
they slip. What is left is a slow cycle: in the nominal body the center of mass moves 3.8 mm from
end to end at 0.25 Hz, and the center of pressure sways 1.7 mm (SD) of the 2.6 with noise; of 60
possible legs 33 cycle. It is not of the numerics (half the step changes it by 0.4 %), and bridges
that let go after seconds (`bridge_time`) hardly lessen it: it dies out without bridges, or where
they let go within 0.05 s, which silent calves do not. No constant was chosen to be rid of it.

Intermittent control switches at whole steps and is chaotic: half the step keeps its cycle without
noise to 1 %, but is another stance with noise (one minute's sway can move by half, the mean of four
by 6 %). Read it over several seeds.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.function import check_angle
from soleus.anatomy.leg import Leg
from soleus.base.constants import Constants, load_constants
from soleus.base.errors import InfeasibleError, InputError, nearest
from soleus.base.quantities import GRAVITY
from soleus.muscle.contraction import muscle_state
from soleus.solve.standing_control import MUSCLES, Stance, build_stance
from soleus.solve.standing_result import StandingResult

__all__ = [
    "CONTROLS", "DURATION", "intrinsic_stiffness", "largest_delay", "run_stance",
    "simulate_standing", "why_it_fell",
]  # fmt: skip

Array = NDArray[np.float64]
#: Ways to control, by the kernel's number.
CONTROLS = {"none": 0, "continuous": 1, "intermittent": 2}
#: How long everybody stands where nothing else is said, s: one number in all faces and rows.
DURATION = 60.0
#: Step and recording interval, s: half the step changes the continuous sway by 0.4 %, and 100
#: records a second is what force plates are read at. What is left out at the start, s: as long as
#: the longest noise lasts, since a stance starts at rest.
STEP, RECORD, START = 0.001, 0.01, 10.0
_LONGEST = 3600.0  # s; noise and records of an hour still fit the memory of small machines
#: To find the largest delay: s of standing, in which a body that cannot stand has fallen many times
#: over (it topples by e in 0.4 s), and s to which it is told, well below its spread of 15 ms.
_TRIAL, _DELAY_STEP = 20.0, 0.005
_SMALL = 1e-3  # rad; a push of 1 mm of the body's center, far smaller than sway
_SPENT = 0.99  # activation; nothing above it is left to give
_NOISES = ("angle_noise", "rate_noise", "motor_noise")


def simulate_standing(
    leg: Leg,
    lean: float = 0.0,
    duration: float = DURATION,
    control: str = "continuous",
    seed: int = 0,
    constants: Constants | None = None,
    allow_fall: bool = False,
    push: float = 0.0,
) -> StandingResult:
    """Stand on both legs for `duration` s, the center of mass `lean` rad further forward than in
    usual standing (about 3 deg ahead of the ankles).

    `control` is "continuous", "intermittent", or "none" (the steady command only); `constants`
    those of `soleus.base.constants.load_constants("standing")`; `seed` fixes the noise; `push` rad
    displaces the body at the start, forward +. Raises `InputError` for values that are not possible
    and `InfeasibleError`, saying when and why, where the body falls (with `allow_fall` the result
    says it). A lean beyond feet or muscles raises it in any case: there is no posture at rest to
    begin from, so nothing is simulated.
    """
    constants = constants or load_constants("standing")
    _check(lean, duration, control, seed, push)
    stance = build_stance(leg, float(lean), constants)
    result = run_stance(stance, duration, control, seed, push)
    if result.fell_at is None:
        return result
    result = replace(result, reason=why_it_fell(result, push))
    if not allow_fall:
        raise InfeasibleError(f"standing: {result.verdict}")
    return result


def _check(lean: float, duration: float, control: str, seed: int, push: float) -> None:
    if control not in CONTROLS:
        raise InputError(f"control '{control}' is not known; {nearest(control, CONTROLS)}")
    if not 1.0 <= duration <= _LONGEST:
        raise InputError(f"standing: duration {duration:g} s is outside 1 to {_LONGEST:g} s")
    for what, angle in (("lean", lean), ("push", push)):
        check_angle("standing", what, angle, (-math.pi / 4, math.pi / 4))
    if type(seed) is not int or seed < 0:
        raise InputError(f"standing: seed {seed}: a whole number, at least 0, is needed")


def run_stance(
    stance: Stance, duration: float, control: str, seed: int, push: float = 0.0
) -> StandingResult:
    """As `simulate_standing`, of a stance that is built and arguments that are checked: says when
    a body fell, but not why (which takes many stances more)."""
    from soleus.solve.kernel_standing import sway

    body, n = stance.body, len(MUSCLES)
    early = 0.0 if control == "none" or push else START
    steps, every = round((duration + early) / STEP), round(RECORD / STEP)
    out = np.full((-(-steps // every), 5 + 3 * n), np.nan)
    activation = stance.commands(stance.drive)
    begin = stance.rest + push
    x = _along(stance, activation, begin)
    memory, noise = _noise(stance.constants, steps, seed)
    fallen = sway(
        CONTROLS[control], steps, STEP, every, stance.muscles, stance.lengths, stance.arms,
        stance.others, stance.grid, stance.drives, stance.moments, stance.thresholds,
        _body(stance), _gains(stance), memory, noise, x, activation.copy(),
        np.zeros(n), np.array([begin, 0.0]), out,
    )  # fmt: skip
    rows = len(out) if fallen < 0 else fallen // every + 1
    first = round(early / RECORD) if fallen < 0 else 0
    out = out[first:rows]
    height = stance.parameters.fiber_height
    theta, moment = out[:, 0], out[:, 2]
    return StandingResult(
        leg=stance.leg, stance=stance, control=control, seed=seed,
        time=RECORD * np.arange(len(out), dtype=np.float64),
        center_of_mass=body.height * np.sin(theta),
        center_of_pressure=_pressure(stance, theta, moment),
        ankle_angle=body.angles["ankle_angle"] + theta - body.lean,
        activations=out[:, 5 : 5 + n],
        fiber_lengths=np.hypot(out[:, 5 + n : 5 + 2 * n], height),
        forces=out[:, 5 + 2 * n :],
        feedback=out[:, 4],
        fell_at=None if fallen < 0 else fallen * STEP,
    )  # fmt: skip


def _along(stance: Stance, activation: Array, angle: float) -> Array:
    """Fiber lengths along the tendon in equilibrium, m (muscle,)."""
    state = muscle_state(stance.parameters, activation, stance.place(angle)[0])
    return np.ascontiguousarray(state.fiber_length * np.cos(state.pennation_angle))


def _body(stance: Stance) -> Array:
    body = stance.body
    ends = (math.asin(body.heel / body.height), math.asin(body.toe / body.height))
    lift = (body.moment_at(body.heel), body.moment_at(body.toe))
    return np.array([body.toppling, body.inertia, stance.rest, *lift, *ends, stance.moment])


def _gains(stance: Stance) -> Array:
    """P, D of the moment, switch slope and radius, delay in steps, motor noise of two legs."""
    c, toppling = stance.constants, stance.body.toppling
    p, d = c["stiffness_gain"] * toppling, c["damping_gain"] * toppling
    delay = round(c["neural_delay"] / STEP)
    # the noises of two legs are their own: together they weigh less
    together = 1.0 / math.sqrt(2.0)
    return np.array([p, d, c["switch_slope"], c["switch_radius"], delay, together])


def _noise(c: Constants, steps: int, seed: int) -> tuple[Array, Array]:
    """Decay per step (3,) and white noise (step, 3) that make noises of the SD and duration that
    the constants state."""
    memory = np.exp(-STEP / np.array([c[f"{name}_time"] for name in _NOISES]))
    size = np.array([c[name] for name in _NOISES]) * np.sqrt(1.0 - memory**2)
    return memory, size * np.random.default_rng(seed).standard_normal((steps, 3))


def _pressure(stance: Stance, theta: Array, moment: Array) -> Array:
    """Center of pressure, m ahead of the ankles, by the balance of moments of the feet."""
    body = stance.body
    acceleration = (body.toppling * np.sin(theta) - moment) / body.inertia
    push = (body.weight - body.foot_weight) / GRAVITY * body.height * acceleration
    sideways = body.ankle_height * push * np.cos(theta)
    result: Array = (moment + body.foot_weight * body.foot - sideways) / body.weight
    return result


def why_it_fell(result: StandingResult, push: float = 0.0) -> str:
    """Why a stance fell that began `push` rad off its rest, and what would stand."""
    stance, control, seed = result.stance, result.control, result.seed
    if control == "none":
        return "nothing answers the lean; muscle and tendon alone are too soft"
    pushed = f"the push of {math.degrees(push):.2g} deg at the start"
    begin = stance.body.height * math.sin(stance.rest + push)
    if not stance.body.heel < begin < stance.body.toe:
        return f"{pushed} puts it beyond the edge of the feet"
    ahead = stance.body.height * math.sin(stance.rest)
    left = min(stance.body.toe - ahead, ahead - stance.body.heel)
    if left < stance.constants["edge_room"]:
        return f"only {1000 * left:.0f} mm are left to the edge of the feet, less than it sways"
    delay = stance.constants["neural_delay"]
    quiet = _changed(stance, **dict.fromkeys(_NOISES, 0.0))
    if run_stance(quiet, _TRIAL, control, seed, push=_SMALL).fell_at is not None:
        longest = largest_delay(stance, control, seed)
        if longest is None:
            return "the gains are too low or too high: it falls with any delay"
        return (
            f"the delay of {1000 * delay:.0f} ms is too long for so soft an ankle; up to about "
            f"{1000 * longest:.0f} ms stands"
        )
    if push and run_stance(quiet, _TRIAL, control, seed, push).fell_at is not None:
        return f"{pushed} is more than it can catch"
    if result.activations[-100:].max() > _SPENT:
        return "the noise throws it further than muscles at full activation can stop"
    return "the noise throws it off its feet; without noise it stands"


def _changed(stance: Stance, **values: float) -> Stance:
    """The stance with constants of the command replaced, SI."""
    c = stance.constants
    return replace(stance, constants=replace(c, changes={**c.changes, **values}))


def largest_delay(stance: Stance, control: str, seed: int = 0) -> float | None:
    """The longest neural delay, s, with which a stance does not fall in 20 s, to 5 ms; None where
    it falls with any."""

    def stands(delay: float) -> bool:
        return (
            run_stance(_changed(stance, neural_delay=delay), _TRIAL, control, seed).fell_at is None
        )

    low, high = 0.0, stance.constants["neural_delay"]
    if not stands(low):
        return None
    while high - low > _DELAY_STEP:
        middle = 0.5 * (low + high)
        low, high = (middle, high) if stands(middle) else (low, middle)
    return low


def intrinsic_stiffness(
    stance: Stance, turn: float | None = None, duration: float | None = None, active: bool = True,
    to_and_fro: bool = False,
) -> float:  # fmt: skip
    """Stiffness of both ankles, N m/rad, in a turn (rad) forward of some duration (s), with the
    steady command held (or none): what muscle and tendon do by themselves. Without numbers the
    small quick turn of `loram2002`. `to_and_fro`: the turn is the forward half of a swing about
    rest that went forward and back before."""
    from soleus.solve.kernel_standing import hold_activation

    turn = stance.constants["turn"] if turn is None else turn
    duration = stance.constants["turn_time"] if duration is None else duration
    activation = stance.commands(stance.drive) * float(active)
    steps = max(round(duration / STEP), 1)
    ramp = turn * 0.5 * (1 - np.cos(np.pi * np.arange(steps + 1) / steps))
    path = stance.rest + ramp
    lead = path[:1]
    if to_and_fro:
        path = path - 0.5 * turn
        lead = np.concatenate([stance.rest + 0.5 * ramp, path[::-1]])
    x, z = _along(stance, activation, stance.rest), np.zeros(len(MUSCLES))
    fixed: tuple[Any, ...] = (
        STEP, stance.muscles, stance.lengths, stance.arms, stance.others, stance.grid, x,
        activation, z,
    )  # fmt: skip
    before = hold_activation(lead, *fixed)
    return float((hold_activation(path, *fixed) - before) / turn)
