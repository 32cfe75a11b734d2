"""What can be kept of a run beside its outcomes: one class a table, found here by its name.

A class says how often it looks (``every`` so many months; None: at month 0 and at the end only) and what its table is.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, ClassVar, Protocol

import numpy as np
import pandas as pd

from experiments.numbers.contrasts import years_within
from experiments.runs.following import AdultsFollowed, OrganisationsFollowed
from simulation.careers import named_activities, named_careers
from simulation.gifts import COUNTERPARTIES
from simulation.readings import households_in_full, organisations_in_full, organisations_now

LORENZ_POINTS = np.linspace(0.0, 1.0, 101)
SNAPSHOTS = {"income": "income_12_months", "wealth": "wealth_gross"}
"""What Lorenz curves are drawn of, and the name of the territory's snapshot."""


class Keeping(Protocol):
    """What looks at a territory while it lives and has a table in the end."""

    every: ClassVar[int | None]

    def look(self, territory: Any) -> None:
        """Look at month 0, at every so many months, and at the end."""

    def table(self, territory: Any) -> pd.DataFrame:
        """Return what is kept, when the last month was lived."""


class AtTheEnd:
    """Looks at nothing on the way."""

    every: ClassVar[int | None] = None

    def look(self, territory: Any) -> None:
        """Look at nothing."""


class Lorenz:
    """Lorenz curves of income and wealth at the start and at the end: month, of, population_share, share."""

    every: ClassVar[int | None] = None

    def __init__(self) -> None:
        self.curves: list[pd.DataFrame] = []

    def look(self, territory: Any) -> None:
        """Note both curves."""
        self.curves.append(lorenz_curves(territory, territory.month))

    def table(self, territory: Any) -> pd.DataFrame:
        """Return the curves in long form."""
        return pd.concat(self.curves, ignore_index=True)


class Land:
    """Use and rent of every parcel at the start and at the end: month, row, column, use, rent (EUR/m2/month)."""

    every: ClassVar[int | None] = None

    def __init__(self) -> None:
        self.maps: list[pd.DataFrame] = []

    def look(self, territory: Any) -> None:
        """Note the map."""
        self.maps.append(land_cells(territory, territory.month))

    def table(self, territory: Any) -> pd.DataFrame:
        """Return one row a parcel and map."""
        return pd.concat(self.maps, ignore_index=True)


class Flows(AtTheEnd):
    """Twelve-month sums of the flow matrix at the years of the report, cents: year, purpose, a column a sector."""

    def table(self, territory: Any) -> pd.DataFrame:
        """Return one row a year and purpose."""
        years = years_within(territory.month)
        yearly = [territory.ledger.flows(12 * year, months=12, counterparties=True) for year in years]
        if not yearly:
            return pd.DataFrame({"year": np.zeros(0, np.int64), "purpose": np.zeros(0, object)})
        parts = [
            flows.rename_axis("purpose").reset_index().assign(year=np.int64(year))
            for year, flows in zip(years, yearly, strict=True)
        ]
        table = pd.concat(parts, ignore_index=True)
        return table[["year", "purpose", *(name for name in table.columns if name not in ("year", "purpose"))]]


class Integration(AtTheEnd):
    """Twelve-month sums of the value that went by each mode: year, a column a mode."""

    def table(self, territory: Any) -> pd.DataFrame:
        """Return one row a year."""
        return yearly_integration(territory.ledger.integration(), territory.month)


class IntegrationInPoles(AtTheEnd):
    """The same of what poles and their members paid or received: year, a column a mode."""

    def table(self, territory: Any) -> pd.DataFrame:
        """Return one row a year."""
        return yearly_integration(territory.ledger.integration_in_poles(), territory.month)


class Events(AtTheEnd):
    """Events of the run (`Territory.events_log`)."""

    def table(self, territory: Any) -> pd.DataFrame:
        """Return one row an event."""
        return territory.events_log.reset_index(drop=True)


class WholeRun(AtTheEnd):
    """Numbers of the whole run (`Territory.summary`), in one row."""

    def table(self, territory: Any) -> pd.DataFrame:
        """Return one row."""
        return pd.DataFrame([territory.summary])


class Savings(AtTheEnd):
    """What organisations saved in each year, by who gives it up (`Territory.savings`), cents: year, a column each."""

    def table(self, territory: Any) -> pd.DataFrame:
        """Return one row a year."""
        return yearly_savings(territory.savings)


