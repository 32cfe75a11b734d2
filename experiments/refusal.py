"""The refusal of a request that is not about a plan; `simulation.refusals.PlanError` is for plans."""


class Refusal(ValueError):
    """A request that cannot be met, said in one sentence before anything is run."""
