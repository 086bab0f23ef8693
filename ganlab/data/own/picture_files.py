"""The files that somebody brings pictures in: single ones, folders of this machine, ZIP archives, whatever is in them.

Nothing is ever written under a name from an archive, and only what is really read counts, not what a header promises.
What is no picture is given by its name alone; a file that is made to do harm is refused as a whole.
"""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from ganlab.data.own.class_names import unpacked_name, written
from ganlab.data.own.read_picture import DAMAGED, LARGE, OTHER, UNREADABLE, kind_of
from ganlab.data.own.refusal import TOO_LARGE, TOO_LARGE_UNPACKED, UploadError
from ganlab.lazy import N_

MOST_BYTES, MOST_UNPACKED = 100_000_000, 200_000_000
MOST_MEMBERS = 20_000  # of an archive or a folder, with folders and what is no picture
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
_UNSAFE = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)")
_SYSTEM = re.compile(r"(^|[/\\])(__MACOSX[/\\]|\.[^/\\]*$|thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_UNICODE = 0x800  # the flag of a member whose name is
_NO_ZIP = N_("The archive must be a whole ZIP, stored or deflated; it is not, or it is damaged.")
_TOO_MANY = N_("The archive must have at most {limit:,} entries; it has {count:,}.")

Brought = Path | Sequence[tuple[str, bytes]]


class File(NamedTuple):
    """Hold one file: its name with its folders, its content or why it has none, the share of all that came before."""

    name: str
    content: bytes | str
    share: float


def files_of(brought: Brought) -> Iterator[File]:
    """Give each file, or in its place each member of an archive.

    `brought`: a file or folder of this machine, or files as (name, content), at most MOST_BYTES in all. Raise
    UploadError with one sentence for what cannot be used.
    """
    budget = [MOST_UNPACKED]
    if isinstance(brought, Path):
        paths = _below(brought)
        for k, (name, path) in enumerate(paths):
            content = _content(path)
            for file in _opened(name, content, budget):
                yield file._replace(share=(k + file.share) / len(paths))
        return
    size, done = sum(len(data) for _, data in brought), 0
    if size > MOST_BYTES:
        raise UploadError(TOO_LARGE, limit=MOST_BYTES / 1e6, size=size / 1e6)
    for name, data in brought:
        for file in _opened(name, data, budget):
            yield file._replace(share=(done + file.share * len(data)) / max(1, size))
        done += len(data)


def _opened(name: str, content: bytes | str, budget: list[int]) -> Iterator[File]:
    """Give a file, or the members of an archive, with their share of it."""
    if isinstance(content, bytes) and name.lower().endswith(".zip"):
        folder = "".join(re.findall(r".*[/\\]", name))
        yield from (file._replace(name=folder + file.name) for file in _unzipped(content, budget))
    else:
        yield File(name, OTHER if _SYSTEM.search(name) else content, 0.0)


# -- folders ------------------------------------------------------------------------------------------------------


def _below(path: Path) -> list[tuple[str, Path]]:
    """Return the files of a folder and of those in it, by name, with their names below it; a file is its own list."""
    if not path.is_dir():
        return [(path.name, path)]
    found: list[tuple[str, Path]] = []
    for folder, inner, names in os.walk(path):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        found += [(str((file := Path(folder, name)).relative_to(path)), file) for name in sorted(names)]
        if len(found) > MOST_MEMBERS:
            raise UploadError(
                N_("The folder must have at most {limit:,} files; it has {count:,} or more."),
                limit=MOST_MEMBERS,
                count=len(found),
            )
    return found


def _content(path: Path) -> bytes | str:
    """Read a file that may be a picture or an archive; return why it is not used instead."""
    try:
        if not path.is_file():  # a device or a pipe has no end
            return OTHER if path.exists() else UNREADABLE
        with path.open("rb") as file:
            start, size = file.read(32), path.stat().st_size
            packed = path.name.lower().endswith(".zip")
            if not packed and not kind_of(start):
                return OTHER
            if size > MOST_BYTES and packed:
                raise UploadError(TOO_LARGE, limit=MOST_BYTES / 1e6, size=size / 1e6)
            return LARGE if size > MOST_BYTES else start + file.read()
    except OSError:
        return UNREADABLE


# -- archives -----------------------------------------------------------------------------------------------------


def _unzipped(data: bytes, budget: list[int]) -> Iterator[File]:
    """Give each file of an archive and the share of members before it; `budget`: bytes that may still be unpacked."""
    members = data.count(b"PK\1\2")  # before the list of them is made, which takes far more room than they do
    if members > MOST_MEMBERS:
        raise UploadError(_TOO_MANY, limit=MOST_MEMBERS, count=members)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        listed = [info for info in archive.infolist() if _safe(info)]
    except _BROKEN as error:
        if isinstance(error, UploadError):
            raise
        raise UploadError(_NO_ZIP) from None
    for k, info in enumerate(listed):
        name = unpacked_name(info.orig_filename, bool(info.flag_bits & _UNICODE))
        yield File(name, OTHER if _SYSTEM.search(name) else _unpacked(archive, info, budget), k / len(listed))


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: list[int]) -> bytes | str:
    try:
        with archive.open(info) as member:
            raw = member.read(budget[0] + 1)
    except _BROKEN:
        return DAMAGED
    budget[0] -= len(raw)
    if budget[0] < 0:
        raise UploadError(TOO_LARGE_UNPACKED, limit=MOST_UNPACKED / 1e6)
    return raw


def _safe(info: zipfile.ZipInfo) -> bool:
    """Tell whether a member is a file, not a folder; raise UploadError for what no honest archive has."""
    name = info.orig_filename
    if _UNSAFE.search(name) or "\0" in name:
        raise UploadError(
            N_("The archive must name files below its own folder; it has “{name}”."), name=written(name, 40)
        )
    if stat.S_ISLNK(info.external_attr >> 16):
        raise UploadError(N_("The archive must hold files only; “{name}” is a link."), name=written(name, 40))
    if info.flag_bits & 1:
        raise UploadError(N_("The archive must not be encrypted; it is."))
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # others reserve what a header asks for
        raise UploadError(_NO_ZIP)
    return not info.is_dir()
