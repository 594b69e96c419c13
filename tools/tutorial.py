"""Run the tutorial: every command of docs/tutorial.md, in order, in an empty home folder.

`python tools/tutorial.py` writes the outputs and pictures anew; `tests/docs/test_tutorial.py` runs
the same commands and compares. Commands stand in console blocks behind `$ `; what follows is their
output. The watch files come from the measured data beside the project.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "tutorial.md"
IMAGES = ROOT / "docs" / "images"
WATCH = {
    "marathon.fit": "18360138543_ACTIVITY_Osaka_Marathon_2025.fit",
    "evening.tcx": "3173437224.tcx",
    "summer.fit": "activity-small-fenix2-run.fit",
}
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_WHEN = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}(?::\d{2})?")
#: What is typed where the guided session waits.
TYPED = (
    ("Space goes on", b" "), ("space at the end", b" "), ("Space finishes", b" "),
    ("How hard was it", b"7\n"),
    ("Worst pain during", b"2\n"), ("Pain now", b"1\n"), ("Log this?", b"\n"),
)  # fmt: skip
_LONGEST = 60  # lines of one output that the page shows


@dataclass(frozen=True)
class Step:
    """One command and what it printed."""

    command: str
    output: str = ""


def steps(text: str) -> list[Step]:
    """The commands of a page with their outputs, in order."""
    found: list[Step] = []
    for block in _BLOCK.findall(text):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append(Step(line[2:]))
            elif found:
                found[-1] = replace(found[-1], output=f"{found[-1].output}{line}\n")
    return found


def prepare(home: Path) -> dict[str, str]:
    """An empty home with three watch files in it, and the environment to run in."""
    data = (ROOT / ".." / "shared" / "data" / "watch_files").resolve()
    for name, origin in WATCH.items():
        shutil.copy(data / origin, home / name)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SOLEUS_", "XDG_"))}
    binaries = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
    return {**kept, "HOME": str(home), "PATH": binaries, "COLUMNS": "100", "TZ": "Asia/Tokyo"}


def run_step(command: str, home: Path, environment: dict[str, str]) -> str:
    """What a command prints, both streams, with moments of time made alike."""
    if "soleus do " in command:
        return run_typing(command, home, environment)
    done = subprocess.run(
        ["bash", "-c", command], cwd=home, env=environment, text=True, timeout=300, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if done.returncode not in (0, 2):
        raise RuntimeError(f"{command}: ended with {done.returncode}:\n{done.stdout}")
    return tidy(done.stdout, home)


def run_typing(command: str, home: Path, environment: dict[str, str]) -> str:
    """As `run_step`, with somebody at the keyboard who goes on where asked and answers."""
    import pty
    import time

    inside, outside = pty.openpty()
    process = subprocess.Popen(
        ["bash", "-c", command], cwd=home, env=environment, stdin=outside,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    os.close(outside)
    assert process.stdout is not None
    printed, seen, end = b"", 0, time.monotonic() + 240
    while chunk := os.read(process.stdout.fileno(), 65536):
        printed += chunk
        for words, typed in TYPED:
            if words in printed[seen:].decode(errors="ignore"):
                seen = len(printed)
                os.write(inside, typed)
        if time.monotonic() > end:
            process.kill()
    os.close(inside)
    process.stdout.close()
    if process.wait() != 0:
        raise RuntimeError(f"{command}: ended with {process.returncode}:\n{printed.decode()}")
    return tidy(printed.decode(), home)


def tidy(text: str, home: Path) -> str:
    """An output as the page shows it: no place of this machine, no moment, no blank ends."""
    text = _WHEN.sub("2025-02-18 20:15", text.replace(str(home), "~"))
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines()) + "\n"


def shorten(text: str) -> str:
    """A long output with its middle left out."""
    lines = text.splitlines()
    if len(lines) <= _LONGEST:
        return text
    half = _LONGEST // 2
    left = len(lines) - 2 * half
    return "\n".join([*lines[:half], f"... {left} lines ...", *lines[-half:]]) + "\n"


def main() -> None:
    """Run everything and write the page and its pictures anew."""
    import tempfile

    text = PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        environment = prepare(home)

        def again(match: re.Match[str]) -> str:
            lines = ["```console\n"]
            for step in steps(match[0]):
                print(step.command, file=sys.stderr)
                output = run_step(step.command, home, environment)
                lines.append(f"$ {step.command}\n{shorten(output)}".rstrip("\n") + "\n")
            return "".join([*lines, "```"])

        PAGE.write_text(_BLOCK.sub(again, text), encoding="utf-8")
        pictures(home)


def pictures(home: Path) -> None:
    """The printed plan and the screen of a session as pictures."""
    from soleus.faces.exports.pdf import render_png
    from soleus.faces.session.picture import screen_svg
    from soleus.store.log import open_log

    database = home / ".local" / "share" / "soleus" / "log.sqlite"
    with open_log(database) as log:
        stored = log.plan()
        assert stored is not None
        (IMAGES / "plan_page.png").write_bytes(render_png(stored.plan)[0])
        first = next(stored.plan.sessions())
        (IMAGES / "session.svg").write_text(screen_svg(first, "hold", 8.0), encoding="utf-8")


if __name__ == "__main__":
    main()
