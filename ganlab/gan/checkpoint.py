"""Checkpoints: a run on disk as safetensors, its config and counters in the header. No pickle, written atomically."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from ganlab.gan.config import ConfigError, RunConfig, from_values
from ganlab.gan.trainer import Trainer
from ganlab.paths import runs_folder

FORMAT = 5  # of what is kept; a checkpoint of another one is as good as none
RUN_ID = re.compile(r"[A-Za-z0-9_-]{8,40}")


def path_of(run_id: str) -> Path:
    """Return where a run is kept; raise ValueError for what cannot be a run's id."""
    if not RUN_ID.fullmatch(run_id):
        raise ValueError(f"run: must be 8 to 40 letters, digits, - or _; got “{run_id[:60]}”")
    return runs_folder() / f"{run_id}.safetensors"


def save(path: Path, trainer: Trainer, **extra: Any) -> None:
    """Write a trainer's state and extra plain values; raise OSError where it cannot be written."""
    from safetensors.torch import save as to_bytes

    tensors, values = trainer.state()
    header = {"format": FORMAT, "config": trainer.config.model_dump(mode="json"), "values": values, "extra": extra}
    data = to_bytes({name: tensor.contiguous() for name, tensor in tensors.items()}, {"ganlab": json.dumps(header)})
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        part.write_bytes(data)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def read_header(path: Path) -> tuple[RunConfig, dict[str, Any], dict[str, Any]] | None:
    """Return (config, values, extra) of a checkpoint, without torch; None where there is none that can be read."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            header = json.loads(file.metadata()["ganlab"])
        if header.get("format") != FORMAT:
            return None
        return from_values(header["config"]), header["values"], header["extra"]
    except (OSError, SafetensorError, KeyError, TypeError, json.JSONDecodeError, ConfigError):
        return None


def restore(path: Path, trainer: Trainer) -> bool:
    """Load a checkpoint into a fresh trainer whose restarting fields are the same.

    Return False where it does not fit; the trainer may then be half changed and is of no more use.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    header = read_header(path)
    if header is None or not trainer.config.acts_live(header[0]):
        return False
    wanted, (config, values, _) = trainer.config, header
    try:
        tensors = load_file(path)
        trainer.reconfigure(config)
        trainer.load_state(tensors, values)
    except (OSError, SafetensorError, KeyError, RuntimeError, ValueError):
        return False
    trainer.reconfigure(wanted)
    return True
