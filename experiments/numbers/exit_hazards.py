"""Exit of organisations and pooling: an association within an arm, beside the effect of the arm itself.

The association is a discrete-time proportional hazards model of yearly exit: with h the chance to exit within a
year, log(-log(1 - h)) is a sum over the depth of pooling when the year began, size, age and sector, so that the
exponential of a coefficient is a ratio of hazards. It is fitted over all replicates of an arm; its interval is
clustered by replicate. Who pools is not drawn by lot, in the model no more than elsewhere: the ratio says who
exits, not what pooling does. What allowing reciprocity does to exits is the paired difference of exit rates.
"""

import warnings
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from experiments.numbers.contrasts import RECIPROCITY_REGIMES
from experiments.numbers.effects import summarise

ANY_DEPTH = "any depth"
CONTROLS = ("sector", "staff_from", "age_from")
FEWEST_EXITS = 5
"""Below so many exits of pooling organisations a ratio is not estimated."""
MOST_STEPS = 50
COUNTERPART = {"reciprocity": "market", "plural": "redistribution", "plural_untargeted": "redistribution"}
"""Arm with the same money in which nobody may pool."""
HAZARD_COLUMNS = ("scenario", "regime", "depth", "years", "exits", "hazard_ratio", "low95", "high95")
RATE_COLUMNS = ("scenario", "regime", "counterpart", "exit_rate", "mean", "sd", "n", "low95", "high95")


