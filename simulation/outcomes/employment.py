"""Jobs, unemployment and pay."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np

from simulation.columns import AUTHORITY_POST, COMMUTER, EMPLOYED, STATE_POST, TALLY, UNEMPLOYED, World
from simulation.kernels import kernel
from simulation.outcomes.outcome import Outcome, Scene, quantiles
from simulation.outcomes.scans import WAITING_A_YEAR

FINDERS = TALLY["job_finders"]

OUTCOMES = (
    Outcome(
        "jobs",
        "heads",
        "people whose main post is in the territory at month end",
        "workplace",
        label_en="jobs",
        label_fr="emplois",
        value=lambda found: found.work,
    ),
    Outcome(
        "jobs_fte",
        "FTE",
        "sum of contracted fractions of posts in the territory",
        "workplace",
        label_en="jobs in full-time equivalents",
        label_fr="emplois en équivalent temps plein",
        value=lambda found: float(found.fraction.sum()),
    ),
    Outcome(
        "jobs_social_economy",
        "heads",
        "jobs of cooperatives, associations, insertion enterprises",
        "workplace",
        label_en="jobs of the social economy",
        label_fr="emplois de l'économie sociale",
        value=lambda found: float(len(found.social_pay)),
    ),
    Outcome(
        "jobs_private",
        "heads",
        "jobs of other organisations",
        "workplace",
        label_en="jobs of other organisations",
        label_fr="emplois des autres organisations",
        value=lambda found: float(len(found.other_pay)),
    ),
    Outcome(
        "jobs_public",
        "heads",
        "State and authority posts filled",
        "workplace",
        label_en="public jobs",
        label_fr="emplois publics",
        value=lambda found: float(found.public),
    ),
    Outcome(
        "jobs_subsidised",
        "heads",
        "posts with a wage subsidy this month",
        "workplace",
        label_en="subsidised jobs",
        label_fr="emplois aidés",
        value=lambda found: float(found.subsidised),
    ),
    Outcome(
        "jobs_anchored",
        "heads",
        "jobs whose employer's control is resident (owner, staff, members) or public",
        "workplace",
        label_en="anchored jobs",
        label_fr="emplois ancrés",
        value=lambda found: float(found.anchored + found.public),
    ),
    Outcome(
        "employment_resident",
        "heads",
        "residents with any job, here or outside",
        "residence",
        label_en="residents with a job",
        label_fr="résidents en emploi",
        value=lambda found: found.work + float(found.counts[COMMUTER]),
    ),
    Outcome(
        "unemployment_rate",
        "%",
        "residents without a post and searching over labour force (ILO-like, below census rates)",
        "residence",
        "ratio",
        label_en="unemployment rate",
        label_fr="taux de chômage",
        value=lambda found: 100.0 * found.unemployed / max(sum(found.counts[EMPLOYED : UNEMPLOYED + 1]), 1),
    ),
    Outcome(
        "long_term_unemployed_share",
        "%",
        "unemployed for 12 months or more over unemployed",
        "residence",
        "ratio",
        label_en="long-term share of the unemployed",
        label_fr="part du chômage de longue durée",
        value=lambda found: 100.0 * found.adult_totals[WAITING_A_YEAR] / max(found.unemployed, 1),
    ),
    Outcome(
        "job_finding_rate_q",
        "% per quarter",
        "job finders of the last three months over the unemployed of three months ago",
        "residence",
        "ratio",
        label_en="quarterly rate of finding a job",
        label_fr="taux trimestriel de retour à l'emploi",
        value=lambda found: found.finding_rate,
    ),
    Outcome(
        "wage_bill",
        "EUR a month",
        "employer cost of organisations in the territory",
        "workplace",
        "flow",
        label_en="wage bill",
        label_fr="masse salariale",
        value=lambda found: found.cost / 100.0,
    ),
    Outcome(
        "median_wage_fte",
        "EUR a month",
        "median full-time net pay of jobs here",
        "workplace",
        "ratio",
        label_en="median wage of a full-time post",
        label_fr="salaire médian à temps plein",
        value=lambda found: found.middle,
    ),
    Outcome(
        "p10_wage_fte",
        "EUR a month",
        "first decile of full-time net pay of jobs here",
        "workplace",
        "ratio",
        label_en="first decile of full-time wages",
        label_fr="premier décile des salaires à temps plein",
        value=lambda found: found.low,
    ),
    Outcome(
        "p90_wage_fte",
        "EUR a month",
        "ninth decile of full-time net pay of jobs here",
        "workplace",
        "ratio",
        label_en="ninth decile of full-time wages",
        label_fr="neuvième décile des salaires à temps plein",
        value=lambda found: found.high,
    ),
    Outcome(
        "pay_p90_p10_social",
        "ratio",
        "P90/P10 of full-time pay, social economy",
        "workplace",
        "ratio",
        label_en="P90/P10 of pay in the social economy",
        label_fr="rapport P90/P10 des salaires de l'économie sociale",
        value=lambda found: found.social_high / found.social_low,
    ),
    Outcome(
        "pay_p90_p10_other",
        "ratio",
        "P90/P10 of full-time pay, other organisations",
        "workplace",
        "ratio",
        label_en="P90/P10 of pay in other organisations",
        label_fr="rapport P90/P10 des salaires des autres organisations",
        value=lambda found: found.other_high / found.other_low,
    ),
)


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


def gather(scene: Scene) -> SimpleNamespace:
    """Find what the outcomes of this module are read from."""
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
    return SimpleNamespace(
        anchored=anchored,
        cost=cost,
        finding_rate=quarterly_finding_rate(scene, float(unemployed)),
        counts=counts,
        fraction=fraction,
        high=high,
        low=low,
        middle=middle,
        other_high=other_high,
        other_low=other_low,
        other_pay=other_pay,
        public=public,
        social_high=social_high,
        social_low=social_low,
        social_pay=social_pay,
        subsidised=subsidised,
        unemployed=unemployed,
        work=work,
        adult_totals=scene.adult_totals,
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
