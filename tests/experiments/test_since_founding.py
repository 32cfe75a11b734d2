"""Years since the founding, the primary family, who gives up what is saved, and the sentences made of them."""

import numpy as np
import pandas as pd
import pytest

from experiments.files import tables as store
from experiments.numbers.contrasts import MAIN_CONTRASTS, MAIN_REGIMES, PRIMARY_OUTCOMES
from experiments.numbers.costs import cost_per_job_year
from experiments.numbers.effects import holm, scenario_effects
from experiments.numbers.given_up import given_up
from experiments.numbers.measures import OutcomeColumn
from experiments.numbers.primary_family import primary_date, primary_family
from experiments.numbers.since_founding import (
    GROWS,
    NO_SLOPE,
    SHRINKS,
    STAYS_ZERO,
    effects_since_founding,
    growth_at_the_end,
    months_since,
    slopes,
)
from experiments.pages.report.first_screen import five_sentences
from experiments.pages.report.since_founding import growth_sentences, pole_sentence
from experiments.pages.report.who_pays import payer_sentences, people_sentences
from experiments.words.language import Language
from tests.experiments import fake

JOBS = OutcomeColumn("jobs", "heads", "employment", "stock")
SALES = OutcomeColumn("sales", "EUR a month", "economy", "flow")


def monthly_of(levels, months=240, replicates=4, scenario="one", name="jobs"):
    """Months of an outcome, a function of arm, replicate and month."""
    return pd.DataFrame(
        [
            {"scenario": scenario, "regime": regime, "replicate": number, "month": month, name: level(number, month)}
            for regime, level in levels.items()
            for number in range(replicates)
            for month in range(months + 1)
        ]
    )


@pytest.mark.parametrize(
    ("founding", "months", "expected"),
    [
        (132, 252, {1: 144, 5: 192, 10: 252}),
        (132, 300, {1: 144, 5: 192, 10: 252}),
        (132, 216, {1: 144, 5: 192, 7: 216}),
        (0, 240, {1: 12, 5: 60, 10: 120}),
        (235, 240, {}),
    ],
)
def test_years_count_from_the_month_of_the_founding(founding, months, expected):
    assert months_since(founding, months) == expected


@pytest.mark.parametrize(
    ("founding", "months", "expected"),
    [(132, 252, (10, 252)), (132, 216, (7, 216)), (None, 240, (10, 120)), (None, 36, (3, 36)), (235, 240, None)],
)
def test_primary_tests_have_one_date(founding, months, expected):
    assert primary_date(founding, months) == expected


def test_the_table_by_years_since_the_founding_is_that_of_its_months():
    # The pole adds one job a year from its founding in month 24 on.
    levels = {
        "unseeded": lambda number, month: 100.0 * number,
        "reciprocity": lambda number, month: 100.0 * number + max(month - 24, 0) / 12,
    }
    table = effects_since_founding(monthly_of(levels), [JOBS], {"one": 24}, ["one", "two"], list(levels), 240)
    assert table[["estimand", "year", "month", "mean", "n"]].to_numpy().tolist() == [
        ["P", 1, 36, 1.0, 4],
        ["P", 5, 84, 5.0, 4],
        ["P", 10, 144, 10.0, 4],
    ]


def test_flows_since_a_founding_are_those_of_the_twelve_months_before():
    levels = {"unseeded": lambda number, month: 0.0, "reciprocity": lambda number, month: float(month > 30)}
    table = effects_since_founding(
        monthly_of(levels, 60, name="sales"), [SALES], {"one": 25}, ["one"], list(levels), 60
    )
    # Months 26 to 37, of which 31 to 37 differ by one euro each.
    assert table["mean"].to_list() == [7.0, 12.0]


def test_a_slope_is_that_of_least_squares():
    values = np.array([[1.0, 3.0, 2.0, 6.0], [5.0, 5.0, 5.0, 5.0]])
    expected = [np.polyfit(range(4), row, 1)[0] for row in values]
    np.testing.assert_allclose(slopes(values), expected, atol=1e-12)
    assert slopes(values)[1] == 0


