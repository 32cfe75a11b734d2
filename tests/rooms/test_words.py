"""Everything the pages of the seminar and its rooms say has its French."""

import ast
from pathlib import Path

import experiments.seminar.rooms as package
from experiments.seminar.controls import values_offered
from experiments.seminar.rooms import offers, wording
from experiments.seminar.rooms.messages import RoomRefusal
from experiments.seminar.rooms.phone import AS_USUAL
from experiments.words.language import Language, catalogue
from simulation.choices import AUTHORITY, HOUSEHOLD, ORGANISATION, OUTSIDE
from simulation.columns import FORM_NAMES, STATUS_NAMES
from simulation.declared import PARAMETERS

FOLDER = Path(package.__file__).parent


def refusals():
    """First arguments of refusals, wherever they are written as a constant."""
    for path in FOLDER.parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "").endswith("Refusal"):
                if node.args and isinstance(node.args[0], ast.Constant):
                    yield node.args[0].value


def asked():
    """First arguments of `text(...)` and `language.text(...)`, wherever they are written as a constant."""
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                if "text" in (getattr(node.func, "id", ""), getattr(node.func, "attr", "")):
                    yield node.args[0].value


def sentences():
    tables = (
        wording.KIND_WORDS,
        wording.PHASE_WORDS,
    )
    tables += (offers.QUESTIONS, offers.VOTE_WORDS, offers.SHARES, offers.PARTS_OF_SAVINGS)
    found = {sentence for table in tables for sentence in table.values()}
    found |= {*wording.POLE_WORDS, *offers.STANCES, *FORM_NAMES, *STATUS_NAMES, AS_USUAL}
    return (found | set(refusals()) | set(asked())) - {"{reason}"}


def test_every_sentence_of_a_room_has_a_french_one():
    assert len(set(refusals())) > 12
    assert sorted(sentences() - catalogue("fr").keys()) == []


def test_every_value_that_is_offered_has_words_in_both_languages():
    for code in ("en", "fr"):
        language = Language(code)
        for lever in (one for one in PARAMETERS.values() if one.lever):
            values = values_offered(lever)
            assert wording.question(language, lever.path)
            assert len({wording.value(language, lever.path, one) for one in values}) == len(values) > 1
            assert all(lever.low <= one <= lever.high for one in values)
        for kind in (ORGANISATION, HOUSEHOLD, AUTHORITY, OUTSIDE):
            assert wording.actor(language, kind, 3)


def test_a_refusal_is_said_in_the_readers_language():
    refused = RoomRefusal("All {places} seats of this room are taken.", places=40)
    assert Language("fr").refusal(refused) == "Les 40 places de cette salle sont prises."
    assert wording.euros(Language("fr"), -1234.4, signed=True) == "\u22121\u202f234\u202f€"
    assert wording.plain(Language("fr"), 0.25) == "0,25"
