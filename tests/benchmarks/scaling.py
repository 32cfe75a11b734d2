"""Cost of a month for each agent as the territory grows thirtyfold."""

from tests.benchmarks.row import LOWER, Row, Settings, Size
from tests.benchmarks.territories import compile_kernels, count_agents, seconds_of_months, settled_territory

SMALL, LARGE = Size(3_000, 300), Size(90_000, 9_000)
"""Some 4,800 and 144,000 agents, the retired and inactive among them."""
MONTHS = 12

ROW = Row(
    "cost_per_agent",
    {
        "en": "Cost for each agent at 144,000 agents over that at 4,800",
        "fr": "Coût par agent à 144 000 agents, rapporté à celui à 4 800",
    },
    "times",
    LOWER,
    floor=1.25,
    aim=1.1,
    note=f"the same first {MONTHS} months, on the smaller side lived as often as it takes to last as long",
)


def measure(settings: Settings) -> list[Row]:
    """Time a month of both sizes in turns, and divide by who lives there."""
    small, large = settings.size(SMALL), settings.size(LARGE)
    months = settings.months(MONTHS)
    compile_kernels()
    agents = {size: count_agents(settled_territory(size)) for size in (small, large)}
    times = agents[large] // agents[small]
    ratios = []
    for _ in range(settings.repeats):
        cheap = seconds_of_months(small, months, times) / (agents[small] * times)
        dear = seconds_of_months(large, months) / agents[large]
        ratios.append(dear / cheap)
    return [ROW.measured(ratios)]


MEASURES = {ROW.name: measure}
