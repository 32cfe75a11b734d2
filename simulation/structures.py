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
import operator
from typing import Any

import numpy as np
from numba import types
from numba.core import cgutils
from numba.core.datamodel import models
from numba.core.errors import LoweringError
from numba.core.extending import NativeValue, lower_builtin, register_model, typeof_impl, unbox
from numba.core.imputils import lower_getattr, lower_getattr_generic, lower_setattr_generic
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_getattr, infer_global, signature
from numba.np import numpy_support

from simulation.kernels import COMPILED
from simulation.tables import Layout, Row, Table

ROW_NUMBER = types.intp


class Structure:
    """Arrays and tables under fixed names, and for kernels one address.

    ``FIELDS`` of a class names them in order; each instance is made with exactly those.
    """

    FIELDS: tuple[str, ...] = ()

    def __init__(self, **arrays: Any) -> None:
        for name in type(self).FIELDS:
            setattr(self, name, arrays[name])
        if COMPILED:
            fields = tuple((name, _kind_of(arrays[name])) for name in type(self).FIELDS)
            self._kind = StructureType(type(self).__name__, fields)
            self._words = np.array([word for name in type(self).FIELDS for word in _words_of(arrays[name])], np.int64)
            self.address = int(self._words.ctypes.data)

    def parts(self) -> dict[str, Any]:
        """Return the fields by name: arrays, tables, or structures of their own."""
        return {name: getattr(self, name) for name in type(self).FIELDS}

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and send a structure by its parts: where they lie is found anew."""
        return _made_again, (type(self), self.parts())


def _made_again(kind: Any, parts: dict[str, Any]) -> Any:
    return kind(**parts)


def copied(part: Any) -> Any:
    """Copy an array or a table to the byte."""
    return part.copy()


# -- types: what kernels know of each kind of field ---------------------------------------------------------------


class TableType(types.Type):
    """A table: start of its block, number of its rows."""

    def __init__(self, layout: Layout) -> None:
        self.columns = {
            name: (numpy_support.from_dtype(layout.dtypes[name]), layout.offsets[name], layout.dtypes[name].itemsize)
            for name in layout.names
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


def _kind_of(part: Any) -> Any:
    if isinstance(part, Structure):
        return part._kind
    if isinstance(part, Table):
        return _table_type(part.layout)
    if not (isinstance(part, np.ndarray) and part.flags.c_contiguous):
        raise TypeError("a field of a structure is a table, a structure or an array in C order")
    return GridType(numpy_support.from_dtype(part.dtype), part.ndim)


def _table_type(layout: Layout) -> TableType:
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

    @typeof_impl.register(Structure)
    def _typeof_structure(structure: Any, _context: Any) -> Any:
        return structure._kind

    @typeof_impl.register(Table)
    def _typeof_table(table: Any, _context: Any) -> Any:
        return _table_type(table.layout)

    @typeof_impl.register(Row)
    def _typeof_row(row: Any, _context: Any) -> Any:
        return RowType(_table_type(row.table.layout))

    # -- how each is held in machine code --------------------------------------------------------------------------

    @register_model(StructureType)
    class _StructureModel(models.OpaqueModel):
        """An address."""

    @register_model(TableType)
    class _TableModel(models.StructModel):
        def __init__(self, manager: Any, kind: Any) -> None:
            super().__init__(manager, kind, [("data", types.voidptr), ("rows", types.intp)])

    @register_model(RowType)
    class _RowModel(models.StructModel):
        def __init__(self, manager: Any, kind: Any) -> None:
            super().__init__(manager, kind, [("data", types.voidptr), ("rows", types.intp), ("row", types.intp)])

    @register_model(GridType)
    class _GridModel(models.StructModel):
        def __init__(self, manager: Any, kind: Any) -> None:
            sizes = [(f"size{axis}", types.intp) for axis in range(kind.dimensions)]
            super().__init__(manager, kind, [("data", types.CPointer(kind.dtype)), *sizes])

    def _whole_number(c: Any, owner: Any, name: str) -> Any:
        """Value of an attribute of a Python object that holds a whole number."""
        held = c.pyapi.object_getattr_string(owner, name)
        number = c.pyapi.long_as_ulonglong(held)
        c.pyapi.decref(held)
        return number

    @unbox(StructureType)
    def _unbox_structure(_kind: Any, structure: Any, c: Any) -> Any:
        return NativeValue(c.builder.inttoptr(_whole_number(c, structure, "address"), cgutils.voidptr_t))

    @unbox(TableType)
    def _unbox_table(kind: Any, table: Any, c: Any) -> Any:
        made = cgutils.create_struct_proxy(kind)(c.context, c.builder)
        made.data = c.builder.inttoptr(_whole_number(c, table, "address"), cgutils.voidptr_t)
        made.rows = _whole_number(c, table, "rows")
        return NativeValue(made._getvalue())

    @unbox(RowType)
    def _unbox_row(kind: Any, row: Any, c: Any) -> Any:
        made = cgutils.create_struct_proxy(kind)(c.context, c.builder)
        table = c.pyapi.object_getattr_string(row, "table")
        made.data = c.builder.inttoptr(_whole_number(c, table, "address"), cgutils.voidptr_t)
        made.rows = _whole_number(c, table, "rows")
        made.row = _whole_number(c, row, "row")
        c.pyapi.decref(table)
        return NativeValue(made._getvalue())

    # -- fields of a structure -------------------------------------------------------------------------------------

    @infer_getattr
    class _StructureFields(AttributeTemplate):
        key = StructureType

        def generic_resolve(self, structure: Any, name: str) -> Any:
            return structure.fields[name][0] if name in structure.fields else None

    @lower_getattr_generic(StructureType)
    def _read_field(context: Any, builder: Any, structure: Any, address: Any, name: str) -> Any:
        kind, place = structure.fields[name]

        def word(offset: int, word_type: Any) -> Any:
            start = builder.bitcast(
                builder.gep(address, [context.get_constant(types.intp, 8 * (place + offset))]), word_type.as_pointer()
            )
            read = builder.load(start)
            _never_changes(builder, read)
            return read

        if isinstance(kind, StructureType):
            return word(0, cgutils.voidptr_t)
        made = cgutils.create_struct_proxy(kind)(context, builder)
        if isinstance(kind, TableType):
            made.data, made.rows = word(0, cgutils.voidptr_t), word(1, cgutils.intp_t)
        else:
            made.data = word(0, context.get_value_type(types.CPointer(kind.dtype)))
            for axis in range(kind.dimensions):
                setattr(made, f"size{axis}", word(1 + axis, cgutils.intp_t))
        return made._getvalue()

    # -- tables and rows -------------------------------------------------------------------------------------------

    @infer_getattr
    class _TableAttributes(AttributeTemplate):
        key = TableType

        def resolve_shape(self, _table: Any) -> Any:
            return types.UniTuple(types.intp, 1)

        def generic_resolve(self, table: Any, name: str) -> Any:
            return GridType(table.columns[name][0], 1) if name in table.columns else None

    @lower_getattr_generic(TableType)
    def _column_of_table(context: Any, builder: Any, kind: Any, value: Any, name: str) -> Any:
        table = cgutils.create_struct_proxy(kind)(context, builder, value)
        made = cgutils.create_struct_proxy(GridType(kind.columns[name][0], 1))(context, builder)
        first = context.get_constant(types.intp, 0)
        made.data = _place_in_column(context, builder, kind, table.data, table.rows, first, name)
        made.size0 = table.rows
        return made._getvalue()

    @lower_getattr(TableType, "shape")
    def _shape_of_table(context: Any, builder: Any, kind: Any, table: Any) -> Any:
        rows = cgutils.create_struct_proxy(kind)(context, builder, table).rows
        return context.make_tuple(builder, types.UniTuple(types.intp, 1), [rows])

    @infer_global(operator.getitem)
    class _TableRow(AbstractTemplate):
        def generic(self, arguments: Any, _keywords: Any) -> Any:
            table, row = arguments
            if isinstance(table, TableType) and isinstance(row, types.Integer):
                return signature(RowType(table), table, ROW_NUMBER)
            return None

    @lower_builtin(operator.getitem, TableType, types.Integer)
    def _row_of_table(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
        table = cgutils.create_struct_proxy(sig.args[0])(context, builder, arguments[0])
        made = cgutils.create_struct_proxy(sig.return_type)(context, builder)
        made.data, made.rows, made.row = table.data, table.rows, arguments[1]
        return made._getvalue()

    @infer_global(operator.setitem)
    class _SetTableRow(AbstractTemplate):
        def generic(self, arguments: Any, _keywords: Any) -> Any:
            table, row, value = arguments
            if isinstance(table, TableType) and isinstance(value, RowType):
                return signature(types.none, table, ROW_NUMBER, value)
            return None

    @lower_builtin(operator.setitem, TableType, types.Integer, RowType)
    def _set_row_of_table(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
        kind, _, row_kind = sig.args
        table = cgutils.create_struct_proxy(kind)(context, builder, arguments[0])
        source = cgutils.create_struct_proxy(row_kind)(context, builder, arguments[2])
        for name in kind.columns:
            read = builder.load(_place_in_column(context, builder, kind, source.data, source.rows, source.row, name))
            builder.store(read, _place_in_column(context, builder, kind, table.data, table.rows, arguments[1], name))
        return context.get_dummy_value()

    def _place_in_column(context: Any, builder: Any, kind: Any, data: Any, rows: Any, row: Any, name: str) -> Any:
        """Address of a value: its column starts at the rows times the bytes of a row that come before it."""
        value, offset, width = kind.columns[name]
        start = builder.gep(data, [builder.mul(rows, context.get_constant(types.intp, offset))])
        column = builder.bitcast(start, context.get_value_type(value).as_pointer())
        return builder.gep(column, [row])

    @infer_getattr
    class _RowColumns(AttributeTemplate):
        key = RowType

        def generic_resolve(self, row: Any, name: str) -> Any:
            return row.columns[name][0] if name in row.columns else None

    @lower_getattr_generic(RowType)
    def _read_column(context: Any, builder: Any, kind: Any, value: Any, name: str) -> Any:
        row = cgutils.create_struct_proxy(kind)(context, builder, value)
        read = builder.load(_place_in_column(context, builder, kind, row.data, row.rows, row.row, name))
        if kind.constant:
            _never_changes(builder, read)
        return read

    def _never_changes(builder: Any, read: Any) -> None:
        """Tell LLVM that what was read is the same whenever it is read."""
        read.set_metadata("invariant.load", builder.module.add_metadata([]))

    @lower_setattr_generic(RowType)
    def _write_column(context: Any, builder: Any, sig: Any, arguments: Any, name: str) -> None:
        kind, given = sig.args
        if kind.constant:
            raise LoweringError(f"{name}: kernels do not write to this table")
        row = cgutils.create_struct_proxy(kind)(context, builder, arguments[0])
        written = context.cast(builder, arguments[1], given, kind.columns[name][0])
        builder.store(written, _place_in_column(context, builder, kind, row.data, row.rows, row.row, name))

    # -- other arrays ----------------------------------------------------------------------------------------------

    @infer_getattr
    class _GridAttributes(AttributeTemplate):
        key = GridType

        def resolve_shape(self, grid: Any) -> Any:
            return types.UniTuple(types.intp, grid.dimensions)

    @lower_getattr(GridType, "shape")
    def _shape_of_grid(context: Any, builder: Any, kind: Any, value: Any) -> Any:
        grid = cgutils.create_struct_proxy(kind)(context, builder, value)
        sizes = [getattr(grid, f"size{axis}") for axis in range(kind.dimensions)]
        return context.make_tuple(builder, types.UniTuple(types.intp, kind.dimensions), sizes)

    def _index_type(grid: Any, index: Any) -> Any:
        """Type of an index with a whole number for each dimension; None where it has another shape."""
        if isinstance(index, types.Integer):
            return types.intp if grid.dimensions == 1 else None
        if isinstance(index, types.BaseTuple) and len(index) == grid.dimensions:
            if all(isinstance(place, types.Integer) for place in index):
                return types.UniTuple(types.intp, grid.dimensions)
        return None

    @infer_global(operator.getitem)
    class _GridItem(AbstractTemplate):
        def generic(self, arguments: Any, _keywords: Any) -> Any:
            grid, index = arguments
            if isinstance(grid, GridType) and (places := _index_type(grid, index)) is not None:
                return signature(grid.dtype, grid, places)
            return None

    @infer_global(operator.setitem)
    class _SetGridItem(AbstractTemplate):
        def generic(self, arguments: Any, _keywords: Any) -> Any:
            grid, index, _value = arguments
            if isinstance(grid, GridType) and (places := _index_type(grid, index)) is not None:
                return signature(types.none, grid, places, grid.dtype)
            return None

    def _place_in_grid(context: Any, builder: Any, kind: Any, value: Any, index_kind: Any, index: Any) -> Any:
        grid = cgutils.create_struct_proxy(kind)(context, builder, value)
        if isinstance(index_kind, types.Integer):
            return builder.gep(grid.data, [index])
        places = cgutils.unpack_tuple(builder, index, kind.dimensions)
        place = places[0]
        for axis in range(1, kind.dimensions):
            place = builder.add(builder.mul(place, getattr(grid, f"size{axis}")), places[axis])
        return builder.gep(grid.data, [place])

    @lower_builtin(operator.getitem, GridType, types.Integer)
    @lower_builtin(operator.getitem, GridType, types.BaseTuple)
    def _read_grid(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
        return builder.load(_place_in_grid(context, builder, sig.args[0], arguments[0], sig.args[1], arguments[1]))

    @lower_builtin(operator.setitem, GridType, types.Integer, types.Any)
    @lower_builtin(operator.setitem, GridType, types.BaseTuple, types.Any)
    def _write_grid(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
        place = _place_in_grid(context, builder, sig.args[0], arguments[0], sig.args[1], arguments[1])
        builder.store(arguments[2], place)
        return context.get_dummy_value()
