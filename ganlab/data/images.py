"""Real pictures of 28×28 pixels: the MNIST family, downloaded on first use, and scikit-learn's digits.

torchvision's mirrors, file names, checksums and parsers are used; the download is done here, because it must
resume, report progress, survive two processes at once and name what went wrong.
"""

from __future__ import annotations

import errno
import gzip
import http.client
import math
import os
import shutil
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import numpy as np
import numpy.typing as npt

from ganlab.lazy import N_, Message, torch, torchvision
from ganlab.paths import data_folder

TIMEOUT = 15.0
TEST_COUNT = 10_000  # of the MNIST family
Progress = Callable[[int, int | None, str], None]


@dataclass(frozen=True)
class ImageSet:
    """Describe one set of pictures; `torchvision_class` is None where nothing is downloaded."""

    key: str
    label: str
    classes: tuple[str, ...]
    source: str
    torchvision_class: str | None
    train_count: int
    size: int = 28


@dataclass(frozen=True)
class Images:
    """Hold pixels (n, 28, 28) uint8, labels (n,) int64, the set's key and a note if it is a substitute."""

    pixels: torch.Tensor
    labels: torch.Tensor
    key: str
    note: Message | None = None

    def __len__(self) -> int:
        return len(self.pixels)


_MESSAGES = {
    "missing": N_("{name} is not on this machine: there is no {path}, and downloading is switched off"),
    "offline": N_("{name} is not on this machine and could not be downloaded ({reason})"),
    "corrupt": N_("{name} is damaged ({path} has {got}, not {expected}), and downloading is switched off"),
    "unmended": N_("{name} is damaged ({path} has {got}, not {expected}) and could not be fetched again ({reason})"),
    "storage": N_("{name} cannot be kept on this machine: {path} must be readable and writable ({reason})"),
    "disk_full": N_("{name} could not be stored: at least {mb} MB must be free for {path} ({reason})"),
}


class DataError(Exception):
    """Say in one sentence why a set cannot be had; `note` is for those who see the digits instead."""

    def __init__(self, record: ImageSet, key: str, **args: Any) -> None:
        self.message = Message.of(_MESSAGES[key], name=Message.of(record.label), **args)
        self.note = Message.of(
            N_("{sentence}; these are the built-in handwritten digits (1,797 pictures, scikit-learn)"),
            sentence=self.message,
        )
        super().__init__(f"{self.message}.")


class _UnreachableError(Exception):
    """Give the reason why a server did not answer or broke off."""


@dataclass(frozen=True)
class _File:
    """Name one IDX file of a set, what it must hold and where it comes from."""

    record: ImageSet
    path: Path
    shape: tuple[int, ...]
    md5: str
    urls: tuple[str, ...]
    part: Path


_DIGITS = tuple("0123456789")
_CLOTHES = (N_("T-shirt/top"), N_("Trouser"), N_("Pullover"), N_("Dress"), N_("Coat"),
            N_("Sandal"), N_("Shirt"), N_("Sneaker"), N_("Bag"), N_("Ankle boot"))  # fmt: skip
_KANA = ("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo")

IMAGES: dict[str, ImageSet] = {record.key: record for record in (
    ImageSet("mnist", N_("MNIST"), _DIGITS,
             "LeCun, Cortes, Burges; CC BY-SA 3.0", "MNIST", 60_000),
    ImageSet("fashion-mnist", N_("Fashion-MNIST"), _CLOTHES,
             "Xiao, Rasul, Vollgraf (Zalando Research); MIT licence", "FashionMNIST", 60_000),
    ImageSet("kmnist", N_("Kuzushiji-MNIST"), _KANA,
             "Clanuwat et al. (CODH), from the Kuzushiji Dataset of NIJL; CC BY-SA 4.0", "KMNIST", 60_000),
    ImageSet("digits", N_("Digits (built in)"), _DIGITS,
             "Alpaydin, Kaynak (UCI), as shipped with scikit-learn; CC BY 4.0", None, 1_797),
)}  # fmt: skip


