"""Checkpoints: a run on disk as safetensors, its config and counters in the header. No pickle, written atomically.

Each is sealed with a checksum of the whole file, and the one before it stays beside it: where the newest is damaged, or
its weights are not finite, that is taken up.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ganlab.gan.config import ConfigError, RunConfig, from_values
from ganlab.gan.trainer import Trainer
from ganlab.paths import runs_folder

FORMAT = 7  # of what is kept; a checkpoint of another one is as good as none
NAME = "checkpoint.safetensors"  # of the one in a run's folder
RUN_ID = re.compile(r"[A-Za-z0-9_-]{8,40}")
_OPEN = "0" * 32  # what stands in the place of the checksum as long as there is none
_SEAL = f'"checksum":"{_OPEN}"'.encode()
_SEALED = re.compile(rb'"checksum":"([0-9a-f]{32})"')  # in texts of the header a quote has a backslash before it
_RECORDS = ("history.", "measured.")  # tensors in which a number may be missing
_FLOATS = {"F32": "<f4", "F64": "<f8"}


class Saved(NamedTuple):
    """Hold what a checkpoint that is whole says of its run, and whether it can be taken up."""

    config: RunConfig
    values: dict[str, Any]
    extra: dict[str, Any]
    path: Path
    finite: bool  # all its weights are


def path_of(run_id: str) -> Path:
    """Return where a run is kept; raise ValueError for what cannot be a run's id."""
    if not RUN_ID.fullmatch(run_id):
        raise ValueError(f"run: must be 8 to 40 letters, digits, - or _; got “{run_id[:60]}”")
    return runs_folder() / f"{run_id}.safetensors"


def before(path: Path) -> Path:
    """Return where the checkpoint before the newest one is kept."""
    return path.with_suffix(".before")


def kept() -> Iterator[str]:
    """Yield the ids of the runs that are kept."""
    for path in runs_folder().glob("*"):
        if path.suffix in (".safetensors", ".before") and RUN_ID.fullmatch(path.stem):
            yield path.stem


def save(path: Path, trainer: Trainer, two: bool = False, **extra: Any) -> None:
    """Write a trainer's state and extra plain values; raise OSError where it cannot be written.

    `two`: the checkpoint that is there already is kept as the one before. A process that is killed meanwhile leaves
    at least one that is whole.
    """
    from safetensors.torch import save as to_bytes

    tensors, values = trainer.state()
    header = {"format": FORMAT, "config": trainer.config.model_dump(mode="json"), "values": values, "extra": extra}
    told = {"ganlab": json.dumps(header), "checksum": _OPEN}
    data = to_bytes({name: tensor.contiguous() for name, tensor in tensors.items()}, told)
    checksum = hashlib.blake2b(data, digest_size=16).hexdigest()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        part.write_bytes(data.replace(_SEAL, _SEAL.replace(_OPEN.encode(), checksum.encode()), 1))
        if two:
            # To rename onto a file that is there costs ten times as much: file systems then write out at once.
            before(path).unlink(missing_ok=True)
            with contextlib.suppress(FileNotFoundError):
                path.rename(before(path))
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def read(path: Path) -> Saved | None:
    """Read a checkpoint, without torch; None where there is none that is whole and of this format."""
    try:
        data = path.read_bytes()
        sealed = _SEALED.search(data)
        if sealed is None or sealed[1] != _checksum(data, *sealed.span()):
            return None
        size = int.from_bytes(data[:8], "little")
        tensors = json.loads(data[8 : 8 + size])
        header = json.loads(tensors.pop("__metadata__")["ganlab"])
        if header.get("format") != FORMAT:
            return None
        finite = all(_finite(data, 8 + size, told) for name, told in tensors.items() if not name.startswith(_RECORDS))
        return Saved(from_values(header["config"]), header["values"], header["extra"], path, finite)
    except (OSError, KeyError, TypeError, ValueError, ConfigError):
        return None


def _checksum(data: bytes, start: int, end: int) -> bytes:
    """Return what the checksum between these places should be."""
    digest = hashlib.blake2b(memoryview(data)[:start], digest_size=16)
    digest.update(_SEAL)
    digest.update(memoryview(data)[end:])
    return digest.hexdigest().encode()


def _finite(data: bytes, origin: int, told: dict[str, Any]) -> bool:
    """Tell whether the numbers of a tensor, which lie that far into the data, are finite."""
    if (code := _FLOATS.get(told["dtype"])) is None:
        return True
    start, end = told["data_offsets"]
    numbers = np.frombuffer(data, np.dtype(code), (end - start) // np.dtype(code).itemsize, origin + start)
    return bool(np.isfinite(numbers).all())


def newest(path: Path) -> Saved | None:
    """Read the newest checkpoint that can be taken up: that one, or the one before it.

    Where neither can, return one that is whole, whose weights are not finite; None where there is none.
    """
    found = [saved for saved in map(read, (path, before(path))) if saved is not None]
    return next((saved for saved in found if saved.finite), found[0] if found else None)


def restore(path: Path, trainer: Trainer) -> Saved | None:
    """Load the newest checkpoint into a fresh trainer whose restarting fields are the same; return what it says.

    Return None where there is none that fits; the trainer may then be half changed and is of no more use.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    saved = newest(path)
    if saved is None or not saved.finite or not trainer.config.acts_live(saved.config):
        return None
    wanted = trainer.config
    try:
        tensors = load_file(saved.path)
        trainer.reconfigure(saved.config)
        trainer.load_state(tensors, saved.values)
    except (OSError, SafetensorError, KeyError, RuntimeError, ValueError):
        return None
    trainer.reconfigure(wanted)
    if saved.path != path:  # what is damaged must not push the one out that is whole
        with contextlib.suppress(OSError):
            os.replace(saved.path, path)
    return saved
