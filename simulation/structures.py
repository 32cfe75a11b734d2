"""Structures of arrays that plain Python and compiled kernels read by the same names.

A kernel that takes a tuple of fifty arrays passes three hundred values at every call and takes minutes to
compile. A `Structure` reaches kernels as one pointer (numba's ``structref``); in plain Python, and in kernels that
run uncompiled, its fields are ordinary attributes that hold the very same arrays.
"""

import hashlib
from typing import Any

import numpy as np
from numba import types
from numba.experimental import structref

from simulation.kernels import COMPILED


class Parts:
    """What every structure offers in Python: its arrays by name, in the order in which they are declared."""

    FIELDS: tuple[str, ...] = ()

    def parts(self) -> dict[str, Any]:
        """Return the fields by name: arrays, or structures of their own."""
        return {name: self.__dict__[name] for name in type(self).FIELDS}

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and send a structure by its parts: what numba keeps of it is made anew."""
        return _made_again, (type(self), self.parts())


def copied(array: Any) -> Any:
    """Copy an array to the byte.

    ``array.copy()`` leaves the padding between the columns of a table to chance once the table has been sent from
    process to process; the hash of a state counts every byte.
    """
    if array.dtype.names is None:
        return array.copy()
    made = np.frombuffer(bytearray(array.tobytes()), dtype=array.dtype)
    return made.reshape(array.shape).view(type(array))


def _made_again(kind: Any, parts: dict[str, Any]) -> Any:
    return kind(**parts)


class StructureType(types.StructRef):
    """Type of a structure for numba: its fields are plain arrays and numbers.

    numba names a type after its fields and writes that name into the symbol of every kernel that takes it: tens of
    thousands of characters for a world, and a fifth of the time of compiling. A short hash says the same.
    """

    def __init__(self, fields: Any) -> None:
        super().__init__(fields)
        self.name = f"{type(self).__name__}_{hashlib.sha256(self.name.encode()).hexdigest()[:16]}"

    def preprocess_fields(self, fields: Any) -> Any:
        """Forget that a number was a literal."""
        return tuple((name, types.unliteral(kind)) for name, kind in fields)


if COMPILED:

    class Structure(Parts, structref.StructRefProxy):
        """A structure as one pointer for kernels, with its arrays as attributes in Python."""

        def __new__(cls, **arrays: Any) -> Any:
            """Make a structure of these arrays, one for each of ``FIELDS``."""
            made = cls.make(*(arrays[name] for name in cls.FIELDS))
            made.__dict__.update({name: arrays[name] for name in cls.FIELDS})
            return made

        def __init__(self, **_arrays: Any) -> None:
            pass

        @classmethod
        def make(cls, *arrays: Any) -> Any:
            """Make the compiled structure; each class has its own."""
            raise NotImplementedError

    def register(structure: type, kind: type) -> None:
        """Tell numba that ``kind`` is the type of ``structure``: how it is made, passed and read."""
        structref.register(kind)
        structref.define_constructor(structure, kind, list(structure.FIELDS))  # type: ignore[attr-defined]
        structref.define_boxing(kind, structure)

else:

    class Structure(Parts):  # type: ignore[no-redef]
        """A structure in plain Python: attributes that hold arrays."""

        def __init__(self, **arrays: Any) -> None:
            for name in type(self).FIELDS:
                setattr(self, name, arrays[name])

    def register(structure: type, kind: type) -> None:
        """Nothing to tell numba when kernels run uncompiled."""
