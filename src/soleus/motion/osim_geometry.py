"""Muscle paths that come with a trial: lengths and moment arms from another model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.base.errors import InputError

__all__ = ["MuscleGeometry"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class MuscleGeometry:
    """Lengths and moment arms of named muscles along a trial, in place of our fitted paths.

    `lengths` (time, muscle) m and `length_rates` m/s; `arms` (time, muscle, joint) m, positive
    when tension turns the joint in the positive direction of our coordinates. They belong to
    the fiber and tendon lengths of the model they come from (see `osim_muscles`). Raises
    `InputError` for shapes that do not fit or values that are no numbers.
    """

    muscles: tuple[str, ...]
    joints: tuple[str, ...]
    lengths: Array
    length_rates: Array
    arms: Array

    def __post_init__(self) -> None:
        frames = (len(self.lengths), len(self.muscles))
        shapes = (self.lengths.shape, self.length_rates.shape, self.arms.shape[:2])
        if any(s != frames for s in shapes) or self.arms.shape[2:] != (len(self.joints),):
            raise InputError(
                f"muscle geometry: {len(self.muscles)} muscles and {len(self.joints)} joints do "
                f"not fit arrays of {self.lengths.shape} and {self.arms.shape}"
            )
        for name in ("lengths", "length_rates", "arms"):
            if not np.isfinite(getattr(self, name)).all():
                raise InputError(f"muscle geometry: {name} hold values that are no numbers")

    def put_into(
        self, muscles: tuple[str, ...], joints: tuple[str, ...], lengths: Array, rates: Array,
        arms: Array,
    ) -> tuple[Array, Array, Array]:  # fmt: skip
        """Copies of lengths, rates (time, muscle) and arms (time, muscle, joint), in the order
        of `muscles` and `joints`, with the muscles and joints known here replaced."""
        lengths, rates, arms = lengths.copy(), rates.copy(), arms.copy()
        for k, muscle in enumerate(self.muscles):
            if muscle not in muscles:
                continue
            i = muscles.index(muscle)
            lengths[:, i], rates[:, i] = self.lengths[:, k], self.length_rates[:, k]
            for m, joint in enumerate(self.joints):
                if joint in joints:
                    arms[:, i, joints.index(joint)] = self.arms[:, k, m]
        return lengths, rates, arms
