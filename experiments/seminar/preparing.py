"""What a page says while the model is compiled for the first time on a machine, or loaded."""

from experiments.words.language import Language
from simulation.preparation import CompilingWatch


class Preparing:
    """Says how far the model is compiled; whichever process compiles it."""

    def __init__(self, language: Language) -> None:
        self.language, self.watch = language, CompilingWatch()

    def told(self) -> str:
        """Return the sentence of the moment."""
        prepared, text = self.watch.look(), self.language.text
        if prepared.complete:
            return text("The model is being loaded.")
        if prepared.done == prepared.phases:
            return text("Machine code of the month is being made, once on this machine.")
        so_far = text(
            "The model is being compiled, once on this machine: {done} of {phases} phases.",
            done=prepared.done,
            phases=prepared.phases,
        )
        if prepared.seconds_left is None:
            return so_far
        return f"{so_far} {text('About {seconds} s left.', seconds=round(prepared.seconds_left))}"
