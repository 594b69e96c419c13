"""The commands `undo` and `delete`: take back a change, or delete for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from soleus.base.errors import InputError, nearest
from soleus.faces.options import Athlete, Database, DryRun, Json, console, print_json

if TYPE_CHECKING:
    from soleus.store.log import TrainingLog

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(undo)
    app.command()(delete)


def undo(
    change: Annotated[
        int | None, typer.Argument(help="Number of the change (default: the newest).")
    ] = None,
    show: Annotated[
        bool, typer.Option("--list", help="Show the changes and undo nothing.")
    ] = False,
    athlete: Athlete = None,
    database: Database = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Take back one change: a plan, an import, an entry. Nothing is deleted; what was before is
    back, and the history of changes tells both."""
    from soleus.faces.log_payload import change_payload
    from soleus.store.log import open_log

    with open_log(database, athlete, create=False) as book:
        if show:
            _show_list(book, as_json)
            return
        chosen = _choose(book, change)
        done = chosen if dry_run else book.undo(chosen.id)
    if as_json:
        print_json({"undone": change_payload(done), "dry_run": dry_run})
        return
    what = f"change {chosen.id} of {chosen.at.astimezone():%Y-%m-%d %H:%M} ({chosen.command})"
    typer.echo(f"{'would undo' if dry_run else 'undone'}: {what}: {chosen.summary}")


def _show_list(book: TrainingLog, as_json: bool) -> None:
    from soleus.faces.log_console import show_changes
    from soleus.faces.log_payload import change_payload

    found = book.changes()
    if as_json:
        print_json({"changes": [change_payload(c) for c in found]})
    else:
        show_changes(console(), found)


def _choose(book: TrainingLog, number: int | None) -> Any:
    found = book.changes()
    if number is None:
        left = [c for c in found if not c.undone]
        if not left:
            raise InputError("there is nothing to undo")
        return left[0]
    for change in found:
        if change.id == number:
            if change.undone:
                raise InputError(f"change {number} ({change.summary}) is already undone")
            return change
    raise InputError(f"there is no change {number}; see: soleus undo --list")


def delete(
    athlete: Annotated[
        str | None, typer.Option("--athlete", help="Whose log to delete, by name.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--everything", help="Delete the logs of everyone.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Delete; it cannot be undone.")] = False,
    database: Database = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Delete all of one athlete, or of everyone, for good. Without --yes it only says what would
    go. To keep a copy, export first: soleus export."""
    from soleus.store.log import open_log

    if (athlete is None) != everything:
        raise InputError("say what to delete: --athlete NAME, or --everything")
    with open_log(database, create=False) as book:
        names = book.athletes()
        if athlete is not None and athlete not in names:
            raise InputError(f"athlete '{athlete}' has no log; {nearest(athlete, names)}")
        gone = [athlete] if athlete is not None else names
        held = {name: _held(database, name) for name in gone}
        words = "; ".join(f"{name}: {_words(counts)}" for name, counts in held.items())
        if not yes and not dry_run:
            raise InputError(f"this would delete for good {words or 'nothing'}; add --yes")
        if not dry_run:
            if athlete is not None:
                book.delete_athlete(athlete)
            else:
                book.delete_everything()
    if as_json:
        print_json({"deleted": held, "dry_run": dry_run})
        return
    typer.echo(f"{'would delete' if dry_run else 'deleted'} {words or 'nothing'}")


def _held(database: str | None, name: str) -> dict[str, int]:
    """How much an athlete's log holds."""
    from soleus.store.log import open_log

    with open_log(database, name, create=False) as book:
        history, changes = book.history(), book.changes()
    kinds = ("done", "runs", "pain", "tests", "symptoms")
    return {"changes": len(changes), **{k: len(getattr(history, k)) for k in kinds}}


def _words(counts: dict[str, int]) -> str:
    names = {"changes": "change", "done": "session", "runs": "run", "pain": "pain value",
             "tests": "test", "symptoms": "symptom"}  # fmt: skip
    return ", ".join(f"{n} {names[k]}{'s' if n != 1 else ''}" for k, n in counts.items())
