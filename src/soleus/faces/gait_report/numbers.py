"""The numbers of a step as tables, each with what it means."""

from __future__ import annotations

from soleus.dose.metrics import STRAIN_WINDOW
from soleus.faces.gait_report.bands import LABELS
from soleus.faces.gait_report.sentences import per_km
from soleus.faces.report.markup import esc, number, percent, table, words
from soleus.solve.gait_checks import Check
from soleus.solve.gait_solution import GaitSolution

__all__ = ["check_table", "joint_table", "muscle_table", "step_table"]

_CALF_FIRST = ("soleus", "gastrocnemius")
_NEVER = 1e-3  # s


def step_table(solution: GaitSolution) -> str:
    """The step, the ground and the tendon: value, unit, meaning."""
    s = solution.summary
    a, weight = s["achilles"], solution.leg.person.body_weight
    rows = [
        ("Achilles peak", f"{number(a['peak_force_bw'])} BW",
         f"{weight * a['peak_force_bw']:.0f} N at the hardest instant of the step"),
        ("Achilles force × time", f"{number(a['impulse_bw_s'])} BW·s", "all pull of one step added "
         "up: what adds up over a run"),
        ("… per kilometer", f"{number(per_km(a['impulse_bw_s'], s['step_length_m']), 0)} BW·s",
         "one leg; steps × the above"),
        ("Achilles stretch", f"{number(a['peak_strain_percent'], 1)} %",
         "of its length at the peak; "
         f"{100 * STRAIN_WINDOW[0]:g} to {100 * STRAIN_WINDOW[1]:g} % is what makes tendons adapt"),
        *_above(a),
        ("Cadence", f"{number(s['cadence_spm'], 0)} /min", "steps of both feet"
         + ("" if solution.cadence_is_input else "; the model chose it")),
        ("Step length", f"{number(s['step_length_m'])} m",
         "from one touch-down to the other foot’s"),
        ("Ground contact", f"{1000 * s['contact_time_s']:.0f} ms", "one foot"),
        ("Flight", f"{1000 * s['flight_time_s']:.0f} ms", "no foot on the ground, per step"),
        ("Ground push, peak", f"{number(s['peak_grf_bw'])} BW", "normal to the ground"),
        ("Braking, driving",
         f"{number(s['peak_braking_bw'])}, {number(s['peak_propulsion_bw'])} BW",
         "along the ground, at their peaks"),
        ("Hips rise and fall", f"{100 * s['vertical_oscillation_m']:.1f} cm", "over a step"),
        ("Foot lands ahead of hip", f"{100 * s['overstride_m']:.0f} cm", "ankle, along the ground"),
        ("Trunk lean", f"{number(s['trunk_lean_deg'], 0)}°", "forward from the vertical, mean"),
        ("Knee in stance, in swing", f"{number(s['stance_knee_flexion_deg'], 0)}°, "
         f"{number(s['swing_knee_flexion_deg'], 0)}°", "deepest bend"),
    ]  # fmt: skip
    cells = [(esc(n), f'<span class="pair">{esc(v)}</span>', esc(m)) for n, v, m in rows]
    return table("One step of one leg", ("", "Value", "What it is"), cells, 3)


def _above(achilles: dict[str, float]) -> list[tuple[str, str, str]]:
    """Times above force bands that are reached."""
    rows = []
    for key, seconds in achilles.items():
        if key.startswith("time_above_") and seconds > _NEVER:
            band = key.removeprefix("time_above_").removesuffix("_bw_s").replace("_", ".")
            rows.append((f"Achilles above {band} BW", f"{1000 * seconds:.0f} ms", "each step"))
    return rows


def muscle_name(key: str) -> str:
    """Name of a group for people."""
    return LABELS.get(key, words(key).capitalize())


def muscle_table(solution: GaitSolution) -> str:
    """One row a muscle group, calf first, then by peak force."""
    summary, mass = solution.summary["muscles"], solution.leg.person.mass
    rest = sorted(
        (m for m in summary if m not in _CALF_FIRST), key=lambda m: -summary[m]["peak_force_bw"]
    )
    rows = []
    for name in (*_CALF_FIRST, *rest):
        m = summary[name]
        low, high = m["fiber_length_range"]
        rows.append((
            esc(muscle_name(name)), number(m["peak_force_bw"]), number(m["impulse_bw_s"]),
            percent(m["peak_activation"]), number(mass * m["fiber_work_j_per_kg"], 1),
            number(mass * m["fiber_work_negative_j_per_kg"], 1),
            number(mass * m["tendon_work_j_per_kg"], 1),
            f'<span class="pair">{number(low)}–{number(high)}</span>',
            number(m["fiber_length_at_peak_activation"]),
        ))  # fmt: skip
    head = (
        "Muscle", "Peak force, BW", "Force × time, BW·s", "Most active", "Fibers shortening, J",
        "Fibers braking, J", "Stored in tendon, J", "Fiber length while active",
        "… when most active",
    )  # fmt: skip
    about = (
        '<p class="note">Per step of one leg. Fibers shorten for positive work and brake for '
        "negative; the tendon’s column is what it takes up and can give back. Fiber lengths are "
        "shares of the length at which a fiber is strongest.</p>"
    )
    return table("Muscles", head, rows) + about


def joint_table(solution: GaitSolution) -> str:
    """Peak moments and work of hip, knee and ankle."""
    mass, rows = solution.leg.person.mass, []
    for joint in ("hip", "knee", "ankle"):
        j = solution.summary[joint]
        rows.append((
            joint.capitalize(), number(j["peak_moment_nm_per_kg"]),
            number(mass * j["positive_work_j_per_kg"], 0),
            number(mass * j["negative_work_j_per_kg"], 0),
            number(mass * j["net_work_j_per_kg"], 0),
        ))  # fmt: skip
    head = ("Joint", "Peak moment, N·m/kg", "Drives, J", "Brakes, J", "Net, J")
    return table("Joints, per step of one leg: moments that straighten are positive", head, rows)


def check_table(checks: tuple[Check, ...]) -> str:
    """Every check with its range: met or not."""
    rows = []
    for c in checks:
        kind = "met" if c.met else "missed"
        mark = "✓ met" if c.met else "✗ not met"
        link = f'<a href="#source-{esc(c.source)}">source</a>'
        rows.append((
            esc(c.label[:1].upper() + c.label[1:]), _value(c.value, c.quantity),
            f'<span class="pair">{_value(c.low, c.quantity)} to {_value(c.high, c.quantity)}'
            f"{_unit(c.quantity)}</span>",
            f'<span class="check {kind}">{mark}</span>', "must hold" if c.hard else "compared",
            "physics" if c.source == "derived" else link,
        ))  # fmt: skip
    head = ("Check", "Here", "Range", "", "Kind", "From")
    return table("Checks of this gait", head, rows, 6)


def _unit(quantity: str) -> str:
    ends = {"_s": " s", "_deg": "°", "_bw": " BW", "_spm": " /min"}
    return next((u for end, u in ends.items() if quantity.endswith(end)), "")


def _value(value: float, quantity: str) -> str:
    if quantity.endswith(("_deg", "_spm")):
        return number(value, 0)
    return number(value, 3 if quantity.endswith("balance") else 2)
