"""Candidates of a generation by number: each with random numbers of its own, the first ones that are kept kept.

The samplers of pyABC that use several processes give each process a stream of random numbers and keep what comes
first, so that a calibration could not be repeated. Here candidate i draws from what seed, generation and i determine,
wherever it is lived, and of all candidates the first ones in the order of their numbers are kept: the draws are the
same with any number of workers.
"""

import pickle
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from types import ModuleType
from typing import Any

import numpy as np

from experiments.runs.processes import Pool

A_WAVE = 4
"""Candidates that are asked for at once, for each worker at least."""


def simulated(simulate_one: Callable[[], Any], seed: tuple[int, ...], number: int) -> tuple[int, Any]:
    """Draw, run and judge one candidate, with random numbers that its number determines."""
    state = np.random.get_state()
    # pyABC draws from NumPy's global state.
    np.random.seed(np.random.SeedSequence([*seed, number]).generate_state(8))
    try:
        return number, simulate_one()
    finally:
        np.random.set_state(state)


def simulated_elsewhere(packed: bytes, seed: tuple[int, ...], number: int) -> tuple[int, Any]:
    """Do the same in a worker process."""
    return simulated(unpacked(packed), seed, number)


@lru_cache(maxsize=1)
def unpacked(packed: bytes) -> Callable[[], Any]:
    """Unpack what simulates a candidate, once a process and generation."""
    found: Callable[[], Any] = pickle.loads(packed)
    return found


def numbered_sampler(
    pyabc: ModuleType, pool: Pool, workers: int, seed: tuple[int, ...], told: Callable[[int], None]
) -> Any:
    """Return a sampler of pyABC that numbers its candidates.

    Parameters
    ----------
    pyabc : module
        Imported by the caller: it takes seconds, and is an extra.
    pool : Pool
    workers : int
    seed : tuple of int
        What a generation's draws depend on.
    told : callable
        Told how many candidates of a generation were kept so far.
    """

    class Numbered(pyabc.sampler.Sampler):  # type: ignore[name-defined]
        """Candidates in the order of their numbers."""

        asked = 0

        def sample_until_n_accepted(
            self,
            n: int,
            simulate_one: Callable[[], Any],
            t: int,
            *,
            max_eval: float = np.inf,
            all_accepted: bool = False,
            ana_vars: Any = None,
        ) -> Any:
            """Keep the first `n` candidates that are accepted, out of `max_eval` at most."""
            # Drawing for a first distance and drawing a generation differ in their random numbers.
            self.asked += 1
            one = self.lived(simulate_one)
            sample = self._create_empty_sample()
            number = 0
            while sample.n_accepted < n and number < max_eval:
                wave = range(number, number + max(n - sample.n_accepted, A_WAVE * workers))
                for particle in self.in_order(one, wave):
                    sample.append(particle)
                    number += 1
                    if sample.n_accepted == n or number >= max_eval:
                        break
                if not all_accepted:
                    told(sample.n_accepted)
            self.nr_evaluations_ = number
            sample.ok = sample.n_accepted == n
            return sample

        def lived(self, simulate_one: Callable[[], Any]) -> Callable[[int], tuple[int, Any]]:
            """Return what lives a candidate by its number, here or in a worker."""
            own = (*seed, self.asked)
            if workers == 1:
                return partial(simulated, simulate_one, own)
            import cloudpickle

            # What pyABC makes are functions within functions, which the standard library does not pack.
            return partial(simulated_elsewhere, cloudpickle.dumps(simulate_one), own)

        def in_order(self, one: Callable[[int], tuple[int, Any]], wave: range) -> Iterator[Any]:
            """Yield the candidates of a wave in the order of their numbers."""
            come: dict[int, Any] = {}
            wanted = wave.start
            for number, particle in pool.results(one, wave):
                come[number] = particle
                while wanted in come:
                    yield come.pop(wanted)
                    wanted += 1

    return Numbered()
