"""The live screen of a session, for terminals of any size."""

from __future__ import annotations

import math
from collections.abc import Callable

from rich.cells import cell_len, set_cell_size
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from soleus.faces.session.big_text import big_height, big_text, big_width, largest_scale
from soleus.faces.session.view import View, clock_text

__all__ = ["Screen", "draw"]

_COLORS = {
    "work": "bright_green", "hold": "bright_yellow", "run": "bright_green",
    "steady": "bright_green", "rest": "bright_cyan", "break": "bright_cyan",
    "ready": "bright_magenta", "end": "bright_white", "warm_up": "bright_white",
    "set_up": "bright_white",
}  # fmt: skip
_BEATS = {"UP": "bright_green", "HOLD": "bright_yellow", "DOWN": "bright_blue"}
#: Rows the large number leaves to everything else, where there is room.
_GAP = 4


class Screen:
    """Shows views on the whole terminal until left; `plain_characters` draws without blocks."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._plain = not _can_draw_blocks(console)
        self._live: Live | None = None

    def __enter__(self) -> Screen:
        self._live = Live(console=self._console, screen=True, auto_refresh=False)
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None

    def show(self, moment: View) -> None:
        """Draw one moment."""
        if self._live is not None:
            width, height = self._console.size
            picture = draw(moment, width, height, self._plain)
            self._live.update(picture, refresh=True)

    def aside(self, act: Callable[[], None]) -> None:
        """Leave the screen, do something, and come back."""
        self.__exit__()
        act()
        self.__enter__()


def _can_draw_blocks(console: Console) -> bool:
    try:
        "▀█━·".encode(console.encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return not console.legacy_windows


def draw(moment: View, width: int, height: int, plain_characters: bool = False) -> RenderableType:
    """One moment as rows that fit a terminal; the number and the word are drawn as large as there
    is room for, and what matters least is left out first where there is little."""
    width, height = max(width, 10), max(height, 3)
    around = _around(moment, width, plain_characters)
    room = height - sum(len(rows) for _, rows in around) - _GAP
    for name in ("words", "bar", "session", "coming", "keys", "title"):
        if room >= big_height(2) or (room >= 2 and name in ("keys", "title")):
            break
        room += sum(len(rows) for n, rows in around if n == name)
        around = [(n, rows) for n, rows in around if n != name]
    top = [row for n, rows in around if n in ("session", "title", "words") for row in rows]
    bottom = [row for n, rows in around if n in ("bar", "message", "coming") for row in rows]
    keys = [row for n, rows in around if n == "keys" for row in rows]
    space = max(1, height - len(top) - len(bottom) - len(keys))
    large = _large(moment, width, space, plain_characters)
    spare = height - len(top) - len(large) - len(bottom) - len(keys)
    above, below = max(0, spare) // 2, max(0, spare) - max(0, spare) // 2
    rows = [*top, *_blank(above), *large, *_blank(below), *bottom, *keys][:height]
    for row in rows:
        row.no_wrap, row.overflow = True, "crop"
    return Group(*rows)


def _blank(count: int) -> list[Text]:
    return [Text("") for _ in range(count)]


def _around(moment: View, width: int, plain: bool) -> list[tuple[str, list[Text]]]:
    left = f"{clock_text(moment.elapsed)} gone, about {_about(moment.remaining)} left"
    place = Text.assemble((moment.title, "bold"), ("   " if moment.place else "", ""),
                          (moment.place, "bold bright_white"))  # fmt: skip
    parts = [
        ("session", [_two_ends(moment.session, left, width), _rule(moment, width, plain)]),
        ("title", [Text(""), place]),
        ("words", [Text(t, style="") for t in _folded(moment.words, width, 3)]),
        ("bar", [*_bar(moment, width, plain), Text("")]),
        ("message", [Text(moment.message, style="bold bright_yellow")] if moment.message else []),
        ("coming", [Text.assemble(("next  ", "dim"), moment.coming)]),
        ("keys", [Text(""), *_key_rows(moment, width)]),
    ]
    return [(name, rows) for name, rows in parts if rows]


def _about(seconds: float) -> str:
    return f"{math.ceil(seconds / 60)} min" if seconds >= 60 else f"{math.ceil(seconds)} s"


def _two_ends(left: str, right: str, width: int) -> Text:
    if cell_len(left) + cell_len(right) + 2 > width:
        left = set_cell_size(left, max(0, width - cell_len(right) - 2))
    gap = " " * max(1, width - cell_len(left) - cell_len(right))
    return Text.assemble((left, "bold"), gap, (right, "dim"))


def _rule(moment: View, width: int, plain: bool) -> Text:
    whole = moment.elapsed + moment.remaining
    done = round(width * moment.elapsed / whole) if whole > 0 else width
    full, empty = ("=", "-") if plain else ("━", "─")
    return Text.assemble((full * done, "bright_white"), (empty * (width - done), "dim"))


def _folded(words: str, width: int, most: int) -> list[str]:
    import textwrap

    rows = textwrap.wrap(words, width) or []
    return rows[:most]


def _bar(moment: View, width: int, plain: bool) -> list[Text]:
    """The phases of the repetition as one bar with their words below, or the time of the step."""
    full, empty = ("#", ".") if plain else ("█", "░")
    if moment.beats:
        whole = sum(seconds for _, seconds, _ in moment.beats)
        bar, labels = Text(), Text()
        for word, seconds, share in moment.beats:
            size = max(3, round((width - 2) * seconds / whole))
            done = round(size * share)
            color = _BEATS.get(word.upper(), "bright_white")
            bar.append(full * done, color).append(empty * (size - done), color).append(" ")
            here = 0 < share < 1
            label = f"{word} {seconds:g} s"
            labels.append(set_cell_size(label, size), f"bold {color}" if here else "dim")
            labels.append(" ")
        return [bar, labels]
    if moment.share is None:
        return []
    done = round(width * min(1.0, moment.share))
    color = _COLORS[moment.kind]
    return [Text.assemble((full * done, color), (empty * (width - done), color))]


def _key_rows(moment: View, width: int) -> list[Text]:
    rows = [Text()]
    for key, meaning in moment.keys:
        piece = Text.assemble((f" {key} ", "reverse"), f" {meaning}")
        if rows[-1] and rows[-1].cell_len + 2 + piece.cell_len > width:
            rows.append(Text())
        rows[-1] = rows[-1].append("  ").append_text(piece) if rows[-1] else piece
    return rows


def _large(moment: View, width: int, height: int, plain: bool) -> list[Text]:
    """The number, and beside it the word and the repetition."""
    color = _BEATS.get(moment.cue, _COLORS[moment.kind])
    side = [t for t in (moment.cue, moment.count) if t]
    for scale in (4, 3, 2, 1):
        number = big_width(moment.number, scale)
        small = largest_scale(
            max(side, key=len),
            width - number - (6 if number else 0),
            height if len(side) == 1 else (height - 1) // 2,
            most=scale if moment.number else 4,
        )
        if big_height(scale) <= height and small:
            break
    else:
        text = " ".join(t for t in (moment.cue, moment.number, moment.count) if t)
        return [Text(text, style=f"bold {color}")]
    if len(side) == 2:
        small = min(small, max(1, (big_height(scale) - 1) // (2 * big_height(1))))
    left = big_text(moment.number, scale, plain) if moment.number else []
    right: list[str] = []
    for text in side:
        right += ["", *big_text(text, small, plain)] if right else big_text(text, small, plain)
    return _beside(left, right, number, color)


def _beside(left: list[str], right: list[str], number: int, color: str) -> list[Text]:
    high = max(len(left), len(right))
    shift_left, shift_right = (high - len(left)) // 2, (high - len(right)) // 2
    rows = []
    for i in range(high):
        a = left[i - shift_left] if 0 <= i - shift_left < len(left) else ""
        b = right[i - shift_right] if 0 <= i - shift_right < len(right) else ""
        gap = "      " if number else ""
        rows.append(Text(f"{a.ljust(number)}{gap}{b}", style=f"bold {color}"))
    return rows
