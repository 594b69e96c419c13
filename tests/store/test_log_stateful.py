"""Any order of adding, undoing, planning and moving to another file, against a plain model."""

import datetime as dt
import shutil
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from plan_maker import MONDAY, plan, session

from soleus.base.errors import InputError
from soleus.plan.history import DoneSession, PainEntry, RunEntry, TestEntry
from soleus.store.log import open_log

DAYS = (dt.date(2026, 1, 6), dt.date(2026, 1, 7))
NAMES = ("ann", "bob")
ENTRIES = [
    *(PainEntry(day, "morning", value) for day in DAYS for value in (1.0, 4.0)),
    *(PainEntry(DAYS[0], "after", value) for value in (2.0, 3.0)),
    *(DoneSession(DAYS[0], "Calf", session_uid=uid, effort=e) for uid in "abc" for e in (3.0, 8.0)),
    *(RunEntry(DAYS[1], "running", 600.0, 2000.0, content_hash=h * 64) for h in "de"),
    TestEntry(DAYS[1], "heel_raises", 21.0),
]
PLANS = [
    plan(session("a", 6), session("b", 8)),
    plan(session("a", 6, sets=4), session("c", 8)),
    plan(session("a", 7), session("b", 8), session("c", 9)),
    plan(session("b", 8)),
]


def slot(number):
    """What only one entry can say, None for an entry that nothing contradicts."""
    entry = ENTRIES[number]
    if isinstance(entry, DoneSession):
        return "done", entry.session_uid
    if isinstance(entry, PainEntry) and entry.when == "morning":
        return "morning", entry.date
    return None


@dataclass(eq=False)
class Written:
    """A change: which `ENTRIES` and which of `PLANS` it brought, what it put out of force, and the
    import it came with."""

    number: int
    entries: tuple = ()
    plan: int | None = None
    undone: bool = False
    replaced: tuple = ()  # of (change, entry)
    bringer: "Written | None" = None


@dataclass
class Athlete:
    """What a log should know of an athlete."""

    changes: list = field(default_factory=list)
    told: dict = field(default_factory=dict)  # session uid -> [content, sequence, cancelled]

    def live(self):
        gone = {pair for c in self.changes if not c.undone for pair in c.replaced}
        return [
            (c, e) for c in self.changes if not c.undone for e in c.entries if (c, e) not in gone
        ]

    def plan(self, without=None):
        kept = [
            c.plan for c in self.changes
            if c.plan is not None and not c.undone and without not in {c, c.bringer} - {None}
        ]  # fmt: skip
        return kept[-1] if kept else None

    def content(self, number):
        return {} if number is None else {s.uid: s for s in PLANS[number].sessions()}

    def allows(self, number, without=None):
        """Whether the plan may give way to another: it keeps what was done as it is, but for what
        was done by a change that is undone."""
        now, then = self.content(self.plan()), self.content(number)
        kept = [e for c, e in self.live() if without not in {c, c.bringer} - {None}]
        done = {slot(e)[1] for e in kept if isinstance(ENTRIES[e], DoneSession)}
        return all(uid not in done or then.get(uid) == s for uid, s in now.items())

    def tell(self, cancelling=True):
        planned = self.content(self.plan())
        for uid, content in planned.items():
            old = self.told.get(uid)
            if old is None:
                self.told[uid] = [content, 0, False]
            elif old[0] != content or old[2]:
                self.told[uid] = [content, old[1] + 1, False]
        for uid, old in self.told.items():
            if cancelling and uid not in planned and not old[2]:
                self.told[uid] = [old[0], old[1] + 1, True]

    def next(self, **what):
        self.changes.append(Written(len(self.changes) + 1, **what))


