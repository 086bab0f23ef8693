"""Folders as classes: every picture gets its own folder's label, and whatever a folder is called does no harm."""

import unicodedata
import zipfile

import hypothesis.strategies as some
import numpy as np
import pytest
import torch
from hypothesis import example, given

from ganlab.data import classes_of, images_of
from ganlab.data.own import class_names, pictures, read_pictures
from ganlab.data.own.store import MissingError
from ganlab.gan.config import DEFAULT, ConfigError, knobs
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from ganlab.observe.studies import asked_label as study
from ganlab.presets.complete import complete
from ganlab.web.panel import settings
from ganlab.web.words import say
from tests.support.own_data import album
from tests.support.pictures import encoded, zipped

SMALL = {"g_hidden": (8,), "d_hidden": (8,), "batch_size": 4, "latent_dim": 3}


def shade(k):
    return encoded(np.full((28, 28), 10 * k))


@given(some.text(max_size=300))
@example("‮gnp.exe")
@example("\0\n\t\x1b[31m")
@example("a" + "\u0301" * 200)
@example("<script>alert(1)</script>")
@example("..")
def test_a_name_is_one_short_line_that_turns_nothing(folder):
    name = class_names.written(folder)
    assert 1 <= len(name) <= class_names.LONGEST
    assert name == " ".join(name.split())
    kinds = [unicodedata.category(sign) for sign in name]
    assert not {kind for kind in kinds if kind[0] == "C"}
    assert "MMM" not in "".join(kind[0] for kind in kinds)
    assert class_names.written(name) == name


PARTS = some.text("abAB\u202e 0129./\\é", min_size=1, max_size=30) | some.sampled_from(("a", "b", "images", "test"))
FOLDERS = some.lists(PARTS, max_size=3).map(tuple)


@given(some.lists(some.tuples(FOLDERS, some.integers(1, 3)), max_size=14))
def test_every_picture_has_its_folders_label_and_all_names_differ(listed):
    """And its order does not matter, nor a folder around all of them, nor one of the same name above all of them."""
    paths = [folder for folder, count in listed for _ in range(count)]
    found = class_names.classes(paths)
    around = class_names.classes([("around", *path) for path in paths])
    assert class_names.classes(paths[::-1]).names == found.names == around.names
    if all(paths) and not {"images", "test"} & {name for path in paths for name in path}:
        assert class_names.classes([(*path, "images") for path in paths]).names == found.names
    if found.labels is None:
        assert found.names == ()
        return
    labels = found.labels.tolist()
    assert len(labels) == len(paths) and 2 * labels.count(-1) < len(paths)
    assert 2 <= len(found.names) == len(set(found.names)) <= 10
    assert set(labels) - {-1} == set(range(len(found.names)))
    label_of = dict(zip(paths, labels, strict=True))
    assert [label_of[path] for path in paths] == labels  # one folder, one label
    for path, label in label_of.items():
        if label >= 0:
            names = [name for name in map(class_names.written, path)]
            assert any(found.names[label].startswith(name.removesuffix("…")) for name in names)


def classes(*paths):
    return class_names.classes([tuple(path.split("/")[:-1]) for path in paths])


def test_classes_stand_in_their_natural_order():
    paths = [(name,) for name in ("10", "9", "b", "C", "a2", "a10")]
    assert class_names.classes(paths).names == ("9", "10", "a2", "a10", "b", "C")
    assert class_names.classes([("x" * 30 + "1",), ("x" * 30 + "2",)]).names == ("x" * 23 + "…", "x" * 23 + "… 2")


def test_folders_that_might_be_classes_and_are_none_are_said():
    assert (
        str(classes("train/1", "test/1").why)
        == "The folders test, train are taken for parts of one set, not for classes."
    )
    assert str(classes(*(f"{k}/1" for k in range(11))).why).startswith("The pictures lie in 11 folders: only 2 to 10")
    assert "since 2 of 4 pictures lie beside them" in str(classes("a/1", "b/1", "1", "2").why)
    assert classes("1", "2").why is classes("a/1", "a/2").why is classes("a/1", "1").why is None


@pytest.mark.parametrize(
    ("meant", "encoding"), [("猫", "utf-8"), ("汽车", "gb2312"), ("Käse", "cp437"), ("été", "cp437"), ("dog", "ascii")]
)
def test_names_of_packers_that_do_not_say_unicode_are_read(meant, encoding):
    assert class_names.unpacked_name(meant.encode(encoding).decode("cp437"), False) == meant
    assert class_names.unpacked_name(meant, True) == meant


