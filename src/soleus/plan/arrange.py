"""A week that holds all sessions, or fewer where the scheme allows, or a word on what to loosen."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from soleus.base.errors import InfeasibleError
from soleus.plan.placement import Cut, Item, Placement, place_week
from soleus.plan.plan import Reason
from soleus.plan.prescribe import Draft
from soleus.plan.request import DAYS, PlanRequest
from soleus.plan.spacing import Judge
from soleus.plan.tags import DayTags

__all__ = ["Arranged", "OneWeek", "arrange"]

Dates = Mapping[dt.date, float | None]
#: Evidence weak enough for a programme's own frequency to stand above it.
_CONSENSUS = ("C", "D", "P")
_WORDS = {"FIT-DAYS": "too few days", "FIT-MINUTES": "too few minutes"}


@dataclass(frozen=True)
class OneWeek:
    """A week to arrange: sessions wanted and the fewest of each (`lows`), the dates of given
    weekdays and minutes, all dates that lie ahead, and what lies on other days."""

    monday: dt.date
    items: tuple[Item, ...]
    lows: tuple[int, ...]
    dates: Callable[[Sequence[int], Sequence[float | None]], Dates]
    free: Dates
    before: Mapping[dt.date, DayTags]
    cut: Cut

    def attempt(
        self, items: Sequence[Item], judge: Judge, days: Dates
    ) -> Placement | Mapping[str, int]:
        """Try some sessions on some days."""
        return place_week([i for i in items if i.count], days, self.before, judge, self.cut)

    @property
    def fewest(self) -> tuple[Item, ...]:
        return tuple(replace(i, count=n) for i, n in zip(self.items, self.lows, strict=True))


@dataclass(frozen=True)
class Arranged:
    """The dated sessions, reasons of the week, and the judge from now on: without rules that the
    programme's own frequency stands above (`aside` says which)."""

    sessions: tuple[tuple[dt.date, Draft], ...]
    reasons: tuple[Reason, ...]
    judge: Judge
    aside: tuple[Reason, ...] = ()


def arrange(week: OneWeek, judge: Judge, request: PlanRequest) -> Arranged:
    """Place a week's sessions: all of them, else as many as the scheme asks for at least.

    Where even those break rules of consensus in a week without any other limit, the programme
    contradicts the rule; the rule is put aside and named. Raises `InfeasibleError` with the
    constraints that would have to be loosened.
    """
    days = week.dates(request.days, request.minutes)
    found = _as_many_as_fit(week, judge, days)
    if found is not None:
        return Arranged(*found, judge)
    easier, aside = _put_aside(week, judge)
    if easier is not judge:
        found = _as_many_as_fit(week, easier, days)
        if found is not None:
            return Arranged(*found, easier, aside)
    raise InfeasibleError(_what_to_loosen(week, easier, request))


def _as_many_as_fit(
    week: OneWeek, judge: Judge, days: Dates
) -> tuple[tuple[tuple[dt.date, Draft], ...], tuple[Reason, ...]] | None:
    why: Mapping[str, int] = {}
    for items in _fewer_and_fewer(week):
        result = week.attempt(items, judge, days)
        if isinstance(result, Placement):
            return result.sessions, _left_out(week.items, items, why, judge)
        why = why or result
    return None


def _fewer_and_fewer(week: OneWeek) -> Iterator[tuple[Item, ...]]:
    """All that is wanted, then one session less each time, from the kind with most to spare."""
    items = week.items
    yield items
    while True:
        spare = [i.count - low for i, low in zip(items, week.lows, strict=True)]
        if max(spare, default=0) <= 0:
            return
        most = max(range(len(items)), key=lambda i: (spare[i], i))
        items = tuple(
            replace(x, count=x.count - 1) if i == most else x for i, x in enumerate(items)
        )
        yield items


def _left_out(
    wanted: Sequence[Item], placed: Sequence[Item], why: Mapping[str, int], judge: Judge
) -> tuple[Reason, ...]:
    """One reason for each kind of session of which there are fewer."""
    reasons = []
    for more, less in zip(wanted, placed, strict=True):
        if less.count == more.count:
            continue
        rule = max(why, key=lambda r: (why[r], r))
        name = more.draft.template.label
        text = f"{less.count} of {more.count} times '{name}' this week: {_because(rule, judge)}"
        reasons.append(Reason(rule, text))
    return tuple(reasons)