class OrganisationYears(AtTheEnd):
    """Years lived by organisations, and exits (`Territory.organisation_years`)."""

    def table(self, territory: Any) -> pd.DataFrame:
        """Return one row a group of organisations."""
        return territory.organisation_years


class Posts(AtTheEnd):
    """Staff and subsidised posts of organisations at year ends (`Territory.posts_by_year`)."""

    def table(self, territory: Any) -> pd.DataFrame:
        """Return one row an organisation and year."""
        return territory.posts_by_year


class PoleCareers(AtTheEnd):
    """Poles month by month (`Territory.pole_careers`)."""

    def table(self, territory: Any) -> pd.DataFrame:
        """Return one row a pole and month."""
        return territory.pole_careers


class Activities(AtTheEnd):
    """Joint activities attempted (`Territory.activities`)."""

    def table(self, territory: Any) -> pd.DataFrame:
        """Return one row an activity."""
        return territory.activities


class PoleMoney(AtTheEnd):
    """What all poles together received and paid in each year, by purpose: year, purpose, amount (EUR)."""

    def table(self, territory: Any) -> pd.DataFrame:
        """Return one row a year and purpose for which anything was received or paid; payments are negative."""
        return yearly_receipts(territory.ledger.received_by("Poles"), territory.month)


class HazardStrata:
    """Organisations followed month by month, brought down to the strata that ratios of hazards need."""

    every: ClassVar[int | None] = 1

    def __init__(self) -> None:
        self.months: list[pd.DataFrame] = []

    def look(self, territory: Any) -> None:
        """Note the organisations that live."""
        self.months.append(organisations_now(territory))

    def table(self, territory: Any) -> pd.DataFrame:
        """Return the strata of every ratio, named in the column ``ratio``; without the keys of the run."""
        from experiments.numbers.hazard_ratios import PANEL, RATIOS, at_risk, tables_of

        panel = pd.concat(self.months, ignore_index=True).assign(scenario="", regime="", replicate=0)[list(PANEL)]
        strata = pd.concat([tables_of(at_risk(panel, name)).assign(ratio=name) for name in RATIOS])
        return strata.reset_index(drop=True)


class CrossSections:
    """Cross-sections of actors at month 0, at every so many months, and at the end, below each other."""

    every: ClassVar[int | None] = None

    def __init__(self) -> None:
        self.sections: list[pd.DataFrame] = []

    def section(self, territory: Any) -> pd.DataFrame:
        """Return the cross-section of the present month, with its column ``month``."""
        raise NotImplementedError

    def look(self, territory: Any) -> None:
        """Note the cross-section."""
        self.sections.append(self.section(territory))

    def table(self, territory: Any) -> pd.DataFrame:
        """Return one row an actor and month."""
        return pd.concat(self.sections, ignore_index=True)


class OrganisationSections(CrossSections):
    """Living organisations at year ends (`simulation.readings.organisations_in_full`)."""

    every: ClassVar[int | None] = 12

    def section(self, territory: Any) -> pd.DataFrame:
        """Return the organisations of the present month."""
        return organisations_in_full(territory)


class HouseholdSections(CrossSections):
    """Adults every five years (`simulation.readings.households_in_full`): there are many of them."""

    every: ClassVar[int | None] = 60

    def section(self, territory: Any) -> pd.DataFrame:
        """Return the adults of the present month."""
        return households_in_full(territory)


KEPT: dict[str, type[Any]] = {
    "lorenz": Lorenz,
    "land": Land,
    "flows": Flows,
    "integration": Integration,
    "integration_in_poles": IntegrationInPoles,
    "events": Events,
    "whole_run": WholeRun,
    "savings": Savings,
    "organisation_years": OrganisationYears,
    "posts": Posts,
    "pole_careers": PoleCareers,
    "activities": Activities,
    "pole_money": PoleMoney,
    "adults_followed": AdultsFollowed,
    "organisations_followed": OrganisationsFollowed,
    "hazard_strata": HazardStrata,
    "organisation_sections": OrganisationSections,
    "household_sections": HouseholdSections,
}
"""Names under which tables are asked for, beside those of outcomes."""


NAMED = {"pole_careers": named_careers, "activities": named_activities}
"""Tables in which declared poles and activities have names, and what gives them those of a plan."""


