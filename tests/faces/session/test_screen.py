"""The screen fits every terminal, says everything in words, and keeps its numbers large."""

import io
from xml.etree import ElementTree

import pytest
from rich.console import Console

from soleus.faces.session.big_text import big_height, big_text, big_width, largest_scale
from soleus.faces.session.guide import Guide
from soleus.faces.session.picture import screen_svg
from soleus.faces.session.plain import plain_line
from soleus.faces.session.questions import Answers, ask_answers, ask_choice
from soleus.faces.session.screen import draw
from soleus.faces.session.script import script
from soleus.faces.session.view import clock_text, view


def moments(session):
    """A guide in every step of a session, a little into it."""
    guide, now = Guide(script(session)), 0.0
    guide.advance(now)
    index = -1
    while not guide.ended:
        now += 0.7
        guide.advance(now)
        if guide.index != index and not guide.ended:
            index = guide.index
            yield guide
        if guide.waits:
            guide.press("space")


def rows(moment, width, height, plain=False):
    console = Console(file=io.StringIO(), width=width, height=height, color_system=None)
    console.print(draw(moment, width, height, plain))
    return console.file.getvalue().rstrip("\n").split("\n")


@pytest.mark.parametrize("size", [(80, 24), (200, 60), (60, 16), (40, 12), (20, 6), (10, 3)])
def test_every_moment_fits(plan, size):
    for session in plan.sessions():
        for guide in moments(session):
            drawn = rows(view(guide, session.label), *size)
            assert len(drawn) <= size[1]
            assert max(len(r) for r in drawn) <= size[0]


def test_what_matters_is_there_in_words(plan):
    session = plan.weeks[0].sessions[0]
    guide = next(g for g in moments(session) if g.step.kind == "work")
    text = "\n".join(rows(view(guide, session.label), 80, 24))
    for words in (
        "Calf raise in a deep squat", "set 1 of 3, 10 kg", "up 1.5 s", "down 3 s", "next",
        "hold 4 s at full stretch", "gone, about", "left", "space", "pause", "stop", "█",
    ):  # fmt: skip
        assert words in text, words
    small = "\n".join(rows(view(guide, session.label), 20, 6))
    assert "UP" in small and "1/2" in small
    assert "█" not in "\n".join(rows(view(guide, session.label), 80, 24, plain=True))


def test_pause_is_a_word(plan):
    session = plan.weeks[0].sessions[0]
    guide = next(g for g in moments(session) if g.step.kind == "work")
    guide.press("space")
    assert view(guide, "x").cue == "PAUSED" and ("space", "go on") in view(guide, "x").keys


def test_plain_lines_name_the_step(plan):
    session = plan.weeks[0].sessions[0]
    lines = [plain_line(g) for g in moments(session)]
    assert "Warm up" in lines[0] and lines[0].endswith("Space goes on.")
    assert any("set 2 of 3, 10 kg: 2 repetitions" in line for line in lines)
    assert any("Rest. 0:10." in line for line in lines)


def test_big_text_is_as_large_as_it_says():
    for scale in (1, 2, 3):
        drawn = big_text("2:48", scale)
        assert len(drawn) == big_height(scale)
        assert {len(r) for r in drawn} == {big_width("2:48", scale)}
    assert largest_scale("88", 3, 3) == 0 and largest_scale("88", 80, 24) == 4
    assert clock_text(3725) == "1:02:05"


def test_picture_is_svg_and_the_same_each_time(plan):
    session = plan.weeks[0].sessions[0]
    first = screen_svg(session, "work", 3.0, 2)
    assert first == screen_svg(session, "work", 3.0, 2)
    assert ElementTree.fromstring(first).tag.endswith("svg")
    assert "set&#160;2&#160;of&#160;3" in first
    with pytest.raises(ValueError, match="no step 'steady'"):
        screen_svg(session, "steady", 0.0)


def asked(*answers):
    given = iter(answers)
    return lambda prompt: next(given)


def test_unknown_is_not_zero_and_nonsense_is_asked_again():
    console = Console(file=io.StringIO())
    assert ask_answers(console, asked("", "0", "3,5")) == Answers(None, 0.0, 3.5)
    assert ask_answers(console, asked("eleven", "11", "nan", "7", "", "")) == Answers(7.0)
    assert ask_answers(console, asked("7", None)) == Answers(7.0)
    assert "no number from 0 to 10" in console.file.getvalue()
    assert ask_choice(asked("x", "L"), "?", {"g": "go on", "l": "log"}, "g") == "l"
    assert ask_choice(asked(None), "?", {"g": "go on"}, "g") == "g"
