import numpy as np
import pandas as pd
import pytest

from experiments.numbers.measures import FLOW, declared_outcomes
from experiments.numbers.unemployment_parts import (
    ACTIVITY,
    COUNTED,
    LABOUR_FORCE,
    MIGRATION,
    NOTHING,
    PARTS,
    POSTS_HERE,
    POSTS_OUTSIDE,
    QUANTITIES,
    UNEMPLOYED,
    WITH_A_JOB,
    counts_at,
    dominating,
    unemployment_parts,
)
from experiments.pages.report.unemployment import parts_sentence, parts_table
from experiments.words.language import Language

MONTHS = 24
ARMS = {
    # Labour force, residents with a job and jobs at the end; who came less who left in a year, who began to look less
    # who stopped; one row a replicate. All start with 100, 90 and 80.
    "market": [(100, 90, 80, 0, 0), (102, 90, 80, 1, 0), (100, 90, 80, 2, -2)],
    "reciprocity": [(90, 92, 83, -6, 1), (88, 89, 80, -5, -1), (86, 90, 79, -6, -1)],
}


def monthly_of(arms=ARMS):
    """Months of a made-up comparison; balances of month 0 belong to the burn-in and count for nothing."""
    rows = []
    for regime, replicates in arms.items():
        for replicate, (force, with_a_job, jobs, came, began) in enumerate(replicates):
            for month in range(MONTHS + 1):
                stocks = (100, 90, 80) if month == 0 else (force, with_a_job, jobs)
                flows = (99, 99) if month % 12 else (came, began) if month else (77, 77)
                rows.append(("here", regime, replicate, month, *stocks, *flows))
    return pd.DataFrame(rows, columns=["scenario", "regime", "replicate", "month", *COUNTED])


def parts_of(arms=ARMS):
    return unemployment_parts(monthly_of(arms), ["here"], list(arms), MONTHS)


def test_counts_at_a_year_sum_the_balances_of_its_years():
    months = monthly_of()[list(COUNTED)].to_numpy(float).reshape(2, 3, MONTHS + 1, len(COUNTED))
    # Two years of 6 people who leave and of one who begins to look: 100 - 12 + 2 = 90.
    assert counts_at(months[1], 2)[0].tolist() == [-2, 92, 83, 9, 90, -12, 2]


def test_the_difference_splits_without_a_remainder():
    table = parts_of()
    last = table[table["year"] == 2].set_index("quantity")["mean"]
    # By hand, reciprocity less market, replicates 0, 1, 2: unemployed -12, -13, -14; with a job 2, -1, 0; labour force
    # -10, -14, -14; migration 2 x (-6, -6, -8); activity 2 x (1, -1, 1).
    assert last[UNEMPLOYED] == pytest.approx(-13)
    assert last[[WITH_A_JOB, POSTS_HERE, POSTS_OUTSIDE]].tolist() == pytest.approx([1 / 3, 2 / 3, -1 / 3])
    assert last[[LABOUR_FORCE, MIGRATION, ACTIVITY]].tolist() == pytest.approx([-38 / 3, -40 / 3, 2 / 3])
    assert last[UNEMPLOYED] == pytest.approx(sum(sign * last[name] for name, sign in PARTS.items()))
    one = table[(table["year"] == 2) & (table["quantity"] == UNEMPLOYED)].iloc[0]
    # Student's t of two degrees of freedom: 2.920 standard errors of 1 / sqrt(3).
    assert (one["low90"], one["high90"]) == pytest.approx((-13 - 1.686, -13 + 1.686), abs=0.001)
    assert (one["n"], one["dominates"]) == (3, MIGRATION)


def test_what_is_told_by_the_year_is_read_at_its_end_and_not_summed_over_its_months():
    assert all(one.level != FLOW for one in declared_outcomes().values() if "a year" in one.unit)


def differences(jobs, migration, activity):
    """Paired differences in the order of the table, from the parts alone."""
    jobs, migration, activity = (np.asarray(part, float) for part in (jobs, migration, activity))
    columns = {WITH_A_JOB: jobs, POSTS_HERE: jobs, POSTS_OUTSIDE: 0 * jobs, LABOUR_FORCE: migration + activity}
    columns |= {MIGRATION: migration, ACTIVITY: activity, UNEMPLOYED: migration + activity - jobs}
    return np.column_stack([columns[name] for name in QUANTITIES])


