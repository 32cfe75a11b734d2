"""What each actor is, for Mesa: thin views on one row of the columns; they hold nothing and decide nothing.

A view belongs to one actor, not to a row: it is made once, keeps its ``unique_id`` from month to month, and is taken
out of the model's agents when its actor is gone. Agents that a user adds are left alone.
"""

from typing import Any, NoReturn

import mesa
import numpy as np

from simulation.columns import STATUS_NAMES
from simulation.declared.sectors import SECTORS
from simulation.purposes import AUTHORITY, DEPOSITS, ORGANISATIONS, POLES
from simulation.refusals import Refused


class ViewError(Refused, AttributeError):
    """What a view cannot say or do."""


class View(mesa.Agent):
    """A Mesa agent that reads one row of a table; ``agent.column`` is the value of that column.

    Parameters
    ----------
    model : Territory
    row, uid : int
        Where the actor stands and its number; the row may be another's once it is gone.
    """

    table = ""
    life = "alive"
    """Column that is above 0 while an actor lives in the row; none where there always is one."""
    account_block = 0

    def __init__(self, model: Any, row: int, uid: int) -> None:
        super().__init__(model)
        self.uid = uid
        self.row = row

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name in ("row", "uid", "model", "unique_id"):
            raise AttributeError(name)
        table = self._table()
        if name not in table.names:
            raise ViewError(
                "{kind} has no column {name!r}; there are {columns}.",
                kind=type(self).__name__,
                name=name,
                columns=", ".join(table.names),
            )
        return table[name][self._row_while_it_lives()].item()

    def __setattr__(self, name: str, value: Any) -> None:
        if "row" in self.__dict__ and (
            name in ("row", "uid") or hasattr(type(self), name) or name in self._table().names
        ):
            raise ViewError(
                "{name!r} of {kind} {uid} can be read and not set: impose what the actor decides"
                " (Territory.impose), or change a parameter of the plan.",
                name=name,
                kind=type(self).__name__.lower(),
                uid=self.uid,
            )
        super().__setattr__(name, value)

    def remove(self) -> NoReturn:
        """Refuse: actors come and go by the rules of the model alone."""
        raise ViewError(
            "{kind} {uid} cannot be taken out of the territory: actors come and go by the rules of the model.",
            kind=type(self).__name__,
            uid=self.uid,
        )

    def take_leave(self) -> None:
        """Leave the model's agents, because the actor is gone."""
        super().remove()

    @property
    def lives(self) -> bool:
        """Whether the actor is still there."""
        cls, table = type(self), self._table()
        return not cls.life or bool(table[cls.life][self.row] > 0 and table["uid"][self.row] == self.uid)

    @property
    def deposits(self) -> int:
        """Deposits, cents."""
        books = self.model.world.books
        return int(books.balance[DEPOSITS, int(books.first[type(self).account_block]) + self._row_while_it_lives()])

    def _table(self) -> Any:
        return getattr(self.model.world, type(self).table)

    def _row_while_it_lives(self) -> int:
        if not self.lives:
            raise ViewError(
                "{kind} {uid} lives no more in month {month}.",
                kind=type(self).__name__,
                uid=self.uid,
                month=self.model.month,
            )
        return self.row

    @classmethod
    def rows_by_number(cls, world: Any) -> dict[int, int]:
        """Rows of the actors that live, by their number; that of the authority is 0."""
        table = getattr(world, cls.table)
        if not cls.life:
            return {0: 0}
        rows = np.flatnonzero(table[cls.life] > 0)
        return dict(zip(table["uid"][rows].tolist(), rows.tolist(), strict=True))


class Household(View):
    """An adult: employed here, commuter, in a public post, unemployed, retired or inactive."""

    table = "households"
    life = "status"

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
    life = ""
    account_block = AUTHORITY


KINDS: tuple[type[View], ...] = (Authority, Household, Organisation, Pole)


class Views:
    """The views of one territory: one for each actor that lives, made when its agents are first asked for.

    Parameters
    ----------
    model : Territory
    """

    def __init__(self, model: Any) -> None:
        self._model = model
        self._month: int | None = None
        self._by_number: dict[type[View], dict[int, View]] = {kind: {} for kind in KINDS}

    def refresh(self) -> None:
        """Bring the views to the present month: make those of newcomers, take leave of those who are gone."""
        model = self._model
        if self._month == model.month:
            return
        self._month = model.month
        for kind in KINDS:
            known = self._by_number[kind]
            present = kind.rows_by_number(model.world)
            for uid in known.keys() - present.keys():
                known.pop(uid).take_leave()
            for uid, row in present.items():
                if uid not in known:
                    known[uid] = kind(model, row, uid)
