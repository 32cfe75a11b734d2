"""A territory is a model of Mesa: collected, run in batches, copied, looked at and added to like any other."""

import copy
import inspect
import os
import pickle
import subprocess
import sys

import mesa
import numpy as np
import pytest

from simulation import Territory, load_plan
from simulation.choices import ORGANISATION, Choice
from simulation.outcomes import OUTCOME_NAMES

SMALL = {"population.labour_force": 600, "population.burn_in_months": 12}


@pytest.fixture(scope="module")
def plan():
    return load_plan("base", regime="plural", months=12, overrides=SMALL)


@pytest.fixture(scope="module")
def state(plan):
    return Territory.burnt_in(plan, seed=1)


@pytest.fixture
def territory(plan, state):
    return Territory(plan, burnt_in=state)


def views(territory, kind):
    return next(agents for one, agents in territory.agents_by_type.items() if one.__name__ == kind)


# -- collected and run in batches


def test_the_collector_has_every_outcome_of_every_month(territory):
    assert isinstance(territory.datacollector, mesa.DataCollector)
    territory.run_for(2)
    territory.step()
    frame = territory.datacollector.get_model_vars_dataframe()
    assert list(frame.columns) == list(OUTCOME_NAMES)
    np.testing.assert_array_equal(frame.to_numpy(float), territory.outcomes.to_numpy())
    reporter = territory.datacollector.model_reporters["jobs"]
    assert reporter(territory) == territory.outcomes["jobs"].iloc[-1]


def test_another_collector_may_take_its_place(territory):
    territory.datacollector = mesa.DataCollector(model_reporters={"month": "month"})
    territory.datacollector.collect(territory)
    territory.run_for(1)
    territory.datacollector.collect(territory)
    assert list(territory.datacollector.get_model_vars_dataframe()["month"]) == [0, 1]


def test_a_batch_of_mesa_runs_on_the_class_itself(plan):
    rows = mesa.batch_run(
        Territory,
        parameters={"plan": [plan], "regime": ["market", "plural"], "months": 2},
        rng=[1, 2],
        data_collection_period=1,
        display_progress=False,
    )
    assert [row["Step"] for row in rows] == [0, 1, 2] * 4, "each run ends with the months of its plan"
    for row in rows:
        if row["Step"] == 2:
            lived = Territory(plan, regime=row["regime"], rng=row["rng"])
            lived.run_for(2)
            assert {name: row[name] for name in OUTCOME_NAMES} == pytest.approx(
                dict(lived.outcomes.iloc[-1]), rel=0, abs=0, nan_ok=True
            )


def test_a_run_of_mesa_ends_with_the_plan_and_can_be_lived_on(plan, state):
    territory = Territory(plan, months=2, burnt_in=state)
    territory.run_model()
    assert (territory.month, territory.steps, territory.running) == (2, 2, False)
    territory.step()
    assert territory.month == 3


# -- what Mesa's visualisation needs of a model (`mesa.visualization.solara_viz`)


def test_every_parameter_has_a_name_and_a_default():
    parameters = list(inspect.signature(Territory).parameters.values())
    assert {one.kind for one in parameters} == {inspect.Parameter.POSITIONAL_OR_KEYWORD}
    assert inspect.Parameter.empty not in {one.default for one in parameters}


def test_a_territory_is_made_again_from_what_its_controls_say(territory):
    territory.run_for(1)
    again = type(territory)(**{"plan": territory.plan, "regime": "market", "rng": 1, "replicate": 0})
    assert (again.steps, again.month, again.running, again.plan.regime) == (0, 0, True, "market")
    assert len(again.datacollector.get_model_vars_dataframe()) == 1


def test_the_grid_shows_who_stands_where(territory):
    territory.run_for(1)
    grid, land = territory.grid, territory.land_map()
    np.testing.assert_array_equal(grid.use.data, land["use"].T)
    np.testing.assert_array_equal(grid.rent.data, land["rent"].T)
    placed = {agent.uid: cell.coordinate for cell in grid.all_cells for agent in cell.agents}
    assert len(placed) == territory.organisation_count
    parcels = territory.world.parcels
    for agent in views(territory, "Organisation"):
        place = parcels[agent.parcel]
        assert placed[agent.uid] == (place.x, place.y)


@pytest.mark.parametrize("default", [False, True])
def test_the_visualisation_of_mesa_opens_on_a_territory(territory, default):
    solara = pytest.importorskip("solara", reason="Mesa's visualisation needs solara and altair, which are not locked")
    import ipyvuetify
    from mesa.visualization import SolaraViz, make_plot_component

    page = SolaraViz(
        territory,
        components="default" if default else [make_plot_component("jobs", backend="matplotlib")],
        model_params={
            "plan": territory.plan,
            "regime": {"type": "Select", "value": "plural", "values": ["market", "plural"]},
        },
    )
    _, rendered = solara.render(solara.AppLayout(children=[page]), handle_error=False)
    buttons = rendered.find(ipyvuetify.Btn).widgets
    next(button for button in buttons if "Step" in button.children).click()
    assert territory.month == 1
    next(button for button in buttons if "Reset" in button.children).click()
    rendered.close()


