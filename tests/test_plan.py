"""Plans: what is refused and in which words; what a regime means."""

from functools import partial

import pytest

from simulation.declared import PARAMETERS
from simulation.mechanisms import MECHANISMS
from simulation.plan import REGIMES, SIZES, PlanError, load_plan, nearest, read_settings
from tests.small_scenarios import ELASTICITY, HEAD, event, refusal, write_scenario


@pytest.fixture
def scenario(tmp_path):
    return partial(write_scenario, tmp_path)


# -- what is declared


@pytest.mark.parametrize("path", ["regime.reciprocity_allowed", "regime.money", "policy.pole_share"])
def test_what_a_regime_sets_is_declared(path):
    assert path in PARAMETERS


@pytest.mark.parametrize("parameter", PARAMETERS.values(), ids=list(PARAMETERS))
def test_a_declaration_is_complete(parameter):
    for told in (parameter.unit, parameter.source, parameter.label_en, parameter.label_fr):
        assert told.strip()
    assert parameter.mechanism is None or parameter.mechanism in MECHANISMS
    for value in (parameter.default, parameter.off):
        if value is not None and parameter.choices:
            assert value in parameter.choices
        elif value is not None:
            assert parameter.low <= value <= parameter.high


# -- names


@pytest.mark.parametrize(
    ("name", "close"),
    [
        ("recprocity", "reciprocity"),
        ("Market", "market"),
        ("plural-untargeted", "plural_untargeted"),
        ("xyz", None),
    ],
)
def test_the_nearest_name_is_found(name, close):
    assert nearest(name, REGIMES) == close


def test_an_unknown_scenario_is_refused_with_the_nearest():
    assert refusal("mono_industri") == "unknown scenario 'mono_industri'; did you mean 'mono_industry'?"


def test_a_scenario_like_none_is_refused_with_the_list():
    assert refusal("zzz").startswith("unknown scenario 'zzz'; allowed: base, ")


def test_a_missing_file_is_refused(tmp_path):
    assert "there is no scenario file" in refusal(tmp_path / "absent.toml")


def test_an_unknown_regime_and_size_are_refused(scenario):
    assert refusal(scenario(), regime="plurl") == "unknown regime 'plurl'; did you mean 'plural'?"
    assert "allowed: class, full" in refusal(scenario(), size="huge")


def test_an_unknown_parameter_is_refused_with_the_nearest(scenario):
    body = '[parameters]\n"demand.price_elastisity" = { value = 1.0, source = "x" }\n'
    assert refusal(scenario(body)) == (
        "mine.toml: unknown parameter 'demand.price_elastisity'; did you mean 'demand.price_elasticity'?"
    )
    told = refusal(scenario(), overrides={"price_elasticity": 1.0})
    assert told == "overrides: unknown parameter 'price_elasticity'; did you mean 'demand.price_elasticity'?"


