"""Flows of the base month, then stocks (``economics.md`` 1.5, points 3-9).

Exports of a sector are the residual of its output over local demand, the State grant is the residual of the
authority's budget: by Walras' law the current account of the territory is then zero, which is asserted.
"""

import math
from statistics import NormalDist
from typing import Any

import numpy as np

from simulation.columns import ABSENT, ASSOCIATION, AUTHORITY_POST, FIRM, INSERTION, MAJORITY, NOBODY, UNEMPLOYED, World
from simulation.declared.sectors import CONSUMED, SECTORS, STORABLE
from simulation.ledger import bank_account, outside_account
from simulation.parcels import own_parcels
from simulation.plan import PlanError
from simulation.population import (
    DRAW_HOME,
    DRAW_SELLER,
    DRAW_SIZE,
    DRAW_WEALTH,
    ORGANISATION_OFFSET,
    drawn,
    drawn_normal,
)
from simulation.purposes import (
    ABSENTEES,
    AUTHORITY,
    AUTHORITY_DEBT,
    DEPOSITS,
    EQUIPMENT,
    EQUITY,
    HEAD,
    HEAD_OFFICE,
    HOUSING_LAND,
    HOUSING_LOANS,
    LOANS,
    ORGANISATIONS,
    OUTSIDE_ASSETS,
    SAVINGS,
    STOCKS,
)


def whole_cents(euros: np.ndarray) -> np.ndarray:
    """Euros as whole cents."""
    return np.round(np.asarray(euros) * 100.0).astype(np.int64)


def by_sector(values: dict[str, Any], name: str) -> np.ndarray:
    """Sector parameter ``name``, shape (sectors,)."""
    return np.array([values[f"sector.{sector}.{name}"] for sector in SECTORS], dtype=float)


def open_accounts(world: World, values: dict[str, Any]) -> None:
    """Fix all flows of the base month and fill the balance sheet from them."""
    output = set_technology(world, values)
    result = set_operating_accounts(world, values, output)
    income = set_household_income(world, values, result)
    set_residual_demand(world, values, output, income)
    set_organisation_stocks(world, values, output, result)
    own_parcels(world, values, np.flatnonzero(world.households.businesses > 0))
    set_household_stocks(world, values)
    close_balance_sheet(world, values)
    remember_sellers(world)


