"""Poles, trust, stance: outcomes that may differ between regimes even when every mechanism is off."""

from typing import Any

import numpy as np

from simulation.columns import NOBODY, TALLY, World
from simulation.kernels import kernel
from simulation.outcomes.outcome import Outcome, Scene
from simulation.outcomes.scans import BY_POOLING
from simulation.purposes import POLES, PURPOSE

OUTCOMES = {
    "jobs_pole_direct": Outcome("heads", "posts paid by a pole's own account (subset of jobs)", "workplace"),
    "jobs_members": Outcome("heads", "jobs in organisations at depth 1 or more (not created)", "workplace"),
    "pole_count": Outcome("count", "living poles"),
    "pole_count_formal": Outcome("count", "formal poles"),
    "pole_count_informal": Outcome("count", "informal poles"),
    "pole_age_median": Outcome("months", "median age of living poles (biased: survivors only)"),
    "pole_size": Outcome("members", "mean members of a pole"),
    "pole_births": Outcome("count a month", "poles born", level="flow"),
    "pole_formalisations": Outcome("count a month", "poles that took a legal form", level="flow"),
    "pole_ends": Outcome("count a month", "poles ended", level="flow"),
    "pole_public_share": Outcome("share", "public money over all income of poles", level="ratio"),
    "pole_dues": Outcome("EUR a month", "dues asked of members", level="flow"),
    "trust_mean": Outcome("0-1", "mean trust over pairs that met in the last 24 months", level="ratio"),
    "trust_active": Outcome("0-1", "mean trust over pairs of members of one pole", level="ratio"),
    "effort_mean": Outcome("0-1", "mean effort in projects this month", level="ratio"),
    "free_rider_share": Outcome("share", "member-months in projects with effort below 0.1", level="ratio"),
    "cooperating_share": Outcome("share", "organisations in a live project", level="ratio"),
    "depth_0_share": Outcome("share", "organisations that pool nothing", level="ratio"),
    "depth_1_share": Outcome("share", "organisations affiliated", level="ratio"),
    "depth_2_share": Outcome("share", "organisations that pool means", level="ratio"),
    "depth_3_share": Outcome("share", "organisations with cross-held capital", level="ratio"),
    "projects_running": Outcome("count", "joint projects under way or waiting for permits"),
    "projects_finished": Outcome("count a month", "joint projects that ended", level="flow"),
    "theil_between_members": Outcome("nat", "Theil T of income between staff of members, of others, and the rest"),
    "gross_value_added_pole": Outcome(
        "EUR a month",
        "account of poles: dues asked for their services less their purchases, grants left out and the public money "
        "they received subtracted at cost (in-kind inputs have no price and stay in the satellite account)",
        "workplace",
        "flow",
    ),
    "pole_size_fte": Outcome("FTE", "mean full-time equivalents of staff of a pole's members", "workplace"),
}

DUES, PURCHASES, GRANTS = (PURPOSE[name] for name in ("pole dues", "project purchases", "subsidy to pole"))


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
        if organisation.depth_held >= 1:
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


def measure(scene: Scene) -> tuple[float, ...]:
    """Values in the order of `OUTCOMES`."""
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
    return (
        float(posts),
        float(staff),
        float(count),
        float(formal),
        float(count - formal),
        (ages[(count - 1) // 2] + ages[count // 2]) / 2.0 if count else float("nan"),
        members / count if count else float("nan"),
        scene.tally(TALLY["pole_births"]),
        scene.tally(TALLY["pole_formalisations"]),
        scene.tally(TALLY["pole_ends"]),
        public / (public + own) if public + own > 0 else float("nan"),
        dues / 100.0,
        mean,
        active,
        scene.tally(TALLY["effort_sum"]) / efforts if efforts else float("nan"),
        scene.tally(TALLY["free_rider_months"]) / member_months if member_months else float("nan"),
        in_project / living,
        *(depth / living for depth in depths),
        float(count_projects(world)),
        scene.tally(TALLY["projects_finished"]),
        scene.income_between(BY_POOLING),
        value_added_of_poles(scene),
        float(fte.sum()) / count if count else float("nan"),
    )


def value_added_of_poles(scene: Scene) -> float:
    """Dues of the month less purchases and public money of poles' accounts, EUR; purchases stand as negative."""
    received = scene.world.books.flows[:, POLES]
    return float(received[DUES] + received[PURCHASES] - received[GRANTS]) / 100.0


@kernel
def sum_trust(world: World, month: int) -> tuple[float, int, float, int]:
    """Sum and number of trusts over pairs met in 24 months, and over those of one pole."""
    total, pairs, inside, together = 0.0, 0, 0.0, 0
    organisations, partner, partner_met, partner_trust = (
        world.organisations,
        world.partner,
        world.partner_met,
        world.partner_trust,
    )
    for o in range(organisations.shape[0]):
        if organisations[o].alive == 0:
            continue
        pole = organisations[o].pole
        for k in range(partner.shape[1]):
            other = partner[o, k]
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
