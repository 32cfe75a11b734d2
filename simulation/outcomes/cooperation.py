"""Poles, trust, stance: outcomes that may differ between regimes even when every mechanism is off."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from simulation.columns import NOBODY, TALLY, World
from simulation.kernels import kernel
from simulation.outcomes.outcome import Outcome, Scene
from simulation.outcomes.scans import BY_POOLING
from simulation.phases.poles.poles import known_partner
from simulation.purposes import POLES, PURPOSE
from simulation.rules.stance import AFFILIATED

DUES, PURCHASES, GRANTS = (PURPOSE[name] for name in ("pole dues", "project purchases", "subsidy to pole"))

OUTCOMES = (
    Outcome(
        "jobs_pole_direct",
        "heads",
        "posts paid by a pole's own account (subset of jobs)",
        "workplace",
        label_en="posts paid by poles",
        label_fr="emplois directs des pôles",
        value=lambda found: float(found.posts),
    ),
    Outcome(
        "jobs_members",
        "heads",
        "jobs in organisations at depth 1 or more (not created)",
        "workplace",
        label_en="jobs in member organisations",
        label_fr="emplois chez les membres",
        value=lambda found: float(found.staff),
    ),
    Outcome(
        "pole_count",
        "count",
        "living poles",
        label_en="living poles",
        label_fr="pôles en vie",
        value=lambda found: float(found.count),
    ),
    Outcome(
        "pole_count_formal",
        "count",
        "formal poles",
        label_en="formal poles",
        label_fr="pôles formels",
        value=lambda found: float(found.formal),
    ),
    Outcome(
        "pole_count_informal",
        "count",
        "informal poles",
        label_en="informal poles",
        label_fr="pôles informels",
        value=lambda found: float(found.count - found.formal),
    ),
    Outcome(
        "pole_age_median",
        "months",
        "median age of living poles (biased: survivors only)",
        label_en="median age of poles",
        label_fr="âge médian des pôles",
        value=lambda found: (
            (found.ages[(found.count - 1) // 2] + found.ages[found.count // 2]) / 2.0 if found.count else float("nan")
        ),
    ),
    Outcome(
        "pole_size",
        "members",
        "mean members of a pole",
        label_en="members of a pole",
        label_fr="taille des pôles",
        value=lambda found: found.members / found.count if found.count else float("nan"),
    ),
    Outcome(
        "pole_births",
        "count a month",
        "poles born",
        level="flow",
        label_en="poles born",
        label_fr="naissances de pôles",
        value=lambda found: found.tally(TALLY["pole_births"]),
    ),
    Outcome(
        "pole_formalisations",
        "count a month",
        "poles that took a legal form",
        level="flow",
        label_en="poles that took a legal form",
        label_fr="passages au statut formel",
        value=lambda found: found.tally(TALLY["pole_formalisations"]),
    ),
    Outcome(
        "pole_ends",
        "count a month",
        "poles ended",
        level="flow",
        label_en="poles ended",
        label_fr="fins de pôles",
        value=lambda found: found.tally(TALLY["pole_ends"]),
    ),
    Outcome(
        "pole_public_share",
        "share",
        "public money over all income of poles",
        level="ratio",
        label_en="public share of poles' income",
        label_fr="part publique des recettes des pôles",
        value=lambda found: found.public / (found.public + found.own) if found.public + found.own > 0 else float("nan"),
    ),
    Outcome(
        "pole_dues",
        "EUR a month",
        "dues asked of members",
        level="flow",
        label_en="dues to poles",
        label_fr="cotisations aux pôles",
        value=lambda found: found.dues / 100.0,
    ),
    Outcome(
        "trust_mean",
        "0-1",
        "mean trust over pairs that met in the last 24 months",
        level="ratio",
        label_en="mean trust",
        label_fr="confiance moyenne",
        value=lambda found: found.mean,
    ),
    Outcome(
        "trust_active",
        "0-1",
        "mean trust over pairs of members of one pole",
        level="ratio",
        label_en="trust within poles",
        label_fr="confiance entre partenaires actifs",
        value=lambda found: found.active,
    ),
    Outcome(
        "effort_mean",
        "0-1",
        "mean effort in projects this month",
        level="ratio",
        label_en="mean effort",
        label_fr="effort moyen",
        value=lambda found: found.tally(TALLY["effort_sum"]) / found.efforts if found.efforts else float("nan"),
    ),
    Outcome(
        "free_rider_share",
        "share",
        "member-months in projects with effort below 0.1",
        level="ratio",
        label_en="share of free riders",
        label_fr="part de passagers clandestins",
        value=lambda found: (
            found.tally(TALLY["free_rider_months"]) / found.member_months if found.member_months else float("nan")
        ),
    ),
    Outcome(
        "cooperating_share",
        "share",
        "organisations in a live project",
        level="ratio",
        label_en="share of organisations in a project",
        label_fr="part des organisations qui coopèrent",
        value=lambda found: found.in_project / found.living,
    ),
    Outcome(
        "depth_0_share",
        "share",
        "organisations that pool nothing",
        level="ratio",
        label_en="share that pools nothing",
        label_fr="part sans mutualisation",
        value=lambda found: found.depths[0] / found.living,
    ),
    Outcome(
        "depth_1_share",
        "share",
        "organisations affiliated",
        level="ratio",
        label_en="share affiliated",
        label_fr="part affiliée",
        value=lambda found: found.depths[1] / found.living,
    ),
    Outcome(
        "depth_2_share",
        "share",
        "organisations that pool means",
        level="ratio",
        label_en="share that pools means",
        label_fr="part aux moyens mutualisés",
        value=lambda found: found.depths[2] / found.living,
    ),
    Outcome(
        "depth_3_share",
        "share",
        "organisations with cross-held capital",
        level="ratio",
        label_en="share with cross-held capital",
        label_fr="part aux capitaux croisés",
        value=lambda found: found.depths[3] / found.living,
    ),
    Outcome(
        "projects_running",
        "count",
        "joint projects under way or waiting for permits",
        label_en="joint projects under way",
        label_fr="projets en cours",
        value=lambda found: float(found.running),
    ),
    Outcome(
        "projects_finished",
        "count a month",
        "joint projects that ended",
        level="flow",
        label_en="joint projects ended",
        label_fr="projets terminés",
        value=lambda found: found.tally(TALLY["projects_finished"]),
    ),
    Outcome(
        "theil_between_members",
        "nat",
        "Theil T of income between staff of members, of others, and the rest",
        label_en="Theil index of income between members and others",
        label_fr="Theil entre membres",
        value=lambda found: found.income_between(BY_POOLING),
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
        value=lambda found: found.value_added,
    ),
    Outcome(
        "pole_size_fte",
        "FTE",
        "mean full-time equivalents of staff of a pole's members",
        "workplace",
        label_en="staff of a pole's members (FTE)",
        label_fr="taille des pôles en ETP",
        value=lambda found: float(found.fte.sum()) / found.count if found.count else float("nan"),
    ),
)


@kernel
def sum_poles(world: World, month: int, totals: Any) -> Any:
    """Add up the living poles and return their ages in months, sorted upwards.

    Parameters
    ----------
    totals : int64 (6,)
        Formal poles, members, direct posts, public money, own income and dues in cents; added to.
    """
    ages, count = np.empty(world.poles.shape[0], np.int64), 0
    for row in range(world.poles.shape[0]):
        pole = world.poles[row]
        if pole.alive == 1:
            ages[count] = month - pole.born
            totals[0] += pole.formal
            totals[1] += pole.members
            totals[2] += pole.direct_posts
            totals[3] += pole.public_money
            totals[4] += pole.own_income
            totals[5] += pole.dues
            count += 1
    return np.sort(ages[:count])


@kernel
def sum_members(world: World, at_depth: Any) -> tuple[int, int, Any]:
    """Staff at depth 1 or more, organisations in a project, full-time equivalents of each member of a pole.

    Parameters
    ----------
    at_depth : int64 (4,)
        Living organisations at each depth of pooling, added to.
    """
    fte, members = np.empty(world.organisations.shape[0]), 0
    staff, in_project = 0, 0
    for o in range(world.organisations.shape[0]):
        organisation = world.organisations[o]
        if organisation.alive == 0:
            continue
        at_depth[organisation.depth_held] += 1
        if organisation.depth_held >= AFFILIATED:
            staff += organisation.staff
        if organisation.project >= 0:
            in_project += 1
        if organisation.pole != NOBODY:
            fte[members] = organisation.staff * organisation.fte_per_post
            members += 1
    return staff, in_project, fte[:members]


@kernel
def count_projects(world: World) -> int:
    """Joint projects under way or waiting for permits."""
    running = 0
    for row in range(world.projects.shape[0]):
        running += world.projects[row].alive == 1
    return running


def gather(scene: Scene) -> SimpleNamespace:
    """Find what the outcomes of this module are read from."""
    world = scene.world
    sums, at_depth = np.zeros(6, np.int64), np.zeros(4, np.int64)
    ages = sum_poles(world, scene.month, sums).tolist()
    formal, members, posts, public, own, dues = sums.tolist()
    count = len(ages)
    staff, in_project, fte = sum_members(world, at_depth)
    depths = at_depth.tolist()
    living = max(sum(depths), 1)
    efforts, member_months = scene.tally(TALLY["effort_count"]), scene.tally(TALLY["member_months"])
    mean, active = trust_levels(scene)
    return SimpleNamespace(
        active=active,
        ages=ages,
        count=count,
        depths=depths,
        dues=dues,
        efforts=efforts,
        formal=formal,
        fte=fte,
        in_project=in_project,
        living=living,
        mean=mean,
        member_months=member_months,
        members=members,
        own=own,
        posts=posts,
        public=public,
        staff=staff,
        running=count_projects(world),
        value_added=value_added_of_poles(scene),
        income_between=scene.income_between,
        tally=scene.tally,
    )


def value_added_of_poles(scene: Scene) -> float:
    """Dues of the month less purchases and public money of poles' accounts, EUR; purchases stand as negative."""
    received = scene.world.books.flows[:, POLES]
    return float(received[DUES] + received[PURCHASES] - received[GRANTS]) / 100.0


@kernel
def sum_trust(world: World, month: int) -> tuple[float, int, float, int]:
    """Sum and number of trusts over pairs of the living met in 24 months, and over those of one pole."""
    total, pairs, inside, together = 0.0, 0, 0.0, 0
    organisations, partner_met, partner_trust = world.organisations, world.partner_met, world.partner_trust
    for o in range(organisations.shape[0]):
        if organisations[o].alive == 0:
            continue
        pole = organisations[o].pole
        for k in range(world.partner.shape[1]):
            other = known_partner(world, o, k)
            if other == NOBODY or month - partner_met[o, k] > 24:
                continue
            total += partner_trust[o, k]
            pairs += 1
            if pole != NOBODY and organisations[other].pole == pole:
                inside += partner_trust[o, k]
                together += 1
    return total, pairs, inside, together


def trust_levels(scene: Scene) -> tuple[float, float]:
    """Mean trust over pairs met in 24 months, and over pairs of members of one pole."""
    total, pairs, inside, together = sum_trust(scene.world, scene.month)
    return (total / pairs if pairs else float("nan"), inside / together if together else float("nan"))
