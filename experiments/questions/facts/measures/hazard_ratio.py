"""Ratios of hazards over all worlds together: exit where means are pooled over exit where not; what calls for what."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from experiments.numbers.exit_hazards import FEWEST_EXITS, design_of, fit_hazards
from experiments.numbers.hazard_ratios import matched_ratio
from experiments.numbers.over_worlds import LEVEL, Estimate, pooled
from experiments.questions.facts.measures import world as worlds
from experiments.questions.facts.measures.world import LONGEST, Needs, Where, World
from experiments.refusal import Refusal

EXIT = "exit"
YEARS, STRATA = "organisation_years", "hazard_strata"
SHORTEST = 12
FEWEST_WORLDS = 2


class Settings(worlds.Settings):
    """Which ratio, over how many months at least: all months lived count.

    Attributes
    ----------
    ratio : str
        ``exit``: hazard of exit at any depth of pooling over that at none, given size, age and sector
        (`experiments.numbers.exit_hazards`); ``h1``, ``h2``: see `experiments.numbers.hazard_ratios`.
    months : int
        Months that have to be lived.
    """

    ratio: Literal["exit", "h1", "h2"] = "exit"
    months: int = 240


def check(settings: Settings, where: Where) -> None:
    """Refuse runs without a year."""
    if not SHORTEST <= settings.months <= LONGEST:
        raise Refusal(
            "{where}: 'months' is {months} and must lie between {least} and {longest}",
            where=where("months"),
            months=settings.months,
            least=SHORTEST,
            longest=LONGEST,
        )


def needs(settings: Settings, row: str) -> Needs:
    """The table that the ratio is estimated from."""
    return Needs((YEARS if settings.ratio == EXIT else STRATA,), settings.months)


def look(settings: Settings, row: str, world: World) -> pd.DataFrame:
    """What a world adds to it."""
    if settings.ratio == EXIT:
        return world.plain.table(YEARS).assign(replicate=world.number)
    strata = world.plain.table(STRATA)
    return strata[strata["ratio"] == settings.ratio].assign(scenario="", regime="", replicate=world.number)


def estimate(settings: Settings, row: str, looks: Sequence[pd.DataFrame], missing: int) -> Estimate:
    """Ratio with its interval, clustered by worlds; missing where too little happened."""
    nothing = pooled(float("nan"), float("nan"), float("nan"), len(looks), missing)
    if len(looks) < FEWEST_WORLDS:
        return nothing
    together = pd.concat(looks, ignore_index=True)
    ends = exit_ratio(together) if settings.ratio == EXIT else ratio_of_strata(together, settings.ratio)
    return nothing if ends is None else pooled(*ends, len(looks), missing)


def exit_ratio(cells: pd.DataFrame) -> tuple[float, float, float] | None:
    """Hazard of exit of those that pool over that of those that do not, with its 90 % interval."""
    worlds_there = cells["replicate"].nunique()
    alone = cells.loc[cells["depth"] == 0, "exits"].sum()
    if min(alone, cells["exits"].sum() - alone) < FEWEST_EXITS:
        return None
    years, exits = (cells[name].to_numpy(np.float64) for name in ("years", "exits"))
    try:
        coefficients, errors = fit_hazards(design_of(cells, ()), years, exits, cells["replicate"].to_numpy())
    except np.linalg.LinAlgError:
        return None
    half = float(stdtrit(worlds_there - 1, (1 + LEVEL) / 2)) * errors[1]
    middle = coefficients[1]
    return float(np.exp(middle)), float(np.exp(middle - half)), float(np.exp(middle + half))


def ratio_of_strata(strata: pd.DataFrame, name: str) -> tuple[float, float, float] | None:
    """Ratio of a beginning, with its interval brought from 95 to 90 %."""
    found = matched_ratio(strata, name)
    if not np.isfinite(found.log_ratio):
        return None
    freedom = found.replicates - 1 if found.replicates >= 5 else 1e6
    narrower = float(stdtrit(freedom, (1 + LEVEL) / 2) / stdtrit(freedom, 0.975))
    half = narrower * (found.high95 - found.low95) / 2
    return tuple(float(np.exp(found.log_ratio + part)) for part in (0.0, -half, half))  # type: ignore[return-value]
