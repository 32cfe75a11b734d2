"""The unit cube as SALib wants it told."""

from collections.abc import Sequence
from typing import Any

from experiments.designs.factor import Factor


def problem(factors: Sequence[Factor]) -> dict[str, Any]:
    """Return the ``problem`` of SALib: names of the factors, each between 0 and 1."""
    return {
        "num_vars": len(factors),
        "names": [factor.path for factor in factors],
        "bounds": [[0.0, 1.0]] * len(factors),
    }
