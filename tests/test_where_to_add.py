"""A lever, an outcome and a stance rule are each added in one place; the reader's page names what exists."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from simulation.outcomes import MODULES, OUTCOMES
from simulation.outcomes.outcome import Outcome, by_name

PROJECT = Path(__file__).parents[1]
PAGE = PROJECT / "simulation" / "README.md"

LEVER = '''
"""Lights."""

from simulation.parameters import ASSUMED, LEVERS, Parameter

THEMES = {"lights": LEVERS}

PARAMETERS = (
    Parameter("lights.lit", 0.25, "share", 0.0, 1.0, ASSUMED, "streets lit", "rues allumées", off=0.0, lever=True,
              shown_first=9),
)
'''

OUTCOME = '''
"""Adults who go out at night."""

import numpy as np

from simulation.outcomes.outcome import Outcome

OUTCOMES = (
    Outcome("lights_lit", "share", "streets lit where anybody lives", label_en="streets lit",
            label_fr="rues allumées", every=3, value=lambda found: np.where(found.adults > 0.0, 0.5, np.nan)),
)
'''

RULE = '''
"""Everybody gives a fixed part."""

from simulation.kernels import inline_kernel
from simulation.parameters import ASSUMED, Parameter

FROM_EXPERIENCE_ALONE = False
COPIES_STANCE = True
PARAMETERS = (
    Parameter("stance.fixed_part", 0.625, "1", 0.0, 1.0, ASSUMED, "effort (fixed)", "effort (fixe)", mechanism=4),
)


@inline_kernel
def decide(player_type, past, seen, parameters, draw):
    """Give the part."""
    return parameters.stance_fixed_part
'''

LIVE = """
import json

from simulation import Territory, load_plan, odd
from simulation.declared import PARAMETERS
from simulation.outcomes import OUTCOMES
from simulation.rules import stance_rules
from simulation.rules.effort import Past, Seen

changed = {"lights.lit": 0.5, "stance.rule": "fixed", "population.labour_force": 200, "population.burn_in_months": 1}
plan = load_plan("base", regime="plural", months=12, overrides=changed)
territory = Territory(plan, rng=1)
territory.run_for(1)
page = odd.page()
lever, rule = PARAMETERS["lights.lit"], PARAMETERS["stance.rule"]
effort = stance_rules.effort(
    stance_rules.NAMES.index("fixed"), 0, Past(0.0, 0.0, 0.0, 0.0), Seen(0.0, 0.0, 0.0, 0.0),
    territory.world.parameters[0], 0.5,
)
print(json.dumps({
    "lever": [lever.theme, lever.shown_first, lever.label_fr, lever.lever],
    "rows": [page.count(f"| `{name}` |") for name in ("lights.lit", "stance.fixed_part", "lights_lit")],
    "rules": rule.choices,
    "rules_in_page": ", ".join(rule.choices) in page,
    "outcome": [OUTCOMES["lights_lit"].group, OUTCOMES["lights_lit"].label_fr],
    "column": territory.outcomes["lights_lit"].tolist(),
    "every": territory.outcomes.attrs["every"]["lights_lit"],
    "units": territory.outcomes.attrs["units"]["lights_lit"],
    "effort": float(effort),
    "plan": "lights.lit" in plan.text and "fixed" in plan.text,
}))
"""


def copy_of_the_model(folder: Path) -> Path:
    """Copy the model and its scenarios, and return the folder of the copy."""
    for name in ("simulation", "scenarios"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def run_in(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run a script on the model of a folder, uncompiled."""
    environment = os.environ | {"PYTHONPATH": str(folder), "NUMBA_DISABLE_JIT": "1"}
    return subprocess.run([sys.executable, "-c", script], env=environment, cwd=folder, capture_output=True, text=True)


def test_a_lever_an_outcome_and_a_stance_rule_are_found_by_where_they_lie(tmp_path):
    folder = copy_of_the_model(tmp_path)
    added = {"declared/lights.py": LEVER, "outcomes/lights.py": OUTCOME, "rules/stance_rules/fixed.py": RULE}
    for place, text in added.items():
        (folder / "simulation" / place).write_text(text.lstrip(), encoding="utf-8")
    answer = run_in(folder, LIVE)
    assert answer.returncode == 0, answer.stderr[-2000:]
    seen = json.loads(answer.stdout)
    assert seen["lever"] == ["levers", 9, "rues allumées", True]
    assert seen["rows"] == [1, 1, 1]
    assert seen["rules"] == ["conditional", "fixed", "imitation", "moody", "payoff_only"] and seen["rules_in_page"]
    assert seen["outcome"] == ["lights", "rues allumées"]
    assert seen["column"] == [0.5, 0.5] and seen["every"] == 3 and seen["units"] == "share"
    assert seen["effort"] == 0.625
    assert seen["plan"]


@pytest.mark.parametrize(
    ("place", "text", "told"),
    [
        ("outcomes/lights.py", OUTCOME.replace('"lights_lit"', '"jobs"'), "outcome 'jobs' is declared twice"),
        ("outcomes/lights.py", OUTCOME.replace('label_fr="rues allumées"', 'label_fr=" "'), "its label_fr is empty"),
        (
            "declared/lights.py",
            LEVER.replace('{"lights": LEVERS}', "{}"),
            "lights.py gives its group no theme",
        ),
        (
            "declared/lights.py",
            LEVER.replace("lights.lit", "policy.label").replace('"lights"', '"policy"'),
            "'policy.label' is declared twice",
        ),
    ],
)
def test_what_is_declared_wrongly_ends_the_import(tmp_path, place, text, told):
    folder = copy_of_the_model(tmp_path)
    (folder / "simulation" / place).write_text(text.lstrip(), encoding="utf-8")
    answer = run_in(folder, "import simulation.declared, simulation.outcomes")
    assert answer.returncode != 0
    assert told in answer.stderr


def test_every_outcome_has_a_label_of_its_own_in_both_languages():
    for language in ("label_en", "label_fr"):
        labels = [getattr(outcome, language) for outcome in OUTCOMES.values()]
        assert len(set(labels)) == len(labels)


def test_an_outcome_is_bound_to_its_value_where_it_is_named():
    declared = [outcome for module in MODULES for outcome in module.OUTCOMES]
    assert [outcome.name for outcome in declared] == list(OUTCOMES)
    assert all(OUTCOMES[outcome.name].value is outcome.value for outcome in declared)
    with pytest.raises(ValueError, match="declared twice"):
        by_name(declared[0], declared[0])
    with pytest.raises(TypeError):
        Outcome("jobs", "heads", "no labels")  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="place 'nowhere' is none of territory, workplace"):
        replace(declared[0], at="nowhere")


def test_the_page_of_the_model_names_files_that_exist_and_is_short():
    page = PAGE.read_text(encoding="utf-8")
    named = re.findall(r"`((?:\.\./)?[\w./]+(?:\.py|\.toml|\.md|/))`", page)
    assert len(named) > 30
    missing = [path for path in named if not any((start / path).exists() for start in (PAGE.parent, PROJECT))]
    assert missing == []
    assert len(page.splitlines()) <= 120
