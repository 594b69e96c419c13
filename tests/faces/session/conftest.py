"""A small plan for today in a real log, and the real program behind a pseudo-terminal."""

from __future__ import annotations

import datetime as dt
import os
import pty
import select
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from soleus.anatomy.leg import build_leg
from soleus.anatomy.person import Person
from soleus.dose.measure import add_doses
from soleus.plan.block_spec import BlockSpec
from soleus.plan.doser import Doser
from soleus.plan.plan import Plan, Reason, Session, Week
from soleus.plan.scheme_files import load_scheme
from soleus.store.log import open_log

PROGRAM = """
import sys, typer
from soleus.faces import cli_today, entry
app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
cli_today.register(app)
sys.exit(entry.run(app))
"""
TAKE_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""
TODAY = dt.date.today()


def make_session(doser: Doser, name: str, date: dt.date, *specs: BlockSpec, **more) -> Session:
    blocks = tuple(doser.block(s) for s in specs)
    dose = add_doses([b.dose for b in blocks] * more.get("times", 1))
    return Session(date, name, name.replace("_", " "), blocks, dose, f"{name}-{date}", **more)


@pytest.fixture(scope="session")
def doser() -> Doser:
    return Doser(build_leg(Person(height=1.78, mass=72.0, sex="male", age=34.0)))


@pytest.fixture(scope="session")
def plan(doser: Doser) -> Plan:
    """Today: three sets of two deep-squat calf raises with a hold of 4 s; in two days: a hill."""
    squat = BlockSpec("deep_squat_calf_raise", 3, 2, load=10.0, rest=10.0, hold=4.0)
    hill = BlockSpec("uphill_sprint", 1, 2, rest=60.0)
    sessions = (
        make_session(
            doser, "strength", TODAY, squat,
            reasons=(Reason("SPACE-48", "Two days lie between heavy calf sessions."),),
        ),
        make_session(doser, "hills", TODAY + dt.timedelta(days=2), hill),
    )  # fmt: skip
    week = Week(1, TODAY, sessions, add_doses([s.dose for s in sessions]))
    leg = doser.leg
    return Plan(leg.person, leg, load_scheme("article"), (week,), uid="test-plan")


@pytest.fixture
def database(tmp_path: Path, plan: Plan) -> Path:
    path = tmp_path / "log.sqlite"
    with open_log(path) as log:
        log.save_person(plan.person)
        log.save_plan(plan, "plan", "a test plan", TODAY)
    return path


class Terminal:
    """The real program behind a pseudo-terminal of 80 x 24."""

    def __init__(self, *command: str) -> None:
        self.master, self.slave = pty.openpty()
        termios.tcsetwinsize(self.slave, (24, 80))
        self.before = termios.tcgetattr(self.slave)
        self.text = ""
        self.process = subprocess.Popen(
            [sys.executable, "-c", TAKE_TERMINAL, *command],
            stdin=self.slave, stdout=self.slave, stderr=self.slave, start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip

    def wait_for(self, text: str, seconds: float = 60.0) -> str:
        """Read until a text appears after what was already waited for."""
        end = time.monotonic() + seconds
        while text not in self.text:
            self.read(0.1)
            assert time.monotonic() < end, f"no '{text}' in: {self.text[-3000:]}"
        seen, _, self.text = self.text.partition(text)
        return seen

    def read(self, seconds: float) -> None:
        ready, _, _ = select.select([self.master], [], [], seconds)
        if ready:
            try:
                self.text += os.read(self.master, 65536).decode("utf-8", "replace")
            except OSError:
                time.sleep(seconds)

    def type(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def end(self, seconds: float = 60.0) -> int:
        """Wait for the program to end; its exit status."""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            self.read(0.05)
            assert time.monotonic() < end, f"still running: {self.text[-3000:]}"
        while select.select([self.master], [], [], 0.2)[0]:
            self.read(0.0)
        return self.process.returncode

    def attributes(self) -> list:
        return termios.tcgetattr(self.slave)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)
        os.close(self.slave)


@pytest.fixture(scope="session")
def program() -> tuple[str, ...]:
    """The command line of the program, without its arguments."""
    return sys.executable, "-c", PROGRAM


@pytest.fixture
def terminal(program):
    """`terminal(*arguments)` starts the program, `terminal(command=...)` something else; all are
    ended afterwards."""
    started: list[Terminal] = []

    def start(*arguments: str, command=None) -> Terminal:
        started.append(Terminal(*(command or (*program, *arguments))))
        return started[-1]

    yield start
    for t in started:
        t.close()