def load(key: str, *, part: str = "train", allow_download: bool = True, progress: Progress | None = None) -> Images:
    """Return the training pictures of a set, or with the part "t10k" its test pictures.

    What is missing or damaged of its two files is downloaded first.
    `progress(done_bytes, total_bytes_or_None, file_name)` is called at most ten times a second and at the end
    of each file; what it raises stops the download, and the next call resumes it. Raises KeyError for an
    unknown key and DataError where the set cannot be had.
    """
    record = IMAGES[key]
    if record.torchvision_class is None:
        return _load_digits()
    mnist = torchvision().datasets.mnist
    images, labels = _files(record, record.torchvision_class, part)
    for file in (images, labels):
        if (fault := _find_fault(file)) is not None:
            _mend(file, fault, allow_download, progress)
    return Images(mnist.read_image_file(images.path), mnist.read_label_file(labels.path), key)


def load_or_digits(key: str, *, allow_download: bool = True, progress: Progress | None = None) -> Images:
    """Return the set like `load`, or the built-in digits with a note that says why."""
    try:
        return load(key, allow_download=allow_download, progress=progress)
    except DataError as error:
        return replace(_load_digits(), note=error.note)


def first(key: str, count: int) -> npt.NDArray[np.uint8] | None:
    """Return a set's first training pictures, (count, 28, 28) uint8, reading no others; None where it is not here."""
    record = IMAGES[key]
    if record.torchvision_class is None:
        return load(key).pixels[:count].numpy()
    path, shape = data_folder() / record.torchvision_class / "raw" / "train-images-idx3-ubyte", (record.size,) * 2
    try:
        fault = _find_fault(_File(record, path, (record.train_count, *shape), "", (), path))
        return None if fault else np.fromfile(path, np.uint8, count * math.prod(shape), offset=16).reshape(-1, *shape)
    except (DataError, OSError):
        return None


def _load_digits() -> Images:
    """Return scikit-learn's 8×8 digits, tripled bilinearly and framed by 2 black pixels."""
    values = torch.from_numpy(_digits())
    small = values[:, :-1].reshape(-1, 1, 8, 8) * (255 / 16)
    large = torch.nn.functional.interpolate(small, scale_factor=3, mode="bilinear", align_corners=False)
    pixels = torch.nn.functional.pad(large, (2, 2, 2, 2)).squeeze(1).round().to(torch.uint8)
    return Images(pixels, values[:, -1].long(), "digits")


def _digits() -> npt.NDArray[np.float32]:
    """Return the rows of scikit-learn's own file, (n, 65) float32: 64 pixels from 0 to 16, and the label.

    It is read here because to import all of scikit-learn takes a second.
    """
    package = find_spec("sklearn")
    if package is None or package.origin is None:
        raise ImportError("scikit-learn: must be installed, the built-in digits are in it")
    return np.loadtxt(Path(package.origin).parent / "datasets/data/digits.csv.gz", np.float32, delimiter=",")


def _files(record: ImageSet, folder: str, part: str) -> list[_File]:
    """Return the image file and the label file, in the layout that torchvision reads."""
    source = getattr(torchvision().datasets, folder)
    raw = data_folder() / folder / "raw"
    files = []
    for name, md5 in source.resources:
        if name.startswith(f"{part}-"):
            shape = (record.train_count if part == "train" else TEST_COUNT,) + (record.size, record.size) * (
                "-images-" in name
            )
            urls = tuple(f"{mirror}{name}" for mirror in source.mirrors)
            files.append(_File(record, raw / Path(name).stem, shape, md5, urls, raw / f"{name}.part"))
    return files


def _find_fault(file: _File) -> dict[str, str] | None:
    """Return None for an intact file, else its `path` and, unless missing, what was `expected` and `got`."""
    header = struct.pack(f">{1 + len(file.shape)}I", 0x0800 | len(file.shape), *file.shape)
    size = len(header) + math.prod(file.shape)
    fault = {"path": str(file.path)}
    with _storage(file.record, file.path):
        try:
            with open(file.path, "rb") as stream:
                got_header, got_size = stream.read(len(header)), os.fstat(stream.fileno()).st_size
        except FileNotFoundError:
            return fault
    if got_size != size:
        return fault | {"expected": f"{size:,} B", "got": f"{got_size:,} B"}
    if got_header != header:
        return fault | {"expected": f"IDX {header.hex(' ', 4)}", "got": f"IDX {got_header.hex(' ', 4)}"}
    return None


