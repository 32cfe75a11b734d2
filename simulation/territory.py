"""`Territory`: the state of one territory, and the walk through its months."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import mesa
import numpy as np
import pandas as pd

from simulation.accounts import Ledger
from simulation.actors import Views
from simulation.careers import Careers
from simulation.checks import checked_replicate, checked_seed
from simulation.choices import Choices, choices_of
from simulation.collector import OutcomeCollector
from simulation.columns import ABSENT, USE_NAMES, World
from simulation.declared import PARAMETERS
from simulation.events import EventLog, OrganisationYears
from simulation.gifts import Gift, checked_savings, first_handed_out, saved_by_month
from simulation.history import History
from simulation.imposed_choices import ImposedChoices
from simulation.initialisation import initialise_territory
from simulation.land_grid import grid_of
from simulation.outcomes import OUTCOME_NAMES, OUTCOMES, values_of
from simulation.outcomes.walks import look, look_at_month_end
from simulation.outcomes.walks.distribution import income_of_adults, wealth_of_adults
from simulation.outcomes.whole_run import MONTHS_BEFORE, summarise
from simulation.parting import FROM_THE_START, parting_month
from simulation.phases.poles.trust import gather_initial_members
from simulation.plan import HELD_BEFORE_MONTH_0, Plan, load_plan
from simulation.posts_by_year import PostsByYear
from simulation.refusals import PlanError
from simulation.schedule import live_month
from simulation.tables import Table
from simulation.world import write_parameter


@dataclass(frozen=True)
class BurntInState:
    """A territory at month 0, ready to be forked to every arm of a comparison.

    Attributes
    ----------
    world : World
    history : History
        What was seen at the last month ends of the burn-in before month 0, at most 12.
    seed, replicate : int
    past : str
        What it was burnt in from (`Plan.past`).
    """

    world: World
    history: History
    seed: int
    replicate: int
    past: str

    @cached_property
    def hash(self) -> str:
        """SHA-256 over the bytes of every array: equal states have equal hashes."""
        return hash_of(self.world)


def hash_of(world: World) -> str:
    """SHA-256 over the bytes of every array of a world that is part of its state."""
    digest = hashlib.sha256()
    parts = world.parts()
    for part in (*(parts[name] for name in parts if name not in NO_STATE), *world.books.parts().values()):
        digest.update(part.data if isinstance(part, Table) else part)
    return digest.hexdigest()


class Territory(mesa.Model):
    """A territorial economy, one agent a person or an organisation, one step a month.

    A model of Mesa as any other: ``running`` ends with the months of the plan (it can be lived on), ``datacollector``
    has every outcome, ``agents`` are views on the actors; half-way it can be copied and sent, and lives on alike.

    Parameters
    ----------
    plan : Plan, Path or str
        What to simulate: a plan, or a scenario to be loaded.
    regime, size : str, optional
    months : int, optional
    overrides : dict, optional
        Each in the place of what the plan says (`simulation.plan.load_plan`); parameter path to value.
    rng : int, optional
        Seed of the world. Mesa's generator only yields this number; every draw is keyed (`simulation.draws`).
        When not given, that of `burnt_in`, or one that Mesa draws.
    replicate : int, optional
        Number of the world under that seed; when not given, that of `burnt_in`, or 0.
    burnt_in : BurntInState, optional
        State at month 0, shared by all plans with one past (`Plan.past`); made when not given.
    journal : int
        Lines of the ledger's journal a month (0: off).
    choices : Choices, pandas.DataFrame or iterable of Choice, optional
        Decisions imposed on actors (`simulation.choices`); the model decides all others.
    savings : int64 (months, 5), optional
        Under ``gift`` what the paired run saved (`Territory.savings` of the same plan under ``reciprocity``, seed and
        replicate), cents. When not given that run is lived in step, from the same state at month 0; no choice is
        imposed on its actors.

    Raises
    ------
    PlanError
        When the plan contradicts itself, savings are given to another regime or are too few, or the burnt-in state is
        that of another past, seed or replicate.
    """

    def __init__(
        self,
        plan: Plan | Path | str = "base",
        regime: str | None = None,
        size: str | None = None,
        months: int | None = None,
        overrides: Mapping[str, Any] | None = None,
        rng: Any = None,
        replicate: int | None = None,
        burnt_in: BurntInState | None = None,
        journal: int = 0,
        choices: Any = None,
        savings: Any = None,
    ) -> None:
        plan = _varied(plan, regime=regime, size=size, months=months, overrides=overrides)
        if rng is None and burnt_in is not None:
            rng = burnt_in.seed
        drawn = rng is None or isinstance(rng, np.random.Generator)
        rng = rng if drawn else checked_seed(rng, "rng")
        super().__init__(rng=rng)
        self.plan = plan
        self.seed_number = int(self.rng.integers(2**31)) if drawn else rng
        if replicate is None:
            replicate = 0 if burnt_in is None else burnt_in.replicate
        self.replicate = checked_replicate(replicate)
        own = burnt_in is None
        if burnt_in is None:
            burnt_in = self.burnt_in(plan, seed=self.seed_number, replicate=self.replicate, journal=journal)
        else:
            _refuse_other(burnt_in, plan, self.seed_number, self.replicate, journal)
        self.burn_in_hash = burnt_in.hash
        self._gift = _gift_of(plan, savings, burnt_in)
        # A state that nobody else has is lived on as it is: a copy would take as much memory again.
        self._world = in_force(burnt_in.world if own else burnt_in.world.copy(), plan)
        self.month = 0
        self._changes = plan.changes_by_month()
        rows = max(plan.months, 12) + 1 - burnt_in.history.first
        self._history = burnt_in.history.with_room(rows, 0)
        look_at_month_end(self._history, self._world, 0)
        self._table: pd.DataFrame | None = None
        self._events = EventLog(self._history)
        self._organisation_years = OrganisationYears(self._world)
        self._posts = PostsByYear(self._history)
        self._careers = Careers(plan)
        self.ledger = Ledger(self._world, self._history)
        self._views = Views(self)
        self.datacollector: mesa.DataCollector = OutcomeCollector(self)
        self._imposed = ImposedChoices(plan)
        if choices is not None:
            self.impose(choices)

    # -- life -----------------------------------------------------------------------------------------------

    @classmethod
    def burnt_in(cls, plan: Plan, *, seed: int, replicate: int = 0, journal: int = 0) -> BurntInState:
        """Set a territory up and live its burn-in in ``market`` with the stance frozen; discard what happened.

        The result depends on the plan's past alone (`Plan.past`): its bytes are equal for all arms of a comparison.
        """
        seed, replicate = checked_seed(seed), checked_replicate(replicate)
        world = initialise_territory(plan, seed=seed, replicate=replicate, journal=journal)
        for path, value in HELD_BEFORE_MONTH_0.items():
            write_parameter(world, path, PARAMETERS[path].encoded(value))
        months = int(plan.values["population.burn_in_months"])
        history = History(world, first=max(min(1 - months, 0), -MONTHS_BEFORE), months=MONTHS_BEFORE)
        for month in range(1 - months, 1):
            live_month(world, month)
            if history.first <= month < 0:
                look(history, world, month, quarter=False, year=False)
        gather_initial_members(world, 0)
        return BurntInState(world, history, seed, replicate, plan.past)

    def step(self) -> None:
        """Live one month."""
        self.month += 1
        self._apply_changes()
        if self._gift is not None:
            self._gift.write(self._world, self.month)
        live_month(self._world, self.month)
        look_at_month_end(self._history, self._world, self.month)
        self._careers.take_down(self._world, self.month)
        if self.month % 12 == 0:
            self._organisation_years.turn(self._world)
            self._posts.take_down(self._world)
        self.running = self.month < self.plan.months

    def _apply_changes(self) -> None:
        for path, value in self._changes.get(self.month, ()):
            if path not in self._imposed.held:
                write_parameter(self._world, path, value)
        for path, value in self._imposed.write(self._world, self.month):
            write_parameter(self._world, path, value)

    def fork(self, plan: Plan, savings: Any = None) -> Territory:
        """Copy the territory as it would be under another plan that says the same of the months lived so far.

        Parameters
        ----------
        plan : Plan
        savings : int64 (months, 5), optional
            Under ``gift`` what the paired run saved; it has to be given.

        Returns
        -------
        Territory
            Its bytes are those of a territory that lived under that plan from the start.

        Raises
        ------
        PlanError
            When the lives of both plans may have parted already (`simulation.parting`), or choices were imposed.
        """
        handed_out = None if savings is None else first_handed_out(checked_savings(savings, plan.months))
        parting = parting_month(self.plan, plan, handed_out)
        if len(self.choices) or self._gift is not None or (parting is not None and parting <= self.month):
            raise PlanError(
                "fork: month {month} is lived, and under the other plan months from {parting} on may differ; a"
                " territory with imposed choices or a gift is never forked.",
                month=self.month,
                parting=FROM_THE_START if parting is None else parting,
            )
        other = copy.deepcopy(self)
        other.plan, other._changes, other._table = plan, plan.changes_by_month(), None
        other._careers.tell_under(plan)
        other._imposed = ImposedChoices(plan)
        other._gift = None if savings is None else Gift(checked_savings(savings, plan.months))
        other._world = in_force(other._world, plan)
        for month in range(1, self.month + 1):
            for path, value in plan.schedule_of_changes(month):
                write_parameter(other._world, path, value)
        other.ledger = Ledger(other._world, other._history)
        return other

    def impose(self, choices: Any) -> None:
        """Impose decisions on actors in months to come; what is not imposed the model decides.

        Parameters
        ----------
        choices : Choices, pandas.DataFrame or iterable of Choice
            See `simulation.choices`.

        Raises
        ------
        PlanError
            For an unknown actor, decision or month, or a value out of range; nothing is imposed then.
        """
        self._imposed.add(choices_of(choices), self._world, self.month)

    @property
    def choices(self) -> Choices:
        """Decisions imposed so far, and in months to come."""
        return self._imposed.choices

    @property
    def choices_without_actor(self) -> Choices:
        """Decisions whose actor did not live any more when their month came."""
        return Choices(tuple(self._imposed.without_actor))

    # -- what can be looked at --------------------------------------------------------------------------------

    @property
    def world(self) -> World:
        """The arrays of the present month (`simulation.columns`)."""
        return self._world

    @property
    def state_hash(self) -> str:
        """SHA-256 of the state of the present month: equal states have equal hashes, on one platform."""
        return hash_of(self._world)

    @property
    def outcomes(self) -> pd.DataFrame:
        """Outcomes by month, one table until another month is lived.

        ``attrs`` hold units, groups, levels, places, months from one look to the next (``every``), definitions,
        scenario, regime and hashes.
        """
        if self._table is None or len(self._table) <= self.month:
            self._table = self._outcomes()
        return self._table

    def _outcomes(self) -> pd.DataFrame:
        frame = pd.DataFrame(values_of(self._history.found, self._history.first), columns=list(OUTCOME_NAMES))
        frame.index.name = "month"
        frame.attrs = {
            "units": {name: outcome.unit for name, outcome in OUTCOMES.items()},
            "groups": {name: outcome.group for name, outcome in OUTCOMES.items()},
            "levels": {name: outcome.level for name, outcome in OUTCOMES.items()},
            "at": {name: outcome.at for name, outcome in OUTCOMES.items()},
            "every": {name: outcome.every for name, outcome in OUTCOMES.items()},
            "definitions": {name: outcome.definition for name, outcome in OUTCOMES.items()},
            "scenario": self.plan.scenario,
            "regime": self.plan.regime,
            "plan_hash": self.plan.hash,
            "burn_in_hash": self.burn_in_hash,
        }
        return frame

    @property
    def household_count(self) -> int:
        """Living adults."""
        return int((self._world.households["status"] != ABSENT).sum())

    @property
    def organisation_count(self) -> int:
        """Living organisations."""
        return int((self._world.organisations["alive"] == 1).sum())

    @property
    def envelope(self) -> np.ndarray:
        """Envelope of each month lived, cents."""
        return self._history.lived("envelope")[1:].astype(np.int64)

    @property
    def savings(self) -> np.ndarray:
        """What organisations saved in each month lived, by who gives it up (`simulation.gifts`), cents."""
        return saved_by_month(self._history)

    @property
    def closure(self) -> dict[str, int]:
        """Largest residuals of the accounts over all months, cents; all are zero when the accounts close."""
        return self.ledger.closure()

    @property
    def events_log(self) -> pd.DataFrame:
        """Events: month, kind, uid (-1 where only a count is known), what (`simulation.events`)."""
        return self._events.table

    @property
    def organisation_years(self) -> pd.DataFrame:
        """Years lived by organisations, and exits, by depth of pooling, sector, size and age (`simulation.events`)."""
        return self._organisation_years.table

    @property
    def posts_by_year(self) -> pd.DataFrame:
        """Staff and subsidised posts of organisations at year ends, told across arms (`simulation.posts_by_year`)."""
        return self._posts.table

    @property
    def pole_careers(self) -> pd.DataFrame:
        """Poles month by month: members, effort, service, trust, money, how it ended (`simulation.careers`)."""
        return self._careers.table

    @property
    def activities(self) -> pd.DataFrame:
        """Joint activities attempted: planned, started or given up, size, how they ended (`simulation.careers`)."""
        return self._careers.activities(self._world)

    @property
    def summary(self) -> dict[str, float]:
        """What one number says of the run so far (`simulation.outcomes.whole_run`)."""
        before = self._history.found
        jobs_before = (before.employed + before.public_posts)[: -self._history.first]
        return summarise(self.outcomes, jobs_before, self.plan.first_change or 1)

    def snapshot(self, name: str) -> np.ndarray:
        """Values per adult at the present month: ``income_12_months`` or ``wealth_gross``, EUR."""
        if name not in SNAPSHOTS:
            raise KeyError(f"snapshot {name!r} is unknown; there are {', '.join(SNAPSHOTS)}")
        return SNAPSHOTS[name](self._world)

    def land_map(self) -> dict[str, Any]:
        """Use and rent of every parcel on the grid: ``use`` (codes), ``rent`` (EUR/m2/month), ``uses`` (names)."""
        parcels = self._world.parcels
        side = int(parcels["x"].max()) + 1
        use = np.zeros((side, side), int)
        rent = np.zeros((side, side))
        use[parcels["y"], parcels["x"]] = parcels["use"]
        rent[parcels["y"], parcels["x"]] = parcels["rent"] / 10_000.0
        return {"use": use, "rent": rent, "uses": list(USE_NAMES)}

    # -- Mesa -------------------------------------------------------------------------------------------------

    @property
    def agents(self) -> Any:
        """Mesa agents: thin views on the columns, one for each actor that lives, and agents that a user has added."""
        self._refresh_views()
        return super().agents

    @property
    def agent_types(self) -> list[type]:
        """Classes of the agents there are."""
        self._refresh_views()
        return list(super().agent_types)

    @property
    def agents_by_type(self) -> Any:
        """The same, by class: Household, Organisation, Pole, Authority and those of a user."""
        self._refresh_views()
        return super().agents_by_type

    @property
    def grid(self) -> Any:
        """The land of the present month as a grid of Mesa, drawn anew each time it is asked for."""
        return grid_of(self)

    def _refresh_views(self) -> None:
        # Mesa's constructor asks for agents before there is a territory.
        if "_views" in self.__dict__:
            self._views.refresh()


NO_STATE = ("books", "imposed_organisations", "imposed_households", "gift")
"""Fields of the world left out of the hash of a state: the ledger has parts of its own, the rest is told, not state."""

SNAPSHOTS = {"income_12_months": income_of_adults, "wealth_gross": wealth_of_adults}
"""What can be asked of every adult, and how it is found."""


def _varied(plan: Plan | Path | str, **changes: Any) -> Plan:
    """Load a plan with changes; one that is given whole and without changes is taken as it is."""
    if isinstance(plan, Plan) and all(change is None for change in changes.values()):
        return plan
    return load_plan(plan, **changes)


def _gift_of(plan: Plan, savings: Any, burnt_in: BurntInState) -> Gift | None:
    """What is handed out under a plan: given savings, or those of a twin from the same state; None for no gift."""
    if plan.paired is None:
        if savings is not None:
            raise PlanError("savings: regime {regime!r} hands out none; regime 'gift' does.", regime=plan.regime)
        return None
    if savings is not None:
        return Gift(checked_savings(savings, plan.months))
    return Gift(None, Territory(plan.paired, burnt_in=burnt_in))


def _refuse_other(state: BurntInState, plan: Plan, seed: int, replicate: int, journal: int) -> None:
    """Refuse a burnt-in state that is not the month 0 of this plan, seed and replicate."""
    if (state.seed, state.replicate) != (seed, replicate):
        raise PlanError(
            "burnt_in: the state is of seed {one}, replicate {first}, and the territory of seed {two}, replicate"
            " {second}; they must be the same.",
            one=state.seed,
            first=state.replicate,
            two=seed,
            second=replicate,
        )
    if state.past != plan.past:
        raise PlanError(
            "burnt_in: the state was burnt in with other values than those of the plan; only {held} may differ.",
            held=", ".join(HELD_BEFORE_MONTH_0),
        )
    if journal and journal != state.world.books.journal.shape[0]:
        raise PlanError(
            "burnt_in: the state was burnt in with a journal of {kept} lines a month and not of {asked}.",
            kept=state.world.books.journal.shape[0],
            asked=journal,
        )


def in_force(world: World, plan: Plan) -> World:
    """Same arrays with the parameters of this plan (regime and levers) in force."""
    return World(**world.parts() | {"parameters": plan.parameters_record(), "sectors": plan.sector_record()})
