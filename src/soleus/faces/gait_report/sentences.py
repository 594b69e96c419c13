"""A gait in a runner's words; every sentence is computed."""

from __future__ import annotations

from soleus.base.quantities import GRAVITY
from soleus.faces.report.markup import number, percent
from soleus.solve.gait_solution import GaitSolution

__all__ = [
    "grade_words", "hanging", "lead", "pace", "per_km", "speed_words", "step_sentences", "title",
]  # fmt: skip


def pace(speed: float) -> str:
    """Speed, m/s, as runners say it: minutes and seconds a kilometer."""
    seconds = round(1000.0 / speed)
    return f"{seconds // 60}:{seconds % 60:02d}"


def grade_words(grade: float) -> str:
    """Rise over run in words."""
    if abs(grade) < 0.002:
        return "on level ground"
    percent_text = number(100 * abs(grade), 0 if abs(100 * grade) % 1 < 0.05 else 1)
    return f"{percent_text}\u202f% {'uphill' if grade > 0 else 'downhill'}"


def speed_words(speed: float, grade: float) -> str:
    """Speed with pace, and grade."""
    return f"{number(speed, 1)} m/s ({pace(speed)} a kilometer) {grade_words(grade)}"


def title(solution: GaitSolution) -> str:
    """Headline of the page."""
    verb = "Running" if solution.gait == "run" else "Walking"
    return f"{verb} {number(solution.speed, 1)} m/s {grade_words(solution.grade)}"


def hanging(impulse: float) -> str:
    """An impulse, BW s, as the time one would hang one's body weight on it."""
    minutes = round(impulse / 60.0)
    if minutes < 1:
        return f"{impulse:.0f} seconds"
    if minutes < 60:
        return f"{minutes} minute{'s' if minutes > 1 else ''}"
    return f"{minutes // 60} h {minutes % 60} min"


def per_km(impulse: float, step_length: float) -> float:
    """Impulse of one leg over a kilometer, BW s, from that of a step, BW s."""
    return impulse * 1000.0 / (2.0 * step_length)


def lead(solution: GaitSolution) -> str:
    """What soleus and Achilles tendon get, in one sentence."""
    s = solution.summary
    peak, soleus = s["achilles"]["peak_force_bw"], s["muscles"]["soleus"]["peak_force_bw"]
    kilograms = peak * solution.leg.person.mass
    share = s["muscles"]["soleus"]["impulse_bw_s"] / max(s["achilles"]["impulse_bw_s"], 1e-9)
    return (
        f"At {speed_words(solution.speed, solution.grade)} every step pulls the Achilles tendon "
        f"with up to {number(peak, 1)} body weights, as if {round(kilograms, -1):.0f} kg hung on "
        f"it; the soleus peaks at {number(soleus, 1)} and gives {percent(share)} of the "
        "pull over the step."
    )


def step_sentences(solution: GaitSolution) -> list[str]:
    """What follows from it, shorter."""
    s = solution.summary
    steps = 1000.0 / (2.0 * s["step_length_m"])
    total = per_km(s["achilles"]["impulse_bw_s"], s["step_length_m"])
    strain = s["achilles"]["peak_strain_percent"]
    soleus = s["muscles"]["soleus"]
    fiber, tendon = soleus["fiber_work_j_per_kg"], soleus["tendon_work_j_per_kg"]
    mass = solution.leg.person.mass
    weight = mass * GRAVITY
    return [
        f"One kilometer is {steps:.0f} such steps for each leg: {total:.0f} body weights × "
        f"seconds through one tendon, as if your weight hung on it for {hanging(total)}. It "
        f"stretches by up to {number(strain, 1)}\u202f% "
        f"({weight * s['achilles']['peak_force_bw'] / 1000:.1f} kN).",
        f"The tendon works as a spring: the soleus’s part of it takes up "
        f"{number(tendon * mass, 0)} J a step and gives it back, while the fibers "
        f"themselves shorten for {number(fiber * mass, 0)} J.",
        f"{number(s['cadence_spm'], 0)} steps a minute of {number(s['step_length_m'])} m; the foot "
        f"is down for {1000 * s['contact_time_s']:.0f} ms, and the ground pushes back with "
        f"{number(s['peak_grf_bw'], 1)} body weights.",
    ]