def set_technology(world: World, values: dict[str, Any]) -> np.ndarray:
    """Techniques such that a price of 1 fits mean costs, and what organisations make by them; return units a month.

    By the technique of its sector and kind of form a job makes the turnover that is declared, on average over the
    abilities and leads that may be drawn. It does not hang on those that were: one large organisation that happened
    to lag at month 0 would leave all others of its kind better off for good. Leads that are drawn are moved together
    until a sector makes that turnover exactly at month 0. They fade, and organisations go to prices of their own, in
    the burn-in.
    """
    table = world.organisations
    living = table.alive == 1
    sector = table.sector
    association = (table.form == ASSOCIATION) | (table.form == INSERTION)
    inputs = by_sector(values, "input_share")[sector]
    table.input_share[:] = np.where(association, inputs * values["production.social_inputs"], inputs)
    # A small organisation cannot use its last post in full.
    full, idle = 1.0 / (1.0 + values["price.spare_capacity"]), values["population.idle_post_part"]
    use = full - idle / np.maximum(table.staff, 1)
    fte, contributions = values["labour.full_time_equivalent"], values["labour.contribution_rate"]
    gap = values["productivity.newcomer_gap"] * np.exp(-table.age / values["productivity.learning_months"])
    likely, spread_of_leads = likely_leads(world, values), values["productivity.spread"]
    sales = np.zeros(len(table))
    for s, name in enumerate(SECTORS):
        peers = living & (sector == s)
        for social in (0, 1):
            technique = world.techniques[2 * s + social]
            technique.fte_per_post = fte
            technique.base_wage = world.authority[0].state_wage * values[f"sector.{name}.wage_factor"]
            technique.base_wage *= values["labour.social_wage_factor"] if social else 1.0
            technique.input_share = values[f"sector.{name}.input_share"]
            technique.input_share *= values["production.social_inputs"] if social else 1.0
            turnover = values[f"sector.{name}.turnover_per_job"]
            turnover *= values["production.social_turnover"] if social else 1.0
            technique.normal_use = full - idle * peers.sum() / max(table.staff[peers].sum(), 1)
            spread = values["labour.pay_spread_social" if social else "labour.pay_spread"]
            quality = expected_quality(technique.base_wage, spread, values["labour.minimum_wage"])
            mean = turnover / (fte * quality * technique.normal_use)
            rows = peers & (association == bool(social))
            lead = (table.labour[rows] * likely[rows]).sum() / table.labour[rows].sum() if rows.any() else 1.0
            technique.productivity = mean / lead
            work = technique.base_wage * (1.0 + contributions) / (mean * technique.normal_use)
            technique.normal_markup = 1.0 / (work + technique.input_share) - 1.0
            table.normal_use[rows], table.normal_markup[rows] = technique.normal_use, technique.normal_markup
            table.productivity[rows] = technique.productivity
            sales[rows] = turnover * table.staff[rows]
        if spread_of_leads > 0.0 and peers.any():
            made = table.productivity * table.normal_use * table.labour * np.exp(table.lead - gap)
            table.lead[peers] += np.log(sales[peers].sum() / made[peers].sum())
    table.productivity[:] *= np.exp(table.lead - gap)
    output = np.where(living, table.productivity * table.labour * use, 0.0)
    wage_cost = table.base_wage * (1.0 + contributions)
    with np.errstate(divide="ignore", invalid="ignore"):
        unit_cost = np.where(living, wage_cost / (table.productivity * table.normal_use) + table.input_share, 1.0)
    table.unit_cost[:] = unit_cost
    table.markup[:] = table.normal_markup
    table.price[:] = 1.0
    for name in ("expected_sales", "demand", "sold", "output"):
        table[name] = output
    usual = world.techniques[2 * sector]
    size = output / (usual.productivity * usual.fte_per_post * usual.normal_use)
    table.export_weight[:] = size ** values["demand.visibility"]
    table.revenue_year[:] = output * 12.0
    table.wage_memory[:] = wage_cost * table.labour
    return output


def likely_leads(world: World, values: dict[str, Any]) -> np.ndarray:
    """Mean factor of productivity that an organisation of its size may have drawn (`place_organisations`)."""
    spread, link = values["productivity.spread"], values["productivity.size_link"]
    noise = drawn_normal(world, len(world.organisations), DRAW_SIZE, offset=ORGANISATION_OFFSET)
    return np.exp(spread * link * noise + 0.5 * spread**2 * (1.0 - link**2))


def expected_quality(base_wage: float, spread: float, minimum: float) -> float:
    """Mean pay over reference pay where abilities are normal and pay is never below the legal minimum.

    Parameters
    ----------
    base_wage, minimum : float
        Reference pay and legal minimum, EUR a month full time.
    spread : float
        Standard deviation of log pay before the minimum.
    """
    normal, floor = NormalDist(), minimum / base_wage
    if spread <= 0.0:
        return max(floor, 1.0)
    below = (math.log(floor) + 0.5 * spread**2) / spread
    return floor * normal.cdf(below) + 1.0 - normal.cdf(below - spread)


