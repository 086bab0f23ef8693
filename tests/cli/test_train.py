"""The command line: what it prints, what it writes, how it refuses."""

import dataclasses
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from ganlab.__main__ import main
from ganlab.cli.check import gather
from ganlab.gan.config import DEFAULT, from_json
from ganlab.presets import PRESETS

ROOT = Path(__file__).parents[2]
SMALL = ["--set", "g_hidden=8", "--set", "d_hidden=8"]


def run(capsys, *arguments):
    code = main(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err


def test_train_prints_rows_and_writes_files(capsys, tmp_path):
    folder = tmp_path / "a" / "b"
    code, out, _ = run(capsys, "train", *SMALL, "--steps", "30", "--every", "10", "--out", str(folder))
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [(row["step"], row["status"]) for row in rows] == [(10, "running"), (20, "running"), (30, "done")]
    assert {"d_loss", "g_loss", "d_real", "d_fake", "steps_per_second", "metrics"} <= set(rows[0])
    assert from_json((folder / "config.json").read_text()).g_hidden == (8,)
    assert len((folder / "history.csv").read_text().splitlines()) == 31
    assert (folder / "samples.png").read_bytes().startswith(b"\x89PNG")
    assert load_file(folder / "model.safetensors")["generator.0.weight"].shape == (8, 2)


def test_pictures_are_written_as_a_grid(capsys, tmp_path):
    code, _, _ = run(capsys, "train", "--preset", "digits", "--steps", "2", "--out", str(tmp_path))
    assert code == 0
    assert (tmp_path / "samples.png").stat().st_size > 10_000


def test_same_command_same_numbers(capsys):
    first, second = (json.loads(run(capsys, "train", *SMALL, "--steps", "20")[1].splitlines()[-1]) for _ in range(2))
    assert np.array_equal([first["d_loss"], first["g_loss"]], [second["d_loss"], second["g_loss"]])


def test_divergence_has_its_own_exit_code(capsys):
    sets = ["d_lr=10", "g_lr=10", "d_optimizer=sgd", "g_optimizer=sgd", "loss=least-squares"]
    code, out, _ = run(capsys, "train", *(part for one in sets for part in ("--set", one)), "--steps", "3000")
    last = json.loads(out.splitlines()[-1])
    assert (code, last["status"]) == (3, "diverged")
    assert re.fullmatch(r"[dg]_loss is (not a finite number|\S+, beyond all sense,) at step \d+", last["reason"])
    assert (last["diagnosis"], last["diagnosis_since"]) == ("diverged", last["step"] + 1)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--steps", "x"], "--steps: must be a whole number from 1 to 1000000000; got “x”"),
        (["--steps", "2", "--every", "0"], "--every: must be a whole number"),
        (["--steps", "2", "--set", "d_lr"], "--set: must look like field=value; got “d_lr”"),
        (["--steps", "2", "--set", "d_lr=nan"], "d_lr: must be a number from 1e-06 to 10.0; got “nan”"),
        (["--steps", "2", "--preset", "none"], "--preset: must be one of first-light"),
        (["--steps", "2", "--config", "/none.json"], "--config: must be a readable JSON file (No such file"),
        (["--steps", "2", "--out", "/proc/none"], "--out: must be a folder that can be written"),
    ],
)
def test_bad_input_gets_one_line(capsys, arguments, sentence):
    code, out, err = run(capsys, "train", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(sentence)
    assert err.count("\n") == 1


def test_a_presets_claim_is_checked_over_seeds(capsys):
    code, out, _ = run(capsys, "presets", "--check", "divergence", "--seeds", "3-5")
    assert code == 0
    assert "seed 4: holds; status=diverged" in out
    assert out.splitlines()[-1] == "divergence: holds in 3 of 3 seeds"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--check", "none"], "--check: must be all or one of first-light"),
        (["--check", "divergence", "--seeds", "5-3"], "--seeds: must be whole numbers first-last, such as 100-109"),
        (["--check", "divergence", "--seeds", "x"], "--seeds: must be whole numbers"),
    ],
)
def test_a_bad_check_gets_one_line(capsys, arguments, sentence):
    code, out, err = run(capsys, "presets", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(sentence)


def test_a_claim_that_does_not_hold_has_its_own_exit_code(capsys, monkeypatch):
    held = PRESETS["divergence"]
    claim = dataclasses.replace(held.claim, holds=lambda evidence: evidence.status == "done")
    monkeypatch.setattr(
        "ganlab.cli.check.check_seeds", lambda key, seeds: [(s, claim.holds(gather(held, s)), "") for s in seeds]
    )
    code, out, _ = run(capsys, "presets", "--check", "divergence", "--seeds", "3")
    assert (code, out.splitlines()[-1]) == (1, "divergence: does not hold in 0 of 1 seeds")


def test_presets_and_schema(capsys):
    assert all(key in run(capsys, "presets")[1] for key in PRESETS)
    listed = json.loads(run(capsys, "presets", "--json")[1])
    assert from_json(json.dumps(listed["seed-mnist"]["config"])) == PRESETS["seed-mnist"].config
    assert set(json.loads(run(capsys, "schema")[1])["properties"]) == set(DEFAULT.model_dump())


@pytest.mark.wide
def test_a_run_that_is_resumed_goes_on_as_if_it_had_not_stopped(capsys, tmp_path):
    whole_run, first, second = (str(tmp_path / name) for name in ("whole", "first", "second"))
    # what is reported is measured, and what is measured is in the table
    settings = ["--preset", "mode-collapse", "--set", "seed=3", "--every", "10"]
    out = run(capsys, "train", *settings, "--steps", "700", "--out", whole_run)[1]
    run(capsys, "train", *settings, "--steps", "430", "--out", first)
    code, resumed, _ = run(capsys, "train", "--resume", first, "--steps", "270", "--every", "10", "--out", second)
    assert code == 0
    rows = [json.loads(text.splitlines()[-1]) for text in (out, resumed)]
    for row in rows:
        row.pop("steps_per_second")
    assert rows[0] == rows[1]
    assert (rows[0]["step"], rows[0]["diagnosis"], rows[0]["diagnosis_since"]) == (700, "mode-collapse", 100)
    for name in ("history.csv", "config.json"):
        assert (tmp_path / "whole" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()
    weights = [load_file(tmp_path / name / "model.safetensors") for name in ("whole", "second")]
    assert all(np.array_equal(weights[0][key], weights[1][key]) for key in weights[0] | weights[1])


def test_a_resumed_run_takes_settings_that_act_live_and_no_others(capsys, tmp_path):
    folder = str(tmp_path / "run")
    run(capsys, "train", *SMALL, "--steps", "5", "--out", folder)
    code, out, _ = run(capsys, "train", "--resume", folder, "--set", "d_lr=0.1", "--steps", "1", "--out", folder)
    assert (code, json.loads(out.splitlines()[-1])["step"]) == (0, 6)
    assert json.loads((tmp_path / "run" / "config.json").read_text())["d_lr"] == 0.1
    for arguments, sentence in (
        (["--set", "g_hidden=9"], "--set: must act live on a run that is resumed; got “g_hidden”"),
        (["--preset", "ring"], "--resume: must stand without --preset"),
    ):
        code, _, error = run(capsys, "train", "--resume", folder, *arguments, "--steps", "1")
        assert code == 2 and sentence in error
    code, _, error = run(capsys, "train", "--resume", str(tmp_path), "--steps", "1")
    assert code == 2 and error.startswith("--resume: must be a folder that train has written")


@pytest.mark.wide
def test_the_end_is_said_in_words(capsys):
    _, _, error = run(capsys, "train", "--preset", "mode-collapse", "--steps", "600")
    assert "Mode collapse: at most" in error and "So since step 100." in error


@pytest.mark.wide
def test_it_works_from_any_folder(tmp_path):
    command = [sys.executable, str(ROOT / "ganlab"), "train", *SMALL, "--steps", "2", "--out", "here"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, json.loads(done.stdout.splitlines()[-1])["step"]) == (0, 2), done.stderr
    assert (tmp_path / "here" / "history.csv").exists()
