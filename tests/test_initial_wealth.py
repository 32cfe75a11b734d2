"""The Lorenz curve that wealth of month 0 follows is that of a library."""

import numpy as np
from scipy.interpolate import PchipInterpolator

from simulation.initial_accounts import LORENZ_POINTS, lorenz


def test_the_lorenz_curve_is_scipys_monotone_cubic():
    population = np.linspace(0.0, 1.0, 10_001)
    expected = PchipInterpolator(*np.array(LORENZ_POINTS).T)(population)
    np.testing.assert_allclose(lorenz(population), expected, rtol=0.0, atol=1e-15)
    assert (np.diff(lorenz(population)) >= 0.0).all() and lorenz(np.array([0.0, 1.0])).tolist() == [0.0, 1.0]
