"""Experiments with the model: small pure functions of a leg that validation rows name.

To add one, write a function `f(leg, **arguments)` with the `@experiment` line above it in the
module of its topic; rows of `data/validation/*.yaml` can use it by name at once.
"""

from soleus.study.experiments import (
    architecture,
    endurance,
    exercise,
    gait,
    standing,
    strength,
)
from soleus.study.experiments.registry import EXPERIMENTS, Experiment, find_experiment

__all__ = [
    "EXPERIMENTS",
    "Experiment",
    "architecture",
    "endurance",
    "exercise",
    "find_experiment",
    "gait",
    "standing",
    "strength",
]
