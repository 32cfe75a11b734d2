"""Jobs, unemployment and pay."""

from typing import Any

import numpy as np

from simulation.columns import AUTHORITY_POST, COMMUTER, EMPLOYED, STATE_POST, TALLY, UNEMPLOYED
from simulation.kernels import kernel
from simulation.outcomes.outcome import Outcome, Scene, quantiles

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
def gather_jobs(organisations: Any, adults: Any, pay: Any, fraction: Any) -> tuple[int, int, int]:
    """Gather the jobs in the territory; return how many: all, those of the social economy, of other organisations.

    Parameters
    ----------
    organisations : record (organisations,)
    adults : tuple of arrays (adults,)
        Status, employer row, net pay per full-time equivalent, contracted fraction.
    pay : float64 (3, adults)
        Net pay per full-time equivalent of all jobs, of the social economy's, of other organisations'.
    fraction : float64 (adults,)
        Contracted fraction of all jobs.
    """
    status, employer, full_time_pay, contracted = adults
    jobs, social, other = 0, 0, 0
    for i in range(status.shape[0]):
        if status[i] == EMPLOYED:
            if organisations[employer[i]].social_economy == 1:
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
    return jobs, social, other


def measure(scene: Scene) -> tuple[float, ...]:
    """Values in the order of `OUTCOMES`."""
    status = scene.status
    counts = np.bincount(status, minlength=8)
    pay, fraction = np.empty((3, len(status))), np.empty(len(status))
    adults = (status, scene.employer, scene.full_time_pay, scene.full_time_equivalent)
    jobs, social, other = gather_jobs(scene.world.organisations, adults, pay, fraction)
    public = counts[STATE_POST] + counts[AUTHORITY_POST]
    work = float(counts[EMPLOYED] + public)
    low, middle, high = quantiles(pay[0, :jobs], (0.1, 0.5, 0.9))
    social_low, social_high = quantiles(pay[1, :social], (0.1, 0.9))
    other_low, other_high = quantiles(pay[2, :other], (0.1, 0.9))
    anchored = scene.organisation("staff")[scene.organisation("outside_controlled") == 0].sum() + public
    unemployed = counts[UNEMPLOYED]
    force = counts[EMPLOYED : UNEMPLOYED + 1].sum()
    waiting = scene.months_unemployed[status == UNEMPLOYED]
    return (
        work,
        float(fraction[:jobs].sum()),
        float(social),
        float(other),
        float(public),
        float(scene.organisation("subsidised_posts").sum()),
        float(anchored),
        work + float(counts[COMMUTER]),
        100.0 * unemployed / max(force, 1),
        100.0 * np.count_nonzero(waiting >= 12) / max(unemployed, 1),
        quarterly_finding_rate(scene, float(unemployed)),
        scene.organisation("wage_cost").sum() / 100.0,
        middle,
        low,
        high,
        social_high / social_low,
        other_high / other_low,
    )


def quarterly_finding_rate(scene: Scene, unemployed: float) -> float:
    """Chance of finding within a quarter, %, from three monthly rates; NaN in the first two months."""
    history = scene.memory.setdefault("finding", [])
    before = scene.memory.get("unemployed_before", np.nan)
    history.append(scene.tally(FINDERS) / max(before, 1.0))
    scene.memory["unemployed_before"] = unemployed
    if len(history) < 4:
        return float("nan")
    del history[0]
    return 100.0 * (1.0 - float(np.prod(1.0 - np.minimum(np.array(history), 1.0))))
