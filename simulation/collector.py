"""Mesa's data collector over what a territory has kept anyway: all outcomes of all months, at no cost a month."""

from functools import partial
from typing import Any

import mesa

from simulation.outcomes import OUTCOME_NAMES


class OutcomeCollector(mesa.DataCollector):
    """A collector with a reporter for each outcome, which has collected at every month end from month 0 on.

    Nothing is copied while months are lived: what Mesa keeps in lists is read off the territory's outcomes when
    somebody asks. It is asked as any other collector, by `mesa.batch_run` and by Mesa's visualisation too.

    Parameters
    ----------
    territory : Territory
    """

    def __init__(self, territory: Any) -> None:
        self._territory = territory
        self._month_read = -1
        self._read: dict[str, list[float]] = {}
        super().__init__(model_reporters={name: partial(present_outcome, name) for name in OUTCOME_NAMES})

    @property
    def model_vars(self) -> dict[str, list[float]]:
        """Values of each outcome at the month ends lived so far, month 0 first."""
        if self._month_read != self._territory.month:
            outcomes = self._territory.outcomes
            self._read = {name: outcomes[name].tolist() for name in OUTCOME_NAMES}
            self._month_read = self._territory.month
        return self._read

    @model_vars.setter
    def model_vars(self, _nothing: Any) -> None:
        """Leave it: Mesa's constructor begins with nothing."""

    @property
    def _collection_steps(self) -> list[float]:
        """Months collected; Mesa's own name, by which its batch runs find what was collected when."""
        return [float(month) for month in range(self._territory.month + 1)]

    @_collection_steps.setter
    def _collection_steps(self, _nothing: Any) -> None:
        """Leave it: Mesa's constructor begins with nothing."""

    def _new_model_reporter(self, name: str, reporter: Any) -> None:
        self.model_reporters[name] = reporter

    def collect(self, model: Any) -> None:
        """Do nothing: the month is collected when it ends."""


def present_outcome(name: str, territory: Any) -> float:
    """Value of an outcome at the present month end."""
    return float(territory.outcomes[name].iloc[-1])
