"""Sellers as households see them, how they share out what they have, and the staff that a closing finds."""

from collections import Counter

import numpy as np
import pytest

from simulation import Territory, load_plan
from simulation.columns import ABSENT, EMPLOYED, NOBODY
from simulation.declared.sectors import CONSUMED, TRADE
from simulation.draws import STREAM, uniform
from simulation.phases.economy.goods_market import (
    PULL,
    SITE_X,
    nearness_by_distance,
    open_stalls,
    sell_to_households,
    weight_of,
)
from simulation.phases.economy.liquidation import chain_staff
from simulation.phases.economy.plans import list_sellers
from simulation.phases.economy.supply import local_part, random_seller, seller_pull
from simulation.purposes import DEPOSITS, PURPOSE
from tests.phases.economy_scene import add_person, lived, small_economy
from tests.phases.land_scene import add_organisation


@pytest.fixture(scope="module")
def world():
    territory = Territory(load_plan("mono_industry", overrides={"demand.distance_cost": 0.25}), rng=3)
    territory.run_for(13)
    return territory.world


def test_attraction_falls_with_the_distance_in_kilometres(world):
    side = np.sqrt(world.parcels["hectares"][0] / 100.0)
    near = nearness_by_distance(world)
    assert near[0] == 1.0
    assert near[3 * 3 + 4 * 4] == pytest.approx(1.0 / (1.0 + 0.25 * 5.0 * side), rel=1e-14)
    largest = (world.parcels["x"].max(), world.parcels["y"].max())
    assert len(near) == largest[0] ** 2 + largest[1] ** 2 + 1 and (np.diff(near) < 0.0).all()


def test_distance_counts_only_between_places_on_the_map(world):
    stalls, near = open_stalls(world, np.empty(len(world.organisations))), nearness_by_distance(world)
    seller = int(np.flatnonzero((stalls[:, PULL] > 0.0) & (stalls[:, SITE_X] >= 0.0))[0])
    pull, x, y = stalls[seller]
    assert weight_of(seller, stalls, near, x, y) == pull
    assert weight_of(seller, stalls, near, -1.0, -1.0) == pull
    across = 1.0 if x == 0.0 else -1.0
    assert weight_of(seller, stalls, near, x + across, y) == pull * near[1]
    stalls[seller, SITE_X] = -1.0
    assert weight_of(seller, stalls, near, 0.0, 0.0) == pull


def test_only_the_living_open_a_stall_and_draw_buyers_by_price_and_appeal(world):
    here = np.empty(len(world.organisations))
    stalls, organisations = open_stalls(world, here), world.organisations
    alive = organisations["alive"] == 1
    np.testing.assert_array_equal(here >= 0.0, alive)
    np.testing.assert_array_equal(stalls[:, PULL] > 0.0, alive)
    assert (stalls[~alive, SITE_X] == -1.0).all()
    for o in np.flatnonzero(alive)[::20]:
        sector = world.sectors[int(organisations.sector[o])]
        assert stalls[o, PULL] == pytest.approx(seller_pull(world, o), rel=1e-13)
        part = local_part(
            1.0 - sector.outside_consumption_share,
            organisations.price[o],
            sector.outside_price,
            world.parameters[0].demand_leak_elasticity,
        )
        assert here[o] == pytest.approx(part, rel=1e-13)


def market_world(incomes=(100_000, 300_000, 50_000), capacity=(1e9, 1e9), **changes):
    """Households that spend all they have in one sector, where there are two sellers; all know the first one."""
    world = small_economy(households=len(incomes), organisations=3, demand__search_rate=0.0, tax__vat=0.0, **changes)
    world.sectors.consumption_share[:] = 0.0
    world.sectors.consumption_share[TRADE] = 1.0
    world.sectors.outside_consumption_share[:] = 0.0
    for row, income in enumerate(incomes):
        add_person(world, row, EMPLOYED, deposits=income, income_last=income, deposit_target=income)
    world.known_seller[:] = NOBODY
    for o in range(2):
        add_organisation(world, o, sector=TRADE, price=1.0, posts=1)
        world.organisations[o].capacity = capacity[o]
    world.known_seller[:, CONSUMED.index(TRADE)] = 0
    list_sellers(world)
    return world


def spent(world):
    """Cents that each household has spent here, by the journal."""
    journal = world.books.journal[: world.books.journal_length[0]]
    mine = journal[journal[:, 1] == PURPOSE["consumption, local"]]
    return [int(mine[mine[:, 4] == h, 5].sum()) for h in range(len(world.households))]


def test_who_has_enough_sells_to_all():
    world = market_world()
    lived(world, sell_to_households, 1)
    assert spent(world) == [100_000, 300_000, 50_000]
    assert world.organisations.revenue[:2].tolist() == [450_000, 0]
    assert world.organisations[0].sold == world.organisations[0].demand == 4_500.0


