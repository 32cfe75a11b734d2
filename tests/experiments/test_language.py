import ast
import math
import re
from pathlib import Path

import pytest

from experiments.refusal import Refusal
from experiments.words import language
from experiments.words.language import Language, bracket, catalogue, decimals_for, interval, measured
from simulation.declared import PARAMETERS
from simulation.outcomes import OUTCOMES
from simulation.refusals import PlanError
from tests.experiments.sentences_in_code import all_sentences


def test_every_sentence_has_a_french_one():
    assert sorted(all_sentences() - catalogue("fr").keys()) == []


def test_a_translation_fills_in_the_same_values():
    def places(text):
        return sorted(set(re.findall(r"\{(\w+)\}", text)))

    assert [key for key, french in catalogue("fr").items() if places(key) != places(french)] == []


@pytest.mark.parametrize(
    ("code", "value", "decimals", "signed", "written"),
    [
        ("en", 1234.5, 1, False, "1,234.5"),
        ("fr", 1234.5, 1, False, "1\u202f234,5"),
        ("en", 3.0, 0, True, "+3"),
        ("fr", -0.25, 2, True, "\u22120,25"),
        ("en", -0.001, 1, True, "0.0"),
        ("en", float("nan"), 1, False, "–"),
    ],
)
def test_numbers_are_written_as_readers_write_them(code, value, decimals, signed, written):
    assert Language(code).number(value, decimals, signed) == written


@pytest.mark.parametrize(("scale", "decimals"), [(120, 0), (12, 0), (1.2, 1), (0.012, 3), (0, 0), (float("nan"), 0)])
def test_a_number_shows_two_significant_digits_of_its_spread(scale, decimals):
    assert decimals_for(scale) == decimals


@pytest.mark.parametrize(
    ("value", "unit", "spread", "written"),
    [
        (3.14159, "heads", 1.2, "+3.1 heads"),
        (0.00213, "share", 0.0007, "+0.213 points"),
        (-2_345_678.0, "EUR a year", 300_000.0, "\u22122.35 million EUR a year"),
        (0.0123, "0-1", 0.004, "+0.0123"),
        (0.0, "heads", 0.0, "0 heads"),
    ],
)
def test_a_measure_carries_its_unit_and_no_false_precision(value, unit, spread, written):
    assert measured(Language("en"), value, unit, spread) == written


def test_an_interval_is_written_like_its_middle():
    assert interval(Language("fr"), -1.23, 4.56, "heads", 1.7) == "\u22121,2 à +4,6"


def test_another_language_is_refused():
    with pytest.raises(PlanError, match="unknown language 'de'; allowed: en, fr"):
        Language("de")


def test_labels_and_languages_are_chosen_in_one_place():
    words = Path(language.__file__).parent
    experiments = words.parent
    chosen = re.compile(r"label_fr|label_en|\b(?:code|language)\s*[!=]=\s*[\"'](?:fr|en)|REGIME_LABELS")
    places = {
        path.relative_to(experiments).as_posix()
        for folder in ("analyses", "cli", "designs", "drawing", "files", "numbers", "pages", "runs")
        for path in (experiments / folder).rglob("*.py")
        if chosen.search(path.read_text(encoding="utf-8"))
    }
    assert places == set()


def test_no_refusal_is_put_together_on_the_spot():
    experiments = Path(language.__file__).parents[1]
    found = [
        f"{path.relative_to(experiments)}:{node.lineno}"
        for folder in ("analyses", "designs", "drawing", "numbers", "pages", "words")
        for path in (experiments / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Refusal", "Phrase")
        if not isinstance(node.args[0], ast.Constant)
    ]
    assert found == []


def test_every_outcome_and_parameter_has_its_label_in_both_languages():
    for code in ("en", "fr"):
        spoken = Language(code)
        labels = [spoken.outcome(name) for name in OUTCOMES] + [spoken.parameter(path) for path in PARAMETERS]
        assert all(labels)
    assert Language("fr").outcome("jobs") == "emplois"
    assert Language("fr").outcome("of_another_model") == "of another model"
    assert Language("fr").parameter("trust.initial") != Language("en").parameter("trust.initial")


def test_a_refusal_is_said_with_the_refusals_in_it():
    inner = Refusal("mechanism {number} stands there twice", number=5)
    outer = Refusal("{file}: design: {refusal}", file="a.toml", refusal=inner)
    assert str(outer) == "a.toml: design: mechanism 5 stands there twice"
    assert Language("fr").refusal(outer) == "a.toml\u202f: design\u202f: le mécanisme 5 s'y trouve deux fois"


@pytest.mark.parametrize(
    ("code", "n", "written"), [("en", 1, "1 replicate."), ("en", 12, "12 replicates."), ("fr", 1, "1 réplique.")]
)
def test_what_is_counted_agrees_with_one(code, n, written):
    assert Language(code).text("{n} replicates.", n=n) == written


@pytest.mark.parametrize("written", ["1 heads", "0.1 points", "+1 points", "\u22121 points", "21 years"])
def test_other_numbers_that_end_in_one_stay_plural(written):
    assert Language("en").agreeing(written) == written


def test_an_interval_that_is_not_there_is_a_dash_and_is_said_so():
    none = interval(Language("en"), math.nan, math.nan, "heads", 3.0)
    assert none == "–" and bracket(Language("en"), none) == "no interval"
    assert bracket(Language("en"), interval(Language("en"), 1.0, 2.0, "heads", 1.5)).startswith("95 % interval +1")
    assert measured(Language("en"), math.nan, "heads") == "–"


def test_the_language_of_a_file_is_that_of_its_ending():
    assert [Language.of_file(Path(name)).code for name in ("report.md", "report_fr.md", "a_fr.png")] == [
        "en",
        "fr",
        "fr",
    ]
    assert (Language("en").ending, Language("fr").ending) == ("", "_fr")
