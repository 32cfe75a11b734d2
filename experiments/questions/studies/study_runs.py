"""All runs of a study: the least number of replicates, then more where a sequential rule asks for them."""

from functools import partial
from itertools import batched

from experiments.questions.studies.replicates import difference_of, next_count
from experiments.questions.studies.selection import Selection, StudyOrders
from experiments.questions.studies.study_file import Study, UntilNarrow
from experiments.runs.coordinator import LOOKED_UP, Coordinator

BYTES_A_RUN, BYTES_A_VALUE = 3_000, 20
"""Space on disk of a run and of each month of an outcome, in the store and in the tables together, at most."""


def run_all(study: Study, orders: StudyOrders, coordinator: Coordinator) -> Selection:
    """Run what is missing of a study; return which runs it consists of.

    Raises
    ------
    Damaged
        Where a part that the sequential rule reads is not what was written.
    """
    rule = study.told.replicates
    least, most = study.least_replicates, study.most_replicates
    selection = Selection.every(study, least)
    coordinator.settled, coordinator.total = 0, selection.runs(study) * most // least
    coordinator.at_most = most > least
    coordinator.see_through(partial(orders.replicates, selection))
    if isinstance(rule, UntilNarrow):
        selection = until_narrow(rule, selection, study, orders, coordinator)
    coordinator.notify("running", coordinator.total, coordinator.total)
    return selection


def until_narrow(
    rule: UntilNarrow, selection: Selection, study: Study, orders: StudyOrders, coordinator: Coordinator
) -> Selection:
    """Add replicates point by point as the rule asks."""
    differences: dict[tuple[str, int], list[float]] = {key: [] for key in selection.counts}
    former = Selection(dict.fromkeys(selection.counts, 0))
    store = coordinator.store
    while True:
        for some in batched(orders.replicates(selection, beyond=former), LOOKED_UP):
            rows = store.rows(store.entries([address for one in some for address in one.addresses]))
            for one in some:
                differences[(one.scenario, one.point)].append(difference_of(rule, one, rows))
        grown = Selection({key: next_count(rule, differences[key], count) for key, count in selection.counts.items()})
        coordinator.total = coordinator.settled + grown.runs(study) - selection.runs(study)
        if grown == selection:
            return selection
        former, selection = selection, grown
        coordinator.see_through(partial(orders.replicates, selection, beyond=former))


def what_it_takes(study: Study) -> tuple[str, int]:
    """Say how many runs a study has at most and the space they take; return also that space in bytes."""
    told = study.told
    points = len(study.drawn.points)
    runs = len(told.scenarios) * points * len(study.arms) * study.most_replicates
    space = runs * (BYTES_A_RUN + BYTES_A_VALUE * len(told.outcomes) * (told.months + 1))
    at_most = "at most " if study.most_replicates > study.least_replicates else ""
    parts = (
        f"{len(told.scenarios)} scenarios, {points} points, {len(study.arms)} regimes,"
        f" {at_most}{study.most_replicates} replicates, {told.months} months"
    )
    return f"{study.name}: {at_most}{runs:,} runs ({parts}), about {max(1, space // 1_000_000):,} MB", space
