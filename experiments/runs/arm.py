"""An arm: one of the lives that are compared, as a difference from a scenario."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from simulation.parameters import Value
from simulation.plan import Plan


@dataclass(frozen=True)
class Arm:
    """A regime, parameters set beside the scenario's, and whether the scenario's dated changes happen.

    What is founded in an arm follows from its parameters, as everything else does.

    Attributes
    ----------
    name : str
        Name in tables.
    regime : str
        One of `simulation.plan.REGIMES`.
    overrides : tuple of (str, value)
        Parameters set beside those of the scenario, sorted by path.
    dated_changes : bool
        False where nothing happens at a date: no shock, no policy that begins or ends.
    """

    name: str
    regime: str
    overrides: tuple[tuple[str, Value], ...] = field(default=())
    dated_changes: bool = True

    def plan(self, scenario: str, size: str, months: int) -> Plan:
        """Return the plan of a scenario under this arm's regime, without the arm's overrides.

        Raises
        ------
        PlanError
        """
        from simulation import load_plan

        plan = load_plan(scenario, regime=self.regime, size=size, months=months)
        return plan if self.dated_changes else plan.undisturbed()

    def changes(self, others: Mapping[str, Value]) -> tuple[tuple[str, Value], ...]:
        """Return what is set beside the scenario: `others`, and over them what the arm sets itself."""
        return tuple(sorted({**others, **dict(self.overrides)}.items()))


def of_regimes(regimes: tuple[str, ...] | list[str]) -> tuple[Arm, ...]:
    """Return one arm a regime, called like it, with nothing else set."""
    return tuple(Arm(regime, regime) for regime in regimes)
