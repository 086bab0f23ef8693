"""Take files that somebody brings on the command line: what is in them, as the page would take it."""

from __future__ import annotations

import argparse
import sys
import zipfile
from pathlib import Path
from typing import Any

from ganlab.data.own import apart, pictures, points, read_points
from ganlab.data.own.decisions import DECISIONS, Decisions
from ganlab.data.own.read_picture import kind_of
from ganlab.data.own.read_pictures import Gathered
from ganlab.data.own.read_points import PicturesError, Table, UploadError
from ganlab.gan.config import ConfigError, RunConfig
from ganlab.presets.complete import complete

KINDS = ("points", "pictures")
_START = 64  # bytes that tell a picture's format
_SPELLED: dict[Any, str] = {"\t": "tab", " ": "blank", "": "none", True: "yes", False: "no"}


def declare(parser: argparse.ArgumentParser) -> None:
    """Take what a file is, and each decision about how it is read."""
    parser.add_argument("--as", dest="kind", metavar="KIND", help=f"what the file holds: {' or '.join(KINDS)}")
    parser.add_argument("--columns", metavar="X,Y", help="the columns that are x and y, by name or number from 1")
    for name, decision in DECISIONS.items():
        values = ", ".join(map(_spelled, decision.options))
        parser.add_argument(f"--{name}", metavar="VALUE", help=f"{decision.label.lower()}: {values}")


def _spelled(value: Any) -> str:
    return _SPELLED.get(value, str(value))


def _asked(arguments: argparse.Namespace) -> tuple[Decisions, list[str]]:
    """Return what is asked for of how a file is read, and its columns."""
    values: dict[str, Any] = {}
    for name, decision in DECISIONS.items():
        if (text := getattr(arguments, name)) is not None:
            spelled = {_spelled(value): value for value in decision.options}
            if text not in spelled and text not in decision.options:
                raise ConfigError(f"--{name}", f"must be one of {' '.join(spelled)}", text)
            values[name] = spelled.get(text, text)
    columns = [] if arguments.columns is None else [part.strip() for part in arguments.columns.split(",")]
    if columns and len(columns) != 2:
        raise ConfigError("--columns", "must be two columns, such as 2,3 or width,height", arguments.columns)
    return Decisions(**values), columns


def brought(name: str, arguments: argparse.Namespace) -> Table | Gathered:
    """Read points or pictures; raise UploadError or ConfigError with one sentence for what cannot be used."""
    if arguments.kind not in (None, *KINDS):
        raise ConfigError("--as", f"must be one of {', '.join(KINDS)}", arguments.kind)
    (asked, columns), path = _asked(arguments), Path(name)
    try:
        found = _points(path, asked, columns) if arguments.kind == "points" or not _pictures(path) else None
    except PicturesError as error:
        if arguments.kind == "points":
            raise
        return apart.pictures(error.files)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigError("data", f"must be a file or folder that can be read ({reason})", name) from None
    if found is not None and arguments.kind != "pictures":
        return found
    if columns or asked != Decisions():
        raise ConfigError("data", "must be points for columns and decisions", name)
    return apart.pictures(path)


def _points(path: Path, asked: Decisions, columns: list[str]) -> Table:
    with path.open("rb") as file:
        data = file.read(read_points.MOST_BYTES + 1)
    if len(data) > read_points.MOST_BYTES:
        raise UploadError(read_points.TOO_LARGE, limit=read_points.MOST_BYTES / 1e6, size=path.stat().st_size / 1e6)
    return apart.points(path.name, data, asked, columns)


def _pictures(path: Path) -> bool:
    """Tell whether pictures are to be looked for: in a folder, a picture, or an archive of other things than arrays."""
    if path.is_dir():
        return True
    if not zipfile.is_zipfile(path):
        with path.open("rb") as file:
            return bool(kind_of(file.read(_START)))
    with zipfile.ZipFile(path) as archive:
        return not any(name.endswith(".npy") or name == "[Content_Types].xml" for name in archive.namelist())


def trained_on(config: RunConfig, arguments: argparse.Namespace) -> RunConfig:
    """Return the config that trains on what is brought, if anything is; say on standard error what to know of it."""
    if arguments.data is None:
        if arguments.kind or _asked(arguments) != (Decisions(), []):
            raise ConfigError("--data", "must name what columns and decisions are about", "")
        return config
    found = brought(arguments.data, arguments)
    if isinstance(found, Table):
        values = {"dataset": "points", "points": points.keep(found.cloud())}
    else:
        key = pictures.keep(found.pixels(found.fit, False), found.labels, found.names)
        values = {"dataset": "pictures", "pictures": key}
    for warning in found.described()["warnings"]:
        print(f"warning: {warning}", file=sys.stderr)
    return complete(config, values)