def told_under(plan: Any, name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Tell a table that was kept under the names of a plan: names determine no run, so that another plan's may stand.

    Parameters
    ----------
    plan : Plan
        For which the run is read.
    name : str
        Of the table, in `KEPT`.
    table : pandas.DataFrame
    """
    return NAMED[name](table, plan.poles) if name in NAMED and len(table) else table


def kept_beside(names: Iterable[str]) -> dict[str, Keeping]:
    """Return what keeps the tables among these names; the others are names of outcomes."""
    return {name: KEPT[name]() for name in names if name in KEPT}


def closing_record(closure: Mapping[str, Any], envelope: np.ndarray) -> dict[str, Any]:
    """Note what a run says of its accounts: largest residuals and the envelope, in cents."""
    series = np.ascontiguousarray(envelope, dtype="<i8")
    return {
        **{name: int(cents) for name, cents in closure.items()},
        "envelope_total": int(series.sum()),
        "envelope_hash": sha256(series.tobytes()).hexdigest(),
    }


def lorenz_curve(values: np.ndarray) -> np.ndarray:
    """Share of the total held by the poorest p of the population, at each p of `LORENZ_POINTS`."""
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    cumulated = np.concatenate(([0.0], np.cumsum(ordered)))
    if cumulated[-1] <= 0:
        return np.full(LORENZ_POINTS.shape, np.nan)
    population = np.linspace(0.0, 1.0, cumulated.size)
    return np.interp(LORENZ_POINTS, population, cumulated / cumulated[-1])


def lorenz_curves(territory: Any, month: int) -> pd.DataFrame:
    """Lorenz curves of income and wealth at the present month, in long form."""
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "month": np.int64(month),
                    "of": what,
                    "population_share": LORENZ_POINTS,
                    "share": lorenz_curve(territory.snapshot(name)),
                }
            )
            for what, name in SNAPSHOTS.items()
        ],
        ignore_index=True,
    )


def land_cells(territory: Any, month: int) -> pd.DataFrame:
    """Use and rent of every parcel, one row a parcel."""
    maps = territory.land_map()
    use = np.asarray(maps["use"])
    rows, columns = np.indices(use.shape)
    names = np.asarray(maps["uses"], dtype=object)
    return pd.DataFrame(
        {
            "month": np.int64(month),
            "row": rows.ravel(),
            "column": columns.ravel(),
            "use": names[use.ravel()],
            "rent": np.asarray(maps["rent"], dtype=np.float64).ravel(),
        }
    )


def yearly_integration(integration: pd.DataFrame, months: int) -> pd.DataFrame:
    """Twelve-month sums of the value that went by each mode, one row a year."""
    lived_months = integration.loc[1:months]
    year = (np.asarray(lived_months.index, dtype=np.int64) - 1) // 12 + 1
    sums = lived_months.groupby(year).sum()
    sums.index.name = "year"
    return sums.loc[: months // 12].reset_index()


def yearly_receipts(receipts: pd.DataFrame, months: int) -> pd.DataFrame:
    """Twelve-month sums of receipts by purpose in cents, in long form and EUR; zeros are left out."""
    lived_months = receipts.loc[1:months]
    year = (np.asarray(lived_months.index, dtype=np.int64) - 1) // 12 + 1
    sums = lived_months.groupby(year).sum().loc[: months // 12]
    at, purpose = np.nonzero(sums.to_numpy())
    return pd.DataFrame(
        {
            "year": sums.index.to_numpy(np.int64)[at],
            "purpose": sums.columns.to_numpy(object)[purpose],
            "amount": sums.to_numpy()[at, purpose] / 100.0,
        }
    )


def yearly_savings(savings: np.ndarray) -> pd.DataFrame:
    """Sum monthly savings by whole years, one row a year."""
    years = len(savings) // 12
    sums = savings[: 12 * years].reshape(years, 12, len(COUNTERPARTIES)).sum(axis=1)
    table = pd.DataFrame(sums, columns=list(COUNTERPARTIES))
    table.insert(0, "year", np.arange(1, years + 1, dtype=np.int64))
    return table


def looks(keepings: Sequence[Keeping], month: int) -> list[Keeping]:
    """Those that look at this month's end, the last one left aside."""
    return [one for one in keepings if one.every is not None and month % one.every == 0]
