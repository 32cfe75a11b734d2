"""Poles, trust, stance: outcomes that may differ between regimes even when every mechanism is off."""

import numpy as np

from simulation.columns import NOBODY, TALLY, World
from simulation.kernels import kernel
from simulation.outcomes.distribution import theil_between
from simulation.outcomes.outcome import Outcome, Scene
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


def measure(scene: Scene) -> tuple[float, ...]:
    """Values in the order of `OUTCOMES`."""
    world, month = scene.world, scene.month
    poles = np.asarray(world.poles)
    poles = poles[poles["alive"] == 1]
    count = len(poles)
    formal = int((poles["formal"] == 1).sum())
    public, own = poles["public_money"].sum(), poles["own_income"].sum()
    depth = scene.organisation("depth_held")
    shares = np.bincount(depth, minlength=4)[:4] / max(len(depth), 1)
    efforts, member_months = scene.tally(TALLY["effort_count"]), scene.tally(TALLY["member_months"])
    mean, active = trust_levels(scene)
    return (
        float(poles["direct_posts"].sum()),
        float(scene.organisation("staff")[depth >= 1].sum()),
        float(count),
        float(formal),
        float(count - formal),
        float(np.median(month - poles["born"])) if count else float("nan"),
        float(poles["members"].mean()) if count else float("nan"),
        scene.tally(TALLY["pole_births"]),
        scene.tally(TALLY["pole_formalisations"]),
        scene.tally(TALLY["pole_ends"]),
        float(public / (public + own)) if public + own > 0 else float("nan"),
        poles["dues"].sum() / 100.0,
        mean,
        active,
        scene.tally(TALLY["effort_sum"]) / efforts if efforts else float("nan"),
        scene.tally(TALLY["free_rider_months"]) / member_months if member_months else float("nan"),
        float(np.count_nonzero(scene.organisation("project") >= 0)) / max(len(depth), 1),
        *(float(share) for share in shares),
        float((np.asarray(world.projects)["alive"] == 1).sum()),
        scene.tally(TALLY["projects_finished"]),
        theil_of_members(scene),
        value_added_of_poles(scene),
        fte_of_members(scene) / count if count else float("nan"),
    )


def fte_of_members(scene: Scene) -> float:
    """Contracted full-time equivalents of the staff of all members of poles."""
    member = scene.organisation("pole") != NOBODY
    return float((scene.organisation("staff") * scene.organisation("fte_per_post"))[member].sum())


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


def theil_of_members(scene: Scene) -> float:
    """Between-part of Theil T of income over staff of members, staff of others, and everybody else."""
    kind = np.zeros(len(scene.world.organisations) + 1, np.int64)
    kind[scene.living] = np.where(scene.organisation("depth_held") >= 1, 2, 1)
    return theil_between(scene.floored_income, kind[scene.employer])
