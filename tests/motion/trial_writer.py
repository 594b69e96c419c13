"""Writes made-up trials in the forms recordings come in: a gait-like swing of both legs."""

import numpy as np

MASS = 70.0
TIME = np.linspace(0.0, 1.2, 121)


def bell(center, width=0.09):
    """A stance-like bump over the stride, 0 to 1, that comes back every 1.2 s."""
    away = np.abs(TIME - center)
    away = np.minimum(away, 1.2 - away)
    return np.exp(-((away / width) ** 2))


def angles():
    """Joint angles in degrees, our signs."""
    found = {}
    for side, shift in (("r", 0.4), ("l", 1.0)):
        found[f"hip_flexion_{side}"] = 10 + 25 * np.cos(2 * np.pi * (TIME - shift + 0.4) / 1.2)
        found[f"knee_angle_{side}"] = 8 + 55 * bell(shift + 0.35, 0.18)
        found[f"ankle_angle_{side}"] = 10 * bell(shift, 0.15) - 15 * bell(shift + 0.22)
    return found


def moments():
    """Joint moments in N m, OpenSim's signs."""
    found = {}
    for side, shift in (("r", 0.4), ("l", 1.0)):
        found[f"ankle_angle_{side}_moment"] = -95 * bell(shift, 0.13)
        found[f"knee_angle_{side}_moment"] = -20 * bell(shift - 0.2)
        found[f"hip_flexion_{side}_moment"] = -30 * bell(shift - 0.2) + 25 * bell(shift + 0.15)
    return found


def storage(path, columns, degrees=None, time=TIME, order=None):
    """Write an OpenSim storage file; `degrees` None leaves the header line out."""
    names = order or list(columns)
    head = ["made up", "version=1"]
    if degrees is not None:
        head.append(f"inDegrees={'yes' if degrees else 'no'}")
    head += ["endheader", "\t".join(["time", *names])]
    rows = ["\t".join(f"{v:.8g}" for v in row) for row in _rows(columns, names, time)]
    path.write_text("\n".join([*head, *rows]) + "\n")
    return path


def text(path, columns, mark=",", time_name="time", time=TIME, time_at=0):
    """Write a text table; `time_at` is the place of the time column."""
    names = list(columns)
    head = [*names[:time_at], time_name, *names[time_at:]]
    lines = [mark.join(head)]
    for row in _rows(columns, names, time):
        cells = [f"{v:.8g}" for v in (*row[1 : time_at + 1], row[0], *row[time_at + 1 :])]
        if mark == ";":
            cells = [c.replace(".", ",") for c in cells]
        lines.append(mark.join(cells))
    path.write_text("\n".join(lines) + "\n")
    return path


def _rows(columns, names, time):
    return np.column_stack([time, *(columns[n] for n in names)])


def ground_forces(mass=MASS):
    """A stride of ground forces, both feet, with the mean of body weight; columns as OpenSim's."""
    weight = mass * 9.80665
    found = {}
    for side, shift in (("r", 0.4), ("l", 1.0)):
        wide = bell(shift, 0.2) ** 0.5 * (bell(shift, 0.33) > 0.05)
        found[f"ground_force_{side}_vy"] = wide
    total = sum(np.trapezoid(v, TIME) for v in found.values()) / 1.2
    found = {k: v * weight / total for k, v in found.items()}
    for side in "rl":
        for axis in ("vx", "vz", "px", "py", "pz"):
            found[f"ground_force_{side}_{axis}"] = np.zeros_like(TIME)
    return found


def repeated(columns, times=2):
    """Several strides in a row, and their times."""
    longer = {k: np.concatenate([v[:-1]] * times + [v[-1:]]) for k, v in columns.items()}
    return longer, np.linspace(0.0, 1.2 * times, 120 * times + 1)
