"""What each actor is, for Mesa: thin views on one row of the columns; they hold nothing and decide nothing."""

from typing import Any

import mesa

from simulation.columns import ABSENT, STATUS_NAMES
from simulation.declared.sectors import SECTORS
from simulation.purposes import AUTHORITY, DEPOSITS, ORGANISATIONS, POLES


class View(mesa.Agent):
    """A Mesa agent that reads one row of a table; ``agent.column`` is the value of that column."""

    table = ""
    account_block = 0

    def __init__(self, model: Any, row: int) -> None:
        super().__init__(model)
        self.row = row

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name in ("row", "model"):
            raise AttributeError(name)
        table = getattr(self.model.world, type(self).table)
        if name in table.dtype.names:
            return table[name][self.row].item()
        raise AttributeError(f"{type(self).__name__} has no column {name!r}; there are {', '.join(table.dtype.names)}")

    @property
    def deposits(self) -> int:
        """Deposits, cents."""
        books = self.model.world.books
        return int(books.balance[DEPOSITS, int(books.first[type(self).account_block]) + self.row])


class Household(View):
    """An adult: employed here, commuter, in a public post, unemployed, retired or inactive."""

    table = "households"

    @property
    def status_name(self) -> str:
        """Status in words."""
        return STATUS_NAMES[self.status]


class Organisation(View):
    """A firm, cooperative, association or insertion enterprise."""

    table = "organisations"
    account_block = ORGANISATIONS

    @property
    def sector_name(self) -> str:
        """Sector in words."""
        return SECTORS[self.sector]


class Pole(View):
    """A group of organisations with pooled means, with or without legal form, fund and animator."""

    table = "poles"
    account_block = POLES


class Authority(View):
    """The commune or grouping of communes: taxes, budget, land, purchases, levers."""

    table = "authority"
    account_block = AUTHORITY


def views_of(model: Any) -> list[View]:
    """Replace the model's agents by views on the living rows of the present month."""
    for agent in list(mesa.Model.agents.fget(model)):
        agent.remove()
    world = model.world
    views: list[View] = [Authority(model, 0)]
    for row in range(len(world.households)):
        if world.households["status"][row] != ABSENT:
            views.append(Household(model, row))
    for kind, table in ((Organisation, world.organisations), (Pole, world.poles)):
        views.extend(kind(model, row) for row in range(len(table)) if table["alive"][row] == 1)
    return views