# -- copied and sent


def half_way(plan, state):
    territory = Territory(plan, burnt_in=state)
    chosen = int(territory.world.organisations["uid"][0])
    territory.impose([Choice(month, ORGANISATION, chosen, "stance", 5) for month in (2, 3, 5)])
    assert territory.agents
    territory.run_for(3)
    return territory


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_a_copy_made_half_way_lives_on_alike(plan, state, copied):
    territory = half_way(plan, state)
    twin = copied(territory)
    before = twin.state_hash
    territory.run_for(10)
    assert twin.state_hash == before, "a copy is another's"
    twin.run_for(10)
    assert twin.state_hash == territory.state_hash
    assert twin.outcomes.equals(territory.outcomes) and twin.events_log.equals(territory.events_log)
    assert twin.organisation_years.equals(territory.organisation_years)
    assert twin.posts_by_year.equals(territory.posts_by_year)
    assert twin.ledger.balance_sheet().equals(territory.ledger.balance_sheet())
    assert twin.summary == pytest.approx(territory.summary, rel=0, abs=0, nan_ok=True)
    assert twin.closure == territory.closure and twin.choices == territory.choices
    assert [agent.unique_id for agent in twin.agents] == [agent.unique_id for agent in territory.agents]


ELSEWHERE = """
import pickle, sys
territory, state = pickle.load(open(sys.argv[1], "rb"))
territory.run_for(2)
print(territory.state_hash, type(territory)(territory.plan, burnt_in=state).state_hash)
"""


def test_a_copy_and_a_burnt_in_state_live_on_alike_in_another_process(plan, state, tmp_path):
    territory = half_way(plan, state)
    (tmp_path / "sent").write_bytes(pickle.dumps((territory, state)))
    answer = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(tmp_path / "sent")],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    territory.run_for(2)
    assert answer.stdout.split() == [territory.state_hash, Territory(plan, burnt_in=state).state_hash]


# -- views on actors


def test_an_actor_keeps_its_id_from_month_to_month(territory):
    def ids():
        return {(type(one).__name__, one.uid): one.unique_id for one in territory.agents}

    before = ids()
    territory.run_for(12)
    after = ids()
    stayed = before.keys() & after.keys()
    assert len(stayed) > 500 and all(before[actor] == after[actor] for actor in stayed)
    assert after.keys() - before.keys() and before.keys() - after.keys(), "somebody came, somebody went"
    assert not {after[actor] for actor in after.keys() - before.keys()} & set(before.values())


def test_views_are_those_who_live_and_read_the_columns(territory):
    territory.run_for(3)
    assert len(views(territory, "Household")) == territory.household_count
    assert len(views(territory, "Organisation")) == territory.organisation_count
    organisations = territory.world.organisations
    living = organisations[organisations["alive"] == 1]
    assert sorted(views(territory, "Organisation").get("price")) == sorted(living["price"].tolist())
    assert views(territory, "Authority").to_list()[0].deposits >= 0


@pytest.mark.parametrize("name", ["price", "deposits", "sector_name", "uid", "row"])
def test_setting_what_an_actor_has_is_refused_in_a_sentence(territory, name):
    before = territory.state_hash
    with pytest.raises(AttributeError, match=f"{name!r} of organisation .* can be read and not set: impose"):
        views(territory, "Organisation").set(name, 1)
    assert territory.state_hash == before


def test_a_note_of_ones_own_stays_on_an_actor(territory):
    one = views(territory, "Authority").to_list()[0]
    one.colour = "red"
    territory.run_for(1)
    assert views(territory, "Authority").get("colour") == ["red"]


def test_an_actor_cannot_be_taken_out_and_who_is_gone_says_so(territory):
    one = views(territory, "Organisation").to_list()[0]
    with pytest.raises(AttributeError, match="cannot be taken out"):
        one.remove()
    territory.world.organisations["alive"][one.row] = 0
    with pytest.raises(AttributeError, match=f"Organisation {one.uid} lives no more in month 0"):
        _ = one.price
    territory.world.organisations["alive"][one.row] = 1
    territory.world.organisations["uid"][one.row] += 1_000_000
    assert not one.lives, "the row is another's"


def test_a_column_that_is_not_there_is_told(territory):
    with pytest.raises(AttributeError, match="Household has no column 'wage_rate'; there are .*status"):
        _ = views(territory, "Household").to_list()[0].wage_rate


class Journalist(mesa.Agent):
    """Somebody whom a user sends in."""

    def step(self):
        self.seen = self.model.month


def test_an_agent_that_a_user_adds_is_kept(territory):
    one = Journalist(territory)
    for month in (1, 2):
        territory.run_for(1)
        assert one in territory.agents and Journalist in territory.agent_types
        territory.agents_by_type[Journalist].do("step")
        assert one.seen == month
    one.remove()
    territory.run_for(1)
    assert one not in territory.agents
