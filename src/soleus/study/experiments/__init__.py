"""Experiments with the model: small pure functions of a leg that validation rows and claims name.

To add one, write a function `f(leg, **arguments)` with the `@experiment` line above it in the
module of its topic; rows of `data/validation/*.yaml` can use it by name at once.
"""

from soleus.study.experiments import (
    arch,
    architecture,
    article,
    endurance,
    exercise,
    fibula,
    function,
    gait,
    mobility,
    parts,
    standing,
    strength,
    sway,
)
from soleus.study.experiments.registry import EXPERIMENTS, Experiment, find_experiment

__all__ = [
    "EXPERIMENTS",
    "Experiment",
    "arch",
    "architecture",
    "article",
    "endurance",
    "exercise",
    "fibula",
    "find_experiment",
    "function",
    "gait",
    "mobility",
    "parts",
    "standing",
    "strength",
    "sway",
]
