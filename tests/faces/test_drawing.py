"""The canvas that commands and scoreboard draw on: arrows, smooth outlines, groups."""

import math
import re
import xml.etree.ElementTree as ElementTree

import pytest

from soleus.faces.validation_svg import Canvas, nice_ticks, smooth

SVG = "{http://www.w3.org/2000/svg}"


def shapes(canvas, name):
    return list(ElementTree.fromstring(canvas.render()).iter(SVG + name))


def corners(polygon):
    return [tuple(map(float, p.split(","))) for p in polygon.get("points").split()]


@pytest.mark.parametrize("angle", [0, 40, 135, 270])
def test_an_arrow_ends_at_its_tip_and_its_head_is_even(angle):
    c = Canvas(200, 200, "x")
    end = (100 + 60 * math.cos(math.radians(angle)), 100 + 60 * math.sin(math.radians(angle)))
    c.pull((100, 100), end, "ink", width=3, head=10)
    (line,), (head,) = shapes(c, "line"), shapes(c, "polygon")
    tip, one, other = corners(head)
    assert tip == pytest.approx(end, abs=0.06)
    assert math.dist(tip, one) == pytest.approx(math.dist(tip, other), abs=0.2)
    neck = [float(line.get(k)) for k in ("x2", "y2")]
    assert math.dist(neck, end) == pytest.approx(10, abs=0.1)


def test_short_arrows_shrink_and_none_is_nothing():
    c = Canvas(200, 200, "x")
    c.pull((100, 100), (100, 100), "ink")
    assert not shapes(c, "line") and not shapes(c, "polygon")
    c.pull((100, 100), (105, 100), "ink", head=10)
    assert all(99 < x < 106 for x, _ in corners(*shapes(c, "polygon")))
    c.pull((100, 100), (150, 100), "ink", head=0)
    assert len(shapes(c, "polygon")) == 1 and len(shapes(c, "line")) == 2


def test_a_smooth_line_runs_through_its_points():
    points = [(0.0, 0.0), (10.0, 5.0), (20.0, 0.0), (12.0, -9.0)]
    for closed, pieces in ((True, 4), (False, 3)):
        text = smooth(points, closed)
        ends = [tuple(map(float, p.split()[-2:])) for p in re.split("C", text.rstrip("Z"))[1:]]
        wanted = [*points[1:], points[0]] if closed else points[1:]
        assert ends == wanted and len(ends) == pieces and text.endswith("Z") == closed


def test_outlines_fill_only_what_they_are_told_to_and_groups_close():
    c = Canvas(200, 200, "x")
    with c.moved(20, 30):
        c.outline([(0, 0), (10, 0), (10, 10)], "", "ink")
        c.outline([(0, 0), (10, 0), (10, 10)], "band", "ink", dash="4 3", opacity=0.3)
    (group,) = shapes(c, "g")
    bare, full = group.findall(SVG + "path")
    assert group.get("transform") == "translate(20 30)"
    assert bare.get("fill") == "none" and bare.get("stroke-dasharray") is None
    assert full.get("fill") == Canvas.palette["band"] and full.get("fill-opacity") == "0.3"


def test_round_numbers_reach_both_ends():
    assert nice_ticks(-7.0, 7.0, 8) == [-6, -4, -2, 0, 2, 4, 6]
