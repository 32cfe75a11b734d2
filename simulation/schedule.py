"""The month, one line an event, in the order in which it is lived. This is the one thing registered by hand.

Dated events (shocks, policy) have already changed the parameters when the month begins. Every event reads last
month's closing and what earlier events of this month have written.
"""

import warnings
from collections.abc import Callable
from typing import NamedTuple

from numba import literal_unroll

from simulation.columns import World
from simulation.kernels import kernel
from simulation.ledger import open_month
from simulation.phases.economy.concentration import concentrate
from simulation.phases.economy.demography import close_failing, found_newcomers
from simulation.phases.economy.finance import issue_citizens_equity, settle_organisations
from simulation.phases.economy.goods_market import goods_market
from simulation.phases.economy.investment import invest
from simulation.phases.economy.labour import labour_market
from simulation.phases.economy.migration import migrate
from simulation.phases.economy.payroll import pay_staff
from simulation.phases.economy.plans import make_plans
from simulation.phases.economy.productivity import learn
from simulation.phases.economy.rebates import hand_out_gift
from simulation.phases.economy.relocation import relocate
from simulation.phases.economy.supply import buy_inputs
from simulation.phases.economy.valuation import value_assets
from simulation.phases.land.land import exchange_land
from simulation.phases.poles.activities import run_activities
from simulation.phases.poles.poles import live_poles, mark_members
from simulation.phases.poles.pooling import settle_shared_posts, share_posts
from simulation.phases.poles.stance import review_stances
from simulation.phases.poles.trust import remember_partners
from simulation.phases.public.public_money import spend_public_money
from simulation.phases.public.tenders import award_tenders
from simulation.phases.public.transfers import settle_authority, settle_bank, settle_households

Phase = Callable[[World, int], None]


class Section(NamedTuple):
    """A part of the month: its name, and its events in their order."""

    name: str
    phases: tuple[Phase, ...]


SECTIONS: tuple[Section, ...] = (
    Section("stance and poles", (review_stances, live_poles)),
    Section("work and production", (learn, make_plans, share_posts, labour_market, buy_inputs, invest, pay_staff)),
    Section("sales", (award_tenders, goods_market)),
    Section("activities, land, take-overs", (run_activities, exchange_land, concentrate)),
    Section("pooling and public money", (settle_shared_posts, hand_out_gift, spend_public_money)),
    Section("accounts", (settle_organisations, issue_citizens_equity, settle_households, settle_authority)),
    Section("trust", (remember_partners,)),
    Section("coming and going", (relocate, close_failing, found_newcomers, migrate)),
    Section("valuation", (value_assets, settle_bank)),
)
"""The month, section by section. Outcomes are observed after the last event."""

SCHEDULE: tuple[Phase, ...] = tuple(phase for section in SECTIONS for phase in section.phases)
"""Every event of the month in its order."""


@kernel
def begin_month(world: World, month: int) -> None:
    """Open the books of the month, say who is in a pole, and empty its counts."""
    open_month(world.books)
    mark_members(world)
    for place in range(world.tally.shape[0]):
        world.tally[place] = 0.0
    world.authority[0].public_cost = 0


# numba says so of every tuple of functions that it unrolls; none of these is called through a pointer.
warnings.filterwarnings("ignore", message="First-class function type feature is experimental")


@kernel
def live_month(world: World, month: int) -> None:
    """Live one month: walk through `SCHEDULE` once.

    One kernel holds the whole month, so that threads side by side ask for the interpreter once a month.
    """
    begin_month(world, month)
    for phase in literal_unroll(SCHEDULE):
        phase(world, month)
