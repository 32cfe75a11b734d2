"""Careers of poles as they are told: by year in the terminal, as lives of many, as stored."""

from types import SimpleNamespace

import pandas as pd
import pytest

from experiments.files import tables as store
from experiments.numbers.pole_careers import DECLARED, EMERGENT, lives_of_poles, median_pole
from experiments.pages.career_table import career_by_year
from experiments.pages.figures.pole_money import mean_by_year
from experiments.runs.keeping import KEPT, told_under, yearly_receipts
from experiments.runs.store import packed, unpacked
from tests.experiments.career_tables import activities, career, no_activities, no_careers
from tests.experiments.fake import POLES


def keyed(table, replicate=0):
    return table.assign(scenario="a", regime="plural", replicate=replicate)


def lived(careers, attempted=None):
    attempted = no_activities() if attempted is None else attempted
    return SimpleNamespace(territory=SimpleNamespace(pole_careers=careers, activities=attempted), months=30)


def test_lives_are_counted_from_birth_and_censored_at_the_horizon():
    careers = pd.concat(
        [
            keyed(career("one", 0, 12, 48, declared=1, ended="no leader")),
            keyed(career("pole 1", 1, 20, 40), replicate=0),
            keyed(career("pole 1", 1, 30, 12, ended="vote"), replicate=1),
        ]
    )
    lives = lives_of_poles(careers, 60)
    assert lives["kind_of_birth"].tolist() == [DECLARED, EMERGENT, EMERGENT]
    assert lives["months"].tolist() == [48, 40, 12]
    assert lives["censored"].tolist() == [False, True, False]


def test_the_pole_that_is_shown_is_one_that_was_lived_and_the_median_one():
    runs = [keyed(career("one", 0, 12, months, declared=1, ended="vote"), k) for k, months in enumerate((90, 10, 40))]
    shown = median_pole(pd.concat(runs))
    assert shown["replicate"].unique().tolist() == [2]
    assert len(shown) == 41


def test_the_terminal_tells_a_year_a_line_and_how_it_ended():
    careers = career("Pôle d'essai", 0, 13, 30, declared=1, ended="too few members")
    lines = career_by_year(lived(careers), "en").splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0] == "Pôle d'essai, founded in month 13"
    # Money of the year is added up: 12 months of 10 EUR, then 6; months with an animator are counted.
    assert [line.split() for line in lines[2:5]] == [
        ["2*", "6", "2", "0.50", "0.25", "0.60", "110", "120", "60", "0"],
        ["3*", "5", "2", "0.50", "0.25", "0.60", "230", "120", "60", "12"],
        ["4*", "4", "2", "0.50", "0.25", "0.60", "290", "60", "30", "6"],
    ]
    assert lines[5] == "It ended in month 43: too few members."


def test_the_terminal_tells_it_in_french_and_says_what_became_of_activities():
    attempted = activities(
        {"name": "a shop", "name_fr": "une boutique", "pole": "Essai", "pole_uid": 0, "started": 20, "staff": 3},
        {"pole": "Essai", "pole_uid": 0, "planned": 15, "given_up": 30, "cause": "no money"},
        {"name": "elsewhere", "pole_uid": 5, "planned": 15},
    )
    told = career_by_year(lived(career("Essai", 0, 13, 30), attempted), "fr").replace("\u202f", " ")
    assert max(map(len, told.splitlines())) <= 80
    assert "Essai, fondé au mois 13" in told
    told = " ".join(told.split())
    assert "Essai, une boutique : lancée au mois 20 avec 0 EUR de fonds propres, emploie 3 personnes" in told
    assert "Essai, une activité : abandonnée au mois 30 : pas de financement" in told
    assert "elsewhere" not in told


@pytest.mark.parametrize(
    ("code", "sentence"),
    [("en", "No pole lived in 30 months."), ("fr", "Aucun pôle n'a vécu en 30 mois.")],
)
def test_where_no_pole_lived_one_sentence_says_so(code, sentence):
    assert career_by_year(lived(no_careers()), code) == sentence


def test_what_is_kept_of_a_run_is_read_back_the_same_and_named_by_the_plan():
    careers = career("pole 0", 0, 12, 5, declared=1)
    attempted = activities({"name": "activity 1", "declared": 1, "pole_uid": 0, "pole_declared": 1, "started": 20})
    territory = SimpleNamespace(pole_careers=careers, activities=attempted)
    plan = SimpleNamespace(poles=POLES)
    for name, column in (("pole_careers", "name"), ("activities", "pole")):
        kept = KEPT[name]().table(territory)
        read = unpacked(packed(kept))
        pd.testing.assert_frame_equal(read, kept, check_dtype=False)
        assert told_under(plan, name, read)[column].tolist() == ["Pole of the file"] * len(kept)
    assert told_under(plan, "flows", careers) is careers


def test_a_comparison_holds_careers_and_activities_with_the_keys_of_their_runs(compared):
    tables = store.StoredTables(compared)
    careers, attempted = tables["pole_careers"], tables["activities"]
    keys = ["scenario", "regime", "replicate"]
    assert careers.columns[:3].tolist() == attempted.columns[:3].tolist() == keys
    assert set(careers["regime"]) == {"unseeded", "reciprocity", "plural", "plural_untargeted"}
    assert set(careers["name"]) == {"Pole of the file", "pole 1"}
    ended = careers[careers["ended"] == 1]
    assert len(ended) == 2 * 6 and set(ended["regime"]) == {"plural"} and set(ended["cause"]) == {"vote"}
    assert set(attempted["name"]) == {"a shop", ""} and set(attempted["name_fr"]) == {"une boutique", ""}
    assert attempted["started"].isna().sum() == len(attempted) / 2


def test_the_money_of_poles_is_summed_by_year_and_purpose_in_euros(compared):
    months = pd.DataFrame({"pole dues": [0, *range(1, 31)], "fine": 0, "dividends": [0] * 13 + [-50] * 18})
    months.index.name = "month"
    assert yearly_receipts(months, 30).to_numpy().tolist() == [
        [1, "pole dues", 0.78],
        [2, "pole dues", 2.22],
        [2, "dividends", -6.0],
    ]
    table = store.StoredTables(compared)["pole_money"]
    assert set(table["purpose"]) == {"pole dues", "pole animator's wage"} and table["year"].max() == 20


def test_a_replicate_without_poles_counts_in_the_mean_money_of_an_arm():
    keys = {"scenario": "a", "regime": "plural"}
    table = pd.DataFrame([keys | {"replicate": 0, "year": 3, "purpose": "fine", "amount": 9000.0}])
    runs = pd.DataFrame([keys | {"replicate": number} for number in range(3)])
    assert mean_by_year(table, runs, "a", "plural").loc[3, "fine"] == 3.0