def fit_hazards(
    design: np.ndarray, years: np.ndarray, exits: np.ndarray, clusters: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Fit the model; return the coefficients and their standard errors, clustered.

    Parameters
    ----------
    design : numpy.ndarray
        Shape (cells, coefficients).
    years, exits : numpy.ndarray
        Organisation-years of each cell, and how many of them ended in an exit.
    clusters : numpy.ndarray
        Replicate of each cell.

    Raises
    ------
    numpy.linalg.LinAlgError
        Where the coefficients cannot be told from one another.

    Notes
    -----
    A binomial model with the complementary log-log link, by statsmodels. Its own clustered covariance rests on the
    observed information; here it rests on the expected one, which does not move with chance exits, and is scaled by
    G / (G - 1) over G clusters.
    """
    import statsmodels.api as sm
    from statsmodels.stats.sandwich_covariance import S_crosssection
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise np.linalg.LinAlgError("a column of the design is a sum of others")
    family = sm.families.Binomial(link=sm.families.links.CLogLog())
    model = sm.GLM(np.column_stack([exits, years - exits]), design, family=family)
    with warnings.catch_warnings():
        # As many coefficients as kinds of cells describe them all perfectly, and are well defined.
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        coefficients = model.fit(tol=1e-9, tol_criterion="params", maxiter=MOST_STEPS).params
    bread = np.linalg.inv(-model.hessian(coefficients, observed=False))
    labels, place = np.unique(clusters, return_inverse=True)
    scale = len(labels) / max(len(labels) - 1, 1)
    covariance = scale * bread @ S_crosssection(model.score_obs(coefficients), place) @ bread
    return coefficients, np.sqrt(np.maximum(np.diag(covariance), 0.0))


def design_of(cells: pd.DataFrame, depths: Sequence[int]) -> np.ndarray:
    """Constant, one column each given depth (any pooling where none is given), then the controls as classes."""
    columns: list[np.ndarray] = [np.ones(len(cells))]
    if depths:
        columns += [(cells["depth"] == depth).to_numpy(np.float64) for depth in depths]
    else:
        columns.append((cells["depth"] > 0).to_numpy(np.float64))
    for control in CONTROLS:
        seen = cells.groupby(control)["exits"].sum()
        # A class without a single exit has no finite coefficient: it joins the most frequent one.
        classes = seen[seen > 0].sort_values(ascending=False).index[1:]
        columns += [(cells[control] == one).to_numpy(np.float64) for one in classes]
    return np.column_stack(columns)


def ratios_by_depth(cells: pd.DataFrame) -> list[tuple[str, int, int, float, float, float]]:
    """Hazard of exit of those that pool over that of those that do not: at any depth, then at each.

    Parameters
    ----------
    cells : pandas.DataFrame
        Organisation-years of all replicates of an arm (``Territory.organisation_years`` with ``replicate``).

    Returns
    -------
    list of tuple
        Depth, organisation-years and exits at that depth, ratio and its 95 % interval (missing where there are
        fewer than `FEWEST_EXITS` exits on either side or a single replicate).
    """
    counts = cells.groupby("depth")[["years", "exits"]].sum()
    alone = counts["exits"].get(0, 0)
    known = [int(depth) for depth in counts.index if depth > 0 and counts.loc[depth, "exits"] >= FEWEST_EXITS]
    pooled = counts.loc[counts.index > 0].sum()
    replicates = cells["replicate"].nunique()
    rows = []
    fits: list[tuple[tuple[int, ...], list[str]]] = []
    enough = alone >= FEWEST_EXITS and replicates > 1
    if enough and pooled["exits"] >= FEWEST_EXITS:
        fits.append(((), [ANY_DEPTH]))
    if enough and known:
        fits.append((tuple(known), [f"depth {depth}" for depth in known]))
    ratios = {}
    for depths, names in fits:
        # A depth too rare for a coefficient of its own is left out of the fit by depth.
        used = cells[cells["depth"].isin([0, *depths])] if depths else cells
        try:
            estimate, error = fit_hazards(
                design_of(used, depths),
                used["years"].to_numpy(np.float64),
                used["exits"].to_numpy(np.float64),
                used["replicate"].to_numpy(),
            )
        except np.linalg.LinAlgError:
            # A depth that only one class holds cannot be told from that class.
            continue
        half = float(stdtrit(replicates - 1, 0.975)) * error
        for place, name in enumerate(names, start=1):
            middle = estimate[place]
            ratios[name] = tuple(np.exp([middle, middle - half[place], middle + half[place]]))
    told = [(ANY_DEPTH, pooled)] + [(f"depth {depth}", counts.loc[depth]) for depth in counts.index if depth > 0]
    missing = (float("nan"),) * 3
    for name, row in told:
        rows.append((name, int(row["years"]), int(row["exits"]), *ratios.get(name, missing)))
    return rows


def exit_hazards(cells: pd.DataFrame, scenarios: Sequence[str], regimes: Sequence[str]) -> pd.DataFrame:
    """Hazard ratios of exit on pooling in every arm where organisations may pool."""
    rows = []
    for scenario in scenarios:
        for regime in (regime for regime in RECIPROCITY_REGIMES if regime in regimes):
            chosen = cells[(cells["scenario"] == scenario) & (cells["regime"] == regime)]
            if len(chosen):
                rows += [(scenario, regime, *row) for row in ratios_by_depth(chosen)]
    return pd.DataFrame(rows, columns=list(HAZARD_COLUMNS))


def exit_rates(cells: pd.DataFrame, scenarios: Sequence[str], regimes: Sequence[str]) -> pd.DataFrame:
    """Paired difference in the yearly rate of exit, per cent, to the arm with the same money and no reciprocity."""
    sums = cells.groupby(["scenario", "regime", "replicate"], observed=True)[["years", "exits"]].sum()
    rate = 100.0 * sums["exits"] / sums["years"]
    rows = []
    for scenario in scenarios:
        for regime, counterpart in COUNTERPART.items():
            if not {regime, counterpart} <= set(regimes):
                continue
            arm, other = rate.loc[scenario, regime], rate.loc[scenario, counterpart]
            row = summarise((arm - other).to_numpy()[:, None]).iloc[0]
            told = {name: row[name] for name in ("mean", "sd", "n", "low95", "high95")}
            rows.append({"scenario": scenario, "regime": regime, "counterpart": counterpart} | told)
            rows[-1]["exit_rate"] = float(arm.mean())
    return pd.DataFrame(rows, columns=list(RATE_COLUMNS))
