"""How a body runs up a hill, solved by physics; what a whole kilometer of it gives one calf."""

import soleus as so

leg = so.build_leg(so.Person(height=1.78, mass=72, sex="male", age=34))

at_once = so.estimate_gait(leg, speed=3.2, grade=0.06)  # from the library, scaled to this body
solved = so.predict_gait(leg, speed=3.2, grade=0.06)  # solved for this body, some seconds
print(solved.verdict)
for gait in (at_once, solved):
    tendon, soleus = gait.summary["achilles"], gait.summary["muscles"]["soleus"]
    steps = 1000 / (2 * gait.summary["step_length_m"])
    print(
        f"Achilles {tendon['peak_force_bw']:.1f} BW, soleus {soleus['peak_force_bw']:.1f} BW; "
        f"a kilometer {steps * soleus['impulse_bw_s']:.0f} BW s for the soleus"
    )

sprint = so.measure_sprint(so.load_run("uphill_sprint").changed(distance=250.0), leg)
print(sprint.verdict, *sprint.notes, sep="\n")
