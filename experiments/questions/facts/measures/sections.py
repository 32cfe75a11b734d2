"""Cross-sections of organisations and adults: which columns, which months, and who belongs to a subgroup."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.refusal import Refusal
from simulation.refusals import Phrase, unknown

Members = dict[str, str | float | int | list[str] | list[int] | dict[str, float | int]]
"""What members of a subgroup have in common, by column: a value, a list of values, or ends of a range."""
FROM, BELOW = "from", "below"


@dataclass(frozen=True)
class Section:
    """A kind of cross-section.

    Attributes
    ----------
    table : str
        Name under which it is kept (`experiments.runs.keeping.KEPT`).
    every : int
        Months between two of them.
    names, numbers : tuple of str
        Columns that hold names, and numbers.
    """

    table: str
    every: int
    names: tuple[str, ...]
    numbers: tuple[str, ...]


SECTIONS = {
    "organisations": Section(
        "organisation_sections",
        12,
        ("sector", "form"),
        (
            *("social_economy", "outside_controlled", "age", "staff", "productivity", "price", "output"),
            *("sales", "wage_cost", "wage_offer", "depth"),
        ),
    ),
    "households": Section(
        "household_sections",
        60,
        ("status", "sector"),
        (
            *("employer_social_economy", "wage", "wage_fte", "months_unemployed"),
            *("income_12_months", "wealth_gross"),
        ),
    ),
}
"""By what a fact says it is of; a test compares the columns with those of `simulation.readings`."""


def refuse_unknown_column(of: str, column: str, where: Phrase, numbers: bool = False) -> None:
    """Refuse a column that the cross-section does not have, or that holds names where a number is needed."""
    section = SECTIONS[of]
    allowed = section.numbers if numbers else (*section.names, *section.numbers)
    if column not in allowed:
        raise unknown("column", column, allowed, where)


def refuse_bad_members(of: str, members: Members, where: Phrase) -> None:
    """Refuse columns, names and ranges that the cross-section does not have."""
    for column, asked in members.items():
        refuse_unknown_column(of, column, where)
        if isinstance(asked, dict):
            for key in asked:
                if key not in (FROM, BELOW):
                    raise unknown("key", key, (FROM, BELOW), where)
        elif column in SECTIONS[of].names:
            for name in asked if isinstance(asked, list) else [asked]:
                if name not in names_in(column):
                    raise unknown(Phrase("value of {path!r}", path=column), str(name), names_in(column), where)


def names_in(column: str) -> tuple[str, ...]:
    """Names that stand in a column."""
    from simulation.declared.sectors import SECTORS
    from simulation.readings import FORM_NAMES, STATUS_NAMES

    return {"sector": tuple(SECTORS), "form": FORM_NAMES, "status": STATUS_NAMES}[column]


def refuse_bad_months_of_sections(of: str, months: Sequence[int], where: Phrase) -> None:
    """Refuse months at whose end no cross-section is kept."""
    every = SECTIONS[of].every
    if not months or any(month < 0 or month % every for month in months):
        raise Refusal(
            "{where}: cross-sections of {of} are kept every {every} months from month 0 on, and not at {months}",
            where=where,
            of=Phrase(of),
            every=every,
            months=list(months),
        )


def section_of(sections: pd.DataFrame, month: int) -> pd.DataFrame:
    """Cross-section of one month."""
    return sections[sections["month"] == month]


def chosen(section: pd.DataFrame, where: Mapping[str, object]) -> np.ndarray:
    """Who has everything that is asked for; shape (actors,)."""
    member = np.ones(len(section), dtype=bool)
    for column, asked in where.items():
        values = section[column].to_numpy()
        if isinstance(asked, Mapping):
            member &= (values >= asked.get(FROM, -np.inf)) & (values < asked.get(BELOW, np.inf))
        elif isinstance(asked, list):
            member &= np.isin(values, asked)
        else:
            member &= values == asked
    return member


def months_within(asked: Sequence[int], months: int) -> list[int]:
    """Those month ends that a run of so many months has."""
    return [month for month in asked if month <= months]
