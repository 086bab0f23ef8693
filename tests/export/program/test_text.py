"""What a program looks like: short, plain, formatted, and without anything that it does not use."""

import ast
import json
import re
import subprocess
import sys

import nbformat
import pytest
import torch

from ganlab.data import DATASETS
from ganlab.export import program
from ganlab.gan.config import from_values
from ganlab.gan.losses import LOSSES
from ganlab.presets import PRESETS
from tests.support import own_data, programs

CONFIGS = {key: preset.config for key, preset in PRESETS.items() if preset.config.start == "scratch"}
MOST = {"points": 120, "dirac": 120, "images": 160}
ALL = {  # nearly everything at once
    "all": {
        **{"r1_gamma": 0.1, "r2_gamma": 0.1, "gp_weight": 0.1, "dragan_weight": 0.1, "consensus_gamma": 0.1},
        **{"weight_clip": 0.5, "grad_clip": 1.0, "instance_noise": 0.1, "noise_steps": 100, "spectral_norm": True},
        **{"unroll_steps": 2, "packing": 2, "minibatch_std": True, "ema_decay": 0.9, "schedule": "cosine"},
        **{"n_critic": 2, "updates": "simultaneous", "train_size": 50, "real_label": 0.9, "reuse_z": True},
    }
}


def everything():
    """Configs of all kinds, with everything that a program can have."""
    yield from CONFIGS.values()
    for dataset in DATASETS:
        yield from_values({"dataset": dataset, **own_data.needed(dataset)})
    for loss in LOSSES:
        yield from_values({**ALL["all"], "loss": loss})
        yield from_values({"dataset": "digits", "d_network": "dcgan", "d_hidden": (4, 8), "loss": loss})
    for ways in ("concat", "projection"):
        for init in ("he", "normal", "dcgan", "default"):
            yield from_values({"dataset": "digits", "conditional": ways, "init": init, "unroll_steps": 1})


@pytest.mark.parametrize("key", CONFIGS)
def test_a_presets_program_is_short_and_knows_no_lab(key):
    text = program.source(CONFIGS[key])
    assert text.count("\n") <= MOST[CONFIGS[key].kind]
    assert "ganlab" not in text
    assert max(map(len, text.splitlines())) <= 120


@pytest.mark.wide
def test_programs_are_formatted_and_without_lint(tmp_path):
    for number, config in enumerate(everything()):
        (tmp_path / f"run{number}.py").write_text(program.source(config), "utf-8")
    options = ["--isolated", "--config", "line-length=120", "--config", 'target-version="py311"']
    for command in (["format", "--diff"], ["check", "--select", "E,F,I,W,UP,B,SIM", "--ignore", "B905"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, *options, str(tmp_path)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[:4000] + done.stderr[-1000:]


@pytest.mark.wide
def test_every_name_that_a_program_gives_is_used():
    for config in everything():
        text = program.source(config)
        tree = ast.parse(text)
        given = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        given |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        assert given - read <= {"_", "__init__", "forward", "k"}, text


def test_the_loss_is_one_line_that_reads_as_its_formula():
    text = program.source(CONFIGS["first-light"])
    assert "d_loss = softplus(-real_logits).mean() + softplus(fake_logits).mean()\n" in text
    assert "g_loss = softplus(-D(G(z))).mean()\n" in text
    text = program.source(CONFIGS["mnist-dcgan"])
    assert "d_loss = softplus(-D(x)).mean() + softplus(D(fake)).mean()\n" in text


@pytest.mark.wide
def test_a_program_is_a_command_that_prints_its_losses_and_leaves_a_picture(tmp_path):
    (tmp_path / "run.py").write_text(program.source(CONFIGS["first-light"]), "utf-8")
    done = subprocess.run(
        [sys.executable, "run.py", "--steps", "3"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert re.fullmatch(r"(\d+ [\d.]+ [\d.]+\n){3}", done.stdout)
    steps, *losses = zip(*(map(float, line.split()) for line in done.stdout.splitlines()), strict=True)
    assert steps == (1, 2, 3)
    _, ours = programs.trained(CONFIGS["first-light"], 3)
    assert programs.difference(ours, list(zip(*losses, strict=True))) < 1e-6
    assert (tmp_path / "run.png").stat().st_size > 10_000


@pytest.mark.wide
def test_a_loss_beyond_all_sense_is_said_and_ends_the_run(capsys):
    names, printed = programs.run(program.source(CONFIGS["divergence"]), 100)
    step = len(names["history"]) + 1
    assert step < 100
    assert len(printed.splitlines()) == step - 1
    assert capsys.readouterr().err.startswith(f"step {step}: training stops, the losses are beyond all sense: (")


@pytest.mark.wide
def test_a_program_is_written_without_torch():
    code = (
        "import sys; from ganlab.export import program; from ganlab.presets import PRESETS\n"
        "for preset in PRESETS.values():\n"
        "    if preset.config.start == 'scratch': program.source(preset.config), program.notebook(preset.config)\n"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# -- the notebook ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key", ["first-light", "unrolling-cure", "packing-cure", "wgan-gp", "mnist-asked", "dirac-clip"]
)
def test_a_notebook_is_one_and_has_the_programs_code(key):
    text = program.notebook(CONFIGS[key])
    book = nbformat.reads(text, 4)
    nbformat.validate(book)
    assert text == program.notebook(CONFIGS[key])
    cells = [cell.source for cell in book.cells if cell.cell_type == "code"]
    script = program.source(CONFIGS[key])
    assert all(cell in script for cell in cells[1:-2])  # the last two print less often, and always draw
    assert "ganlab" not in text.replace("GANLAB", "")


@pytest.mark.wide
@pytest.mark.parametrize("key", ["first-light", "unrolling-cure", "digits-asked", "dirac-r1"])
def test_a_notebooks_cells_run_from_top_to_bottom(key, monkeypatch, capsys):
    monkeypatch.setenv("MPLBACKEND", "agg")
    cells = [
        cell["source"] for cell in json.loads(program.notebook(CONFIGS[key]))["cells"] if cell["cell_type"] == "code"
    ]
    names = {"__name__": "__main__"}
    with torch.random.fork_rng(devices=[]):
        for number, cell in enumerate(cells):
            exec(compile("".join(cell), f"cell {number}", "exec"), names)
            names["STEPS"] = 5
    _, ours = programs.trained(CONFIGS[key], 5)
    assert programs.difference(ours, names["history"]) < 1e-6
    assert len(names["left"].lines) == 2
    assert names["right"].collections or names["right"].images or names["right"].lines


@pytest.mark.parametrize("dataset", ["points", "pictures"])
def test_own_data_lie_beside_the_program(dataset, tmp_path, monkeypatch):
    config = from_values({"dataset": dataset, **own_data.needed(dataset)})
    ((name, path),) = program.beside(config).items()
    assert name == f"{dataset}.npz"
    text = program.source(config)
    assert f"read from the file {name}, which must lie beside it" in " ".join(text.split())
    (tmp_path / name).write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    names, _ = programs.run(text, 2)
    assert programs.difference(programs.trained(config, 2)[1], names["history"]) < 1e-6
    assert program.beside(CONFIGS["first-light"]) == {}
