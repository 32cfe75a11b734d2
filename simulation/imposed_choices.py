"""Choices as they are lived: checked against who lives, and written into the columns month by month."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simulation.choices import DECISIONS, HOUSEHOLD, ORGANISATION, Choice, Choices, checked_choice, told
from simulation.columns import ABSENT, World
from simulation.declared import PARAMETERS
from simulation.plan import Plan
from simulation.refusals import Phrase, PlanError
from simulation.world import leave_to_model


@dataclass
class ImposedChoices:
    """Choices of a territory that are to be lived, and what became of them.

    Attributes
    ----------
    plan : Plan
    choices : Choices
    held : set of str
        Parameters that a choice has set: dated events of the plan leave them alone.
    without_actor : list of Choice
        Those whose actor did not live when their month came.
    """

    plan: Plan
    choices: Choices = Choices()
    held: set[str] = field(default_factory=set)
    without_actor: list[Choice] = field(default_factory=list)
    _months: dict[int, list[Choice]] = field(default_factory=dict)
    _written: list[tuple[str, int]] = field(default_factory=list)

    def add(self, choices: Choices, world: World, month: int) -> None:
        """Take choices of months after ``month``, all of them or none.

        Raises
        ------
        PlanError
        """
        known = {one.key for one in self.choices}
        accepted = []
        for choice in choices:
            if choice.month <= month:
                raise PlanError(
                    "choices: {choice} is for month {asked}, and the territory has lived month {month}; the first"
                    " month that can be chosen for is {first}.",
                    choice=told(choice),
                    asked=choice.month,
                    month=month,
                    first=month + 1,
                )
            settled = checked_choice(choice, self.plan)
            if settled.key in known:
                raise PlanError(
                    "choices: {choice} is decided twice in month {month}.", choice=told(choice), month=choice.month
                )
            known.add(settled.key)
            if choice.kind in DECISIONS:
                self._look_for_actor(settled, world, month)
            accepted.append(settled)
        for choice in accepted:
            self._months.setdefault(choice.month, []).append(choice)
        self.choices = Choices(tuple(sorted((*self.choices, *accepted), key=lambda one: one.key)))

    def _look_for_actor(self, choice: Choice, world: World, month: int) -> None:
        """Refuse who does not live; who may still be born before its month is waited for."""
        table, living = _actors(world, choice.kind)
        given_out = int(world.next_uid[0 if choice.kind == HOUSEHOLD else 1])
        may_be_born = choice.uid >= given_out and choice.month > month + 1
        if may_be_born or np.any(living & (table["uid"] == choice.uid)):
            return
        numbers = table["uid"][living]
        close = int(numbers[np.argmin(np.abs(numbers - choice.uid))]) if numbers.size else None
        raise PlanError(
            "choices: there is no {kind} {uid} in month {month}; the nearest number is {close}.",
            kind=Phrase(choice.kind),
            uid=choice.uid,
            month=month,
            close=close,
        )

    def write(self, world: World, month: int) -> list[tuple[str, float | int]]:
        """Write this month's choices into the columns, take last month's out; return what is set of parameters."""
        for kind, row in self._written:
            leave_to_model(_imposed_on(world, kind), row)
        self._written = []
        settings: list[tuple[str, float | int]] = []
        for choice in self._months.get(month, ()):
            if choice.kind not in DECISIONS:
                parameter = PARAMETERS[choice.decision]
                settings.append((choice.decision, parameter.encoded(choice.value)))
                self.held.add(choice.decision)
                continue
            actors, living = _actors(world, choice.kind)
            rows = np.flatnonzero(living & (actors["uid"] == choice.uid))
            if rows.size == 0:
                self.without_actor.append(choice)
                continue
            _imposed_on(world, choice.kind)[choice.decision][rows[0]] = choice.value
            self._written.append((choice.kind, int(rows[0])))
        return settings


def _imposed_on(world: World, kind: str) -> Any:
    return world.imposed_organisations if kind == ORGANISATION else world.imposed_households


def _actors(world: World, kind: str) -> tuple[Any, Any]:
    if kind == HOUSEHOLD:
        return world.households, world.households["status"] != ABSENT
    return world.organisations, world.organisations["alive"] == 1
