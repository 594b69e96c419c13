"""Options every command shares, and how it speaks."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

__all__ = [
    "Age", "Athlete", "Database", "Day", "DryRun", "Height", "Json", "Mass", "PersonFile", "Sex",
    "console", "print_json", "warn",
]  # fmt: skip

PersonFile = Annotated[
    Path | None, typer.Option("--person", help="Person file (TOML); see examples/runner.toml.")
]
Height = Annotated[float | None, typer.Option(help="Height in meters.")]
Mass = Annotated[float | None, typer.Option(help="Body mass in kilograms.")]
Sex = Annotated[str | None, typer.Option(help="male or female.")]
Age = Annotated[float | None, typer.Option(help="Age in years.")]
Athlete = Annotated[
    str | None,
    typer.Option(
        "--athlete", envvar="SOLEUS_ATHLETE", show_envvar=False,
        help="Whose log (default: the only one, or the one used last).",
    ),
]  # fmt: skip
Database = Annotated[
    str | None,
    typer.Option(
        "--database", envvar="SOLEUS_DATABASE", show_envvar=False,
        help="Log file, or postgresql:// address (default: a file in your data folder).",
    ),
]  # fmt: skip
Day = Annotated[str | None, typer.Option("--date", help="Local day, YYYY-MM-DD (default: today).")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show what would change and write nothing.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


def console() -> Console:
    """Where tables go: the terminal, or a fixed width into a file."""
    from rich.console import Console

    if sys.stdout.isatty():
        return Console(highlight=False)
    columns = os.environ.get("COLUMNS", "")
    wide = int(columns) if columns.isdecimal() and int(columns) >= 40 else 110
    return Console(highlight=False, width=wide)


def warn(warnings: tuple[str, ...]) -> None:
    """Notes on standard error."""
    for text in warnings:
        typer.echo(f"note: {text}", err=True)


def print_json(payload: dict[str, Any]) -> None:
    """One JSON object on standard output."""
    typer.echo(json.dumps(payload, indent=1, allow_nan=False))
