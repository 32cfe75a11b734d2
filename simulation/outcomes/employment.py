"""Jobs, unemployment and pay."""

import math
from typing import Any

import numpy as np

from simulation.columns import AUTHORITY_POST, COMMUTER, EMPLOYED, STATE_POST, TALLY, UNEMPLOYED, World
from simulation.kernels import kernel
from simulation.outcomes.outcome import Outcome, Scene, quantiles
from simulation.outcomes.scans import WAITING_A_YEAR

OUTCOMES = {
    "jobs": Outcome("heads", "people whose main post is in the territory at month end", "workplace"),
    "jobs_fte": Outcome("FTE", "sum of contracted fractions of posts in the territory", "workplace"),
    "jobs_social_economy": Outcome("heads", "jobs of cooperatives, associations, insertion enterprises", "workplace"),
    "jobs_private": Outcome("heads", "jobs of other organisations", "workplace"),
    "jobs_public": Outcome("heads", "State and authority posts filled", "workplace"),
    "jobs_subsidised": Outcome("heads", "posts with a wage subsidy this month", "workplace"),
    "jobs_anchored": Outcome(
        "heads", "jobs whose employer's control is resident (owner, staff, members) or public", "workplace"
    ),
    "employment_resident": Outcome("heads", "residents with any job, here or outside", "residence"),
    "unemployment_rate": Outcome(
        "%",
        "residents without a post and searching over labour force (ILO-like, below census rates)",
        "residence",
        "ratio",
    ),
    "long_term_unemployed_share": Outcome(
        "%", "unemployed for 12 months or more over unemployed", "residence", "ratio"
    ),
    "job_finding_rate_q": Outcome(
        "% per quarter",
        "job finders of the last three months over the unemployed of three months ago",
        "residence",
        "ratio",
    ),
    "wage_bill": Outcome("EUR a month", "employer cost of organisations in the territory", "workplace", "flow"),
    "median_wage_fte": Outcome("EUR a month", "median full-time net pay of jobs here", "workplace", "ratio"),
    "p10_wage_fte": Outcome("EUR a month", "first decile of full-time net pay of jobs here", "workplace", "ratio"),
    "p90_wage_fte": Outcome("EUR a month", "ninth decile of full-time net pay of jobs here", "workplace", "ratio"),
    "pay_p90_p10_social": Outcome("ratio", "P90/P10 of full-time pay, social economy", "workplace", "ratio"),
    "pay_p90_p10_other": Outcome("ratio", "P90/P10 of full-time pay, other organisations", "workplace", "ratio"),
}

FINDERS = TALLY["job_finders"]


@kernel
def gather_jobs(world: World, adults: Any) -> tuple[Any, Any, Any, Any]:
    """Gather the jobs in the territory.

    Parameters
    ----------
    adults : tuple of arrays (adults,)
        Status, employer row, net pay per full-time equivalent, contracted fraction.

    Returns
    -------
    tuple of float64 arrays
        Net pay per full-time equivalent of all jobs, of the social economy's, of other organisations'; contracted
        fraction of all jobs.
    """
    organisations = world.organisations
    status, employer, full_time_pay, contracted = adults
    pay, fraction = np.empty((3, status.shape[0])), np.empty(status.shape[0])
    is_social = np.empty(organisations.shape[0], np.bool_)
    for o in range(organisations.shape[0]):
        is_social[o] = organisations[o].social_economy == 1
    jobs, social, other = 0, 0, 0
    for i in range(status.shape[0]):
        if status[i] == EMPLOYED:
            if is_social[employer[i]]:
                pay[1, social] = full_time_pay[i]
                social += 1
            else:
                pay[2, other] = full_time_pay[i]
                other += 1
        elif status[i] != STATE_POST and status[i] != AUTHORITY_POST:
            continue
        pay[0, jobs] = full_time_pay[i]
        fraction[jobs] = contracted[i]
        jobs += 1
    return pay[0, :jobs], pay[1, :social], pay[2, :other], fraction[:jobs]


@kernel
def sum_employers(world: World) -> tuple[int, int, int]:
    """Subsidised posts, staff of organisations under resident or public control, employer cost in cents."""
    subsidised, anchored, cost = 0, 0, 0
    for o in range(world.organisations.shape[0]):
        organisation = world.organisations[o]
        if organisation.alive == 1:
            subsidised += organisation.subsidised_posts
            cost += organisation.wage_cost
            if organisation.outside_controlled == 0:
                anchored += organisation.staff
    return subsidised, anchored, cost


def measure(scene: Scene) -> tuple[float, ...]:
    """Values in the order of `OUTCOMES`."""
    counts = scene.by_status
    adults = (scene.status, scene.employer, scene.full_time_pay, scene.full_time_equivalent)
    pay, social_pay, other_pay, fraction = gather_jobs(scene.world, adults)
    subsidised, anchored, cost = sum_employers(scene.world)
    public = counts[STATE_POST] + counts[AUTHORITY_POST]
    work = float(counts[EMPLOYED] + public)
    low, middle, high = quantiles(pay, (0.1, 0.5, 0.9))
    social_low, social_high = quantiles(social_pay, (0.1, 0.9))
    other_low, other_high = quantiles(other_pay, (0.1, 0.9))
    unemployed = counts[UNEMPLOYED]
    return (
        work,
        float(fraction.sum()),
        float(len(social_pay)),
        float(len(other_pay)),
        float(public),
        float(subsidised),
        float(anchored + public),
        work + float(counts[COMMUTER]),
        100.0 * unemployed / max(sum(counts[EMPLOYED : UNEMPLOYED + 1]), 1),
        100.0 * scene.adult_totals[WAITING_A_YEAR] / max(unemployed, 1),
        quarterly_finding_rate(scene, float(unemployed)),
        cost / 100.0,
        middle,
        low,
        high,
        social_high / social_low,
        other_high / other_low,
    )


def quarterly_finding_rate(scene: Scene, unemployed: float) -> float:
    """Chance of finding within a quarter, %, from three monthly rates; NaN in the first two months."""
    history = scene.memory.setdefault("finding", [])
    before = scene.memory.get("unemployed_before", math.nan)
    history.append(scene.tally(FINDERS) / max(before, 1.0))
    scene.memory["unemployed_before"] = unemployed
    if len(history) < 4:
        return math.nan
    del history[0]
    return 100.0 * (1.0 - math.prod(1.0 - min(rate, 1.0) for rate in history))
