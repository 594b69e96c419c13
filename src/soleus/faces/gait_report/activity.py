"""The page of a recorded run: what it gave soleus and Achilles tendon, and where."""

from __future__ import annotations

from soleus.dose.running import RunDose
from soleus.faces.gait_report.page import document, header, section
from soleus.faces.gait_report.run_charts import Course
from soleus.faces.gait_report.run_tables import bands_table, clock, kilometers, laps, slopes
from soleus.faces.gait_report.sentences import hanging, pace
from soleus.faces.report.markup import esc, json_script, number, percent

__all__ = ["activity_page"]

_HOW = """
<p>A watch records speed, altitude and often cadence, second by second; it measures no force. Every
second is given the step that the running model predicts at that speed, grade and cadence for a body
of this leg length, taken from gaits computed beforehand. All values are for <strong>one
leg</strong>; 1 BW is the weight of the person, and BW·s adds up force over time.</p>
<p>The shaded bands and whiskers hold nine of ten bodies if the model’s constants are as
uncertain as their sources say. They do not cover shoes, ground, style, pain or a foot strike of
one’s own. This is a calculation, not medical advice.</p>
"""


def activity_page(run: RunDose) -> str:
    """The whole document of a recorded run."""
    course = Course(run)
    sections = [
        ("course", "The course of the run", (
            '<p class="readout" data-run-readout>Point into a chart to read it.</p>',
            course.html(), json_script("run-data", {"texts": course.texts()}))),
        ("parts", "Kilometer by kilometer", (
            f'<p class="note">{_KEY} Whiskers: 90\u202f% interval.</p>', kilometers(run),
            laps(run))),
        ("slope", "Uphill, level, downhill", (slopes(run), bands_table(run))),
        ("used", "What was used, and what was assumed", (_used(run),)),
        ("method", "How this was computed, and what it does not know", (_HOW,)),
    ]  # fmt: skip
    names = {
        "course": "Course", "parts": "Kilometers", "slope": "Slope", "used": "Used and assumed",
        "method": "Method",
    }  # fmt: skip
    top = header(
        "Soleus run", _title(run), run.leg.person.describe(), list(names.items()), _lead(run)
    )
    body = "".join(section(k, n, *parts) for k, n, parts in sections)
    foot = (
        "<footer><p>Made by Soleus. This file works offline and asks nothing of the network.</p>"
        "</footer>"
    )
    return document(f"Soleus: {_title(run)}", f"{top}<main>{body}</main>{foot}", "run.js")


_KEY = (
    '<span class="swatch achilles"></span> Achilles tendon <span class="swatch soleus"></span> '
    "soleus."
)


def _title(run: RunDose) -> str:
    s, activity = run.summary, run.activity
    day = f", {activity.start:%-d %B %Y}" if activity.start else ""
    kind = "A run" if run.running.sum() * 2 >= run.moving.sum() else "A walk"
    return f"{kind} of {number(s['distance_m'] / 1000, 1)} km{day}"


def _lead(run: RunDose) -> str:
    s = run.summary
    a, soleus = s["achilles"], s["soleus"]
    low, high = a["impulse_bw_s_interval"]
    speed = s["distance_m"] / max(s["moving_s"], 1.0)
    per = a["impulse_bw_s"] / max(s["distance_m"] / 1000.0, 1e-3)
    share = soleus["impulse_bw_s"] / max(a["impulse_bw_s"], 1e-9)
    peak_low, peak_high = a["peak_force_bw_interval"]
    first = (
        f"{s['steps'] // 2:,} steps of each leg put {_thousands(a['impulse_bw_s'])} body weights × "
        f"seconds through one Achilles tendon ({_thousands(low)} to {_thousands(high)}), "
        f"as if your weight hung on it for {hanging(a['impulse_bw_s'])}; the soleus gave "
        f"{percent(share)} of it."
    ).replace(",", "\u202f", 1 if s["steps"] >= 2000 else 0)
    items = [
        f"{clock(s['moving_s'])} in motion at {pace(speed) if speed > 0.2 else '–'} a kilometer, "
        f"{number(s['climb_m'], 0)} m of climbing; the tendon got {number(per, 0)} BW·s a "
        "kilometer.",
        f"The hardest steps pulled the tendon with {number(a['peak_force_bw'], 1)} body weights "
        f"({number(peak_low, 1)} to {number(peak_high, 1)}).",
    ]
    walked = float((run.moving & ~run.running).sum())
    if walked >= 60:
        items.append(f"{clock(walked)} of it was walking.")
    points = "".join(f"<li>{esc(i)}</li>" for i in items)
    return f'<p class="lead-words">{esc(first)}</p><ul class="also">{points}</ul>'


def _thousands(value: float) -> str:
    return f"{value:,.0f}".replace(",", "\u202f")


def _used(run: RunDose) -> str:
    """What the file gave, what was assumed instead."""
    activity = run.activity
    moving = max(int(run.moving.sum()), 1)
    recorded = int((run.moving & (activity.cadence > 0)).sum())
    used = [
        f"file {activity.path.name}: {clock(len(run.time))} at one value a second, "
        f"{clock(moving)} of it in motion",
        f"cadence recorded in {percent(recorded / moving)} of that",
        f"one standard deviation of forces: {_spread(run)}",
    ]
    if not activity.complete:
        used.append("the file is cut short or damaged: only what could be read is here")
    items = "".join(f"<li>{esc(u[:1].upper() + u[1:])}.</li>" for u in used)
    assumed = "".join(
        f"<li>{esc(a[:1].upper() + a[1:]).rstrip('.')}.</li>" for a in run.assumptions
    )
    nothing = "<li>Nothing beyond the model itself.</li>"
    return (
        f'<h3>Used</h3><ul class="technique">{items}</ul><h3>Assumed</h3>'
        f'<ul class="technique">{assumed or nothing}</ul>'
    )


def _spread(run: RunDose) -> str:
    names = {"achilles": "Achilles tendon"}
    return ", ".join(f"{names.get(t, t)} {percent(v)}" for t, v in run.relative.items())
