"""``ptce scenarios``, ``ptce run`` and ``ptce describe``."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from experiments.words.language import Language

INTERRUPTED = 130

InLanguage = Annotated[str, typer.Option("--language", help="en or fr.")]
Regime = Annotated[
    str | None,
    typer.Option(
        "--regime",
        help="market (if not said), redistribution, gift, unseeded, reciprocity, plural or plural_untargeted; on"
        " request site_only, no_animator or random_members.",
    ),
]
Size = Annotated[str | None, typer.Option("--size", help="class (if not said) or full.")]


def scenarios(language: InLanguage = "en") -> None:
    """List the scenarios, each with the question it asks."""
    from simulation.scenario_files import read_scenario, scenario_names

    words = Language(language)
    names = scenario_names()
    width = max(map(len, names), default=0)
    for name in names:
        scenario = read_scenario(name)
        typer.echo(f"{name:<{width}}  {words.of(scenario.title)}: {words.of(scenario.question)}")


def run(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="A name, or a TOML file of your own.")],
    regime: Regime = None,
    size: Size = None,
    months: Annotated[int | None, typer.Option("--months", help="Months lived; the scenario's if not said.")] = None,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the world.")] = 1,
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="A parameter; may be repeated.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Directory to write to; results/run/<scenario>-<regime>-seed<seed> if not said."),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Replace another run that lies in the directory.")] = False,
    language: InLanguage = "en",
) -> None:
    """Run one scenario once, under one regime; print the main outcomes and write all of them."""
    from simulation.checks import checked_seed
    from simulation.plan import load_plan, read_settings

    Language(language)
    checked_seed(seed)
    plan = load_plan(scenario, regime=regime, size=size, months=months, overrides=read_settings(settings or []))
    from experiments.cli.months import months_left, setting_up
    from experiments.files.directory import ResultsDirectory
    from experiments.pages.career_table import career_by_year
    from experiments.pages.run_table import main_outcomes
    from experiments.questions import single_run

    directory = out or single_run.directory_of(plan, seed)
    space = single_run.BYTES_A_MONTH * plan.months + single_run.BYTES_BESIDE
    results = ResultsDirectory(directory, single_run.PROGRAM, space)
    if not fresh:
        single_run.refuse_another_run(results, plan, seed)
    with setting_up():
        territory = single_run.set_up(plan, seed)
    with months_left(plan.months) as tell:
        lived = single_run.live(territory, plan, seed, tell)
    typer.echo(main_outcomes(lived, language))
    typer.echo(f"\n{career_by_year(lived, language)}\n")
    single_run.store_run(lived, results, ("ptce", *sys.argv[1:]))
    typer.echo(lived.closing_line())
    typer.echo(f"{directory}")
    if lived.interrupted:
        typer.echo(f"ptce: stopped after month {lived.months} of {plan.months}; what was lived is stored", err=True)
        raise typer.Exit(INTERRUPTED)


def describe(
    scenario: Annotated[
        str | None, typer.Argument(metavar="[SCENARIO]", help="The model as declared if none is named.")
    ] = None,
    regime: Regime = None,
    size: Size = None,
) -> None:
    """Print the model as the code has it: overview, schedule, mechanisms, parameters, outcomes (ODD+D)."""
    from simulation.plan import load_plan

    plan = None if scenario is None else load_plan(scenario, regime=regime, size=size)

    from simulation.odd import page

    typer.echo(page(plan), nl=False)
