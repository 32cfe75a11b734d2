"""How kernels read and write structures, tables, rows and grids: a few instructions of LLVM each.

`simulation.structures` says what these are. Everything here is told to numba through its interface for extensions.
"""

import operator
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.datamodel import models
from numba.core.errors import LoweringError
from numba.core.extending import NativeValue, lower_builtin, register_model, typeof_impl, unbox
from numba.core.imputils import lower_getattr, lower_getattr_generic, lower_setattr_generic
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_getattr, infer_global, signature

from simulation.structures import GridType, RowType, Structure, StructureType, TableType, table_type
from simulation.tables import Row, Table

WHOLE, ADDRESS = cgutils.intp_t, cgutils.voidptr_t


@typeof_impl.register(Structure)
def _typeof_structure(structure: Any, _context: Any) -> Any:
    return structure.kind


@typeof_impl.register(Table)
def _typeof_table(table: Any, _context: Any) -> Any:
    return table_type(table.layout)


@typeof_impl.register(Row)
def _typeof_row(row: Any, _context: Any) -> Any:
    return RowType(table_type(row.table.layout))


# -- how each is held: an address; a start and rows; a start, rows and a row; a start and sizes ---------------------


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


def _made_of(context: Any, builder: Any, kind: Any, *members: Any) -> Any:
    """Value of one of these types."""
    made = ir.Constant(context.get_value_type(kind), ir.Undefined)
    for place, member in enumerate(members):
        made = builder.insert_value(made, member, place)
    return made


def _members(builder: Any, value: Any) -> list[Any]:
    return [builder.extract_value(value, place) for place in range(len(value.type.elements))]


def _never_changes(builder: Any, read: Any) -> Any:
    """Tell LLVM that what was read is the same whenever it is read."""
    read.set_metadata("invariant.load", builder.module.add_metadata([]))
    return read


# -- as arguments of a call from Python ----------------------------------------------------------------------------


def _whole_number(c: Any, owner: Any, name: str) -> Any:
    """Value of an attribute of a Python object that holds a whole number."""
    held = c.pyapi.object_getattr_string(owner, name)
    number = c.pyapi.long_as_ulonglong(held)
    c.pyapi.decref(held)
    return number


def _block_and_rows(c: Any, table: Any) -> list[Any]:
    return [c.builder.inttoptr(_whole_number(c, table, "address"), ADDRESS), _whole_number(c, table, "rows")]


@unbox(StructureType)
def _unbox_structure(_kind: Any, structure: Any, c: Any) -> Any:
    return NativeValue(c.builder.inttoptr(_whole_number(c, structure, "address"), ADDRESS))


@unbox(TableType)
def _unbox_table(kind: Any, table: Any, c: Any) -> Any:
    return NativeValue(_made_of(c.context, c.builder, kind, *_block_and_rows(c, table)))


@unbox(RowType)
def _unbox_row(kind: Any, row: Any, c: Any) -> Any:
    table = c.pyapi.object_getattr_string(row, "table")
    made = _made_of(c.context, c.builder, kind, *_block_and_rows(c, table), _whole_number(c, row, "row"))
    c.pyapi.decref(table)
    return NativeValue(made)


# -- fields of a structure -----------------------------------------------------------------------------------------


@infer_getattr
class _StructureFields(AttributeTemplate):
    key = StructureType

    def generic_resolve(self, structure: Any, name: str) -> Any:  # type: ignore[override]
        return structure.fields[name][0] if name in structure.fields else None


@lower_getattr_generic(StructureType)
def _read_field(context: Any, builder: Any, structure: Any, address: Any, name: str) -> Any:
    kind, place = structure.fields[name]

    def word(offset: int, word_type: Any) -> Any:
        start = builder.gep(address, [context.get_constant(types.intp, 8 * (place + offset))])
        return _never_changes(builder, builder.load(builder.bitcast(start, word_type.as_pointer())))

    if isinstance(kind, StructureType):
        return word(0, ADDRESS)
    if isinstance(kind, TableType):
        return _made_of(context, builder, kind, word(0, ADDRESS), word(1, WHOLE))
    start = word(0, context.get_value_type(types.CPointer(kind.dtype)))
    return _made_of(context, builder, kind, start, *(word(1 + axis, WHOLE) for axis in range(kind.dimensions)))


# -- tables and rows -----------------------------------------------------------------------------------------------


def _place_in_column(context: Any, builder: Any, kind: Any, name: str, data: Any, rows: Any, row: Any) -> Any:
    """Address of a value: its column starts at the rows times the bytes of a row that come before it."""
    value, offset = kind.columns[name]
    start = builder.gep(data, [builder.mul(rows, context.get_constant(types.intp, offset))])
    return builder.gep(builder.bitcast(start, context.get_value_type(value).as_pointer()), [row])


@infer_getattr
class _TableAttributes(AttributeTemplate):
    key = TableType

    def resolve_shape(self, _table: Any) -> Any:
        return types.UniTuple(types.intp, 1)

    def generic_resolve(self, table: Any, name: str) -> Any:  # type: ignore[override]
        return GridType(table.columns[name][0], 1) if name in table.columns else None


