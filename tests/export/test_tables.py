"""Tables: other programs read of a file what the run recorded, and nothing else."""

import csv
import json
import math
from dataclasses import replace

import numpy as np
import pytest
from pyarrow import parquet

from ganlab.__main__ import main
from ganlab.export import tables
from ganlab.gan.config import from_json, from_values
from ganlab.gan.history import SCALARS
from ganlab.observe.measures import MEASURES
from tests.support.runs import KINDS, SMALL
from tests.support.taken import task


def read_csv(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_has_every_row_that_was_recorded(tmp_path, kind):
    wanted = task(tmp_path, kind, "rows.csv")
    tables.write_csv(wanted)
    shown, rows = wanted.runs[0].record.shown, read_csv(tmp_path / "rows.csv")
    assert [int(row["step"]) for row in rows] == sorted({*shown.steps.tolist(), *shown.measured_steps.tolist()})
    by_step = {int(row["step"]): row for row in rows}
    for names, steps, values in (
        (SCALARS, shown.steps, shown.scalars),
        (tuple(MEASURES), shown.measured_steps, shown.measures),
    ):
        for step, line in zip(steps.tolist(), values, strict=True):
            for name, value in zip(names, line, strict=True):
                written = by_step[step].get(name, "")
                assert (np.float32(written) == value) if not math.isnan(value) else written == "", (step, name)
    assert set(rows[0]) <= {"step", *SCALARS, *MEASURES}


def test_parquet_has_the_same_rows_and_says_the_settings(tmp_path):
    wanted = task(tmp_path, "all", "rows.csv")
    tables.write_csv(wanted)
    tables.write_parquet(replace(wanted, path=tmp_path / "rows.parquet"))
    found = parquet.read_table(tmp_path / "rows.parquet")
    assert from_json(found.schema.metadata[b"ganlab.config.a"].decode()) == wanted.runs[0].record.config
    rows = read_csv(tmp_path / "rows.csv")
    assert found.column_names == list(rows[0])
    for name in found.column_names:
        column = found.column(name).to_pylist()
        assert column == [np.float32(row[name]).item() if row[name] else None for row in rows] or name == "step"


def test_a_pair_is_one_table_that_says_whose_each_row_is(tmp_path):
    wanted = task(tmp_path, "points", "rows.csv", pair=from_values({"r1_gamma": 0.5}, SMALL))
    tables.write_csv(wanted)
    rows = read_csv(tmp_path / "rows.csv")
    assert {row["run"] for row in rows} == {"A", "B"}
    assert all((row["r1"] == "") == (row["run"] == "A") for row in rows if row["d_loss"])


def test_the_lines_of_the_command_are_the_same_rows(tmp_path, capsys):
    small = ["--set", "g_hidden=8", "--set", "d_hidden=8"]
    main(["train", *small, "--steps", "60", "--every", "20", "--out", str(tmp_path / "run")])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert main(["export", str(tmp_path / "run"), "--as", "csv", "--out", str(tmp_path)]) == 0
    path = tmp_path / "ganlab-eight-gaussians-seed0-step60.csv"
    assert capsys.readouterr().out.strip() == str(path)
    assert path.read_bytes() == (tmp_path / "run" / "history.csv").read_bytes()
    rows = {int(row["step"]): row for row in read_csv(path)}
    for line in lines:
        row = rows[line["step"]]
        told = {**line, **line["metrics"]}
        for name in set(row) - {"step"}:
            assert (row[name] == "") == (name not in told)
            assert row[name] == "" or np.float32(row[name]) == np.float32(told[name])


def test_a_full_disk_leaves_no_half_file(tmp_path, monkeypatch):
    wanted = task(tmp_path, "points", "rows.csv")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("csv.writer", full)
    with pytest.raises(OSError, match="No space"):
        tables.write_csv(wanted)
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
