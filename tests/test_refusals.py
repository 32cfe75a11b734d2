"""Refusals are templates with named values: said in English by themselves, in French by the catalogue."""

import ast
import pickle
from pathlib import Path
from string import Formatter

import numpy as np
import pytest

import experiments
import simulation
from experiments.refusal import Refusal
from experiments.words.language import Language, catalogue
from simulation import PlanError, checked_seed, load_plan
from simulation.checks import parameter_named
from simulation.choices import DECISIONS, KINDS, Choice, checked_choice
from simulation.refusals import Phrase, Refused, unknown

REFUSALS = ("PlanError", "ViewError", "Refused", "Phrase", "unknown")
"""What is made of a template, its first argument."""


def made_in(package):
    """Yield every call that makes a refusal or a phrase: where it stands, its name, its template, its keywords."""
    for path in sorted(Path(package.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSALS:
                yield f"{path.name}:{node.lineno}", node.func.id, node.args[0], node.keywords


def fields(template):
    """Places of a template, with their conversions: what is filled in, and how."""
    return sorted((name, conversion) for _, name, _, conversion in Formatter().parse(template) if name)


TEMPLATES = [
    (where, name, template.value, keywords)
    for where, name, template, keywords in made_in(simulation)
    if isinstance(template, ast.Constant)
]


def test_no_refusal_of_the_model_is_a_sentence_put_together_on_the_spot():
    assert len(TEMPLATES) > 60
    found = [
        where for where, name, template, _ in made_in(simulation) if isinstance(template, ast.JoinedStr | ast.BinOp)
    ]
    assert found == []
    variable = [
        where
        for where, name, template, _ in made_in(simulation)
        if name in ("PlanError", "ViewError") and not isinstance(template, ast.Constant)
    ]
    assert variable == []


def test_every_refusal_of_the_model_has_its_french():
    wanted = {template for _, _, template, _ in TEMPLATES}
    wanted |= {decision.meaning for decisions in DECISIONS.values() for decision in decisions.values()} | {*KINDS}
    wanted |= {
        template.value
        for _, name, template, _ in made_in(experiments)
        if name == "unknown" and isinstance(template, ast.Constant)
    }
    assert sorted(wanted - catalogue("fr").keys()) == []


@pytest.mark.parametrize(("where", "name", "template", "keywords"), TEMPLATES, ids=[one[0] for one in TEMPLATES])
def test_every_place_of_a_template_is_filled_in_and_translated(where, name, template, keywords):
    given = {keyword.arg for keyword in keywords}
    if name == "unknown":
        return
    places = {place for place, _ in fields(template)}
    assert places == given if None not in given else places >= given - {None}
    if given:
        assert fields(catalogue("fr")[template]) == fields(template)


def french(refused):
    return Language("fr").refusal(refused).replace("\u202f", " ")


def refused_by(ask):
    with pytest.raises(Refused) as caught:
        ask()
    return caught.value


ASKED = [
    (
        lambda: load_plan("bse"),
        "unknown scenario 'bse'; did you mean 'base'?",
        "scénario 'bse' : nom inconnu ; vouliez-vous dire 'base' ?",
    ),
    (
        lambda: load_plan("base", overrides={"labour.applications": 2.5}),
        "overrides: 'labour.applications' is 2.5 and must be a whole number between 1 and 20 (vacancies).",
        "overrides : 'labour.applications' vaut 2.5 et doit être un nombre entier entre 1 et 20 (offres).",
    ),
    (
        lambda: checked_seed(np.int64(-1)),
        "seed: -1 is not a whole number between 0 and 2^64 - 1, as a seed and the number of a replicate must be.",
        "seed : -1 n'est pas un nombre entier entre 0 et 2^64 - 1, comme doivent l'être une graine et le numéro d'un"
        " réplicat.",
    ),
    (
        lambda: checked_choice(Choice(1, "household", 3, "subscribe", 7), load_plan("base")),
        "choices: 'subscribe' of household 3 is 7 and must lie between 0 and 1: subscribes citizens' equity when"
        " asked.",
        "choices : 'subscribe' (ménage 3) vaut 7 et doit se trouver entre 0 et 1 : souscrit des parts citoyennes quand"
        " on le lui demande.",
    ),
    (
        lambda: parameter_named("labor.applications", Phrase("{file}: event {position}", file="mine.toml", position=2)),
        "mine.toml: event 2: unknown parameter 'labor.applications'; did you mean 'labour.applications'?",
        "mine.toml : évènement 2 : paramètre 'labor.applications', nom inconnu ; vouliez-vous dire"
        " 'labour.applications' ?",
    ),
]


@pytest.mark.parametrize(("ask", "english", "told"), ASKED, ids=range(len(ASKED)))
def test_a_refusal_is_said_in_both_languages(ask, english, told):
    refused = refused_by(ask)
    assert str(refused) == english == Language("en").refusal(refused)
    assert french(refused) == told


def test_a_refusal_within_a_refusal_is_translated_too(tmp_path):
    (tmp_path / "mine.toml").write_text('extends = "bse"\n', encoding="utf-8")
    refused = refused_by(lambda: load_plan(tmp_path / "mine.toml"))
    assert str(refused) == "mine.toml: extends: unknown scenario 'bse'; did you mean 'base'?"
    assert french(refused) == "mine.toml : extends : scénario 'bse' : nom inconnu ; vouliez-vous dire 'base' ?"


@pytest.mark.parametrize("refused", [unknown("regime", "x", ["market"], "here"), Refusal("No {what}.", what="room")])
def test_a_refusal_comes_whole_from_another_process(refused):
    again = pickle.loads(pickle.dumps(refused))
    assert (type(again), str(again), again.template) == (type(refused), str(refused), refused.template)
    assert french(again) == french(refused)


def test_a_sentence_without_values_keeps_its_braces_and_its_english():
    refused = Refusal("write { value = 1 }.")
    assert str(refused) == "write { value = 1 }." == french(refused)
    assert isinstance(refused, ValueError) and not isinstance(refused, PlanError)
