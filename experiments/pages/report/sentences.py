"""Sentences made from the numbers; none says more than its row of a table."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.numbers.contrasts import CONTRASTS, MAIN_CONTRASTS, PRIMARY_OUTCOMES, contrast_named
from experiments.numbers.costs import DEFINED, JOBS_LOST
from experiments.numbers.displacement import ALL_JOBS, MEMBER_JOBS
from experiments.numbers.effects import CANNOT_TELL, EXACTLY_ZERO, EXPLORATORY, LESS, MORE
from experiments.numbers.measures import rows_in
from experiments.words.language import MINUS, Language, both_ends, bracket, decimals_for, interval, measured

LOSSES = (
    ("people with a job here", "jobs", LESS),
    ("the bottom 40 % by income", "bottom40_income_share", LESS),
    ("people who look for work", "unemployment_rate", MORE),
    ("the long-term unemployed", "long_term_unemployed_share", MORE),
    ("staff with median pay", "median_wage_fte", LESS),
    ("staff with low pay", "p10_wage_fte", LESS),
    ("residents taken together, by income", "disposable_income", LESS),
    ("local owners", "local_ownership_share", LESS),
    ("owners of wealth, on average", "mean_wealth", LESS),
    ("organisations that close", "exits", MORE),
    ("farming, by area", "agricultural_area", LESS),
    ("independent owners in culture, by diversity", "diversity_2D", LESS),
)
"""Who may lose, by which outcome, and in which direction it is a loss."""

MOST_NAMED = 6
PROJECT = Path(__file__).resolve().parents[3]
ABLATION = PROJECT / "experiments" / "questions" / "studies" / "ablation.toml"
"""Study named in the report once it is there."""


def named(name: str, language: Language) -> str:
    """Title and symbol of an estimand."""
    one = contrast_named(name)
    return f"{language.text(one.title)} ({one.symbol})"


def mean_of(row: Any, language: Language) -> str:
    """Write a mean difference to the precision of its interval."""
    return measured(language, row.mean, row.unit, (row.high95 - row.low95) / 2)


def effect_sentence(row: Any, language: Language) -> str:
    """Say what a row of the table of effects says: what differs, by how much, how certain."""
    values = {
        "effect": named(row.estimand, language),
        "outcome": language.outcome(row.outcome),
        "year": row.year,
        "n": row.n,
        "mean": mean_of(row, language),
        "interval": interval(language, row.low95, row.high95, row.unit, row.mean),
    }
    if row.verdict == EXACTLY_ZERO and row.n < 2:
        return language.text(
            "{effect}: no difference at all in {outcome} after {year} years, exactly zero in the one replicate.",
            **values,
        )
    if row.verdict == EXACTLY_ZERO:
        return language.text(
            "{effect}: no difference at all in {outcome} after {year} years, exactly zero in each of {n} replicates.",
            **values,
        )
    if row.n < 2:
        return language.text(
            "{effect}: cannot tell; one replicate has no interval ({outcome} after {year} years: {mean}).",
            **values,
        )
    if row.verdict == CANNOT_TELL:
        least = measured(language, row.minimum_detectable, row.unit, row.minimum_detectable).lstrip("+")
        return language.text(
            "{effect}: cannot tell. The difference in {outcome} after {year} years is {mean} on average "
            "(95 % interval {interval}); {n} replicates find only differences of {least} or more four times "
            "in five.",
            least=least,
            **values,
        )
    return language.text(
        "{effect}: {verdict}. The difference in {outcome} after {year} years is {mean} on average "
        "(95 % interval {interval}; {n} replicates).",
        verdict=language.text(row.verdict),
        **values,
    )


def primary_sentences(effects: pd.DataFrame, language: Language) -> dict[str, list[str]]:
    """Sentences on the primary outcomes at the last year, by outcome."""
    last = effects[effects["year"] == effects["year"].max()]
    return {
        language.outcome(outcome): [
            effect_sentence(row, language)
            for name in [one.name for one in CONTRASTS]
            for row in rows_in(last[(last["outcome"] == outcome) & (last["estimand"] == name)])
        ]
        for outcome in PRIMARY_OUTCOMES
        if (last["outcome"] == outcome).any()
    }


def alone(effects: pd.DataFrame) -> bool:
    """Say whether rows of effects rest on one replicate, which has no interval."""
    return bool(effects["n"].max() < 2)


def exploratory_sentences(effects: pd.DataFrame, language: Language) -> list[str]:
    """For each main estimand, which exploratory outcomes differ after Holm's correction at the last year."""
    last = effects[(effects["year"] == effects["year"].max()) & (effects["role"] == EXPLORATORY)]
    sentences = []
    for name in MAIN_CONTRASTS:
        rows = last[last["estimand"] == name]
        if rows.empty:
            continue
        if alone(rows):
            sentences.append(
                language.text(
                    "{effect}: one replicate has no interval, so that none of {number} exploratory outcomes is judged.",
                    effect=named(name, language),
                    number=len(rows),
                )
            )
            continue
        told = rows[rows["verdict"].isin([MORE, LESS])].sort_values(["p", "outcome"], kind="stable")
        values = {"effect": named(name, language), "number": len(rows), "told": len(told)}
        if told.empty:
            sentences.append(
                language.text("{effect}: none of {number} exploratory outcomes can be told from zero.", **values)
            )
            continue
        listed = language.text("; ").join(
            f"{language.outcome(row.outcome)} {mean_of(row, language)}" for row in rows_in(told.head(MOST_NAMED))
        )
        sentences.append(
            language.text(
                "{effect}: {told} of {number} exploratory outcomes differ, the clearest being {listed}.",
                listed=listed,
                **values,
            )
        )
    return sentences


