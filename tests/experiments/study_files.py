"""Small study files for tests."""

from pathlib import Path

SMALL = """
scenarios = ["mono_industry"]
regimes = ["market", "reciprocity"]
months = {months}
replicates = {replicates}
outcomes = [{outcomes}]

[title]
en = "A small study"
fr = "Une petite étude"

[question]
en = "Does it matter?"
fr = "Est-ce que cela compte ?"

[design]
{design}

[uncertainties]
{factors}
"""

FACTOR = '"pooling.purchase_discount" = { low = 0.0, high = 0.2 }'


def small(
    folder: Path,
    name: str = "small",
    months: int = 12,
    replicates: str | int = 4,
    outcomes: str = '"jobs", "value_added"',
    design: str = 'kind = "grid"\nlevels = 3',
    factors: str = FACTOR,
    replaced: tuple[str, str] | None = None,
) -> Path:
    """Write a small study and return its path."""
    text = SMALL.format(months=months, replicates=replicates, outcomes=outcomes, design=design, factors=factors)
    if replaced:
        assert replaced[0] in text
        text = text.replace(*replaced)
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path
