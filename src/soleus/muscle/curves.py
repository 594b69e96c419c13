"""The dimensionless curves of a Hill-type muscle-tendon unit.

De Groote et al. 2016 (`degroote2016`), with the constants OpenSim 4.6 uses
(`data/curves.toml`). The functions are plain arithmetic on `np.exp` and friends, so the same
source runs on floats, arrays, CasADi expressions, complex numbers, and compiled by numba.

Three deliberate departures, all where the published curves push or pull against physics:

* the tendon never pushes: a soft plus of width `TENDON_SOFTNESS` replaces the negative
  branch (the published curve gives up to -0.05 maximal forces when slack);
* the passive fiber force never becomes negative below 0.2 optimal lengths;
* active and passive force fade out between 0.4 and 0.2 optimal fiber lengths, so that a
  slack muscle-tendon unit carries exactly nothing. Human sarcomeres stop producing force
  near 1.27 um, 0.47 optimal lengths (`walker1974`); the published curve still gives 0.8 %
  of maximal force at 0.2.

Above 0.4 optimal lengths, and at tendon forces above 1 % of maximal, all curves equal
OpenSim's to better than 1e-6.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from soleus.base.library import data_path, load_quantities, read_file

__all__ = [
    "active_force_length",
    "force_velocity",
    "inverse_force_velocity",
    "inverse_tendon_force",
    "passive_force_length",
    "pull_only",
    "slack_gate",
    "strain_at_tension",
    "tendon_force",
    "tendon_shape",
]


def curve_constants(table: str) -> dict[str, float]:
    """Constants of one curve, from `data/curves.toml`."""
    where = f"curves.toml: {table}"
    content = read_file(data_path("curves.toml"))[table]
    return {name: q.si for name, q in load_quantities(content, where).items()}


def _bell_constants(number: int) -> tuple[float, float, float, float]:
    c = {k: v for k, v in _active.items() if k.startswith(f"bell_{number}_")}
    height, center, width, slope = c.values()
    return height, center, width, slope


_active = curve_constants("active_force_length")
_velocity = curve_constants("force_velocity")
_passive = curve_constants("passive_force_length")
_tendon = curve_constants("tendon")
_gate = curve_constants("slack_gate")
# Active force-length: three bells, height * exp(-u^2 / 2), u = (l - center) / (width + slope * l).
BELL_1, BELL_2, BELL_3 = (_bell_constants(number) for number in (1, 2, 3))
D1, D2, D3, D4 = (_velocity[name] for name in ("d1", "d2", "d3", "d4"))
K_PASSIVE, MIN_LENGTH = _passive["shape"], _passive["min_length"]
# Tendon: f = scale * (exp(k * strain) - 1).
C_TENDON, TENDON_SOFTNESS = _tendon["scale"], _tendon["softness"]
# Everything fades between these normalized fiber lengths.
GATE_LOW, GATE_HIGH = _gate["low"], _gate["high"]


def bell(length: Any, b1: float, b2: float, b3: float, b4: float) -> Any:
    """One bell of the active force-length curve at normalized fiber length `length`."""
    u = (length - b2) / (b3 + b4 * length)
    return b1 * np.exp(-0.5 * u * u)


def slack_gate(length: Any) -> Any:
    """0 below 0.2 optimal lengths, 1 above 0.4, twice differentiable between."""
    t = np.fmin(np.fmax((length - GATE_LOW) / (GATE_HIGH - GATE_LOW), 0.0), 1.0)
    return t * t * t * (10.0 - 15.0 * t + 6.0 * t * t)


def active_force_length(length: Any) -> Any:
    """Active force (share of maximal) at normalized fiber length (share of optimal)."""
    bells = bell(length, *BELL_1) + bell(length, *BELL_2) + bell(length, *BELL_3)
    return slack_gate(length) * bells


def passive_force_length(length: Any, strain_at_one: Any = 0.6) -> Any:
    """Passive force (share of maximal isometric force) at normalized fiber length.

    `strain_at_one` is the fiber strain at which it reaches maximal isometric force.
    """
    offset = np.exp(K_PASSIVE * (MIN_LENGTH - 1.0) / strain_at_one)
    raw = np.exp(K_PASSIVE * (length - 1.0) / strain_at_one) - offset
    return slack_gate(length) * raw / (np.exp(K_PASSIVE) - offset)


def force_velocity(velocity: Any) -> Any:
    """Force factor at normalized fiber velocity (share of maximal, lengthening positive)."""
    u = D2 * velocity + D3
    return D1 * np.log(u + np.sqrt(u * u + 1.0)) + D4


def inverse_force_velocity(factor: Any) -> Any:
    """Normalized fiber velocity at which `force_velocity` takes the value `factor`."""
    return (np.sinh((factor - D4) / D1) - D3) / D2


def tendon_shape(strain_at_one: Any) -> Any:
    """Exponent k of the tendon curve from the strain at one normalized force."""
    return np.log((1.0 + C_TENDON) / C_TENDON) / strain_at_one


def tendon_force(strain: Any, shape: Any) -> Any:
    """Tendon force (share of maximal isometric muscle force) at tendon strain; never < 0."""
    return pull_only(C_TENDON * (np.exp(shape * strain) - 1.0))


def pull_only(tension: Any) -> Any:
    """Force a tendon passes on at `tension`, what the bare exponential gives (share of maximal
    force; it runs down to minus `C_TENDON` as the tendon goes slack)."""
    z = tension / TENDON_SOFTNESS
    return TENDON_SOFTNESS * (np.fmax(z, 0.0) + np.log1p(np.exp(-np.fmax(z, -z))))


def strain_at_tension(tension: Any, shape: Any) -> Any:
    """Tendon strain (ratio) at the `tension` of `pull_only`; below 0 where slack."""
    return np.log(tension / C_TENDON + 1.0) / shape


def inverse_tendon_force(force: Any, shape: Any) -> Any:
    """Tendon strain at normalized tendon force > 0 (inverse of `tendon_force`)."""
    z = force / TENDON_SOFTNESS
    return strain_at_tension(TENDON_SOFTNESS * (z + np.log(-np.expm1(-z))), shape)
