"""The month of the economy as ordinary Mesa agents: one object a person, one an organisation, one method a rule.

The rules are those of the model's phases (plans, labour, inputs, investment, payroll, purchases of the authority,
goods market, accounts of organisations, taxes and transfers) with cooperation off, from the state of a territory.
Where the model's customers all ask before any seller serves, so do these: two calls of the agents, one after the other.
Nobody is founded, closes, moves or trades land; money is in EUR and not booked in a ledger; draws are those of Mesa's
own generator. What is compared is therefore statistics over months, not numbers (`beside_mesa`).
"""

import math
from random import Random
from types import SimpleNamespace

import mesa

from simulation import Territory
from simulation.columns import (
    ABSENT,
    ASSOCIATION,
    AUTHORITY_POST,
    COMMUTER,
    EMPLOYED,
    FIRM,
    INSERTION,
    NOBODY,
    STATE_POST,
    UNEMPLOYED,
    World,
)
from simulation.declared import PARAMETERS
from simulation.declared.sectors import CONSUMED, SECTORS, STORABLE
from simulation.phases.economy.plans import technique_row
from simulation.purposes import (
    ARREARS,
    AUTHORITY,
    AUTHORITY_DEBT,
    DEPOSITS,
    EQUIPMENT,
    HOUSING_LOANS,
    LOANS,
    ORGANISATIONS,
)
from simulation.world import read_parameter

CANDIDATES = 3
HOUSEHOLD_FIELDS = ("ability", "sector", "months_unemployed", "quality", "full_time_equivalent")
HOUSEHOLD_MONEY = ("wage", "last_wage", "pension", "income_last", "deposit_target")
ORGANISATION_FIELDS = (
    *("form", "price", "demand", "sold", "capacity", "appeal", "owner_share", "posts", "fte_per_post", "productivity"),
    *("output", "stock", "input_share", "export_weight", "expected_sales", "unit_cost", "markup", "normal_markup"),
    *("wage_offer", "profit_year", "revenue_year", "labour", "base_wage", "normal_use", "land_factor", "wage_memory"),
    *("group_cost_factor", "adjustment", "social_economy"),
)


class Sector:
    """What is declared of a sector, who sells in it, and its exports."""

    def __init__(self, territory: Territory, number: int):
        for path in PARAMETERS:
            if path.startswith(f"sector.{SECTORS[number]}."):
                setattr(self, path.split(".")[2], read_parameter(territory.world, path))
        state = territory.world.sector_state
        self.number = number
        self.storable = number in STORABLE
        self.export_base = float(state.export_base[number])
        self.reference_weight = float(state.reference_weight[number])
        usual = territory.world.techniques[technique_row(number, FIRM)]
        self.usual_sales_per_post = float(usual.productivity * usual.fte_per_post * usual.normal_use)
        self.organisations: list[Organisation] = []
        self.visible: list[Organisation] = []

    def random_seller(self, random: Random) -> "Organisation | None":
        """Organisation met in proportion to its visibility, or none."""
        return random.choice(self.visible) if self.visible else None


class Employer:
    """An employer that is no organisation of the territory: the State, the authority, or one outside."""

    def __init__(self, posts: int, wage: float):
        self.posts = posts
        self.base_wage = self.wage_offer = wage
        self.sector = None
        self.staff: set[Household] = set()


