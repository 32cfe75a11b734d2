"""Declared poles: what is refused, who belongs to them in every arm, and their founding as the document dates it."""

import numpy as np
import pytest

from simulation import PlanError, Territory, load_plan
from simulation.columns import FORM_NAMES, INSERTION, NOBODY
from simulation.declared.sectors import SECTORS, SERVICES
from simulation.initialisation import initialise_territory

SMALL = {"population.labour_force": 800, "population.burn_in_months": 6}
POLE = {
    "name": '"Essai"',
    "month": "6",
    "kind": '"place"',
    "source": '"assumed"',
    "legal_form": "{ month = 8 }",
    "animator": '{ posts = 1, paid_by = [{ who = "region", euros = 12000, from = 8, until = 14 }] }',
    "members": "["
    '{ sector = "services", form = "insertion", count = 2, staff = { class = 6, full = 60 }, depth = 2 },'
    '{ sector = "trade", form = "firm", count = 2, staff = 2, depth = 1 }]',
    "circles": "[{ count = { class = 5, full = 50 }, depth = 1 }]",
}


@pytest.fixture
def written(tmp_path):
    """Write a scenario with one pole, some of its lines changed, and say where it lies."""

    def write(name="try.toml", *, extends="base", more="", months=24, **changes):
        lines = {**POLE, **changes}
        pole = "\n".join(f"{key} = {value}" for key, value in lines.items() if value is not None)
        told = 'title = { en = "try", fr = "essai" }\nquestion = { en = "what?", fr = "quoi ?" }\n'
        path = tmp_path / name
        text = f'extends = "{extends}"\nmonths = {months}\n{told}\n[[poles]]\n{pole}\n{more}'
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"anmator": "1"}, "try.toml: pole 'Essai': unknown key 'anmator'; did you mean 'animator'?"),
        ({"month": None}, "try.toml: pole 'Essai': 'month' is missing"),
        ({"kind": '"plaec"'}, "try.toml: pole 'Essai': unknown kind of pole 'plaec'; did you mean 'place'?"),
        (
            {"source": None},
            'try.toml: pole \'Essai\' has no source; add source = "...", "assumed" for a number of your own.',
        ),
        (
            {"month": "30"},
            "try.toml: pole 'Essai': 'month' is 30 and must be a whole number from -1000000 to 24.",
        ),
        (
            {"legal_form": "{ month = 3 }"},
            "try.toml: pole 'Essai': its legal form is of month 3, before it is founded in month 6.",
        ),
        (
            {"animator": '{ posts = 1, paid_by = [{ who = "region", euros = 9, from = 8, until = 8 }] }'},
            "try.toml: pole 'Essai': a payment ends in month 8, before it has begun in month 8.",
        ),
        (
            {"animator": '{ posts = 1, paid_by = [{ who = "regoin", euros = 9, from = 8, until = 9 }] }'},
            "try.toml: pole 'Essai': unknown payer 'regoin'; did you mean 'region'?",
        ),
        (
            {"members": '[{ sector = "servces", form = "firm", count = 2, staff = 2, depth = 1 }]'},
            "try.toml: pole 'Essai': unknown sector 'servces'; did you mean 'services'?",
        ),
        (
            {"members": '[{ sector = "services", form = "firm", count = 2, staff = 2, depth = 4 }]'},
            "try.toml: pole 'Essai': 'depth' is 4 and must be a whole number from 1 to 3.",
        ),
        (
            {"members": '[{ sector = "services", form = "firm", count = 2, staff = { clas = 1 }, depth = 1 }]'},
            "try.toml: pole 'Essai': unknown size 'clas'; did you mean 'class'?",
        ),
        (
            {"members": '[{ sector = "services", form = "firm", count = 1, staff = 2, depth = 1 }]'},
            "try.toml: pole 'Essai': has 1 members at size 'class'; a pole has 2 at least.",
        ),
        ({"members": "3"}, "try.toml: pole 'Essai': 'members' must be a list of tables."),
        ({"legal_form": '"vote"'}, "try.toml: pole 'Essai': 'legal_form' must be a table of its own."),
        (
            {"members": '[{ sector = "culture", form = "firm", count = 50, staff = 1, depth = 1 }]'},
            "try.toml: declared poles have 50 members in culture, where there are 10 organisations.",
        ),
        (
            {"members": '[{ sector = "culture", form = "firm", count = 5, staff = 9, depth = 1 }]'},
            "try.toml: members of declared poles in culture have a staff of 45; with one post for each of 5 other"
            " organisations that is more than the 35 posts there are.",
        ),
        (
            {"members": '[{ sector = "culture", form = "firm", count = 10, staff = 3, depth = 1 }]'},
            "try.toml: all organisations in culture are members of declared poles; their staff of 30 must then be the"
            " 35 posts there are.",
        ),
        ({"more": f"[[poles]]\nname = {POLE['name']}"}, "try.toml: two poles have the name 'Essai'."),
        ({"more": "[[poles]]\nmonth = 3"}, "try.toml: [[poles]]: 'name' is missing"),
    ],
)
def test_a_bad_declaration_is_refused_in_one_sentence(written, changes, sentence):
    with pytest.raises(PlanError) as refused:
        load_plan(written(**changes))
    assert str(refused.value) == sentence


