"""Tables of named columns: one contiguous array a column, all of one table in one block of memory.

``table.price`` is a column over all rows, ``table[o].price`` the value of one actor, in compiled kernels (see
`simulation.structures`) and in plain Python alike. A pass that needs three fields of all organisations reads three
narrow arrays and nothing else: in a table of whole rows it would read six hundred bytes of each.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import numpy as np


class Layout:
    """Names, types and places of the columns of a table (`layout_of`).

    Parameters
    ----------
    columns : iterable of (str, type)
        Name and type of each column.
    constant : bool
        No kernel writes to such a table, so that kernels read each value once.

    Attributes
    ----------
    names : tuple of str
        In the order in which they were declared.
    dtypes : dict of str to numpy.dtype
    offsets : dict of str to int
        Bytes of a row that come before the column: it starts at so many times the number of rows. Wide columns
        come first, so that each lies on a multiple of its width for any number of rows.
    row_bytes : int
    """

    def __init__(self, columns: Iterable[tuple[str, Any]], constant: bool = False) -> None:
        self.constant = constant
        self.dtypes = {name: np.dtype(kind) for name, kind in columns}
        self.names = tuple(self.dtypes)
        self.offsets: dict[str, int] = {}
        self.row_bytes = 0
        for name in sorted(self.names, key=lambda name: -self.dtypes[name].itemsize):
            self.offsets[name] = self.row_bytes
            self.row_bytes += self.dtypes[name].itemsize

    def __reduce__(self) -> tuple[Any, ...]:
        """Sent by its columns."""
        return layout_of, (tuple(self.dtypes.items()), self.constant)


@cache
def layout_of(columns: tuple[tuple[str, Any], ...], constant: bool = False) -> Layout:
    """Return the layout of these columns: tables with equal columns share one, and what kernels know of it."""
    return Layout(columns, constant)


class Table:
    """Columns of equal length.

    Parameters
    ----------
    layout : Layout
    rows : int
    data : uint8 array, optional
        Block of ``rows * layout.row_bytes`` bytes that holds the columns; zeros when not given.

    Attributes
    ----------
    address : int
        Where the block lies, for kernels.
    """

    def __init__(self, layout: Layout, rows: int, data: Any = None) -> None:
        block = np.zeros(rows * layout.row_bytes, np.uint8) if data is None else data
        columns = {}
        for name, dtype in layout.dtypes.items():
            start = rows * layout.offsets[name]
            columns[name] = block[start : start + rows * dtype.itemsize].view(dtype)
        self.__dict__.update(layout=layout, rows=rows, data=block, address=int(block.ctypes.data), _columns=columns)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return self.layout.names

    @property
    def shape(self) -> tuple[int]:
        """Number of rows, as of a one-dimensional array."""
        return (self.rows,)

    def __len__(self) -> int:
        return self.rows

    def __iter__(self) -> "Iterator[Row]":
        return (Row(self, row) for row in range(self.rows))

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    def __getitem__(self, key: Any) -> Any:
        """Return a column by its name, the row of a number, or a copy of the rows that a slice or an array chooses."""
        if isinstance(key, str):
            return self._columns[key]
        if isinstance(key, slice | np.ndarray):
            return self._chosen(key)
        row = int(key)
        if not -self.rows <= row < self.rows:
            raise IndexError(f"row {row} of a table of {self.rows}")
        return Row(self, row % self.rows)

    def __setitem__(self, key: Any, value: Any) -> None:
        """Fill a column, or take over all values of a row of a table with the same columns."""
        if isinstance(key, str):
            self._columns[key][:] = value
        else:
            for name, column in self._columns.items():
                column[key] = value[name]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_columns"][name]
        except KeyError:
            raise AttributeError(f"the table has no column {name!r}") from None

    def __setattr__(self, name: str, value: Any) -> None:
        self._columns[name][:] = value

    def _chosen(self, rows: Any) -> "Table":
        columns = {name: column[rows] for name, column in self._columns.items()}
        chosen = Table(self.layout, len(next(iter(columns.values()))))
        for name, column in columns.items():
            chosen[name] = column
        return chosen

    def __array__(self, *_dtype: Any, **_copy: Any) -> Any:
        """Refuse: columns of several types are no array."""
        raise TypeError("a table is no array; take one of its columns")

    def copy(self) -> "Table":
        """Copy all columns."""
        return Table(self.layout, self.rows, self.data.copy())

    def tobytes(self) -> bytes:
        """Bytes of all columns, one after the other."""
        written: bytes = self.data.tobytes()
        return written

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and send a table by its block: the columns are cut out of it anew."""
        return _table_of, (self.layout, self.rows, self.tobytes())


def _table_of(layout: Layout, rows: int, written: bytes) -> Table:
    return Table(layout, rows, np.frombuffer(bytearray(written), np.uint8))


class Row:
    """One row of a table: reading and writing an attribute reads and writes the column."""

    __slots__ = ("row", "table")

    def __init__(self, table: Table, row: int) -> None:
        object.__setattr__(self, "table", table)
        object.__setattr__(self, "row", row)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.table[name][self.row]
        except KeyError:
            raise AttributeError(f"the table has no column {name!r}") from None

    def __setattr__(self, name: str, value: Any) -> None:
        self.table[name][self.row] = value

    def __getitem__(self, name: str) -> Any:
        return self.table[name][self.row]

    def __setitem__(self, name: str, value: Any) -> None:
        self.table[name][self.row] = value

    def values(self) -> dict[str, Any]:
        """Values of all columns by name."""
        return {name: self[name] for name in self.table.names}
