"""The refusal of a request that is not about a plan; `simulation.refusals.PlanError` is for plans."""


class Refusal(ValueError):
    """A request that cannot be met, said in one sentence before anything is run.

    Parameters
    ----------
    template : str
        The sentence in English, with named places in braces.
    **values : object
        What fills it in.
    """

    def __init__(self, template: str, /, **values: object) -> None:
        self.template = template
        self.values = values
        super().__init__(template.format(**values) if values else template)
