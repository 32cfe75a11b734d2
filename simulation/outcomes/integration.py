"""Modes of integration (Polanyi): how much of the territory's value moves by market, redistribution, reciprocity."""

from types import SimpleNamespace

from simulation.outcomes.outcome import Outcome, Scene

OUTCOMES = (
    Outcome(
        "integration_market",
        "share",
        "money paid by market exchange",
        "territory",
        "ratio",
        label_en="market in all flows",
        label_fr="part du marché dans les flux",
        value=lambda found: found.seen.market / found.total,
    ),
    Outcome(
        "integration_redistribution",
        "share",
        "money collected by a centre, then allocated",
        "territory",
        "ratio",
        label_en="redistribution in all flows",
        label_fr="part de la redistribution dans les flux",
        value=lambda found: found.seen.redistribution / found.total,
    ),
    Outcome(
        "integration_reciprocity",
        "share",
        "money given to or pooled with partners",
        "territory",
        "ratio",
        label_en="reciprocity in all flows",
        label_fr="part de la réciprocité dans les flux",
        value=lambda found: found.seen.reciprocity / found.total,
    ),
    Outcome(
        "integration_reciprocity_satellite",
        "share",
        "reciprocity with hours, premises and time given, at replacement cost",
        "territory",
        "ratio",
        label_en="reciprocity, time given included",
        label_fr="part de la réciprocité, don de temps compris",
        value=lambda found: (found.seen.reciprocity + found.seen.satellite) / found.with_gifts,
    ),
    Outcome(
        "integration_market_satellite",
        "share",
        "market mode when what is given is counted too, at replacement cost",
        "territory",
        "ratio",
        label_en="market, time given included",
        label_fr="part du marché, don de temps compris",
        value=lambda found: found.seen.market / found.with_gifts,
    ),
    Outcome(
        "integration_redistribution_satellite",
        "share",
        "redistribution when what is given is counted too, at replacement cost",
        "territory",
        "ratio",
        label_en="redistribution, time given included",
        label_fr="part de la redistribution, don de temps compris",
        value=lambda found: found.seen.redistribution / found.with_gifts,
    ),
    Outcome(
        "integration_market_value_added",
        "share",
        "market mode when intermediate purchases are left out (turnover counted once)",
        "territory",
        "ratio",
        label_en="market, inputs left out",
        label_fr="part du marché, hors achats intermédiaires",
        value=lambda found: (found.seen.market - found.intermediate) / max(found.total - found.intermediate, 1.0),
    ),
)


def gather(scene: Scene) -> SimpleNamespace:
    """Find what the outcomes of this module are read from."""
    seen = scene.seen
    total = max(seen.market + seen.redistribution + seen.reciprocity, 1.0)
    return SimpleNamespace(
        seen=seen,
        total=total,
        with_gifts=total + seen.satellite,
        intermediate=seen.inputs_here + seen.inputs_elsewhere,
    )
