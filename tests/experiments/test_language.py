import re

import pytest

from experiments.words.language import Language, catalogue, decimals_for, interval, measured
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
