"""The page that describes the model follows the code."""

import re

import pytest

from simulation import odd
from simulation.declared import PARAMETERS
from simulation.ledger import PURPOSES
from simulation.outcomes import OUTCOMES
from simulation.outcomes.whole_run import SUMMARIES
from simulation.plan import all_mechanisms_off, load_plan
from simulation.schedule import SCHEDULE


def test_the_page_is_what_the_code_says():
    assert odd.PAGE.read_text(encoding="utf-8") == odd.page(), "run python -m simulation.odd --write"
    assert odd.main(["--check"]) == 0


def test_an_outdated_page_is_noticed_and_rewritten(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(odd, "PAGE", tmp_path / "ODD.md")
    assert odd.main(["--check"]) == 1
    assert "--write" in capsys.readouterr().err
    assert odd.main(["--write"]) == 0
    assert odd.main(["--check"]) == 0
    odd.PAGE.write_text(odd.page() + "more", encoding="utf-8")
    assert odd.main(["--check"]) == 1


def test_every_table_has_its_place_in_the_words():
    places = odd.PLACE.findall(odd.WORDS.read_text(encoding="utf-8"))
    assert sorted(places) == sorted(odd.TABLES)


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        (odd.schedule, [phase.__name__ for phase in SCHEDULE]),
        (odd.parameters, list(PARAMETERS)),
        (odd.outcomes, list(OUTCOMES)),
        (odd.summaries, list(SUMMARIES)),
    ],
)
def test_a_table_has_a_row_for_each_name(rows, names):
    written = rows()
    for name in names:
        assert written.count(f"| `{name}` |") == 1


def test_every_purpose_is_listed_with_one_mode():
    rows = {line.split(" | ")[0].strip("| "): line.split(" | ")[1] for line in odd.purposes().splitlines()[2:]}
    assert rows == {name: purpose.mode for name, purpose in PURPOSES.items()}


def test_every_event_of_the_month_says_what_happens():
    assert [phase.__name__ for phase in SCHEDULE if not (phase.__doc__ or "").strip()] == []


def test_a_plan_shows_which_mechanisms_are_off():
    plan = load_plan("base", overrides=all_mechanisms_off())
    assert re.search(r"^\| 7 \| pooling \| off \|", odd.mechanisms(plan), re.MULTILINE)
    assert re.search(r"^\| 7 \| pooling \| on \|", odd.mechanisms(load_plan("base")), re.MULTILINE)


def test_links_of_the_page_lead_to_files():
    links = re.findall(r"\]\(([^)#:]+)\)", odd.page())
    assert links
    assert [link for link in links if not (odd.PAGE.parent / link).exists()] == []
