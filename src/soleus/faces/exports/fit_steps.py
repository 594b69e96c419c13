"""The steps of a workout on a watch: runs with recovery, sets with holds and rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from soleus.faces.exports import words
from soleus.faces.exports.fit_exercises import warm_up_seconds, watch_exercise
from soleus.plan.plan import Block

__all__ = ["DURATIONS", "INTENSITIES", "Step", "run_steps", "strength_steps"]

#: How a step ends, and how hard it is: FIT's numbers.
DURATIONS = {"time": 0, "distance": 1, "open": 5, "repeat": 6, "reps": 29}
INTENSITIES = {"active": 0, "rest": 1, "warmup": 2, "cooldown": 3, "recovery": 4, "interval": 5}
Title = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `value` is ms, cm, repetitions or the index of the first step to repeat by
    `duration_type`; `times` counts all passes of a repeat."""

    name: str
    duration_type: int
    value: int | None
    intensity: int
    notes: str = ""
    exercise: tuple[int, int] | None = None
    load_kg: float = 0.0
    times: int = 0


def _timed(name: str, seconds: float, intensity: str, notes: str = "") -> Step:
    return Step(name, DURATIONS["time"], round(1000 * seconds), INTENSITIES[intensity], notes)


def _open(name: str, intensity: str, notes: str = "") -> Step:
    return Step(name, DURATIONS["open"], None, INTENSITIES[intensity], notes)


def _repeated(steps: list[Step], times: int, start: int) -> list[Step]:
    """Steps that begin at index `start`, `times` times over."""
    if times == 1:
        return steps
    return [*steps, Step("", DURATIONS["repeat"], start, INTENSITIES["active"], times=times)]


def run_steps(blocks: Sequence[Block]) -> list[Step]:
    """Runs and walks; hard runs get a warm-up before the first and a cool-down after the last,
    and a recovery that ends with the lap key."""
    hard = any(words.kind(b) == "sprint" for b in blocks)
    steps: list[Step] = []
    if hard:
        steps.append(_timed("Warm up", warm_up_seconds(), "warmup", "Easy, then a few strides."))
    for group in words.turns(blocks):
        rounds = group[0].sets * group[0].repetitions
        one = [step for block in group for step in _round(block, rounds)]
        steps += _repeated(one, rounds, len(steps))
    if hard:
        steps.append(_open("Cool down", "cooldown", "Easy; press lap to end."))
    return steps


def _round(block: Block, rounds: int) -> list[Step]:
    if words.kind(block) == "sprint":
        up = f" up {words.number(block.grade_percent)} %" if block.grade_percent else ""
        way = words.distance_words(block.distance_m or 0.0)
        run = Step(
            "Uphill" if up else "Sprint",
            DURATIONS["distance"],
            round(100 * (block.distance_m or 0.0)),
            INTENSITIES["interval"],
            f"{way}{block.manner}. {block.note}".strip(),
        )
        if rounds == 1:
            return [run]
        rest = f"Walk back; about {words.time_words(block.rest_s)}, then press lap."
        return [run, _open("Walk back", "recovery", rest)]
    return _steady_round(block, rounds)


def _steady_round(block: Block, rounds: int) -> list[Step]:
    walk = words.is_walk(block)
    name = "Walk" if walk else "Run"
    notes = f"{', '.join([words.amount(block), *words.details(block)])}. {block.note}".strip()
    intensity = "active" if walk or rounds == 1 else "interval"
    if words.by_distance(block):
        centimeters = round(100 * (block.distance_m or 0.0))
        run = Step(name, DURATIONS["distance"], centimeters, INTENSITIES[intensity], notes)
    else:
        run = _timed(name, block.duration_s or 0.0, intensity, notes)
    if rounds == 1 or not block.rest_s:
        return [run]
    return [run, _timed("Stand" if walk else "Walk", block.rest_s, "recovery")]


def strength_steps(blocks: Sequence[Block]) -> tuple[list[Step], list[Title]]:
    """Sets of exercises, and the titles (category, name, true words) of the exercises.

    A hold that closes a set is a timed step of its own. Where each leg works alone, left and
    right are steps of their own: the hand on the lap key then also tells the sides apart.
    """
    steps: list[Step] = []
    titles: dict[tuple[int, int], str] = {}
    mine: dict[tuple[str, bool], tuple[int, int]] = {}
    for block in blocks:
        entry = watch_exercise(block.exercise)
        key = block.exercise, bool(block.load_kg)
        if key not in mine:
            mine[key] = entry.pick(bool(block.load_kg), set(titles))
            titles.setdefault(mine[key], block.label)
        one = _set_steps(block, entry.short or block.label, mine[key])
        steps += _repeated(one, block.sets, len(steps))
    return steps, [(category, name, text) for (category, name), text in titles.items()]


def _set_steps(block: Block, short: str, exercise: tuple[int, int]) -> list[Step]:
    """One set: the work of both legs or of each leg in turn, the hold, the rest."""
    sides = (("L ", "Left leg. "), ("R ", "Right leg. ")) if block.legs == 1 else (("", ""),)
    steps: list[Step] = []
    for mark, side in sides:
        steps.append(_work(block, mark + short, side, exercise))
        if block.hold_s:
            held = Step(
                f"{mark}Hold", DURATIONS["time"], round(1000 * block.hold_s),
                INTENSITIES["active"], f"{side}{words.hold_words(block)}.",
                exercise, block.load_kg,
            )  # fmt: skip
            steps.append(held)
    if block.rest_s:
        steps.append(_timed("Rest", block.rest_s, "rest"))
    return steps


def _work(block: Block, name: str, side: str, exercise: tuple[int, int]) -> Step:
    how = [block.label, *([words.tempo_words(block)] if block.tempo else [])]
    notes = f"{side}{': '.join(how)}. {block.note}".strip()
    if words.kind(block) == "held":
        seconds = block.repetitions * (block.duration_s or 0.0)
        if block.repetitions > 1:
            notes = f"{words.amount(block)}. {notes}"
        duration, value = DURATIONS["time"], round(1000 * seconds)
    else:
        duration, value = DURATIONS["reps"], block.repetitions
    return Step(
        name, duration, value, INTENSITIES["active"], notes, exercise, block.load_kg
    )  # fmt: skip
