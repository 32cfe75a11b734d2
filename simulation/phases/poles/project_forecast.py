"""What an organisation expects of joining a joint activity, with the plan by which activities are then prepared."""

from simulation.columns import World
from simulation.kernels import kernel
from simulation.phases.poles.activity_plan import hoped_return
from simulation.phases.poles.pool_terms import hour_cost, wage_bill
from simulation.rules.stance import project_utility
from simulation.rules.stance_rules.conditional import conditional_effort


@kernel
def project_value(world: World, month: int, o: int, depth: int) -> float:
    """Return the utility of joining a joint activity, in wage bills a month, the same at every depth.

    What is pledged is a public good among the partners: each euro brings them together what they hope to get of the
    activity, whoever gave it.
    """
    p, organisation = world.parameters[0], world.organisations[o]
    if p.project_start_rate == 0.0:
        return 0.0
    bill = wage_bill(organisation, p.stance_least_wage_bill)
    members = float(p.project_members_needed + 1)
    contribution = p.project_contribution_share * bill
    return project_utility(
        p.project_hoped_success,
        1.0 / members,
        hoped_return(world, organisation.sector),
        1.0,
        conditional_effort(organisation.player_type, organisation.belief, p.stance_matching),
        contribution,
        (members - 1.0) * organisation.belief * contribution,
        p.project_coordination_hours * hour_cost(organisation, p.labour_contribution_rate),
        bill,
    )


@kernel
def project_gain_lived(world: World, o: int) -> float:
    """Return what joint activities bring, EUR a month, by the memory of it; 0 before the first."""
    return world.organisations[o].project_memory
