"""The leg in three dimensions: bones, soleus bundles, gastrocnemii and Achilles tendon in motion.

section = leg_section(figures)          # for a page of one's own, with leg_style() in its head
write_leg_page(Path("leg.html"), {"deep_squat_calf_raise": solution})

The bones are those of the package `myo-sim` where it is installed (extra `bones`), else drawn ones.
The viewer is a small WebGL script of our own: nothing is loaded, no library is needed.
"""

from __future__ import annotations

from soleus.faces.leg3d.view import leg_section, leg_style, write_leg_page

__all__ = ["leg_section", "leg_style", "write_leg_page"]
