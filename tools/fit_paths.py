"""Fit the muscle paths: `python tools/fit_paths.py GEOMETRY.csv.gz`.

Reads muscle-tendon lengths sampled from an OpenSim model over 1,024 poses (columns pose,
hip_flexion_r ... mtp_angle_r in degrees, muscle, length in m) and writes our own polynomial
coefficients to `src/soleus/data/paths/leg.toml`, with the fit error of each muscle.

Subtalar and toe joints: the sampled lengths do not change with them (they were locked when the
lengths were sampled), the sampled moment arms do. So there the arms are fitted over the joint's own
angle and integrated.

Knee of the gastrocnemii: below about 50 degrees of flexion the source model reports moment
arms that are not the slope of its own lengths, so there we fit measured arms (Chen & Franklin
2024, pooled; from 90 degrees on the slope of the source's lengths) and integrate them from the
straight knee, where the length is the source's.
"""

from __future__ import annotations

import csv
import gzip
import itertools
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

TARGET = Path(__file__).parents[1] / "src/soleus/data/paths/leg.toml"
# muscle -> groups of coordinates and polynomial degree of each group
FORMS: dict[str, list[tuple[tuple[int, ...], int]]] = {
    name: form
    for names, form in (
        ("soleus tibpost perlong perbrev", [((2,), 5)]),
        ("tibant fdl fhl edl ehl", [((2,), 6)]),
        ("gasmed gaslat", [((1,), 7), ((2,), 5)]),
        ("semimem semiten bflh recfem", [((0, 1), 6)]),
        ("bfsh", [((1,), 7)]),
        ("vasint vaslat vasmed", [((1,), 8)]),
        ("glmax1 glmax2 glmax3 iliacus psoas", [((0,), 7)]),
        ("addmagDist addmagIsch addmagMid addmagProx", [((0,), 7)]),
    )
    for name in names.split()
}
# Chen & Franklin 2024, pooled measured knee arms: knee flexion deg -> mm
MEASURED_ARMS = {
    "gasmed": {5: 31, 25: 27, 45: 28, 52: 29, 65: 25, 78: 24},
    "gaslat": {5: 32, 25: 27, 45: 27, 52: 28, 65: 22, 78: 19},
}
ARM_DEGREE = 5
# the source model's names -> ours
NAMES = {
    "gasmed": "gastrocnemius_medialis", "gaslat": "gastrocnemius_lateralis",
    "tibant": "tibialis_anterior", "tibpost": "tibialis_posterior",
    "perlong": "peroneus_longus", "perbrev": "peroneus_brevis",
    "edl": "extensor_digitorum_longus", "ehl": "extensor_hallucis_longus",
    "fdl": "flexor_digitorum_longus", "fhl": "flexor_hallucis_longus",
    "semimem": "semimembranosus", "semiten": "semitendinosus",
    "bflh": "biceps_femoris_long_head", "bfsh": "biceps_femoris_short_head",
    "recfem": "rectus_femoris", "vasint": "vastus_intermedius",
    "vaslat": "vastus_lateralis", "vasmed": "vastus_medialis",
    "addmagDist": "adductor_magnus_distal", "addmagIsch": "adductor_magnus_ischial",
    "addmagMid": "adductor_magnus_middle", "addmagProx": "adductor_magnus_proximal",
    "glmax1": "gluteus_maximus_superior", "glmax2": "gluteus_maximus_middle",
    "glmax3": "gluteus_maximus_inferior",
}  # fmt: skip


def read(path: str) -> dict[str, np.ndarray]:
    rows = defaultdict(list)
    with gzip.open(path, "rt") as stream:
        for row in csv.DictReader(line for line in stream if not line.startswith("#")):
            angles = [float(row[f"{c}_r"]) for c in ("hip_flexion", "knee_angle", "ankle_angle",
                                                     "subtalar_angle", "mtp_angle")]  # fmt: skip
            # the source counts toe flexion positive (its toe flexors have positive arms there);
            # ours is extension
            angles[4] = -angles[4]
            arms = [float(row["arm_subtalar_angle"]), -float(row["arm_mtp_angle"])]
            rows[row["muscle"]].append([*np.radians(angles), float(row["length"]), *arms])
    return {name: np.array(values) for name, values in rows.items()}


