"""Image sets and where they lie: MNIST, the built-in digits, the records of all."""

import hashlib
import string
from pathlib import Path

import pytest
import torch

from ganlab import paths
from ganlab.data import images
from ganlab.data.images import IMAGES, load
from ganlab.lazy import torchvision
from tests.support.mirror import IMAGE_GZ, MD5


def test_real_mnist(monkeypatch):
    path = paths.data_folder() / "MNIST" / "raw" / Path(IMAGE_GZ).stem
    if not path.exists():
        pytest.skip(f"no MNIST at {path}: set GANLAB_DATA to the folder that holds MNIST/raw")
    mnist = load("mnist", allow_download=False)
    assert hashlib.md5(path.read_bytes()).hexdigest() == "6bbc9ace898e44ae57da46a324031adb"
    assert (tuple(mnist.pixels.shape), mnist.pixels.dtype) == ((60_000, 28, 28), torch.uint8)
    assert (tuple(mnist.labels.shape), mnist.labels.dtype) == ((60_000,), torch.int64)
    assert mnist.labels[:5].tolist() == [5, 0, 4, 1, 9]


def test_digits_are_whole_and_the_same_each_time():
    digits = load("digits", allow_download=False)
    assert (digits.key, digits.note) == ("digits", None)
    assert (tuple(digits.pixels.shape), digits.pixels.dtype) == ((1797, 28, 28), torch.uint8)
    assert (tuple(digits.labels.shape), digits.labels.dtype) == ((1797,), torch.int64)
    assert (digits.pixels.min(), digits.pixels.max()) == (0, 255)
    assert digits.labels.unique().tolist() == list(range(10))
    assert digits.pixels[:, [0, 1, 26, 27]].max() == 0
    assert digits.pixels[:, :, [0, 1, 26, 27]].max() == 0
    assert torch.equal(load("digits").pixels, digits.pixels)


def test_digits_keep_the_source_at_the_centre_of_each_block():
    from sklearn.datasets import load_digits

    centres = load("digits").pixels[:, 3:26:3, 3:26:3].double()
    assert (centres - torch.from_numpy(load_digits().images) * (255 / 16)).abs().max() <= 0.5


def test_records_agree_with_torchvision():
    datasets = torchvision().datasets
    assert list(IMAGES) == ["mnist", "fashion-mnist", "kmnist", "digits"]
    for key, record in IMAGES.items():
        assert (record.key, record.size, len(record.classes)) == (key, 28, 10)
        if record.torchvision_class is not None:
            source = getattr(datasets, record.torchvision_class)
            assert record.classes == tuple(name.split(" - ")[0] for name in source.classes)
            assert [file.path.name for file in images._files(record, record.torchvision_class, "train")] == [
                Path(n).stem for n in MD5
            ]


def test_every_message_has_only_known_values():
    known = {"name", "path", "reason", "expected", "got", "mb"}
    for text in images._MESSAGES.values():
        assert {field for _, field, *_ in string.Formatter().parse(text) if field} <= known


@pytest.mark.parametrize(
    ("platform", "variable", "expected"),
    [
        ("linux", "XDG_CACHE_HOME", "there/ganlab"),
        ("linux", None, "home/.cache/ganlab"),
        ("darwin", None, "home/Library/Caches/ganlab"),
        ("win32", "LOCALAPPDATA", "there/ganlab"),
        ("linux", "GANLAB_DATA", "there"),
    ],
)
def test_data_folder(monkeypatch, platform, variable, expected):
    for name in ("GANLAB_DATA", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    if variable:
        monkeypatch.setenv(variable, "there")
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setattr(Path, "home", lambda: Path("home"))
    assert paths.data_folder() == Path(expected)
