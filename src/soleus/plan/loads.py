"""How heavy: kilograms, repetitions that are just possible, or a share of the strongest
contraction, as loads that this person can put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from soleus.base.errors import InfeasibleError
from soleus.plan.block_spec import BlockSpec
from soleus.plan.capacity import repetitions_possible, strength_share
from soleus.plan.doser import Doser
from soleus.plan.plan import Reason
from soleus.plan.request import PlanRequest
from soleus.plan.scheme import LoadRule

__all__ = ["prescribe_load"]


def prescribe_load(
    spec: BlockSpec, rule: LoadRule, share: float, doser: Doser, request: PlanRequest
) -> tuple[BlockSpec, tuple[Reason, ...]]:
    """A block with its load at a share (0 to 1) of its phase, and why this load.

    Loads are those of `request.weights`, rounded down; 0 where there are no weights. "rm" takes
    the heaviest load that still allows its repetitions by the fatigue model, "mvc" the heaviest
    whose peak stays at or below the share of strength. Raises `InfeasibleError` where the
    exercise is beyond this body even without load.
    """
    value = rule.values[0] + share * (rule.values[1] - rule.values[0])
    if rule.kind == "mass":
        return _mass(spec, value, doser, request)
    _require(replace(spec, load=0.0), doser)
    highest = spec.resolve().load
    if highest is None or not request.has("weights"):
        why = "takes no load" if highest is None else "there are no weights"
        wanted = f"{value:.0f} RM" if rule.kind == "rm" else f"{100 * value:.0f} % of strength"
        text = f"body weight only ({why}) where {wanted} is asked for: slower is harder"
        return spec, (Reason("LOAD-BODYWEIGHT", text),)
    limit = value if rule.kind == "mvc" else float(round(value))

    def allowed(mass: float) -> bool:
        try:
            solution = doser.solve(replace(spec, load=mass).resolve())
        except InfeasibleError:
            return False
        if not solution.feasible:
            return False
        if rule.kind == "mvc":
            return strength_share(solution) <= limit
        return repetitions_possible(solution, doser.leg) >= limit

    load = _heaviest(allowed, highest.highest, request)
    if rule.kind == "mvc":
        asked = f"about {100 * value:.0f} % of the strongest contraction"
    else:
        asked = f"about the load that allows {limit:.0f} repetitions"
    text = f"{load:g} kg: {asked}, computed for this body; correct it by how it feels"
    if request.weights and load == max(request.weights):
        text = f"{load:g} kg is the heaviest there is; {asked} may be more"
    if not load:
        text = f"body weight: {asked} or more, computed for this body"
    return replace(spec, load=load), (Reason("LOAD-RM", text),)


def _mass(
    spec: BlockSpec, mass: float, doser: Doser, request: PlanRequest
) -> tuple[BlockSpec, tuple[Reason, ...]]:
    """A load in kilograms, with the nearest the person can put together."""
    load = 0.0 if mass and not request.has("weights") else request.load_near(0.5 * round(2 * mass))
    found = replace(spec, load=load)
    _require(found, doser)
    if load < mass - 0.25:
        have = f"{load:g} kg is what there is below" if load else "no weight: none is as light as"
        return found, (Reason("LOAD-PLATES", f"{have} {mass:.1f} kg"),)
    return found, ()


def _require(spec: BlockSpec, doser: Doser) -> None:
    """Raise `InfeasibleError` for an exercise beyond this body."""
    solution = doser.solve(spec.resolve())
    if not solution.feasible:
        raise InfeasibleError(f"{spec.exercise}: {solution.verdict.split(chr(32) + 'where')[0]}")


def _heaviest(allowed: Callable[[float], bool], highest: float, request: PlanRequest) -> float:
    """The largest load a test allows, among the person's own or in steps of 0.5 kg."""
    loads = [w for w in request.weights if w <= highest]
    if not loads:
        loads = [0.5 * n for n in range(1, int(2 * highest) + 1)]
    low, high = -1, len(loads)  # index of the heaviest allowed, and of the lightest refused
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if allowed(loads[middle]) else (low, middle)
    return loads[low] if low >= 0 else 0.0