class Household(mesa.Agent):
    """An adult: works or seeks work, buys, is taxed."""

    def __init__(self, model: "Town", fields: dict):
        super().__init__(model)
        self.employer: Organisation | Employer | None = None
        self.known: list[Organisation | None] = []
        self.orders: list[tuple[Organisation, float]] = []
        self.in_labour_force = False
        self.income = 0.0
        self.__dict__.update(fields)

    # -- work

    def leave_post(self) -> None:
        self.employer.staff.discard(self)
        self.employer = None
        self.last_wage, self.wage = self.wage, 0.0
        self.months_unemployed = 0

    def maybe_quit(self) -> None:
        employer = self.employer
        if employer is None or self.random.random() >= self.model.p.labour_separation_rate:
            return
        if isinstance(employer, Organisation) and employer.owner is self:
            return
        self.leave_post()

    def score(self, employer: "Organisation | Employer") -> float:
        value = 0.0
        if isinstance(employer, Organisation):
            value = math.log(employer.wage_offer / self.model.state_wage)
            if employer.sector.number == self.sector:
                value += self.model.attachment
        return value - math.log(-math.log(self.random.random() + 1e-300) + 1e-300)

    def look_for_work(self) -> None:
        vacancies = self.model.vacancies
        if not vacancies:
            self.months_unemployed += 1
            return
        places = [self.random.randrange(len(vacancies)) for _ in range(self.model.applications)]
        best = max(places, key=lambda place: self.score(vacancies[place]))
        employer = vacancies[best]
        vacancies[best] = vacancies[-1]
        vacancies.pop()
        self.take_post(employer)

    def take_post(self, employer: "Organisation | Employer") -> None:
        p = self.model.p
        social = isinstance(employer, Organisation) and employer.social_economy == 1
        spread = p.labour_pay_spread_social if social else p.labour_pay_spread
        if isinstance(employer, Organisation):
            self.full_time_equivalent = employer.fte_per_post
            self.sector = employer.sector.number
        else:
            self.full_time_equivalent = p.labour_full_time_equivalent
        paid = math.exp(spread * self.ability - 0.5 * spread * spread)
        self.quality = max(paid, p.labour_minimum_wage / employer.base_wage)
        self.wage = max(employer.wage_offer * self.quality, p.labour_minimum_wage) * self.full_time_equivalent
        self.employer = employer
        employer.staff.add(self)
        self.months_unemployed = 0

    def receive_public_wage(self) -> None:
        if isinstance(self.employer, Employer):
            self.deposits += self.wage
            self.income += self.wage

    # -- buying

    def weight_of(self, seller: "Organisation") -> float:
        if self.place is None or seller.place is None:
            return seller.pull
        distance = self.model.side * math.dist(self.place, seller.place)
        return seller.pull / (1.0 + self.model.p.demand_distance_cost * distance)

    def search(self, position: int) -> "Organisation | None":
        present = chosen = self.known[position]
        total = self.weight_of(present) * self.model.p.demand_habit if present is not None else 0.0
        for _ in range(CANDIDATES):
            candidate = self.model.consumed[position].random_seller(self.random)
            if candidate is None or candidate is present:
                continue
            weight = self.weight_of(candidate)
            total += weight
            if self.random.random() * total < weight:
                chosen = candidate
        return chosen

    def shop(self) -> None:
        p = self.model.p
        wanted = self.income_last + p.demand_wealth_adjustment * (self.deposits - self.deposit_target)
        budget = max(min(wanted, self.deposits), 0.0)
        vat = p.tax_vat * budget
        searching = self.random.random() < p.demand_search_rate
        self.orders = []
        for position, sector in enumerate(self.model.consumed):
            if searching or self.known[position] is None:
                self.known[position] = self.search(position)
            seller = self.known[position]
            part = (budget - vat) * sector.consumption_share
            self.deposits -= part  # what is not bought here is bought elsewhere
            if seller is not None:
                wanted_here = part * seller.here
                seller.asked += wanted_here
                self.orders.append((seller, wanted_here))
        self.deposits -= vat
        self.model.taxes += vat

    def ask_second_sellers(self) -> None:
        for seller, wanted_here in self.orders:
            if seller.served < 1.0:
                another = seller.sector.random_seller(self.random)
                if another is not None:
                    another.asked += (1.0 - seller.served) * wanted_here

    # -- taxes and transfers

    def settle(self) -> None:
        p = self.model.p
        employer = self.employer
        received = p.tax_other_benefits
        if isinstance(employer, Organisation):
            self.income += employer.profit_share
            self.deposits += employer.profit_share
        elif self.in_labour_force and employer is None:
            insured = self.months_unemployed <= p.tax_benefit_months
            benefit = p.tax_benefit_replacement * self.last_wage if insured else 0.0
            received += max(benefit, p.tax_assistance)
        else:
            received += self.pension
        income = self.income + received
        self.deposits += received
        taxable = max(income - p.tax_income_allowance, 0.0)
        tax = self.pay_at_most(taxable * self.model.income_tax_rate)
        local_tax = self.pay_at_most(p.tax_local_household)
        rent = self.pay_at_most(p.tax_household_rent)
        interest = self.pay_at_most(self.housing_loan * p.finance_housing_rate / 12.0)
        self.model.taxes += tax + local_tax
        self.model.authority_deposits += local_tax
        self.income_last = max(income - tax - local_tax - rent - interest, 0.0)
        self.income = 0.0

    def pay_at_most(self, due: float) -> float:
        paid = max(min(due, self.deposits), 0.0)
        self.deposits -= paid
        return paid