def _mend(file: _File, fault: dict[str, str], allow_download: bool, progress: Progress | None) -> None:
    """Fetch a file that has `fault`; one process at a time downloads, the others wait and find it done."""
    from filelock import FileLock

    if not allow_download:
        raise DataError(file.record, "corrupt" if "got" in fault else "missing", **fault)
    try:
        with _storage(file.record, file.path.parent):
            file.path.parent.mkdir(parents=True, exist_ok=True)
            lock = FileLock(file.path.parent / "download.lock").acquire()
        with lock:
            if _find_fault(file) is not None:
                _download(file, progress)
                _unpack(file)
    except DataError as error:
        if "got" not in fault:
            raise
        raise DataError(file.record, "unmended", **fault, reason=dict(error.message.values)["reason"]) from error


def _download(file: _File, progress: Progress | None) -> None:
    """Complete `file.part` from the mirrors in order; after one wrong MD5 the next one gets a last try."""
    reasons, wrong_md5, urls = list[str](), False, list(file.urls)
    while urls:
        url, *urls = urls
        try:
            _fetch(file, url, progress)
        except _UnreachableError as error:
            reasons.append(str(error))
            continue
        with _storage(file.record, file.part):
            md5 = torchvision().datasets.utils.calculate_md5(file.part)
            if md5 == file.md5:
                return
            file.part.unlink()
        reasons.append(f"{file.part.stem}: MD5 {md5} ≠ {file.md5}")
        urls = [] if wrong_md5 else urls[:1] or [url]
        wrong_md5 = True
    raise DataError(file.record, "offline", reason="; ".join(dict.fromkeys(reasons)))


def _fetch(file: _File, url: str, progress: Progress | None) -> None:
    """Add to `file.part` what it lacks of `url`; a server that ignores ranges starts it anew."""
    start = file.part.stat().st_size if file.part.exists() else 0
    headers = {"User-Agent": "ganlab"} | ({"Range": f"bytes={start}-"} if start else {})
    with _network():
        try:
            response = urlopen(Request(url, headers=headers), timeout=TIMEOUT)
        except HTTPError as error:
            if start and error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
                return
            raise
    resumed = response.status == http.client.PARTIAL_CONTENT
    done, reported = start if resumed else 0, -math.inf
    total = None if response.length is None else done + response.length
    with _storage(file.record, file.part):
        stream = open(file.part, "ab" if resumed else "wb", buffering=0)  # noqa: SIM115
    with response, stream:
        block = None
        while block != b"":
            with _network():
                block = response.read(1 << 16)
            with _storage(file.record, file.part):
                if stream.write(block) < len(block):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            done += len(block)
            if progress and (not block or time.monotonic() - reported >= 0.1):
                progress(done, total, file.part.stem)
                reported = time.monotonic()
    if total is not None and done < total:
        raise _UnreachableError(f"the connection broke after {done:,} of {total:,} bytes")


def _unpack(file: _File) -> None:
    """Decompress the checked download into place and remove it; `file.path` is never half written."""
    unpacked = file.path.with_name(f"{file.path.name}.tmp")
    with _storage(file.record, file.path):
        try:
            with gzip.open(file.part, "rb") as packed, open(unpacked, "wb") as stream:
                shutil.copyfileobj(packed, stream)
            os.replace(unpacked, file.path)
        finally:
            unpacked.unlink(missing_ok=True)
        file.part.unlink()


@contextmanager
def _network() -> Iterator[None]:
    try:
        yield
    except (OSError, http.client.HTTPException) as error:
        inner = error if isinstance(error, HTTPError) else getattr(error, "reason", error)
        raise _UnreachableError(getattr(inner, "strerror", None) or str(inner)) from error


@contextmanager
def _storage(record: ImageSet, path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        key = "disk_full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "storage"
        mb = math.ceil(record.train_count * (record.size**2 + 1) / 1e6)
        raise DataError(record, key, path=str(path), mb=mb, reason=error.strerror or str(error)) from error
