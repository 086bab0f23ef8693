"""Rows of a run in other programs: what they hold is what was printed; a library that lacks is named."""

import json
import math
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from ganlab.__main__ import main
from ganlab.cli.logs import LOGS, numbers

SMALL = ["--set", "g_hidden=8", "--set", "d_hidden=8", "--steps", "40", "--every", "10"]


def train(capsys, *arguments):
    capsys.readouterr()
    code = main(["train", *SMALL, *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, [json.loads(line) for line in out.splitlines()], err


@pytest.mark.wide
def test_tensorboard_reads_back_what_was_printed(capsys, tmp_path):
    pytest.importorskip("tensorboard")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    code, rows, _ = train(capsys, "--out", tmp_path, "--log", "tensorboard")
    assert code == 0
    found = EventAccumulator(str(tmp_path / "tensorboard")).Reload()
    names = set(found.Tags()["scalars"])
    assert names == set().union(*map(numbers, rows))
    for name in names:
        read = {event.step: event.value for event in found.Scalars(name)}
        printed = {row["step"]: numbers(row)[name] for row in rows if name in numbers(row)}
        assert read == {step: pytest.approx(float(np.float32(value))) for step, value in printed.items()}
    assert "config/text_summary" in found.Tags()["tensors"]


@pytest.mark.parametrize("name", ["wandb", "trackio"])
def test_the_others_are_told_the_same_through_their_own_library(capsys, tmp_path, monkeypatch, name):
    """Stand-ins with the calls of the libraries' own reference: both send what they get over a network."""
    told, ended = {}, []
    log = SimpleNamespace(
        log=lambda values, step: told.update({step: values}), finish=lambda: ended.append(True), init=lambda **look: log
    )
    monkeypatch.setitem(sys.modules, name, log)
    code, rows, _ = train(capsys, "--out", tmp_path, "--log", name)
    assert (code, ended) == (0, [True])
    assert told == {row["step"]: numbers(row) for row in rows}
    assert all(math.isfinite(value) for row in told.values() for value in row.values())


@pytest.mark.parametrize("name", LOGS)
def test_a_library_that_is_not_there_is_named(capsys, monkeypatch, name):
    monkeypatch.setitem(sys.modules, LOGS[name].package, None)
    code, rows, err = train(capsys, "--log", name)
    assert (code, rows) == (2, [])
    package = LOGS[name].package
    assert err == f"--log: needs a package that is not installed: pip install {package}; got “{name}”\n"


def test_another_program_is_refused(capsys):
    code, _, err = train(capsys, "--log", "excel")
    assert (code, err) == (2, "--log: must be one of tensorboard, wandb, trackio; got “excel”\n")
