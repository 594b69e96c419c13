"""Standing, the arch of the foot, the head of the fibula, and the ankle's range over weeks."""

from __future__ import annotations

import math

import numpy as np

from soleus.anatomy.foot import Foot
from soleus.anatomy.person import Person
from soleus.dose.mobility import mean_gain, measure_mobility, mobility_after
from soleus.faces.article.canvas import WIDTH, Sheet, wrapped
from soleus.faces.article.pictures.registry import Picture, picture
from soleus.faces.article.pictures.solved import exercise_label, solution
from soleus.faces.article.plot import Bar, Line, bars, curves
from soleus.faces.article.words import plain
from soleus.faces.muscle_words import CALF
from soleus.solve.arch_motion import ArchMotion, arch_over
from soleus.solve.fibula import CAUSES, fibula_over
from soleus.solve.standing import simulate_standing
from soleus.study.check_results import nominal

_SECONDS = 20.0  # shown of the stance the claim is tried with
_CALF = (
    ("soleus", "soleus", ""), ("gastrocnemius_medialis", "medialis", "7 5"),
    ("gastrocnemius_lateralis", "lateralis", "2 4"),
)  # fmt: skip


@picture("postural_work")
def postural_work(person: Person) -> Picture:
    """Activity of the calf's muscles in the first seconds of the stance the claim is tried with."""
    stance = simulate_standing(nominal(person))
    shown = stance.time <= _SECONDS
    lines = [
        Line(stance.time[shown], 100 * stance.activations[shown, stance.index(m)], CALF[m], color,
             dash)
        for m, color, dash in _CALF
    ]  # fmt: skip
    share = {m: 100 * stance.active_share(m) for m in CALF}
    level = 100 * stance.mean_activation("soleus")
    return Picture(
        curves(
            f"{_SECONDS:.0f} seconds of quiet standing, simulated", "activity, % of the most",
            "seconds", lines, name_room=104.0,
        ),
        f"Over the {stance.time[-1]:.0f} s simulated the soleus is active {share['soleus']:.0f} % "
        f"of the time, the {CALF['gastrocnemius_medialis']} "
        f"{share['gastrocnemius_medialis']:.0f} %, the {CALF['gastrocnemius_lateralis']} "
        f"{share['gastrocnemius_lateralis']:.0f} %; but the soleus works at only {level:.1f} % of "
        f"what it can. Shown are the first {_SECONDS:.0f} s.",
        f"Standing is work without end, but light: {level:.1f} % of what the muscle can."
        if share["soleus"] > 80 and level < 10 else "",
    )  # fmt: skip


# --- the arch ------------------------------------------------------------------------------
_FOOT_TASKS = ("quiet_standing", "standing_calf_raise", "single_leg_calf_raise")
_SKETCHED = "single_leg_calf_raise"
_TALLER = 2.0  # heights are drawn so many times too large


@picture("foot_arch")
def foot_arch(person: Person) -> Picture:
    """The bow of the foot under load, with the pull of the soleus and without it."""
    arches = {n: arch_over(solution(person, n)) for n in _FOOT_TASKS}
    effect = {n: 1000 * float(a.soleus_effect[a.index_of("peak")]) for n, a in arches.items()}
    does = "lowers" if effect[_SKETCHED] < 0 else "raises"
    same = len({math.copysign(1.0, v) for v in effect.values()}) == 1
    parts = [f"{abs(v):.1f} mm ({exercise_label(n).lower()})" for n, v in effect.items()]
    lesson = ""
    if same and does == "lowers":
        lesson = "Do not train the soleus to lift the arch: when it pulls, the arch sinks further."
    return Picture(
        _arch_svg(arches, effect),
        f"The pull of the soleus {does} the arch by " + ", ".join(parts) + "."
        if same else "What the soleus' pull does to the arch: " + ", ".join(
            f"{plain(v)} mm ({exercise_label(n).lower()})" for n, v in effect.items()) + ".",
        lesson,
    )  # fmt: skip


def _arch_svg(arches: dict[str, ArchMotion], effect: dict[str, float]) -> str:
    title = "The arch in a calf raise on one leg, when the calf pulls hardest"
    head = wrapped(title, WIDTH - 24, 13.5, bold=True)
    sheet = Sheet(302 + 17 * len(head) + 37 * len(effect), title)
    y = sheet.lines(12, 20, head, size=13.5, bold=True)
    sheet.text(12, y + 1, f"heights drawn {_TALLER:g} times too large; heel left, ball right",
               "soft", 11.5)  # fmt: skip
    a = arches[_SKETCHED]
    i = a.index_of("peak")
    ground = y + 160
    shapes = (
        (0.0, "other", "2 4", "no load"),
        (float(a.without_soleus.flattening[i]), "medialis", "7 5", "loaded, soleus silent"),
        (float(a.state.flattening[i]), "soleus", "", "loaded, soleus pulling"),
    )
    for flattening, color, dash, _ in shapes:
        _bow(sheet, a.foot, flattening, ground, color, dash)
    y = ground + 22
    for flattening, color, dash, word in shapes:
        height = 1000 * float(a.foot.arch_height(flattening))
        sheet.line(12, y - 4, 34, y - 4, color, 2.6, dash)
        sheet.text(41, y, f"{word}: {height:.1f} mm", color, 12, bold=True)
        y += 16
    y += 14
    sheet.text(12, y, "What the pull of the soleus does to the arch's height", "ink", 12, bold=True)
    widest = max(abs(v) for v in effect.values())
    for name, v in effect.items():
        sheet.text(12, y + 20, exercise_label(name), "ink", 12)
        wide = 300 * abs(v) / max(widest, 1e-9)
        sheet.box(12, y + 25, max(wide, 1.0), 11, "soleus")
        sheet.text(18 + wide, y + 35, f"{v:+.1f} mm".replace("-", "−"), "ink", 12, bold=True)
        y += 37
    return sheet.render()


