"""Poles, trust, stance: outcomes that may differ between regimes even when every mechanism is off."""

import numpy as np

from simulation.history import QUARTER, Found
from simulation.outcomes.outcome import Outcome
from simulation.purposes import POLES

OUTCOMES = (
    Outcome(
        "jobs_pole_direct",
        "heads",
        "posts paid by a pole's own account (subset of jobs)",
        "workplace",
        label_en="posts paid by poles",
        label_fr="emplois directs des pôles",
        value=lambda found: found.pole_posts,
    ),
    Outcome(
        "jobs_members",
        "heads",
        "jobs in organisations at depth 1 or more (not created)",
        "workplace",
        label_en="jobs in member organisations",
        label_fr="emplois chez les membres",
        value=lambda found: found.member_staff,
    ),
    Outcome(
        "pole_count",
        "count",
        "living poles",
        label_en="living poles",
        label_fr="pôles en vie",
        value=lambda found: found.poles,
    ),
    Outcome(
        "pole_count_formal",
        "count",
        "formal poles",
        label_en="formal poles",
        label_fr="pôles formels",
        value=lambda found: found.formal_poles,
    ),
    Outcome(
        "pole_count_informal",
        "count",
        "informal poles",
        label_en="informal poles",
        label_fr="pôles informels",
        value=lambda found: found.poles - found.formal_poles,
    ),
    Outcome(
        "pole_age_median",
        "months",
        "median age of living poles (biased: survivors only)",
        label_en="median age of poles",
        label_fr="âge médian des pôles",
        value=lambda found: found.pole_age,
    ),
    Outcome(
        "pole_size",
        "members",
        "mean members of a pole",
        label_en="members of a pole",
        label_fr="taille des pôles",
        value=lambda found: mean(found.pole_members, found.poles),
    ),
    Outcome(
        "pole_births",
        "count a month",
        "poles born",
        level="flow",
        label_en="poles born",
        label_fr="naissances de pôles",
        value=lambda found: found.pole_births,
    ),
    Outcome(
        "pole_formalisations",
        "count a month",
        "poles that took a legal form",
        level="flow",
        label_en="poles that took a legal form",
        label_fr="passages au statut formel",
        value=lambda found: found.pole_formalisations,
    ),
    Outcome(
        "pole_ends",
        "count a month",
        "poles ended",
        level="flow",
        label_en="poles ended",
        label_fr="fins de pôles",
        value=lambda found: found.pole_ends,
    ),
    Outcome(
        "pole_public_share",
        "share",
        "public money over all income of poles",
        level="ratio",
        label_en="public share of poles' income",
        label_fr="part publique des recettes des pôles",
        value=lambda found: mean(found.pole_public_money, found.pole_public_money + found.pole_own_income),
    ),
    Outcome(
        "pole_dues",
        "EUR a month",
        "dues asked of members",
        level="flow",
        label_en="dues to poles",
        label_fr="cotisations aux pôles",
        value=lambda found: found.pole_dues / 100.0,
    ),
    Outcome(
        "trust_mean",
        "0-1",
        "mean trust over pairs that met in the last 24 months",
        level="ratio",
        every=QUARTER,
        label_en="mean trust",
        label_fr="confiance moyenne",
        value=lambda found: mean(found.trust, found.pairs),
    ),
    Outcome(
        "trust_active",
        "0-1",
        "mean trust over pairs of members of one pole",
        level="ratio",
        every=QUARTER,
        label_en="trust within poles",
        label_fr="confiance entre partenaires actifs",
        value=lambda found: mean(found.trust_inside, found.pairs_inside),
    ),
    Outcome(
        "effort_mean",
        "0-1",
        "mean effort in projects this month",
        level="ratio",
        label_en="mean effort",
        label_fr="effort moyen",
        value=lambda found: mean(found.effort_sum, found.effort_count),
    ),
    Outcome(
        "free_rider_share",
        "share",
        "member-months in projects with effort below 0.1",
        level="ratio",
        label_en="share of free riders",
        label_fr="part de passagers clandestins",
        value=lambda found: mean(found.free_rider_months, found.member_months),
    ),
    Outcome(
        "cooperating_share",
        "share",
        "organisations in a live project",
        level="ratio",
        label_en="share of organisations in a project",
        label_fr="part des organisations qui coopèrent",
        value=lambda found: part_of_organisations(found, found.in_project),
    ),
    Outcome(
        "depth_0_share",
        "share",
        "organisations that pool nothing",
        level="ratio",
        label_en="share that pools nothing",
        label_fr="part sans mutualisation",
        value=lambda found: part_of_organisations(
            found, found.organisations - found.depth_1 - found.depth_2 - found.depth_3
        ),
    ),
    Outcome(
        "depth_1_share",
        "share",
        "organisations affiliated",
        level="ratio",
        label_en="share affiliated",
        label_fr="part affiliée",
        value=lambda found: part_of_organisations(found, found.depth_1),
    ),
    Outcome(
        "depth_2_share",
        "share",
        "organisations that pool means",
        level="ratio",
        label_en="share that pools means",
        label_fr="part aux moyens mutualisés",
        value=lambda found: part_of_organisations(found, found.depth_2),
    ),
    Outcome(
        "depth_3_share",
        "share",
        "organisations with cross-held capital",
        level="ratio",
        label_en="share with cross-held capital",
        label_fr="part aux capitaux croisés",
        value=lambda found: part_of_organisations(found, found.depth_3),
    ),
    Outcome(
        "projects_running",
        "count",
        "joint projects under way or waiting for permits",
        label_en="joint projects under way",
        label_fr="projets en cours",
        value=lambda found: found.projects,
    ),
    Outcome(
        "projects_finished",
        "count a month",
        "joint projects that ended",
        level="flow",
        label_en="joint projects ended",
        label_fr="projets terminés",
        value=lambda found: found.projects_finished,
    ),
    Outcome(
        "theil_between_members",
        "nat",
        "Theil T of income between staff of members, of others, and the rest",
        every=QUARTER,
        label_en="Theil index of income between members and others",
        label_fr="Theil entre membres",
        value=lambda found: found.theil_between_pooling,
    ),
    Outcome(
        "gross_value_added_pole",
        "EUR a month",
        "account of poles: dues asked for their services less their purchases, grants left out and the public money "
        "they received subtracted at cost (in-kind inputs have no price and stay in the satellite account)",
        "workplace",
        "flow",
        label_en="value added of poles",
        label_fr="valeur ajoutée des pôles",
        value=lambda found: (
            found.received(POLES, "pole dues", "project purchases") - found.received(POLES, "subsidy to pole")
        ),
    ),
    Outcome(
        "pole_size_fte",
        "FTE",
        "mean full-time equivalents of staff of a pole's members",
        "workplace",
        label_en="staff of a pole's members (FTE)",
        label_fr="taille des pôles en ETP",
        value=lambda found: mean(found.member_fte, found.poles),
    ),
)


def mean(total: np.ndarray, count: np.ndarray) -> np.ndarray:
    """Mean of so many, month by month; NaN where there are none."""
    return np.where(count > 0.0, total / count, np.nan)


def part_of_organisations(found: Found, number: np.ndarray) -> np.ndarray:
    """Part of living organisations."""
    return number / np.maximum(found.organisations, 1.0)
