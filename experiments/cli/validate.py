"""``ptce validate``."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.comparison import checked_workers, progress_bar
from experiments.cli.options import QuestionStore, Scheduler, Workers
from experiments.cli.study import resumable
from experiments.numbers import contrasts


def validate(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(metavar="SCENARIO", help="Scenarios asked; all that the facts are of if none is named."),
    ] = None,
    facts: Annotated[
        Path | None, typer.Option("--facts", metavar="FILE", help="A table of facts of your own, in TOML.")
    ] = None,
    size: Annotated[str, typer.Option("--size", help="class or full.")] = "class",
    replicates: Annotated[int, typer.Option("--replicates", help="Replicates a scenario.")] = (
        contrasts.VALIDATION_REPLICATES
    ),
    months: Annotated[
        int | None, typer.Option("--months", help="Months lived; as many as the facts need if not said.")
    ] = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Directory to write to; results/validate if not said.")
    ] = None,
    store: QuestionStore = Path("results/store"),
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Replace what a validation with other settings wrote to the directory.")
    ] = False,
    seed: Annotated[int, typer.Option("--seed", help="Seed of all replicates.")] = contrasts.DEFAULT_SEED,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="A parameter, the same in all runs."),
    ] = None,
    language: Annotated[str, typer.Option("--language", help="en or fr, of figures and page.")] = "en",
) -> None:
    """Hold the model against a table of facts: in the band, out, or cannot tell; those it was set by are no success."""
    from experiments.extras import refuse_without
    from experiments.words.language import Language
    from simulation.checks import checked_seed
    from simulation.plan import read_settings
    from simulation.refusals import Phrase

    chosen_workers, words = checked_workers(workers), Language(language)
    if scheduler is not None:
        refuse_without(Phrase("a scheduler"), ("distributed",))
    with progress_bar(lines=True) as notify:
        from experiments.pages.facts.publishing import Asked, directory_of, publish
        from experiments.pages.facts.terminal import summary
        from experiments.questions.facts.asked import Validation
        from experiments.questions.facts.declared import FACTS, facts_of, text_of
        from experiments.runs.coordinator import Means, Watcher

        file = FACTS if facts is None else facts.expanduser()
        text = text_of(file)
        asked = Validation(
            facts=facts_of(text, file.name),
            scenarios=tuple(dict.fromkeys(scenarios or [])),
            size=size,
            replicates=replicates,
            months=months,
            seed=checked_seed(seed),
            overrides=read_settings(settings or []),
        )
        directory = out or directory_of(asked, file)
        means = Means(store, chosen_workers, scheduler)
        told = Watcher(notify, lambda sentence: typer.echo(sentence, err=True))
        with resumable():
            found = publish(
                Asked(asked, text, file.name, directory, means, words, ("ptce", *sys.argv[1:]), fresh), told
            )
    typer.echo(summary(found, directory, words))
