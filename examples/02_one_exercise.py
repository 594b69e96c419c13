"""One exercise on one leg: from the YAML file to the dose."""

import soleus as so

leg = so.build_leg(so.Person(height=1.78, mass=72, sex="male", age=34))
motion = so.synthesize(so.load_exercise("deep_squat_calf_raise"), leg)
solution = so.share_load(leg, motion)
print(so.measure_dose(solution))
print(solution.table().iloc[::100, :4].round(2))
