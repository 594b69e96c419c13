"""Four weeks of the article's scheme for one person."""

import datetime as dt

import soleus as so

person = so.Person(height=1.78, mass=72, sex="male", age=34)
plan = so.make_plan(so.load_scheme("article"), person, weeks=4, start=dt.date(2026, 1, 5))
for week in plan.weeks:
    impulse = week.dose["soleus"]["impulse_bw_s"]
    print(f"week {week.number}: {len(week.sessions)} sessions, soleus {impulse:.0f} BW s a leg")
    for session in week.sessions:
        blocks = ", ".join(f"{b.label} {b.sets} x {b.repetitions}" for b in session.blocks)
        print(f"  {session.date:%a %d %b}: {blocks}")