class Organisation(mesa.Agent):
    """A firm, cooperative or association: plans, hires, buys, produces, sells, pays."""

    def __init__(self, model: "Town", fields: dict):
        super().__init__(model)
        self.staff: set[Household] = set()
        self.suppliers: list[Organisation | None] = []
        self.orders: list[tuple[Organisation, float]] = []
        self.owner: Household | None = None
        self.landlord: Household | None = None
        self.profit_share = 0.0
        self.asked, self.served, self.taken = 0.0, 1.0, 0.0
        self.begin_month()
        self.__dict__.update(fields)
        self.associative = self.form in (ASSOCIATION, INSERTION)

    def begin_month(self) -> None:
        self.demand = self.sold = self.revenue = 0.0
        self.input_cost = self.wage_cost = self.other_cost = self.subsidy = 0.0

    # -- plans

    def plan(self) -> None:
        p, random = self.model.p, self.random
        centred = random.random() - 0.5
        laplace = math.copysign(-math.log(1.0 - 2.0 * abs(centred)), centred)
        self.appeal = p.demand_appeal_persistence * self.appeal + p.demand_appeal_shock * laplace
        self.expected_sales += p.price_expectation_speed * (self.demand - self.expected_sales)
        self.size_on_market = self.expected_sales / self.sector.usual_sales_per_post
        size = max(self.size_on_market, p.demand_smallest_size) ** p.demand_visibility
        self.export_weight += p.demand_export_memory * (size - self.export_weight)
        if self.revenue > 0.0:
            self.set_markup()
        self.wage_offer = max(self.base_wage * self.model.wage_level, p.labour_minimum_wage)
        self.unit_cost = self.expected_unit_cost()
        self.set_price()
        self.set_posts()
        self.begin_month()

    def set_markup(self) -> None:
        p = self.model.p
        if self.sector.storable:
            tension = self.demand / max(self.expected_sales, 1.0) - 1.0
        else:
            tension = self.demand / max(self.normal_use * (self.sold + self.capacity), 1.0) - 1.0
        tension = min(max(tension, -p.price_largest_tension), p.price_largest_tension)
        moved = self.markup + p.price_markup_speed * (self.normal_markup - self.markup)
        moved += p.price_markup_slack * tension
        reach = p.price_markup_range * (abs(self.normal_markup) + p.price_markup_reach)
        self.markup = min(max(moved, self.normal_markup - reach), self.normal_markup + reach)

    def expected_unit_cost(self) -> float:
        work = self.base_wage * (1.0 + self.model.p.labour_contribution_rate)
        work /= self.productivity * self.land_factor * self.normal_use
        prices = [supplier.price for supplier in self.suppliers if supplier is not None]
        input_price = 1.0
        if prices:
            input_price += self.sector.local_input_share * (sum(prices) / len(prices) - 1.0)
        return work + self.input_share * input_price * self.group_cost_factor

    def set_price(self) -> None:
        p = self.model.p
        wanted = min(self.unit_cost * (1.0 + self.markup), self.sector.outside_price * (1.0 + p.price_outside_gap))
        change = p.price_largest_change
        self.price = min(max(wanted, self.price * (1.0 - change)), self.price * (1.0 + change))

    def set_posts(self) -> None:
        p, staff = self.model.p, len(self.staff)
        target = self.expected_sales * (1.0 + p.price_spare_capacity)
        if self.sector.storable:
            wanted = p.price_stock_months * self.expected_sales
            target = max(target + p.price_stock_speed * (wanted - self.stock), 0.0)
        per_head = self.labour / staff if staff else self.fte_per_post
        needed = target / (self.productivity * self.land_factor) / max(per_head, 0.05)
        largest = 1.0 + p.labour_largest_staff_change * staff
        self.posts = max(1, staff)
        if needed > staff + p.labour_hiring_threshold:
            step = math.floor((needed - staff + 1.0 - p.labour_hiring_threshold) * self.adjustment)
            self.posts = staff + int(min(max(1.0, step), largest))
        elif needed < staff - p.labour_firing_threshold:
            step = math.floor((staff - needed + 1.0 - p.labour_firing_threshold) * self.adjustment)
            self.posts = max(1, staff - int(min(max(1.0, step), largest)))

    # -- work

    def lay_off(self) -> None:
        surplus = len(self.staff) - self.posts
        if surplus > 0:
            candidates = [household for household in self.staff if household is not self.owner]
            for household in self.random.sample(candidates, min(surplus, len(candidates))):
                household.leave_post()

    def open_vacancies(self) -> None:
        for _ in range(self.posts - len(self.staff)):
            if self.random.random() < self.model.chance_of_candidates:
                self.model.vacancies.append(self)

    def count_work(self) -> None:
        self.labour = sum(household.quality * household.full_time_equivalent for household in self.staff)

    # -- inputs and production

    def set_capacity(self) -> None:
        p = self.model.p
        potential = self.productivity * self.land_factor * self.labour
        if self.sector.storable:
            wanted = p.price_stock_months * self.expected_sales
            target = self.expected_sales + p.price_stock_speed * (wanted - self.stock)
            self.output = min(max(target, 0.0), potential)
            self.capacity = self.stock + self.output
        else:
            self.output = self.capacity = potential

    def set_terms(self) -> None:
        """Pull of this seller, and the part of a budget that is asked of it and not bought elsewhere."""
        p = self.model.p
        self.pull = math.exp(self.appeal) * self.price ** (-p.demand_price_elasticity)
        share = 1.0 - self.sector.outside_consumption_share
        self.here = self.model.local_part(share, self.price, self.sector.outside_price)

    def deliver(self, units: float) -> float:
        self.demand += units
        served = min(units, self.capacity)
        self.capacity -= served
        self.sold += served
        return served

    def serve(self) -> None:
        """Give everyone who asked the same part of what it wants."""
        worth = self.capacity * self.price
        self.served = worth / self.asked if self.asked > worth else 1.0
        self.taken = self.deliver(self.asked / self.price) * self.price
        self.asked = 0.0

    def take_payment(self) -> None:
        self.receive(self.taken)

    def receive(self, paid: float) -> None:
        self.deposits += paid
        self.revenue += paid

    def sell(self, wanted: float) -> float:
        paid = self.deliver(wanted / self.price) * self.price
        self.receive(paid)
        return paid

    def review_supplier(self, slot: int) -> None:
        p, random, present = self.model.p, self.random, self.suppliers[slot]
        if present is None:
            self.suppliers[slot] = self.model.random_supplying_sector().random_seller(random)
            return
        if random.random() >= p.production_supplier_search:
            return
        candidate = present.sector.random_seller(random)
        if candidate is None:
            self.suppliers[slot] = None
            return
        first = present.pull * p.demand_habit
        if random.random() * (first + candidate.pull) >= first:
            self.suppliers[slot] = candidate

    def order_inputs(self) -> None:
        planned = self.output if self.sector.storable else min(self.output, self.expected_sales)
        self.inputs_needed = self.input_share * planned * self.group_cost_factor
        self.orders = []
        means = max(self.deposits, 0.0) + self.credit_room()
        for slot in range(len(self.suppliers)):
            self.review_supplier(slot)
            supplier = self.suppliers[slot]
            if supplier is None or supplier is self:
                continue
            part = self.model.local_part(self.sector.local_input_share, supplier.price, 1.0)
            amount = min(part * self.inputs_needed / len(self.suppliers) * supplier.price, means)
            supplier.asked += amount
            self.orders.append((supplier, amount))
            means -= amount

    def draw_for_inputs(self) -> None:
        """Draw on the line before anybody is paid."""
        self.input_cost = self.payable(sum(supplier.served * amount for supplier, amount in self.orders))

    def pay_for_inputs(self) -> None:
        self.deposits -= self.input_cost
        delivered = sum(supplier.served * amount / supplier.price for supplier, amount in self.orders)
        bill = self.payable(max(self.inputs_needed - delivered, 0.0))
        self.deposits -= bill  # what suppliers here lack is bought elsewhere
        self.input_cost += bill

    # -- investment

    def invest(self) -> None:
        p = self.model.p
        equipment, depreciation = self.equipment, p.production_depreciation
        self.equipment -= equipment * depreciation / 12.0
        value_added = self.revenue_year / 12.0 * (1.0 - self.input_share)
        target = p.production_investment_share * value_added * 12.0 / depreciation
        gap = target - equipment
        wanted = max(equipment * depreciation / 12.0 + p.production_equipment_speed * gap, 0.0)
        reserve = p.production_buffer_kept * p.finance_buffer_months * self.usual_outlays()
        wanted = min(wanted, max(self.deposits - reserve, 0.0))
        if wanted <= 0.0:
            return
        seller = self.model.random_maker_of_equipment()
        if seller is not None and seller is not self:
            seller.asked += wanted * p.production_local_investment
        self.deposits -= wanted  # the rest is bought elsewhere
        self.equipment += wanted

    def usual_outlays(self) -> float:
        return self.wage_memory + self.input_share * self.revenue_year / 12.0

    # -- wages

    def pay_staff(self) -> None:
        owed = sum(household.wage for household in self.staff)
        if owed == 0.0:
            return
        paid = self.payable(owed)
        self.deposits -= paid
        self.arrears += owed - paid  # the guarantee fund pays, and takes the claim
        for household in self.staff:
            household.deposits += household.wage
            household.income += household.wage
        contributions = self.model.p.labour_contribution_rate * owed
        self.pay_tax(contributions)
        self.wage_cost = owed + contributions

    # -- credit

    def credit_room(self) -> float:
        p = self.model.p
        value_added = self.revenue_year / 12.0 * (1.0 - self.input_share)
        limit = p.finance_credit_limit * value_added + p.finance_collateral_share * self.equipment
        return max(limit - self.loans, 0.0)

    def borrow(self, amount: float) -> None:
        self.deposits += amount
        self.loans += amount

    def payable(self, amount: float) -> float:
        missing = amount - self.deposits
        if missing > 0.0:
            self.borrow(min(missing, self.credit_room()))
        return max(min(amount, self.deposits), 0.0)

    def pay_tax(self, due: float) -> float:
        due = max(due, 0.0)
        paid = self.payable(due)
        self.deposits -= paid
        self.arrears += due - paid
        self.model.taxes += paid
        return paid

    # -- exports and the end of the market

    def export(self, orders: float) -> None:
        self.receive(self.deliver(orders) * self.price)

    def keep_stock(self) -> None:
        self.stock = self.capacity if self.sector.storable else 0.0

    # -- accounts

    def settle(self) -> None:
        p = self.model.p
        self.profit_share = 0.0
        if self.associative:
            spare = max(self.deposits - p.finance_buffer_months * self.usual_outlays(), 0.0)
            self.subsidy = max(p.production_social_subsidy * self.revenue - p.finance_payout * spare, 0.0)
            self.deposits += self.subsidy
        value_added = self.revenue - self.input_cost
        local_tax = max(p.tax_local_organisation * value_added, 0.0)
        self.model.authority_deposits += self.pay_tax(local_tax)
        rent = self.pay_rent()
        interest = self.pay_interest()
        self.other_cost = local_tax + rent + interest
        profit = value_added + self.subsidy - self.wage_cost - self.other_cost
        profit -= p.production_investment_share * value_added
        if not self.associative and profit > 0.0:
            tax = p.tax_corporate * profit
            self.pay_tax(tax)
            profit -= tax
        self.remember(profit)
        outlays = self.wage_cost + self.input_cost + self.other_cost
        self.adjust_loans(outlays)
        self.pay_out(outlays)

    def pay_rent(self) -> float:
        rent = self.payable(self.model.p.production_rent * len(self.staff))
        self.deposits -= rent
        if self.landlord is not None:
            self.landlord.deposits += rent
            self.landlord.income += rent
        return rent

    def pay_interest(self) -> float:
        p = self.model.p
        rate = p.finance_loan_rate + p.finance_small_premium / math.sqrt(max(len(self.staff), 1))
        due = self.loans * rate / 12.0
        paid = max(min(due, self.deposits), 0.0)
        self.deposits -= paid
        self.loans += due - paid
        return due

    def remember(self, profit: float) -> None:
        self.profit_year += (profit * 12.0 - self.profit_year) / 12.0
        self.revenue_year += (self.revenue * 12.0 - self.revenue_year) / 12.0
        self.wage_memory += (self.wage_cost - self.wage_memory) / self.model.p.finance_wage_memory_months

    def adjust_loans(self, outlays: float) -> None:
        p = self.model.p
        if self.arrears > 0.0:
            paid = min(self.arrears, p.finance_arrears_share * max(self.deposits, 0.0))
            self.deposits -= paid
            self.arrears -= paid
        target = p.finance_loan_months * max(self.revenue_year / 12.0 * (1.0 - self.input_share), 0.0)
        due = self.loans / p.finance_repayment_months
        due += max(self.loans - target, 0.0) / p.finance_adjustment_months
        repaid = max(min(due, self.deposits - p.finance_outlays_kept * outlays), 0.0)
        owed = self.loans
        self.deposits -= repaid
        self.loans -= repaid
        if self.loans < target and self.profit_year > 0.0:
            wanted = (target - owed) / p.finance_adjustment_months + repaid
            self.borrow(max(min(wanted, self.credit_room()), 0.0))

    def pay_out(self, outlays: float) -> None:
        p = self.model.p
        paid_out = p.finance_payout * max(self.deposits - p.finance_buffer_months * outlays, 0.0)
        if paid_out <= 0.0:
            return
        if self.form == FIRM:
            self.deposits -= paid_out
            if self.owner is not None:
                self.owner.deposits += paid_out * self.owner_share
                self.owner.income += paid_out * self.owner_share
        elif self.staff:
            self.deposits -= paid_out
            self.profit_share = paid_out / len(self.staff)


