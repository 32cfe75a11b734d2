"""Calibration by approximate Bayesian computation, in the market with poles off only (``economics.md`` 7, point 4).

Parameters of the economy without poles are drawn from their ranges, the territory is run in ``market``, and draws
whose outcomes lie near the targets are kept, generation after generation at a narrower distance (ABC-SMC of
Toni et al. 2009, by pyABC). What cooperation costs and brings is never calibrated on anything a pole brings about:
a regime in which poles may exist, a parameter of cooperation and a target that is held out are refused.

The result is a set of parameters that cannot be told apart by the targets, not one best value; whether it also
gives what was held out is the posterior predictive check, on replicates that were not used before.
"""

from typing import Any

from experiments.analyses.calibrating.check import posterior_table, predictive_check
from experiments.analyses.calibrating.figures import draw_check, draw_posterior
from experiments.analyses.calibrating.search import Task, calibrate
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
    posterior = calibrate(
        task,
        request.means.store / "calibrations",
        population=settings.population,
        generations=settings.generations,
        seed=told.seed,
        notify=watcher.notify,
    )
    yield "posterior", posterior_table(posterior), {"": draw_posterior(posterior, language)}
    yield "generations", posterior.generations, {}
    check = predictive_check(posterior, runs=settings.check_runs)
    yield "check", check, {"": draw_check(check, language)}
