import json

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from experiments.files import tables as store
from experiments.runs.store import packed, unpacked

TABLE = pd.DataFrame({"month": [0, 1], "jobs": [10.0, 11.0]})


def test_a_table_comes_back_with_what_it_can_be_traced_to(tmp_path):
    store.write_table(tmp_path / "monthly.parquet", TABLE, {"commit": "abc", "seed": 7})
    tables = store.StoredTables(tmp_path)
    pd.testing.assert_frame_equal(tables["monthly"], TABLE)
    assert tables["monthly"].attrs == {"commit": "abc", "seed": 7}
    assert list(tables) == ["monthly"]
    assert "effects" not in tables


def test_the_metadata_can_be_read_without_this_program(tmp_path):
    store.write_table(tmp_path / "monthly.parquet", TABLE, {"seed": 7})
    assert json.loads(pq.read_schema(tmp_path / "monthly.parquet").metadata[b"ptce"]) == {"seed": 7}


def test_a_write_that_fails_leaves_the_former_file_and_nothing_else(tmp_path):
    path = store.write_text(tmp_path / "report.md", "former")

    def fail(beside):
        beside.write_text("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        store.write_whole(path, fail)
    assert path.read_text() == "former"
    assert [one.name for one in tmp_path.iterdir()] == ["report.md"]


def test_the_same_table_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        store.write_table(tmp_path / f"{name}.parquet", TABLE, {"seed": 7})
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()


def test_a_table_is_read_back_with_its_types_whatever_they_are():
    table = pd.DataFrame(
        {
            "truth": [True, False],
            "small": np.array([1, 2], np.int8),
            "real": [np.nan, 1.5],
            "word": pd.Series(["a", None], dtype=object),
            "month": pd.array([1, None], dtype="Int64"),
            "text": pd.Series(["x", "y"], dtype="str"),
        }
    )
    for one in (table, table.iloc[:0], table.iloc[1:]):
        pd.testing.assert_frame_equal(unpacked(packed(one)), one.reset_index(drop=True))
