"""Small pictures of an exercise at its two ends, in the drawing of the reports."""

from __future__ import annotations

from functools import cache

from soleus.anatomy.person import Person
from soleus.faces.article.pictures.solved import exercise_label, solution
from soleus.faces.report.drawing import key_frames, view_of
from soleus.faces.report.figure import Figure
from soleus.faces.report.markup import esc, number

__all__ = ["DEFS", "postures"]

_WIDTH, _HEIGHT, _ENDS = 200, 220, 2
#: What the arrows of contact forces need, once a page.
DEFS = (
    '<svg width="0" height="0" class="defs" aria-hidden="true" focusable="false"><defs>'
    '<marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="4" markerHeight="4" '
    'orient="auto"><path d="M0 0L10 5L0 10z"/></marker></defs></svg>'
)


@cache
def postures(person: Person, exercise: str) -> str:
    """The body at the two ends of a repetition, muscles colored by their force, with the pull of
    the soleus below each."""
    figure = Figure(solution(person, exercise))
    frames = key_frames(figure.solution.time, figure)
    ends = ["Body level", "Body upright"] if "Body level" in frames else list(frames)[:_ENDS]
    view = view_of(figure, _WIDTH, _HEIGHT, 8)
    label = exercise_label(exercise)
    parts = []
    for name in ends:
        frame = frames[name]
        pull = f"{number(float(figure.forces_bw['soleus'][frame]))} body weights"
        parts.append(
            f'<figure class="posture"><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
            f'aria-label="{esc(label)}, {esc(name.lower())}: soleus {pull}">'
            f'<g transform="{view.transform}">{figure.svg(figure.frame(frame))}</g></svg>'
            f"<figcaption><strong>{esc(name)}</strong> soleus {pull}</figcaption></figure>"
        )
    return f'<div class="ends">{"".join(parts)}</div>'
