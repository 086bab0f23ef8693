"""Ready-trained starts: what ships says how it was made, fits its presets, makes digits, and is refused elsewhere."""

import json

import pytest
import torch
from safetensors.torch import load_file, save_file

from ganlab.data.images import load
from ganlab.gan import pretrained
from ganlab.gan.config import ConfigError, from_query, from_values
from ganlab.gan.pretrained import READY
from ganlab.gan.trainer import Trainer
from ganlab.observe import classifier
from ganlab.observe.display import Display
from ganlab.presets import PRESETS
from ganlab.presets.complete import complete
from ganlab.web.about import teller
from ganlab.web.wire import Encoder, unpack


@pytest.fixture(autouse=True)
def fresh():
    """Read the files again in each test and after it."""
    for kept in (pretrained.recipe, pretrained._weights):
        kept.cache_clear()
    yield
    for kept in (pretrained.recipe, pretrained._weights):
        kept.cache_clear()


def config(name, **values):
    return from_values({**READY[name].settings, "start": "ready-trained", **values})


@pytest.mark.wide
@pytest.mark.parametrize("name", READY)
def test_its_digits_are_recognised_and_of_all_classes(name):
    """As well as the header says; no MNIST is needed to look."""
    trainer, told = Trainer(config(name), load("digits")), pretrained.recipe(name)
    labels = torch.arange(1000) % 10
    pictures = trainer.generate(trainer.sample_z(1000, torch.Generator().manual_seed(1), labels))
    found = classifier.probabilities(classifier.features(classifier.unit(pictures, trainer.config)))
    confidence, seen = found.max(1)
    assert confidence.mean().item() == pytest.approx(told["confidence"], abs=0.04)
    assert told["confidence"] >= {"dcgan": 0.6, "conditional": 0.85}[name]
    assert (torch.bincount(seen, minlength=10) >= 40).all()
    if trainer.config.conditional != "none":
        share = (seen == labels).float().mean().item()
        assert share >= 0.95 and share == pytest.approx(told["as_asked"], abs=0.04)
    kinds = [pictures[seen == k].flatten(1).var(0).sum() for k in range(10)]
    # Of one class there are many, not one again and again.
    assert sum(kinds) / 10 >= 0.3 * pictures.flatten(1).var(0).sum()


@pytest.mark.parametrize("name", READY)
def test_the_header_tells_how_it_was_made(name):
    told = pretrained.recipe(name)
    assert told["steps"] == READY[name].steps
    assert from_values(told["settings"]) == from_values(READY[name].settings)
    assert told["seed"] == from_values(READY[name].settings).seed


def test_all_that_ships_is_small():
    assert sum(path.stat().st_size for path in pretrained.FOLDER.iterdir()) <= 3_000_000
    assert {path.name for path in pretrained.FOLDER.glob("ready-*")} == {
        pretrained.path_of(name).name for name in READY
    }


@pytest.mark.parametrize("name", READY)
def test_a_run_begins_with_the_weights_at_step_0_and_trains_on(name):
    trainer, plain = Trainer(config(name), load("digits")), Trainer(config(name, start="scratch"), load("digits"))
    weights = load_file(pretrained.path_of(name))
    for key, network in (("generator", trainer.generator), ("discriminator", trainer.discriminator)):
        for part, value in network.state_dict().items():
            assert torch.equal(value, weights[f"{key}.{part}"].to(value.dtype))
    assert trainer.step_count == 0 and len(trainer.history.arrays()[0]) == 0
    assert torch.equal(trainer.average, trainer.g.flat) and not torch.equal(trainer.g.flat, plain.g.flat)
    trainer.step()
    assert trainer.divergence is None


def test_what_does_not_fit_is_refused_and_told_what_would():
    with pytest.raises(ConfigError) as error:
        config("dcgan", latent_dim=32, g_hidden=(64, 16))
    assert str(error.value) == (
        "start: must be scratch for these networks: the nearest that are ready-trained (dcgan) have"
        " latent_dim 64, g_hidden 64,32; got “ready-trained”"
    )
    with pytest.raises(ConfigError, match="start: must be scratch .* have dataset mnist"):
        from_values({"start": "ready-trained"})


def test_another_network_begins_from_scratch_by_itself():
    before = config("dcgan")
    assert complete(before, {"latent_dim": 32}).start == "scratch"
    assert complete(before, {"d_lr": 1e-3}).start == "ready-trained"
    with pytest.raises(ConfigError, match="start: must be scratch"):
        complete(before, {"latent_dim": 32, "start": "ready-trained"})
    found, errors = from_query({"latent_dim": "32"}, before)
    assert found == before and [error.field for error in errors] == ["start"]


def missing(path, weights, told):
    return None


def rubbish(path, weights, told):
    path.write_bytes(b"\xff" * 100)


def huge(path, weights, told):
    path.write_bytes(bytes(4_000_000))


def wordless(path, weights, told):
    save_file(weights, path)


def untold(path, weights, told):
    save_file(weights, path, {"recipe": json.dumps({"seed": "none"})})


@pytest.mark.parametrize("spoil", [missing, rubbish, huge, wordless, untold])
def test_a_bad_file_gets_one_sentence(spoil, tmp_path, monkeypatch):
    weights, told = load_file(pretrained.path_of("dcgan")), pretrained.recipe("dcgan")
    monkeypatch.setattr(pretrained, "FOLDER", tmp_path)
    pretrained.recipe.cache_clear()
    spoil(pretrained.path_of("dcgan"), weights, told)
    with pytest.raises(ConfigError, match=r"start: must be scratch: .*ready-dcgan.safetensors.*; got “ready-trained”$"):
        config("dcgan")


@pytest.mark.parametrize("bad", ["other", "short", "nan"])
def test_weights_of_other_networks_get_one_sentence(bad, tmp_path, monkeypatch):
    wanted = config("dcgan")
    weights, told = load_file(pretrained.path_of("dcgan")), {"recipe": json.dumps(pretrained.recipe("dcgan"))}
    name = "generator.0.weight"
    spoiled = {"other": torch.zeros(3), "nan": torch.full_like(weights[name], float("nan"))}
    weights = {key: value for key, value in weights.items() if key != name} | (
        {name: spoiled[bad]} if bad != "short" else {}
    )
    monkeypatch.setattr(pretrained, "FOLDER", tmp_path)
    save_file(weights, pretrained.path_of("dcgan"), told)
    with pytest.raises(ValueError, match=r"^start: must find the weights of these networks in .*; got ") as error:
        Trainer(wanted, load("digits"))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("key", [key for key, preset in PRESETS.items() if preset.config.start != "scratch"])
def test_the_page_says_what_a_run_began_from(key):
    trainer = Trainer(PRESETS[key].config, load("digits"))
    steps = READY[pretrained.fitting(trainer.config)].steps
    for language, words in (("en", "ready-trained weights"), ("zh", "已训练好的权重")):
        header, _ = unpack(Encoder(teller(language)).encode(Display(trainer).snapshot(), 0))
        assert words in header["about"]["begun"] and f"{steps:,}" in header["about"]["begun"]
    assert header["step"] == 0
    header, _ = unpack(
        Encoder(teller("en")).encode(Display(Trainer(PRESETS["digits"].config, load("digits"))).snapshot(), 0)
    )
    assert header["about"]["begun"] == ""
