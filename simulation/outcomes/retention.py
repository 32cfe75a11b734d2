"""Local retention of a euro of sales over three rounds of spending (LM3), at average and at marginal shares.

LM3 (New Economics Foundation, *The Money Trail*, 2002) follows a euro that organisations receive, R1: what they spend
in the territory is R2, what those who got that spend there is R3, and the multiplier is (R1 + R2 + R3) / R1
(``economics.md`` 5). Both versions follow the same spending: local suppliers, and residents as staff, as owners and
as landlords of premises. Local investment, profit shares of cooperatives and the spending of local taxes by the
authority are in neither. What rules spend of one more euro is found in `simulation.outcomes.walks.marginal`.
"""

from typing import Any


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


def average_retention(seen: Any, revenue: float, consumed_here: float) -> float:
    """LM3 at average shares: what was paid this month over the sales of this month.

    Parameters
    ----------
    seen : Seen
        What the walks have seen of the month (`simulation.outcomes.walks.desk.SEEN`).
    revenue : float
        Sales of organisations, EUR.
    consumed_here : float
        Local share of household spending net of VAT.
    """
    if revenue <= 0.0:
        return float("nan")
    to_suppliers, to_residents = seen.inputs_here / 100.0 / revenue, seen.paid_to_residents / 100.0 / revenue
    return three_rounds(to_suppliers, to_residents, consumed_here)


def kept_of_wages(seen: Any, consumed_here: float) -> float:
    """Part of one more euro of pay that staff spend at organisations of the territory.

    Income tax takes its rate from those whose wage and benefits lie above the allowance (weighted by wage); the rest
    is spent in full, since the rule of spending asks for last month's disposable income (`phases.goods_market`); VAT
    comes off, and the remainder is split between sellers here and elsewhere in proportion, whatever its size, so that
    the marginal local share is the average one. Residents who get dividends or rents are taken to spend likewise.
    """
    income_tax = seen.income_tax_rate * seen.taxed_wages / max(seen.wages_here, 1.0)
    return (1.0 - income_tax) * (1.0 - seen.vat) * consumed_here


def marginal_retention(seen: Any, revenue: float, consumed_here: float) -> float:
    """LM3 at marginal shares: what rules spend of one more euro of sales a month, once all have adapted to it.

    Parameters
    ----------
    seen, revenue, consumed_here
        As for `average_retention`.
    """
    if revenue <= 0.0:
        return float("nan")
    return three_rounds(seen.to_suppliers, seen.to_residents, kept_of_wages(seen, consumed_here))
