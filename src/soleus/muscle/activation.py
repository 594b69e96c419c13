"""Activation dynamics: from neural excitation to muscle activation."""

from __future__ import annotations

from typing import Any

import numpy as np

from soleus.muscle.curves import curve_constants

__all__ = ["ACTIVATION_TIME", "DEACTIVATION_TIME", "activation_rate"]

_constants = curve_constants("activation_dynamics")
#: Time constants, s.
ACTIVATION_TIME = _constants["activation_time"]
DEACTIVATION_TIME = _constants["deactivation_time"]
_SMOOTHING = _constants["smoothing"]


def activation_rate(
    excitation: Any,
    activation: Any,
    activation_time: float = ACTIVATION_TIME,
    deactivation_time: float = DEACTIVATION_TIME,
) -> Any:
    """d(activation)/dt in 1/s, for excitation and activation between 0 and 1.

    The switch between building up and decaying is smooth, as in `degroote2016`, so that it
    can be differentiated; arrays, CasADi expressions and floats alike.
    """
    switch = 0.5 * np.tanh(_SMOOTHING * (excitation - activation))
    z = 0.5 + 1.5 * activation
    rate = (0.5 + switch) / (activation_time * z) + (0.5 - switch) * z / deactivation_time
    return rate * (excitation - activation)
