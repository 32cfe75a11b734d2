"""Who stands behind each euro saved together: to the cent, by every rule; and the same euros as a gift."""

import numpy as np
import pytest

from simulation.columns import RETIRED, TALLY
from simulation.phases.economy.finance import settle_organisations
from simulation.phases.economy.rebates import hand_out_gift
from simulation.phases.economy.supply import buy_inputs
from tests.phases.economy_scene import EUR, add_person, booked, cash, flows, lived
from tests.phases.test_finance import settled_world
from tests.phases.test_supply import buyer_world

SAVED = ("saved_outside", "saved_resource", "saved_local")


def saved_by(rebate=0.2, **changes):
    """A buyer of 2,000 EUR here and 2,000 elsewhere, 1,250 of it overheads bought with a rebate."""
    world = buyer_world(**changes)
    world.organisations[0].purchase_rebate = rebate
    lived(world, buy_inputs, 1)
    return world, [int(world.tally[TALLY[name]]) for name in SAVED]


@pytest.mark.parametrize(
    ("resource", "suppliers", "expected"),
    [
        (1.0, "own_mix", [0, 250, 0]),
        (0.0, "here", [0, 0, 250]),
        (0.0, "elsewhere", [250, 0, 0]),
        (0.5, "own_mix", [62.5, 125, 62.5]),
    ],
)
def test_every_euro_saved_has_a_counterparty(resource, suppliers, expected):
    world, saved = saved_by(pooling__resource_share=resource, pooling__suppliers=suppliers)
    assert saved == [round(100 * euros) for euros in expected]
    here = saved[2]
    assert booked(world).get("rebate to pooled buyers", 0) == here
    assert cash(world, 0) == 6_000 * EUR + sum(saved)
    # Suppliers here lose what members save at their cost, to the cent, and nothing else.
    assert world.organisations.revenue[1:3].sum() == 2_000 * EUR - here
    assert cash(world, 1) + cash(world, 2) == 2_000 * EUR - here
    assert world.organisations[0].input_cost == 4_000 * EUR - sum(saved)
    assert world.organisations[0].purchase_saved == sum(saved)
    assert flows(world, "inputs, outside")["rest of France"] == 2_000 * EUR - saved[0] - saved[1]


def test_suppliers_here_never_give_back_more_than_was_bought_of_them():
    world, saved = saved_by(
        rebate=1.0, pooling__resource_share=0.0, pooling__suppliers="here", demand__leak_elasticity=0.0
    )
    assert saved == [0, 0, 1_250 * EUR]
    world = buyer_world(pooling__resource_share=0.0, pooling__suppliers="here")
    world.sectors.local_input_share[:] = 0.1
    world.organisations[0].purchase_rebate = 1.0
    lived(world, buy_inputs, 1)
    assert world.tally[TALLY["saved_local"]] == 400 * EUR
    assert world.tally[TALLY["saved_outside"]] == 850 * EUR


def test_who_loses_by_buying_as_all_do_pays_it_elsewhere():
    world, saved = saved_by(rebate=-0.02)
    assert saved == [0, 0, 0]
    assert world.organisations[0].purchase_saved == -25 * EUR
    assert cash(world, 0) == 5_975 * EUR


@pytest.mark.parametrize("months", [1, 12])
def test_premises_left_empty_are_let_again_with_time_and_their_owner_loses_till_then(months):
    world = settled_world(landlord=1, premises_rebate=0.25, changes={"pooling__reletting_months": 12})
    add_person(world, 1, RETIRED)
    for _ in range(months - 1):
        world.organisations[0].let_again += (1 - world.organisations[0].let_again) / 12
    lived(world, settle_organisations, 1)
    let = 1 - (1 - 1 / 12) ** months
    assert world.tally[TALLY["saved_rent"]] == 100 * EUR
    assert booked(world)["premises let again"] == pytest.approx(100 * EUR * let, abs=1)
    assert world.households[1].income == 300 * EUR + booked(world)["premises let again"]


@pytest.mark.parametrize("kind", ["outside", "resource", "local", "rent", "interest"])
def test_a_gift_is_what_was_saved_to_the_cent_by_overheads_and_from_the_same_givers(kind):
    world = buyer_world()
    lived(world, buy_inputs, 1)
    add_person(world, 1, RETIRED, deposits=1_000 * EUR)
    world.organisations.landlord[:3] = 1
    world.organisations.overhead[:3] = [100, 200, 0]
    before = [cash(world, row) for row in range(3)]
    cost = world.organisations.input_cost[:3].sum() + world.organisations.other_cost[:3].sum()
    world.gift[kind] = 100_01
    lived(world, hand_out_gift, 1)
    assert booked(world) == {"gift of what a pole would save": 100_01}
    gained = np.array([cash(world, row) - before[row] for row in range(3)])
    after = world.organisations.input_cost[:3].sum() + world.organisations.other_cost[:3].sum()
    assert cost - after == 100_01
    if kind == "local":
        # The buyer's first supplier gives a third, the supplier itself gets two thirds from nobody here.
        assert gained.tolist() == [33_34, 66_67 - 33_34, 0]
        assert world.organisations[1].revenue == 1_000 * EUR - 33_34
    else:
        assert gained.tolist() == [33_34, 66_67, 0]
    assert world.households[1].income == (-100_01 if kind == "rent" else 0)


def test_without_a_gift_not_a_byte_moves():
    world = buyer_world()
    lived(world, buy_inputs, 1)
    before = world.organisations.tobytes()
    lived(world, hand_out_gift, 1)
    assert booked(world) == {}
    assert world.organisations.tobytes() == before
