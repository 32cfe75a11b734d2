"""Tables of columns: in plain Python, in kernels, copied, sent; and what kernels may not do with them."""

import pickle

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba.core.errors import LoweringError

import simulation.structures  # noqa: F401  (tells kernels what a table is)
from simulation.kernels import COMPILED, kernel
from simulation.tables import Layout, Table

LAYOUT = Layout((("small", np.int32), ("real", np.float64), ("whole", np.int64), ("tiny", np.int8)))
FIXED = Layout((("rate", np.float64),), constant=True)


def filled(rows=5):
    table = Table(LAYOUT, rows)
    for place, name in enumerate(table.names):
        table[name] = np.arange(rows) + 10 * place
    return table


@kernel
def add_up(table):
    """Sum of all columns of all rows, by rows; each row gets its number."""
    total = 0.0
    for row in range(table.shape[0]):
        actor = table[row]
        total += actor.small + actor.real + actor.whole + actor.tiny
        actor.whole = row
    return total


@kernel
def take_over(table, row, other):
    """Write one row over another, and return the sum of a column."""
    table[row] = table[other]
    column, total = table.real, 0.0
    for place in range(column.shape[0]):
        total += column[place]
    return total


@kernel
def write_rate(table):
    """Try what no kernel may do."""
    table[0].rate = 1.0


@kernel
def double_whole(row):
    """Write to a row that was passed alone."""
    row.whole *= 2


@given(st.integers(0, 40))
def test_every_column_lies_on_a_multiple_of_its_width_and_overlaps_none(rows):
    table = filled(rows)
    for place, name in enumerate(table.names):
        assert table[name].tolist() == (np.arange(rows) + 10 * place).tolist()
        assert rows * LAYOUT.offsets[name] % LAYOUT.dtypes[name].itemsize == 0
    assert len(table.tobytes()) == rows * (4 + 8 + 8 + 1)


def test_kernels_read_and_write_the_same_columns():
    table = filled()
    assert add_up(table) == sum(range(5)) * 4 + 5 * (0 + 10 + 20 + 30)
    assert table.whole.tolist() == [0, 1, 2, 3, 4]
    assert take_over(table, 1, 4) == 10 + 14 + 12 + 13 + 14
    assert table[1].values() == table[4].values()
    double_whole(table[3])
    assert table[3].whole == table.whole[3] == 6


def test_a_row_reads_and_writes_its_column_and_knows_no_other():
    table = filled()
    table[2].real = 0.5
    table[-1]["small"] = 9
    assert table.real[2] == 0.5 and table.small[4] == 9 and [row.tiny for row in table] == [30, 31, 32, 33, 34]
    with pytest.raises(AttributeError, match="'price'"):
        table[2].price  # noqa: B018
    with pytest.raises(AttributeError, match="'price'"):
        table.price  # noqa: B018
    with pytest.raises(IndexError, match="row 5"):
        table[5]
    with pytest.raises(TypeError, match="columns"):
        np.asarray(table)


def test_copies_and_what_was_sent_share_nothing():
    table = filled()
    for other in (table.copy(), pickle.loads(pickle.dumps(table)), table[np.arange(5)], table[:]):
        assert other.tobytes() == table.tobytes()
        other.real[0] = -1.0
        other[1].small = -1
        assert table.real[0] == 10.0 and table.small[1] == 1
        assert other.real[0] == -1.0 and other.small[1] == -1


@pytest.mark.skipif(not COMPILED, reason="plain Python may write anywhere")
def test_a_table_of_constants_is_not_written_to_by_kernels():
    with pytest.raises(LoweringError, match="rate: kernels do not write to this table"):
        write_rate(Table(FIXED, 1))


@pytest.mark.skipif(not COMPILED, reason="is about compiled kernels")
def test_somebodys_own_compiled_function_calls_a_kernel_with_all_its_parts():
    @kernel
    def inner(x):
        return x + 1.0

    @kernel
    def middle(x):
        return 2.0 * inner(x)

    @numba.njit
    def own(x):
        return middle(x) + inner(x)

    assert own(3.0) == 12.0
    assert middle(3.0) == 8.0