def test_a_plan_tells_its_poles_and_is_read_back_the_same(written, tmp_path):
    for size in ("class", "full"):
        plan = load_plan(written(), size=size)
        (pole,) = plan.poles
        assert [part.staff for part in pole.members] == [6 if size == "class" else 60, 2]
        stored = tmp_path / f"{size}.toml"
        stored.write_text(plan.text, encoding="utf-8")
        again = load_plan(stored)
        assert again == plan
        assert (again.determinants, again.past) == (plan.determinants, plan.past)


def test_a_scenario_hands_its_poles_on_and_changes_those_of_a_name(written):
    written(
        "parent.toml",
        more='[[poles]]\nname = "Other"\n' + "\n".join(f"{k} = {v}" for k, v in POLE.items() if k != "name"),
    )
    child = load_plan(written("child.toml", extends="parent", month="7"))
    assert [(pole.name, pole.month) for pole in child.poles] == [("Essai", 7), ("Other", 6)]


def test_a_plan_without_poles_does_not_speak_of_them():
    assert load_plan("base").poles == ()
    assert "[[poles]]" not in load_plan("base").text


def test_members_are_in_the_territory_before_the_burn_in_and_posts_of_each_sector_stay(written):
    worlds = [
        initialise_territory(load_plan(path, overrides=SMALL), seed=1, replicate=0) for path in ("base", written())
    ]
    posts = [np.bincount(world.organisations["sector"], world.organisations["posts"]) for world in worlds]
    assert posts[0].tolist() == posts[1].tolist()
    world = worlds[1]
    held = [place for place in world.declared_members if place.staff > 0]
    assert len({place.organisation for place in held}) == len(held) == 4
    for place in held:
        organisation = world.organisations[place.organisation]
        assert (organisation.sector, organisation.form, organisation.posts) == (place.sector, place.form, place.staff)
        assert organisation.social_economy == (FORM_NAMES[place.form] != "firm")
    assert all(place.organisation == NOBODY for place in world.declared_members if place.staff == 0)
    assert sum(place.sector == SERVICES and place.form == INSERTION for place in held) == 2


def lived(plan, months):
    territory = Territory(plan, rng=1)
    for _ in range(months):
        territory.step()
    return territory


def declared_rows(territory):
    poles = territory.world.poles
    return np.flatnonzero((poles["alive"] == 1) & (poles["declared"] > 0))


def test_a_declared_pole_is_founded_on_its_date_in_the_arms_that_found_it(written):
    path = written()
    for regime, founded in (("market", 0), ("unseeded", 0), ("reciprocity", 1), ("plural", 1)):
        territory = lived(load_plan(path, regime=regime, overrides=SMALL), 5)
        assert len(declared_rows(territory)) == 0
        territory.step()
        assert len(declared_rows(territory)) == founded, regime
        if founded:
            world, row = territory.world, int(declared_rows(territory)[0])
            members = np.flatnonzero((world.organisations["pole"] == row) & (world.organisations["alive"] == 1))
            # Four members and five affiliates around them; the members share a site.
            assert len(members) == world.poles[row].members == 9
            depths = np.sort(world.organisations["depth_held"][members]).tolist()
            assert depths == [1] * 7 + [2] * 2
        assert set(territory.closure.values()) == {0}


def test_without_the_founding_nothing_differs(written):
    path = written()
    plans = (
        load_plan(path, regime="unseeded", overrides=SMALL),
        load_plan(path, regime="reciprocity", overrides=SMALL | {"pole.declared": 0}),
    )
    first, second = (lived(plan, 24) for plan in plans)
    assert first.state_hash == second.state_hash
    # Founded beyond the horizon: the arms are the same.
    late = [
        load_plan(written(month="24", legal_form=None), regime=one, overrides=SMALL)
        for one in ("unseeded", "reciprocity")
    ]
    first, second = (lived(plan, 23) for plan in late)
    assert first.outcomes.equals(second.outcomes)


def test_a_declared_pole_takes_its_legal_form_and_what_it_is_paid_is_booked(written):
    territory = Territory(load_plan(written(), regime="reciprocity", overrides=SMALL), rng=1)
    paid = 0.0
    for month in range(1, 15):
        territory.step()
        told = territory.ledger.turnover(month)["support of a declared pole"]
        paid += told
        assert (told > 0.0) == (8 <= month < 14)
        if len(declared_rows(territory)):
            assert territory.world.poles[int(declared_rows(territory)[0])].formal == (month >= 8)
    assert paid == pytest.approx(12_000_00)


def test_who_has_closed_is_replaced_by_the_most_alike_at_the_founding(written):
    plan = load_plan(written(month="3", legal_form=None, circles=None), regime="reciprocity", overrides=SMALL)
    territory = lived(plan, 2)
    world = territory.world
    gone = int(world.declared_members[0].organisation)
    # Its number is another's now, as after a closing whose row was reused.
    world.declared_members[0].uid = 10**9
    territory.step()
    row = int(declared_rows(territory)[0])
    members = np.flatnonzero(world.organisations["pole"] == row)
    assert len(members) == 4
    sectors = sorted(SECTORS[s] for s in world.organisations["sector"][members])
    assert sectors == ["services", "services", "trade", "trade"]
    assert gone in members, "the one that resembles it most is itself"
