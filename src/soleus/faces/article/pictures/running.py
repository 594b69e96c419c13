"""Running: against exercises, with other steps, uphill; and the week of the schemes."""

from __future__ import annotations

import numpy as np

from soleus.anatomy.person import Person
from soleus.faces.article.pictures.registry import Picture, picture
from soleus.faces.article.pictures.solved import exercise_label, percent, repetition
from soleus.faces.article.plot import Bar, Line, bars, curves
from soleus.faces.article.words import cited
from soleus.motion.run_exercise import running_cost
from soleus.plan.scheme_files import load_scheme
from soleus.solve.gait_table import REFERENCE, load_gait_table
from soleus.study.check_results import nominal
from soleus.study.experiments.article import scheme_week

_RAISES = ("single_leg_calf_raise", "deep_squat_calf_raise", "standing_calf_raise",
           "seated_calf_raise")  # fmt: skip
_LEVEL = 3.5  # m/s, the speed the claims are tried at
_SCHEMES = ("article", "silbernagel", "alfredson")
#: Where the protocol that made tendons stiffer stands: scheme, phase; its source.
_PROTOCOL = ("isometric_start", "high_strain", "bohm2014")


def _gait(key: str, speed: float, grade: float = 0.0, cadence: float = np.nan) -> float:
    return float(load_gait_table("run").at([key], speed, grade, cadence)[key])


def _whose(person: Person) -> str:
    """What running numbers belong to when another body is asked."""
    return "" if person == REFERENCE else " Running numbers are those of the reference body."


def _cadence(speed: float, grade: float = 0.0) -> float:
    return _gait("cadence_spm", speed, grade)


@picture("running")
def running(person: Person) -> Picture:
    """Peak force of the soleus a step and in raises, and its impulse a minute."""
    key = "dose.soleus.{}".format
    rows, peaks, minutes = [], {}, {}
    for speed in (2.5, _LEVEL, 5.0):
        name = f"running {speed:g} m/s"
        peaks[name] = _gait(key("peak_force_bw"), speed)
        minutes[name] = _gait(key("impulse_bw_s"), speed) * _cadence(speed) / 2
    for exercise in _RAISES:
        r, name = repetition(person, exercise), exercise_label(exercise).lower()
        peaks[name] = float(r.force.max())
        minutes[name] = 60.0 * r.mean(r.force)
    for name, peak in peaks.items():
        color = "soleus" if name.startswith("running") else "other"
        text = f"{peak:.1f} (a minute: {minutes[name]:.0f} BW s)"
        rows.append(Bar(name, peak, color, text))
    run, single = f"running {_LEVEL:g} m/s", exercise_label(_RAISES[0]).lower()
    return Picture(
        bars("Peak pull of the soleus in each step or repetition", "body weights, one leg", rows),
        f"A step at {_LEVEL:g} m/s peaks at {peaks[run]:.1f} body weights, a {single} at "
        f"{peaks[single]:.1f}. Over a minute of either the soleus collects {minutes[run]:.0f} and "
        f"{minutes[single]:.0f} body weight seconds: running pulls hard, but briefly."
        + _whose(person),
    )


@picture("technique")
def technique(person: Person) -> Picture:
    """Peak forces with fewer and more steps at one speed, and at nine tenths of the top speed."""
    own, tendon = _cadence(_LEVEL), "dose.achilles.peak_force_bw"
    steps = {
        "8 % fewer, longer steps": 0.92, "steps as the runner chooses": 1.0,
        "8 % more, shorter steps": 1.08,
    }  # fmt: skip
    peaks = {name: _gait(tendon, _LEVEL, 0.0, own * f) for name, f in steps.items()}
    chosen = peaks["steps as the runner chooses"]
    table = load_gait_table("run")
    top = float(np.interp(0.0, table.grades, table.top))
    sprint = {s: _gait("dose.soleus.peak_force_bw", s * top) for s in (0.9, 1.0)}
    rows = [
        Bar(name, v, "soleus" if v > 1.005 * chosen else "other",
            f"{v:.1f} ({percent(v, chosen):+.0f} %)".replace("-", "−") if v != chosen
            else f"{v:.1f}")
        for name, v in peaks.items()
    ]  # fmt: skip
    longer = percent(peaks["8 % fewer, longer steps"], chosen)
    shorter = percent(peaks["8 % more, shorter steps"], chosen)
    gain = percent(sprint[1.0], sprint[0.9])
    return Picture(
        bars(f"Peak pull on the Achilles tendon at one speed ({_LEVEL:g} m/s)", "body weights",
             rows),
        f"Same speed, other steps: {longer:+.0f} % with longer and {shorter:+.0f} % with shorter "
        f"ones. The last tenth of the top speed changes the soleus' peak by {gain:+.0f} %.".replace(
            "-", "−") + _whose(person),
        f"A few more, shorter steps at the same speed take {-shorter:.0f} % off the tendon's peak; "
        "overlong ones add to it." if shorter < -1 and longer > 0 else "",
    )  # fmt: skip


