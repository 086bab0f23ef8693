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


@given(some.lists(some.tuples(some.text("abAB\u202e 0129./\\é", max_size=30), some.integers(1, 3)), max_size=14))
def test_every_picture_has_its_folders_label_and_all_names_differ(listed):
    folders = [folder for folder, count in listed for _ in range(count)]
    found = class_names.classes(folders)
    there = set(folders)
    assert (found is None) == ("" in there or not 2 <= len(there) <= 10)
    if found is None:
        return
    labels, names = found
    assert len({*zip(folders, labels.tolist(), strict=True)}) == len(there) == len(names) == len(set(names))
    assert set(labels.tolist()) == set(range(len(names)))
    assert class_names.classes(folders[::-1])[1] == names


def test_classes_stand_in_their_natural_order():
    assert class_names.classes(["10", "9", "b", "C", "a2", "a10"])[1] == ("9", "10", "a2", "a10", "b", "C")
    assert class_names.classes(["x" * 30 + "1", "x" * 30 + "2"])[1] == ("x" * 23 + "…", "x" * 23 + "… 2")


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
    "backslashes": (["all\\b\\1.png", "all\\a\\1.png"], ("a", "b"), [1, 0]),
    "one folder": (["cats/1.png", "cats/2.png"], (), None),
    "one beside them": (["cats/1.png", "dogs/1.png", "1.png"], (), None),
    "eleven": ([f"{k}/1.png" for k in range(11)], (), None),
    "ten": ([f"{k}/1.png" for k in range(10)], tuple("0123456789"), list(range(10))),
}


@pytest.mark.parametrize("name", ARCHIVES)
@pytest.mark.parametrize("packed", [True, False])
def test_labels_are_the_folders_of_an_archive_or_of_files(name, packed):
    paths, names, labels = ARCHIVES[name]
    files = [(path, shade(k)) for k, path in enumerate(paths)]
    extra = [("no/pictures/a.txt", b"text"), ("broken/a.png", encoded(np.zeros((28, 28)))[:40])]
    found = read_pictures.gather([("a.zip", zipped(*files, *extra))] if packed else [*files, *extra])
    assert found.names == names
    assert [picture[0, 0] for picture in found.fits["crop"]] == [10 * k for k in range(len(paths))]
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
