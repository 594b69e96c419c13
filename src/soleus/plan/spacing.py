"""Which days a session may lie on: the spacing rules, asked for every candidate week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from soleus.plan.facts import Facts
from soleus.plan.rules import Fired, RuleBook
from soleus.plan.tags import DayTags

__all__ = ["Judge", "Verdict"]

#: Days looked back for an earlier session; longer ago is as good as never.
_LOOK_BACK = 30
_KINDS: dict[str, Callable[[DayTags], bool]] = {
    "tier_high": lambda t: t.tier == "high",
    "tier_medium": lambda t: t.tier == "medium",
    "heavy_calf": lambda t: t.heavy_calf,
    "run": lambda t: t.runs,
    "plyometric": lambda t: t.plyometric,
}
Days = Mapping[dt.date, DayTags]


@dataclass(frozen=True)
class Verdict:
    """What the rules say of a day: `blocked` by those that want it later, `warnings` by others."""

    blocked: tuple[Fired, ...] = ()
    warnings: tuple[Fired, ...] = ()


class Judge:
    """Asks the spacing rules; the same question is asked once."""

    def __init__(
        self, book: RuleBook, returning: bool = False, symptomatic: bool | None = None,
        races: tuple[dt.date, ...] = (),
    ) -> None:  # fmt: skip
        self.book, self.races = book, races
        self._arguments = returning, symptomatic, races
        self._flags: dict[str, bool] = {"phase.returning": returning}
        if symptomatic is not None:
            self._flags["symptomatic"] = symptomatic
        self._known: dict[tuple[object, ...], Verdict] = {}

    def without(self, *rules: str) -> Judge:
        """The same without some rules."""
        return Judge(self.book.without(rules, "clinician"), *self._arguments)

    def day(self, date: dt.date, days: Days) -> Verdict:
        """What the rules say of all sessions of a date, given those of the days before it."""
        values: dict[str, float | str | bool] = {
            **{f"session.{k}": v for k, v in asdict(days[date]).items()}, **self._flags,
        }  # fmt: skip
        for name, is_one in _KINDS.items():
            earlier = [d for d, tags in days.items() if d < date and is_one(tags)]
            if earlier and (date - max(earlier)).days <= _LOOK_BACK:
                values[f"days_since.{name}"] = float((date - max(earlier)).days)
        ahead = [(r - date).days for r in self.races if 0 <= (r - date).days <= _LOOK_BACK]
        if ahead:
            values["days_to.race"] = float(min(ahead))
        key = tuple(values.items())
        if key not in self._known:
            self._known[key] = self._ask(values, date)
        return self._known[key]

    def _ask(self, values: Mapping[str, float | str | bool], date: dt.date) -> Verdict:
        fired = self.book.fired(Facts(date, values, {}), "spacing")
        blocked = tuple(f for f in fired if "move" in f.then)
        return Verdict(blocked, tuple(f for f in fired if "warn" in f.then))
