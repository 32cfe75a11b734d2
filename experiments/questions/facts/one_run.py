"""Facts that one run can be held against by itself: no second run with a change, no table of many worlds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from experiments.questions.facts import measures
from experiments.questions.facts.declared import Fact
from experiments.questions.facts.measures.world import PLAIN, Needs, World


@dataclass(frozen=True)
class LivedRun:
    """What was kept of a run that lies in no store.

    Attributes
    ----------
    series : dict of numpy.ndarray
        Months of outcomes.
    tables : dict of DataFrame
    """

    series: Mapping[str, np.ndarray]
    tables: Mapping[str, pd.DataFrame]

    def table(self, name: str) -> pd.DataFrame:
        """Read a table."""
        return self.tables[name]


def of_one_run(facts: Iterable[Fact], scenario: str, regime: str, months: int) -> tuple[Fact, ...]:
    """Choose the facts of a scenario and a regime whose measure can be had from one run of so many months.

    Returns
    -------
    tuple of Fact
        Those facts, with what is looked at cut to the months that there are.
    """
    there = [fact for fact in facts if fact.regime == regime and (not fact.scenarios or scenario in fact.scenarios)]
    cut = [(fact, shortened(fact, months)) for fact in there if not fact.absent]
    return tuple(replace(fact, settings=settings) for fact, settings in cut if settings is not None)


def shortened(fact: Fact, months: int) -> object | None:
    """Settings of a fact in a run of so many months; none where its measure takes more than that run."""
    module = measures.measure(fact.kind)
    return module.shortened(fact.settings, months) if hasattr(module, "shortened") else None


def needs_of(fact: Fact) -> Needs:
    """What is needed of the run for a fact of one number."""
    needs: Needs = measures.measure(fact.kind).needs(fact.settings, "")
    return needs


def looks_at_the_start_alone(fact: Fact) -> bool:
    """Whether a fact is of month 0, the state that a territory is set up with, and of no month that is lived."""
    return needs_of(fact).months == 0


def kept_for(facts: Sequence[Fact]) -> tuple[str, ...]:
    """Names of outcomes and tables that facts need, each once."""
    return tuple(dict.fromkeys(name for fact in facts for name in needs_of(fact).keep))


def values_of(facts: Sequence[Fact], run: LivedRun, replicate: int, months: int) -> dict[str, float]:
    """What a run shows for each fact, by its id; not a number where there is nothing to measure."""
    world = World(replicate, {PLAIN: run}, months)
    return {fact.id: float(measures.measure(fact.kind).look(fact.settings, "", world)) for fact in facts}
