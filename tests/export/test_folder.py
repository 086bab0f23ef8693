"""What a finished run leaves behind: weights that others can load, and a picture that shows what the view shows."""

import json
import stat
from pathlib import Path

import numpy as np
import pytest
import torch
from matplotlib import image
from safetensors import safe_open
from safetensors.torch import load_file

from ganlab.data import images_of
from ganlab.engine.showing import Showing
from ganlab.export import folder
from ganlab.gan import weights
from ganlab.gan.config import from_json, from_values
from ganlab.gan.losses import LOSSES
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display


def trained(steps=3, **settings):
    config = from_values({"g_hidden": (16, 12), "d_hidden": (10,), **settings})
    trainer = Trainer(config, images_of(config) if config.kind == "images" else None)
    for _ in range(steps):
        trainer.step()
    return trainer


def written(folder_, trainer):
    showing = Showing(trainer.config.kind)
    showing.begin(trainer)
    folder.write(folder_, trainer, showing)


def part(tensors, name):
    return {key.removeprefix(f"{name}."): value for key, value in tensors.items() if key.startswith(f"{name}.")}


@pytest.mark.parametrize("ema", [0.0, 0.9])
def test_the_exported_generator_is_the_one_that_was_shown(tmp_path, ema):
    """Loaded into layers written by hand, it makes the same samples."""
    trainer = trained(ema_decay=ema)
    weights.save(tmp_path / "model.safetensors", trainer)
    tensors = load_file(tmp_path / "model.safetensors")
    by_hand = torch.nn.Sequential(
        torch.nn.Linear(2, 16), torch.nn.ReLU(), torch.nn.Linear(16, 12), torch.nn.ReLU(), torch.nn.Linear(12, 2)
    )
    by_hand.load_state_dict(part(tensors, "generator"))
    z = trainer.sample_z(50, torch.Generator().manual_seed(1))
    with torch.no_grad():
        assert torch.equal(by_hand(z), trainer.generate(z))
        assert bool(part(tensors, "generator_raw")) == bool(ema)
        if ema:
            by_hand.load_state_dict(part(tensors, "generator_raw"))
            assert torch.equal(by_hand(z), trainer.generator(z))
            assert not torch.equal(by_hand(z), trainer.generate(z))


def test_spectral_norm_is_exported_as_plain_weights(tmp_path):
    trainer = trained(spectral_norm=True)
    weights.save(tmp_path / "model.safetensors", trainer)
    tensors = part(load_file(tmp_path / "model.safetensors"), "discriminator")
    assert set(tensors) == {"0.weight", "0.bias", "2.weight", "2.bias"}
    by_hand = torch.nn.Sequential(torch.nn.Linear(2, 10), torch.nn.LeakyReLU(0.2), torch.nn.Linear(10, 1))
    by_hand.load_state_dict(tensors)
    x = torch.randn(20, 2, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        assert torch.allclose(by_hand(x).squeeze(1), Display(trainer).logits(x), atol=1e-6)


def test_the_header_says_what_the_weights_are(tmp_path):
    trainer = trained(ema_decay=0.9)
    path = tmp_path / "model.safetensors"
    weights.save(path, trainer)
    with safe_open(path, framework="numpy") as file:
        header = json.loads(file.metadata()["ganlab"])
        assert header["shapes"] == {key: list(file.get_tensor(key).shape) for key in file.keys()}  # noqa: SIM118
    assert from_json(json.dumps(header["config"])) == trainer.config
    assert header["step"] == 3
    assert header["networks"]["generator"][0].startswith("Linear(in_features=2, out_features=16")
    assert set(header["networks"]) == {"generator", "generator_raw", "discriminator"}
    assert stat.S_IMODE(path.stat().st_mode) == weights.MODE == 0o644


@pytest.mark.parametrize("loss", LOSSES)
def test_the_picture_has_the_scale_of_its_loss(tmp_path, loss):
    """D's ground is neither all real nor all fake where its answers lie on both sides of the undecided one."""
    trainer = trained(loss=loss)
    written(tmp_path, trainer)
    shown = Display(trainer).snapshot()
    low, high = shown.answers
    pixels = image.imread(tmp_path / "samples.png")[60:-70, 60:-60, :3].reshape(-1, 3)
    greener = (pixels[:, 1] - pixels[:, [0, 2]].mean(1) > 0.006).mean()
    share = (shown.grid > (low + high) / 2).mean()
    assert 0 <= share <= 1
    assert (greener > 0.05) == (share > 0.05) or 0.02 < share < 0.1


@pytest.mark.parametrize("settings", [{"dataset": "dirac"}, {"dataset": "digits", "conditional": "concat"}])
def test_every_kind_of_run_leaves_all_files(tmp_path, settings):
    written(tmp_path, trained(**settings))
    assert {path.name for path in tmp_path.iterdir()} == {
        "checkpoint.safetensors",
        "config.json",
        "history.csv",
        "model.safetensors",
        "record.safetensors",
        "samples.png",
    }
    assert np.ptp(image.imread(tmp_path / "samples.png")) > 0.3


def test_the_documentation_loads_what_the_opening_experiment_leaves(tmp_path, monkeypatch):
    text = (Path(__file__).parents[2] / ".github/docs/tour.md").read_text("utf-8")
    code = text.split("```python\n", 1)[1].split("```", 1)[0]
    (tmp_path / "folder").mkdir()
    trainer = Trainer(from_values({}))
    trainer.step()
    written(tmp_path / "folder", trainer)
    monkeypatch.chdir(tmp_path)
    found = {}
    exec(code, found)
    z = trainer.sample_z(9, torch.Generator().manual_seed(0))
    with torch.no_grad():
        assert torch.equal(found["g"](z), trainer.generate(z))
