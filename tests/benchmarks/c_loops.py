"""The heaviest kernels beside the same loops in C, on the same state, once both are seen to give the same numbers.

To add or adapt a loop: write the function in ``c_loops.c``, and here a function that takes a world and returns the
arguments of the C function with the pairs that have to agree afterwards (`Call`); name both in `LOOPS`. C works on
columns of its own, taken from the world before the clock starts; the kernel works on the world itself.
"""

import ctypes
import math
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from simulation.columns import World
from simulation.ledger import cents
from simulation.phases.economy import goods_market
from simulation.phases.public.transfers import settle_households
from simulation.purposes import DEPOSITS, HOUSING_LOANS, ORGANISATIONS, PURPOSE
from simulation.schedule import SCHEDULE, begin_month
from tests.benchmarks.row import FULL, LOWER, Row, Settings
from tests.benchmarks.territories import compile_kernels, seconds_of, settled_territory

SOURCE = Path(__file__).with_suffix(".c")
FLAGS = ("-O3", "-march=native", "-ffp-contract=off", "-std=c11", "-shared", "-fPIC")
"""Products and sums are not contracted: a fused one rounds once where the kernel rounds twice."""
MONTHS_BEFORE = 12
CALLS = 20
NO_COMPILER = "not measured: there is no C compiler (cc) on this machine"


class Disagreement(Exception):
    """C and the kernel give different numbers."""


@dataclass(frozen=True)
class Call:
    """One call of a C function: its arguments, and what has to agree once the kernel has done the same.

    Attributes
    ----------
    arguments : list
        Contiguous arrays, passed as pointers, and whole and real numbers.
    pairs : callable
        Given the world after the kernel: by name, what the kernel has and what C has.
    """

    arguments: list[Any]
    pairs: Callable[[World], dict[str, tuple[Any, Any]]]


@dataclass(frozen=True)
class Loop:
    """A kernel, the phase before which it is called, and the C function that does the same."""

    row: Row
    kernel: Callable[[World, int], None]
    phase: str
    function: str
    call: Callable[[World, int], Call]


# -- columns --------------------------------------------------------------------------------------------------------


def column(table: Any, name: str) -> np.ndarray:
    """A contiguous copy of one column."""
    return np.array(getattr(table, name), order="C")


def columns(table: Any, *names: str) -> dict[str, np.ndarray]:
    """Contiguous copies of some columns."""
    return {name: column(table, name) for name in names}


def first_of(table: Any, *names: str) -> list[Any]:
    """What the one row of a table holds in some columns."""
    return [getattr(table, name)[0].item() for name in names]


def as_argument(value: Any) -> Any:
    """An argument as C takes it: a pointer to an array, or a number."""
    if isinstance(value, np.ndarray):
        assert value.flags.c_contiguous
        return ctypes.c_void_p(value.ctypes.data)
    if isinstance(value, np.uint64):
        return ctypes.c_uint64(int(value))
    if isinstance(value, int | np.integer):
        return ctypes.c_int64(int(value))
    return ctypes.c_double(float(value))


# -- the loops ------------------------------------------------------------------------------------------------------


def settling(world: World, month: int) -> Call:
    """Arguments and results of ``settle_households``."""
    households, books = world.households, world.books
    read = columns(households, "status", "employer", "last_wage", "months_unemployed", "pension")
    written = columns(households, "income", "income_last", "income_year")
    ring = np.array(world.income_ring[month % 12])
    deposits, loans = np.array(books.balance[DEPOSITS]), np.array(books.balance[HOUSING_LOANS])
    totals, turnover = np.zeros(8, np.int64), np.array(books.turnover)
    actors = slice(0, int(books.first[ORGANISATIONS]) + len(world.organisations.uid))
    purposes = [
        PURPOSE[name]
        for name in (
            "profit share to staff",
            "unemployment benefit",
            "pensions",
            "other benefits",
            "income tax",
            "local taxes",
            "rents of households",
            "interest",
        )
    ]
    arguments = [
        *(len(ring), books.first[ORGANISATIONS], *read.values(), *written.values(), ring),
        *(column(world.organisations, "profit_share"), deposits, loans),
        *map(cents, first_of(world.parameters, "tax_assistance", "tax_income_allowance", "tax_other_benefits")),
        *map(cents, first_of(world.parameters, "tax_local_household", "tax_household_rent")),
        *first_of(world.parameters, "tax_benefit_replacement", "tax_benefit_months"),
        *first_of(world.authority, "income_tax_rate"),
        *(rate / 12.0 for rate in first_of(world.parameters, "finance_housing_rate")),
        totals,
    ]

    def pairs(after: World) -> dict[str, tuple[Any, Any]]:
        return {
            **{name: (getattr(after.households, name), mine) for name, mine in written.items()},
            "income ring": (after.income_ring[month % 12], ring),
            "deposits": (after.books.balance[DEPOSITS, actors], deposits[actors]),
            "totals": ((after.books.turnover - turnover)[purposes], totals),
        }

    return Call(arguments, pairs)


