"""What an organisation expects of joining a joint project, with the parameters by which projects then run."""

from simulation.columns import World
from simulation.kernels import kernel
from simulation.phases.poles.pool_terms import hour_cost, wage_bill
from simulation.rules.stance import project_utility
from simulation.rules.stance_rules.conditional import conditional_effort


@kernel
def project_value(world: World, month: int, o: int, depth: int) -> float:
    """Return the utility of joining a joint project, in wage bills a month, the same at every depth."""
    p, organisation = world.parameters[0], world.organisations[o]
    if p.project_gross_return <= 0.0:
        return 0.0
    bill = wage_bill(organisation, p.stance_least_wage_bill)
    members = float(p.project_members_needed + 1)
    contribution = p.project_contribution_share * bill
    return project_utility(
        min(p.project_success_probability * (1.0 + p.policy_circles), 1.0),
        1.0 / members,
        p.project_gross_return,
        1.0 + p.project_complementarity_hoped * p.project_complementarity,
        conditional_effort(organisation.player_type, organisation.belief, p.stance_matching),
        contribution,
        (members - 1.0) * organisation.belief * contribution,
        p.project_coordination_hours * hour_cost(organisation, p.labour_contribution_rate),
        bill,
    )


@kernel
def project_gain_lived(world: World, o: int) -> float:
    """Return what the last joint project brought, EUR a month over its length; 0 before the first."""
    return world.organisations[o].project_memory
