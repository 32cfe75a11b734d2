"""Kernels that other kernels call become machine code once, as parts of their callers.

numba compiles every function by itself: it optimises it and makes machine code of it, then links it into each caller,
which is optimised and made machine code of with all that it calls, and so on up to the phase. For some four hundred
kernels, few of which are called from Python, nine tenths of that is thrown away. Here a kernel that is met inside
another one is only typed and lowered to LLVM's language; the kernel that is called from Python links all parts
below it, each once, and is optimised and compiled as a whole. The machine code is the same; making it takes half the
time and memory, and only what is called from Python is written to the cache.

This uses numba's own means of extension (a pipeline of its own, a code library of its own); numba's version is locked.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from llvmlite import ir
from llvmlite.binding import parse_assembly
from numba import _dynfunc  # type: ignore[attr-defined]
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.typed_passes import NativeLowering


class _Linking(JITCodeLibrary):
    """Code that remembers all parts it needs, directly or through other parts, and links each once."""

    def add_linking_library(self, library: Any) -> None:
        for part in _with_its_parts(library):
            super().add_linking_library(part)

    def finalize(self) -> None:
        """Link all parts, optimise the whole and make machine code of it."""
        self._raise_if_finalized()
        for library in dict.fromkeys(self._linking_libraries):
            self._reload_init.update(library._reload_init)
            self._final_module.link_in(_module_of(library), preserve=True)
        self._optimize_final_module()
        self._final_module.verify()
        self._finalize_final_module()

    def serialize_using_object_code(self) -> tuple[str, str, tuple[bytes, bytes]]:
        """Keep machine code, and of LLVM's language the names alone: nobody links this again, callers link parts."""
        self._ensure_finalized()
        names = ir.Module(self.name)
        for function in self.get_defined_functions():
            stub = ir.Function(names, ir.FunctionType(ir.VoidType(), []), function.name)
            ir.IRBuilder(stub.append_basic_block()).ret_void()
        for variable in self._final_module.global_variables:
            if not variable.is_declaration and variable.linkage.name != "private":
                ir.GlobalVariable(names, ir.IntType(8), variable.name).initializer = ir.Constant(ir.IntType(8), 0)
        return self.name, "object", (self._get_compiled_object(), parse_assembly(str(names)).as_bitcode())


def _with_its_parts(library: Any) -> Iterator[Any]:
    """Code, and then what it calls: the linker takes over only what something before has asked for."""
    yield library
    if isinstance(library, _Part):
        yield from library._linking_libraries


def _module_of(library: Any) -> Any:
    return library._final_module if isinstance(library, _Part) else library._get_module_for_linking()


class _Part(_Linking):
    """Code of one kernel, to be linked into that of others and never run by itself."""

    def _optimize_functions(self, ll_module: Any) -> None:
        ll_module.data_layout = self._codegen._data_layout

    def finalize(self) -> None:
        """Leave optimising and machine code to whoever links it; any number of callers may define it anew."""
        self._raise_if_finalized()
        self._finalize_dynamic_globals()
        for function in self._final_module.functions:
            if not function.is_declaration and function.linkage.name == "external":
                function.linkage = "linkonce_odr"
        self._finalized = True

    def _get_module_for_linking(self) -> Any:
        """Give somebody's own compiled function, which knows nothing of parts, all of them at once."""
        self._ensure_finalized()
        if self._shared_module is None:
            self._shared_module = self._final_module.clone()
            for library in dict.fromkeys(self._linking_libraries):
                self._shared_module.link_in(_module_of(library), preserve=True)
        return self._shared_module


def lowered_folder() -> Path:
    """Where an empty file bears the name of each kernel lowered so far: others watch how far a process has come."""
    return Path(os.environ["NUMBA_CACHE_DIR"]) / "lowered"


def note_lowered(name: str) -> None:
    """Let others know that a kernel is lowered; where nothing can be written they do without."""
    with suppress(OSError):
        lowered_folder().mkdir(exist_ok=True)
        (lowered_folder() / name).touch()


def _library(kind: Any, state: Any) -> Any:
    return kind(state.targetctx.codegen(), state.func_id.func_qualname)


@register_pass(mutates_CFG=True, analysis_only=False)
class _LowerPart(NativeLowering):
    """Lower a kernel that others call: no way in from Python, no machine code of its own."""

    _name = "lower_part"

    def run_pass(self, state: Any) -> bool:
        state.library = _library(_Part, state)
        state.flags.no_compile = state.flags.no_cpython_wrapper = state.flags.no_cfunc_wrapper = True
        super().run_pass(state)
        lowered = state["cr"]
        # What numba tells compiled functions apart by; there is nothing behind it that could be called.
        known_by = _dynfunc.make_function(
            lowered.fndesc.lookup_module(), lowered.fndesc.qualname, "", 0, lowered.env, (state.library,)
        )
        state.targetctx.insert_user_function(known_by, lowered.fndesc, [state.library])
        state["cr"] = lowered._replace(cfunc=known_by)
        note_lowered(state.func_id.func_name)
        return True


@register_pass(mutates_CFG=True, analysis_only=False)
class _LowerWhole(NativeLowering):
    """Lower a kernel that is called from Python, with all its parts."""

    _name = "lower_whole"

    def run_pass(self, state: Any) -> bool:
        state.library = _library(_Linking, state)
        state.library.enable_object_caching()
        state.flags.no_cfunc_wrapper = True
        super().run_pass(state)
        return True


class _Compiler(CompilerBase):
    lowering: Any

    def define_pipelines(self) -> Any:
        pipeline = DefaultPassBuilder.define_nopython_pipeline(self.state)
        pipeline.add_pass_after(self.lowering, NativeLowering)
        pipeline.passes = [step for step in pipeline.passes if step[0] is not NativeLowering]
        pipeline.finalize()
        return [pipeline]


class PartCompiler(_Compiler):
    """Pipeline of a kernel that others call."""

    lowering = _LowerPart


class WholeCompiler(_Compiler):
    """Pipeline of a kernel that is called from Python."""

    lowering = _LowerWhole
