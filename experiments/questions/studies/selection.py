"""Which runs a study consists of, in a fixed order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from experiments.questions.studies.study_file import Study
from experiments.runs.living import Replicate, order_of
from simulation.plan import Plan


@dataclass(frozen=True)
class Selection:
    """Number of replicates by scenario and point."""

    counts: Mapping[tuple[str, int], int]

    @classmethod
    def every(cls, study: Study, replicates: int) -> "Selection":
        """So many replicates at every point."""
        points = range(len(study.drawn.points))
        return cls({(scenario, point): replicates for scenario in study.told.scenarios for point in points})

    def runs(self, study: Study) -> int:
        """Number of runs."""
        return sum(self.counts.values()) * len(study.arms)


class StudyOrders:
    """Replicates of a study with the runs in them, one after another, so that memory stays flat.

    Parameters
    ----------
    study : Study
    """

    def __init__(self, study: Study):
        self.study = study
        told = study.told
        self.plans: dict[tuple[str, str], Plan] = {
            (scenario, arm.name): arm.plan(scenario, told.size, told.months)
            for scenario in told.scenarios
            for arm in study.arms
        }

    def replicates(self, selection: Selection, beyond: Selection | None = None) -> Iterator[Replicate]:
        """Yield replicates by scenario, number and point: stopped half-way, all points have as many.

        Parameters
        ----------
        selection : Selection
        beyond : Selection, optional
            Leave out the replicates counted there.
        """
        points = range(len(self.study.drawn.points))
        most = max(selection.counts.values(), default=0)
        for scenario in self.study.told.scenarios:
            for number in range(most):
                for point in points:
                    former = beyond.counts[(scenario, point)] if beyond else 0
                    if former <= number < selection.counts[(scenario, point)]:
                        yield self.replicate(scenario, number, point)

    def replicate(self, scenario: str, number: int, point: int) -> Replicate:
        """One replicate of a point, under all arms."""
        seed, keep = self.study.told.seed, tuple(self.study.told.outcomes)
        changes = self.study.overrides(point)
        orders = [
            order_of(arm, self.plans[(scenario, arm.name)], changes, seed, number, keep) for arm in self.study.arms
        ]
        return Replicate(scenario, seed, number, tuple(orders), point)