ARCHIVES = {
    "two folders": (["cats/1.png", "dogs/1.png", "cats/2.png"], ("cats", "dogs"), [0, 1, 0]),
    "a folder around them": (["all/cats/1.png", "all/dogs/1.png"], ("cats", "dogs"), [0, 1]),
    "training and test": (["train/b/1.png", "test/a/1.png", "test/b/1.png"], ("a", "b"), [1, 0, 1]),
    "each with training and test": (["b/train/1.png", "a/test/1.png", "b/test/1.png"], ("a", "b"), [1, 0, 1]),
    "only training and test": (["train/1.png", "test/1.png", "train/2.png"], (), None),
    "a folder of images in each": (["ds/n1/images/1.png", "ds/n2/images/1.png"], ("n1", "n2"), [0, 1]),
    "the same folder in each": (["n1/x/1.png", "n2/x/1.png"], ("n1", "n2"), [0, 1]),
    "a folder of images in one": (["n1/Images_2/1.png", "n2/1.png"], ("n1", "n2"), [0, 1]),
    "test and control": (["test/1.png", "control/1.png"], ("control", "test"), [1, 0]),
    "backslashes": (["all\\b\\1.png", "all\\a\\1.png"], ("a", "b"), [1, 0]),
    "one folder": (["cats/1.png", "cats/2.png"], (), None),
    "one beside one folder": (["cats/1.png", "cats/2.png", "1.png"], (), None),
    "one beside them": (["cats/1.png", "dogs/1.png", "1.png"], ("cats", "dogs"), [0, 1]),
    "two around them": (["p/a/1.png", "p/b/1.png", "p/b/2.png", "p/1.png", "1.png"], ("a", "b"), [0, 1, 1]),
    "a test without classes": (["train/a/1.png", "train/b/1.png", "test/1.png"], ("a", "b"), [0, 1]),
    "most beside them": (["cats/1.png", "dogs/1.png", "1.png", "2.png"], (), None),
    "eleven": ([f"{k}/1.png" for k in range(11)], (), None),
    "ten": ([f"{k}/1.png" for k in range(10)], tuple("0123456789"), list(range(10))),
}  # fmt: skip


@pytest.mark.parametrize("name", ARCHIVES)
@pytest.mark.parametrize("packed", [True, False])
def test_labels_are_the_folders_of_an_archive_or_of_files(name, packed):
    paths, names, labels = ARCHIVES[name]
    files = [(path, shade(k)) for k, path in enumerate(paths)]
    extra = [("no/pictures/a.txt", b"text"), ("broken/a.png", encoded(np.zeros((28, 28)))[:40])]
    found = read_pictures.gather([("a.zip", zipped(*files, *extra))] if packed else [*files, *extra])
    assert found.names == names
    used = len(paths) if labels is None else len(labels)  # the others come last
    assert [picture[0, 0] for picture in found.fits["crop"]] == [10 * k for k in range(used)]
    assert (found.labels if labels is None else found.labels.tolist()) == labels


def named(names=("left", "<b>", "右")):
    labels = np.arange(40, dtype=np.uint8) % len(names)
    return pictures.keep(album(), labels, names), labels


def test_kept_classes_are_read_back_and_old_sets_have_none(runs_folder):
    key, labels = named()
    old = pictures.keep(album())
    assert key not in (old, named(("left", "right", "up"))[0])
    assert pictures.names_of(key) == ("left", "<b>", "右")
    assert pictures.load(key).labels.tolist() == labels.tolist()
    assert pictures.names_of(old) == pictures.names_of("../../etc") == pictures.names_of("0" * 16) == ()
    assert pictures.load(old).labels.tolist() == [0] * 40
    with zipfile.ZipFile(pictures.path_of(old)) as file:  # as it was written before there were classes
        assert file.namelist() == ["pixels.npy"]
    for wrong in ({"version": np.uint8(pictures.VERSION + 1)}, {"labels": labels[:5]}):
        arrays = {"pixels": album(), "version": np.uint8(2), "labels": labels, "names": np.array(["a", "b", "c"])}
        np.savez(pictures.path_of("1" * 16), **arrays | wrong)
        with pytest.raises(MissingError, match="pictures: must have been uploaded"):
            pictures.load("1" * 16)


def test_own_classes_are_chosen_asked_for_and_called_by_their_names(runs_folder):
    key, labels = named()
    asked = complete(DEFAULT, {**SMALL, "dataset": "pictures", "pictures": key, "conditional": "concat"})
    assert knobs()["classes"].when(asked)
    assert [say(classes_of("pictures", key)[1], language) for language in ("en", "zh")] == ["<b>", "<b>"]
    trainer = Trainer(asked, images_of(asked))
    trainer.step()
    assert Display(trainer).columns.tolist() == 7 * [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert study.look(Display(trainer), None, 2).about["seen"] is None  # the digit classifier does not know them
    assert study.check(asked, 2) == 2
    with pytest.raises(ValueError, match="label: must be all or a label that is trained on, of 0, 1, 2; got “3”"):
        study.check(asked, 3)
    some_only = complete(asked, {"classes": (0, 2)})
    trained = Trainer(some_only, images_of(some_only)).source.trained.pixels
    assert torch.equal(trained, torch.from_numpy(album()[labels != 1]))
    with pytest.raises(ConfigError, match="classes: must be labels from 0 to 2, as in the data set pictures; got “3”"):
        complete(asked, {"classes": (3,)})
    assert settings(some_only)["values"]["classes"] == [0, 2]


def test_another_set_of_pictures_keeps_what_it_has_and_lets_go_what_it_has_not(runs_folder):
    key, _ = named()
    plain = pictures.keep(album())
    digits = complete(DEFAULT, {"dataset": "digits", "classes": (1, 7), "conditional": "projection"})
    own = complete(digits, {"dataset": "pictures", "pictures": key})
    assert (own.classes, own.conditional) == ((1,), "projection")
    without = complete(own, {"dataset": "pictures", "pictures": plain})
    assert (without.classes, without.conditional) == ((), "none")
    with pytest.raises(ConfigError, match="conditional: must be none for a data set without labels"):
        complete(without, {"conditional": "concat"})
