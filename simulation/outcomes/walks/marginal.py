"""What one more euro of sales would be spent on, by the rules of the model (`simulation.outcomes.retention`)."""

from typing import Any

import numpy as np

from simulation.columns import FIRM, NOBODY, World
from simulation.kernels import inline_kernel, kernel
from simulation.phases.economy.finance import loan_rate
from simulation.phases.economy.plans import is_association
from simulation.phases.economy.supply import part_here

UNASKED = -1.0
"""Stands where no buyer has looked at a supplier's price yet."""


@inline_kernel
def marginal_inputs(world: World, o: int, ease: Any) -> tuple[float, float]:
    """Local and outside inputs that one more unit of planned sales takes, EUR a unit (`phases.supply.buy_inputs`).

    Parameters
    ----------
    ease : float64 (organisations,)
        Price of each supplier, relative to outside, to minus the elasticity, or `UNASKED`; filled in as asked for.
    """
    organisations, suppliers = world.organisations, world.supplier
    p, organisation = world.parameters[0], organisations[o]
    needed = organisation.input_share * organisation.group_cost_factor
    base_share = world.sectors[organisation.sector].local_input_share
    slots = suppliers.shape[1]
    here, paid_here = 0.0, 0.0
    for slot in range(slots):
        supplier = suppliers[o, slot]
        if supplier == NOBODY or supplier == o or organisations[supplier].alive == 0:
            continue
        price = organisations[supplier].price
        if ease[supplier] == UNASKED:
            ease[supplier] = price ** (-p.demand_leak_elasticity)
        part = part_here(base_share, ease[supplier]) * needed / slots
        here += part
        paid_here += part * price
    outside = max(needed - here, 0.0)
    overhead = min(p.production_overhead_share, outside)
    return paid_here, outside - overhead * organisation.purchase_rebate


@inline_kernel
def marginal_payments(world: World, o: int, ease: Any) -> tuple[float, float]:
    """Parts of one more euro of sales a month that an organisation pays to local suppliers and to residents.

    The euro is one that lasts: expectations, staff, loans and equipment have followed it. By the model's own rules it
    takes, at price P, 1/P units and

    - inputs L (local) and X (outside) by `marginal_inputs`; value added v = 1 - L - X;
    - work (1 + spare capacity) / (productivity P) full-time equivalents (`phases.plans.make_plans`), paid the offered
      wage: W, with contributions c W beside it;
    - premises of these posts: rent G (`phases.finance.settle_organisations`);
    - local tax t_l v, interest r v on loans of so many months of v, new equipment i v;
    - of the profit (1 - i) v - (1 + c) W - G - t_l v - r v, where it is positive, corporate tax unless the
      organisation is an association or loses money; a firm pays the rest to its owners, the resident one by its share.
    """
    p, organisation = world.parameters[0], world.organisations[o]
    units = 1.0 / organisation.price
    local_inputs, outside_inputs = marginal_inputs(world, o, ease)
    local_inputs, outside_inputs = units * local_inputs, units * outside_inputs
    value_added = 1.0 - local_inputs - outside_inputs

    work = units * (1.0 + p.price_spare_capacity) / (organisation.productivity * organisation.land_factor)
    wages = work * organisation.wage_offer
    per_head = organisation.labour / organisation.staff if organisation.staff > 0 else organisation.fte_per_post
    rent = p.production_rent * (1.0 - organisation.premises_rebate) * work / max(per_head, 0.05)
    to_landlord = rent if 0 <= organisation.landlord < world.households.shape[0] else 0.0

    local_tax = p.tax_local_organisation * value_added
    rate = loan_rate(p.finance_loan_rate, p.finance_small_premium, organisation.staff, organisation.interest_rebate)
    interest = p.finance_loan_months * value_added * rate / 12.0
    investment = p.production_investment_share * value_added
    profit = value_added - (1.0 + p.labour_contribution_rate) * wages - rent - local_tax - interest - investment
    if not is_association(organisation.form) and organisation.profit_year > 0.0:
        profit *= 1.0 - p.tax_corporate
    to_owner = 0.0
    if organisation.form == FIRM and organisation.owner != NOBODY:
        to_owner = max(profit, 0.0) * organisation.owner_share
    return local_inputs, wages + to_landlord + to_owner


@kernel
def walk_sellers(world: World, seen: Any) -> None:
    """See the mean of `marginal_payments` over organisations, each as often as it sells."""
    organisations = world.organisations
    ease = np.full(organisations.shape[0], UNASKED)
    to_suppliers, to_residents, sales = 0.0, 0.0, 0.0
    for o in range(organisations.shape[0]):
        if organisations.alive[o] == 0 or organisations.revenue[o] <= 0:
            continue
        revenue = organisations.revenue[o]
        suppliers, residents = marginal_payments(world, o, ease)
        to_suppliers += revenue * suppliers
        to_residents += revenue * residents
        sales += revenue
    sales = max(sales, 1.0)
    seen.to_suppliers, seen.to_residents = to_suppliers / sales, to_residents / sales
