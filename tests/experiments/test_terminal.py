import io

import pytest
from rich.console import Console

from experiments.files import tables as store
from experiments.pages.terminal import WIDTH, summary


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_printed_fits_eighty_columns(compared, language):
    written = io.StringIO()
    summary(compared, store.read_manifest(compared), language, Console(file=written, width=WIDTH, highlight=False))
    lines = written.getvalue().splitlines()
    assert [line for line in lines if len(line) > 80 and str(compared) not in line] == []
    assert not any("…" in line for line in lines)
