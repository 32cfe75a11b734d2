"""Options that several commands share, each worded once."""

from pathlib import Path
from typing import Annotated

import typer

Workers = Annotated[int | None, typer.Option("--workers", help="Processes; as many as cores if not said.")]
Scheduler = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="ADDRESS", help="A Dask scheduler that runs, such as tcp://host:8786."),
]
QuestionStore = Annotated[
    Path, typer.Option("--store", metavar="DIR", help="Where runs are kept, for all questions to share.")
]
StudyStore = Annotated[
    Path, typer.Option("--store", metavar="DIR", help="Where runs are kept, for all studies to share.")
]
