"""Local retention of a euro of sales over three rounds of spending (LM3), at average and at marginal shares.

LM3 (New Economics Foundation, *The Money Trail*, 2002) follows a euro that organisations receive, R1: what they spend
in the territory is R2, what those who got that spend there is R3, and the multiplier is (R1 + R2 + R3) / R1
(``economics.md`` 5). Both versions follow the same spending: local suppliers, and residents as staff, as owners and
as landlords of premises. Local investment, profit shares of cooperatives and the spending of local taxes by the
authority are in neither. What rules spend of one more euro is found in `simulation.outcomes.walks.marginal`.
"""

import numpy as np

from simulation.history import Found
from simulation.purposes import HOUSEHOLDS

TO_RESIDENTS = ("net wages, private local", "dividends", "rents of premises")


def three_rounds(to_suppliers: np.ndarray, to_residents: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Multiply a euro of sales over three rounds.

    Parameters
    ----------
    to_suppliers, to_residents : numpy.ndarray
        Parts of a euro of sales that go to local suppliers and to residents.
    kept : numpy.ndarray
        Part of a resident's euro that is spent at organisations of the territory.
    """
    second = to_suppliers + to_residents
    third = to_suppliers * second + to_residents * kept
    return 1.0 + second + third


def average_retention(found: Found, consumed_here: np.ndarray) -> np.ndarray:
    """LM3 at average shares: what was paid this month over the sales of this month.

    Parameters
    ----------
    found : Found
    consumed_here : numpy.ndarray
        Local share of household spending net of VAT.
    """
    revenue = sales_or_nothing(found)
    to_residents = found.received(HOUSEHOLDS, *TO_RESIDENTS) / revenue
    return three_rounds(found.paid("inputs, local") / revenue, to_residents, consumed_here)


def sales_or_nothing(found: Found) -> np.ndarray:
    """Sales of organisations, EUR; NaN where there are none."""
    return np.where(found.revenue > 0.0, found.revenue / 100.0, np.nan)


def kept_of_wages(found: Found, consumed_here: np.ndarray) -> np.ndarray:
    """Part of one more euro of pay that staff spend at organisations of the territory.

    Income tax takes its rate from those whose wage and benefits lie above the allowance (weighted by wage); the rest
    is spent in full, since the rule of spending asks for last month's disposable income (`phases.goods_market`); VAT
    comes off, and the remainder is split between sellers here and elsewhere in proportion, whatever its size, so that
    the marginal local share is the average one. Residents who get dividends or rents are taken to spend likewise.
    """
    income_tax = found.income_tax_rate * found.taxed_wages / np.maximum(found.wages_here, 1.0)
    return (1.0 - income_tax) * (1.0 - found.vat) * consumed_here


def marginal_retention(found: Found, consumed_here: np.ndarray) -> np.ndarray:
    """LM3 at marginal shares: what rules spend of one more euro of sales a month, once all have adapted to it.

    Parameters
    ----------
    found, consumed_here
        As for `average_retention`.
    """
    rounds = three_rounds(found.to_suppliers, found.to_residents, kept_of_wages(found, consumed_here))
    return np.where(found.revenue > 0.0, rounds, np.nan)