@pytest.mark.parametrize(
    ("difference", "verdict"),
    [
        (lambda number, month: month / 12 + number, GROWS),
        (lambda number, month: -month / 12 - number, GROWS),
        (lambda number, month: 100 - month / 12 + number, SHRINKS),
        (lambda number, month: 5 + (-1) ** number * month / 12, NO_SLOPE),
        (lambda number, month: 0.0, STAYS_ZERO),
    ],
)
def test_the_end_of_a_run_says_whether_a_difference_still_grows(difference, verdict):
    levels = {
        "unseeded": lambda number, month: 50.0,
        "reciprocity": lambda number, month: 50 + difference(number, month),
    }
    table = growth_at_the_end(monthly_of(levels, 120), [JOBS, SALES], ["one"], list(levels), 120)
    assert table[["estimand", "from_year", "to_year", "verdict"]].to_numpy().tolist() == [["P", 7, 10, verdict]]


def test_a_run_of_three_years_has_no_slope_of_three_years():
    levels = {"unseeded": lambda number, month: 0.0, "reciprocity": lambda number, month: 1.0}
    assert growth_at_the_end(monthly_of(levels, 36), [JOBS], ["one"], list(levels), 36).empty


def random_arms(seed, scenario, regimes=MAIN_REGIMES):
    rng = np.random.default_rng(seed)
    noise = {(regime, number): rng.integers(-40, 40) / 8 for regime in regimes for number in range(6)}
    shift = dict(zip(regimes, range(len(regimes)), strict=True))
    levels = {
        regime: lambda number, month, regime=regime: 100.0 + shift[regime] + noise[regime, number] for regime in regimes
    }
    return monthly_of(levels, 120, 6, scenario)


def test_the_pole_and_what_emerges_add_up_to_reciprocity_exactly():
    table = scenario_effects(random_arms(1, "one"), [JOBS], "one", MAIN_REGIMES, {10: 120})
    mean = pd.concat(table).set_index("estimand")["mean"]
    assert mean["P"] + mean["E"] == mean["R0"]
    assert mean["G"] + mean["R0-G"] == mean["R0"]


def test_the_primary_tests_are_corrected_as_one_family_over_scenarios():
    monthly = pd.concat([random_arms(1, "one"), random_arms(2, "two")], ignore_index=True)
    both = primary_family(monthly, [JOBS, SALES], {"one": 0, "two": 0}, ["one", "two"], MAIN_REGIMES, 120)
    assert len(both) == 2 * len(MAIN_CONTRASTS) and (both["family"] == len(both)).all()
    np.testing.assert_allclose(both["p_holm"], holm(both["p"].to_numpy()))
    alone = primary_family(monthly[monthly["scenario"] == "one"], [JOBS], {"one": 0}, ["one"], MAIN_REGIMES, 120)
    rows = both[both["scenario"] == "one"]
    assert (rows["p_holm"].to_numpy() >= alone["p_holm"].to_numpy()).all()
    assert (rows["p_holm"].to_numpy() > alone["p_holm"].to_numpy()).any()
    assert set(both["role"]) == {"primary"}


def test_what_is_zero_by_construction_is_no_test_of_the_family():
    regimes = ("market", "unseeded", "reciprocity")
    monthly = random_arms(1, "one", regimes)
    same = monthly["regime"] == "unseeded"
    monthly.loc[same, "jobs"] = monthly.loc[monthly["regime"] == "reciprocity", "jobs"].to_numpy()
    table = primary_family(monthly, [JOBS], {}, ["one"], regimes, 120).set_index("estimand")
    assert table["family"].to_dict() == {"R0": 2, "P": 0, "E": 2}
    assert table.loc["P", "verdict"] == "exactly zero"
    assert table.loc["R0", "p_holm"] == pytest.approx(min(1.0, 2 * table.loc["R0", "p"]))


def test_what_is_given_up_is_the_mean_of_the_runs_in_euros():
    savings = pd.DataFrame(
        {
            "scenario": "one",
            "regime": ["reciprocity", "reciprocity", "market"],
            "replicate": [0, 1, 0],
            "year": 1,
            "outside": [1000, 3000, 0],
            "rent": [500, 500, 0],
        }
    )
    table = given_up(savings, ["one"], ["market", "reciprocity"], 12).set_index("counterparty")
    assert table["mean"].to_dict() == {"outside": 20.0, "rent": 5.0}
    assert set(table["regime"]) == {"reciprocity"}


