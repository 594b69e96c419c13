"""The tutorial's commands run from an empty home folder and print what the page shows."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_FEWER = re.compile(r"\.\.\. \d+ lines \.\.\.")


def tutorial():
    spec = importlib.util.spec_from_file_location("tutorial", ROOT / "tools" / "tutorial.py")
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["tutorial"] = module
    spec.loader.exec_module(module)
    return module


def words_and_numbers(text):
    """The words of an output, whatever its line breaks, and its numbers."""
    return _NUMBER.sub("#", " ".join(text.split())), [float(n) for n in _NUMBER.findall(text)]


@pytest.mark.shared
def test_every_command_prints_what_the_page_shows(tmp_path, shared):
    page = tutorial()
    found = page.steps(page.PAGE.read_text(encoding="utf-8"))
    commands = [s.command for s in found]
    for word in ("plan", "today", "do", "log", "import", "next", "undo", "export"):
        assert any(f"soleus {word}" in c for c in commands), f"the tutorial has no {word}"
    environment = page.prepare(tmp_path)
    for step in found:
        printed = page.shorten(page.run_step(step.command, tmp_path, environment))
        expected = step.output
        if "soleus do " in step.command:  # a slow machine passes over steps of a fast clock
            printed, expected = (t[t.index("Done: ") :] for t in (printed, expected))
        words, numbers = words_and_numbers(printed)
        shown_words, shown = words_and_numbers(expected)
        assert words == shown_words, f"{step.command} prints other words now"
        assert numbers == pytest.approx(shown, rel=0.03, abs=0.06), step.command
    for name in ("plan.ics", "plan.pdf"):
        assert (tmp_path / name).stat().st_size > 1000
    assert list((tmp_path / "workouts").glob("*.fit"))
