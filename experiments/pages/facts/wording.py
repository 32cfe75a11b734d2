"""A measured fact in words: value, intervals, band, verdict, in English or French."""

import math
from dataclasses import dataclass

from experiments.numbers.over_worlds import CANNOT_TELL, IN, OUT
from experiments.questions.facts.measured import Measured
from experiments.words.language import Language, both_ends, decimals_for, display_unit

VERDICTS = {IN: "in", OUT: "out", CANNOT_TELL: "cannot tell"}
OF_A_DRIFT = {IN: "at rest", OUT: "drifts", CANNOT_TELL: "cannot tell"}
CONFIDENCE = {"H": "high", "M": "middling", "L": "low"}
MOST_DECIMALS = 6


@dataclass(frozen=True)
class Worded:
    """A row in words.

    Attributes
    ----------
    id, title, name, scenario, regime : str
        The name says which of the numbers of a fact it is.
    value, interval, range, band, unit : str
        The interval is that of the mean, the range that over replicates.
    verdict, why : str
    confidence, source, note : str
    setting : bool
        Whether the model was set by the fact.
    n, missing : str
    """

    id: str
    title: str
    name: str
    scenario: str
    regime: str
    value: str
    interval: str
    range: str
    band: str
    unit: str
    verdict: str
    why: str
    confidence: str
    source: str
    note: str
    setting: bool
    n: str
    missing: str


def worded(one: Measured, words: Language) -> Worded:
    """Write a row."""
    fact, found = one.row.fact, one.estimate
    factor, unit = shown(one)
    low, high = found.range
    decimals = decimals_for(spread_of(one) * factor)
    return Worded(
        id=fact.id,
        title=words.of(fact.title),
        name=name_of(one, words),
        scenario=words.scenario(one.row.scenario),
        regime=words.regime(fact.regime),
        value=words.number(found.mean * factor, decimals, signed=one.drift),
        interval=both_ends(words, found.low * factor, found.high * factor, decimals, signed=one.drift),
        range=both_ends(words, low * factor, high * factor, decimals, signed=one.drift),
        band=band_of(one, words),
        unit=words.text(unit) if unit else "",
        verdict=verdict_of(one.verdict, one.drift, words),
        why=words.text(one.why) if one.why else "",
        confidence=words.text(CONFIDENCE[fact.confidence]),
        source=fact.source,
        note=words.of(fact.note) if fact.note else "",
        setting=fact.used_for_setting,
        n=str(found.worlds),
        missing=str(found.missing),
    )


def name_of(one: Measured, words: Language) -> str:
    """Which of the numbers of a fact a row is; the scenario where there is one number a scenario."""
    return words.outcome(one.row.name) if one.row.name else words.scenario(one.row.scenario)


def verdict_of(verdict: str, drift: bool, words: Language) -> str:
    """Say a verdict: on a band, or on whether something drifts."""
    return words.text((OF_A_DRIFT if drift else VERDICTS)[verdict])


def scale(one: Measured) -> float:
    """Size of what is shown of a row."""
    sizes = [abs(end) for end in (one.estimate.mean, *one.band) if math.isfinite(end)]
    return max(sizes, default=1.0)


def shown(one: Measured) -> tuple[float, str]:
    """Factor and English unit in which a row is shown."""
    return display_unit(one.unit, scale(one), difference=one.drift)


def spread_of(one: Measured) -> float:
    """How finely a value is known: half of its interval, or its size where there is none."""
    half = (one.estimate.high - one.estimate.low) / 2
    if math.isfinite(half) and half > 0:
        return half
    return abs(one.estimate.mean) if math.isfinite(one.estimate.mean) else 0.0


def written_decimals(value: float) -> int:
    """Decimals that a number was written with."""
    return next(
        places
        for places in range(MOST_DECIMALS + 1)
        if places == MOST_DECIMALS or abs(round(value, places) - value) < 1e-9
    )


def band_of(one: Measured, words: Language) -> str:
    """Write a band: both ends, or one where it is open."""
    factor, _ = shown(one)
    low, high = (end * factor for end in one.band)
    if math.isnan(low):
        return words.number(math.nan)
    finite = [end for end in (low, high) if math.isfinite(end)]
    # A band that follows from the runs has as many decimals as it needs, one that was written those of the file.
    decimals = decimals_for(high) if one.drift else max(map(written_decimals, finite))
    if math.isinf(low):
        return words.text("at most {high}", high=words.number(high, decimals))
    if math.isinf(high):
        return words.text("at least {low}", low=words.number(low, decimals))
    return both_ends(words, low, high, decimals, signed=one.drift)
