"""How sure a number is, what it hangs on, and what a measurement changes."""

import math

import soleus as so

person = so.Person(height=1.78, mass=72, sex="male", age=34)
leg = so.build_leg(person)
dose = so.measure_dose(so.solve_exercise(so.load_exercise("single_leg_calf_raise"), leg))

value = dose.per_set["achilles"]["peak_strain_percent"]
low, high = dose.interval("set", "achilles", "peak_strain_percent")
print(f"Achilles strain {value:.1f} % (in nine of ten bodies {low:.1f} to {high:.1f} %)")
for effect in dose.spread.effects(dose.spread.of("set", "achilles", "peak_strain_percent"))[:3]:
    print(f"  {effect.label}: {effect.down:.1f} to {effect.up:.1f} %")

bent = so.IsometricTest(moment=95.0, knee_angle=math.pi / 2)
measured = so.Person(
    height=1.78, mass=72, sex="male", age=34, isometric_moment=130.0, isometric_tests=(bent,),
    tendon_stiffness=2.5e5,
)  # fmt: skip
found = so.calibrate_leg(measured)
for p in found.predictions:
    m = p.measurement
    print(f"{m.label}: measured {m.value:g} {m.unit}, expected {p.before[0]:.0f} "
          f"({p.before[1]:.0f} to {p.before[2]:.0f})")  # fmt: skip
print(found.verdict)

# 500 of the possible legs under one recorded ankle moment, in one call
motion = so.synthesize(so.load_exercise("standing_calf_raise"), leg, time_step=0.05)
batch = so.share_load_batch(so.sample_legs(leg, 500), motion)
print(batch.achilles_force.shape, batch.verdict)
