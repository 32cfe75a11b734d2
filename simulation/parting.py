"""From which month on two plans may live different lives: what lies before can be lived once for both.

Arms of a comparison share a past and random numbers, and most of what tells them apart begins on a date: money with
its first month, a declared pole with its founding. Until then their bytes are the same.
"""

from collections.abc import Callable

from simulation.plan import DECLARED, FOUNDED_AS, HELD_BEFORE_MONTH_0, MONEY, POLE_SHARE, Plan

FROM_THE_START = 1
FUNDING, MONEY_FROM = "policy.funding", "policy.start_month"


def money_begins(plan: Plan) -> int:
    """First month in which there may be public money under a plan."""
    return max(int(plan.values[MONEY_FROM]), FROM_THE_START)


def poles_are_founded(plan: Plan) -> int | None:
    """First month in which it matters how declared poles are founded; None where none is declared."""
    return min((max(pole.month, FROM_THE_START) for pole in plan.poles), default=None)


def poles_are_awaited(plan: Plan) -> int | None:
    """First month in which it may matter whether declared poles are founded; None where none is declared."""
    # Idle public land waits for an activity that needs some, long before its pole is founded.
    needs_land = any(activity.hectares > 0.0 for pole in plan.poles for activity in pole.activities)
    return FROM_THE_START if needs_land else poles_are_founded(plan)


ACTS_FROM: dict[str, Callable[[Plan], int | None]] = {
    MONEY: money_begins,
    POLE_SHARE: money_begins,
    FUNDING: money_begins,
    DECLARED: poles_are_awaited,
    **dict.fromkeys(FOUNDED_AS, poles_are_founded),
}
"""Parameters that may differ between plans of one past and act on no month before some date."""


def parting_month(one: Plan, other: Plan, handed_out: int | None = None) -> int | None:
    """First month in which the lives of two plans may differ, with the same seed and replicate; None for never.

    Parameters
    ----------
    one, other : Plan
    handed_out : int, optional
        Where one of the plans hands out a gift, the month in which it first does (`simulation.gifts.first_handed_out`);
        month 1 where it is not said.
    """
    if one.past != other.past or one.months != other.months:
        return FROM_THE_START
    changes = [plan.changes_by_month() for plan in (one, other)]
    # Dates that are themselves changed on a date are no dates to rely on.
    if any(path in (*ACTS_FROM, MONEY_FROM) for dated in changes for set_in in dated.values() for path, _ in set_in):
        return FROM_THE_START
    months: list[int | None] = []
    if (one.paired is None) != (other.paired is None):
        months.append(handed_out if handed_out is not None else FROM_THE_START)
    for path in HELD_BEFORE_MONTH_0:
        if one.values[path] != other.values[path]:
            acts = ACTS_FROM.get(path)
            months.append(FROM_THE_START if acts is None else acts(one))
    dated = sorted(set(changes[0]) | set(changes[1]))
    months.append(next((month for month in dated if changes[0].get(month) != changes[1].get(month)), None))
    return min((month for month in months if month is not None), default=None)
