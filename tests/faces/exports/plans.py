"""Plans for the tests of exports, made by hand: no simulation, every kind of block."""

import datetime as dt
from dataclasses import dataclass, replace

from soleus.anatomy.leg import build_leg
from soleus.anatomy.person import Person
from soleus.dose.measure import add_doses
from soleus.dose.metrics import METRICS, TISSUES
from soleus.plan.block_spec import BlockSpec
from soleus.plan.plan import Block, Plan, Reason, Session, Week
from soleus.plan.request import PlanRequest
from soleus.plan.scheme_files import load_scheme

PERSON = Person(height=1.78, mass=72.0, sex="male", age=34.0, name="Zoë Müller")
MONDAY = dt.date(2026, 1, 5)
SAVED = dt.datetime(2026, 1, 2, 12, 30, 15, 250, tzinfo=dt.UTC)


def dose(soleus, achilles):
    part = dict.fromkeys(METRICS, 3.0)
    given = dict(zip(TISSUES, (soleus, 20.0, 10.0, achilles), strict=True))
    return {tissue: {**part, "impulse_bw_s": value} for tissue, value in given.items()}


SPRINT = Block(
    "uphill_sprint", "Uphill sprint", 1, 4, None, 0.0, 200.0, 180.0, "", dose(100, 130),
    "Fast, but never faster than good technique allows.", "as planned", grade_percent=8.0,
    work_s=716.0, spec=BlockSpec("uphill_sprint", 1, 4, rest=180.0, distance=200.0, grade=0.08),
)  # fmt: skip
GLUTE_HAM = Block(
    "glute_ham_raise", "Glute-ham raise with plantar support", 3, 10, None, 0.0, None, 120.0,
    "2-1-3 s", dose(200, 210), "", "as planned", work_s=60.0,
    spec=BlockSpec("glute_ham_raise", 3, 10, rest=120.0),
)  # fmt: skip
SQUAT = Block(
    "deep_squat_calf_raise", "Calf raise in a deep squat", 3, 15, 20.0, 12.5, None, 90.0,
    "1.5-2-3 s", dose(500, 510), "", "as planned", work_s=117.5,
    spec=BlockSpec("deep_squat_calf_raise", 3, 15, 12.5, 90.0),
    reasons=(Reason("PROG-ARTICLE", "12.5 kg fit your plates"),),
)  # fmt: skip
DROP = Block(
    "eccentric_heel_drop", "Heel drop on one leg", 3, 15, None, 5.0, None, 60.0, "3 s",
    dose(300, 410), "", "as planned", legs=1, work_s=60.0,
)  # fmt: skip
BENT_DROP = replace(
    DROP, exercise="bent_knee_heel_drop", label="Heel drop on one leg, knee bent", load_kg=0.0
)
HOLD = Block(
    "wall_lean_isometric", "Wall-lean calf hold", 5, 1, None, 0.0, None, 120.0, "",
    dose(150, 160), "", "as planned", duration_s=45.0, work_s=45.0,
)  # fmt: skip
LEG_HOLD = Block(
    "single_leg_calf_hold", "Single-leg calf hold", 4, 5, None, 20.0, None, 60.0, "",
    dose(150, 160), "3 s on, 3 s off", "as planned", duration_s=3.0, legs=1, work_s=30.0,
)  # fmt: skip
RUNS = Block(
    "easy_run", "Easy run", 1, 6, None, 0.0, 510.0, 120.0, "", dose(700, 900), "", "as planned",
    duration_s=180.0, speed_ms=2.8333, work_s=1680.0,
    spec=BlockSpec("easy_run", 1, 6, rest=120.0, duration=180.0),
)  # fmt: skip
WALK = Block(
    "brisk_walk", "Brisk walk", 1, 1, None, 0.0, 480.0, 0.0, "", None, "", "", duration_s=300.0,
    speed_ms=1.6, work_s=300.0, spec=BlockSpec("brisk_walk", 1, 1, duration=300.0),
)  # fmt: skip
DISTANCE_RUN = replace(
    RUNS, repetitions=1, rest_s=0.0, distance_m=5000.0, duration_s=1764.7,
    spec=BlockSpec("easy_run", distance=5000.0),
)  # fmt: skip


def session(date, label, *blocks, name="", uid="", **more):
    total = add_doses([b.dose for b in blocks if b.dose] * more.get("times", 1))
    return Session(
        date, name or label.lower().replace(" ", "_"), label, blocks, total, uid or f"s-{date}",
        **more,
    )  # fmt: skip


def make(weeks, of_week, person=PERSON, **more):
    """A plan whose week number n has the sessions of `of_week(monday, n)`."""
    made = []
    for n in range(1, weeks + 1):
        monday = MONDAY + dt.timedelta(weeks=n - 1)
        sessions = tuple(of_week(monday, n))
        phase = more.get("phase", "")
        made.append(Week(n, monday, sessions, add_doses([s.dose for s in sessions]), phase))
    return Plan(
        person, build_leg(person), more.get("scheme") or load_scheme("article"), tuple(made),
        request=PlanRequest(goal="sprint"), uid="article-20260105", reasons=more.get("reasons", ()),
    )  # fmt: skip


def hill_week(monday, n):
    more = replace(SPRINT, distance_m=190.0 + 10 * n), replace(GLUTE_HAM, repetitions=9 + n), SQUAT
    why = (Reason("SPACE-48", "two days between heavy sessions"),)
    for place, day in enumerate((1, 4)):
        yield session(
            monday + dt.timedelta(day), "Hill sprints, then strength", *more, reasons=why,
            name="hill_and_strength", uid=f"article-20260105-{n}-{place + 1}", tier="high",
        )  # fmt: skip
    if n > 2:
        yield session(
            monday + dt.timedelta(6), "Hill sprints", more[0], name="hill", tier="high",
            uid=f"article-20260105-{n}-3",
        )  # fmt: skip


def daily_week(monday, n):
    """Every day, twice, as Alfredson did."""
    blocks = replace(DROP, load_kg=2.5 * n), BENT_DROP
    for day in range(7):
        yield session(
            monday + dt.timedelta(day), "Heel drops", *blocks, times=2, phase="only",
            uid=f"daily-{n}-{day}",
        )  # fmt: skip


def return_week(monday, n):
    for day in (0, 2, 5):
        yield session(
            monday + dt.timedelta(day), "Walk and run", WALK, replace(RUNS, repetitions=n + 3),
            uid=f"return-{n}-{day}",
        )  # fmt: skip
    for day in (1, 4, 5):
        yield session(
            monday + dt.timedelta(day), "Calf strength", HOLD, LEG_HOLD, SQUAT, DROP, GLUTE_HAM,
            uid=f"return-{n}-{day}-s", tier="light",
        )  # fmt: skip
    yield session(monday + dt.timedelta(6), "Long easy run", DISTANCE_RUN, uid=f"return-{n}-long")


@dataclass(frozen=True)
class Gone:
    uid: str
    date: dt.date
    label: str
    sequence: int


@dataclass(frozen=True)
class Stored:
    """What the log gives back for its plan."""

    plan: Plan
    revision: int = 1
    saved_at: dt.datetime = SAVED
    sequences: dict = None
    cancelled: tuple = ()

    def __post_init__(self):
        if self.sequences is None:
            object.__setattr__(self, "sequences", {s.uid: 0 for s in self.plan.sessions()})