def set_operating_accounts(world: World, values: dict[str, Any], output: np.ndarray) -> dict[str, np.ndarray]:
    """Base-month account of every organisation, EUR: value added, wages, taxes, interest, investment, dividend."""
    table = world.organisations
    living = table.alive == 1
    association = (table.form == ASSOCIATION) | (table.form == INSERTION)
    wages = np.zeros(len(table))
    employed = world.households.employer != NOBODY
    np.add.at(wages, world.households.employer[employed], world.households.wage[employed] / 100.0)
    account = {"wages": wages}
    account["contributions"] = wages * values["labour.contribution_rate"]
    account["value_added"] = output * (1.0 - table.input_share)
    account["subsidy"] = np.where(association, output * values["production.social_subsidy"], 0.0)
    account["rent"] = values["production.rent"] * table.staff * living
    account["local_tax"] = values["tax.local_organisation"] * account["value_added"]
    account["loan"] = values["finance.loan_months"] * account["value_added"]
    account["interest"] = account["loan"] * loan_rate(values, table.staff) / 12.0
    account["investment"] = values["production.investment_share"] * account["value_added"]
    profit = account["value_added"] + account["subsidy"]
    for cost in ("wages", "contributions", "rent", "local_tax", "interest", "investment"):
        profit = profit - account[cost]
    account["profit"] = profit
    account["corporate_tax"] = np.where(association, 0.0, values["tax.corporate"] * np.maximum(profit, 0.0))
    account["distributed"] = np.maximum(profit - account["corporate_tax"], 0.0)
    table.profit_year[:] = profit * 12.0
    return account


def loan_rate(values: dict[str, Any], staff: np.ndarray) -> np.ndarray:
    """Yearly loan rate: the premium of the smallest borrowers fades with size (same form as the finance phase)."""
    return values["finance.loan_rate"] + values["finance.small_premium"] / np.sqrt(np.maximum(staff, 1.0))


def set_household_income(world: World, values: dict[str, Any], account: dict[str, np.ndarray]) -> np.ndarray:
    """Disposable income of the base month, EUR per household; fixes the rates that close its aggregates."""
    households, organisations, authority = world.households, world.organisations, world.authority[0]
    adults = households.status != ABSENT
    income = (households.wage + households.pension) / 100.0
    jobless = households.status == UNEMPLOYED
    insured = households.months_unemployed <= values["tax.benefit_months"]
    benefit = np.where(
        insured,
        np.maximum(values["tax.benefit_replacement"] * households.last_wage / 100.0, values["tax.assistance"]),
        values["tax.assistance"],
    )
    income = income + np.where(jobless, benefit, 0.0)
    income = income + np.where(adults, values["tax.other_benefits"], 0.0)
    owned = organisations.owner != NOBODY
    np.add.at(income, organisations.owner[owned], account["distributed"][owned])
    local = (organisations.landlord >= 0) & (organisations.landlord < len(households)) & (organisations.alive == 1)
    np.add.at(income, organisations.landlord[local], account["rent"][local])
    staff_owned = (organisations.form != FIRM) & (organisations.alive == 1)
    employed = households.employer != NOBODY
    share = np.where(staff_owned, account["distributed"] / np.maximum(organisations.staff, 1), 0.0)
    income[employed] += share[households.employer[employed]]
    taxable = np.maximum(income - values["tax.income_allowance"], 0.0) * adults
    authority.income_tax_rate = values["tax.income_revenue"] * adults.sum() / max(taxable.sum(), 1.0)
    mortgage = values["finance.housing_loans"] * values["finance.housing_rate"] / 12.0
    fixed = values["tax.local_household"] + values["tax.household_rent"] + mortgage
    income = np.where(adults, income - authority.income_tax_rate * taxable - fixed, 0.0)
    income = np.maximum(income, 0.0)
    households.income_last[:] = whole_cents(income)
    households.income_year[:] = households.income_last * 12
    world.income_ring[:] = households.income_last
    return income


