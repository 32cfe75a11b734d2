"""Structures of arrays that plain Python and compiled kernels read by the same names.

A kernel that takes a tuple of fifty arrays passes three hundred values at every call and takes minutes to compile.
A `Structure` reaches kernels as one address: of a list of words that say where each of its fields lies and how long
it is. What kernels see of a field is as lean: a `Table` (`simulation.tables`) is the start of its block and the number
of its rows, a `Row` of it also a row number, any other array a start and a shape. None of them owns its memory, so that
nothing is counted; the Python object lives as long as the call. In plain Python, and in kernels that run uncompiled,
the fields of a structure are ordinary attributes that hold the very same arrays.

The words of a structure never change, which is said to the compiler: it reads them once. Fields are indexed by whole
numbers from 0 on; a negative place is not counted from the end, and a place beyond the end is not refused.
"""

import hashlib
from typing import Any

import numpy as np
from numba import types
from numba.np import numpy_support

from simulation.kernels import COMPILED
from simulation.tables import Layout, Table


class Structure:
    """Arrays and tables under fixed names, and for kernels one address.

    ``FIELDS`` of a class names them in order; each instance is made with exactly those.
    """

    FIELDS: tuple[str, ...] = ()

    def __init__(self, **arrays: Any) -> None:
        for name in type(self).FIELDS:
            setattr(self, name, arrays[name])
        if COMPILED:
            fields = tuple((name, kind_of(arrays[name])) for name in type(self).FIELDS)
            self.kind = StructureType(type(self).__name__, fields)
            self._words = np.array([word for name in type(self).FIELDS for word in _words_of(arrays[name])], np.int64)
            self.address = int(self._words.ctypes.data)

    def parts(self) -> dict[str, Any]:
        """Return the fields by name: arrays, tables, or structures of their own."""
        return {name: getattr(self, name) for name in type(self).FIELDS}

    def copy(self) -> Any:
        """Copy every array, so that the copy can be lived forward without touching the original."""
        return type(self)(**{name: part.copy() for name, part in self.parts().items()})

    def __reduce__(self) -> tuple[Any, ...]:
        """Send a structure by its parts: where they lie is found anew."""
        return _made_again, (type(self), self.parts())


def _made_again(kind: Any, parts: dict[str, Any]) -> Any:
    return kind(**parts)


# -- types: what kernels know of each kind of field ---------------------------------------------------------------


class TableType(types.Type):
    """A table: start of its block, number of its rows."""

    def __init__(self, layout: Layout) -> None:
        self.columns = {
            name: (numpy_support.from_dtype(layout.dtypes[name]), layout.offsets[name]) for name in layout.names
        }
        self.constant = layout.constant
        super().__init__(name=f"Table{_short((self.columns, self.constant))}")


class RowType(types.Type):
    """A row of a table."""

    def __init__(self, table: TableType) -> None:
        self.columns, self.constant = table.columns, table.constant
        super().__init__(name=f"Row{_short((self.columns, self.constant))}")


class GridType(types.Type):
    """An array of one or more dimensions, in C order."""

    def __init__(self, dtype: Any, dimensions: int) -> None:
        self.dtype, self.dimensions = dtype, dimensions
        super().__init__(name=f"Grid{dimensions}{dtype}")


class StructureType(types.Type):
    """A structure: where the words lie that describe its fields.

    numba writes the name of a type into the symbol of every kernel that takes it: a short hash of the fields keeps
    that short.
    """

    def __init__(self, structure: str, fields: tuple[tuple[str, Any], ...]) -> None:
        self.fields, place = {}, 0
        for name, kind in fields:
            self.fields[name] = (kind, place)
            place += _words_for(kind)
        super().__init__(name=f"{structure}{_short([(name, str(kind)) for name, kind in fields])}")


def _short(described: Any) -> str:
    return hashlib.sha256(str(described).encode()).hexdigest()[:12]


def kind_of(part: Any) -> Any:
    """Type that kernels know a field by."""
    if isinstance(part, Structure):
        return part.kind
    if isinstance(part, Table):
        return table_type(part.layout)
    if not (isinstance(part, np.ndarray) and part.flags.c_contiguous):
        raise TypeError("a field of a structure is a table, a structure or an array in C order")
    return GridType(numpy_support.from_dtype(part.dtype), part.ndim)


def table_type(layout: Layout) -> TableType:
    """Type of the tables with this layout."""
    if not hasattr(layout, "kind"):
        layout.kind = TableType(layout)  # type: ignore[attr-defined]
    kind: TableType = layout.kind  # type: ignore[attr-defined]
    return kind


def _words_of(part: Any) -> list[int]:
    if isinstance(part, Structure):
        return [part.address]
    if isinstance(part, Table):
        return [part.address, part.rows]
    return [part.ctypes.data, *part.shape]


def _words_for(kind: Any) -> int:
    if isinstance(kind, StructureType):
        return 1
    return 2 if isinstance(kind, TableType) else 1 + kind.dimensions


if COMPILED:
    from simulation import lowering as _lowering  # noqa: F401  (tells numba how kernels read these types)
