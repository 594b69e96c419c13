"""A week of a scheme's phase as prescribed, on one leg: no days, no rules, only what is asked.

The loads are worked out here, apart from the planner: "% MVC" is the weight whose ankle moment is
that share of what a dynamometer would read; "RM" takes the strongest repetition the simulation
allows and the share Epley's formula gives, 1 / (1 + n / 30).
"""

import math
from dataclasses import replace

from soleus.anatomy.strength import dynamometer_moment
from soleus.dose.measure import add_doses
from soleus.plan.block_spec import BlockSpec
from soleus.plan.scheme_files import RUNNING, STEADY


def at(pair, share):
    """The value of a range at a share of its phase; None where there is none."""
    return None if pair is None else pair[0] + share * (pair[1] - pair[0])


def heaviest(spec, allowed):
    """The largest load, kg, that `allowed` lets pass, to 0.5 kg; 0 when none does."""
    low, high = 0.0, spec.resolve().load.highest
    while high - low > 0.5:
        middle = 0.5 * (low + high)
        low, high = (middle, high) if allowed(middle) else (low, middle)
    return low


def load_of(spec, rule, share, doser):
    value = at(rule.values, share)
    if rule.kind == "mass":
        return value

    def with_load(mass):
        return replace(spec, load=mass).resolve()

    if rule.kind == "rm":
        strongest = heaviest(spec, lambda m: doser.solve(with_load(m)).feasible)
        body = 0.0 if spec.resolve().load.at == "thigh" else doser.leg.person.mass
        return max(0.0, (strongest + body) / (1 + value / 30) - body)

    def below(mass):
        exercise = with_load(mass)
        ankle = doser.dose(exercise, 1, 1).ankle
        angle = math.radians(ankle["highest_angle_deg"])
        most = dynamometer_moment(doser.leg, angle, exercise.posture["knee_angle"])
        return ankle["peak_moment_nm"] <= value * most

    return heaviest(spec, below)


def spec_of(block, share, doser):
    """The numbers of a block at a share (0 to 1) of its phase."""
    sets, repetitions = (math.floor(at(p, share) + 0.5) for p in (block.sets, block.repetitions))
    spec = BlockSpec(
        block.exercise, sets, repetitions, 0.0, block.rest, block.note, at(block.distance, share),
        at(block.duration, share), grade=block.grade, effort=block.effort, tempo=block.tempo,
        hold=at(block.hold, share), knee_angle=block.knee_angle,
    )  # fmt: skip
    if block.exercise in (*RUNNING, *STEADY):
        return spec
    return replace(spec, load=load_of(spec, block.load, share, doser))


def blocks_of(phase, share, doser):
    """Sessions of a phase with their dosed blocks."""
    return [
        (s, [doser.block(spec_of(b, share, doser)) for b in s.blocks])
        for s in phase.sessions
        if s.from_share <= share
    ]


def minutes_of(phase, share, doser):
    """Sessions of a phase with the minutes one time takes: sets of each leg where each works
    alone, times without load within a set, rests."""
    found = []
    for session, blocks in blocks_of(phase, share, doser):
        minutes = 0.0
        for block in blocks:
            work = block.work_s
            if block.spec.exercise not in (*RUNNING, *STEADY):
                work = block.spec.resolve().set_duration()
            sides = 2 if block.legs == 1 else 1
            minutes += block.sets * (sides * work + block.rest_s) / 60
        found.append((session, minutes))
    return found


def week_of(phase, share, doser):
    """Dose of one leg over a week of a phase, tissue to metric to value."""
    parts = []
    for session, blocks in blocks_of(phase, share, doser):
        often = session.times * math.floor(at(session.per_week, share) + 0.5)
        parts += [b.dose for b in blocks] * often
    return add_doses(parts)