def exponents(groups: list[tuple[tuple[int, ...], int]]) -> np.ndarray:
    result = []
    for columns, degree in groups:
        for powers in itertools.product(range(degree + 1), repeat=len(columns)):
            if 0 < sum(powers) <= degree:
                row = [0] * 5
                for column, power in zip(columns, powers, strict=True):
                    row[column] = power
                result.append(row)
    return np.array(result)


def design(angles: np.ndarray, powers: np.ndarray) -> np.ndarray:
    return np.prod(angles[:, None, :] ** powers[None], axis=-1)


def fit(name: str, data: np.ndarray) -> tuple[float, np.ndarray, np.ndarray, np.ndarray]:
    powers = exponents(FORMS[name])
    matrix = np.column_stack([np.ones(len(data)), design(data[:, :5], powers)])
    solution, *_ = np.linalg.lstsq(matrix, data[:, 5], rcond=None)
    return solution[0], powers, solution[1:], matrix @ solution - data[:, 5]


def integrated_arms(data: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Terms -integral(arm) of the subtalar (column 3) and toe (column 4) joints, where crossed."""
    powers, coefficients = [], []
    for column, arms in ((3, data[:, 6]), (4, data[:, 7])):
        if np.abs(arms).max() < 1e-5:
            continue
        polynomial = np.polynomial.polynomial.polyfit(data[:, column], arms, 2)
        for n, value in enumerate(polynomial):
            powers.append([n + 1 if c == column else 0 for c in range(5)])
            coefficients.append(-value / (n + 1))
    return np.array(powers, dtype=int).reshape(-1, 5), np.array(coefficients)


def measured_knee(name: str, powers: np.ndarray, coefficients: np.ndarray) -> np.ndarray:
    """Knee terms -integral(arm): measured arms to 78 deg, the source's own slope from 90."""
    knee = (powers[:, 1] > 0) & (np.delete(powers, 1, axis=1).sum(axis=1) == 0)
    order = powers[knee, 1]
    deep = np.radians(np.arange(90.0, 141.0, 5.0))
    slope = -(order * deep[:, None] ** (order - 1)) @ coefficients[knee]
    shallow = np.radians(list(MEASURED_ARMS[name]))
    angle = np.concatenate([shallow, deep])
    arm = np.concatenate([np.array(list(MEASURED_ARMS[name].values())) / 1000, slope])
    polynomial = np.polynomial.polynomial.polyfit(angle, arm, ARM_DEGREE)
    residual = np.polynomial.polynomial.polyval(angle, polynomial) - arm
    print(f"  {name} knee arm: rms to measured {1e3 * np.std(residual[: len(shallow)]):.1f} mm,"
          f" to the source's slope {1e3 * np.std(residual[len(shallow) :]):.1f} mm")  # fmt: skip
    result = coefficients.copy()
    result[knee] = 0.0
    for n, value in enumerate(polynomial):
        result[knee & (powers[:, 1] == n + 1)] = -value / (n + 1)
    return result


def main() -> None:
    data = read(sys.argv[1])
    lines = ["# Written by tools/fit_paths.py; do not edit. Lengths in m, angles in rad."]
    lines.append("# terms: exponents of hip flexion, knee, ankle, subtalar, mtp; then coefficient.")
    for name in sorted(FORMS):
        reference, powers, coefficients, error = fit(name, data[name])
        rms, largest = 1e3 * np.sqrt(np.mean(error**2)), 1e3 * np.abs(error).max()
        print(f"{name:8s} {len(powers):3d} terms  rms {rms:.4f} mm  largest {largest:.3f} mm")
        lines += ["", f"[{NAMES.get(name, name)}]", f"reference_length = {reference:.8f}"]
        lines += [f"rms_mm = {rms:.4f}", f"largest_mm = {largest:.4f}"]
        lines.append('source = "uhlrich2022"')
        if name in MEASURED_ARMS:
            coefficients = measured_knee(name, powers, coefficients)
            lines.append("knee_reference_deg = 0.0")
            note = "knee terms integrate measured arms (chen2024), ankle terms are fitted"
            lines.append(f'note = "{note}"')
        more, values = integrated_arms(data[name])
        powers, coefficients = np.vstack([powers, more]), np.concatenate([coefficients, values])
        lines.append("terms = [")
        for row, value in zip(powers, coefficients, strict=True):
            if value != 0.0:
                lines.append(f"  [{', '.join(map(str, row))}, {value:.9e}],")
        lines.append("]")
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
