"""Local retention of a euro of sales over three rounds of spending (LM3), at average and at marginal shares.

LM3 (New Economics Foundation, *The Money Trail*, 2002) follows a euro that organisations receive, R1: what they spend
in the territory is R2, what those who got that spend there is R3, and the multiplier is (R1 + R2 + R3) / R1
(``economics.md`` 5). Both versions follow the same spending: local suppliers, and residents as staff, as owners and
as landlords of premises. Local investment, profit shares of cooperatives and the spending of local taxes by the
authority are in neither.
"""

from simulation.columns import FIRM, NOBODY, World
from simulation.kernels import kernel
from simulation.outcomes.outcome import Scene
from simulation.outcomes.scans import TAXED_WAGES, WAGES_HERE
from simulation.phases.economy.finance import loan_rate
from simulation.phases.economy.plans import is_association
from simulation.phases.economy.supply import local_part
from simulation.purposes import HOUSEHOLDS, PURPOSE

INPUTS_LOCAL, WAGES = PURPOSE["inputs, local"], PURPOSE["net wages, private local"]
DIVIDENDS, RENTS = PURPOSE["dividends"], PURPOSE["rents of premises"]


def three_rounds(to_suppliers: float, to_residents: float, kept: float) -> float:
    """Multiply a euro of sales over three rounds.

    Parameters
    ----------
    to_suppliers, to_residents : float
        Parts of a euro of sales that go to local suppliers and to residents.
    kept : float
        Part of a resident's euro that is spent at organisations of the territory.
    """
    second = to_suppliers + to_residents
    third = to_suppliers * second + to_residents * kept
    return 1.0 + second + third


def average_retention(scene: Scene, revenue: float, consumed_here: float) -> float:
    """LM3 at average shares: what was paid this month over the sales of this month.

    Parameters
    ----------
    revenue : float
        Sales of organisations, EUR.
    consumed_here : float
        Local share of household spending net of VAT.
    """
    if revenue <= 0.0:
        return float("nan")
    flows = scene.world.books.flows
    to_suppliers = scene.world.books.turnover[INPUTS_LOCAL] / 100.0 / revenue
    to_residents = (
        (flows[WAGES, HOUSEHOLDS] + flows[DIVIDENDS, HOUSEHOLDS] + flows[RENTS, HOUSEHOLDS]) / 100.0 / revenue
    )
    return three_rounds(to_suppliers, to_residents, consumed_here)


@kernel
def marginal_inputs(world: World, o: int) -> tuple[float, float]:
    """Local and outside inputs that one more unit of planned sales takes, EUR a unit (`phases.supply.buy_inputs`)."""
    p, organisation = world.parameters[0], world.organisations[o]
    needed = organisation.input_share * organisation.group_cost_factor
    base_share = world.sectors[organisation.sector].local_input_share
    slots = world.supplier.shape[1]
    here, paid_here = 0.0, 0.0
    for slot in range(slots):
        supplier = world.supplier[o, slot]
        if supplier == NOBODY or supplier == o or world.organisations[supplier].alive == 0:
            continue
        price = world.organisations[supplier].price
        part = local_part(base_share, price, 1.0, p.demand_leak_elasticity) * needed / slots
        here += part
        paid_here += part * price
    outside = max(needed - here, 0.0)
    overhead = min(p.production_overhead_share, outside)
    return paid_here, outside - overhead * organisation.purchase_rebate


@kernel
def marginal_payments(world: World, o: int) -> tuple[float, float]:
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
    local_inputs, outside_inputs = marginal_inputs(world, o)
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
def marginal_shares(world: World) -> tuple[float, float]:
    """Mean of `marginal_payments` over organisations, each as often as it sells: to local suppliers, to residents."""
    to_suppliers, to_residents, sales = 0.0, 0.0, 0.0
    for o in range(world.organisations.shape[0]):
        organisation = world.organisations[o]
        if organisation.alive == 0 or organisation.revenue <= 0:
            continue
        suppliers, residents = marginal_payments(world, o)
        to_suppliers += organisation.revenue * suppliers
        to_residents += organisation.revenue * residents
        sales += organisation.revenue
    sales = max(sales, 1.0)
    return to_suppliers / sales, to_residents / sales


def kept_of_wages(scene: Scene, consumed_here: float) -> float:
    """Part of one more euro of pay that staff spend at organisations of the territory.

    Income tax takes its rate from those whose wage and benefits lie above the allowance (weighted by wage); the rest
    is spent in full, since the rule of spending asks for last month's disposable income (`phases.goods_market`); VAT
    comes off, and the remainder is split between sellers here and elsewhere in proportion, whatever its size, so that
    the marginal local share is the average one. Residents who get dividends or rents are taken to spend likewise.
    """
    world = scene.world
    wages = max(scene.adult_totals[WAGES_HERE], 1)
    income_tax = float(world.authority[0]["income_tax_rate"]) * scene.adult_totals[TAXED_WAGES] / wages
    return (1.0 - income_tax) * (1.0 - float(world.parameters[0]["tax_vat"])) * consumed_here


def marginal_retention(scene: Scene, revenue: float, consumed_here: float) -> float:
    """LM3 at marginal shares: what rules spend of one more euro of sales a month, once all have adapted to it.

    Parameters
    ----------
    revenue, consumed_here : float
        As for `average_retention`.
    """
    if revenue <= 0.0:
        return float("nan")
    to_suppliers, to_residents = marginal_shares(scene.world)
    return three_rounds(to_suppliers, to_residents, kept_of_wages(scene, consumed_here))
