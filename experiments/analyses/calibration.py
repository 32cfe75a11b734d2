"""Calibration by approximate Bayesian computation, in the market with poles off only (``economics.md`` 7, point 4).

Parameters of the economy without poles are drawn from their ranges, the territory is run in ``market``, and draws
whose runs lie near the facts that the model is set by (``scenarios/facts.toml``) are kept, generation after generation
at a narrower distance (ABC-SMC of Toni et al. 2009, by pyABC). What cooperation costs and brings is never calibrated
on anything a pole brings about: a regime in which poles may exist, a parameter of cooperation and a fact that is held
out are refused.

The result is a set of parameters that cannot be told apart by the facts, not one best value, and what is told of it is
what stays wide; whether it also gives what was held out is the posterior predictive check, on replicates that were not
used before.
"""

from typing import Any

from experiments.analyses.calibrating.check import posterior_lines, posterior_table, predictive_check
from experiments.analyses.calibrating.figures import draw_check, draw_posterior
from experiments.analyses.calibrating.search import calibrate
from experiments.analyses.calibrating.targets import Task, facts_for
from experiments.analyses.found import Found
from experiments.designs import calibration as calibration_design
from experiments.questions.studies.results import StudyResults
from experiments.words.language import Language

DESIGN = "calibration"
LIBRARIES = ("pyabc",)


def of_scenario(results: StudyResults, scenario: str, request: Any, language: Language, watcher: Any) -> Found:
    """Posterior of the economy without poles, and the predictive check on facts that were held out."""
    study = results.study
    told = study.told
    settings = calibration_design.Settings.model_validate(
        {key: told.design[key] for key in told.design if key != "kind"}
    )
    task = Task(
        {factor.path: (factor.low, factor.high) for factor in study.factors},
        scenario=scenario,
        size=told.size,
        months=told.months,
        seed=told.seed,
        overrides=dict(study.fixed),
    )
    facts = facts_for(task)
    for used in (True, False):
        names = ", ".join(fact.id for fact in facts if fact.used_for_setting == used) or "–"
        watcher.tell(
            language.text("calibrated on: {facts}", facts=names)
            if used
            else language.text("held out: {facts}", facts=names)
        )
    workers = request.means.workers
    posterior = calibrate(
        task,
        request.means.store / "calibrations",
        population=settings.population,
        generations=settings.generations,
        seed=told.seed,
        workers=workers,
        notify=watcher.notify,
    )
    table = posterior_table(posterior)
    for line in posterior_lines(table, language):
        watcher.tell(line)
    yield "posterior", table, {"": draw_posterior(posterior, language)}
    yield "generations", posterior.generations, {}
    check = predictive_check(posterior, runs=settings.check_runs, workers=workers)
    yield "check", check, {"": draw_check(check, facts, language)}