def set_residual_demand(world: World, values: dict[str, Any], output: np.ndarray, income: np.ndarray) -> None:
    """Exports by sector as the residual of output; refuse the plan where a sector cannot even serve local demand."""
    table, authority, state = world.organisations, world.authority[0], world.sector_state
    sector_output = np.bincount(table.sector, weights=output, minlength=len(SECTORS))
    spending = income.sum() * (1.0 - values["tax.vat"])
    consumption = spending * by_sector(values, "consumption_share")
    consumption *= 1.0 - by_sector(values, "outside_consumption_share")
    inputs = np.bincount(table.sector, weights=output * table.input_share, minlength=len(SECTORS))
    local_inputs = (inputs * by_sector(values, "local_input_share")).sum() * by_sector(values, "supply_share")
    value_added = (output * (1.0 - table.input_share)).sum()
    investment = values["production.investment_share"] * value_added * values["production.local_investment"]
    purchases = values["tax.authority_purchases"] * values["population.labour_force"]
    authority.purchases = authority.purchases_reference = purchases
    local = consumption + local_inputs + investment * by_sector(values, "investment_share")
    local += purchases * by_sector(values, "authority_share")
    # Who finds a seller without enough left buys the rest outside, as at rest.
    local *= 1.0 - values["population.unserved_part"]
    exports = sector_output - local
    for s, sector in enumerate(SECTORS):
        if exports[s] < 0.0:
            raise PlanError(
                "sector.{sector}: local demand of {demand:,.0f} EUR a month exceeds its output of {output:,.0f} EUR a"
                " month, so exports would be negative; lower its consumption, supply or authority share, or raise"
                " sector.{sector}.jobs_share.",
                sector=sector,
                demand=float(local[s]),
                output=float(sector_output[s]),
            )
    state.export_base[:] = exports
    state.reference_demand[:] = state.demand_memory[:] = sector_output
    state.reference_organisations[:] = np.bincount(table.sector, weights=table.alive, minlength=len(SECTORS))
    social = np.bincount(table.sector, weights=table.alive * table.social_economy, minlength=len(SECTORS))
    state.reference_social[:] = social / np.maximum(state.reference_organisations, 1)
    state.reference_weight[:] = np.bincount(table.sector, weights=table.export_weight, minlength=len(SECTORS))
    state.export_weight[:] = state.reference_weight


def set_organisation_stocks(
    world: World, values: dict[str, Any], output: np.ndarray, account: dict[str, np.ndarray]
) -> None:
    """Deposits, equipment, finished goods and loans of organisations, as ratios of their flows."""
    table, books = world.organisations, world.books
    outlays = output * table.input_share
    for cost in ("wages", "contributions", "rent", "local_tax", "interest", "investment"):
        outlays = outlays + account[cost]
    rows = slice(int(books.first[ORGANISATIONS]), int(books.first[ORGANISATIONS]) + len(table))
    bank = bank_account(books)
    deposits = whole_cents(values["finance.buffer_months"] * outlays)
    loans = whole_cents(account["loan"])
    books.balance[DEPOSITS, rows] = deposits
    books.balance[DEPOSITS, bank] -= deposits.sum()
    books.balance[LOANS, rows] = -loans
    books.balance[LOANS, bank] += loans.sum()
    books.balance[EQUIPMENT, rows] = whole_cents(account["investment"] * 12.0 / values["production.depreciation"])
    storable = np.isin(table.sector, STORABLE) & (table.alive == 1)
    table.stock[:] = np.where(storable, values["price.stock_months"] * output, 0.0)
    books.balance[STOCKS, rows] = whole_cents(table.stock * table.unit_cost)