def undetectable_sentences(effects: pd.DataFrame, language: Language) -> list[str]:
    """Say what cannot be told at these replicates, and how large it would have to be."""
    last = effects[effects["year"] == effects["year"].max()]
    if alone(last):
        return [language.text("Every difference but exact zeros: one replicate has no interval.")]
    sentences = []
    for outcome in PRIMARY_OUTCOMES:
        rows = last[(last["outcome"] == outcome) & (last["verdict"] == CANNOT_TELL) & (last["n"] > 1)]
        if rows.empty:
            continue
        listed = language.text("; ").join(
            language.text(
                "{effect} below {least}",
                effect=named(row.estimand, language),
                least=measured(language, row.minimum_detectable, row.unit).lstrip("+"),
            )
            for row in rows_in(rows)
        )
        sentences.append(
            language.text(
                "{outcome} after {year} years: {listed}.",
                outcome=language.outcome(outcome),
                year=last["year"].iloc[0],
                listed=listed,
            )
        )
    return sentences


def loss_sentences(effects: pd.DataFrame, language: Language) -> list[str]:
    """Who loses, by a difference that can be told, at the last year; and what the absence of one means."""
    last = effects[effects["year"] == effects["year"].max()]
    looked_at = [loss for loss in LOSSES if (last["outcome"] == loss[1]).any()]
    sentences = []
    for who, outcome, direction in looked_at:
        for row in rows_in(last[(last["outcome"] == outcome) & (last["verdict"] == direction)]):
            sentences.append(
                language.text(
                    "{who}: {outcome} {mean} ({interval}) by {effect}.",
                    who=language.text(who),
                    outcome=language.outcome(outcome),
                    mean=mean_of(row, language),
                    interval=bracket(language, interval(language, row.low95, row.high95, row.unit, row.mean)),
                    effect=named(row.estimand, language),
                )
            )
    groups = language.text("; ").join(language.text(who) for who, _, _ in looked_at)
    if alone(last):
        return [language.text("Cannot be told: one replicate has no interval. Looked at: {groups}.", groups=groups)]
    if not sentences:
        sentences.append(
            language.text(
                "Nobody among those looked at ({groups}) loses by a difference that can be told at these "
                "replicates, which does not show that nobody loses.",
                groups=groups,
            )
        )
    else:
        sentences.append(language.text("Looked at: {groups}.", groups=groups))
    return sentences


def cost_sentences(cost: pd.DataFrame | None, language: Language) -> list[str]:
    """Public cost per additional job-year at the last year, gross and net."""
    if cost is None or cost.empty:
        return []
    last = cost[cost["year"] == cost["year"].max()]
    sentences = []
    for row in rows_in(last):
        values = {
            "regime": language.text(
                "{regime} against {other}", regime=language.regime(row.regime), other=language.regime(row.against)
            ),
            "kind": language.text("gross" if row.kind == "gross" else "net of taxes and benefits"),
            "year": row.year,
            "cost": measured(language, row.cost, "EUR", difference=False),
            "job_years": language.number(row.job_years, 1, signed=True),
            "low": language.number(row.job_years_low95, 1, signed=True),
            "high": language.number(row.job_years_high95, 1, signed=True),
        }
        if row.verdict == DEFINED:
            half = (row.high95 - row.low95) / 2
            sentences.append(
                language.text(
                    "{regime}, {kind}: {ratio} a job-year (95 % interval {interval}) over {year} years: "
                    "{cost} for {job_years} job-years.",
                    ratio=measured(language, row.cost_per_job_year, "EUR", half, difference=False),
                    interval=interval(language, row.low95, row.high95, "EUR", row.cost_per_job_year, False),
                    **values,
                )
            )
        elif row.verdict == JOBS_LOST:
            sentences.append(
                language.text(
                    "{regime}, {kind}: {cost} went with fewer jobs over {year} years ({job_years} job-years, "
                    "95 % interval {low} to {high}).",
                    **values,
                )
            )
        elif not math.isfinite(row.job_years_low95):
            sentences.append(
                language.text(
                    "{regime}, {kind}: not defined over {year} years; the cost was {cost}, and one replicate has no "
                    "interval of the additional job-years ({job_years}).",
                    **values,
                )
            )
        else:
            sentences.append(
                language.text(
                    "{regime}, {kind}: not defined over {year} years; the cost was {cost}, and the interval of "
                    "the additional job-years ({low} to {high}) holds zero.",
                    **values,
                )
            )
    sentences.append(
        language.text(
            "None of these lines says that poles pay for themselves: against market the money is credited with jobs "
            "that reciprocity gives without it, against reciprocity only with what it adds; hours that members give, "
            "and what suppliers and landlords lose, are no public cost and stand in no line."
        )
    )
    return sentences


