"""A small territory in which every phase acts: its outcomes and its state, as text that holds every bit."""

import numpy as np

from simulation import Territory, load_plan
from simulation.columns import TALLIES

MONTHS = 24

LIVELY = {
    "population.labour_force": 320,
    "population.organisations": 60,
    "population.burn_in_months": 2,
    # poles: partners with a past, a legal form soon, animators paid, checks each month, capital held together
    "pole.initial_members": 16,
    "pole.initial_sector": "any",
    "pole.initial_trust": 0.9,
    "pole.founders_needed": 3,
    "pole.call_rate": 100.0,
    "trust.caution": 0.2,
    "pole.needs_leader": 0,
    "pole.informal_months": 2,
    "pole.minimum_members": 4,
    "pooling.advance_share": 1.0,
    "pole.starting_hours": 0.0,
    "pole.entry_hours": 0.0,
    "stance.reconsideration": 1.0,
    "stance.exploration": 0.3,
    "trust.outside_meetings": 1.0,
    "animation.cost": 400.0,
    "animation.running_costs": 100.0,
    "animation.patience": 2,
    "monitoring.probability": 0.9,
    "monitoring.required_effort": 0.8,
    "pooling.post_sharing": 1.0,
    "pooling.base_hours": 0.0,
    "monitoring.suspension_months": 1,
    "vote.rule": "colleges",
    # projects and tenders
    "project.entrepreneur_share": 0.8,
    "project.start_rate": 6.0,
    "project.members_needed": 2,
    "project.preparation_months": 3,
    "project.capital_per_post": 800.0,
    "project.permit_months": 2,
    "project.contribution_share": 0.1,
    "tender.size": 20_000.0,
    # land
    "land.sale_rate": 0.2,
    "land.permit_months": 1,
    "land.building_months": 3,
    "land.pre_emption_share": 0.7,
    "land.community_share": 0.5,
    "land.housing_demand": 1.5,
    "land.second_home_demand": 2.0,
    "land.stud_demand": 2.0,
    "land.offer_public_land": True,
    "land.public_hectares": 7.0,
    "land.public_permit_months": 1,
    "land.venture_equity": 1000.0,
    # concentration, anchoring, lives
    "concentration.sector": "services",
    "concentration.take_over_rate": 12.0,
    "concentration.public_take_over_rate": 12.0,
    "concentration.attachment": 0.0,
    "anchoring.relocation_rate": 1.0,
    "anchoring.resident_weight": 1.0,
    "anchoring.edge_tolerated": 0.0,
    "anchoring.full_edge": 0.01,
    "sector.main_industry.outside_price": 0.9,
    "sector.manufacturing.outside_price": 0.9,
    "anchoring.reshoring_rate": 5.0,
    "life.retirement_rate": 0.3,
    "life.dissolution_rate": 0.2,
    "life.successor_size": 4.0,
    "life.outside_buyers": 3.0,
    "finance.outside_size": 10.0,
    "life.strain_limit": 0.1,
    "life.loss_patience": 12,
    "life.entry_rate": 0.5,
    "life.buy_out_rate": 1.0,
    "life.buy_out_staff": 1,
    # how organisations differ, and what they pay
    "productivity.spread": 0.4,
    "productivity.newcomer_gap": 0.3,
    "productivity.equipment_elasticity": 0.4,
    "price.pass_through": 0.4,
    "labour.rent_sharing": 0.4,
    "labour.largest_raise": 0.1,
    # moves of people
    "migration.rate": 0.1,
    "migration.answer_to_pay": 3.0,
    "migration.answer_to_housing": 2.0,
    "population.inactive_share": 0.2,
    "activity.leaving_rate": 0.05,
    "activity.answer": 1.0,
    # money of the public and of citizens
    "policy.start_month": 3,
    "policy.envelope_per_active": 60.0,
    "policy.funding": "levy",
    "policy.seed_cheque": 6000.0,
    "policy.project_cheque": 300.0,
    "policy.authority_role": "leader",
    "policy.label": 0.5,
    "policy.label_selection": 1.0,
    "policy.one_roof": 1,
    "policy.training_centre": 0.5,
    "population.cooperative_part": 0.6,
    "finance.citizen_rate": 1.0,
    "finance.citizen_saving_ceiling": 0.05,
    "finance.buffer_months": 1.5,
    "population.saver_share": 0.9,
    "finance.public_loan": 5000.0,
}


def lived() -> tuple[str, dict[str, float], dict[str, int]]:
    """Live the months.

    Returns
    -------
    str
        Hash of the state, then every outcome of every month as a hexadecimal number, one a line.
    dict
        What was counted in all months, by name (`simulation.columns.TALLIES`).
    dict
        Largest error of each account, cents.
    """
    territory = Territory(load_plan("base", regime="plural", overrides=LIVELY), rng=7)
    counted = np.zeros(len(TALLIES))
    for _ in range(MONTHS):
        territory.step()
        counted += territory.world.tally
    lines = [f"state {MONTHS} {territory.state_hash}"]
    outcomes = territory.outcomes
    for name in outcomes:
        lines += [f"{name} {month} {float(value).hex()}" for month, value in outcomes[name].items()]
    return "\n".join(lines), dict(zip(TALLIES, counted.tolist(), strict=True)), territory.closure


if __name__ == "__main__":
    print(lived()[0])
