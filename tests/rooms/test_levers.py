"""A lever is declared in one place and offered everywhere."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.seminar.controls import offered, shown_at_once, values_offered
from experiments.seminar.rooms.desk import parameters_told
from experiments.words.language import Language
from simulation import load_plan
from simulation.declared import PARAMETERS
from simulation.parameters import LEVERS, THEMES
from tests.rooms.games import SMALL, game, join

PROJECT = Path(__file__).resolve().parents[2]
DECLARATION = """
    Parameter("policy.open_books", 0.0, "share", 0.0, 1.0, ASSUMED, "accounts that are open to all",
              "comptes ouverts à tous", off=0.0, lever=True),
)
"""


def options(regime):
    room, _ = game(plan=load_plan("mono_industry", regime=regime, overrides=SMALL))
    return room.view(join(room, "authority"))["options"]


@pytest.mark.parametrize(("regime", "money"), [("reciprocity", False), ("plural", True)])
def test_whoever_plays_the_authority_is_offered_every_lever_that_acts(regime, money):
    asked = {option.name: option for option in options(regime)}
    acting = [path for path, one in PARAMETERS.items() if one.lever and not one.initial and (money or not one.needs)]
    assert sorted(asked) == sorted(acting)
    assert all(option.present in option.values and len(option.values) > 1 for option in asked.values())
    assert {name for name, option in asked.items() if option.first} == {
        one.path for one in shown_at_once(LEVERS) if money or not one.needs
    }


def test_the_desk_offers_everything_that_can_change_shocks_and_levers_first():
    told = list(parameters_told(Language("en")))
    assert sorted(told) == sorted(one.path for theme in THEMES for one in offered(theme))
    first = sum(len(shown_at_once(theme)) for theme in THEMES)
    assert all(PARAMETERS[path].shown_first for path in told[:first])


def test_values_of_a_quantity_are_nothing_half_as_usual_and_double():
    assert values_offered(PARAMETERS["policy.pole_share"]) == (0.0, 0.25, 0.5, 1.0)
    assert values_offered(PARAMETERS["policy.authority_role"]) == (0.0, 1.0, 2.0)
    assert values_offered(PARAMETERS["policy.one_roof"]) == (0.0, 1.0)
    assert values_offered(PARAMETERS["policy.label"]) == (0.0, 0.1, 0.25, 0.5)


def test_what_a_lever_needs_is_a_switch_that_is_declared():
    needs = {one.needs for one in PARAMETERS.values() if one.needs}
    assert needs and all(PARAMETERS[path].kind in ("switch", "integer") for path in needs)


def test_one_more_declaration_appears_on_the_page_in_the_room_and_on_the_desk(tmp_path):
    for package in ("simulation", "experiments", "scenarios", "tests"):
        shutil.copytree(PROJECT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    declared = tmp_path / "simulation" / "declared" / "policy.py"
    text = declared.read_text(encoding="utf-8").rstrip()
    assert text.endswith("\n)")
    declared.write_text(text[:-2] + DECLARATION, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tests.rooms.new_lever"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path), "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "explore": True,
        "address": 0.5,
        "values": [0.0, 0.1, 0.25, 0.5],
        "question": "Comptes ouverts à tous",
        "said": ["0\u202f%", "10\u202f%", "25\u202f%", "50\u202f%"],
        "desk": "Comptes ouverts à tous",
        "in_force": 0.5,
    }
