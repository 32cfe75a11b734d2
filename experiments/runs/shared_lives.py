"""How a worker lives a replicate: its arms one after the other, and the months that arms have in common only once.

Most of what tells arms apart begins on a date: public money, a declared pole, the first cent of a gift
(`simulation.parting`). An arm that lives the first months of another branches off from it at that date, with what has
looked at the territory until then; its bytes are those of a run of its own.
"""

import copy
import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import gcd
from time import perf_counter
from typing import Any

import numpy as np

from experiments.runs.address import resolved
from experiments.runs.keeping import Keeping, kept_beside
from experiments.runs.living import Lived, Order, Replicate, kept_of, territory_of
from simulation.gifts import first_handed_out
from simulation.parting import parting_month
from simulation.plan import Plan
from simulation.refusals import PlanError


@dataclass
class Branch:
    """A run of a replicate, and the runs that branch off from it.

    Attributes
    ----------
    order : Order
    plan : Plan
    offshoots : list of (int, Branch)
        Each after so many months that both have in common.
    """

    order: Order
    plan: Plan
    offshoots: list[tuple[int, "Branch"]] = field(default_factory=list)

    @property
    def gift_of(self) -> str | None:
        """What determines the run whose savings this one hands out; None where it hands out none."""
        return None if self.plan.paired is None else self.plan.paired.determinants

    def __iter__(self) -> Iterator["Branch"]:
        """Walk through the branch and all that branch off from it."""
        yield self
        for _, offshoot in self.offshoots:
            yield from offshoot

    def keep(self) -> dict[str, Keeping]:
        """Return what looks at the territory for any of these runs."""
        return kept_beside(name for branch in self for name in branch.order.keep)


def live(asked: Replicate) -> list[Lived]:
    """Live one replicate under its arms; an arm that fails is told with its error and leaves the others alone.

    A gift hands out what its paired run saved. Where both are asked for the paired run is lived first and its savings
    are handed on, so that the gift costs no second run; the bytes are those of a gift asked for alone.
    """
    found: dict[str, Lived] = {}
    branches = []
    for order in asked.runs:
        try:
            branches.append(Branch(order, resolved(order.plan, order.changes)))
        except PlanError as error:
            found[order.address] = failed(order, perf_counter(), error)
    paired = {branch.gift_of for branch in branches}
    savings: dict[str, np.ndarray] = {}
    trees = grown(branch for branch in branches if branch.gift_of is None)
    first: list[Branch] = []
    rest: list[Branch] = []
    for tree in trees:
        (first if any(branch.plan.determinants in paired for branch in tree) else rest).append(tree)
    for tree in first:
        found |= lived(asked, tree, savings)
    for gift in (branch for branch in branches if branch.gift_of is not None):
        if not put_on(rest, gift, savings.get(gift.gift_of or "")):
            rest.append(gift)
    for tree in rest:
        found |= lived(asked, tree, savings)
    # Mesa's models refer to themselves, and few objects hold much memory: the collector would not come for long.
    gc.collect()
    return [found[order.address] for order in asked.runs]


def grown(branches: Iterable[Branch]) -> list[Branch]:
    """Put each run on the one before it with which it has most months in common; return those that stand alone."""
    trees: list[Branch] = []
    for branch in branches:
        if not put_on(trees, branch):
            trees.append(branch)
    return trees


def put_on(trees: Sequence[Branch], branch: Branch, savings: np.ndarray | None = None) -> bool:
    """Let a run branch off from the one of these trees with which it has most months in common, if there is one.

    Parameters
    ----------
    trees : sequence of Branch
    branch : Branch
    savings : numpy.ndarray, optional
        What it hands out if it is a gift.
    """
    if branch.gift_of is not None and savings is None:
        return False
    handed_out = None if savings is None else first_handed_out(savings)
    best, most = None, 0
    for other in (one for tree in trees for one in tree):
        parting = parting_month(other.plan, branch.plan, handed_out)
        common = branch.plan.months if parting is None else min(parting - 1, branch.plan.months)
        if common > most:
            best, most = other, common
    if best is not None:
        best.offshoots.append((most, branch))
    return best is not None


def lived(
    asked: Replicate,
    branch: Branch,
    savings: dict[str, np.ndarray],
    territory: Any = None,
    keepings: Mapping[str, Keeping] | None = None,
) -> dict[str, Lived]:
    """Live a run and all that branch off from it.

    Parameters
    ----------
    asked : Replicate
    branch : Branch
    savings : dict
        What runs saved, by their determinants; those of these runs are added.
    territory, keepings : optional
        The territory at the month where the run branches off from another, and what has looked at it until then.

    Returns
    -------
    dict
        By address.
    """
    start = perf_counter()
    order, plan = branch.order, branch.plan
    forked: dict[str, tuple[Any, Mapping[str, Keeping]]] = {}
    try:
        if territory is None or keepings is None:
            gift = savings.get(branch.gift_of or "")
            territory, keepings = territory_of(plan, asked.seed, asked.number, savings=gift), branch.keep()

        def branch_off(month: int) -> bool:
            for common, offshoot in branch.offshoots:
                if common == month:
                    other = territory.fork(offshoot.plan, savings.get(offshoot.gift_of or ""))
                    forked[offshoot.order.address] = other, copy.deepcopy(keepings)
            return True

        step = gcd(*(common for common, _ in branch.offshoots))
        record, series, tables = kept_of(
            territory, plan.months, order.keep, branch_off if step else None, step, keepings
        )
        savings[plan.determinants] = territory.savings
        found = {
            order.address: Lived(order.address, perf_counter() - start, record=record, series=series, tables=tables)
        }
    except Exception as error:
        found = {order.address: failed(order, start, error)}
    for _, offshoot in branch.offshoots:
        # One whose month did not come, because this run failed before, lives a life of its own.
        found |= lived(asked, offshoot, savings, *forked.pop(offshoot.order.address, (None, None)))
    return found


def failed(order: Order, start: float, error: Exception) -> Lived:
    """Tell of a run that did not come to its end."""
    told = f"{type(error).__name__}: {error}"
    return Lived(order.address, perf_counter() - start, error=told, refused=isinstance(error, PlanError))
