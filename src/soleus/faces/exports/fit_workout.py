"""Sessions as workouts for a watch: one FIT file for each activity of a session.

A watch plays a workout in one activity: running counts no repetitions, strength measures no
distance. A session with both gives two files, in the order they are done in.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby

from soleus.faces.exports import words
from soleus.faces.exports.fit_encode import FIT_EPOCH, Field, Message, cut_text, fit_file
from soleus.faces.exports.fit_exercises import fit_name
from soleus.faces.exports.fit_steps import Step, run_steps, strength_steps
from soleus.plan.plan import Block, Plan, Session

__all__ = ["PRODUCT", "encode_workout", "session_slug", "session_workouts", "workout_files"]

#: Our product number under the manufacturer "development", which marks our own files.
PRODUCT = 5013
_DEVELOPMENT = 255
_FILE_ID, _WORKOUT, _STEP, _TITLE = 0, 26, 27, 264
_RUNNING, _TRAINING, _WALKING = 1, 10, 11
_OPEN_TARGET, _REPEAT, _KILOGRAM = 2, 6, 1
_NAME_BYTES = 40  # of a workout in the watch's list


def workout_files(plan: Plan, saved_at: dt.datetime) -> dict[str, bytes]:
    """All sessions as FIT files: name such as "2026-01-06-hill-and-strength.fit" to content.

    `saved_at` is the time of the plan's revision (with zone): the same plan gives the same bytes.
    Raises `InputError` for numbers a FIT field cannot hold.
    """
    result: dict[str, bytes] = {}
    for session in plan.sessions():
        for name, data in session_workouts(session, saved_at).items():
            free = name
            count = 1
            while free in result:
                count += 1
                free = f"{name.removesuffix('.fit')}-{count}.fit"
            result[free] = data
    return result


def session_workouts(session: Session, saved_at: dt.datetime) -> dict[str, bytes]:
    """The workouts of one session: file name to content, one for each activity."""
    parts = [list(g) for _, g in groupby(session.blocks, key=_is_run)]
    base = f"{session.date:%Y-%m-%d}-{session_slug(session)}"
    result = {}
    for place, blocks in enumerate(parts, start=1):
        word = "run" if _is_run(blocks[0]) else "strength"
        part = f"-{place}-{word}" if len(parts) > 1 else ""
        label = f"{session.date:%b} {session.date.day} {word if part else session.label}"
        data = encode_workout(blocks, label, f"{session.uid or base}{part}", saved_at)
        result[f"{base}{part}.fit"] = data
    return result


def session_slug(session: Session) -> str:
    """A session's name for a file name: plain letters, digits and dashes."""
    plain = unicodedata.normalize("NFKD", session.name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60] or "session"


def _is_run(block: Block) -> bool:
    return words.kind(block) in ("sprint", "steady")


def encode_workout(blocks: Sequence[Block], label: str, key: str, saved_at: dt.datetime) -> bytes:
    """Blocks of one kind of activity as a FIT workout. `key` gives its serial number."""
    run = _is_run(blocks[0])
    titles: list[tuple[int, int, str]] = []
    if run:
        steps = run_steps(blocks)
        walked = all(words.kind(b) == "steady" and words.is_walk(b) for b in blocks)
        sport: list[Field] = [(4, "enum", _WALKING if walked else _RUNNING)]
    else:
        steps, titles = strength_steps(blocks)
        sport = [(4, "enum", _TRAINING), (11, "enum", fit_name("sub_sport", "strength_training"))]
    about = cut_text("; ".join(words.sentence(b) for b in blocks))
    messages: list[Message] = [
        (_FILE_ID, _file_id(key, saved_at)),
        (
            _WORKOUT,
            [
                (8, "string", cut_text(label, _NAME_BYTES) or "Soleus"),
                *sport,
                (6, "uint16", len(steps)),
                *([(17, "string", about)] if about else []),
            ],
        ),
        *((_STEP, _step(i, step)) for i, step in enumerate(steps)),
        *((_TITLE, _title(i, *title)) for i, title in enumerate(titles)),
    ]
    return fit_file(messages)


def _file_id(key: str, saved_at: dt.datetime) -> list[Field]:
    serial = int.from_bytes(hashlib.sha256(key.encode("utf-8", "replace")).digest()[:4], "big")
    return [
        (0, "enum", fit_name("file", "workout")),
        (1, "uint16", _DEVELOPMENT),
        (2, "uint16", PRODUCT),
        (3, "uint32z", serial or 1),
        (4, "uint32", int(saved_at.timestamp()) - FIT_EPOCH),
    ]


def _step(index: int, step: Step) -> list[Field]:
    fields: list[Field] = [(254, "uint16", index)]
    if step.name:
        fields.append((0, "string", cut_text(step.name, 24)))
    fields.append((1, "enum", step.duration_type))
    if step.value is not None:
        fields.append((2, "uint32", step.value))
    fields.append((3, "enum", _OPEN_TARGET))
    fields.append((4, "uint32", step.times))
    fields.append((7, "enum", step.intensity))
    if notes := cut_text(step.notes):
        fields.append((8, "string", notes))
    if step.exercise:
        fields += [(10, "uint16", step.exercise[0]), (11, "uint16", step.exercise[1])]
    if step.load_kg:
        fields += [(12, "uint16", round(100 * step.load_kg)), (13, "uint16", _KILOGRAM)]
    return fields


def _title(index: int, category: int, name: int, text: str) -> list[Field]:
    return [
        (254, "uint16", index),
        (0, "uint16", category),
        (1, "uint16", name),
        (2, "string", cut_text(text, 80)),
    ]
