"""One muscle-tendon unit: force of the soleus over length, fully active and at rest."""

import numpy as np

import soleus as so

leg = so.build_leg(so.Person(height=1.78, mass=72, sex="male", age=34))
ankle = np.radians([-30, -20, -10, 0, 10, 20, 30])
length = leg.muscle_tendon_lengths({"ankle_angle": ankle})
active = so.muscle_state(leg.parameters, 1.0, length)
rest = so.muscle_state(leg.parameters, 0.0, length)
i = leg.index("soleus")
print("ankle deg   active N   passive N   fiber (of optimal)   tendon strain %")
for k, angle in enumerate(np.degrees(ankle)):
    print(
        f"{angle:9.0f} {active.tendon_force[k, i]:10.0f} {rest.tendon_force[k, i]:11.0f}"
        f" {active.normalized_fiber_length[k, i]:20.2f} {100 * active.tendon_strain[k, i]:17.1f}"
    )