def _bow(sheet: Sheet, foot: Foot, flattening: float, ground: float, color: str, dash: str) -> None:
    """Heel, midfoot joint and ball, and the fascia below them as a thin line."""
    scale = (WIDTH - 90) / foot.length
    back, height = (float(v) for v in foot.bow(flattening))
    line = abs(foot.ball - foot.heel) + float(foot.spread(flattening))
    heel = 45 + scale * foot.heel.real
    ball = heel + scale * line
    top = ball - scale * back, ground - _TALLER * scale * height
    sheet.path([(heel, ground), top, (ball, ground)], color, dash)
    sheet.line(heel, ground, ball, ground, color, 0.9, dash)
    for x, y in ((heel, ground), top, (ball, ground)):
        sheet.dot(x, y, color, 3.4, hollow=bool(dash))


# --- the fibula ----------------------------------------------------------------------------
_CAUSE_WORDS = {
    "soleus": "pull of the soleus", "dorsiflexion": "bending of the ankle",
    "axial_load": "weight through the leg", "other_muscles": "other muscles",
}  # fmt: skip
_FIBULA_TASK = "single_leg_calf_raise"


@picture("fibular_head")
def fibular_head(person: Person) -> Picture:
    """How far each cause moves the head of the fibula when the soleus pulls hardest on it."""
    leg = nominal(person)
    motion = fibula_over(solution(person, _FIBULA_TASK), leg)
    sizes = 1000 * np.linalg.norm(motion.head[:, motion.peak], axis=-1)
    whole = 1000 * float(np.linalg.norm(motion.head[:, motion.peak].sum(axis=0)))
    rows = [
        Bar(_CAUSE_WORDS[c], float(s), "soleus" if c == "soleus" else "other", f"{s:.2f} mm")
        for c, s in sorted(zip(CAUSES, sizes, strict=True), key=lambda p: -p[1])
    ]
    rows.append(Bar("all together", whole, "achilles", f"{whole:.2f} mm"))
    own = float(sizes[CAUSES.index("soleus")])
    pull = float(motion.pull_size[motion.peak]) / person.body_weight
    share = 100 * float(motion.shares[CAUSES.index("soleus"), motion.peak])
    return Picture(
        bars(
            "How far the head of the fibula moves in a calf raise on one leg",
            "millimeters, when the soleus pulls hardest on it", rows,
        ),
        f"The part of the soleus that starts from the fibula pulls on it with {pull:.1f} body "
        f"weights and moves its head by {own:.1f} mm, {share:.0f} % of what all causes do.",
    )  # fmt: skip


# --- the ankle's range ---------------------------------------------------------------------
_WEEKS = 12.0
_STRETCHES = 5 * 3 * 60.0  # s a week, to compare with: three minutes on five days, ours


@picture("stretch_hold")
def stretch_hold(person: Person) -> Picture:
    """Ankle range over weeks by the scheme's holds, and by quiet stretching."""
    leg = nominal(person)
    scheme = measure_mobility(leg)
    weeks, few = np.linspace(0.0, _WEEKS, 25), np.linspace(0.0, _WEEKS, 7)
    lines = []
    for seconds, loaded, name, color, dash in (
        (scheme.dose.weekly, True, f"the scheme ({scheme.dose.weekly:.0f} s a week)", "soleus", ""),
        (_STRETCHES, False, f"quiet stretching ({_STRETCHES:.0f} s a week)", "medialis", "7 5"),
    ):
        gains = np.degrees([mean_gain(seconds, float(w), loaded) for w in weeks])
        lines.append(Line(weeks, gains, name, color, dash))
    spans = [mobility_after(leg, scheme.dose.weekly, float(w)).interval for w in few]
    low, high = np.degrees(np.array(spans).T)
    gain = np.degrees(scheme.gain.gain)
    a, b = np.degrees(scheme.gain.interval)
    one, other = np.degrees(scheme.gain.person_interval)
    svg = curves(
        "Ankle range gained over the weeks", "degrees, mean of people, by published trials",
        "weeks", lines, name_room=120.0,
        bands=((few, low, high, "soleus_soft"),),
    )  # fmt: skip
    return Picture(
        svg,
        f"The scheme gives the stretched soleus {scheme.dose.weekly:.0f} s a week "
        f"({scheme.dose.weekly_hold:.0f} s in holds). By what trials found, that is {gain:.0f} "
        f"degrees after {scheme.gain.weeks:g} weeks on average ({a:.1f} to {b:.1f}, shaded); one "
        f"person's change may be anything from {one:+.0f} to {other:+.0f}.".replace("-", "−"),
    )