def set_household_stocks(world: World, values: dict[str, Any]) -> None:
    """Gross wealth by the French distribution (V3), business equity as given by ownership, the rest adjusted to it."""
    households, organisations, books = world.households, world.organisations, world.books
    adults = int((households.status != ABSENT).sum())
    link = values["population.wealth_income_link"]
    noise = drawn_normal(world, adults, DRAW_WEALTH)
    score = link * households.ability[:adults] + np.sqrt(1.0 - link**2) * noise
    place = np.argsort(np.argsort(score, kind="stable"), kind="stable").astype(float)
    wealth = values["population.wealth_mean"] * wealth_at(place, adults)
    first = int(books.first[ORGANISATIONS])
    rows = slice(first, first + len(organisations))
    assets = books.balance[:, rows].sum(axis=0)
    owned = np.flatnonzero(organisations.owner != NOBODY)
    investor = (organisations.form == FIRM) & (organisations.alive == 1)
    book = np.where(investor, np.maximum(assets, 0), 0)
    # Nobody owns a firm worth more than his or her own wealth: what is missing belongs to owners elsewhere.
    owners = organisations.owner[owned]
    affordable = values["population.business_share"] * 100.0 * wealth[owners] / np.maximum(book[owned], 1)
    organisations.owner_share[owned] = np.minimum(affordable, 1.0)
    organisations.outside_controlled[owned] = (organisations.owner_share[owned] < MAJORITY).astype(np.int32)
    held = np.zeros(len(organisations), np.int64)
    held[owned] = (book[owned] * organisations.owner_share[owned]).astype(np.int64)
    equity = np.zeros(len(households), np.int64)
    np.add.at(equity, owners, held[owned])
    organisations.book_equity[:] = book
    books.balance[EQUITY, : len(households)] = equity
    books.balance[EQUITY, rows] = -book
    books.balance[EQUITY, outside_account(books, ABSENTEES)] += int((book - held).sum())
    rest = np.maximum(wealth - (equity[:adults] + households.land_value[:adults]) / 100.0, 0.0)
    liquid = np.minimum(
        values["population.deposit_share"] * rest + values["population.deposit_floor"],
        values["population.deposit_months"] * households.income_last[:adults] / 100.0
        + values["population.deposit_share_above"] * rest,
    )
    saved = values["population.savings_share"] * np.maximum(rest - liquid, 0.0)
    savings = np.minimum(saved, values["population.savings_ceiling"])
    remaining = np.maximum(rest - liquid - savings, 0.0)
    # Housing comes in whole dwellings: who has too little owns none.
    owns_one = remaining > values["population.dwelling_floor"]
    housing = np.where(owns_one, values["population.dwelling_share"] * remaining, 0.0)
    outside = np.maximum(remaining - housing, 0.0)
    loans = np.where(housing > 0.0, 1.0, 0.0)
    total_loans = values["finance.housing_loans"] * adults
    loans *= np.minimum(total_loans / max(loans.sum(), 1.0), values["finance.housing_loan_limit"] * housing)
    bank = bank_account(books)
    for instrument, amount, debtor, sign in (
        (DEPOSITS, liquid, bank, 1),
        (SAVINGS, savings, bank, 1),
        (OUTSIDE_ASSETS, outside, outside_account(books, HEAD), 1),
        (HOUSING_LOANS, loans, bank, -1),
    ):
        whole = whole_cents(amount)
        books.balance[instrument, :adults] += sign * whole
        books.balance[instrument, debtor] -= sign * int(whole.sum())
    books.balance[HOUSING_LAND, :adults] += whole_cents(housing)
    households.deposit_target[:adults] = books.balance[DEPOSITS, :adults]


LORENZ_POINTS = (
    (0.0, 0.0),
    (0.4, 0.02),
    (0.5, 0.07),
    (0.6, 0.14),
    (0.7, 0.23),
    (0.8, 0.35),
    (0.9, 0.52),
    (0.95, 0.65),
    (0.99, 0.83),
    (1.0, 1.0),
)
"""Lorenz curve of gross wealth of French households in 2010 (INSEE NATnon04244, facts.md 5): share of adults, share
of wealth. It is taken over for adults; the Gini of these points is 0.648 or a little more, INSEE's is 0.662."""


def wealth_at(place: np.ndarray, adults: int) -> np.ndarray:
    """Gross wealth relative to the mean at places 0 to adults - 1 from the poorest, by the French Lorenz curve."""
    return np.asarray(adults * (lorenz((place + 1.0) / adults) - lorenz(place / adults)))


def lorenz(population: np.ndarray) -> np.ndarray:
    """Share of wealth held by the poorest part of the population: monotone cubics through `LORENZ_POINTS`.

    Fritsch and Butland's slopes, as SciPy's `PchipInterpolator`, which takes 12 MB and a tenth of a second to import.
    """
    x, y = np.array(LORENZ_POINTS).T
    width, rise = np.diff(x), np.diff(y) / np.diff(x)
    before, after = 2.0 * width[1:] + width[:-1], width[1:] + 2.0 * width[:-1]
    inner = (before + after) / (before / rise[:-1] + after / rise[1:])
    slope = np.concatenate([[end_slope(width, rise)], inner, [end_slope(width[::-1], rise[::-1])]])
    piece = np.clip(np.searchsorted(x, population, side="right") - 1, 0, len(width) - 1)
    part, run = (population - x[piece]) / width[piece], width[piece]
    return np.asarray(
        y[piece] * (1.0 + 2.0 * part) * (1.0 - part) ** 2
        + y[piece + 1] * part**2 * (3.0 - 2.0 * part)
        + slope[piece] * run * part * (1.0 - part) ** 2
        - slope[piece + 1] * run * part**2 * (1.0 - part)
    )


