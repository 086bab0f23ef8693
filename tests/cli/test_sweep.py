"""`ganlab sweep`: a row for each run, whatever ends it; what cannot be is told in one sentence at once."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest
from pyarrow import parquet

from ganlab import __main__ as command
from ganlab.observe.outcome import OUTCOMES

GRID = ["--grid", "d_lr=1e-3:1e-1:3log", "--grid", "g_lr=1e-3,1e-2", "--set", "g_hidden=8", "--set", "d_hidden=8"]
SMALL = [*GRID, "--set", "batch_size=16", "--seeds", "2", "--steps", "120"]


def sweep(capsys, *arguments):
    code = command.main(["sweep", *map(str, arguments)])
    return code, *capsys.readouterr()


@pytest.mark.wide
def test_a_grid_over_seeds_becomes_a_table(capsys, tmp_path):
    code, out, errors = sweep(capsys, *SMALL, "--out", tmp_path, "--workers", 1)
    assert code == 0
    rows = parquet.read_table(tmp_path / "runs.parquet")
    lines = [json.loads(line) for line in (tmp_path / "runs.jsonl").read_text("utf-8").splitlines()]
    assert rows.num_rows == len(lines) == 12
    assert rows.column_names[:2] == ["d_lr", "g_lr"]
    assert sorted(rows.to_pylist(), key=lambda row: row["key"]) == sorted(lines, key=lambda row: row["key"])
    assert {(row["d_lr"], row["g_lr"], row["seed"]) for row in lines} == {
        (d, g, seed) for d in (1e-3, 1e-2, 1e-1) for g in (1e-3, 1e-2) for seed in (0, 1)
    }
    plan = json.loads(rows.schema.metadata[b"ganlab.plan"])
    assert plan == json.loads((tmp_path / "plan.json").read_text("utf-8"))
    counted = dict(part.rsplit(": ", 1) for part in out.splitlines()[0].split(", "))
    assert set(counted) <= {outcome.name for outcome in OUTCOMES.values()}
    assert sum(map(int, counted.values())) == 12
    assert "12 runs of 120 steps" in errors and "as one" in errors


def test_a_dry_run_says_what_it_would_take_and_writes_nothing(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, errors = sweep(capsys, *SMALL, "--dry-run", "--workers", 2)
    assert (code, out) == (0, "")
    assert re.search(r"12 runs of 120 steps, \d+ as one\nabout \d+ s on 2 cores like this one", errors)
    assert not list(tmp_path.iterdir())


def test_what_must_go_alone_is_said(capsys):
    _, _, errors = sweep(capsys, *SMALL, "--set", "spectral_norm=true", "--dry-run")
    assert "12 runs are stepped one by one: spectral normalisation" in errors


def begun(folder, arguments):
    """Start a sweep in a process of its own, and wait for its first rows."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ganlab", "sweep", *arguments, "--workers", "1"],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # whoever runs the tests may ignore it
    )
    runs = folder / "runs.jsonl"
    while not (runs.exists() and runs.read_bytes()):
        assert process.poll() is None
        time.sleep(0.01)
    return process


@pytest.mark.wide
@pytest.mark.skipif(os.name == "nt", reason="needs signals")
def test_a_sweep_that_is_ended_says_so_and_keeps_what_is_done(tmp_path):
    several = ["--grid", "n_critic=1:6:6", *SMALL[4:-1], "2000"]  # which are not stepped as one
    process = begun(tmp_path, [*several, "--out", str(tmp_path)])
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate()
    done = len((tmp_path / "runs.jsonl").read_text("utf-8").splitlines())
    assert process.returncode == 130 and "Traceback" not in errors
    assert re.search(rf"\n{done} of \d+ runs are done; --resume goes on\n", errors)
    assert parquet.read_table(tmp_path / "runs.parquet").num_rows == done


@pytest.mark.wide
@pytest.mark.skipif(os.name == "nt", reason="needs signals")
def test_a_sweep_that_is_killed_goes_on_where_it_was(capsys, tmp_path):
    arguments = [*SMALL[:-1], "400", "--out", str(tmp_path)]
    process, runs = begun(tmp_path, arguments), tmp_path / "runs.jsonl"
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    before = runs.read_text("utf-8").splitlines()
    code, *_ = sweep(capsys, *arguments, "--resume", "--workers", 1)
    after = runs.read_text("utf-8").splitlines()
    assert code == 0
    assert after[: len(before)] == before or len(before) == len(after)
    assert len({json.loads(line)["key"] for line in after}) == len(after) == 12
    code, *_ = sweep(capsys, *arguments, "--resume")  # of which nothing is left to do
    assert code == 0 and runs.read_text("utf-8").splitlines() == after


@pytest.mark.parametrize(
    "arguments",
    [
        ["--steps", "5"],
        ["--grid", "d_lr=1", "--steps", "5"],
        ["--grid", "d_lr=1e-6:1:1000log", "--grid", "g_lr=1e-6:1:1000log", "--steps", "5"],
        ["--grid", "loss=hinge,minimax", "--steps", "5"],
        ["--grid", "train_size=10,20", "--steps", "5"],
        ["--grid", "d_lr=1,2", "--steps", "none"],
        ["--grid", "d_lr=1,2", "--steps", "5", "--seeds", "many"],
        ["--grid", "d_lr=1,2", "--steps", "5", "--workers", "0"],
        ["--grid", "d_lr=1,2", "--steps", "5", "--preset", "none"],
        ["--grid", "d_lr=1,2", "--steps", "5", "--ray", "auto", "--workers", "2", "--out", "x"],
        ["--grid", "d_lr=1,2", "--steps", "5", "--ray", "127.0.0.1:1", "--out", "x"],
        ["--grid", "d_lr=1,2", "--steps", "5"],
    ],
    ids=lambda arguments: " ".join(arguments),
)
def test_what_cannot_be_is_told_in_one_sentence_before_anything_starts(capsys, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    code, out, errors = sweep(capsys, *arguments)
    assert (code, out) == (2, "")
    assert re.fullmatch(r"[^\n]+: [^\n]+; got [^\n]+\n", errors), errors
    assert not list(tmp_path.glob("**/*.jsonl"))
