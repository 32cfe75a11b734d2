"""Paired differences of those who are followed, with known answers."""

import numpy as np
import pandas as pd
import pytest

from experiments.numbers.followed import (
    ADULTS,
    NET_WEALTH,
    WEALTH,
    before_founding,
    gains_of_adults,
    gains_of_organisations,
)
from experiments.pages.report.who_gains import household_sentences, organisation_sentences
from experiments.words.language import Language

ARMS = ("market", "reciprocity", "unseeded")


def adults(more: dict[str, float]) -> pd.DataFrame:
    rows = []
    for regime in ARMS:
        for replicate in range(6):
            for year in (0, 5):
                for grouping, group in (("everybody", "everybody"), ("tenure", "owner"), ("tenure", "tenant")):
                    income = 100.0 * replicate + more[regime] * (group == "tenant") * (1 + 0.01 * replicate) * (
                        year > 0
                    )
                    row = {"scenario": "s", "regime": regime, "replicate": replicate, "year": year}
                    row |= {"grouping": grouping, "group": group, "adults": 10, "still_here": 9, "income": income}
                    rows.append(row | dict.fromkeys(WEALTH, 5.0 + (year > 0) * more[regime]))
    return pd.DataFrame(rows)


def test_a_group_that_gains_is_found_and_another_stays_at_exactly_zero():
    table = gains_of_adults(adults({"market": 0.0, "reciprocity": 50.0, "unseeded": 0.0}), ["s"], ARMS)
    found = table[table["estimand"] == "P"].set_index(["grouping", "group", "what"])
    tenant, owner = found.loc[("tenure", "tenant", "income")], found.loc[("tenure", "owner", "income")]
    assert tenant["low95"] > 0 and tenant["mean"] == pytest.approx(51.25)
    assert (owner["mean"], owner["low95"], owner["high95"]) == (0.0, 0.0, 0.0)
    assert found.loc[("everybody", "everybody", NET_WEALTH)]["mean"] == pytest.approx(50.0 * len(WEALTH))
    assert set(table["what"]) == set(ADULTS) and set(table["year"]) == {5}
    sentence = household_sentences(table, Language("en"))[0]
    assert "of 2 groups of adults the income of 1 differs" in sentence and "tenant +51" in sentence


def test_nothing_differs_where_arms_are_the_same():
    table = gains_of_adults(adults(dict.fromkeys(ARMS, 3.0)), ["s"], ARMS)
    assert (table["mean"] == 0).all()
    assert "the income of none of 2 groups" in household_sentences(table, Language("en"))[0]


def test_a_group_that_is_empty_in_one_arm_drops_its_pair():
    table = adults(dict.fromkeys(ARMS, 0.0))
    gone = (table["regime"] == "reciprocity") & (table["replicate"] == 2) & (table["group"] == "owner")
    table.loc[gone, ["income", *WEALTH]] = np.nan
    found = gains_of_adults(table, ["s"], ARMS).query("estimand == 'P' and what == 'income'").set_index("group")
    assert found["n"].to_dict() == {"everybody": 6, "owner": 5, "tenant": 6}


def test_competitors_that_lose_are_told():
    rows = [
        {"scenario": "s", "regime": regime, "replicate": replicate, "year": year, "group": group}
        | {
            "organisations": 8,
            "still_here": 8 - (lost := (regime == "reciprocity") * (group == "competitors") * year / 5),
        }
        | {"staff": 20 - 3 * lost - replicate, "sales": 1e6 - 1e5 * lost * (1 + 0.1 * replicate)}
        for regime in ARMS
        for replicate in range(5)
        for year in (0, 5)
        for group in ("founding members", "competitors", "others")
    ]
    table = gains_of_organisations(pd.DataFrame(rows), ["s"], ARMS)
    told = [line for line in organisation_sentences(table, Language("en")) if ": competitors:" in line]
    assert len(told) == 1 and "staff −3.0 heads" in told[0] and "still here −1" in told[0]
    before = before_founding(pd.DataFrame(rows), "s").set_index("group")
    assert before.loc["competitors", "organisations"] == 8
    assert not len(gains_of_organisations(pd.DataFrame(rows).query("year == 0"), ["s"], ARMS))
