"""The refusal of a request that is not about a plan; `simulation.refusals.PlanError` is for plans."""

from simulation.refusals import Refused


class Refusal(Refused):
    """A request that cannot be met, said in one sentence before anything is run."""