def absorbed_sentences(monthly: pd.DataFrame | None, language: Language) -> list[str]:
    """Say which part of the envelope poles took where they may draw on it first."""
    if monthly is None or not {"absorbed_share", "envelope"}.issubset(monthly.columns):
        return []
    lived = monthly[(monthly["regime"] == "plural") & (monthly["month"] > 0)]
    paid = lived["envelope"].sum()
    if not paid > 0:
        return []
    share = float((lived["absorbed_share"].fillna(0.0) * lived["envelope"]).sum() / paid)
    return [
        language.text(
            "{regime}: poles took {share} % of the envelope over the whole run; the rest went to single "
            "organisations, as under redistribution. The smaller that part, the less targeting can do.",
            regime=language.regime("plural"),
            share=language.number(100 * share, decimals_for(100 * share)),
        )
    ]


def displacement_sentences(table: pd.DataFrame | None, language: Language) -> list[str]:
    """Jobs in members beside the difference in all jobs, at the last year."""
    if table is None or table.empty:
        return []
    last = table[table["year"] == table["year"].max()]
    sentences = []
    for regime in last["regime"].drop_duplicates():
        rows = last[last["regime"] == regime].set_index("quantity")
        members, all_jobs = rows.loc[MEMBER_JOBS], rows.loc[ALL_JOBS]
        sentences.append(
            language.text(
                "{regime}: members employ {members} people after {year} years; all jobs of the territory "
                "differ from market by {all_jobs} ({interval}).",
                regime=language.regime(regime),
                year=int(last["year"].iloc[0]),
                members=language.number(members["mean"], 1),
                all_jobs=language.number(all_jobs["mean"], 1, signed=True),
                interval=bracket(language, both_ends(language, all_jobs["low95"], all_jobs["high95"], 1, signed=True)),
            )
        )
    return sentences


def closing_sentences(manifest: Mapping[str, Any], language: Language) -> list[str]:
    """Accounts closed, envelopes equal, off switch exactly zero: as measured in these runs."""
    accounts, envelopes, off = manifest["accounts"], manifest["envelopes"], manifest["off_switch"]
    failed = {name: cents for name, cents in accounts.items() if cents}
    sentences = [
        language.text(
            "ACCOUNTS DO NOT CLOSE: {failed} cents.",
            failed=", ".join(f"{name.replace('_', ' ')} {cents}" for name, cents in failed.items()),
        )
        if failed
        else language.text(
            "Accounts: every row and column closes, largest residual 0 cents over {months} months of every "
            "run; 0 cents left in the ring-fenced account at any month end.",
            months=manifest["months"],
        )
    ]
    if not envelopes["any_money"]:
        sentences.append(language.text("Envelopes: no extra public money was paid in any arm."))
    elif envelopes["equal"] and envelopes["none_without"]:
        sentences.append(
            language.text("Envelopes: the same cents each month in every arm with money, none in the others.")
        )
    else:
        sentences.append(language.text("ENVELOPES DIFFER between arms that should spend the same."))
    sentences.append(off_switch_sentence(off, language))
    return sentences


def ablation_sentence(language: Language) -> str:
    """Point to the study that switches each mechanism off, and on, alone."""
    if not ABLATION.exists():
        return language.text(
            "Ablation: which mechanism carries an effect (each off alone, each on alone) is not part of a comparison "
            "and was not run."
        )
    return language.text(
        "Ablation: which mechanism carries an effect (each off alone, each on alone) is run by `{command}`.",
        command=f"ptce study {ABLATION.relative_to(PROJECT)}",
    )


def pair_of_arms(pair: str, language: Language) -> str:
    """Write the difference of two arms, stored as ``one - other``."""
    one, other = pair.split(" - ")
    return f"{language.regime(one)} {MINUS} {language.regime(other)}"


def off_switch_sentence(off: Mapping[str, Any] | None, language: Language) -> str:
    """Say what the check with all mechanisms off gave."""
    if off is None:
        return language.text("Off switch: not checked in this run.")
    if off["largest"] == 0:
        return language.text(
            "Off switch: with all mechanisms off, {pairs} are exactly zero in all {compared} outcomes over "
            "{months} months.",
            pairs=", ".join(pair_of_arms(pair, language) for pair in off["pairs"]),
            compared=off["compared"],
            months=off["months"],
        )
    return language.text(
        "OFF SWITCH FAILS: with all mechanisms off, {outcome} still differs by up to {largest}.",
        outcome=off["outcome"],
        largest=off["largest"],
    )