def _because(rule: str, judge: Judge) -> str:
    return _WORDS.get(rule) or judge.book[rule].reason


def _put_aside(week: OneWeek, judge: Judge) -> tuple[Judge, tuple[Reason, ...]]:
    """The judge without the consensus rules that no week of this programme could keep."""
    aside: list[Reason] = []
    easier = judge
    count = sum(week.lows)
    for _ in range(len(judge.book.group("spacing"))):
        result = week.attempt(week.fewest, easier, week.free)
        if isinstance(result, Placement):
            return easier, tuple(aside)
        rules = [
            r for r in result
            if r not in _WORDS and judge.book[r].strength in _CONSENSUS
            and judge.book[r].overridable_by != "nobody"
        ]  # fmt: skip
        if not rules:
            break
        worst = max(rules, key=lambda r: (result[r], r))
        easier = easier.without(worst)
        text = (
            f"put aside: the programme's own {count} sessions a week cannot keep it "
            f"({judge.book[worst].reason})"
        )
        aside.append(Reason(worst, text))
    return judge, ()


def _what_to_loosen(week: OneWeek, judge: Judge, request: PlanRequest) -> str:
    """One line: what does not fit, and each single change that would make it fit."""
    days = week.dates(request.days, request.minutes)
    result = week.attempt(week.fewest, judge, days)
    assert not isinstance(result, Placement)
    kinds = [f"{i.count} x '{i.draft.template.label}'" for i in week.fewest if i.count]
    what = " and ".join(kinds)
    offers = [
        *_more_days(week, judge, request),
        *_more_minutes(week, judge, request),
        *_fewer_rules(week, judge, days, result),
    ]
    names = ", ".join(DAYS[d] for d in request.days)
    head = f"week of {week.monday}: {what} do not fit on {names}"
    if any(m is not None for m in request.minutes):
        head += " with the minutes there are"
    worst = max(result, key=lambda r: (result[r], r), default="FIT-DAYS")
    head += f" ({_because(worst, judge).rstrip('.')}) [{worst}]"
    if not offers:
        return f"{head}; no single change helps: choose a scheme with fewer sessions"
    return f"{head}; it fits with " + ", or with ".join(offers)


def _fits(week: OneWeek, judge: Judge, days: Dates) -> bool:
    return isinstance(week.attempt(week.fewest, judge, days), Placement)


def _more_days(week: OneWeek, judge: Judge, request: PlanRequest) -> list[str]:
    others = [d for d in range(7) if d not in request.days]
    found = []
    for day in others:
        days = week.dates(sorted([*request.days, day]), request.minutes)
        if _fits(week, judge, days):
            found.append(DAYS[day])
    if found:
        return [f"one more day ({' or '.join(found)})"]
    for pair in combinations(others, 2):
        if _fits(week, judge, week.dates(sorted([*request.days, *pair]), request.minutes)):
            return [f"two more days ({DAYS[pair[0]]} and {DAYS[pair[1]]}, say)"]
    return []


def _more_minutes(week: OneWeek, judge: Judge, request: PlanRequest) -> list[str]:
    if all(m is None for m in request.minutes):
        return []
    least = min(m for m in request.minutes if m is not None)
    for minutes in range(5 * math.ceil((least + 1) / 5), 245, 5):
        longer = [None if m is None else max(m, float(minutes)) for m in request.minutes]
        if _fits(week, judge, week.dates(request.days, longer)):
            return [f"{minutes} minutes on each day"]
    return []


def _fewer_rules(
    week: OneWeek, judge: Judge, days: Dates, blockers: Mapping[str, int]
) -> list[str]:
    found = []
    for rule in sorted(r for r in blockers if r not in _WORDS):
        who = judge.book[rule].overridable_by
        if who != "nobody" and _fits(week, judge.without(rule), days):
            by = "" if who == "user" else f" (a {who} may)"
            found.append(f"rule {rule} put aside{by}")
    return found
