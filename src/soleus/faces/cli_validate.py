"""The command that lays the model beside measurement."""

from __future__ import annotations

import math
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from soleus.base.errors import InputError, nearest
from soleus.faces.options import Json, console, print_json
from soleus.faces.progress import Progress, doing

if TYPE_CHECKING:
    from soleus.study.check_results import Result
    from soleus.study.check_rows import Check

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(validate)


def validate(
    only: Annotated[
        str | None,
        typer.Option(help="Only checks whose id or topic fits, like standing or '*arm*'."),
    ] = None,
    page: Annotated[
        Path | None,
        typer.Option(help="Also write the scoreboard to this Markdown file, its figures beside."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Run every declared check of the model against published measurements: what people were
    measured to do, what the model does, within or not, and why not."""
    if page is not None:
        _check_page(page, only)
    with Progress(as_json) as say:
        say(doing("the checks"))
        from soleus.study.check_results import evaluate

        results = evaluate(_chosen(only), say)
        if page is not None:
            from soleus.faces.validation_page import write_page

            say("writing the page")
            write_page(page, results)
    if as_json:
        print_json({**_payload(results), **({"page": str(page)} if page else {})})
        return
    from soleus.faces.validation_console import show_checks

    show_checks(console(), results)
    if page is not None:
        typer.echo(f"\npage written to {page}")


def _check_page(page: Path, only: str | None) -> None:
    if only is not None:
        raise InputError("--page shows all checks; leave out --only")
    if page.suffix.lower() != ".md":
        raise InputError(f"--page {page}: the page is Markdown, its name must end in .md")
    if not page.parent.is_dir():
        raise InputError(f"--page {page}: there is no folder {page.parent}")


def _chosen(only: str | None) -> list[Check]:
    from soleus.study.check_rows import load_checks

    checks = load_checks()
    if only is None:
        return list(checks)
    chosen = [c for c in checks if fnmatch(c.id, only) or fnmatch(c.topic, only)]
    if not chosen:
        known = {c.topic for c in checks} | {c.id for c in checks}
        hint = nearest(only, known)
        if hint.startswith("known"):
            hint = f"topics: {', '.join(sorted({c.topic for c in checks}))}"
        raise InputError(f"--only {only}: no check fits; {hint}")
    return chosen


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _row(result: Result) -> dict[str, Any]:
    c = result.check
    return {
        "id": c.id, "topic": c.topic, "quantity": c.quantity, "condition": c.condition,
        "unit": c.unit, "kind": c.kind, "evidence": c.evidence, "sources": list(c.sources),
        "measured": list(c.target), "tolerance": list(c.tolerance), "tolerance_is": c.spread,
        "over": {c.over: list(c.x)} if c.over else None, "points": list(c.labels) or None,
        "model": [_finite(v) for v in result.model],
        "interval_90": [None if i is None else [_finite(v) for v in i] for i in result.intervals],
        "deviation_in_tolerances": _finite(result.deviation), "within": result.within,
        "why": "" if result.within else c.why,
    }  # fmt: skip


def _payload(results: list[Result]) -> dict[str, Any]:
    from soleus.study.check_facts import load_not_used, used_facts
    from soleus.study.check_records import load_recorded, moved
    from soleus.study.check_results import largest, summarize

    return {
        "summary": summarize(results),
        "largest_disagreements": [r.check.id for r in largest(results)],
        "moved_since_recorded": moved(results, load_recorded()),
        "records_used": len(used_facts()),
        "records_not_used": sum(len(entry.records) for entry in load_not_used()),
        "checks": [_row(r) for r in results],
    }
