"""The walk over the accounts: balances of sectors, what was paid this month and for what, the authority."""

from typing import Any

import numpy as np

from simulation.columns import World
from simulation.kernels import kernel
from simulation.ledger import lowest_deposit, sector_balances
from simulation.outcomes.walks.desk import Desk
from simulation.purposes import (
    AUTHORITY,
    DEPOSITS,
    HOUSEHOLDS,
    MODES,
    ORGANISATIONS,
    OUTSIDE,
    POLES,
    PURPOSE,
    STATE,
    STOCKS,
)

TAXES = tuple(PURPOSE[name] for name in ("VAT", "social contributions", "income tax", "local taxes", "corporate tax"))
BENEFITS = tuple(PURPOSE[name] for name in ("unemployment benefit", "other benefits", "wage guarantee"))
TO_RESIDENTS = tuple(PURPOSE[name] for name in ("net wages, private local", "dividends", "rents of premises"))

CONSUMED_HERE, CONSUMED_ELSEWHERE = PURPOSE["consumption, local"], PURPOSE["consumption, outside sellers"]
INPUTS_HERE, INPUTS_ELSEWHERE = PURPOSE["inputs, local"], PURPOSE["inputs, outside"]
EXPORTS = PURPOSE["exports"]
DUES, PURCHASES, GRANTS = (PURPOSE[name] for name in ("pole dues", "project purchases", "subsidy to pole"))


@kernel
def walk_accounts(world: World, desk: Desk, seen: Any) -> None:
    """Sum balances by sector, and what was paid this month by what it was for."""
    books, balances = world.books, desk.balances
    flows, turnover = books.flows, books.turnover
    sector_balances(books, balances)
    seen.lowest_deposit = lowest_deposit(books)
    seen.deposits_households = balances[DEPOSITS, HOUSEHOLDS]
    seen.deposits_organisations = balances[DEPOSITS, ORGANISATIONS]
    seen.deposits_poles = balances[DEPOSITS, POLES]
    seen.deposits_authority = books.balance[DEPOSITS, books.first[AUTHORITY]]
    stocks, by_mode = 0, np.zeros(len(MODES), np.int64)
    for sector in range(balances.shape[1]):
        stocks += balances[STOCKS, sector]
    for purpose in range(turnover.shape[0]):
        by_mode[desk.mode_of[purpose]] += turnover[purpose]
    taxes, benefits, to_residents, satellite = 0, 0, 0, 0
    for purpose in TAXES:
        taxes += flows[purpose, AUTHORITY] + flows[purpose, OUTSIDE + STATE]
    for purpose in BENEFITS:
        benefits -= flows[purpose, OUTSIDE + STATE]
    for purpose in TO_RESIDENTS:
        to_residents += flows[purpose, HOUSEHOLDS]
    for k in range(books.satellite.shape[0]):
        satellite += books.satellite[k]
    seen.stocks, seen.satellite = stocks, satellite
    seen.market, seen.redistribution, seen.reciprocity = by_mode[0], by_mode[1], by_mode[2]
    seen.consumed_here, seen.consumed_elsewhere = turnover[CONSUMED_HERE], turnover[CONSUMED_ELSEWHERE]
    seen.inputs_here, seen.inputs_elsewhere = turnover[INPUTS_HERE], turnover[INPUTS_ELSEWHERE]
    seen.exports, seen.taxes, seen.benefits, seen.paid_to_residents = turnover[EXPORTS], taxes, benefits, to_residents
    # Purchases stand as negative.
    seen.pole_received = flows[DUES, POLES] + flows[PURCHASES, POLES] - flows[GRANTS, POLES]


@kernel
def walk_authority(world: World, seen: Any) -> None:
    """See what the authority spent and what rates are in force."""
    authority, p = world.authority[0], world.parameters[0]
    seen.public_cost, seen.claims_refused = authority.public_cost, authority.claims_refused
    seen.envelope, seen.envelope_to_poles = authority.envelope, authority.envelope_to_poles
    seen.housing_index, seen.income_tax_rate, seen.vat = authority.housing_index, authority.income_tax_rate, p.tax_vat
