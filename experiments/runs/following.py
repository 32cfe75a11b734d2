"""What is kept of adults and organisations that are followed from before the founding of a pole on."""

from typing import Any, ClassVar

import pandas as pd

from simulation import followed

EVERYBODY = "everybody"
GROUPINGS = ("tenth", "tenure", "employer")


class Followed:
    """Looks at those who are followed at the last year end before the founding and some years after it."""

    every: ClassVar[int | None] = 12

    def __init__(self) -> None:
        self.groups = pd.DataFrame()
        self.seen: dict[int, pd.DataFrame] = {}

    def grouped(self, territory: Any) -> pd.DataFrame:
        """Group who is there, by ``uid``."""
        raise NotImplementedError

    def standing(self, territory: Any) -> pd.DataFrame:
        """Say how they stand, by ``uid``."""
        raise NotImplementedError

    def look(self, territory: Any) -> None:
        """Note how they stand, in the months in which they are looked at."""
        year = followed.months_followed(territory).get(territory.month)
        if year is None or year in self.seen:
            return
        if year == 0:
            self.groups = self.grouped(territory)
        if len(self.groups):
            self.seen[year] = self.groups.merge(self.standing(territory), on="uid", how="inner")


class AdultsFollowed(Followed):
    """Means over adults who are still here: year, grouping, group, adults, still_here, income and wealth by component.

    ``adults`` counts those who were grouped; EUR a year and EUR.
    """

    def grouped(self, territory: Any) -> pd.DataFrame:
        """Group adults."""
        return followed.grouped_adults(territory)

    def standing(self, territory: Any) -> pd.DataFrame:
        """Say how adults stand."""
        return followed.standing_of_adults(territory)

    def table(self, territory: Any) -> pd.DataFrame:
        """Return one row a year and group."""
        values = ["income", *followed.COMPONENTS]
        parts = []
        for year, here in sorted(self.seen.items()):
            grouped = self.groups.assign(**{EVERYBODY: EVERYBODY})
            for grouping in (EVERYBODY, *GROUPINGS):
                counted = grouped.groupby(grouping).size().rename("adults")
                by_group = here.assign(**{EVERYBODY: EVERYBODY}).groupby(grouping)
                part = pd.concat(
                    [counted, by_group.size().rename("still_here"), by_group[values].mean()], axis="columns"
                )
                parts.append(part.rename_axis("group").reset_index().assign(year=year, grouping=grouping))
        columns = ["year", "grouping", "group", "adults", "still_here", *values]
        if not parts:
            return pd.DataFrame({name: [] for name in columns})
        table = pd.concat(parts, ignore_index=True)[columns]
        table["still_here"] = table["still_here"].fillna(0).astype("int64")
        return table


class OrganisationsFollowed(Followed):
    """Sums over organisations that are still here: year, group, organisations, still_here, staff, sales.

    ``organisations`` counts those that were grouped; heads and EUR a year.
    """

    def grouped(self, territory: Any) -> pd.DataFrame:
        """Group organisations."""
        return followed.grouped_organisations(territory)

    def standing(self, territory: Any) -> pd.DataFrame:
        """Say how organisations stand."""
        return followed.standing_of_organisations(territory)

    def table(self, territory: Any) -> pd.DataFrame:
        """Return one row a year and group."""
        columns = ["year", "group", "organisations", "still_here", "staff", "sales"]
        parts = []
        for year, here in sorted(self.seen.items()):
            counted = self.groups.groupby("group").size().rename("organisations")
            by_group = here.groupby("group")
            part = pd.concat(
                [counted, by_group.size().rename("still_here"), by_group[["staff", "sales"]].sum()], axis="columns"
            )
            parts.append(part.rename_axis("group").fillna(0).reset_index().assign(year=year))
        if not parts:
            return pd.DataFrame({name: [] for name in columns})
        table = pd.concat(parts, ignore_index=True)[columns]
        table["still_here"] = table["still_here"].astype("int64")
        return table
