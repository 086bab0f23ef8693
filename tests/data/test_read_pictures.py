"""Pictures that people bring: known pixels become known pixels, hostile files a sentence, in bounded time and room."""

import hashlib
import io
import re
import time
import tracemalloc
import zipfile
import zlib

import numpy as np
import pytest
import torch
from PIL import Image

from ganlab.data import images_of
from ganlab.data.own import pictures
from ganlab.data.own import read_pictures as reader
from ganlab.data.own.read_points import UploadError
from ganlab.data.own.store import MissingError
from ganlab.gan.config import DEFAULT, ConfigError, from_values
from ganlab.gan.trainer import Trainer
from ganlab.presets.complete import complete
from ganlab.web.page import address
from ganlab.web.words import LANGUAGES, say
from tests.support.own_data import album
from tests.support.pictures import chunk, encoded, forged, link, locked, overlapping, png, zipped

CORNER = np.zeros((28, 28), np.uint8)
CORNER[:14, :7] = 200  # tells all eight orientations apart
GREY = np.random.default_rng(0).integers(0, 256, (28, 28), np.uint8)
GOOD = encoded(GREY)


def one(data, fit="crop", name="a.png"):
    found = reader.gather([(name, data)] * 2)  # fewer are no data set
    assert found.left_out == {}
    picture, _ = found.pixels(fit, False)
    return picture.astype(int)


# -- good pictures ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("times", [1, 2, 10])
def test_grey_pixels_are_averaged_exactly(times):
    """Every pixel of 28×28 is the mean of the pixels that fall into it."""
    large = GREY.repeat(times, 0).repeat(times, 1)
    assert np.array_equal(one(encoded(large)), GREY)
    noisy = np.random.default_rng(1).integers(0, 256, large.shape)
    mean = noisy.reshape(28, times, 28, times).mean((1, 3))
    assert abs(one(encoded(noisy)) - mean).max() <= 1


