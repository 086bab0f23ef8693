"""Image sets on the disk: damaged files, folders that cannot be written, disks without room."""

import builtins
import errno
import os
from pathlib import Path

import pytest
import torch

from ganlab.data.images import DataError, load, load_or_digits
from tests.support.mirror import (
    IMAGE_GZ,
    PIXELS,
    RAW,
    assert_complete,
    assert_digits,
    dead_url,
    put_files,
)


def test_a_truncated_file_is_fetched_again(serve, mirrors, raw):
    server = serve()
    mirrors(server)
    put_files(raw)
    (raw / Path(IMAGE_GZ).stem).write_bytes(RAW[IMAGE_GZ][:1000])
    assert_complete(load("mnist"), raw)
    assert [name for name, *_ in server.requests] == [IMAGE_GZ]


def test_a_file_with_the_wrong_header_is_fetched_again(serve, mirrors, raw):
    mirrors(serve())
    put_files(raw)
    (raw / Path(IMAGE_GZ).stem).write_bytes(b"\xff" * len(RAW[IMAGE_GZ]))
    with pytest.raises(DataError, match="has IDX ffffffff ffffffff ffffffff ffffffff, not IDX 00000803"):
        load("mnist", allow_download=False)
    assert_complete(load("mnist"), raw)


def test_a_truncated_file_that_cannot_be_fetched_is_named(mirrors, raw):
    mirrors(dead_url())
    put_files(raw)
    path = raw / Path(IMAGE_GZ).stem
    path.write_bytes(RAW[IMAGE_GZ][:1000])
    fault = {"path": str(path), "expected": "9,424 B", "got": "1,000 B"}
    with pytest.raises(DataError) as caught:
        load("mnist", allow_download=False)
    told = f"MNIST is damaged ({path} has 1,000 B, not 9,424 B)"
    assert str(caught.value) == f"{told}, and downloading is switched off."
    with pytest.raises(DataError) as caught:
        load("mnist")
    assert str(caught.value) == f"{told} and could not be fetched again (Connection refused)."
    assert_digits(load_or_digits("mnist"), "unmended", reason="Connection refused", **fault)
    assert_digits(load_or_digits("mnist", allow_download=False), "corrupt", **fault)
    assert path.stat().st_size == 1000


def test_a_read_only_folder_is_read(raw, monkeypatch):
    put_files(raw)
    refuse_writing(monkeypatch, errno.EROFS)
    result = load("mnist")
    assert torch.equal(result.pixels, PIXELS)
    assert sorted(p.name for p in raw.iterdir()) == sorted(Path(name).stem for name in RAW)


@pytest.mark.parametrize("damaged", [False, True])
def test_a_read_only_folder_that_must_be_written_is_named(serve, mirrors, raw, monkeypatch, damaged):
    mirrors(serve())
    if damaged:
        put_files(raw)
        (raw / Path(IMAGE_GZ).stem).write_bytes(b"")
    refuse_writing(monkeypatch, errno.EROFS)
    with pytest.raises(DataError) as caught:
        load("mnist")
    reason = os.strerror(errno.EROFS)
    if damaged:
        assert_digits(load_or_digits("mnist"), "unmended", reason=reason, got="0 B")
        return
    told = f"MNIST cannot be kept on this machine: {raw} must be readable and writable ({reason})."
    assert str(caught.value) == told
    assert_digits(load_or_digits("mnist"), "storage", path=str(raw), reason=reason)


def test_a_full_disk_is_named(serve, mirrors, raw, monkeypatch):
    mirrors(serve())
    refuse_writing(monkeypatch, errno.ENOSPC)
    reason = os.strerror(errno.ENOSPC)
    with pytest.raises(DataError) as caught:
        load("mnist")
    assert str(caught.value) == f"MNIST could not be stored: at least 1 MB must be free for {raw} ({reason})."
    assert_digits(load_or_digits("mnist"), "disk_full", reason=reason, mb=1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a device without room")
@pytest.mark.parametrize("suffix", [".gz.part", ".tmp"])
def test_a_disk_that_fills_up_while_writing_is_named(serve, mirrors, raw, suffix):
    mirrors(serve())
    raw.mkdir(parents=True)
    (raw / f"{Path(IMAGE_GZ).stem}{suffix}").symlink_to("/dev/full")
    with pytest.raises(DataError, match=r"at least 1 MB must be free for .*train-images.* \(No space left"):
        load("mnist")
    assert not os.path.lexists(raw / f"{Path(IMAGE_GZ).stem}.tmp")
    assert not (raw / Path(IMAGE_GZ).stem).exists()


def refuse_writing(monkeypatch, code):
    real_open, real_os_open = builtins.open, os.open

    def refuse(path, *_, **__):
        raise OSError(code, os.strerror(code), str(path))

    def guarded_open(path, mode="r", *args, **kwargs):
        return real_open(path, mode, *args, **kwargs) if mode in ("r", "rb") else refuse(path)

    def guarded_os_open(path, flags, *args, **kwargs):
        writing = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        return refuse(path) if writing else real_os_open(path, flags, *args, **kwargs)

    monkeypatch.setattr(builtins, "open", guarded_open)
    monkeypatch.setattr(os, "open", guarded_os_open)
    for name in ("mkdir", "replace", "unlink"):
        monkeypatch.setattr(os, name, refuse)
