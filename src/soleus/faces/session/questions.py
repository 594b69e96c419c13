"""What is asked after a session: effort and pain, where Enter means not known."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape

__all__ = ["Answers", "ask_answers", "ask_choice", "read_line", "read_scale"]

_PAIN = "0 none, 3 mild, 5 moderate, 8 strong, 10 worst imaginable"
_EFFORT = "0 nothing at all, 3 moderate, 5 hard, 7 very hard, 10 as hard as you can"
_QUESTIONS = (
    ("effort", "How hard was it", _EFFORT),
    ("pain_during", "Worst pain during it", _PAIN),
    ("pain_after", "Pain now, right after", _PAIN),
)
Ask = Callable[[str], str | None]


@dataclass(frozen=True)
class Answers:
    """Effort and pain from 0 to 10, None where not known."""

    effort: float | None = None
    pain_during: float | None = None
    pain_after: float | None = None


def read_line(console: Console) -> Ask:
    """A function that asks on a console and reads a line of standard input; None at its end."""

    def ask(prompt: str) -> str | None:
        console.print(escape(prompt), end="", soft_wrap=True)
        console.file.flush()
        line = sys.stdin.readline() if sys.stdin is not None else ""
        return line.strip() if line else None

    return ask


def read_scale(text: str) -> float | None:
    """A number from 0 to 10 in words of a person; raises `ValueError` for anything else, None for
    no answer."""
    if not text:
        return None
    value = float(text.replace(",", "."))
    if not 0 <= value <= 10:
        raise ValueError(text)
    return value


def ask_answers(console: Console, ask: Ask) -> Answers:
    """Ask all questions, again after an answer that is none; the end of input leaves the rest
    not known."""
    console.print("Each 0 to 10; Enter alone: not known.")
    found: dict[str, float | None] = {}
    for key, question, scale in _QUESTIONS:
        while True:
            text = ask(f"{question}? ({scale}): ")
            if text is None:
                console.print()
                return Answers(**found)
            try:
                found[key] = read_scale(text)
                break
            except ValueError:
                console.print(escape(f"'{text}' is no number from 0 to 10; try again."))
    return Answers(**found)


def ask_choice(ask: Ask, prompt: str, choices: dict[str, str], usual: str) -> str:
    """One of `choices` (letter to meaning); `usual` for Enter or the end of input."""
    words = ", ".join(
        f"{letter} {meaning}{' (Enter)' if letter == usual else ''}"
        for letter, meaning in choices.items()
    )
    while True:
        text = ask(f"{prompt} {words}: ")
        if not text:
            return usual
        if text[0].lower() in choices:
            return text[0].lower()
