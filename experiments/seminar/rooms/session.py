"""What was played in a room, as far as it is needed to live it again."""

from dataclasses import dataclass

import pandas as pd

from experiments.runs.living import live_months, territory_of
from simulation import Territory
from simulation.choices import OUTSIDE, Choices
from simulation.plan import Plan

DECISION_COLUMNS = ("round", "month", "seat", "kind", "uid", "decision", "value", "by")
"""Table of decisions: one row a decision of a player or the teacher, one a seat that the model played."""


@dataclass(frozen=True)
class Session:
    """A game played, or a part of one.

    Attributes
    ----------
    plan : Plan
    seed : int
    months : int
        Months lived.
    choices : Choices
        What players and the teacher decided in place of the model.
    decisions : DataFrame
        Columns `DECISION_COLUMNS`.
    outcomes : DataFrame
        Outcomes by month.
    state_hash : str
        SHA-256 of the state reached.
    """

    plan: Plan
    seed: int
    months: int
    choices: Choices
    decisions: pd.DataFrame
    outcomes: pd.DataFrame
    state_hash: str

    @property
    def from_outside(self) -> Choices:
        """What the teacher brought; no actor decides it."""
        return Choices(tuple(one for one in self.choices if one.kind == OUTSIDE))

    def territory(self, choices: Choices | None = None, replicate: int = 0) -> Territory:
        """Set up the world of the session at month 0, with its choices or others."""
        kept = self.choices if choices is None else choices
        territory: Territory = territory_of(self.plan, self.seed, replicate, choices=kept)
        return territory

    def replayed(self) -> Territory:
        """Live the session again as it was; its ``state_hash`` is that of the game."""
        territory = self.territory()
        live_months(territory, self.months)
        return territory
