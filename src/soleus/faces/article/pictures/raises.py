"""Raises, frame by frame: how even the tension is, the range, the top, the way down."""

from __future__ import annotations

import numpy as np

from soleus.anatomy.person import Person
from soleus.faces.article.canvas import WIDTH, Sheet, wrapped
from soleus.faces.article.pictures.registry import Picture, picture
from soleus.faces.article.pictures.solved import (
    PHASE_WORDS,
    Repetition,
    exercise_label,
    percent,
    repetition,
)
from soleus.faces.article.plot import Bar, Line, Shade, bars, curves
from soleus.faces.article.words import limit
from soleus.faces.validation_svg import Scale, nice_ticks

_DEEP, _STANDING = "deep_squat_calf_raise", "standing_calf_raise"
_FAST = 1.0  # s, a quick way down to compare with


def _phases(r: Repetition, *kinds: str) -> list[Shade]:
    """Stretches of time of the phases of some kinds, named."""
    return [
        Shade(a, b, PHASE_WORDS.get(k, k), "x", "other_soft") for k, a, b in r.phases if k in kinds
    ]


def _even() -> float | None:
    """Share of the highest pull that the lowest must be at least, to be called constant: where
    the claim's strictest test holds."""
    return limit("constant_tension", "steadiness", strictest=True)


def _band(r: Repetition, share: float | None) -> list[Shade]:
    if share is None:
        return []
    top = float(r.force.max())
    return [Shade(share / 100 * top, top, f"constant: {share:.0f} % of the peak and more")]


@picture("constant_tension", exercise=_DEEP)
def constant_tension(person: Person) -> Picture:
    """Soleus force over a repetition in the deep squat, with what counts as constant."""
    r = repetition(person, _DEEP)
    share, even = 100 * r.force.min() / r.force.max(), _even()
    low, high = (float(r.ankle[i]) for i in (np.argmin(r.force), np.argmax(r.force)))
    svg = curves(
        "Pull of the soleus over one deep-squat raise", "body weights, one leg", "seconds",
        [Line(r.time, r.force, "soleus", "soleus")], _band(r, even), name_room=100.0,
    )  # fmt: skip
    return Picture(
        svg,
        f"Up in {r.phases[0][2]:g} s, hold {r.phases[1][2] - r.phases[1][1]:g} s, down in "
        f"{r.phases[2][2] - r.phases[2][1]:g} s. The pull goes from {r.force.max():.2f} body "
        f"weights (ankle bent {high:.0f} degrees) to {r.force.min():.2f} (ankle {low:.0f}): the "
        f"lowest is {share:.0f} % of the highest.",
        f"The heavy part is the bottom, not the top: the pull there is "
        f"{r.force.max() / r.force.min():.1f} times that at the top. Go all the way down."
        if even is not None and share < even and high > low else "",
    )  # fmt: skip


@picture("ankle_range", exercise=_STANDING)
def ankle_range(person: Person) -> Picture:
    """How far the ankle goes in several raises."""
    names = (_DEEP, _STANDING, "step_calf_raise", "bent_knee_calf_raise")
    spans = {n: repetition(person, n).ankle for n in names}
    ends = {n: (float(a.min()), float(a.max())) for n, a in spans.items()}
    travel = {n: b - a for n, (a, b) in ends.items()}
    widest = max(travel, key=lambda n: travel[n])
    return Picture(
        _ranges("Ankle angle from the top of a raise to its bottom", ends),
        f"The ankle turns {travel[_DEEP]:.0f} degrees in the deep squat and "
        f"{travel[_STANDING]:.0f} in the standing raise, but in the deep squat it goes to "
        f"{ends[_DEEP][1]:.0f} degrees of stretch, in the standing raise to "
        f"{ends[_STANDING][1]:.0f}. Most travel: {exercise_label(widest).lower()}, "
        f"{travel[widest]:.0f} degrees.",
    )


def _ranges(title: str, ends: dict[str, tuple[float, float]]) -> str:
    """Floating bars of degrees, one an exercise."""
    sheet = Sheet(44 * len(ends) + 118, title)
    top = sheet.lines(12, 20, wrapped(title, WIDTH - 24, 13.5, bold=True), size=13.5, bold=True)
    low = min(0.0, *(a for a, _ in ends.values())) - 4
    high = max(b for _, b in ends.values()) + 4
    xs = Scale(low, high, 40, WIDTH - 40)
    bottom = sheet.height - 26
    sheet.text(xs(0) - 8, top + 3, "← toes down", "soft", 11.5, "end")
    sheet.text(xs(0) + 8, top + 3, "calf stretched →", "soft", 11.5)
    for tick in nice_ticks(low, high, 6):
        sheet.line(xs(tick), top + 11, xs(tick), bottom, "soft" if tick == 0 else "grid", 0.8)
        sheet.text(xs(tick), bottom + 15, f"{tick:g}°".replace("-", "−"), "soft", 11, "middle")
    y = top + 24
    for name, (a, b) in ends.items():
        sheet.text(40, y + 8, exercise_label(name), "ink", 12)
        color = "soleus" if name == _DEEP else "other"
        sheet.box(xs(a), y + 15, xs(b) - xs(a), 13, color)
        for v, anchor, shift in ((a, "end", -5), (b, "start", 5)):
            text = f"{v:.0f}°".replace("-", "−")
            sheet.text(xs(v) + shift, y + 26, text, "ink", 11.5, anchor, bold=True)
        y += 44
    return sheet.render()


