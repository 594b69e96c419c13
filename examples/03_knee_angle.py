"""Who carries the calf raise as the knee bends."""

import math

import soleus as so

leg = so.build_leg(so.Person(height=1.68, mass=60, sex="female", age=29))
print("knee deg   soleus   gastrocnemius   Achilles peak BW")
for degrees in (5, 30, 60, 90):
    exercise = so.load_exercise("bent_knee_calf_raise").with_knee_angle(math.radians(degrees))
    dose = so.measure_dose(so.solve_exercise(exercise, leg))
    share = dose.moment_share
    both = share["gastrocnemius_medialis"] + share["gastrocnemius_lateralis"]
    peak = dose.per_repetition["achilles"]["peak_force_bw"]
    print(f"{degrees:8d} {100 * share['soleus']:7.0f}% {100 * both:14.0f}% {peak:18.2f}")
