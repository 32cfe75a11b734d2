"""Dead weight of subsidised posts: by hand, at its limits, in its direction, and from end to end."""

import numpy as np
import pandas as pd
import pytest

from experiments.files import tables as store
from experiments.numbers.dead_weight import ALIKE, ALL_POSTS, ALL_YEARS, LAST, dead_weight, posts_in_both

COLUMNS = ["year", "founded", "sector", "number", "staff", "subsidised"]


def posts(*organisations, year=1):
    """Posts and subsidised posts of organisations 0, 1, ... of one year."""
    rows = [(year, 0, 3, number, *counts) for number, counts in enumerate(organisations)]
    return pd.DataFrame(rows, columns=COLUMNS)


@pytest.mark.parametrize(
    ("staff", "subsidised", "in_market", "last", "alike"),
    [
        # Ten posts here of which three are subsidised, so many in market.
        (10, 3, 10, 3, 3.0),
        (10, 3, 12, 3, 3.0),
        (10, 3, 8, 1, 2.4),
        (10, 3, 7, 0, 2.1),
        (10, 3, 2, 0, 0.6),
        (10, 3, 0, 0, 0.0),
        (10, 0, 8, 0, 0.0),
    ],
)
def test_posts_that_exist_in_market_are_counted_by_hand(staff, subsidised, in_market, last, alike):
    (row,) = posts_in_both(posts((staff, subsidised)), posts((in_market, 0))).itertuples()
    assert (row.existing_if_last, row.existing) == (last, min(staff, in_market))
    assert row.existing_if_alike == pytest.approx(alike)


def test_an_organisation_that_market_does_not_have_has_no_post_there():
    (row,) = posts_in_both(posts((4, 1), (8, 2)), posts((4, 0))).itertuples()
    assert (row.staff, row.existing, row.subsidised, row.existing_if_last) == (12, 4, 3, 1)


def test_a_newcomer_is_the_same_where_the_same_draw_founds_it():
    here, market = posts((4, 1)), posts((4, 0))
    here.loc[:, "founded"] = 17
    assert posts_in_both(here, market)["existing"].sum() == 0
    market.loc[:, "founded"] = 17
    assert posts_in_both(here, market)["existing"].sum() == 4


def test_against_itself_all_posts_exist():
    arm = posts((10, 3), (7, 2))
    (row,) = posts_in_both(arm, arm).itertuples()
    assert row.existing_if_last == row.existing_if_alike == row.subsidised == 5 and row.existing == row.staff


def test_more_posts_in_market_are_never_less_dead_weight_and_the_readings_keep_their_order():
    rows = [next(posts_in_both(posts((12, 3)), posts((there, 0))).itertuples()) for there in range(15)]
    last, alike = ([getattr(row, name) for row in rows] for name in ("existing_if_last", "existing_if_alike"))
    assert (np.diff(last) >= 0).all() and (np.diff(alike) >= 0).all()
    assert all(low <= high for low, high in zip(last, alike, strict=True))


def counts(*subsidised_and_existing):
    rows = [
        ("a", "plural", replicate, year, 20, subsidised, 18, last, subsidised)
        for replicate, year, subsidised, last in subsidised_and_existing
    ]
    keys = ["scenario", "regime", "replicate", "year", "staff", "subsidised"]
    return pd.DataFrame(rows, columns=[*keys, "existing", "existing_if_last", "existing_if_alike"])


def test_shares_are_taken_run_by_run_over_the_year_ends_with_a_subsidised_post():
    table = dead_weight(counts((0, 1, 0, 0), (0, 2, 4, 1), (0, 5, 6, 1), (1, 5, 5, 3)), ("a",), ("plural",), 60)
    told = table.set_index(["period", "quantity"])
    assert told.loc[(ALL_YEARS, LAST), "mean"] == pytest.approx((2 / 10 + 3 / 5) / 2)
    assert told.loc[(ALL_YEARS, ALIKE), "mean"] == 1.0 and told.loc[(ALL_YEARS, ALL_POSTS), "mean"] == 0.9
    assert told.loc[(ALL_YEARS, LAST), "subsidised"] == 5.0
    assert told.loc[("year 5", LAST), "mean"] == pytest.approx((1 / 6 + 3 / 5) / 2)
    assert "year 1" not in told.index.get_level_values("period")


def test_a_comparison_tells_it_of_the_arms_with_money(compared):
    table = store.StoredTables(compared)["dead_weight"]
    assert set(table["regime"]) == {"redistribution", "plural", "plural_untargeted"} and set(table["n"]) == {6}
    told = table[table["period"] == ALL_YEARS].groupby("quantity")["mean"].first()
    # The stand-in grows by two posts with three subsidised, and a newcomer with one subsidised post of four.
    assert told[LAST] == pytest.approx(1 / 4) and told[ALIKE] == pytest.approx(3 * 10 / 12 / 4)
    assert told[ALL_POSTS] == pytest.approx(10 / 16)
