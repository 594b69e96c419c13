"""A few claims of our own, with cheap experiments, for tests of the article's faces; and whether
a picture can be read."""

import xml.etree.ElementTree as ElementTree
from contextlib import contextmanager

import pytest

from soleus.faces.article.canvas import WIDTH
from soleus.faces.article.pictures import draw
from soleus.study import claims

TEXT = """
claims:
- id: postural_work
  title: Standing is work for the soleus
  says: The soleus works almost all the time we stand.
  asks: How hard does each calf muscle work in quiet standing?
  tests:
  - id: level
    what: strain of the tendon in a maximal contraction
    unit: '%'
    at: {experiment: achilles_strain_mvc}
    holds: 5
    fails: 1
    why: below one percent nobody would call it stretch
    people:
    - {what: strain of the tendon pushing hard, value: 7, sd: 4, source: heroux2014}
  also:
  - {text: The lateral head was silent in most people., speaks: for, source: heroux2014}
- id: most_when_bent
  title: With the knee bent the soleus does most of the work
  says: Bend the knee & the soleus takes over <most> of the "work".
  asks: How much is lost <when> the knee bends?
  tests:
  - id: torque_left
    what: maximal moment with the knee at 90 degrees against straight | <lost>
    unit: '%'
    at: {experiment: maximal_moment, knee_deg: 90}
    against: {experiment: maximal_moment}
    how: percent
    holds: -10
    fails: -60
    why: if the gastrocnemius mattered, half & more would be gone
    weight: 2
    people:
    - {what: torque lost, value: -12, sd: 6, source: fuglmeyer1980}
    - {what: torque lost on another device and in other people with a long description <of> them,
       value: -95, source: sale1982}
  - id: shape
    what: moment arm of the tendon, where less counts as more
    unit: mm
    at: {experiment: achilles_moment_arm}
    holds: 10
    fails: 11
    why: a test whose axis runs the other way and whose limits lie close together
- id: invented
  title: Something nobody measured
  says: The arm is long.
  asks: How long is the arm?
  tests:
  - id: arm
    what: moment arm of the tendon
    unit: mm
    at: {experiment: achilles_moment_arm}
    holds: 20
    fails: 10
    why: for the test
  - id: speed
    what: top speed of the model
    unit: m/s
    at: {experiment: top_speed}
    holds: 5
    fails: 3
    why: for the test
  also:
  - {text: Fascicles did not change on a slope., speaks: against, source: lichtwark2006}
  - {text: Runners slow down uphill., speaks: neither, source: padulo2013}
- id: mixed
  title: Something measured on people in one part of it only
  says: The arm is long, the tendon stretches and the torque stays.
  asks: How much of each?
  tests:
  - id: arm
    what: moment arm of the tendon
    unit: mm
    at: {experiment: achilles_moment_arm}
    holds: 20
    fails: 10
    why: for the test
  - id: speed
    what: top speed of the model
    unit: m/s
    at: {experiment: top_speed}
    holds: 5
    fails: 3
    why: for the test
  - id: strain
    what: strain of the tendon in a maximal contraction
    unit: '%'
    at: {experiment: achilles_strain_mvc}
    holds: 2
    fails: 1
    why: for the test
    people:
    - {what: strain of the tendon pushing hard, value: 7, sd: 1, source: heroux2014}
"""
#: Tests a stiff ankle cannot do, beside one it can, and alone.
STIFF = """
claims:
- id: half
  title: The raise uses more of the ankle
  says: In the raise the ankle works over a larger range.
  asks: How far does it go?
  tests:
  - id: stretch
    what: how far into the stretch | the ankle goes
    unit: deg
    at: {experiment: deepest_dorsiflexion, exercise: standing_calf_raise}
    holds: 10
    fails: 0
    why: for the test, of the raise
  - id: arm
    what: moment arm of the tendon
    unit: mm
    at: {experiment: achilles_moment_arm}
    holds: 20
    fails: 10
    why: for the test, of the arm
- id: ankle_range
  title: The raise alone
  says: In the raise the ankle goes far.
  asks: How far does it go?
  tests:
  - id: stretch
    what: how far into the stretch the ankle goes
    unit: deg
    at: {experiment: deepest_dorsiflexion, exercise: standing_calf_raise}
    holds: 10
    fails: 0
    why: for the test, of the raise alone
"""
IDS = ("postural_work", "most_when_bent", "invented", "mixed")


@contextmanager
def own_claims(folder, text=TEXT):
    """The claims above in place of the article's."""
    (folder / "claims.yaml").write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(claims, "data_path", lambda *parts: folder / parts[-1])
        claims.load_claims.cache_clear()
        try:
            yield
        finally:
            claims.load_claims.cache_clear()
            draw.cache_clear()  # pictures show the limits of the claims


def boxes(svg):
    """Texts of a picture with the room they take: left, right, top, bottom."""
    for e in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        size, x, y = (float(e.get(k)) for k in ("font-size", "x", "y"))
        wide = len(e.text) * size * (0.58 if e.get("font-weight") else 0.5)
        shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[e.get("text-anchor")]
        yield e.text, x - shift * wide, x + (1 - shift) * wide, y - 0.75 * size, y + 0.2 * size


def assert_readable(svg):
    places = list(boxes(svg))
    for i, (one, a, b, top, bottom) in enumerate(places):
        assert a >= -1 and b <= WIDTH + 6, one
        for other, c, d, up, down in places[i + 1 :]:
            assert min(b, d) - max(a, c) < 1 or min(bottom, down) - max(top, up) < 1, (one, other)