class Log(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.count = 0
        self.anew = True  # to read a plan takes a while: only when it may be another one
        self.model = {}
        self.name = NAMES[0]
        self.log = open_log(self.folder / "0.sqlite", self.name)

    def teardown(self):
        self.log.close()
        shutil.rmtree(self.folder)

    @property
    def mine(self):
        return self.model.setdefault(self.name, Athlete())

    @rule(name=st.sampled_from(NAMES))
    def open_anew(self, name):
        self.log.close()
        self.name = name
        self.log = open_log(self.folder / f"{self.count}.sqlite", name)
        self.anew = True

    @rule(
        numbers=st.lists(st.sampled_from(range(len(ENTRIES))), min_size=1, max_size=3),
        over=st.booleans(),
    )
    def add(self, numbers, over):
        mine, chosen, replaced, given = self.mine, [], [], [ENTRIES[n] for n in numbers]
        live = mine.live()
        clash = False
        for entry in numbers:
            if entry in [e for _, e in live] or entry in chosen:
                continue
            rivals = [p for p in live if slot(entry) is not None and slot(p[1]) == slot(entry)]
            own = slot(entry) is not None and slot(entry) in [slot(e) for e in chosen]
            clash = clash or own or (bool(rivals) and not over)
            if rivals:
                replaced += [
                    (c, e) for c in mine.changes if not c.undone for e in c.entries
                    if slot(e) == slot(entry)
                ]  # fmt: skip
            live = [p for p in live if p not in replaced]
            chosen.append(entry)
        if clash:
            with pytest.raises(InputError, match="already"):
                self.log.add(given, "log", "x", replace=over)
        elif not chosen:
            assert self.log.add(given, "log", "x", replace=over) is None
        else:
            mine.next(entries=tuple(chosen), replaced=tuple(dict.fromkeys(replaced)))
            change = self.log.add(given, "log", "x", replace=over)
            assert change.id == mine.changes[-1].number

    @rule(number=st.sampled_from(range(len(PLANS))))
    def save_plan(self, number):
        mine = self.mine
        if number == mine.plan():
            assert self.log.save_plan(PLANS[number], "plan", "p", MONDAY).undone is False
        elif mine.allows(number):
            mine.next(plan=number)
            mine.tell()
            self.anew = True
            change = self.log.save_plan(PLANS[number], "plan", "p", MONDAY)
            assert change.id == mine.changes[-1].number
        else:
            with pytest.raises(InputError, match="which is done"):
                self.log.save_plan(PLANS[number], "plan", "p", MONDAY)

    @rule(pick=st.none() | st.integers(1, 12))
    def undo(self, pick):
        mine = self.mine
        open_ = [c for c in mine.changes if not c.undone]
        chosen = [c for c in open_ if pick in (None, c.number)][-1:]
        then = mine.plan(without=chosen[0]) if chosen else None
        refused = not chosen or (then != mine.plan() and not mine.allows(then, chosen[0]))
        if refused:
            with pytest.raises(InputError):
                self.log.undo(pick, MONDAY)
            return
        before = mine.plan()
        for change in mine.changes:
            if change is chosen[0] or change.bringer is chosen[0]:
                change.undone = True
        self.anew = mine.plan() != before
        mine.tell()
        assert self.log.undo(pick, MONDAY).id == chosen[0].number

    @precondition(lambda self: any(a.changes for a in self.model.values()))
    @rule()
    def move_to_another_file(self):
        document = self.log.export_all()
        self.log.close()
        self.count += 1
        self.log = open_log(self.folder / f"{self.count}.sqlite", self.name)
        self.anew = True
        assert self.log.import_all(document) is not None
        for athlete in self.model.values():
            if athlete.changes:
                brought = list(athlete.changes)
                athlete.next()
                for change in brought:
                    change.bringer = athlete.changes[-1]
        assert self.log.import_all(document) is None

    @rule()
    def own_export_is_nothing_new(self):
        assert self.log.import_all(self.log.export_all()) is None

    @invariant()
    def the_log_is_as_the_model_says(self):
        mine, history = self.mine, self.log.history()
        found = [
            replace(e, uid="")
            for part in (history.done, history.pain, history.runs, history.tests) for e in part
        ]  # fmt: skip
        assert sorted(map(str, found)) == sorted(str(ENTRIES[e]) for _, e in mine.live())
        listed = [(c.id, c.undone) for c in self.log.changes()]
        assert listed == [(c.number, c.undone) for c in reversed(mine.changes)]

    @invariant()
    def calendars_are_told_as_the_model_says(self):
        mine = self.mine
        off = {c.uid: c.sequence for c in self.log.cancelled()}
        assert off == {uid: t[1] for uid, t in mine.told.items() if t[2]}
        if not self.anew:
            return
        found, self.anew = self.log.plan(), False
        assert (found is None) == (mine.plan() is None)
        if found is not None:
            planned = mine.content(mine.plan())
            assert found.sequences == {uid: mine.told[uid][1] for uid in planned}
            assert {s.uid: s.date for s in found.plan.sessions()} == {
                uid: s.date for uid, s in planned.items()
            }


Log.TestCase.settings = settings(
    max_examples=12, stateful_step_count=18, deadline=None, derandomize=True,
    phases=[Phase.generate],  # to make a failure shorter takes minutes
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
TestLog = Log.TestCase