@picture("uphill")
def uphill(person: Person) -> Picture:
    """Change of the soleus' impulse a second over grade, at equal speed and at equal power."""
    grades = np.arange(0.0, 0.201, 0.01)
    slower = np.array([_LEVEL * float(running_cost(0.0) / running_cost(g)) for g in grades])
    known = slower >= load_gait_table("run").speeds[0]  # slower, nobody was computed running
    grades, slower = grades[known], slower[known]
    found = {}
    for name, speeds in (("same speed", np.full(len(grades), _LEVEL)), ("same effort", slower)):
        rate = np.array([
            _gait("dose.soleus.impulse_bw_s", v, g) * _cadence(v, g)
            for v, g in zip(speeds, grades, strict=True)
        ])  # fmt: skip
        found[name] = 100 * (rate / rate[0] - 1.0)
    eight = {n: float(np.interp(0.08, grades, y)) for n, y in found.items()}
    speed = float(np.interp(0.08, grades, slower))
    hip = [_gait("hip.net_work_j_per_kg", 3.0, g) for g in (0.0, 0.08)]
    svg = curves(
        "Uphill: what the soleus gets in a second", "% more than on the level", "grade, %",
        [Line(100 * grades, found["same speed"], "same speed", "soleus"),
         Line(100 * grades, found["same effort"], "same effort, slower", "medialis", "7 5")],
    )  # fmt: skip
    caption = (
        f"At 8 % the soleus gets {eight['same speed']:+.0f} % at the same speed ({_LEVEL:g} m/s) "
        f"and {eight['same effort']:+.0f} % at the same effort ({speed:.1f} m/s). The hip's net "
        f"work in a stride goes from {hip[0]:.2f} to {hip[1]:.2f} J/kg (at 3 m/s)."
    )
    lesson = ""
    if eight["same effort"] < 0.5 * eight["same speed"]:
        lesson = (
            "A hill gives the soleus more only if you keep the pace: run slower, at equal effort, "
            f"it gets {eight['same effort']:+.0f} %.".replace("-", "−")
        )
    return Picture(svg, caption.replace("-", "−") + _whose(person), lesson)


def protocol_seconds() -> float:
    """Seconds a week of the protocol's last week: sets of short hard holds, as the scheme of
    isometric holds plans them."""
    name, phase_name, _ = _PROTOCOL
    phase = next(p for p in load_scheme(name).phases if p.name == phase_name)
    return sum(
        s.per_week[1] * b.sets[1] * b.repetitions[1] * b.duration[1]
        for s in phase.sessions for b in s.blocks if b.duration is not None
    )  # fmt: skip


@picture("scheme_dose")
def scheme_dose(person: Person) -> Picture:
    """Fourth week of the schemes: the tendon's time in the strain window, the soleus' impulse."""
    leg, protocol = nominal(person), protocol_seconds()
    rows, window, impulse = [], {}, {}
    for name in _SCHEMES:
        window[name] = scheme_week(leg, name, "achilles", "time_in_strain_window_s")
        impulse[name] = scheme_week(leg, name, "soleus", "impulse_bw_s")
    rows.append(Bar(f"protocol that made tendons stiffer ({cited(_PROTOCOL[-1])})", protocol,
                    "medialis", f"{protocol:.0f} s", hatched=True))  # fmt: skip
    for name in _SCHEMES:
        rows.append(Bar(
            load_scheme(name).label, window[name], "soleus" if name == "article" else "other",
            f"{window[name]:.0f} s; soleus {impulse[name]:.0f} BW s",
        ))  # fmt: skip
    return Picture(
        bars("A week's time of the tendon at the strain that makes it adapt",
             "seconds between 4.5 and 6.5 % of strain, fourth week, one leg", rows),
        f"The article's week holds the Achilles tendon at such strain for {window['article']:.0f} "
        f"s, a tested protocol for {protocol:.0f} s. The soleus collects "
        f"{impulse['article']:.0f} body weight seconds in it, {impulse['silbernagel']:.0f} in "
        "Silbernagel's.",
        f"For the tendon the scheme is short: {100 * window['article'] / protocol:.0f} % of the "
        "protocol's time at the strain that counts."
        if window["article"] < 0.5 * protocol else "",
    )  # fmt: skip
