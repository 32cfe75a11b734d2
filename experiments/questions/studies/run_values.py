"""What the months of an outcome come to: at a month, at the end, over the whole run.

A stock or a ratio is read at the month's end; a flow is summed over the twelve months that end there, and
missing where fewer were lived (``economics.md`` 5, as in `experiments.numbers.measures`).
"""

import numpy as np

from experiments.numbers.measures import FLOW


def value_at(outcome: str, months: np.ndarray, month: int | None = None) -> float:
    """Value of an outcome at a month, or at the end.

    Parameters
    ----------
    outcome : str
    months : numpy.ndarray
        Shape (months + 1,); month 0 is the starting state.
    month : int, optional
        The last one when not given.
    """
    from simulation.outcomes import OUTCOMES

    end = len(months) - 1 if month is None else month
    if OUTCOMES[outcome].level != FLOW:
        return float(months[end])
    return float(months[end - 11 : end + 1].sum()) if end >= 12 else float("nan")


def summary(outcome: str, months: np.ndarray) -> dict[str, float]:
    """Return the values of a run that have a column: at the end, at month 12, and the mean of the months lived."""
    return {
        outcome: value_at(outcome, months),
        f"{outcome}_month_12": value_at(outcome, months, 12) if len(months) > 12 else float("nan"),
        f"{outcome}_mean": float(np.mean(months[1:])) if len(months) > 1 else float("nan"),
    }


def summary_columns(outcome: str) -> tuple[str, ...]:
    """Names of the columns of `summary`."""
    return (outcome, f"{outcome}_month_12", f"{outcome}_mean")
