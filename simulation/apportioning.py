"""Whole numbers at month 0: people by status, posts and organisations by sector."""

from typing import Any

import numpy as np

from simulation.declared.sectors import SECTORS


def largest_remainder(total: int, weights: np.ndarray) -> np.ndarray:
    """Whole numbers in proportion to ``weights`` that add up to ``total`` exactly; ties by position."""
    exact = total * weights / weights.sum()
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole


def headcounts(values: dict[str, Any]) -> dict[str, int]:
    """People by status at month 0: commuters, State and authority posts, private posts, unemployed, retired.

    The inactive are among the retired.
    """
    labour_force = int(values["population.labour_force"])
    unemployed = round(labour_force * values["population.unemployment_rate"])
    commuters = round(labour_force * values["population.commuter_share"])
    public = round(labour_force * values["population.public_share"])
    state = round(public * values["population.state_part"])
    return {
        "labour_force": labour_force,
        "unemployed": unemployed,
        "commuters": commuters,
        "state": state,
        "authority": public - state,
        "private": labour_force - unemployed - commuters - public,
        "retired": round(labour_force * values["population.retired_per_active"]),
        "inactive": round(
            labour_force * min(values["population.inactive_share"], values["population.retired_per_active"])
        ),
    }


def organisation_counts(values: dict[str, Any], posts: np.ndarray) -> np.ndarray:
    """Organisations by sector: posts over mean size, rescaled when a total is asked for; at least one with posts."""
    sizes = np.array([values[f"sector.{sector}.mean_size"] for sector in SECTORS])
    counts = np.maximum(np.round(posts / sizes), 1.0)
    asked = int(values["population.organisations"])
    if asked:
        counts = np.maximum(np.round(counts * asked / counts.sum()), 1.0)
    return np.where(posts > 0, np.minimum(counts, posts), 0).astype(np.int64)


def posts_and_organisations(values: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Private posts and organisations of each sector at month 0."""
    shares = np.array([values[f"sector.{sector}.jobs_share"] for sector in SECTORS])
    posts = largest_remainder(headcounts(values)["private"], shares)
    return posts, organisation_counts(values, posts)
