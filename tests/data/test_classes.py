"""Some classes only: nothing else is drawn, every epoch has all of them, and what cannot be is said in one sentence."""

import pytest
import torch

from ganlab.data import DATASETS, classes_of, kind_of
from ganlab.data.images import IMAGES, load
from ganlab.gan import checkpoint
from ganlab.gan.config import ConfigError, from_query, from_strings, from_values, knobs
from ganlab.gan.source import Source
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from ganlab.observe.measuring import metrics
from ganlab.presets.complete import complete
from tests.support.own_data import needed

SMALL = {"dataset": "digits", "g_hidden": (8,), "d_hidden": (8,), "batch_size": 64}


@pytest.fixture(scope="module")
def digits():
    return load("digits")


def hashes(pictures):
    return [bytes(picture) for picture in pictures.flatten(1).to(torch.uint8).numpy()]


@pytest.mark.parametrize("classes", [(0,), (0, 1), (3, 5, 9), tuple(range(10)), ()])
def test_only_these_classes_are_drawn_and_every_epoch_has_all_of_them(digits, classes):
    source = Source(from_values({"classes": classes, "pixel_range": "unit"}, from_values(SMALL)), digits)
    wanted = digits.pixels[torch.isin(digits.labels, torch.tensor(classes or range(10)))]
    assert source.size == len(source.trained.pixels) == len(source.trained.labels) == len(wanted)
    assert set(source.trained.labels.tolist()) == set(classes or range(10))
    assert torch.equal(source.trained.pixels, wanted)
    assert source.images is digits
    expected = sorted(hashes(wanted))
    for _ in range(3):  # drawn in parts that do not divide the epoch
        sizes = [50] * (len(wanted) // 50) + [len(wanted) % 50]
        epoch = torch.cat([source.draw(n, None) for n in sizes if n]) * 255
        assert sorted(hashes(epoch.round())) == expected
    shown = source.pick(500, torch.Generator().manual_seed(0)) * 255
    assert set(hashes(shown.round())) <= set(expected)


def test_all_classes_by_name_are_the_same_training_as_none_named(digits):
    runs = [
        Trainer(from_values({"classes": classes}, from_values(SMALL)), digits) for classes in ((), tuple(range(10)))
    ]
    for trainer in runs:
        for _ in range(5):
            trainer.step()
    assert torch.equal(runs[0].g.flat, runs[1].g.flat)


def test_a_run_of_some_classes_goes_on_bit_for_bit_from_its_checkpoint(digits, tmp_path):
    config = from_values({"classes": (2, 7)}, from_values(SMALL))
    first, second, third = (Trainer(config, digits) for _ in range(3))
    for step in range(12):  # more than an epoch
        first.step()
        third.step()
        if step == 6:
            checkpoint.save(tmp_path / "run.safetensors", first)
    assert torch.equal(first.g.flat, third.g.flat)
    assert checkpoint.restore(tmp_path / "run.safetensors", second)
    for _ in range(5):
        second.step()
    assert torch.equal(first.g.flat, second.g.flat)
    assert torch.equal(first.d.flat, second.d.flat)
    assert not checkpoint.restore(tmp_path / "run.safetensors", Trainer(from_values({"classes": (2,)}, config), digits))


def test_classes_are_written_the_same_everywhere():
    for given in ((1, 0), [0, 1], "0,1", " 1, 0,0 "):
        config = from_values({"dataset": "digits", "classes": given})
        assert config.classes == (0, 1)
        assert config.to_query()["classes"] == "0,1"
        assert from_strings(config.to_query()) == config
    assert from_strings({"dataset": "digits", "classes": ""}).classes == ()


@pytest.mark.parametrize("given", ["10", "-1", "a", "0.5", "0;1", [True], [0.0], ["0"], 3, None, {"0": 1}, [10**30]])
def test_labels_that_there_are_not_get_one_sentence(given):
    with pytest.raises(ConfigError, match=r"^classes: must be labels") as error:
        from_values({"dataset": "digits", "classes": given})
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("key", DATASETS)
def test_classes_are_for_the_sets_that_have_them(key):
    config = from_values({"dataset": key, **needed(key)})
    assert bool(classes_of(key)) == (key in IMAGES) == knobs()["classes"].when(config)
    if key in IMAGES:
        assert from_values({"classes": (0, 9)}, config).classes == (0, 9)
        return
    with pytest.raises(
        ConfigError, match=f"classes: must be empty where there are no classes, as in the data set {key}"
    ):
        from_values({"classes": (0,)}, config)


def test_another_data_set_keeps_the_classes_where_it_has_them():
    config = from_values({"dataset": "digits", "classes": (0, 1)})
    for key in DATASETS:
        made = complete(config, {"dataset": key, **needed(key)})
        assert made.classes == ((0, 1) if key in IMAGES else ()), (key, kind_of(key))
    config, errors = from_query({"dataset": "moons", "classes": "0,1", "g_lr": "0.01"})
    assert (config.dataset, config.classes, config.g_lr) == ("moons", (), 0.01)
    assert [error.field for error in errors] == ["classes"]


@pytest.mark.parametrize("conditional", ["none", "projection"])
def test_what_is_measured_asked_for_and_shown_are_these_classes(digits, conditional):
    trainer = Trainer(from_values({"classes": (2, 7), "conditional": conditional}, from_values(SMALL)), digits)
    found = metrics(Display(trainer))
    assert (found["classes_total"], found["classes_there"]) == (2, 1 << 2 | 1 << 7)
    assert sum(found["class_data"]) == trainer.source.size
    if conditional != "none":
        assert set(trainer.labels_of(trainer.sample_z(200)).tolist()) == {2, 7}
        assert set(trainer.labels_of(Display(trainer).z).tolist()) == {2, 7}