@pytest.mark.parametrize(
    ("jobs", "migration", "activity", "part"),
    [
        ([10, 11, 12], [0, 1, 0], [0, 0, 1], WITH_A_JOB),
        ([-10, -11, -12], [0, 1, 0], [0, 0, 1], WITH_A_JOB),
        ([0, 1, 0], [-10, -11, -12], [0, 0, 1], MIGRATION),
        ([0, 1, 0], [1, 0, 1], [10, 11, 12], ACTIVITY),
        # More jobs than people left, but not than left and stopped looking.
        ([10, 11, 12], [-6, -6, -6], [-6, -6, -6], NOTHING),
        # As many left as found work.
        ([10, 11, 12], [-10, -12, -11], [0, 0, 0], NOTHING),
        # Jobs lost and people gone make up for each other: unemployed people are as many.
        ([-10, -11, -12], [-10, -12, -11], [0, 0, 0], NOTHING),
        ([10], [0], [0], NOTHING),
        ([0, 0, 0], [0, 0, 0], [0, 0, 0], NOTHING),
    ],
)
def test_a_part_dominates_where_it_outweighs_the_others_one_by_one_and_together(jobs, migration, activity, part):
    assert dominating(differences(jobs, migration, activity)) == part


def test_without_one_of_the_arms_or_of_the_outcomes_there_is_nothing():
    assert unemployment_parts(monthly_of(), ["here"], ["market", "plural"], MONTHS).empty
    assert unemployment_parts(monthly_of().drop(columns="labour_force"), ["here"], list(ARMS), MONTHS).empty


def test_a_fall_by_emigration_is_told_in_both_languages():
    assert parts_sentence(parts_of(), Language("en")) == (
        "reciprocity without money (R0): \N{MINUS SIGN}13.0 unemployed people after 2 years (90 % interval "
        "\N{MINUS SIGN}14.7 to \N{MINUS SIGN}11.3; 3 replicates), mostly by migration: fewer people came or more left."
    )
    french = parts_sentence(parts_of(), Language("fr"))
    assert "13,0 chômeurs après 2 ans" in french
    assert french.endswith("surtout par les migrations\u202f: moins d'arrivées ou plus de départs.")
    assert parts_sentence(None, Language("en")) == "" and parts_table(None, Language("en")) == []


def test_a_fall_by_jobs_is_told_apart_from_one_by_emigration():
    found = {
        "market": ARMS["market"],
        "reciprocity": [(100, 100, 90, 0, 0), (102, 101, 90, 1, 0), (100, 99, 89, 2, -2)],
    }
    assert parts_sentence(parts_of(found), Language("en")).endswith("mostly because more residents have a job.")


@pytest.mark.parametrize(
    ("replicates", "words"),
    [
        (slice(0, 1), "one replicate has no interval, so that no part can be told"),
        (slice(0, 3), "which cannot be told from zero, so that no part can be told"),
    ],
)
def test_what_cannot_be_told_is_said(replicates, words):
    same = {"market": ARMS["market"][replicates], "reciprocity": ARMS["market"][replicates]}
    assert words in parts_sentence(parts_of(same), Language("en"))


def test_the_report_shows_table_and_sentence(compared):
    text = (compared / "report.md").read_text()
    assert "### Unemployment: jobs, labour force and migration side by side" in text
    assert text.count("mostly by migration: fewer people came or more left.") == 2, "one more leaves each year"
    assert "| labour force, by migration | \N{MINUS SIGN}20.0 | \N{MINUS SIGN}20.0 to \N{MINUS SIGN}20.0 | 6 |" in text


@pytest.mark.long
def test_in_the_model_the_difference_splits_without_a_remainder():
    from simulation import Territory, load_plan

    counted = []
    for regime in ("market", "reciprocity"):
        plan = load_plan("mono_industry", regime=regime, size="class", months=36)
        territory = Territory(plan, rng=1, replicate=0)
        territory.run_for(36)
        counted.append(counts_at(territory.outcomes[list(COUNTED)].to_numpy(float)[None], 3)[0])
        start = territory.outcomes["labour_force"].iloc[0]
        people = dict(zip(QUANTITIES, counted[-1], strict=True))
        assert people[LABOUR_FORCE] - start == people[MIGRATION] + people[ACTIVITY]
        rate = territory.outcomes["unemployment_rate"].iloc[36]
        assert people[UNEMPLOYED] == pytest.approx(rate / 100 * people[LABOUR_FORCE])
