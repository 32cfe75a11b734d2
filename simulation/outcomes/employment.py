"""Jobs, unemployment and pay."""

import math
from types import SimpleNamespace

from simulation.columns import TALLY
from simulation.outcomes.outcome import Outcome, Scene

FINDERS = TALLY["job_finders"]

OUTCOMES = (
    Outcome(
        "jobs",
        "heads",
        "people whose main post is in the territory at month end",
        "workplace",
        label_en="jobs",
        label_fr="emplois",
        value=lambda found: found.seen.jobs,
    ),
    Outcome(
        "jobs_fte",
        "FTE",
        "sum of contracted fractions of posts in the territory",
        "workplace",
        label_en="jobs in full-time equivalents",
        label_fr="emplois en équivalent temps plein",
        value=lambda found: found.seen.full_time_equivalents,
    ),
    Outcome(
        "jobs_social_economy",
        "heads",
        "jobs of cooperatives, associations, insertion enterprises",
        "workplace",
        label_en="jobs of the social economy",
        label_fr="emplois de l'économie sociale",
        value=lambda found: found.seen.social_jobs,
    ),
    Outcome(
        "jobs_private",
        "heads",
        "jobs of other organisations",
        "workplace",
        label_en="jobs of other organisations",
        label_fr="emplois des autres organisations",
        value=lambda found: found.seen.employed - found.seen.social_jobs,
    ),
    Outcome(
        "jobs_public",
        "heads",
        "State and authority posts filled",
        "workplace",
        label_en="public jobs",
        label_fr="emplois publics",
        value=lambda found: found.seen.public_posts,
    ),
    Outcome(
        "jobs_subsidised",
        "heads",
        "posts with a wage subsidy this month",
        "workplace",
        label_en="subsidised jobs",
        label_fr="emplois aidés",
        value=lambda found: found.seen.subsidised_posts,
    ),
    Outcome(
        "jobs_anchored",
        "heads",
        "jobs whose employer's control is resident (owner, staff, members) or public",
        "workplace",
        label_en="anchored jobs",
        label_fr="emplois ancrés",
        value=lambda found: found.seen.anchored_staff + found.seen.public_posts,
    ),
    Outcome(
        "employment_resident",
        "heads",
        "residents with any job, here or outside",
        "residence",
        label_en="residents with a job",
        label_fr="résidents en emploi",
        value=lambda found: found.seen.jobs + found.seen.commuters,
    ),
    Outcome(
        "unemployment_rate",
        "%",
        "residents without a post and searching over labour force (ILO-like, below census rates)",
        "residence",
        "ratio",
        label_en="unemployment rate",
        label_fr="taux de chômage",
        value=lambda found: 100.0 * found.seen.unemployed / max(found.seen.labour_force, 1.0),
    ),
    Outcome(
        "long_term_unemployed_share",
        "%",
        "unemployed for 12 months or more over unemployed",
        "residence",
        "ratio",
        label_en="long-term share of the unemployed",
        label_fr="part du chômage de longue durée",
        value=lambda found: 100.0 * found.seen.waiting_a_year / max(found.seen.unemployed, 1.0),
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
        value=lambda found: found.seen.wage_cost / 100.0,
    ),
    Outcome(
        "median_wage_fte",
        "EUR a month",
        "median full-time net pay of jobs here",
        "workplace",
        "ratio",
        label_en="median wage of a full-time post",
        label_fr="salaire médian à temps plein",
        value=lambda found: found.seen.middle_pay,
    ),
    Outcome(
        "p10_wage_fte",
        "EUR a month",
        "first decile of full-time net pay of jobs here",
        "workplace",
        "ratio",
        label_en="first decile of full-time wages",
        label_fr="premier décile des salaires à temps plein",
        value=lambda found: found.seen.low_pay,
    ),
    Outcome(
        "p90_wage_fte",
        "EUR a month",
        "ninth decile of full-time net pay of jobs here",
        "workplace",
        "ratio",
        label_en="ninth decile of full-time wages",
        label_fr="neuvième décile des salaires à temps plein",
        value=lambda found: found.seen.high_pay,
    ),
    Outcome(
        "pay_p90_p10_social",
        "ratio",
        "P90/P10 of full-time pay, social economy",
        "workplace",
        "ratio",
        label_en="P90/P10 of pay in the social economy",
        label_fr="rapport P90/P10 des salaires de l'économie sociale",
        value=lambda found: found.seen.social_high_pay / found.seen.social_low_pay,
    ),
    Outcome(
        "pay_p90_p10_other",
        "ratio",
        "P90/P10 of full-time pay, other organisations",
        "workplace",
        "ratio",
        label_en="P90/P10 of pay in other organisations",
        label_fr="rapport P90/P10 des salaires des autres organisations",
        value=lambda found: found.seen.other_high_pay / found.seen.other_low_pay,
    ),
)


def gather(scene: Scene) -> SimpleNamespace:
    """Find what the outcomes of this module are read from."""
    return SimpleNamespace(seen=scene.seen, finding_rate=quarterly_finding_rate(scene, scene.seen.unemployed))


def quarterly_finding_rate(scene: Scene, unemployed: float) -> float:
    """Chance of finding within a quarter, %, from three monthly rates; NaN in the first two months."""
    history = scene.memory.setdefault("finding", [])
    before = scene.memory.get("unemployed_before", math.nan)
    history.append(scene.tallies[FINDERS] / max(before, 1.0))
    scene.memory["unemployed_before"] = unemployed
    if len(history) < 4:
        return math.nan
    del history[0]
    return 100.0 * (1.0 - math.prod(1.0 - min(rate, 1.0) for rate in history))
