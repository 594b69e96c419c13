"""Which phase of a scheme each week of a plan belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from soleus.base.errors import InputError, nearest
from soleus.plan.scheme import Phase, Scheme

__all__ = ["PhaseWeek", "allot_phases"]


@dataclass(frozen=True, slots=True)
class PhaseWeek:
    """A week of a phase: `share` runs from 0 in its first week to 1 in its last; `first` in the
    first week of the phase in this plan; `beyond` where the phase is longer than it should be."""

    phase: Phase
    share: float
    first: bool
    beyond: bool = False


def allot_phases(
    scheme: Scheme, weeks: int, start_phase: str | None = None, weeks_done: int = 0
) -> list[PhaseWeek]:
    """One entry a week. Every phase takes its least weeks (gates decide later whether it takes
    more); the last one takes what is left. `start_phase` begins there, with `weeks_done` of it
    behind. Raises `InputError` for a phase the scheme does not have."""
    phases = list(scheme.phases)
    if start_phase is not None:
        names = [p.name for p in phases]
        if start_phase not in names:
            raise InputError(f"no phase '{start_phase}'; {nearest(start_phase, names)}")
        phases = phases[names.index(start_phase) :]
    result: list[PhaseWeek] = []
    for number, phase in enumerate(phases):
        done = weeks_done if number == 0 else 0
        last = number == len(phases) - 1
        left = weeks - len(result)
        count = left if last else min(max(phase.weeks[0] - done, 1), left)
        least, most = phase.weeks
        length = done + count if most is None else max(least, min(most, done + count))
        for i in range(done, done + count):
            share = min(i / (length - 1), 1.0) if length > 1 else 0.0
            beyond = most is not None and i >= most
            result.append(PhaseWeek(phase, share, i == done, beyond))
    return result
