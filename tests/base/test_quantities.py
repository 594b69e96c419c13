"""Values with units: read at the edge, SI inside."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.base.errors import InputError
from soleus.base.quantities import GRAVITY, Quantity, convert_to_si, parse_quantity


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("20 s", "time", 20.0),
        ("250 ms", "time", 0.25),
        ("2 min", "time", 120.0),
        ("30 kg", "mass", 30.0),
        ("180 deg", "angle", math.pi),
        ("-10 deg", "angle", -math.pi / 18),
        (" 2.5cm ", "length", 0.025),
        ("1e2 mm", "length", 0.1),
        (".5 kN", "force", 500.0),
        ("5 %", "ratio", 0.05),
        (0.3, "ratio", 0.3),
        ("430 N/mm", "stiffness", 430_000.0),
    ],
)
def test_quantity_text_becomes_si(text, kind, value):
    assert parse_quantity(text, kind, "here") == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("20 kg", "time", ["here", "20 kg", "mass", "time"]),
        ("20 furlong", "length", ["here", "furlong", "known"]),
        ("soon", "time", ["here", "soon", "20 s"]),
        (20, "time", ["here", "20", "20 s"]),
        (None, "angle", ["here", "None", "deg"]),
        (True, "ratio", ["here", "True"]),
        ("1e999 s", "time", ["here", "1e999 s", "not finite"]),
        ("nan s", "time", ["here", "nan s"]),
        ("1 2 s", "time", ["here", "2 s"]),
    ],
)
def test_bad_quantity_names_place_value_and_cure(text, kind, words):
    with pytest.raises(InputError) as error:
        parse_quantity(text, kind, "here")
    message = str(error.value)
    assert "\n" not in message
    assert all(word in message for word in words), message


@given(st.floats(-1e6, 1e6), st.sampled_from(["m", "cm", "mm"]))
def test_lengths_round_trip_through_text(value, unit):
    assert parse_quantity(f"{value!r} {unit}", "length", "x") == convert_to_si(value, unit)


def test_quantity_scales_value_and_spread_alike():
    tension = Quantity("specific_tension", 60.0, "N/cm2", 12.0, "assumption")
    assert (tension.si, tension.si_spread) == (600_000.0, 120_000.0)


def test_gravity_is_the_standard_one():
    assert GRAVITY == 9.80665
