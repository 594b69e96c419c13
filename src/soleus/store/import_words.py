"""What an import brought, in words."""

from __future__ import annotations

from collections.abc import Sequence

from soleus.dose.measure import Values
from soleus.plan.history import DoneSession, RunEntry
from soleus.store.entries import Entry
from soleus.store.imports import FileResult

__all__ = ["count_words", "entry_words", "outcome_of", "result_words", "summary_of"]


def outcome_of(result: FileResult) -> str:
    """new, known, left_out or failed: the best of what a file held."""
    if result.failed:
        return "failed"
    if result.new or result.document is not None:
        return "new"
    return "left_out" if result.left_out else "known"


def entry_words(entry: Entry) -> str:
    """An entry in a line: what, when, how far or how many sets."""
    if isinstance(entry, RunEntry):
        way, minutes = f"{entry.distance_m / 1000:.2f} km", f"{entry.duration_s / 60:.0f} min"
        what = f"{entry.date} {entry.sport.replace('_', ' ')}, {way} in {minutes}"
        return what + _dose_words(entry.dose)
    if isinstance(entry, DoneSession):
        return f"{entry.date} {entry.label}, {len(entry.sets)} sets" + _dose_words(entry.dose)
    return f"{entry.date} {type(entry).__name__}"


def _dose_words(dose: Values) -> str:
    """What one leg got, where that is known."""
    found = [
        f"{name} {impulse:.0f}"
        for tissue, name in (("soleus", "soleus"), ("achilles", "Achilles"))
        if (impulse := (dose.get(tissue) or {}).get("impulse_bw_s")) is not None
    ]
    return f" ({', '.join(found)} BW s a leg)" if found else ""


def result_words(result: FileResult) -> str:
    """What became of a file, in a line."""
    if result.failed:
        return result.failed.removeprefix(f"{result.path}: ")
    parts = []
    if len(result.new) <= 2:
        parts += [entry_words(e) for e in result.new]
    else:
        parts.append(f"{len(result.new)} new, {entry_words(result.new[-1])} the latest")
    if result.known:
        parts.append(f"{result.known} known already" if result.new else "in the log already")
    return "; ".join([*parts, *result.left_out, *result.notes]) or "nothing in it"


def summary_of(results: Sequence[FileResult]) -> str:
    """What a change brought, as the history of changes tells it."""
    entries = [e for r in results for e in r.new]
    runs = sum(isinstance(e, RunEntry) for e in entries)
    counts = [(runs, "run"), (len(entries) - runs, "workout")]
    what = " and ".join(f"{n} {word}{'s' if n != 1 else ''}" for n, word in counts if n)
    files = [r.path.name for r in results if r.new]
    where = files[0] if len(files) == 1 else f"{len(files)} files"
    days = sorted({str(e.date) for e in entries})
    when = "" if not days else f" of {days[0]}" + (f" to {days[-1]}" if len(days) > 1 else "")
    return f"{what or 'an export'}{when} from {where}"


def count_words(results: Sequence[FileResult]) -> str:
    """How much was new, known, left out and failed; the first failure with its reason."""
    failed = [r.failed for r in results if r.failed]
    counts = {
        "new": sum(len(r.new) for r in results), "known": sum(r.known for r in results),
        "left out": sum(len(r.left_out) for r in results), "failed": len(failed),
    }  # fmt: skip
    shown = [f"{n} {word}" for word, n in counts.items() if n or word in ("new", "known")]
    text = ", ".join(shown)
    return f"{text}: {failed[0]}" if failed else text
