"""Kernels call only what gives the same bytes compiled and not."""

import ast
from pathlib import Path

import simulation

ARRAYS = {"empty", "zeros", "ones", "full", "argsort", "sort", "int64", "uint64", "float64"}
"""What kernels take from numpy: arrays, their order and types. Functions of numbers come from `math`."""


def kernels():
    """Every function that is compiled, with the file in which it stands."""
    for path in sorted(Path(simulation.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [ast.unparse(mark) for mark in node.decorator_list] if isinstance(node, ast.FunctionDef) else []
            if "kernel" in names or "inline_kernel" in names:
                yield path.name, node


def test_kernels_take_functions_of_numbers_from_math():
    called = [
        (file, kernel.name, call.func.attr)
        for file, kernel in kernels()
        for call in ast.walk(kernel)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "np"
    ]
    assert len(called) > 100
    assert [entry for entry in called if entry[2] not in ARRAYS] == []