@lower_getattr_generic(TableType)
def _column_of_table(context: Any, builder: Any, kind: Any, table: Any, name: str) -> Any:
    data, rows = _members(builder, table)
    start = _place_in_column(context, builder, kind, name, data, rows, context.get_constant(types.intp, 0))
    return _made_of(context, builder, GridType(kind.columns[name][0], 1), start, rows)


@lower_getattr(TableType, "shape")
def _shape_of_table(context: Any, builder: Any, _kind: Any, table: Any) -> Any:
    return context.make_tuple(builder, types.UniTuple(types.intp, 1), [builder.extract_value(table, 1)])


@infer_global(operator.getitem)
class _TableRow(AbstractTemplate):
    def generic(self, arguments: Any, _keywords: Any) -> Any:
        table, row = arguments
        if isinstance(table, TableType) and isinstance(row, types.Integer):
            return signature(RowType(table), table, types.intp)
        return None


@lower_builtin(operator.getitem, TableType, types.Integer)
def _row_of_table(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
    table, row = arguments
    return _made_of(context, builder, sig.return_type, *_members(builder, table), row)


@infer_global(operator.setitem)
class _SetTableRow(AbstractTemplate):
    def generic(self, arguments: Any, _keywords: Any) -> Any:
        table, _, value = arguments
        if isinstance(table, TableType) and isinstance(value, RowType):
            return signature(types.none, table, types.intp, value)
        return None


@lower_builtin(operator.setitem, TableType, types.Integer, RowType)
def _set_row_of_table(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
    kind, (table, row, source) = sig.args[0], arguments
    there, here = _members(builder, source), [*_members(builder, table), row]
    for name in kind.columns:
        read = builder.load(_place_in_column(context, builder, kind, name, *there))
        builder.store(read, _place_in_column(context, builder, kind, name, *here))
    return context.get_dummy_value()


@infer_getattr
class _RowColumns(AttributeTemplate):
    key = RowType

    def generic_resolve(self, row: Any, name: str) -> Any:  # type: ignore[override]
        return row.columns[name][0] if name in row.columns else None


@lower_getattr_generic(RowType)
def _read_column(context: Any, builder: Any, kind: Any, row: Any, name: str) -> Any:
    read = builder.load(_place_in_column(context, builder, kind, name, *_members(builder, row)))
    return _never_changes(builder, read) if kind.constant else read


@lower_setattr_generic(RowType)
def _write_column(context: Any, builder: Any, sig: Any, arguments: Any, name: str) -> None:
    (kind, given), (row, value) = sig.args, arguments
    if kind.constant:
        raise LoweringError(f"{name}: kernels do not write to this table")
    written = context.cast(builder, value, given, kind.columns[name][0])
    builder.store(written, _place_in_column(context, builder, kind, name, *_members(builder, row)))


# -- other arrays --------------------------------------------------------------------------------------------------


@infer_getattr
class _GridAttributes(AttributeTemplate):
    key = GridType

    def resolve_shape(self, grid: Any) -> Any:
        return types.UniTuple(types.intp, grid.dimensions)


@lower_getattr(GridType, "shape")
def _shape_of_grid(context: Any, builder: Any, kind: Any, grid: Any) -> Any:
    return context.make_tuple(builder, types.UniTuple(types.intp, kind.dimensions), _members(builder, grid)[1:])


def _index_type(grid: Any, index: Any) -> Any:
    """Type of an index with a whole number for each dimension; None where it has another shape."""
    if isinstance(index, types.Integer):
        return types.intp if grid.dimensions == 1 else None
    if isinstance(index, types.UniTuple | types.Tuple) and len(index) == grid.dimensions:
        if all(isinstance(place, types.Integer) for place in index.types):
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
        grid, index, _ = arguments
        if isinstance(grid, GridType) and (places := _index_type(grid, index)) is not None:
            return signature(types.none, grid, places, grid.dtype)
        return None


def _place_in_grid(builder: Any, index_kind: Any, grid: Any, index: Any) -> Any:
    start, *sizes = _members(builder, grid)
    places = [index] if isinstance(index_kind, types.Integer) else _members(builder, index)
    place = places[0]
    for size, further in zip(sizes[1:], places[1:], strict=True):
        place = builder.add(builder.mul(place, size), further)
    return builder.gep(start, [place])


@lower_builtin(operator.getitem, GridType, types.Integer)
@lower_builtin(operator.getitem, GridType, types.BaseTuple)
def _read_grid(_context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
    return builder.load(_place_in_grid(builder, sig.args[1], *arguments))


@lower_builtin(operator.setitem, GridType, types.Integer, types.Any)
@lower_builtin(operator.setitem, GridType, types.BaseTuple, types.Any)
def _write_grid(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
    grid, index, value = arguments
    builder.store(value, _place_in_grid(builder, sig.args[1], grid, index))
    return context.get_dummy_value()