class Town(mesa.Model):
    """The economy of a territory at its present month, lived on by objects."""

    def __init__(self, territory: Territory, rng: int):
        super().__init__(rng=rng)
        world = territory.world
        self.p = SimpleNamespace(
            **{path.replace(".", "_"): read_parameter(world, path) for path in PARAMETERS if path.count(".") == 1}
        )
        self.sectors = [Sector(territory, number) for number in range(len(SECTORS))]
        self.consumed = [self.sectors[number] for number in CONSUMED]
        self.applications = int(self.p.labour_applications)
        self.attachment = self.p.labour_skill_weight * (1.0 - self.p.policy_training_centre)
        self.take_authority(world)
        self.side = math.sqrt(float(world.parcels.hectares[0]) / 100.0)
        self.vacancies: list[Organisation | Employer] = []
        self.taxes = 0.0
        organisations = self.take_organisations(world)
        self.take_households(world, organisations)

    # -- the state of the territory as objects

    def take_authority(self, world: World) -> None:
        authority, balance = world.authority, world.books.balance
        account = int(world.books.first[AUTHORITY])
        self.state_wage = float(authority.state_wage[0])
        self.income_tax_rate = float(authority.income_tax_rate[0])
        self.unemployment_rate = float(authority.unemployment_rate[0])
        self.unemployment_reference = float(authority.unemployment_reference[0])
        self.grant = float(authority.grant[0]) / 100.0
        self.purchases = float(authority.purchases[0])
        self.purchases_reference = float(authority.purchases_reference[0])
        self.deposit_target = float(authority.deposit_target[0]) / 100.0
        self.authority_deposits = float(balance[DEPOSITS, account]) / 100.0
        self.authority_debt = -float(balance[AUTHORITY_DEBT, account]) / 100.0
        self.state = Employer(int(authority.state_posts[0]), self.state_wage)
        self.authority = Employer(int(authority.posts[0]), self.state_wage)
        self.outside = Employer(int(authority.commuter_posts[0]), self.state_wage)

    def take_organisations(self, world: World) -> dict[int, Organisation]:
        table, balance, first = world.organisations, world.books.balance, int(world.books.first[ORGANISATIONS])
        columns = {name: getattr(table, name).tolist() for name in ORGANISATION_FIELDS}
        places = places_of(world, table.parcel.tolist())
        found = {}
        for row, alive in enumerate(table.alive.tolist()):
            if not alive:
                continue
            fields = {name: values[row] for name, values in columns.items()}
            account = first + row
            fields["place"] = places[row]
            fields["sector"] = self.sectors[int(table.sector[row])]
            fields["deposits"] = float(balance[DEPOSITS, account]) / 100.0
            fields["loans"] = -float(balance[LOANS, account]) / 100.0
            fields["arrears"] = -float(balance[ARREARS, account]) / 100.0
            fields["equipment"] = float(balance[EQUIPMENT, account]) / 100.0
            fields["revenue"] = float(table.revenue[row]) / 100.0
            organisation = found[row] = Organisation(self, fields)
            organisation.sector.organisations.append(organisation)
        for row, organisation in found.items():
            organisation.suppliers = [found.get(supplier) for supplier in world.supplier[row].tolist()]
        return found

    def take_households(self, world: World, organisations: dict[int, Organisation]) -> None:
        table, balance = world.households, world.books.balance
        columns = {name: getattr(table, name).tolist() for name in HOUSEHOLD_FIELDS}
        money = {name: getattr(table, name).tolist() for name in HOUSEHOLD_MONEY}
        places = places_of(world, table.parcel.tolist())
        employers = {STATE_POST: self.state, AUTHORITY_POST: self.authority, COMMUTER: self.outside}
        found = {}
        for row, status in enumerate(table.status.tolist()):
            if status == ABSENT:
                continue
            fields = {name: values[row] for name, values in columns.items()}
            fields |= {name: values[row] / 100.0 for name, values in money.items()}
            fields["deposits"] = float(balance[DEPOSITS, row]) / 100.0
            fields["housing_loan"] = -float(balance[HOUSING_LOANS, row]) / 100.0
            fields["place"] = places[row]
            fields["known"] = [organisations.get(seller) for seller in world.known_seller[row].tolist()]
            fields["in_labour_force"] = EMPLOYED <= status <= UNEMPLOYED
            household = found[row] = Household(self, fields)
            employer = organisations[int(table.employer[row])] if status == EMPLOYED else employers.get(status)
            if employer is not None:
                household.employer = employer
                employer.staff.add(household)
        self.labour_force = [household for household in found.values() if household.in_labour_force]
        for row, organisation in organisations.items():
            owner = int(world.organisations.owner[row])
            organisation.owner = found.get(owner) if owner != NOBODY else None
            organisation.landlord = found.get(int(world.organisations.landlord[row]))

    # -- what many agents ask

    def local_part(self, base_share: float, price: float, outside_price: float) -> float:
        if base_share <= 0.0:
            return 0.0
        pull = base_share * (price / outside_price) ** (-self.p.demand_leak_elasticity)
        return pull / (pull + 1.0 - base_share)

    def random_supplying_sector(self) -> Sector:
        return self.random.choices(self.sectors, [sector.supply_share for sector in self.sectors])[0]

    def random_maker_of_equipment(self) -> Organisation | None:
        left = self.random.random()
        for sector in self.sectors:
            left -= sector.investment_share
            if left < 0.0:
                return sector.random_seller(self.random)
        return None

    # -- the month

    def step(self) -> None:
        """Live one month."""
        households, organisations = self.agents_by_type[Household], self.agents_by_type[Organisation]
        self.taxes = 0.0
        gap = self.unemployment_reference - self.unemployment_rate
        self.wage_level = 1.0 + self.p.labour_wage_curve * gap
        slack = self.unemployment_rate / self.unemployment_reference
        usual = self.p.labour_vacancy_matching
        self.chance_of_candidates = min(usual * slack**self.p.labour_matching_elasticity, 1.0)
        organisations.do("plan")
        self.list_sellers()
        households.do("maybe_quit")
        organisations.do("lay_off")
        self.fill_vacancies(households, organisations)
        organisations.do("set_capacity")
        organisations.do("set_terms")
        self.trade_inputs(organisations)
        self.trade_equipment(organisations)
        organisations.do("pay_staff")
        self.pay_public_wages(households)
        self.buy_for_authority()
        self.trade_goods(households, organisations)
        self.export()
        organisations.do("keep_stock")
        organisations.do("settle")
        households.do("settle")
        self.settle_authority()

    def list_sellers(self) -> None:
        for sector in self.sectors:
            sector.visible = []
            for organisation in sector.organisations:
                slots = int(organisation.size_on_market**self.p.demand_visibility + 0.5)
                sector.visible += [organisation] * max(slots, int(self.p.demand_least_visibility))

    def fill_vacancies(self, households: mesa.agent.AgentSet, organisations: mesa.agent.AgentSet) -> None:
        self.vacancies = []
        organisations.do("open_vacancies")
        for employer in (self.state, self.authority, self.outside):
            self.vacancies += [employer] * max(employer.posts - len(employer.staff), 0)
        seekers = households.select(lambda one: one.in_labour_force and one.employer is None)
        seekers.shuffle_do("look_for_work")
        organisations.do("count_work")
        unemployed = sum(1 for one in self.labour_force if one.employer is None)
        self.unemployment_rate = unemployed / max(len(self.labour_force), 1)

    def trade_inputs(self, organisations: mesa.agent.AgentSet) -> None:
        organisations.do("order_inputs")
        organisations.do("serve")
        organisations.do("draw_for_inputs")
        organisations.do("take_payment")
        organisations.do("pay_for_inputs")

    def trade_equipment(self, organisations: mesa.agent.AgentSet) -> None:
        organisations.do("invest")
        organisations.do("serve")
        organisations.do("take_payment")

    def trade_goods(self, households: mesa.agent.AgentSet, organisations: mesa.agent.AgentSet) -> None:
        households.do("shop")
        organisations.do("serve")
        organisations.do("take_payment")
        households.do("ask_second_sellers")
        organisations.do("serve")
        organisations.do("take_payment")

    def pay_public_wages(self, households: mesa.agent.AgentSet) -> None:
        households.do("receive_public_wage")
        wages = sum(household.wage for household in self.authority.staff)
        contributions = self.p.labour_contribution_rate * wages
        self.spend(wages + contributions)
        self.taxes += contributions

    def spend(self, amount: float) -> None:
        """Let the authority pay, and borrow what it lacks."""
        self.authority_deposits -= amount
        missing = max(-self.authority_deposits, 0.0)
        self.authority_deposits += missing
        self.authority_debt += missing

    def buy_for_authority(self) -> None:
        """Award large contracts, then ask organisations for the rest by size, all for the same part of it."""
        p = self.p
        wanted: dict[Organisation, float] = {}
        for sector in self.sectors:
            budget = self.purchases * sector.authority_share
            large = p.tender_large_share * budget
            if large > 0.0:
                contracts = max(int(12.0 * large / p.tender_size + 0.5), 1)
                for _ in range(contracts):
                    self.award_contract(sector, large / contracts)
            weights = {one: max(one.expected_sales, 1.0) ** p.demand_visibility for one in sector.organisations}
            total_weight = sum(weights.values())
            for organisation, weight in weights.items():
                wanted[organisation] = (budget - large) * weight / total_weight
        total, means = sum(wanted.values()), max(self.authority_deposits, 0.0)
        part = means / total if total > means else 1.0
        for organisation, amount in wanted.items():
            self.authority_deposits -= organisation.sell(part * amount)

    def award_contract(self, sector: Sector, amount: float) -> None:
        p, random = self.p, self.random
        amount = min(amount, max(self.authority_deposits, 0.0))
        outside = sector.outside_price * (1.0 + p.tender_outside_margin)
        lowest, winner = math.inf, None
        for _ in range(int(p.tender_outside_bidders)):
            lowest = min(lowest, outside * (1.0 + p.tender_bid_spread * random.uniform(-1.0, 1.0)))
        for _ in range(int(p.tender_bidders_met)):
            bidder = sector.random_seller(random)
            if bidder is None or bidder.capacity * p.tender_largest_part < amount / bidder.price:
                continue
            price = bidder.price * (1.0 + p.tender_bid_spread * random.uniform(-1.0, 1.0))
            if price < lowest:
                lowest, winner = price, bidder
        self.authority_deposits -= winner.sell(amount) if winner is not None else amount

    def export(self) -> None:
        p = self.p
        for sector in self.sectors:
            sellers = sector.organisations
            weight = sum(seller.export_weight for seller in sellers)
            liked = sum(seller.export_weight * math.exp(seller.appeal) for seller in sellers)
            if weight <= 0.0 or sector.reference_weight <= 0.0:
                continue
            pulls = [
                seller.export_weight
                * math.exp(seller.appeal)
                * (seller.price / sector.outside_price) ** (-p.demand_export_elasticity)
                * (weight / liked)
                for seller in sellers
            ]
            contested = p.demand_export_contestability
            base = weight**contested * sector.reference_weight ** (1.0 - contested)
            held = sector.export_market_share
            orders = sector.export_base * sector.export_demand / base / (held * sum(pulls) / base + 1.0 - held)
            for seller, pull in zip(sellers, pulls, strict=True):
                seller.export(orders * pull)

    def settle_authority(self) -> None:
        p = self.p
        self.authority_deposits += self.grant
        self.spend(self.authority_debt * p.finance_loan_rate / 12.0)
        gap = self.authority_deposits - self.deposit_target
        wanted = self.purchases_reference + gap / p.tax_budget_months
        self.purchases = max(wanted, p.tax_least_purchases * self.purchases_reference)

    # -- what is compared

    @property
    def sales(self) -> float:
        """Sales of the month, EUR."""
        return sum(organisation.revenue for organisation in self.agents_by_type[Organisation])

    @property
    def mean_wage(self) -> float:
        """Mean net wage of the staff of organisations, EUR a month."""
        wages = [one.wage for one in self.labour_force if isinstance(one.employer, Organisation)]
        return sum(wages) / len(wages)


def places_of(world: World, rows: list[int]) -> list[tuple[int, int] | None]:
    """Cells of parcels, or none."""
    across, along = world.parcels.x.tolist(), world.parcels.y.tolist()
    return [(across[row], along[row]) if row >= 0 else None for row in rows]
