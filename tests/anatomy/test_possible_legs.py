"""Asking the legs a person may have."""

from dataclasses import replace

import numpy as np
import pytest

from soleus.anatomy.calibration import believed_legs
from soleus.anatomy.leg import build_leg
from soleus.anatomy.possible_legs import ask_legs, possible_legs
from soleus.anatomy.sampling import sample_legs
from soleus.base.errors import InfeasibleError, InputError


def refuse(i, leg):
    if i % 3 == 0:
        raise InfeasibleError("no")
    return i


def test_legs_are_drawn_or_those_that_meet_the_measurements(leg, person):
    drawn = possible_legs(leg, 5)
    assert drawn.count == 5 and np.array_equal(drawn.z, sample_legs(leg, 5).z)
    measured = build_leg(replace(person, heel_raises=30))
    assert possible_legs(measured, 5) is believed_legs(measured)


def test_every_leg_hears_every_question(leg):
    legs, begun = sample_legs(leg, 5), []
    force = lambda i, one: float(one.parameters.max_isometric_force[0])  # noqa: E731
    answers = ask_legs(legs, 4, {"force": force, "half": refuse}, begun.append)
    assert answers["force"].found == pytest.approx(legs.legs.parameters.max_isometric_force[:4, 0])
    assert answers["force"].skipped == 0
    assert answers["half"].found == (1, 2) and answers["half"].skipped == 2
    assert begun == [1, 2, 3, 4]
    assert len(ask_legs(legs, 9, {"force": force})["force"].found) == 5


def test_where_most_cannot_it_is_infeasible(leg):
    def never(i, one):
        if i < 3:
            raise InfeasibleError("no")
        return i

    with pytest.raises(InfeasibleError, match="deep squat: 3 of the 5 legs this person may have"):
        ask_legs(sample_legs(leg, 5), 5, {"deep_squat": never})


def test_other_errors_are_not_swallowed(leg):
    def wrong(i, one):
        raise InputError("bad name")

    with pytest.raises(InputError, match="bad name"):
        ask_legs(sample_legs(leg, 3), 3, {"what": wrong})
