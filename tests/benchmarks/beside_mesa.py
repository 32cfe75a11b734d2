"""A month beside the same economy in ordinary Mesa agents, behind a gate of equal statistics.

Before anything is timed both live the same months from the same state, the model with cooperation off; where their
statistics differ by more than `TOLERANCES`, the row is refused. The model that is then timed has everything on.
"""

from dataclasses import asdict, dataclass
from functools import cache

import numpy as np

from simulation import Territory, load_plan
from simulation.columns import EMPLOYED
from simulation.purposes import PURPOSE
from simulation.territory import BurntInState
from tests.benchmarks.mesa_port import Town
from tests.benchmarks.row import HIGHER, Row, Settings
from tests.benchmarks.territories import SEED, compile_kernels, seconds_of

MONTHS = 12
SEEDS = (1, 2, 3)
"""Of the draws of the port, whose statistics are the mean over them."""
TAXES = [PURPOSE[name] for name in ("VAT", "social contributions", "income tax", "local taxes", "corporate tax")]
TOLERANCES = {"unemployment_rate": 0.01, "mean_wage": 0.02, "sales": 0.03, "taxes": 0.03}
"""Unemployment may differ by so many hundredths of the labour force, the others by a part of the model's own."""

ROW = Row(
    "mesa_port",
    {
        "en": "A month beside ordinary Mesa agents, size class",
        "fr": "Un mois, face à des agents Mesa ordinaires, taille class",
    },
    "times",
    HIGHER,
    floor=60.0,
    aim=100.0,
    note="the model does more in its month: regime plural with poles, land, founding and closing, migration, a ledger"
    f" in cents and all outcomes; {MONTHS} months, statistics within"
    " 1 point (unemployment), 2 % (mean wage), 3 % (sales, taxes) of the model in regime market",
)


@dataclass(frozen=True)
class Statistics:
    """What has to agree: mean unemployment, mean wage at the end, sales and taxes of all months (EUR)."""

    unemployment_rate: float
    mean_wage: float
    sales: float
    taxes: float


@cache
def burnt_in() -> BurntInState:
    """The state that both start from."""
    return Territory.burnt_in(load_plan("base", size="class"), seed=SEED)


def territory(regime: str) -> Territory:
    """A territory of size class at month 0."""
    return Territory(load_plan("base", regime=regime, size="class"), rng=SEED, burnt_in=burnt_in())


def statistics_of_model(months: int) -> Statistics:
    """Live the months in the model, cooperation off."""
    lived = territory("market")
    unemployment, sales, taxes = [], 0.0, 0.0
    for _ in range(months):
        lived.step()
        world = lived.world
        unemployment.append(float(world.authority.unemployment_rate[0]))
        sales += float(np.array(world.organisations.revenue)[np.array(world.organisations.alive) == 1].sum()) / 100.0
        taxes += float(world.books.turnover[TAXES].sum()) / 100.0
    employed = np.array(lived.world.households.status) == EMPLOYED
    wages = np.array(lived.world.households.wage)[employed] / 100.0
    return Statistics(float(np.mean(unemployment)), float(wages.mean()), sales, taxes)


def statistics_of_port(months: int, seed: int) -> Statistics:
    """Live the months in the port."""
    town = Town(territory("market"), rng=seed)
    unemployment, sales, taxes = [], 0.0, 0.0
    for _ in range(months):
        town.step()
        unemployment.append(town.unemployment_rate)
        sales += town.sales
        taxes += town.taxes
    return Statistics(float(np.mean(unemployment)), town.mean_wage, sales, taxes)


def differences(months: int = MONTHS) -> dict[str, float]:
    """How far the port is from the model: a difference for the rate, a part of the model's own for the others."""
    model = asdict(statistics_of_model(months))
    ports = [asdict(statistics_of_port(months, seed)) for seed in SEEDS]
    found = {}
    for name, own in model.items():
        difference = float(np.mean([port[name] for port in ports])) - own
        found[name] = difference if name == "unemployment_rate" else difference / own
    return found


def beyond_tolerance(found: dict[str, float]) -> list[str]:
    """Statistics that are too far apart."""
    return [f"{name} by {found[name]:+.3f}" for name, allowed in TOLERANCES.items() if abs(found[name]) > allowed]


def seconds_of_port(months: int, seed: int) -> float:
    """Seconds of so many months in the port."""
    town = Town(territory("market"), rng=seed)
    return seconds_of(lambda: town.run_for(months))


def seconds_of_model(months: int, times: int) -> float:
    """Seconds of the same months in the model with everything on, mean over so many lives."""
    lives = [territory("plural") for _ in range(times)]
    return sum(seconds_of(lambda life=life: life.run_for(months)) for life in lives) / times


def measure(settings: Settings) -> list[Row]:
    """Pass the gate, then time both in turns."""
    compile_kernels()
    apart = beyond_tolerance(differences())
    if apart:
        return [ROW.refused(f"refused: the port differs from the model in {', '.join(apart)}")]
    months, times = settings.months(MONTHS), settings.calls(10)
    ratios = [
        seconds_of_port(months, seed) / seconds_of_model(months, times) for seed in range(1, settings.repeats + 1)
    ]
    return [ROW.measured(ratios)]


MEASURES = {ROW.name: measure}
