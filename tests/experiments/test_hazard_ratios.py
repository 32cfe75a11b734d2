import numpy as np
import pandas as pd
import pytest
from statsmodels.discrete.conditional_models import ConditionalLogit

from experiments.numbers.hazard_ratios import PANEL, at_risk, matched_ratio, tables_of
from experiments.refusal import Refusal


def hazard_ratio(panel, name):
    """One of the two ratios from a panel of organisations."""
    return matched_ratio(tables_of(at_risk(panel, name)), name)


def both_ratios(panel):
    """h1 and h2 with their intervals, as ratios."""
    told = [hazard_ratio(panel, name) for name in ("h1", "h2")]
    return pd.DataFrame(
        {"low95": [np.exp(one.low95) for one in told], "high95": [np.exp(one.high95) for one in told]},
        index=["h1", "h2"],
    )


def panel(ratio_pool=1.0, ratio_project=1.0, runs=6, organisations=200, months=40, seed=3):
    """Organisations that begin to pool and to run projects, each hastened by the other in a given ratio."""
    generator = np.random.default_rng(seed)
    rows = []
    for replicate in range(runs):
        sector = generator.integers(4, size=organisations)
        staff = generator.integers(1, 30, size=organisations)
        pools = np.zeros(organisations, dtype=bool)
        project = np.zeros(organisations, dtype=bool)
        for month in range(months):
            for one in range(organisations):
                rows.append(
                    ("s", "reciprocity", replicate, month, one, sector[one], staff[one], pools[one], project[one])
                )
            # Sector and time raise both: without matching they would be taken for an effect.
            base = 0.004 * (1 + 2 * (sector == 1)) * (1 + month / months)
            begin_pool = generator.random(organisations) < base * np.where(project, ratio_pool, 1)
            begin_project = generator.random(organisations) < 2 * base * np.where(pools, ratio_project, 1)
            pools, project = pools | begin_pool, project | begin_project
    return pd.DataFrame(rows, columns=PANEL)


def test_a_table_by_hand():
    # Two strata of the 2 x 2 kind; with one beginning each the odds ratio solves a/n1 ... = 1 : 3 exposed of 4.
    strata = pd.DataFrame(
        {
            "scenario": "s",
            "regime": "r",
            "replicate": [0, 0, 0, 0],
            "people": [10] * 4,
            "exposed": [5] * 4,
            "begin": [1] * 4,
            "both": [1, 1, 1, 0],
        }
    )
    # Each beginning is exposed with probability psi / (1 + psi): three of four make psi = 3.
    assert matched_ratio(strata, "h1").ratio == pytest.approx(3.0)


def test_who_was_first_seen_doing_it_is_left_out_and_exposure_comes_before():
    rows = [
        ("s", "r", 0, month, organisation, 0, 5, pools, project)
        for organisation, lives in enumerate(
            [
                [(False, False), (False, True), (True, True), (True, True)],
                [(True, False), (True, False), (True, False), (True, False)],
                [(False, False), (True, True), (True, True), (False, False)],
            ]
        )
        for month, (pools, project) in enumerate(lives)
    ]
    risk = at_risk(pd.DataFrame(rows, columns=PANEL), "h1")
    told = [(row.month, row.begins, row.exposed) for row in risk.itertuples()]
    # The first begins in month 2 after a project in month 1; the third begins both at once: not exposed.
    assert told == [(1, False, False), (2, True, True), (1, True, False)]


def test_a_one_way_link_shows_in_h1_and_not_in_h2():
    table = both_ratios(panel(ratio_pool=3.0))
    assert table.loc["h1", "low95"] > 1.5 and table.loc["h1", "low95"] <= 3.0 <= table.loc["h1", "high95"]
    assert table.loc["h2", "low95"] <= 1.0 <= table.loc["h2", "high95"]


def test_the_reverse_link_shows_in_h2():
    table = both_ratios(panel(ratio_project=3.0))
    assert table.loc["h2", "low95"] > 1.5
    assert table.loc["h1", "low95"] <= 1.0 <= table.loc["h1", "high95"]


