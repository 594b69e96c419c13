"""Small plans for tests of the log: sessions of a few days without any simulation."""

import datetime as dt
from functools import cache

from soleus.anatomy.leg import build_leg
from soleus.anatomy.person import Person
from soleus.dose.metrics import METRICS, TISSUES
from soleus.plan.plan import Block, Plan, Reason, Session, Week
from soleus.plan.scheme_files import load_scheme

MONDAY = dt.date(2026, 1, 5)
PERSON = Person(height=1.78, mass=72.0, sex="male", age=34.0, heel_raises=28.0, name="Äda")
#: A dose of every metric, some of them not known.
DOSE = {
    tissue: {name: 12.5 if i % 3 else None for i, name in enumerate(METRICS)} for tissue in TISSUES
}


@cache
def _base():
    return build_leg(PERSON), load_scheme("article")


def session(uid, day, sets=3, times=1, label="Calf raises"):
    """A session on a day of January 2026 (5 is the Monday)."""
    block = Block(
        exercise="deep_squat_calf_raise", label="Deep", sets=sets, repetitions=15, hold_s=20.0,
        load_kg=10.0, distance_m=None, rest_s=120.0, tempo="2-0-2", dose=DOSE, note="",
        verdict="ok", reasons=(Reason("RULE", "because"),),
    )  # fmt: skip
    return Session(dt.date(2026, 1, day), "calf", label, (block,), DOSE, uid=uid, times=times)


def plan(*sessions, uid="plan"):
    leg, scheme = _base()
    week = Week(1, MONDAY, tuple(sorted(sessions, key=lambda s: s.date)), DOSE)
    return Plan(PERSON, leg, scheme, (week,), uid=uid)