MODES = {
    "palette": lambda: encoded(CORNER, mode="P"),
    "1 bit": lambda: encoded(CORNER // 200 * 255, mode="1"),
    "RGB": lambda: encoded(CORNER, mode="RGB"),
    "grey and alpha": lambda: encoded(CORNER, mode="LA"),
    "RGBA": lambda: encoded(CORNER, mode="RGBA"),
    "16 bit": lambda: sixteen(),
    "interlaced 4 bit": lambda: png(28, 28, zlib.compress(rows(CORNER // 17)), depth=4),
    "animated": lambda: encoded(CORNER, save_all=True, append_images=[Image.fromarray(255 - CORNER)] * 3),
    "JPEG": lambda: encoded(CORNER, "JPEG", quality=98),
    "progressive JPEG": lambda: encoded(CORNER.repeat(8, 0).repeat(8, 1), "JPEG", quality=98, progressive=True),
    "CMYK JPEG": lambda: encoded(CORNER, "JPEG", "CMYK", quality=98),
}


def sixteen():
    out = io.BytesIO()
    Image.fromarray(CORNER.astype(np.uint16) * 257).save(out, "PNG")
    return out.getvalue()


def rows(values):
    """Pack values of 4 bits into the rows of a PNG, each after its filter byte."""
    return b"".join(b"\0" + bytes(row[::2] << 4 | row[1::2]) for row in values)


@pytest.mark.parametrize("mode", MODES)
def test_pictures_of_every_make_become_the_same_grey(mode):
    expected = CORNER // 200 * 255 if mode == "1 bit" else CORNER // 17 * 17 if "4 bit" in mode else CORNER
    assert abs(one(MODES[mode]()) - expected.astype(int)).max() <= (16 if "JPEG" in mode else 2)


@pytest.mark.parametrize("mode", ["LA", "RGBA", "P"])
def test_what_is_transparent_is_white(mode):
    pixels = np.stack([CORNER, 255 * (CORNER > 0).astype(np.uint8)], 2)
    options = {"transparency": 0} if mode == "P" else {}
    data = encoded(CORNER, mode="P", **options) if mode == "P" else encoded(pixels, mode=mode)
    assert np.array_equal(one(data), np.where(CORNER > 0, 200, 255))


@pytest.mark.parametrize("orientation", range(1, 10))
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_photo_stands_upright(kind, orientation):
    """As EXIF's eight orientations say; what is none of them is left as it is."""
    upright = CORNER.repeat(4, 0).repeat(4, 1)
    stored = {
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.T,
        6: np.rot90(upright, 1),
        7: upright[::-1, ::-1].T,
        8: np.rot90(upright, -1),
    }.get(orientation, upright)
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert abs(one(encoded(stored, kind, exif=exif)) - CORNER.astype(int)).max() <= 16


def test_oblong_pictures_are_cropped_to_their_middle_or_padded_with_their_edge():
    wide = np.full((56, 112), 40, np.uint8)
    wide[:, 28:84] = 90
    data = encoded(wide)
    assert (one(data, "crop") == 90).all()
    padded = one(data, "pad")
    assert (padded[:7] == padded[0, 0]).all() and (padded[21:] == padded[0, 0]).all()
    assert padded[0, 0] in (40, 90)
    assert padded[14].tolist() == [40] * 7 + [90] * 14 + [40] * 7
    for size in ((1, 1), (1, 400), (400, 1), (3, 5), (2000, 2000)):
        for fit in reader.FITS:
            assert (one(encoded(np.full(size, 77)), fit) == 77).all(), size


def test_dark_and_light_are_swapped():
    found = reader.gather([("a.png", GOOD)] * 2)
    assert np.array_equal(found.pixels("pad", True)[0], 255 - GREY)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_archive_and_files_beside_it_are_read_in_their_order():
    shades = [encoded(np.full((28, 28), 10 * k)) for k in range(6)]
    archive = zipped(
        ("a/x.png", shades[0]), ("a/", b""), ("a/x.png", shades[1]), ("__MACOSX/a/._x.png", b"junk"),
        (".DS_Store", b"."), ("b.jpeg", shades[2]), ("notes.txt", b"hello"),
        ("inner.zip", zipped(("x.png", shades[5]))), ("half.png", GOOD[:300]),
    )  # fmt: skip
    told = []
    found = reader.gather([("one.png", shades[3]), ("all.ZIP", archive), ("two.png", shades[4])], told.append)
    assert [picture[0, 0] for picture in found.pixels("crop", False)] == [30, 0, 10, 20, 40]
    assert found.left_out == {"other": 2, "damaged": 1}
    assert told == sorted(told) and told[0] >= 0 and told[-1] < 1


# -- what cannot be used ------------------------------------------------------------------------------------------

FLAT = zlib.compress(bytes(2001 * 2000), 9)


def scans():
    """A progressive JPEG whose last scan comes again and again: each time a pass over the whole picture."""
    data = encoded(np.zeros((64, 64)), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * 5000 + b"\xff\xd9"


LEFT_OUT = {
    "text": ("other", lambda: b"hello"),
    "empty": ("other", lambda: b""),
    "gif": ("other", lambda: encoded(GREY, "GIF")),
    "tiff": ("other", lambda: encoded(GREY, "TIFF")),
    "archive in a picture's name": ("other", lambda: zipped(("a.png", GOOD))),
    "huge header": ("large", lambda: png(100_000, 100_000, zlib.compress(b"\0" * 100))),
    "largest header": ("large", lambda: png(2**31 - 1, 2**31 - 1, zlib.compress(b"\0" * 100))),
    "just too large": ("large", lambda: png(2001, 2000, FLAT)),
    "no pixels": ("damaged", lambda: png(0, 0, zlib.compress(b""))),
    "truncated": ("damaged", lambda: encoded(GREY.repeat(8, 0).repeat(8, 1))[:-300]),
    "truncated JPEG": ("damaged", lambda: encoded(GREY.repeat(8, 0).repeat(8, 1), "JPEG")[:-300]),
    "header only": ("damaged", lambda: b"\x89PNG\r\n\x1a\n"),
    "JPEG header only": ("damaged", lambda: b"\xff\xd8\xff"),
    "wrong checksum": ("damaged", lambda: GOOD[:40] + bytes([GOOD[40] ^ 255]) + GOOD[41:]),
    "too few pixels": ("damaged", lambda: png(1000, 1000, zlib.compress(b"\0" * 100))),
    "thousands of scans": ("damaged", scans),
    "text that unpacks": (
        "damaged",
        lambda: GOOD[:33] + chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(50_000_000))) + GOOD[33:],
    ),
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_a_picture_that_cannot_be_used_is_left_out_and_counted(name):
    reason, make = LEFT_OUT[name]
    found = reader.gather([("a.png", GOOD), ("b.png", make()), ("c.png", GOOD)])
    assert (len(found.pixels("crop", False)), found.left_out) == (2, {reason: 1})


SAID = {
    "no_pictures": "at least two whole PNG or JPEG pictures",
    "size": "The file must be at most",
    "zip": "must be a whole ZIP",
    "zip_path": "must name files below its own folder",
    "zip_link": "is a link",
    "zip_locked": "must not be encrypted",
    "bomb": "must unpack to at most",
    "members": "entries",
    "too_many_pictures": "at most {limit:,} pictures",
    "pixels": "megapixels; they have more",
}
HOSTILE = {
    "no file at all": ("no_pictures", lambda: [("a.png", b"")]),
    "more than 20 MB": ("size", lambda: [("a.png", bytes(19_000_000)), ("b.png", bytes(1_000_001))]),
    "one picture": ("no_pictures", lambda: [("a.png", GOOD)]),
    "no archive": ("zip", lambda: [("a.zip", GOOD)]),
    "empty file": ("zip", lambda: [("a.zip", b"")]),
    "half an archive": ("zip", lambda: [("a.zip", zipped(("a.png", GOOD))[:-30])]),
    "empty archive": ("no_pictures", lambda: [("a.zip", zipped())]),
    "directories only": ("no_pictures", lambda: [("a.zip", zipped(("a/", b""), ("a/b/", b"")))]),
    "nested": ("no_pictures", lambda: [("a.zip", zipped(("a.zip", zipped(("a.png", GOOD)))))]),
    "parent folder": ("zip_path", lambda: [("a.zip", zipped(("../../a.png", GOOD)))]),
    "hidden parent folder": ("zip_path", lambda: [("a.zip", zipped(("a/../../b.png", GOOD)))]),
    "backslashes": ("zip_path", lambda: [("a.zip", zipped(("..\\a.png", GOOD)))]),
    "absolute": ("zip_path", lambda: [("a.zip", zipped(("/etc/a.png", GOOD)))]),
    "drive": ("zip_path", lambda: [("a.zip", zipped(("C:\\a.png", GOOD)))]),
    "link": ("zip_link", lambda: [("a.zip", zipped(("a.png", GOOD), link("b.png")))]),
    "encrypted": ("zip_locked", lambda: [("a.zip", locked(zipped(("a.png", GOOD))))]),
    "bzip2": ("zip", lambda: [("a.zip", zipped(("a.png", GOOD), method=zipfile.ZIP_BZIP2))]),
    "LZMA": ("zip", lambda: [("a.zip", zipped(("a.png", GOOD), method=zipfile.ZIP_LZMA))]),
    "bomb": ("bomb", lambda: [("a.zip", zipped(("a.png", bytes(41_000_000))))]),
    "bombs together": ("bomb", lambda: [("a.zip", zipped(*((f"{k}.png", bytes(5_000_000)) for k in range(9))))]),
    "bomb of modest size": ("no_pictures", lambda: [("a.zip", forged(zipped(("a.png", bytes(41_000_000))), 100))]),
    "overlapping": ("bomb", lambda: [("a.zip", overlapping(bytes(3_000_000), 15))]),
    "100,000 members": ("members", lambda: [("a.zip", overlapping(b"x", 100_000))]),
    "too many pictures": ("too_many_pictures", lambda: [("a.zip", zipped(*((f"{k}.png", GOOD) for k in range(52))))]),
    "megapixels": ("pixels", lambda: [(f"{k}.png", png(2000, 2000, b"")) for k in range(151)]),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_one_sentence(name, monkeypatch):
    """Within a few seconds, and in little more room than what may be unpacked."""
    key, make = HOSTILE[name]
    files = make()
    monkeypatch.setattr(reader, "MOST_PICTURES", 51)  # 5,001 of them take a while
    tracemalloc.start()
    began = time.perf_counter()
    with pytest.raises(UploadError) as error:
        reader.gather(files)
    took, (_, room) = time.perf_counter() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert SAID[key] in error.value.message.text
    assert took < 20
    assert room < 3 * reader.MOST_UNPACKED
    for language in LANGUAGES:
        sentence = say(error.value.message, language)
        assert not re.search(r"[{}\n]", sentence)


# -- kept and trained on ------------------------------------------------------------------------------------------


def test_pictures_are_kept_under_the_hash_of_their_content(runs_folder, monkeypatch):
    made = album()
    key = pictures.keep(made)
    assert key == pictures.keep(made.copy()) == hashlib.sha256(made.tobytes()).hexdigest()[:16]
    assert key != pictures.keep(album(seed=1))
    assert np.array_equal(pictures.read(key), made)
    assert {path.suffix for path in runs_folder.rglob("*") if path.is_file()} == {".npz"}
    monkeypatch.setattr(pictures, "MOST_SETS", 3)
    keys = [pictures.keep(album(n)) for n in range(1, 7)]
    assert len(list((runs_folder / "pictures").iterdir())) == 3
    assert pictures.kept(keys[-1])


def test_pictures_are_trained_on_like_any_other_set(own_lab, watch):
    lab = own_lab  # its worker looks in the same folder
    key = pictures.keep(album())
    config = complete(DEFAULT, {"dataset": "pictures", "pictures": key})
    assert (config.kind, config.latent_dim) == ("images", 40)
    trainer = Trainer(config, images_of(config))
    assert torch.equal(trainer.images.pixels, torch.from_numpy(album()))
    trainer.step()
    entry = lab.open(config)
    with watch(lab, entry) as viewer:
        frame = viewer.until(lambda snapshot: snapshot.step > 2)
    assert set(map(bytes, frame.real)) <= set(map(bytes, album()))
    lab.command(entry.run_id, "set", {"dataset": "moons"})
    lab.command(entry.run_id, "set", {"dataset": "pictures"})
    assert entry.config == config


def test_pictures_that_are_not_here_are_said():
    key = "0123456789abcdef"
    with pytest.raises(ConfigError, match=f"pictures: must have been uploaded to this server.*got “{key}”"):
        complete(DEFAULT, {"dataset": "pictures", "pictures": key})
    with pytest.raises(ConfigError, match="dataset: must come with uploaded pictures"):
        from_values({"dataset": "pictures"})
    with pytest.raises(ConfigError, match="pictures: must be the 16 hexadecimal digits"):
        from_values({"pictures": "../../etc/passwd"})
    config, _, errors = address.read({"dataset": "pictures", "pictures": key, "g_lr": "0.01"})
    assert (config.dataset, config.pictures, config.g_lr) == ("eight-gaussians", "", 0.01)
    assert [error.field for error in errors] == ["pictures"]
    pictures.path_of(key).parent.mkdir(parents=True)
    pictures.path_of(key).write_bytes(b"damaged")
    with pytest.raises(MissingError, match=f"pictures: must have been uploaded to this server; got “{key}”"):
        pictures.load(key)