def test_without_a_link_sector_and_time_make_none():
    table = both_ratios(panel(runs=8))
    assert (table["low95"] <= 1.0).all() and (table["high95"] >= 1.0).all()


def test_the_estimate_is_that_of_a_conditional_logit():
    risk = at_risk(panel(ratio_pool=3.0, runs=2, organisations=120), "h1")
    strata = tables_of(risk)
    keys = ["scenario", "regime", "replicate", "month", "sector", "size"]
    kept = risk.merge(strata[keys], on=keys)
    groups = kept.groupby(keys).ngroup()
    fitted = ConditionalLogit(kept["begins"].astype(int), kept[["exposed"]].astype(float), groups=groups).fit(
        disp=False, method="newton", tol=1e-10
    )
    assert matched_ratio(strata, "h1").log_ratio == pytest.approx(float(fitted.params.iloc[0]), abs=1e-4)


def members(ratio_leaving=1.0, runs=20, organisations=25, months=120, seed=5):
    """Members of a pole that grow at some time, or do not, and leave with a chance that growth multiplies."""
    generator = np.random.default_rng(seed)
    rows = []
    for replicate in range(runs):
        first = generator.integers(2, 12, size=organisations)
        grows = generator.integers(10, 2 * months, size=organisations)
        pools = np.ones(organisations, dtype=bool)
        for month in range(months):
            staff = np.where(month >= grows, 2 * first, first)
            for one in range(organisations):
                rows.append(("s", "reciprocity", replicate, month, one, one % 3, staff[one], pools[one], False))
            chance = 0.01 * (1 + month / months) * np.where(month >= grows, ratio_leaving, 1.0)
            pools = pools & (generator.random(organisations) >= chance)
    return pd.DataFrame(rows, columns=PANEL)


@pytest.mark.parametrize(("true", "low", "high"), [(2.0, 1.25, 3.0), (0.5, 0.3, 0.8)])
def test_members_that_grow_and_leave_are_told_from_those_that_grow_and_stay(true, low, high):
    found = hazard_ratio(members(true), "leaving")
    assert np.exp(found.low95) <= true <= np.exp(found.high95)
    assert low < found.ratio < high
    assert np.exp(found.low95) > 1.0 if true > 1 else np.exp(found.high95) < 1.0
    assert found.replicates >= 15


def test_growth_that_does_not_matter_is_not_found():
    found = hazard_ratio(members(1.0, runs=40), "leaving")
    error = (found.high95 - found.low95) / 4
    assert abs(found.log_ratio) < 3.5 * error < 0.5


def test_growth_counts_from_the_beginning_of_a_membership_and_who_closes_leaves_no_pole():
    lives = [
        # Pools from month 1 with 4 people, grows to 6 in month 2, gives up in month 4 and comes back with 9.
        [(4, False), (4, True), (6, True), (6, True), (6, False), (9, True), (9, True)],
        # Grows by too few heads; closes after month 3.
        [(2, True), (3, True), (3, True), (3, True)],
    ]
    rows = [
        ("s", "r", 0, month, organisation, 0, staff, pools, False)
        for organisation, life in enumerate(lives)
        for month, (staff, pools) in enumerate(life)
    ]
    risk = at_risk(pd.DataFrame(rows, columns=PANEL), "leaving")
    told = [(row.month, row.begins, row.exposed) for row in risk.itertuples()]
    first = [(2, False, False), (3, False, True), (4, True, True), (6, False, False)]
    assert told == [*first, (1, False, False), (2, False, False), (3, False, False)]


def test_where_nothing_can_be_estimated_nothing_is_told():
    none = hazard_ratio(panel(runs=1, organisations=3, months=3), "h1")
    assert np.isnan(none.log_ratio) and none.strata == 0


def test_a_panel_without_a_column_is_refused():
    with pytest.raises(Refusal, match="staff"):
        hazard_ratio(panel(runs=1, organisations=3, months=3).drop(columns="staff"), "h1")