def selling(world: World, month: int) -> Call:
    """Arguments and results of ``sell_to_households``."""
    books = world.books
    rows, organisations = len(world.households.uid), len(world.organisations.uid)
    buyers = columns(world.households, "status", "uid", "income_last", "deposit_target", "parcel")
    told = column(world.imposed_households, "buy_local")
    deposits, known = np.array(books.balance[DEPOSITS]), np.array(world.known_seller)
    fixed = columns(world.organisations, "alive", "sector", "parcel", "price", "appeal")
    stalls = columns(world.organisations, "capacity", "demand", "sold", "revenue")
    sectors = columns(world.sectors, "outside_consumption_share", "outside_price", "consumption_share")
    parcels = columns(world.parcels, "x", "y")
    totals, turnover = np.zeros(3, np.int64), np.array(books.turnover)
    purposes = [PURPOSE[name] for name in ("consumption, local", "consumption, outside sellers", "VAT")]
    arguments = [
        *(rows, organisations, len(parcels["x"]), month, world.key[0]),
        *(*buyers.values(), told, deposits, known, *fixed.values(), *stalls.values(), *sectors.values()),
        *(goods_market.CONSUMED_SECTORS, np.array(world.site_sellers), np.array(world.site_start)),
        *(*parcels.values(), math.sqrt(world.parcels.hectares[0] / 100.0)),
        *first_of(world.parameters, "demand_distance_cost", "demand_habit", "demand_price_elasticity"),
        *first_of(world.parameters, "demand_leak_elasticity", "tax_vat", "demand_search_rate"),
        *first_of(world.parameters, "demand_wealth_adjustment"),
        *(goods_market.STREAM_SEARCH, goods_market.STREAM_CANDIDATE, goods_market.STREAM_CHOICE, totals),
    ]

    def pairs(after: World) -> dict[str, tuple[Any, Any]]:
        actors = slice(0, rows + organisations)
        return {
            **{name: (getattr(after.organisations, name), mine) for name, mine in stalls.items()},
            "habitual sellers": (after.known_seller, known),
            "deposits": (after.books.balance[DEPOSITS, actors], deposits[actors]),
            "totals": ((after.books.turnover - turnover)[purposes], totals),
        }

    return Call(arguments, pairs)


def row_of(name: str, english: str, french: str) -> Row:
    """Row of one loop."""
    return Row(
        name,
        {
            "en": f"{english} beside the same loop in C, 4,000 + 25,000",
            "fr": f"{french}, face à la même boucle en C, 4 000 + 25 000",
        },
        "times",
        LOWER,
        floor=2.5,
        aim=1.5,
        note=f"time of the kernel over that of C ({' '.join(FLAGS[:3])}), which gives the same numbers",
    )


LOOPS = (
    Loop(
        row_of("c_goods_market", "Households buying", "Achats des ménages"),
        goods_market.sell_to_households,
        "goods_market",
        "sell_to_households",
        selling,
    ),
    Loop(
        row_of("c_settle_households", "Taxes and transfers of households", "Impôts et transferts des ménages"),
        settle_households,
        "settle_households",
        "settle_households",
        settling,
    ),
)


# -- the measure ----------------------------------------------------------------------------------------------------


def compiler() -> str | None:
    """The C compiler of this machine, if there is one."""
    return shutil.which("cc")


def compiled(directory: Path) -> ctypes.CDLL:
    """Compile the loops into a library, for this machine."""
    library = directory / "loops.so"
    subprocess.run(
        [str(compiler()), *FLAGS, str(SOURCE), "-o", str(library), "-lm"], check=True, capture_output=True, text=True
    )
    return ctypes.CDLL(str(library))


def world_before(loop: Loop, settings: Settings) -> tuple[World, int]:
    """A territory in the middle of a month, right before the phase in which the kernel is called."""
    territory = settled_territory(settings.size(FULL))
    months = settings.months(MONTHS_BEFORE)
    territory.run_for(months)
    world, month = territory.world.copy(), months + 1
    begin_month(world, month)
    for phase in SCHEDULE:
        if phase.__name__ == loop.phase:
            return world, month
        phase(world, month)
    raise LookupError(f"the month has no phase {loop.phase}")


def timed_pair(loop: Loop, library: ctypes.CDLL, before: World, month: int) -> tuple[float, float]:
    """Seconds of the kernel and of C, each on a copy of the same world; refuse numbers that differ."""
    world = before.copy()
    call = loop.call(world, month)
    arguments = [as_argument(value) for value in call.arguments]
    function = getattr(library, loop.function)
    function.restype = None
    kernel_seconds = seconds_of(lambda: loop.kernel(world, month))
    c_seconds = seconds_of(lambda: function(*arguments))
    for what, (kernel_has, c_has) in call.pairs(world).items():
        if not np.array_equal(np.asarray(kernel_has), c_has):
            raise Disagreement(f"refused: C and the kernel differ in {what}")
    return kernel_seconds, c_seconds


def measure(loop: Loop, settings: Settings) -> list[Row]:
    """Time both in turns, call by call."""
    if compiler() is None:
        return [loop.row.refused(NO_COMPILER)]
    compile_kernels()
    before, month = world_before(loop, settings)
    ratios = []
    with tempfile.TemporaryDirectory() as directory:
        library = compiled(Path(directory))
        try:
            timed_pair(loop, library, before, month)
            for _ in range(settings.repeats):
                pairs = [timed_pair(loop, library, before, month) for _ in range(settings.calls(CALLS))]
                kernel_seconds, c_seconds = map(sum, zip(*pairs, strict=True))
                ratios.append(kernel_seconds / c_seconds)
        except Disagreement as differ:
            return [loop.row.refused(str(differ))]
    return [loop.row.measured(ratios)]


MEASURES = {loop.row.name: partial(measure, loop) for loop in LOOPS}
