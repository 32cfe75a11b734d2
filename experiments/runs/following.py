"""What is kept of adults and organisations that are followed from before the founding of a pole on."""

from typing import Any, ClassVar

import numpy as np
import pandas as pd

from experiments.numbers.followed import EVERYBODY
from simulation import followed

GROUPINGS = ("tenth", "tenure", "employer")


class Followed:
    """Looks at those who are followed at the last year end before the founding and some years after it."""

    every: ClassVar[int | None] = 12

    def __init__(self) -> None:
        self.groups = pd.DataFrame()
        self.seen: dict[int, tuple[np.ndarray, dict[str, np.ndarray]]] = {}

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
            now = self.standing(territory)
            # Rows of the groups of those who are still here, and where they stand now.
            _, rows, places = np.intersect1d(self.groups["uid"], now["uid"], assume_unique=True, return_indices=True)
            self.seen[year] = rows, {str(name): now[name].to_numpy()[places] for name in now if name != "uid"}

    def by_group(self, names: pd.Series, count: str, means: bool) -> list[pd.DataFrame]:
        """One table a year: how many were in each group, how many are still here, and means or sums over them."""
        codes, groups = pd.factorize(names, sort=True)
        tables = []
        for year, (rows, values) in sorted(self.seen.items()):
            here = np.bincount(codes[rows], minlength=len(groups))
            sums = {name: np.bincount(codes[rows], column, len(groups)) for name, column in values.items()}
            if means:
                with np.errstate(invalid="ignore"):
                    sums = {name: column / here for name, column in sums.items()}
            counts = {"group": np.asarray(groups, dtype=object), count: np.bincount(codes), "still_here": here}
            tables.append(pd.DataFrame({"year": year, **counts, **sums}))
        return tables


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
        columns = ["year", "grouping", "group", "adults", "still_here", "income", *followed.COMPONENTS]
        if not self.seen:
            return pd.DataFrame({name: [] for name in columns})
        grouped = self.groups.assign(**{EVERYBODY: EVERYBODY})
        parts = [
            table.assign(grouping=grouping)
            for grouping in (EVERYBODY, *GROUPINGS)
            for table in self.by_group(grouped[grouping], "adults", means=True)
        ]
        return pd.concat(parts, ignore_index=True)[columns]


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
        if not self.seen:
            return pd.DataFrame({name: [] for name in columns})
        return pd.concat(self.by_group(self.groups["group"], "organisations", means=False), ignore_index=True)[columns]
