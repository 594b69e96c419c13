"""On which days the sessions of a week lie: days with time, spacing rules, fixed events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from soleus.plan.plan import Reason
from soleus.plan.prescribe import Draft
from soleus.plan.spacing import Judge
from soleus.plan.tags import DayTags, joined

__all__ = ["Item", "Placement", "place_week"]

Dates = tuple[dt.date, ...]
#: How bad a day shared by two sessions is, beside a day off the preferred one (1 each).
_SHARED, _WARNED = 0.4, 0.2
Cut = Callable[[Draft, float | None], Draft | None]


@dataclass(frozen=True)
class Item:
    """A session to place `count` times in a week."""

    draft: Draft
    count: int


@dataclass(frozen=True)
class Placement:
    """Dated sessions of a week, by date; `blockers` counts the rules that stood in the way."""

    sessions: tuple[tuple[dt.date, Draft], ...]
    blockers: Mapping[str, int]


def place_week(
    items: Sequence[Item],
    days: Mapping[dt.date, float | None],
    before: Mapping[dt.date, DayTags],
    judge: Judge,
    cut: Cut,
) -> Placement | Mapping[str, int]:
    """The best days for the sessions of one week.

    `days` are the dates that may be used with their minutes (None: no limit); `before` what lies
    on other days, earlier ones and fixed events of the week; `cut` makes a session shorter. The
    best is nearest to the days the scheme prefers, else most even, the earlier where equal.
    Returns the placement, or how often each rule (or FIT-MINUTES, FIT-DAYS) forbade a try.
    """
    search = _Search(days, before, judge, cut)
    search.descend(sorted(items, key=lambda i: -i.count), {}, 0.0)
    if search.best is None:
        return search.blockers
    return Placement(search.best, search.blockers)


class _Search:
    """Depth first over the sessions, the likeliest days first; a branch ends where it costs more
    than the best so far or breaks a rule."""

    def __init__(
        self,
        days: Mapping[dt.date, float | None],
        before: Mapping[dt.date, DayTags],
        judge: Judge,
        cut: Cut,
    ) -> None:
        self.days, self.before, self.judge, self.cut = days, before, judge, cut
        self.best: tuple[tuple[dt.date, Draft], ...] | None = None
        self.best_cost = float("inf")
        self.blockers: dict[str, int] = {}

    def descend(
        self, items: Sequence[Item], placed: Mapping[dt.date, tuple[Draft, ...]], cost: float
    ) -> None:
        if not items:
            if cost < self.best_cost - 1e-9:
                self.best_cost = cost
                self.best = tuple((d, x) for d in sorted(placed) for x in _in_order(placed[d]))
            return
        item, rest = items[0], items[1:]
        if item.count > len(self.days):
            self._count("FIT-DAYS")
        for extra, dates in sorted(self._choices(item)):
            if cost + extra >= self.best_cost - 1e-9:
                break
            found = self._add(item.draft, dates, placed)
            if found is not None:
                together, more = found
                self.descend(rest, together, cost + extra + more)

    def _choices(self, item: Item) -> Iterator[tuple[float, Dates]]:
        preferred = item.draft.template.days
        for dates in combinations(sorted(self.days), item.count):
            yield _cost(dates, preferred), dates

    def _add(
        self, draft: Draft, dates: Dates, placed: Mapping[dt.date, tuple[Draft, ...]]
    ) -> tuple[dict[dt.date, tuple[Draft, ...]], float] | None:
        """The sessions with this one on these dates, and what it costs; None where a rule or the
        minutes forbid it."""
        together = {d: list(x) for d, x in placed.items()}
        extra = 0.0
        for date in dates:
            if any(_alike(draft.tags, x.tags) for x in together.get(date, [])):
                self._count("FIT-DAYS")
                return None
            left = self.days[date]
            if left is not None:
                left -= sum(x.minutes * x.template.times for x in together.get(date, []))
                left /= draft.template.times
            shorter = self.cut(draft, left) if left is None or left > 0 else None
            if shorter is None:
                self._count("FIT-MINUTES")
                return None
            extra += _SHARED * (date in together) + 0.5 * (shorter is not draft)
            together.setdefault(date, []).append(shorter)
        whole = {d: joined([x.tags for x in drafts]) for d, drafts in together.items()}
        everything = {**self.before}
        for date, tags in whole.items():
            everything[date] = joined([tags, everything[date]]) if date in everything else tags
        last = max(everything)
        for date in sorted(d for d in everything if min(whole) <= d <= last):
            verdict = self.judge.day(date, everything)
            for fired in verdict.blocked:
                self._count(fired.rule.id)
            if verdict.blocked:
                return None
            extra += _WARNED * len(verdict.warnings) * (date in dates)
        return {d: tuple(x) for d, x in together.items()}, extra

    def _count(self, rule: str) -> None:
        self.blockers[rule] = self.blockers.get(rule, 0) + 1


def _cost(dates: Dates, preferred: Sequence[int]) -> float:
    """Days off the preferred ones; without any, how uneven the gaps around the week are."""
    if preferred:
        days = sorted(preferred) + [6] * (len(dates) - len(preferred))
        return min(_off(dates, wanted) for wanted in combinations(days, len(dates)))
    if not dates:
        return 0.0
    places = [d.weekday() for d in dates]
    gaps = [b - a for a, b in zip(places, [*places[1:], places[0] + 7], strict=True)]
    return 0.1 * sum((g - 7 / len(dates)) ** 2 for g in gaps)


def _off(dates: Dates, wanted: Sequence[int]) -> float:
    """Days off the wanted ones, and a little for every session that is off at all."""
    off = [abs(d.weekday() - w) for d, w in zip(dates, wanted, strict=True)]
    return sum(off) + 0.05 * sum(map(bool, off))


def _alike(one: DayTags, other: DayTags) -> bool:
    """Whether two sessions are of one kind, so that a day has room for one of them."""
    kinds = ("runs", "strength", "sprints")
    return any(getattr(one, k) and getattr(other, k) for k in kinds)


def _in_order(drafts: Sequence[Draft]) -> list[Draft]:
    """The sessions of a day in order: runs before strength."""
    ordered = sorted(drafts, key=lambda x: not x.tags.runs)
    if ordered == list(drafts) or len({x.tags.runs for x in drafts}) < 2:
        return ordered
    why = Reason("SPACE-RUN-FIRST", "the run comes before the strength work of the day")
    return [replace(x, reasons=(*x.reasons, why)) if x.tags.runs else x for x in ordered]
