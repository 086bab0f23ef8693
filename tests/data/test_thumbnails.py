"""Thumbnails: of every set that has one, from its own record."""

import base64

import numpy as np
import pytest

from ganlab.data import DATASETS, OWN, thumbnails
from ganlab.data.images import IMAGES, load
from ganlab.data.toy import DIRAC, POINTS


def numbers(text):
    return np.frombuffer(base64.b64decode(text), np.uint8).astype(int)


def test_all_sets_but_those_without_data_of_their_own_have_one():
    assert set(thumbnails.wanted()) == set(DATASETS) - set(OWN) - set(DIRAC)


@pytest.mark.parametrize("key", POINTS)
def test_points_are_samples_of_their_window(key):
    found = numbers(thumbnails.made([key])[key]["points"]).reshape(-1, 2)
    assert len(found) == thumbnails.SHOWN_POINTS
    assert len(np.unique(found, axis=0)) > thumbnails.SHOWN_POINTS // 2
    assert np.array_equal(found, numbers(thumbnails.made([key])[key]["points"]).reshape(-1, 2))
    if POINTS[key].modes:  # most lie near a mode
        x0, x1, y0, y1 = POINTS[key].view
        places = found / 255 * [x1 - x0, y1 - y0] + [x0, y0]
        near = np.linalg.norm(places[:, None] - np.array(POINTS[key].modes), axis=2).min(1)
        assert (near < 3 * POINTS[key].mode_std + 0.02).mean() > 0.9


def test_the_built_in_digits_are_their_first_pictures():
    found = numbers(thumbnails.made(["digits"])["digits"]["pictures"]).reshape(-1, 28, 28)
    assert np.array_equal(found, load("digits").pixels[: thumbnails.SHOWN_PICTURES].numpy())


def test_downloaded_pictures_are_their_first_without_reading_the_rest(mnist):
    found = numbers(thumbnails.made(["mnist"])["mnist"]["pictures"]).reshape(-1, 28, 28)
    assert np.array_equal(found, mnist.pixels[: thumbnails.SHOWN_PICTURES].numpy())


def test_pictures_that_are_not_there_or_damaged_have_none(tmp_path, monkeypatch):
    monkeypatch.setenv("GANLAB_DATA", str(tmp_path))
    absent = [key for key, record in IMAGES.items() if record.torchvision_class]
    assert thumbnails.made(absent) == {}
    raw = tmp_path / IMAGES["mnist"].torchvision_class / "raw"
    raw.mkdir(parents=True)
    (raw / "train-images-idx3-ubyte").write_bytes(bytes(5000))
    assert thumbnails.made(absent) == {}
