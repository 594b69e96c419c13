"""Speed of the training log, in SQLite and in a PostgreSQL server of its own: `make bench`.

Writing waits for the disk both times: a confirmed entry survives a power cut. The server is that
of the tests (`tests/store/postgres_server.py`); without PostgreSQL its columns are left out. Times
are this machine's; the ratios compare within this one run.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse
import contextlib
import datetime as dt
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from soleus.anatomy.person import Person
from soleus.dose.metrics import METRICS, TISSUES
from soleus.plan.history import DoneSession, DoneSet, PainEntry, RunEntry
from soleus.plan.plan import Plan
from soleus.plan.planner import make_plan
from soleus.plan.scheme_files import load_scheme
from soleus.store.log import open_log

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "store"))

MONDAY = dt.date(2021, 1, 4)
DOSE = {tissue: dict.fromkeys(METRICS, 12.5) for tissue in TISSUES}
#: What reading five years may take in SQLite, s.
ASKED = 0.3


def seconds(action: Callable[[], object]) -> float:
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def done(day: dt.date, uid: str) -> DoneSession:
    """A session of six sets with its dose."""
    sets = tuple(DoneSet("deep_squat_calf_raise", 15, 10.0, 20.0, effort=7.0) for _ in range(6))
    started = dt.datetime(day.year, day.month, day.day, 18, tzinfo=dt.UTC)
    return DoneSession(day, "Calf raises", sets, uid, 7.0, started, 1800.0, dose=DOSE)


def five_years() -> list[Any]:
    """A session a day, two entries of pain each, four runs a week."""
    entries: list[Any] = []
    for i in range(5 * 365):
        day = MONDAY + dt.timedelta(days=i)
        entries += [done(day, f"s{i}"), PainEntry(day, "during", i % 3, session_uid=f"s{i}"),
                    PainEntry(day, "morning", i % 4)]  # fmt: skip
        if i % 7 in (0, 2, 4, 6):
            started = dt.datetime(day.year, day.month, day.day, 6, tzinfo=dt.UTC)
            run = RunEntry(day, "running", 3600.0, 1e4, started, 120.0, DOSE, "a.fit", f"{i:064x}")
            entries.append(run)
    return entries


def measure(place: str, plan: Plan, count: int, years: list[Any]) -> dict[str, float]:
    """Seconds of each act in an empty log at `place`."""
    days = [MONDAY + dt.timedelta(days=i) for i in range(count)]
    times: dict[str, float] = {}
    with open_log(place, "one by one") as log:
        log.keep_state("made", True)
        sessions = [done(d, f"a{i}") for i, d in enumerate(days)]
        one = [seconds(partial(log.add, [s], "log", "one")) for s in sessions]
        times[f"add {count} sessions, one by one"] = sum(one)
        times["the slowest of them"] = max(one)
    with open_log(place, "at once") as log:
        many = [done(d, f"b{i}") for i, d in enumerate(days)]
        times[f"add {count} sessions in one change"] = seconds(lambda: log.add(many, "log", "all"))
    with open_log(place, "years") as log:
        times[f"add five years ({len(years)} entries)"] = seconds(
            lambda: log.add(years, "import", "five years")
        )
    with open_log(place, "years") as log:
        reads = [seconds(log.history) for _ in range(5)]
        times["history() of five years, first"] = reads[0]
        times["history() of five years, best of 5"] = min(reads)
        today = years[-1].date + dt.timedelta(days=1)
        again = seconds(lambda: log.add([done(today, "new")], "log", "one more"))
        times["add one session to five years"] = again
        document: list[Any] = []
        times["export five years"] = seconds(lambda: document.append(log.export_all("years")))
        start = plan.weeks[0].sessions[0].date
        times["save a plan of 12 weeks"] = seconds(
            lambda: log.save_plan(plan, "plan", "12 weeks", start)
        )
        times["plan() of 12 weeks, best of 5"] = min(seconds(log.plan) for _ in range(5))
        times["undo"] = seconds(lambda: log.undo(today=start))
    return times


@contextlib.contextmanager
def server(console: Console) -> Iterator[str | None]:
    """The address of an empty database, None where no server can be started."""
    from postgres_server import PostgresServer, missing

    why = missing()
    if why:
        console.print(f"no PostgreSQL: {why}")
        yield None
        return
    made = PostgresServer(durable=True)
    try:
        made.start()
        yield made.new_database()
    finally:
        made.remove()


def imports(console: Console) -> None:
    """How long a new process takes until the log can be opened."""
    for name in ("soleus.store.log", "soleus.plan.history", "sqlalchemy"):
        command = [sys.executable, "-c", f"import {name}"]
        empty = [sys.executable, "-c", "pass"]
        took = [seconds(partial(subprocess.run, c, check=True)) for c in [command, empty] * 5]
        net = statistics.median(took[::2]) - statistics.median(took[1::2])
        console.print(f"import {name}: {net:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="sessions to add")
    arguments = parser.parse_args()
    console = Console(highlight=False, width=100)
    person = Person(height=1.78, mass=72.0, sex="male", age=34.0)
    plan = make_plan(load_scheme("article"), person, 12, dt.date(2026, 3, 2))
    years = five_years()
    with tempfile.TemporaryDirectory() as folder, server(console) as address:
        file = Path(folder) / "log.sqlite"
        lite = measure(str(file), plan, arguments.count, years)
        size = file.stat().st_size / 1e6
        other = None if address is None else measure(address, plan, arguments.count, years)
    table = Table("training log", "SQLite s", "PostgreSQL s", "ratio")
    for name, value in lite.items():
        row = ("", "") if other is None else (f"{other[name]:.4f}", f"{other[name] / value:.2f}")
        table.add_row(name, f"{value:.4f}", *row)
    console.print(table)
    one = lite[f"add {arguments.count} sessions, one by one"]
    all_ = lite[f"add {arguments.count} sessions in one change"]
    console.print(f"SQLite: one by one takes {one / all_:.0f} times as long as in one change; "
                  f"the file has {size:.1f} MB")  # fmt: skip
    read = lite["history() of five years, best of 5"]
    console.print(f"history() of five years in SQLite: {read:.3f} s (asked: below {ASKED} s)")
    imports(console)


if __name__ == "__main__":
    main()