def test_who_has_too_little_gives_each_the_same_part_and_the_second_seller_the_rest():
    # 1,500 of 4,500 units: a third of what each wants. The second seller has them in full, if it is the one who is met.
    for month in range(1, 13):
        world = market_world(capacity=(1_500.0, 1e9))
        lived(world, sell_to_households, month)
        assert world.organisations.revenue[0] in (149_998, 149_999, 150_000)
        journal = world.books.journal[: world.books.journal_length[0]]
        first = journal[(journal[:, 1] == PURPOSE["consumption, local"]) & (journal[:, 3] == world.books.first[1])]
        assert [int(first[first[:, 4] == h, 5].max()) for h in range(3)] == [33_333, 100_000, 16_666]
        assert all(third <= got for third, got in zip((33_333, 100_000, 16_666), spent(world), strict=True))
        # The first seller has none left: who meets it again is not served.
        assert world.organisations.revenue[1] == sum(spent(world)) - world.organisations.revenue[0]
        assert world.organisations[0].demand >= 4_500.0


def test_the_order_of_households_and_sellers_is_no_matter():
    incomes = tuple(20_000 + 7_919 * k % 90_000 for k in range(30))
    there = market_world(incomes, capacity=(9_000.0, 800.0))
    back = market_world(incomes[::-1], capacity=(9_000.0, 800.0))
    # Whoever a household is goes with it: its number, from which it draws.
    back.households.uid[:] = back.households.uid[::-1].copy()
    for world in (there, back):
        lived(world, sell_to_households, 5)
    assert spent(there) == spent(back)[::-1]
    assert there.organisations.revenue[:2].tolist() == back.organisations.revenue[:2].tolist()
    assert there.organisations.demand[:2].tolist() == back.organisations.demand[:2].tolist()


def plain_market(world, month):
    """What each household should spend here and each organisation take, cents, told one purchase after the other."""
    p, sectors, organisations = world.parameters[0], world.sectors, world.organisations
    wants, here = [], np.empty(len(organisations))
    open_stalls(world, here)
    for h in range(len(world.households)):
        if world.households[h].status == ABSENT:
            continue
        household = world.households[h]
        deposits = int(world.books.balance[DEPOSITS, h])
        budget = int(household.income_last) + int(
            p.demand_wealth_adjustment * (deposits - int(household.deposit_target))
        )
        budget = max(min(budget, deposits), 0)
        net = budget - int(p.tax_vat * budget)
        for position, sector in enumerate(CONSUMED):
            seller = int(world.known_seller[h, position])
            if seller != NOBODY:
                wants.append((h, position, seller, int(net * sectors[sector].consumption_share * here[seller])))
    got, left = Counter(), {o: organisations[o].capacity for o in range(len(organisations))}
    taken, short = Counter(), []
    for seller, mine in groups(wants).items():
        served = share_out(mine, left[seller] * 100.0 * organisations[seller].price)
        for (h, position, _, wanted), cents in zip(mine, served, strict=True):
            got[h] += cents
            taken[seller] += cents
            if sum(served) < sum(want[3] for want in mine):
                draw = uniform(world.key[0], STREAM["habit_candidate"], month, world.households[h].uid, 64 + position)
                short.append((h, position, int(random_seller(world, CONSUMED[position], draw)), wanted - cents))
    for o, cents in taken.items():
        left[o] = max(left[o] - cents / (100.0 * organisations[o].price), 0.0)
    for seller, mine in groups([want for want in short if want[2] != NOBODY]).items():
        served = share_out(mine, left[seller] * 100.0 * organisations[seller].price)
        for (h, *_), cents in zip(mine, served, strict=True):
            got[h] += cents
            taken[seller] += cents
    return got, taken


def groups(wants):
    """Purchases by seller."""
    by_seller = {}
    for want in wants:
        by_seller.setdefault(want[2], []).append(want)
    return by_seller


def share_out(wants, cents):
    """Cents that each gets of a seller who has goods for so many."""
    asked, has = sum(want[3] for want in wants), int(cents)
    return [want[3] if asked <= has else want[3] * has // asked for want in wants]


@pytest.mark.parametrize("plenty", [1.0, 0.7])
def test_the_market_is_that_of_a_plain_account(plenty):
    territory = Territory(load_plan("mono_industry", overrides={"demand.search_rate": 0.0}), rng=5)
    territory.run_for(2)
    world = territory.world
    world.organisations.capacity[:] = plenty * np.maximum(world.organisations.expected_sales, 1.0)
    world.organisations.revenue[:] = 0
    # Nobody lacks a seller, so that nobody looks for one.
    for position, sector in enumerate(CONSUMED):
        known = world.known_seller[:, position]
        living = np.flatnonzero((world.organisations.sector == sector) & (world.organisations.alive == 1))
        known[(known == NOBODY) | (world.organisations.alive[known] == 0)] = living[0]
    got, taken = plain_market(world, 3)
    before = world.books.flows[PURPOSE["consumption, local"]].copy()
    sell_to_households(world, 3)
    takings = {o: int(cents) for o, cents in enumerate(world.organisations.revenue) if cents}
    assert takings == {o: cents for o, cents in taken.items() if cents}
    assert world.books.flows[PURPOSE["consumption, local"], 0] - before[0] == -sum(got.values())


def test_the_chain_of_an_organisation_holds_its_whole_staff_in_the_order_of_rows(world):
    first, following = chain_staff(world)
    employed = world.households["status"] == EMPLOYED
    for o in range(len(world.organisations)):
        found, h = [], first[o]
        while h != NOBODY:
            found.append(int(h))
            h = following[h]
        assert found == np.flatnonzero(employed & (world.households["employer"] == o)).tolist()
        if world.organisations["alive"][o] == 1:
            assert len(found) == world.organisations["staff"][o]