def end_slope(width: np.ndarray, rise: np.ndarray) -> float:
    """Slope at the first point: of the parabola through three points, kept within what leaves the curve monotone."""
    slope = ((2.0 * width[0] + width[1]) * rise[0] - width[0] * rise[1]) / (width[0] + width[1])
    return float(np.clip(slope, 0.0, 3.0 * rise[0]))


def close_balance_sheet(world: World, values: dict[str, Any]) -> None:
    """Authority's budget and grant, and the bank's position with its head office as the last residual."""
    books, authority, households = world.books, world.authority[0], world.households
    adults = int((households.status != ABSENT).sum())
    bank, budget = bank_account(books), int(books.first[AUTHORITY])
    wages = households.wage[households.status == AUTHORITY_POST].sum() / 100.0
    debt = whole_cents(np.array(values["finance.authority_debt"] * adults))
    books.balance[AUTHORITY_DEBT, budget] = -debt
    books.balance[AUTHORITY_DEBT, bank] = debt
    organisations = world.organisations
    value_added = (organisations.output * (1.0 - organisations.input_share)).sum()
    taxes = values["tax.local_household"] * adults + values["tax.local_organisation"] * value_added
    spending = wages * (1.0 + values["labour.contribution_rate"]) + authority.purchases
    spending += debt / 100.0 * values["finance.loan_rate"] / 12.0
    authority.grant = whole_cents(np.array(spending - taxes))
    books.balance[DEPOSITS, budget] = whole_cents(np.array(values["finance.authority_buffer"] * spending))
    books.balance[DEPOSITS, bank] -= books.balance[DEPOSITS, budget]
    authority.deposit_target = books.balance[DEPOSITS, budget]
    savings = books.balance[SAVINGS, : len(households)].sum() + books.balance[OUTSIDE_ASSETS, : len(households)].sum()
    authority.financial_savings = savings
    position = -int(books.balance[:, bank].sum())
    books.balance[HEAD_OFFICE, bank] = position
    books.balance[HEAD_OFFICE, outside_account(books, HEAD)] = -position


def remember_sellers(world: World) -> None:
    """Habitual sellers and suppliers, met in proportion to their size, as the goods market would have left them."""
    organisations, households = world.organisations, world.households
    total = int(organisations.alive.sum())
    adults = int((households.status != ABSENT).sum())
    visibility = float(world.parameters["demand_visibility"][0])

    def pick(sector: int, draws: np.ndarray) -> np.ndarray:
        rows = np.flatnonzero((organisations.sector[:total] == sector) & (organisations.alive[:total] == 1))
        if len(rows) == 0:
            return np.full(len(draws), NOBODY)
        edges = np.cumsum(organisations.output[rows] ** visibility)
        return rows[np.minimum(np.searchsorted(edges / edges[-1], draws, side="right"), len(rows) - 1)]

    for position, sector in enumerate(CONSUMED):
        world.known_seller[:adults, position] = pick(sector, drawn(world, adults, DRAW_SELLER + 10 + position))
    supply = np.cumsum([world.sectors.supply_share[s] for s in range(len(SECTORS))])
    for slot in range(world.supplier.shape[1]):
        draw = drawn(world, total, DRAW_SELLER + 20 + slot, offset=ORGANISATION_OFFSET)
        sector_draw = drawn(world, total, DRAW_HOME + 20 + slot, offset=ORGANISATION_OFFSET)
        chosen = np.minimum(np.searchsorted(supply / supply[-1], sector_draw, side="right"), len(SECTORS) - 1)
        for s in range(len(SECTORS)):
            rows = np.flatnonzero(chosen == s)
            world.supplier[rows, slot] = pick(s, draw[rows])
