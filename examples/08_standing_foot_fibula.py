"""The soleus beyond exercises: its parts, standing, the arch of the foot, the fibula, strength."""

import numpy as np

import soleus as so

leg = so.build_leg(so.Person(height=1.78, mass=72, sex="male", age=34))

for part in so.soleus_parts(leg).parts:
    print(f"{part.label}: {100 * part.share:.0f} % of the soleus, "
          f"{1000 * part.optimal_fiber_length:.0f} mm fibers")  # fmt: skip

standing = so.simulate_standing(leg, duration=30.0)
print(standing.verdict)
print(f"soleus active {100 * standing.active_share('soleus'):.0f} % of the time")

raise_ = so.solve_exercise(so.load_exercise("single_leg_calf_raise"), leg)
shared = so.share_tendon_in(raise_)  # three strands that hold on to each other
print(f"largest strain of the soleus strand {100 * shared.strain[:, 0].max():.1f} %")
pull = so.part_forces(raise_, leg)  # N (time, part)
print(f"at the peak {pull.sum(axis=1).max():.0f} N, by part {np.round(pull.max(axis=0))}")

head = so.fibula_over(raise_, leg)
print(f"fibular head: {1000 * head.head.sum(axis=0)[head.peak].round(4)} mm forward, up, outward")

strength = so.plantar_flexion_strength(leg, [0.0], np.radians([0.0, 90.0]))
for knee, soleus, other in zip((0, 90), strength.soleus, strength.gastrocnemius, strict=True):
    print(f"knee at {knee} deg: soleus {soleus[0]:.0f} N m, gastrocnemius {other[0]:.0f} N m")
