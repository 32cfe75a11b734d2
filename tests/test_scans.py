"""Sorting that outcomes share, held against NumPy's."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from simulation.outcomes.scans import sorted_whole_numbers, sorted_with_changes, values_at, weighted_by_rank

CENTS = st.integers(-(10**15), 10**15)
FLOATS = st.floats(-1e12, 1e12, allow_nan=False)


@given(arrays.arrays(np.int64, st.integers(0, 60), elements=CENTS))
def test_whole_numbers_are_sorted_as_numpy_sorts_them(values):
    assert np.array_equal(sorted_whole_numbers(values), np.sort(values))


@given(arrays.arrays(np.float64, st.integers(1, 60), elements=FLOATS), st.data())
def test_values_stand_where_they_would_if_all_were_sorted(values, data):
    places = np.array(data.draw(st.lists(st.integers(0, len(values) - 1), min_size=1, max_size=4)))
    assert np.array_equal(values_at(values, places), np.sort(values)[places])


@given(arrays.arrays(np.float64, st.integers(1, 40), elements=FLOATS), st.data())
def test_a_few_changes_keep_the_order(values, data):
    changed = np.array(data.draw(st.lists(st.integers(0, len(values) - 1), unique=True)), dtype=np.int64)
    after = values.copy()
    after[changed] = data.draw(arrays.arrays(np.float64, len(changed), elements=FLOATS))
    found = sorted_with_changes(np.sort(values), np.sort(values[changed]), np.sort(after[changed]))
    assert np.array_equal(found, np.sort(after))


def test_ranks_count_from_one():
    assert weighted_by_rank(np.array([2.0, 3.0, 5.0])).tolist() == [2.0, 6.0, 15.0]
