"""Which declared parameters a page offers, in which of four groups, and which of them first."""

import math

from simulation.declared import PARAMETERS
from simulation.parameters import Parameter

SHOCKS, BEHAVIOUR, POOLING, LEVERS = "Shocks", "Behaviour", "Pooling", "Public levers"
GROUPS = (SHOCKS, BEHAVIOUR, POOLING, LEVERS)

BEHAVIOUR_GROUPS = ("stance", "trust", "demand", "labour", "firm", "anchoring", "life", "finance")
POOLING_GROUPS = ("pooling", "pole", "animation", "monitoring", "vote", "project", "tender")
HIDDEN = ("regime", "population")
"""Set by the regime, or by the scenario that sets the territory up."""

FIRST = {
    SHOCKS: (
        "sector.main_industry.export_demand",
        "sector.main_industry.outside_price",
        "sector.trade.outside_consumption_share",
        "land.second_home_demand",
        "concentration.take_over_rate",
    ),
    BEHAVIOUR: (
        "stance.rule",
        "stance.intensity",
        "stance.exploration",
        "stance.prosocial_weight",
        "trust.gain",
        "trust.loss_ratio",
    ),
    POOLING: (
        "pooling.purchase_discount",
        "pooling.meeting_hours",
        "pooling.post_sharing",
        "animation.cost",
        "monitoring.probability",
        "vote.rule",
    ),
    LEVERS: (
        "policy.envelope_per_active",
        "policy.pole_share",
        "policy.animator_months",
        "policy.authority_role",
        "policy.one_roof",
        "policy.training_centre",
    ),
}
"""What a page shows at once; every other parameter is found by its name."""


def group_of(parameter: Parameter) -> str | None:
    """Group of a parameter on the page; None for what a page does not offer."""
    if parameter.group in HIDDEN or parameter.path in ("stance.frozen",) or parameter.initial:
        return None
    if parameter.lever:
        return LEVERS
    if parameter.group in POOLING_GROUPS:
        return POOLING
    if parameter.group in BEHAVIOUR_GROUPS:
        return BEHAVIOUR
    return LEVERS if parameter.group in ("policy", "tax") else SHOCKS


def offered(group: str) -> tuple[Parameter, ...]:
    """Parameters of a group, those shown at once in front."""
    first = [PARAMETERS[path] for path in FIRST[group]]
    rest = [one for one in PARAMETERS.values() if group_of(one) == group and one.path not in FIRST[group]]
    return (*first, *rest)


def step_of(parameter: Parameter) -> float:
    """Step of a slider: 1, 2 or 5 times a power of ten, some hundred steps over the range."""
    if parameter.kind == "integer":
        return max(1.0, nice((parameter.high - parameter.low) / 200))
    return nice((parameter.high - parameter.low) / 100)


def nice(size: float) -> float:
    """Return the nearest number below that is 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(size))
    return next(factor * power for factor in (5, 2, 1) if factor * power <= size * (1 + 1e-9))