@picture("hold_at_top")
def hold_at_top(person: Person) -> Picture:
    """Drive and pull over a repetition, the top shaded."""
    r = repetition(person, _DEEP)
    lines = [
        Line(r.time, 100 * values / r.mean(values), name, color, dash)
        for values, name, color, dash in (
            (r.force, "pull", "soleus", ""), (r.activation, "drive (activation)", "medialis", "7 5")
        )
    ]  # fmt: skip
    pull, drive = (100 * r.mean(v, "hold_top") / r.mean(v) for v in (r.force, r.activation))
    return Picture(
        curves(
            "Drive and pull of the soleus in a deep-squat raise", "% of its own mean", "seconds",
            lines, _phases(r, "hold_top"), name_room=84.0,
        ),
        f"At the top the muscle is driven at {drive:.0f} % of its mean over the repetition and "
        f"pulls with {pull:.0f} %.",
        f"Holding at the top trains the drive more than the pull ({drive:.0f} against {pull:.0f} "
        "% of the mean); for load on muscle and tendon, spend the time lower down."
        if drive > pull + 10 else "",
    )  # fmt: skip


@picture("slow_return")
def slow_return(person: Person) -> Picture:
    """Impulse by phase, coming down slowly and fast, each solved at its own speed."""
    kinds = ("raise", "hold_top", "lower")
    own = next(b - a for k, a, b in repetition(person, _DEEP).phases if k == "lower")
    rows, found = [], {}
    for down in (own, _FAST):
        r = repetition(person, _DEEP, lower=down)
        parts = found[down] = {k: r.impulse(k) for k in kinds}
        rows.append(Bar(
            f"coming down in {down:g} s", 0.0, text=f"{sum(parts.values()):.1f}",
            parts=((parts["raise"], "other"), (parts["hold_top"], "other_soft"),
                   (parts["lower"], "soleus")),
        ))  # fmt: skip
    slow, fast = found[own], found[_FAST]
    total, less = sum(slow.values()), sum(fast.values())
    return Picture(
        bars("What the soleus gets in one deep-squat raise", "force over time, body weights x s",
             rows, key=(("other", "up", True), ("other_soft", "hold", True),
                        ("soleus", "down", False))),
        f"Of the {total:.1f} body weight seconds of a repetition {slow['lower']:.1f} fall into the "
        f"way down; solved anew with {_FAST:g} s down instead of {own:g} it gives {less:.1f}.",
        f"Coming down in {own:g} s instead of {_FAST:g} gives {percent(total, less):.0f} % more "
        "pull times seconds in a repetition, without any more weight. That is not as much more "
        "growth: see the evidence." if less < total else "",
    )  # fmt: skip


@picture("glute_ham", exercise="glute_ham_raise")
def glute_ham(person: Person) -> Picture:
    """Soleus force over a glute-ham raise for the least, middle and most forefoot pressure."""
    name = "glute_ham_raise"
    shares = ((1.0, "all the load on the plate", ""), (0.5, "half", "7 5"), (0.0, "none", "2 4"))
    reps = {s: repetition(person, name, share=s) for s, _, _ in shares}
    single = repetition(person, "single_leg_calf_raise").force.max()
    lines = [Line(reps[s].time, reps[s].force, word, "soleus", d) for s, word, d in shares]
    level = np.full(2, single)
    lines.append(Line(reps[0.5].time[[0, -1]], level, "peak of a raise on one leg", "other", "9 3"))
    half = reps[0.5].force
    return Picture(
        curves(
            "Pull of the soleus in a glute-ham raise, by how hard the forefeet press",
            "body weights, one leg", "seconds", lines, name_room=104.0, height=290.0,
        ),
        f"With half the load on the foot plate the pull goes from {half.min():.2f} to "
        f"{half.max():.2f} body weights; a calf raise on one "
        f"leg peaks at {single:.2f}. How hard people press has not been measured.",
        f"As an exercise for the soleus it is light: its peak is {100 * half.max() / single:.0f} % "
        "of that of a calf raise on one leg."
        if half.max() < 0.5 * single else "",
    )  # fmt: skip
