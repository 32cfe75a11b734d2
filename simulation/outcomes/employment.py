"""Jobs, unemployment and pay."""

import numpy as np

from simulation.history import YEAR, Found
from simulation.outcomes.outcome import Outcome

OUTCOMES = (
    Outcome(
        "jobs",
        "heads",
        "people whose main post is in the territory at month end",
        "workplace",
        label_en="jobs",
        label_fr="emplois",
        value=lambda found: jobs_of(found),
    ),
    Outcome(
        "jobs_fte",
        "FTE",
        "sum of contracted fractions of posts in the territory",
        "workplace",
        label_en="jobs in full-time equivalents",
        label_fr="emplois en équivalent temps plein",
        value=lambda found: found.full_time_equivalents,
    ),
    Outcome(
        "jobs_social_economy",
        "heads",
        "jobs of cooperatives, associations, insertion enterprises",
        "workplace",
        label_en="jobs of the social economy",
        label_fr="emplois de l'économie sociale",
        value=lambda found: found.social_jobs,
    ),
    Outcome(
        "jobs_private",
        "heads",
        "jobs of other organisations",
        "workplace",
        label_en="jobs of other organisations",
        label_fr="emplois des autres organisations",
        value=lambda found: found.employed - found.social_jobs,
    ),
    Outcome(
        "jobs_public",
        "heads",
        "State and authority posts filled",
        "workplace",
        label_en="public jobs",
        label_fr="emplois publics",
        value=lambda found: found.public_posts,
    ),
    Outcome(
        "jobs_subsidised",
        "heads",
        "posts with a wage subsidy this month",
        "workplace",
        label_en="subsidised jobs",
        label_fr="emplois aidés",
        value=lambda found: found.subsidised_posts,
    ),
    Outcome(
        "jobs_anchored",
        "heads",
        "jobs whose employer's control is resident (owner, staff, members) or public",
        "workplace",
        label_en="anchored jobs",
        label_fr="emplois ancrés",
        value=lambda found: found.anchored_staff + found.public_posts,
    ),
    Outcome(
        "employment_resident",
        "heads",
        "residents with any job, here or outside",
        "residence",
        label_en="residents with a job",
        label_fr="résidents en emploi",
        value=lambda found: jobs_of(found) + found.commuters,
    ),
    Outcome(
        "unemployment_rate",
        "%",
        "residents without a post and searching over labour force (ILO-like, below census rates)",
        "residence",
        "ratio",
        label_en="unemployment rate",
        label_fr="taux de chômage",
        value=lambda found: 100.0 * found.unemployed / np.maximum(labour_force_of(found), 1.0),
    ),
    Outcome(
        "long_term_unemployed_share",
        "%",
        "unemployed for 12 months or more over unemployed",
        "residence",
        "ratio",
        label_en="long-term share of the unemployed",
        label_fr="part du chômage de longue durée",
        value=lambda found: 100.0 * found.waiting_a_year / np.maximum(found.unemployed, 1.0),
    ),
    Outcome(
        "job_finding_rate_q",
        "% per quarter",
        "job finders of the last three months over the unemployed of three months ago",
        "residence",
        "ratio",
        label_en="quarterly rate of finding a job",
        label_fr="taux trimestriel de retour à l'emploi",
        value=lambda found: quarterly_finding_rate(found),
    ),
    Outcome(
        "vacancies",
        "posts",
        "posts of organisations open to applicants this month",
        "workplace",
        "flow",
        label_en="vacancies",
        label_fr="postes vacants",
        value=lambda found: found.vacancies,
    ),
    Outcome(
        "immigrants",
        "people a month",
        "people who came to look for a post",
        "residence",
        "flow",
        label_en="people who came",
        label_fr="arrivées",
        value=lambda found: found.immigrants,
    ),
    Outcome(
        "emigrants",
        "people a month",
        "people without a post who left the territory",
        "residence",
        "flow",
        label_en="people who left",
        label_fr="départs",
        value=lambda found: found.emigrants,
    ),
    Outcome(
        "migration_balance",
        "people a year",
        "people who came less those who left, over 12 months",
        "residence",
        "ratio",
        label_en="balance of migration",
        label_fr="solde migratoire",
        value=lambda found: over_a_year(found.immigrants - found.emigrants),
    ),
    Outcome(
        "activity_balance",
        "people a year",
        "inactive people who began to look for a post less those who stopped, over 12 months",
        "residence",
        "ratio",
        label_en="balance of activity",
        label_fr="solde d'activité",
        value=lambda found: over_a_year(found.became_active - found.became_inactive),
    ),
    Outcome(
        "wage_bill",
        "EUR a month",
        "employer cost of organisations in the territory",
        "workplace",
        "flow",
        label_en="wage bill",
        label_fr="masse salariale",
        value=lambda found: found.wage_cost / 100.0,
    ),
    Outcome(
        "median_wage_fte",
        "EUR a month",
        "median full-time net pay of jobs here",
        "workplace",
        "ratio",
        every=YEAR,
        label_en="median wage of a full-time post",
        label_fr="salaire médian à temps plein",
        value=lambda found: found.middle_pay,
    ),
    Outcome(
        "p10_wage_fte",
        "EUR a month",
        "first decile of full-time net pay of jobs here",
        "workplace",
        "ratio",
        every=YEAR,
        label_en="first decile of full-time wages",
        label_fr="premier décile des salaires à temps plein",
        value=lambda found: found.low_pay,
    ),
    Outcome(
        "p90_wage_fte",
        "EUR a month",
        "ninth decile of full-time net pay of jobs here",
        "workplace",
        "ratio",
        every=YEAR,
        label_en="ninth decile of full-time wages",
        label_fr="neuvième décile des salaires à temps plein",
        value=lambda found: found.high_pay,
    ),
    Outcome(
        "pay_p90_p10_social",
        "ratio",
        "P90/P10 of full-time pay, social economy",
        "workplace",
        "ratio",
        every=YEAR,
        label_en="P90/P10 of pay in the social economy",
        label_fr="rapport P90/P10 des salaires de l'économie sociale",
        value=lambda found: found.social_high_pay / found.social_low_pay,
    ),
    Outcome(
        "pay_p90_p10_other",
        "ratio",
        "P90/P10 of full-time pay, other organisations",
        "workplace",
        "ratio",
        every=YEAR,
        label_en="P90/P10 of pay in other organisations",
        label_fr="rapport P90/P10 des salaires des autres organisations",
        value=lambda found: found.other_high_pay / found.other_low_pay,
    ),
)


def over_a_year(counts: np.ndarray) -> np.ndarray:
    """Sum of the last 12 months, or of those there are, told by the year."""
    known = np.minimum(np.arange(1, len(counts) + 1), 12)
    total = np.concatenate([np.zeros(12), np.cumsum(counts)])
    return (total[12:] - total[:-12]) * (12.0 / known)


def jobs_of(found: Found) -> np.ndarray:
    """Posts filled in the territory."""
    return found.employed + found.public_posts


def labour_force_of(found: Found) -> np.ndarray:
    """Adults with a post anywhere, or searching."""
    return found.employed + found.public_posts + found.commuters + found.unemployed


def quarterly_finding_rate(found: Found) -> np.ndarray:
    """Chance of finding within a quarter, %, from three monthly rates; NaN where fewer are known."""
    staying = np.full(len(found.unemployed), np.nan)
    staying[1:] = 1.0 - np.minimum(found.job_finders[1:] / np.maximum(found.unemployed[:-1], 1.0), 1.0)
    over_a_quarter = np.full(len(staying), np.nan)
    over_a_quarter[2:] = staying[:-2] * staying[1:-1] * staying[2:]
    return 100.0 * (1.0 - over_a_quarter)
