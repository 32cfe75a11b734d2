"""Agent-steps a second beside BAM Engine, on the same machine, in turns.

BAM Engine runs with logging off and without collecting data; this model runs as it always does, its outcomes and its
ledger included. Setting up is timed on neither side, nor is the compiling of kernels. An agent is a household or an
organisation (a firm there); banks are counted on neither side.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec

from tests.benchmarks.row import CLASS, FULL, HIGHER, Row, Settings, Size
from tests.benchmarks.territories import compile_kernels, count_agents, seconds_of, settled, settled_territory

MONTHS = 240
"""At both sizes: BAM Engine's months cost a third more once its economy has left the state it is set up in."""

NOTE = (
    "a step here does more: space, habit in buying, exact cents booked at both ends, outcomes observed each month;"
    " the retired and inactive are agents here, there are none there; base, regime market"
)


def agent_steps_here(size: Size, months: int, seed: int) -> float:
    """Agent-steps a second of this model."""
    territory = settled_territory(size, seed=seed)
    agents = count_agents(territory)
    return agents * months / seconds_of(lambda: territory.run_for(months))


def agent_steps_there(size: Size, months: int, seed: int) -> float:
    """Agent-steps a second of BAM Engine."""
    import bamengine

    simulation = bamengine.Simulation.init(
        n_firms=size.organisations, n_households=size.labour_force, seed=seed, log_level="CRITICAL"
    )
    agents = size.organisations + size.labour_force
    return agents * months / seconds_of(lambda: simulation.run(n_periods=months, collect=False))


@contextmanager
def without_logs() -> Iterator[None]:
    """Keep both sides silent, and leave the logs of this process as they were.

    Importing bamengine sends every library's log to the terminal, Mesa's too, a line a month: rows measured later
    would be slower for it.
    """
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logging.disable()
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
        root.handlers[:] = handlers
        root.setLevel(level)


def measure(row: Row, wanted: Size, settings: Settings) -> list[Row]:
    """Run both models in turns, each repeat under a seed of its own."""
    if find_spec("bamengine") is None:
        return [row.refused("BAM Engine is not installed")]
    size, lived = settings.size(wanted), settings.months(MONTHS)
    compile_kernels()
    seeds = range(1, settings.repeats + 1)
    with without_logs():
        agent_steps_there(size, 2, seed=0)
        agent_steps_here(size, 2, seed=1)
        for seed in seeds:
            settled(size, seed)
        ratios = [agent_steps_here(size, lived, seed) / agent_steps_there(size, lived, seed) for seed in seeds]
    return [row.measured(ratios)]


AT_CLASS = Row(
    "bam_class",
    {
        "en": "Agent-steps a second beside BAM Engine, 300 + 3,000, 240 months",
        "fr": "Pas d'agents par seconde, face à BAM Engine, 300 + 3 000, 240 mois",
    },
    "times",
    HIGHER,
    floor=4.0,
    aim=6.0,
    note=NOTE,
)
AT_FULL = Row(
    "bam_full",
    {
        "en": "Agent-steps a second beside BAM Engine, 4,000 + 25,000, 240 months",
        "fr": "Pas d'agents par seconde, face à BAM Engine, 4 000 + 25 000, 240 mois",
    },
    "times",
    HIGHER,
    floor=2.5,
    aim=4.0,
    note=NOTE,
)
MEASURES = {
    AT_CLASS.name: partial(measure, AT_CLASS, CLASS),
    AT_FULL.name: partial(measure, AT_FULL, FULL),
}
