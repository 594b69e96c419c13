"""The page on standing, parts, arch, fibula, function and range: what the commands say of the
example person, with their pictures."""

from __future__ import annotations

import os
import subprocess
import sys

from pages import IMAGES, ROOT, table, write

from soleus.base.constants import list_models, load_constants

_PERSON = "--person examples/runner.toml"
#: Heading, what it is, command, and the picture it draws (None: none).
_SECTIONS = (
    (
        "The soleus in its parts",
        "Four origins on one common tendon, and three strands that share it.",
        "muscle soleus", None,
    ),
    (
        "Standing",
        "A body on compliant calves, held by nerves that answer late.",
        f"stand {_PERSON}", "standing.svg",
    ),
    (
        "The arch of the foot",
        "Worked out under the loads of each posture, with the soleus and without it.",
        f"arch {_PERSON}", "arch.svg",
    ),
    (
        "The fibula",
        "A rod on two joints and a membrane, pulled by the soleus and pushed by the ankle.",
        f"fibula single_leg_calf_raise {_PERSON}", "fibula.svg",
    ),
    (
        "Strength and range",
        "What each muscle can give over ankle and knee angle, and where the ankle stops.",
        f"function {_PERSON}", "function.svg",
    ),
    (
        "Mobility",
        "What weeks at full stretch do to the range of the ankle.",
        f"mobility {_PERSON}", "mobility.svg",
    ),
)  # fmt: skip


def body_page() -> None:
    """Write docs/generated/body.md and its pictures."""
    parts = [
        "# Standing, arch, fibula, strength and range\n\nWhat the commands say of the example "
        "person; the physics and its limits are in the [concepts](../concepts/README.md).\n"
    ]
    for title, about, command, picture in _SECTIONS:
        text = _run(command, picture)
        if command == "muscle soleus":  # the constants stand in assumptions.md
            text = text[text.index("The soleus by where it arises") :]
        shown = f"\n![{title}](../images/{picture})\n" if picture else ""
        parts.append(f"\n## {title}\n\n{about}\n{shown}\n```\n$ soleus {command}\n{text}```\n")
    parts.append("\n## What can be changed\n\nWith `--set name=value`, within these limits.\n\n")
    rows = []
    for model in list_models():
        found = load_constants(model)
        for q in found.quantities.values():
            low, high = found.limits[q.name]
            rows.append(
                (model.replace("_", " "), q.name, f"{q.value:g} ± {q.spread:g} {q.unit}",
                 f"{low:g} to {high:g}", q.source, q.note)
            )  # fmt: skip
    names = ("model", "constant", "value", "limits", "source", "note")
    write("body.md", "".join(parts) + table(names, rows))


def _run(command: str, picture: str | None) -> str:
    """What a command prints at 100 columns; its picture goes to docs/images."""
    arguments = command.split()
    if picture:
        arguments += ["--picture", str(IMAGES / picture)]
    done = subprocess.run(
        [sys.executable, "-m", "soleus.faces.cli", *arguments], cwd=ROOT, check=True, text=True,
        capture_output=True, env={**os.environ, "COLUMNS": "100"},
    )  # fmt: skip
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    return "\n".join(line for line in lines if "written to" not in line).rstrip() + "\n"