@pytest.mark.parametrize(
    ("body", "wrong", "right"),
    [
        ("[paramters]\n", "paramters", "parameters"),
        (f'[parameters]\n"{ELASTICITY}" = {{ valeu = 1.0, source = "x" }}\n', "valeu", "value"),
        (event(untill=14), "untill", "until"),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest(scenario, body, wrong, right):
    told = refusal(scenario(body))
    assert told.startswith("mine.toml") and repr(wrong) in told and f"did you mean {right!r}?" in told


# -- numbers


def test_a_value_out_of_range_is_refused_with_range_and_unit(scenario):
    body = f'[parameters]\n"{ELASTICITY}" = {{ value = 99.0, source = "x" }}\n'
    expected = "'demand.price_elasticity' is 99 and must lie between 0 and 12 (1)."
    assert refusal(scenario(body)) == f"mine.toml: {expected}"
    assert refusal(scenario(), overrides={ELASTICITY: 99}) == f"overrides: {expected}"


def test_a_value_out_of_range_in_the_other_size_is_refused_too(scenario):
    body = '[parameters]\n"population.labour_force" = { class = 3000, full = 5000000, source = "x" }\n'
    assert "is 5000000 and must lie between 200 and 200000 (people)" in refusal(scenario(body), size="class")


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_a_value_that_is_no_number_is_refused(scenario, value):
    body = f'[parameters]\n"{ELASTICITY}" = {{ value = {value}, source = "x" }}\n'
    assert "must lie between 0 and 12" in refusal(scenario(body))


@pytest.mark.parametrize(
    ("path", "value", "wanted"),
    [
        (ELASTICITY, "many", "'many' and must be a number between 0 and 12 (1)"),
        (ELASTICITY, True, "true and must be a number"),
        (ELASTICITY, [1.0], "must be a number"),
        ("labour.applications", 2.5, "2.5 and must be a whole number between 1 and 20 (vacancies)"),
        ("land.offer_public_land", "perhaps", "'perhaps' and must be true or false"),
        ("land.offer_public_land", 2, "2 and must be true or false"),
        ("concentration.target", 1, "must be one of the names weakest, most_attractive"),
        ("concentration.target", "weekest", "did you mean 'weakest'?"),
        (ELASTICITY, "2,5", "write decimals with a point: 2.5"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused(scenario, path, value, wanted):
    told = refusal(scenario(), overrides={path: value})
    assert wanted in told and path in told


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        (ELASTICITY, "2.5", 2.5),
        (ELASTICITY, "1e-3", 0.001),
        ("labour.applications", "7", 7),
        ("land.offer_public_land", "on", True),
        ("land.offer_public_land", "0", False),
        ("concentration.target", "most_attractive", "most_attractive"),
    ],
)
def test_a_value_typed_on_a_command_line_is_read(scenario, path, text, value):
    read = load_plan(scenario(), overrides={path: text}).values[path]
    assert read == value and type(read) is type(value)


def test_pairs_of_a_command_line_are_read_or_refused():
    assert read_settings(["a.b=1", "c = x "]) == {"a.b": "1", "c": "x"}
    for wrong in ("a.b", "=1", "a.b="):
        with pytest.raises(PlanError, match="--set takes PATH=VALUE"):
            read_settings([wrong])


@pytest.mark.parametrize(
    "entry", ["2.0", "{ value = 2.0 }", '{ value = 2.0, source = " " }', "{ value = 2.0, assumed = false }"]
)
def test_a_number_without_source_is_refused(scenario, entry):
    told = refusal(scenario(f'[parameters]\n"{ELASTICITY}" = {entry}\n'))
    assert "has no source" in told and ELASTICITY in told and '"assumed"' in told


def test_a_number_may_be_marked_assumed(scenario):
    plan = load_plan(scenario(f'[parameters]\n"{ELASTICITY}" = {{ value = 2.0, assumed = true }}\n'))
    assert plan.values[ELASTICITY] == 2.0 and plan.sources[ELASTICITY] == "assumed"


@pytest.mark.parametrize("entry", ['{ source = "x" }', '{ value = 1.0, full = 2.0, source = "x" }'])
def test_a_number_is_given_once(scenario, entry):
    assert "needs either 'value'" in refusal(scenario(f'[parameters]\n"{ELASTICITY}" = {entry}\n'))


def test_a_number_given_in_two_spellings_is_refused(scenario):
    entry = '{ value = 1.0, source = "x" }'
    body = f'[parameters]\n"{ELASTICITY}" = {entry}\ndemand.price_elasticity = {entry}\n'
    assert "given twice" in refusal(scenario(body))


def test_sizes_differ_where_the_scenario_says_so(scenario):
    path = scenario('[parameters]\n"population.labour_force" = { class = 900, full = 9000, source = "x" }\n')
    found = [load_plan(path, size=size).values["population.labour_force"] for size in SIZES]
    assert found == [900, 9000]


@pytest.mark.parametrize("name", ["jobs_share", "consumption_share", "supply_share"])
def test_shares_of_sectors_must_add_up_to_one(scenario, name):
    path = f"sector.trade.{name}"
    told = refusal(scenario(), overrides={path: PARAMETERS[path].default + 0.05})
    assert f"'sector.*.{name}' add up to 1.05 and must add up to 1" in told and "by -0.05" in told


def test_shares_of_player_types_must_add_up_to_one(scenario):
    told = refusal(scenario(), overrides={"stance.share_free_rider": 0.5})
    assert "'stance.share_*' add up to 1.17 and must add up to 1" in told


def test_shares_that_add_up_are_accepted(scenario):
    changes = {"sector.trade.jobs_share": 0.25, "sector.services.jobs_share": 0.24}
    load_plan(scenario(), overrides=changes)


# -- the file


def test_broken_toml_is_refused_with_file_and_line(scenario):
    assert refusal(scenario("months = = 3\n", head="\n\n")).startswith("mine.toml, line 3: not valid TOML")


def test_a_decimal_comma_in_a_file_is_explained(scenario):
    told = refusal(scenario(f'[parameters]\n"{ELASTICITY}" = {{ value = 2,5, source = "x" }}\n'))
    assert told.startswith("mine.toml, line 6: not valid TOML") and "write decimals with a point: 2.5" in told


def test_a_file_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes(b"# a\n# \xe9t\xe9\n")
    assert refusal(path) == "mine.toml, line 2: not in UTF-8; save the file as UTF-8."


def test_a_file_saved_on_windows_is_read(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes(("\ufeff" + HEAD.lstrip()).replace("\n", "\r\n").encode())
    assert load_plan(path).title["fr"] == "Un titre"


@pytest.mark.parametrize("missing", ["title", "question"])
def test_title_and_question_are_needed_in_both_languages(scenario, missing):
    head = "\n".join(line for line in HEAD.splitlines() if not line.startswith(missing))
    assert f"{missing!r} must be given in English and in French" in refusal(scenario(head=head))
    assert "'fr' is missing" in refusal(scenario(f'\n[{missing}]\nen = "Only"\n', head=head))


@pytest.mark.parametrize("months", ["0", "-3", "2.5", "true", '"ten"', "5000"])
def test_months_are_a_whole_number_in_range(scenario, months):
    head = HEAD.replace("120", months)
    assert "must be a whole number between 1 and 1200" in refusal(scenario(head=head))


def test_months_asked_for_are_checked_too(scenario):
    assert "'months' is 0 and must be a whole number between 1 and 1200" in refusal(scenario(), months=0)
    assert load_plan(scenario(), months=7).months == 7


def test_a_scenario_extends_another_beside_it_or_the_base(scenario):
    first = f'[parameters]\n"{ELASTICITY}" = {{ value = 2.0, source = "first" }}\n' + event()
    scenario(first, name="first.toml")
    plan = load_plan(scenario(head='extends = "first"\n' + HEAD, name="second.toml"))
    assert plan.values[ELASTICITY] == 2.0 and plan.sources[ELASTICITY] == "first" and len(plan.events) == 1
    load_plan(scenario(head='extends = "base"\n' + HEAD))


def test_an_unknown_parent_and_a_circle_are_refused(scenario):
    assert "did you mean 'base'?" in refusal(scenario(head='extends = "basse"\n' + HEAD))
    scenario(head='extends = "other"\n' + HEAD, name="mine.toml")
    assert "extends itself" in refusal(scenario(head='extends = "mine"\n' + HEAD, name="other.toml"))


# -- regimes


@pytest.mark.parametrize(
    ("regime", "reciprocity", "money", "share"),
    [
        ("market", 0, 0, 0.0),
        ("redistribution", 0, 1, 0.0),
        ("reciprocity", 1, 0, 0.0),
        ("plural", 1, 1, 0.4),
        ("plural_untargeted", 1, 1, 0.0),
    ],
)
def test_a_regime_sets_three_parameters(scenario, regime, reciprocity, money, share):
    values = load_plan(scenario(), regime=regime, overrides={"policy.pole_share": 0.4}).values
    assert values["regime.reciprocity_allowed"] == reciprocity
    assert values["regime.money"] == money
    assert values["policy.pole_share"] == share


def test_market_and_class_are_the_defaults(scenario):
    plan = load_plan(scenario())
    assert (plan.regime, plan.size, plan.months) == ("market", "class", 120)


def test_what_follows_from_the_regime_cannot_be_set(scenario):
    told = refusal(scenario(), overrides={"regime.money": 1})
    assert "'regime.money' follows from the regime and cannot be set" in told
    body = '[parameters]\n"regime.money" = { value = 1, source = "x" }\n'
    assert "follows from the regime" in refusal(scenario(body))
    assert "follows from the regime" in refusal(scenario(event(path="regime.money", value=1)))


def test_a_dated_share_of_poles_counts_in_plural_only(scenario):
    path = scenario(event(path="policy.pole_share", value=0.3))
    assert {regime: len(load_plan(path, regime=regime).events) for regime in REGIMES} == dict.fromkeys(REGIMES, 0) | {
        "plural": 1
    }
