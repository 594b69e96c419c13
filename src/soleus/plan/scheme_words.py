"""A training scheme as plain text, for people to read, compare and mail."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator

from soleus.base.library import load_sources
from soleus.dose.metrics import METRICS
from soleus.motion.exercise import Exercise
from soleus.motion.exercise_files import load_exercise
from soleus.motion.run_exercise import load_run
from soleus.motion.steady_run import load_steady
from soleus.plan.request import DAYS
from soleus.plan.scheme import BlockTemplate, LoadRule, Phase, Range, Scheme, SessionTemplate
from soleus.plan.scheme_blocks import RUNNING, STEADY

__all__ = ["describe_block", "describe_scheme"]

_WIDTH = 88
_TEMPO = {"raise": "up", "hold_top": "at the top", "lower": "down", "hold_bottom": "held"}


def describe_scheme(scheme: Scheme) -> str:
    """The whole scheme in plain words: what it is for, each phase with its sessions, blocks, weekly
    targets and the rules to pass before the next, and what all of it rests on.

    Ranges read "from first to last week of the phase". Lines have at most 88 characters and end
    without blanks, so that two versions compare line by line.
    """
    lines = [scheme.label, "=" * len(scheme.label), *_wrap(scheme.about, "")]
    if scheme.goals:
        lines += _wrap(f"Goals: {', '.join(g.replace('_', ' ') for g in scheme.goals)}.", "")
    if scheme.sets_aside:
        rules = ", ".join(scheme.sets_aside)
        lines += _wrap(f"As it was tried it does not keep the rules {rules}.", "")
    for number, phase in enumerate(scheme.phases, start=1):
        lines += ["", *_phase(phase, number, len(scheme.phases))]
    lines += ["", "Sources"]
    for key in scheme.sources:
        lines += _wrap(f"{key}: {load_sources()[key].text}", "  ")
    return "\n".join(lines) + "\n"


def describe_block(block: BlockTemplate) -> str:
    """One exercise of a session in a line: how much, how heavy, how fast, how long to rest."""
    label, exercise = _label(block.exercise)
    parts = [_amount(block)]
    if block.grade is not None:
        parts.append(f"up {100 * block.grade:g} %")
    if block.effort is not None:
        parts.append(f"at {100 * block.effort:g} % effort")
    if exercise is not None and (load := _load(block.load)):
        parts.append(load)
    if exercise is not None and (tempo := _tempo(block, exercise)):
        parts.append(tempo)
    if exercise is not None and exercise.legs == 1:
        parts.append("each leg")
    if block.knee_angle is not None:
        parts.append(f"knee at {math.degrees(block.knee_angle):.0f} deg")
    hold = block.hold
    if hold is None and exercise is not None and exercise.finishing_hold is not None:
        hold = (exercise.finishing_hold.duration,) * 2
    if hold is not None:
        parts.append(f"each set closes with a hold of {_duration(hold)}")
    if block.rest:
        parts.append(f"rest {block.rest:g} s")
    return f"{label}: {', '.join(parts)}"


def _amount(block: BlockTemplate) -> str:
    """Sets x repetitions x distance or duration; what is 1 goes without saying where it can."""
    each = ""
    if block.distance is not None:
        each = _range(block.distance, "m")
    elif block.duration is not None:
        each = _duration(block.duration)
    counts = [_count(p) for p in (block.sets, block.repetitions)]
    running = block.exercise in (*RUNNING, *STEADY)
    if running and block.sets == (1.0, 1.0):
        counts = counts[1:]
    if each and counts[-1] == "1":
        counts.pop()
    return " x ".join([*counts, each] if each else counts)


def _label(name: str) -> tuple[str, Exercise | None]:
    if name in RUNNING:
        return load_run(name).label, None
    if name in STEADY:
        return load_steady(name).label, None
    exercise = load_exercise(name)
    return exercise.label, exercise


def _phase(phase: Phase, number: int, count: int) -> Iterator[str]:
    if count > 1:
        yield from _wrap(f"{number}. {phase.label} ({_weeks(phase.weeks)})", "")
    elif phase.label:
        yield from _wrap(f"{phase.label} ({_weeks(phase.weeks)})", "")
    else:
        yield "Every week"
    for session in phase.sessions:
        yield from _session(session)
    if phase.targets:
        yield "  A week should give one leg:"
    for target in phase.targets:
        metric = METRICS[target.metric]
        unit = "" if metric.unit == "1" else f" {metric.unit}"
        amount = _open(target.low, target.high)
        tissue = "Achilles tendon" if target.tissue == "achilles" else target.tissue
        yield from _wrap(
            f"- {tissue.replace('_', ' ')}, {metric.label}: {amount}{unit} "
            f"[{target.source}: {target.note}]", "    ",
        )  # fmt: skip
    if phase.gates:
        yield from _wrap(f"To go on, pass: {', '.join(phase.gates)}.", "  ")


def _session(session: SessionTemplate) -> Iterator[str]:
    often = f"{_count(session.per_week)} times a week"
    if session.per_week == (7.0, 7.0):
        often = "every day"
    elif session.per_week == (1.0, 1.0):
        often = "once a week"
    if session.days:
        often += f", best on {', '.join(DAYS[d].capitalize() for d in session.days)}"
    if session.times > 1:
        often += f", {session.times} times a day"
    if session.from_share:
        often += f", from {100 * session.from_share:g} % of the phase on"
    if session.optional:
        often += "; may be left out"
    yield from _wrap(f"{session.label}: {often}", "  ")
    for block in session.blocks:
        note = f" ({block.note})" if block.note else ""
        yield from _wrap(f"- {describe_block(block)}{note}", "    ")


def _weeks(weeks: tuple[int, int | None]) -> str:
    least, most = weeks
    if most is None:
        return f"{least} weeks or more" if least > 1 else "as long as you like"
    if least == most:
        return f"{least} week{'s' if least > 1 else ''}"
    return f"{least} to {most} weeks"


def _open(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return f"at least {low:g}" if high is None else f"at most {high:g}"
    return f"{low:g} to {high:g}"


def _count(pair: Range) -> str:
    return f"{pair[0]:g}" if pair[0] == pair[1] else f"{pair[0]:g} to {pair[1]:g}"


def _range(pair: Range, unit: str, factor: float = 1.0) -> str:
    return f"{_count((factor * pair[0], factor * pair[1]))} {unit}"


def _duration(pair: Range) -> str:
    """Seconds below two minutes, else minutes."""
    return _range(pair, "s") if pair[1] < 120 else _range(pair, "min", 1 / 60)


def _load(rule: LoadRule) -> str:
    if rule.kind == "rm":
        return f"at {_count(rule.values)} RM"
    if rule.kind == "mvc":
        return f"at {_range(rule.values, '% MVC', 100.0)}"
    return f"with {_range(rule.values, 'kg')}" if any(rule.values) else ""


def _tempo(block: BlockTemplate, exercise: Exercise) -> str:
    if exercise.coordinate == "none":
        own = exercise.phases[0].duration
        text = "" if block.duration is not None else f"{own:g} s each"
    else:
        phases = exercise.with_tempo(block.tempo).phases
        text = ", ".join(f"{p.duration:g} s {_TEMPO[p.kind]}" for p in phases)
    if exercise.unloaded and block.repetitions[1] > 1:
        text += f"{', ' if text else ''}{exercise.unloaded:g} s without load between"
    return text


def _wrap(text: str, indent: str) -> list[str]:
    hanging = indent + ("  " if text.startswith("- ") else "")
    return textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=hanging, break_on_hyphens=False
    )
