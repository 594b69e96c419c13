"""The picture report of a plan: what it compares, and the article on trial where wanted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from soleus.base.errors import SoleusError
from soleus.faces import ask
from soleus.faces.progress import doing

if TYPE_CHECKING:
    from soleus.plan.plan import Plan

__all__ = ["write_plan_report"]


def write_plan_report(
    result: Plan, path: Path, say: Callable[[str], None], article: bool = False
) -> None:
    """Simulate every exercise for the comparison and write the report; with `article` the
    article's claims are tried for this person too. `say` hears what is being done."""
    from soleus.dose.measure import measure_dose
    from soleus.faces.report import render_report, write_report
    from soleus.motion.exercise_files import list_exercises, load_exercise
    from soleus.solve.load_sharing import solve_exercise

    solutions, bands = {}, {}
    for name in list_exercises():
        say(doing(name))
        what = load_exercise(name)
        try:
            solutions[name] = result.solutions.get(name) or solve_exercise(what, result.leg)
            band = ask.band(what, result.leg)
        except SoleusError as error:
            typer.echo(f"note: left out of the comparison: {error}", err=True)
            continue
        if band:
            bands[name] = {k: tuple(v) for k, v in band.items() if k.endswith("_bw")}
    trial = _trial(result, say) if article else ""
    say("writing the report")
    doses = {name: measure_dose(s) for name, s in solutions.items()}
    write_report(path, render_report(result, solutions, doses, bands=bands, article=trial))


def _trial(result: Plan, say: Callable[[str], None]) -> str:
    from soleus.faces.article import article_section
    from soleus.study.claims import find_claims
    from soleus.study.verdicts import try_claims

    return article_section(try_claims(find_claims(None), result.person, say), result.person)
