"""Which runs a study consists of, in a fixed order, and the address of each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from experiments.questions.studies.study_file import Study
from experiments.runs.living import World, address_of, identity
from simulation.plan import Plan, load_plan


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
        return sum(self.counts.values()) * len(study.told.regimes)


class Addresses:
    """Worlds of a study with the addresses of their runs, one after another, so that memory stays flat.

    Parameters
    ----------
    study : Study
    """

    def __init__(self, study: Study):
        self.study = study
        told = study.told
        self.plans: dict[tuple[str, str], Plan] = {
            (scenario, regime): load_plan(scenario, regime=regime, size=told.size, months=told.months)
            for scenario in told.scenarios
            for regime in told.regimes
        }

    def worlds(self, selection: Selection, beyond: Selection | None = None) -> Iterator[World]:
        """Yield worlds by scenario, replicate and point: stopped half-way, all points have as many replicates.

        Parameters
        ----------
        selection : Selection
        beyond : Selection, optional
            Leave out the replicates counted there.
        """
        told, known = self.study.told, identity()
        points = range(len(self.study.drawn.points))
        most = max(selection.counts.values(), default=0)
        for scenario in told.scenarios:
            for replicate in range(most):
                for point in points:
                    former = beyond.counts[(scenario, point)] if beyond else 0
                    if not former <= replicate < selection.counts[(scenario, point)]:
                        continue
                    changes = self.study.overrides(point)
                    yield World(
                        scenario=scenario,
                        size=told.size,
                        months=told.months,
                        seed=told.seed,
                        replicate=replicate,
                        point=point,
                        overrides=tuple(changes.items()),
                        regimes=tuple(told.regimes),
                        addresses=tuple(
                            address_of(self.plans[(scenario, regime)], changes, told.seed, replicate, known)
                            for regime in told.regimes
                        ),
                        outcomes=tuple(told.outcomes),
                    )
