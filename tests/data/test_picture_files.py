"""The files that pictures come in: in their order, from anywhere; hostile ones get a sentence in bounded time."""

import os
import re
import time
import tomllib
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganlab.data.own import picture_files, read_pictures
from ganlab.data.own.refusal import UploadError
from ganlab.web.words import LANGUAGES, say
from tests.support.pictures import encoded, forged, link, locked, overlapping, png, zipped

GREY = np.random.default_rng(0).integers(0, 256, (28, 28), np.uint8)
GOOD = encoded(GREY)
SHADES = [encoded(np.full((28, 28), 10 * k)) for k in range(6)]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_archive_and_files_beside_it_are_read_in_their_order():
    archive = zipped(
        ("a/x.png", SHADES[0]), ("a/", b""), ("a/x.png", SHADES[1]), ("__MACOSX/a/._x.png", b"junk"),
        (".DS_Store", b"."), ("b.jpeg", SHADES[2]), ("notes.txt", b"hello"), ("a/Thumbs.db", SHADES[2]),
        ("inner.zip", zipped(("x.png", SHADES[5]))), ("half.png", GOOD[:300]),
    )  # fmt: skip
    told = []
    brought = [("one.png", SHADES[3]), ("all.ZIP", archive), ("two.png", SHADES[4])]
    found = read_pictures.gather(brought, told.append)
    assert [picture[0, 0] for picture in found.pixels("crop", False)] == [30, 0, 10, 20, 40]
    assert [str(message) for message in found.left_out] == [
        "Left out: 5 files, __MACOSX/a/._x.png, .DS_Store, notes.txt, … (no picture).",
        "Left out: half.png (damaged).",
    ]
    assert told == sorted(told) and told[0] >= 0 and told[-1] < 1


def test_a_folder_an_archive_of_it_and_its_files_one_by_one_are_the_same(tmp_path):
    members = [(f"{name}/images/{k}.png", SHADES[k]) for name in ("a", "b") for k in range(3)] + [("x.txt", b"text")]
    for name, data in members:
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (tmp_path / "a.zip").write_bytes(zipped(*members))
    (tmp_path / "packed").mkdir()
    (tmp_path / "packed" / "a.zip").write_bytes(zipped(*members))
    all_found = [
        read_pictures.gather(brought) for brought in (members, tmp_path / "in", tmp_path / "a.zip", tmp_path / "packed")
    ]
    for found in all_found:
        assert np.array_equal(found.fits["pad"], all_found[0].fits["pad"])
        assert found.counts == {"a": 3, "b": 3}
        assert found.left_out == all_found[0].left_out


def test_the_server_lets_in_what_may_be_brought():
    config = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text())
    assert config["server"]["maxUploadSize"] * 1_000_000 == picture_files.MOST_BYTES


def test_what_a_folder_has_beside_pictures_is_named_and_never_waited_for(tmp_path):
    for k in range(2):
        (tmp_path / f"{k}.png").write_bytes(SHADES[k])
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "a.png").write_bytes(SHADES[2])
    (tmp_path / "gone.png").symlink_to(tmp_path / "nowhere")
    (tmp_path / "again").symlink_to(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.png")
    with (tmp_path / "huge.png").open("wb") as file:
        file.write(GOOD)
        file.truncate(picture_files.MOST_BYTES + 1)
    found = read_pictures.gather(tmp_path)
    assert len(found.fits["crop"]) == 2
    said = " ".join(map(str, found.left_out))
    assert "gone.png (not readable)" in said and "huge.png (too large" in said
    assert ("pipe.png (no picture)" in said) == hasattr(os, "mkfifo")
    with pytest.raises(UploadError, match="must be a file or folder of this name; “nothing” is none"):
        read_pictures.gather(tmp_path / "nothing")
    with pytest.raises(UploadError, match="at least two pictures .*; there is 1"):
        read_pictures.gather(tmp_path / "0.png")


SAID = {
    "no_pictures": "at least two pictures",
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
    "more than the limit": ("size", lambda: [("a.png", bytes(19_000_000)), ("b.png", bytes(1_000_001))]),
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
    "megapixels": ("pixels", lambda: [(f"{k}.png", png(5000, 5000, b"")) for k in range(41)]),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_one_sentence(name, monkeypatch):
    """Within a few seconds, and in little more room than what may be unpacked."""
    key, make = HOSTILE[name]
    files = make()
    monkeypatch.setattr(read_pictures, "MOST_PICTURES", 51)  # 5,001 of them take a while
    monkeypatch.setattr(picture_files, "MOST_BYTES", 20_000_000)
    monkeypatch.setattr(picture_files, "MOST_UNPACKED", 40_000_000)
    tracemalloc.start()
    began = time.perf_counter()
    with pytest.raises(UploadError) as error:
        read_pictures.gather(files)
    took, (_, room) = time.perf_counter() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert SAID[key] in error.value.message.text
    assert took < 20
    assert room < 3 * picture_files.MOST_UNPACKED
    for language in LANGUAGES:
        sentence = say(error.value.message, language)
        assert not re.search(r"[{}\n]", sentence)


def test_of_one_file_of_several_pictures_it_is_said_that_the_first_is_taken():
    data = encoded(GREY, "GIF", save_all=True, append_images=[Image.new("L", (28, 28))])
    with pytest.raises(UploadError, match="of the several in “a.gif” only the first is taken"):
        read_pictures.gather([("a.gif", data)])


@pytest.mark.parametrize("count", [0, 1])
def test_where_too_few_can_be_used_a_file_is_named_with_its_reason(count):
    good = [("good.png", GOOD)] * count
    with pytest.raises(UploadError) as error:
        read_pictures.gather([("notes.txt", b"text"), *good, ("photo.jpg", b"\xff\xd8\xff")])
    assert str(error.value).endswith(f"; “photo.jpg” is damaged, and {count} can be used.")