def test_the_cost_of_a_job_year_is_told_against_market_and_against_reciprocity(compared):
    monthly = store.StoredTables(compared)["monthly"]
    table = cost_per_job_year(monthly, ["mono_industry"], MAIN_REGIMES, 240)
    assert set(zip(table["regime"], table["against"], strict=True)) == {
        ("redistribution", "market"),
        ("plural", "market"),
        ("plural_untargeted", "market"),
        ("plural", "reciprocity"),
        ("plural_untargeted", "reciprocity"),
    }
    last = table[(table["kind"] == "gross") & (table["year"] == 20)].set_index(["regime", "against"])["job_years"]
    reciprocity = monthly[monthly["scenario"] == "mono_industry"].groupby("regime", observed=True)["jobs"].sum()
    gained = (reciprocity["reciprocity"] - reciprocity["market"]) / 12 / 6
    assert last["plural", "market"] - last["plural", "reciprocity"] == pytest.approx(gained, abs=1)


@pytest.mark.parametrize(
    ("code", "begun", "nothing"),
    [
        (
            "en",
            ["What the pole of", "What would have", "What a gift", "What public money", "What is not known"],
            "exactly 0",
        ),
        (
            "fr",
            ["Ce que le pôle", "Ce qui aurait", "Ce que fait un don", "Ce que l'argent public", "Ce qu'on ne"],
            "exactement 0",
        ),
    ],
)
def test_five_sentences_stand_in_front_in_both_languages(compared, code, begun, nothing):
    manifest, tables = store.read_manifest(compared), store.StoredTables(compared)
    assert manifest["foundings"] == {"mono_industry": fake.FOUNDED}
    sentences = five_sentences(manifest, tables, Language(code))
    assert [sentence[: len(start)] for sentence, start in zip(sentences, begun, strict=True)] == begun
    title = Language(code).of(manifest["told"]["land_pressure"]["title"])
    assert title in sentences[0] and nothing in sentences[0], "no pole is founded there"
    for sentence in sentences[:4]:
        assert "95 %" in sentence.replace("\N{NARROW NO-BREAK SPACE}", " ")
        assert "6 replicates" in sentence or "6 répliques" in sentence


def test_the_numbers_of_the_first_sentence_are_those_of_the_primary_tests(compared):
    manifest, tables = store.read_manifest(compared), store.StoredTables(compared)
    family = tables["primary_family"]
    chosen = (family["scenario"] == "mono_industry") & (family["estimand"] == "P") & (family["outcome"] == "jobs")
    row = family[chosen].iloc[0]
    assert (row["year"], row["month"]) == (10, fake.FOUNDED + 120)
    first = five_sentences(manifest, tables, Language("en"))[0]
    assert f"+{row['mean']:.1f}"[:3] in first and "10 years after the founding" in first


def test_every_primary_test_of_a_comparison_is_in_its_family(compared):
    family = store.StoredTables(compared)["primary_family"]
    expected = 2 * len(PRIMARY_OUTCOMES) * len(MAIN_CONTRASTS)
    assert len(family) == expected
    assert set(family["family"]) == {0, expected - len(PRIMARY_OUTCOMES)}
    assert set(store.StoredTables(compared)["effects"]["role"]) == {"secondary", "exploratory", "descriptive"}


def test_a_scenario_without_a_pole_says_that_p_is_zero(compared):
    family = store.StoredTables(compared)["primary_family"]
    without = family[family["scenario"] == "land_pressure"]
    assert "P is exactly 0" in pole_sentence(without, Language("en"))
    assert pole_sentence(family[family["scenario"] == "mono_industry"], Language("en")) == ""
    assert "YET P IS NOT 0" in pole_sentence(without.assign(verdict="more"), Language("en"))


def test_payers_people_and_growth_are_told_from_their_tables(compared):
    tables, language = store.StoredTables(compared), Language("en")
    rows = {
        name: tables[name][tables[name]["scenario"] == "mono_industry"] for name in ("given_up", "effects", "growth")
    }
    paid = payer_sentences(rows["given_up"], language)
    # 12 months of 123.45 EUR.
    assert any(
        line.startswith("reciprocity: in year 20") and "suppliers outside 1.5 thousand EUR" in line for line in paid
    )
    people = people_sentences(rows["effects"], language)
    assert (
        people[0].startswith("the pole of the document (P), after 20 years: jobs ") and "unemployment rate" in people[0]
    )
    assert any(
        line.startswith("P, jobs: ") and "from year 17 to year 20" in line
        for line in growth_sentences(rows["growth"], language)
    )
