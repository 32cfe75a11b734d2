import re
import shutil

import pytest

from experiments.drawing.style import save
from experiments.files import tables as store
from experiments.files.directory import ResultsDirectory
from experiments.pages.figures import can_be_drawn, draw_all, drawn, modules
from experiments.questions.comparison import PROGRAM
from experiments.runs.processes import Pool
from experiments.words.language import Language

WANTED = {
    "jobs",
    "unemployment",
    "lorenz",
    "inequality",
    "effects",
    "cost",
    "integration",
    "flows",
    "diversity",
    "land",
    "displacement",
    "since_founding",
    "pole_timeline",
    "pole_survival",
    "pole_money",
    "who_gains",
}


def test_the_figures_are_found_where_they_lie():
    assert {module.NAME for module in modules()} == WANTED


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.NAME)
def test_a_figure_says_what_it_is_and_what_it_needs(module):
    assert module.TITLE and module.CAPTION.endswith(".")
    assert module.NEEDS
    assert module.draw.__doc__


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.NAME)
def test_a_figure_drawn_again_from_the_stored_tables_has_the_same_bytes(compared, tmp_path, module):
    save(drawn(module, store.StoredTables(compared), "mono_industry", Language("en")), tmp_path / "again.svg")
    again = (tmp_path / "again.svg").read_bytes()
    assert again == (compared / "figures" / f"mono_industry_{module.NAME}.svg").read_bytes()
    assert b"<dc:date>" not in again


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.NAME)
def test_a_figure_is_left_out_where_its_tables_are_missing(compared, module):
    tables = dict(store.StoredTables(compared))
    assert can_be_drawn(module, tables, "mono_industry")
    assert not can_be_drawn(module, tables, "nowhere")
    for name in module.NEEDS:
        assert not can_be_drawn(module, {key: value for key, value in tables.items() if key != name}, "mono_industry")


def test_french_figures_lie_beside_the_english_ones(compared, tmp_path, monkeypatch):
    for path in compared.glob("*.parquet"):
        shutil.copy(path, tmp_path)
    monkeypatch.setattr("experiments.drawing.style.save", lambda figure, path: path.write_bytes(b"drawn"))
    with Pool(1) as pool:
        files = draw_all(ResultsDirectory(tmp_path, PROGRAM), "fr", pool, lambda *_: None)
    assert "figures/land_pressure_jobs_fr.png" in files
    # Years since a founding are drawn where a pole is founded.
    assert len(files) == 2 * (2 * len(WANTED) - 1)
    assert all(re.search(r"_fr\.(png|svg)$", name) for name in files)


@pytest.mark.parametrize("arms", [("market",), ("market", "reciprocity"), ("reciprocity", "plural")])
def test_figures_can_be_drawn_with_fewer_arms(compared, arms):
    tables = {}
    for name, table in store.StoredTables(compared).items():
        kept = table[table["regime"].isin(arms)] if "regime" in table.columns else table
        tables[name] = kept
        tables[name].attrs = table.attrs
    for module in modules():
        if can_be_drawn(module, tables, "mono_industry"):
            module.draw(tables, "mono_industry", Language("en"))
