"""All runs of a study: the least number of replicates, then more where a sequential rule asks for them."""

from functools import partial
from itertools import batched

from experiments.questions.studies.replicates import difference_of, next_count
from experiments.questions.studies.selection import Addresses, Selection
from experiments.questions.studies.study_file import Study, UntilNarrow
from experiments.runs.coordinator import LOOKED_UP, Coordinator, Errand, Notify, Tell
from experiments.runs.engines import Engine
from experiments.runs.store import Store

BYTES_A_RUN, BYTES_A_VALUE = 3_000, 20
"""Space on disk of a run and of each month of an outcome, in the store and in the tables together, at most."""


class StudyRuns(Coordinator):
    """Sees the runs of one study through.

    Parameters
    ----------
    study : Study
    addresses : Addresses
    store, engine, notify, tell, seconds_a_batch
        See `Coordinator`.
    """

    def __init__(
        self,
        study: Study,
        addresses: Addresses,
        store: Store,
        engine: Engine,
        notify: Notify,
        tell: Tell,
        seconds_a_batch: float,
    ):
        grows = isinstance(study.told.replicates, UntilNarrow)
        errand = Errand(tuple(study.told.outcomes), len(study.told.regimes), at_most=grows)
        super().__init__(errand, store, engine, notify, tell, seconds_a_batch)
        self.study, self.addresses = study, addresses

    def run_all(self) -> Selection:
        """Run what is missing; return which runs the study consists of.

        Raises
        ------
        Damaged
            Where a part that the sequential rule reads is not what was written.
        """
        rule = self.study.told.replicates
        least, most = self.study.least_replicates, self.study.most_replicates
        selection = Selection.every(self.study, least)
        self.settled, self.total = 0, selection.runs(self.study) * most // least
        self.see_through(partial(self.addresses.worlds, selection))
        if isinstance(rule, UntilNarrow):
            selection = self.until_narrow(rule, selection)
        self.notify("running", self.total, self.total)
        return selection

    def until_narrow(self, rule: UntilNarrow, selection: Selection) -> Selection:
        """Add replicates point by point as the rule asks."""
        differences: dict[tuple[str, int], list[float]] = {key: [] for key in selection.counts}
        former = Selection(dict.fromkeys(selection.counts, 0))
        while True:
            for some in batched(self.addresses.worlds(selection, beyond=former), LOOKED_UP):
                rows = self.store.rows(self.store.entries([address for world in some for address in world.addresses]))
                for world in some:
                    differences[(world.scenario, world.point)].append(difference_of(rule, world, rows))
            grown = Selection(
                {key: next_count(rule, differences[key], count) for key, count in selection.counts.items()}
            )
            self.total = self.settled + grown.runs(self.study) - selection.runs(self.study)
            if grown == selection:
                return selection
            former, selection = selection, grown
            self.see_through(partial(self.addresses.worlds, selection, beyond=former))


def what_it_takes(study: Study) -> tuple[str, int]:
    """Say how many runs a study has at most and the space they take; return also that space in bytes."""
    told = study.told
    points = len(study.drawn.points)
    runs = len(told.scenarios) * points * len(told.regimes) * study.most_replicates
    space = runs * (BYTES_A_RUN + BYTES_A_VALUE * len(told.outcomes) * (told.months + 1))
    at_most = "at most " if study.most_replicates > study.least_replicates else ""
    parts = (
        f"{len(told.scenarios)} scenarios, {points} points, {len(told.regimes)} regimes,"
        f" {at_most}{study.most_replicates} replicates, {told.months} months"
    )
    return f"{study.name}: {at_most}{runs:,} runs ({parts}), about {max(1, space // 1_000_000):,} MB", space
