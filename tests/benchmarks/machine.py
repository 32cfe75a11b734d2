"""What a measure was made on, without a name or a path."""

import os
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from experiments.cli.comparison import cores
from experiments.words.language import Language

CORES_AND_LOAD = {"en": ("cores", "load at the start"), "fr": ("cœurs", "charge au début")}


def processor() -> str:
    """Model of the processor as the system tells it."""
    told = Path("/proc/cpuinfo")
    if told.exists():
        for line in told.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


@dataclass(frozen=True)
class Machine:
    """Processor, cores this process may use, load when the measure began, and the versions that matter."""

    processor: str
    architecture: str
    cores: int
    load: float
    python: str
    numba: str
    numpy: str
    mesa: str

    def described(self, language: Language) -> str:
        """The machine in one line."""
        cores, load = CORES_AND_LOAD[language.code]
        return (
            f"{self.processor} ({self.architecture}), {self.cores} {cores}, {load} {language.number(self.load, 1)};"
            f" Python {self.python}, numba {self.numba}, NumPy {self.numpy}, Mesa {self.mesa}"
        )


def this_machine() -> Machine:
    """Look at the machine this process runs on."""
    return Machine(
        processor(),
        platform.machine(),
        cores(),
        round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else 0.0,
        platform.python_version(),
        *(version(name) for name in ("numba", "numpy", "mesa")),
    )
