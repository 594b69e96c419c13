"""How sure the numbers of one exercise are, in a sentence and a small table."""

from __future__ import annotations

from soleus.dose.measure import Dose
from soleus.faces.intervals import HEADLINES, beyond_words, span
from soleus.faces.report.markup import esc, number, table

__all__ = ["certainty"]

_SHOWN = 6


def certainty(dose: Dose, label: str) -> str:
    """The intervals in words, and folded away what moves each headline number most."""
    if dose.spread is None:
        return ""
    parts, rows = [], []
    for tissue, key, words in HEADLINES:
        found = dose.interval("set", tissue, key)
        effects = dose.spread.effects(dose.spread.of("set", tissue, key))
        if found is None or not effects:
            continue
        if key == "peak_force_bw":
            name = "soleus" if tissue == "soleus" else "Achilles tendon"
            parts.append(f"{name} {span(*found, 1)} body weights")
        for place, e in enumerate(e for e in effects[:_SHOWN] if e.share >= 0.01):
            rows.append([
                esc(words) if place == 0 else "", esc(e.label), number(e.down), number(e.up),
                f"{100 * e.share:.0f} %",
            ])  # fmt: skip
    strongest = dose.spread.effects(dose.spread.of("set", "soleus", "peak_force_bw"))[:2]
    causes = " and ".join(e.label for e in strongest)
    head = ("Number", "Parameter", "One SD down", "One SD up", "Share of variance")
    inner = table(f"{label}: what moves the answer", head, rows, 2)
    return (
        f'<p class="note">Peak force in nine of ten possible legs: {esc(", ".join(parts))}. '
        f"The soleus depends most on the {esc(causes)}.{_beyond(dose)}</p>"
        f"<details><summary>What moves the answer: {esc(label)}</summary>{inner}</details>"
    )


def _beyond(dose: Dose) -> str:
    words = beyond_words(dose)
    return f" It is {esc(words)}." if words else ""
