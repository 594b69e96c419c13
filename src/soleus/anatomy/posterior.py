"""A posterior over parameters with standard normal priors: its mode, and samples of it.

Gauss-Newton finds the mode; importance sampling around it, in rounds that each fit their proposal
to the one before, gives samples of the posterior as it is, normal or not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.anatomy.uncertainty import latin_hypercube
from soleus.base.errors import InputError

__all__ = ["PosteriorDraws", "posterior_mode", "sample_posterior"]

Array = NDArray[np.float64]
_PROPOSED, _STEPS, _HALVINGS = 2000, 40, 12
#: Rounds of proposals, each fitted to the one before, until this share of them counts.
_ROUNDS, _GOOD = 4, 0.15

#: The proposal is wider than the posterior near its mode, so its tails are sampled too.
_WIDER = 1.1
_FEW = 50


@dataclass(frozen=True)
class PosteriorDraws:
    """Proposed parameters `z` (draw, parameter), in standard deviations of their priors, what
    they predict (draw, measurement), and their `weight` (draw,), which adds up to one; they are
    worth `effective` samples."""

    z: Array
    predicted: Array
    weight: Array
    effective: float

    def moments(self) -> tuple[Array, Array]:
        """Posterior mean and standard deviation of each parameter (parameter,)."""
        mean = self.weight @ self.z
        return mean, np.sqrt(self.weight @ (self.z - mean) ** 2)

    def chosen(self, count: int, seed: int) -> NDArray[np.int64]:
        """Places of `count` draws taken by weight."""
        return _resample(self.weight, count, seed)


def sample_posterior(
    predict: Callable[[Array], Array], target: Array, error: Array, size: int, seed: int = 0
) -> PosteriorDraws:
    """Draws from the posterior of `size` parameters.

    `predict` maps parameters (draw, parameter) to measurements (draw, measurement); `target` and
    `error` (measurement,) are what was measured and one standard deviation of it. Raises
    `InputError` when hardly any draw comes close to the measurements.
    """
    center, root = posterior_mode(predict, target, error, np.zeros(size))
    for turn in range(_ROUNDS):
        z = center + _WIDER * latin_hypercube(_PROPOSED, size, seed + turn) @ root.T
        found = predict(z)
        log = _log_weight(z, found, target, error, center, root)
        weight, effective = _normalized(log)
        if effective > _GOOD * _PROPOSED or turn == _ROUNDS - 1:
            break
        center, root = _next_proposal(z, log)
    if effective < _FEW:
        raise InputError(
            "person: no leg of this size fits all measurements together; one of them must be "
            f"wrong (only {effective:.0f} of {_PROPOSED} possible legs come close)"
        )
    return PosteriorDraws(z, found, weight, effective)


def posterior_mode(
    predict: Callable[[Array], Array], target: Array, error: Array, z: Array
) -> tuple[Array, Array]:
    """Mode of the posterior (parameter,), from a start, and a square root of its covariance there:
    Gauss-Newton, each step halved until it lowers the objective."""
    size, step = len(z), 0.05

    def off(values: Array) -> Array:
        return (target - predict(values)) / error

    def objective(values: Array) -> Array:
        total: Array = 0.5 * (values**2).sum(axis=1) + 0.5 * (off(values) ** 2).sum(axis=1)
        return total

    precision = np.eye(size)
    for _ in range(_STEPS):
        found = off(np.concatenate([z[None], z + step * np.eye(size)]))
        slope = (found[0] - found[1:]).T / step
        precision = np.eye(size) + slope.T @ slope
        change = np.linalg.solve(precision, slope.T @ found[0] - z)
        tries = z + change * 0.5 ** np.arange(_HALVINGS)[:, None]
        value = objective(np.concatenate([z[None], tries]))
        value = np.where(np.isfinite(value), value, np.inf)
        best = int(value.argmin())
        if best == 0 or np.abs(change).max() < 1e-4:
            break
        z = tries[best - 1]
    return z, np.linalg.inv(np.linalg.cholesky(precision)).T


def _log_weight(
    z: Array, found: Array, target: Array, error: Array, center: Array, spread: Array
) -> Array:
    """Logarithm of the weight (sample,) of proposed parameters: posterior over proposal."""
    u = np.linalg.solve(spread, (z - center).T).T / _WIDER
    log = 0.5 * (u**2).sum(axis=1) - 0.5 * (z**2).sum(axis=1)
    log = log - 0.5 * (((found - target) / error) ** 2).sum(axis=1)
    weight: Array = np.where(np.isfinite(log), log, -np.inf)
    return weight


def _normalized(log: Array) -> tuple[Array, float]:
    """Weights (sample,) that add up to one, and how many samples they are worth."""
    weight = np.exp(log - log.max())
    weight = weight / weight.sum()
    return weight, float(1.0 / np.sum(weight**2))


def _next_proposal(z: Array, log: Array) -> tuple[Array, Array]:
    """Mean and a square root of the covariance of samples, weighted as far toward the posterior
    as leaves enough of them to tell."""
    heat = 1.0
    while _normalized(log * heat)[1] < _GOOD * len(z) and heat > 1e-3:
        heat *= 0.8
    weight, _ = _normalized(log * heat)
    mean = weight @ z
    covariance = (z - mean).T @ ((z - mean) * weight[:, None])
    root = np.linalg.cholesky(covariance + 1e-9 * np.eye(len(mean)))
    return mean, np.asarray(root, dtype=np.float64)


def _resample(weight: Array, count: int, seed: int) -> NDArray[np.int64]:
    """Indices of `count` samples drawn by weight, systematically, in random order."""
    random = np.random.default_rng(seed)
    places = (np.arange(count) + random.uniform()) / count
    chosen = np.minimum(np.searchsorted(np.cumsum(weight), places), len(weight) - 1)
    return random.permutation(chosen)
