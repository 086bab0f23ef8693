"""Record: what was seen of a run until one step, its frames and its rows, as one file that anybody may read.

safetensors: of each frame its arrays, and in the header, as JSON, its plain values. No pickle; without torch.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from string import Formatter
from typing import Any

import numpy as np

from ganlab.gan.config import ConfigError, RunConfig, from_values
from ganlab.lazy import Message
from ganlab.observe.snapshot import Diagnosis, Snapshot, from_codes, to_codes

FORMAT = 1  # of the file
NAME = "record.safetensors"  # of the file in a run's folder
MOST = 64_000_000  # bytes that are read of a file
WHOLE = (
    "real",
    "noise",
    "lattice",
    "density",
    "steps",
    "scalars",
    "measured_steps",
    "measures",
)  # the same for the whole run, or its own record
_MAPS = {"grid": False, "ideal": True}  # kept as they are sent; whether they have gaps
_PLAIN = ("step", "status", "resumed", "device", "stride", "measured_stride", "levels", "answers", "row", "metrics")
_ARRAYS = tuple(each.name for each in fields(Snapshot) if "ndarray" in str(each.type) and each.name != "timeline")


@dataclass(frozen=True)
class Record:
    """Hold a run as it is taken home.

    shown: the frame of the step at which it is taken, with what belongs to the run as a whole, WHOLE: its rows end at
    that step. past: frames before it, rising, without that; each has the settings, the measures and the diagnosis of
    its own moment.
    """

    shown: Snapshot
    past: tuple[Snapshot, ...] = ()

    @property
    def config(self) -> RunConfig:
        """Return the settings that the run has where it is taken."""
        return self.shown.config

    @property
    def step(self) -> int:
        """Return the step at which it is taken."""
        return self.shown.step

    @property
    def frames(self) -> tuple[Snapshot, ...]:
        """Return all frames whole: each can be drawn without the others."""
        whole: dict[str, Any] = {name: getattr(self.shown, name) for name in (*WHOLE, "stride", "measured_stride")}
        return *(replace(frame, **whole) for frame in self.past), self.shown


def taken(frame: Snapshot, past: Sequence[Snapshot]) -> Record:
    """Return the record of a run at a frame that has the rows of the whole run; after a past one those are left out."""
    own: dict[str, Any] = {"past": None, "timeline": None, "stage": None, "studies": {}}
    end = frame.step if frame.past else math.inf  # a run that diverged has rows after its last good frame
    for at, name in (("steps", "scalars"), ("measured_steps", "measures")):
        steps, values = getattr(frame, at), getattr(frame, name)
        if steps is not None:
            own |= {at: steps[steps <= end], name: values[steps <= end]}
    return Record(replace(frame, **own), tuple(one for one in past if one.step < frame.step))


def compact(frame: Snapshot) -> Snapshot:
    """Return a frame without what belongs to the run as a whole, its maps as codes; see `restored`."""
    nothing: dict[str, Any] = dict.fromkeys(WHOLE)
    return _recoded(replace(frame, **nothing), to_codes)


def restored(frame: Snapshot) -> Snapshot:
    """Return a frame whose maps are answers again."""
    return _recoded(frame, from_codes)


def _recoded(frame: Snapshot, recode: Callable[[Any, tuple[float, float], bool], np.ndarray]) -> Snapshot:
    maps = {name: (getattr(frame, name), gaps) for name, gaps in _MAPS.items()}
    coded: dict[str, Any] = {n: recode(m, frame.answers, gaps) for n, (m, gaps) in maps.items() if m is not None}
    return replace(frame, **coded)


# -- as a file ----------------------------------------------------------------------------------------------------


def write(path: Path, record: Record) -> None:
    """Write a record; raise OSError where that fails."""
    from safetensors.numpy import save

    arrays, configs, told = dict[str, np.ndarray](), list[RunConfig](), []
    for k, frame in enumerate((*record.past, record.shown)):
        frame = _recoded(frame, to_codes)
        found = {name: array for name in _ARRAYS if (array := getattr(frame, name)) is not None}
        arrays |= {f"{k}.{name}": np.ascontiguousarray(array) for name, array in found.items()}
        if frame.config not in configs[-1:]:
            configs.append(frame.config)
        plain = {name: _plain(getattr(frame, name)) for name in _PLAIN}
        told.append({**plain, "config": len(configs) - 1, "diagnosis": _plain(frame.diagnosis)})
    settings = [config.model_dump(mode="json") for config in configs]
    header = {"format": FORMAT, "configs": settings, "frames": told}
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        part.write_bytes(save(arrays, {"ganlab": json.dumps(header, allow_nan=False)}))
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def read(path: Path) -> Record:
    """Read a record; raise OSError where there is none, ValueError with one sentence for what is none."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    with open(path, "rb") as file:
        data = file.read(MOST + 1)
    try:
        if len(data) > MOST:
            raise ValueError("too large")
        arrays = load(data)
        header = json.loads(json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])["__metadata__"]["ganlab"])
        if header["format"] != FORMAT:
            raise ValueError("another format")
        configs = [from_values(values) for values in header["configs"]]
        frames = [_frame(k, told, configs, arrays) for k, told in enumerate(header["frames"])]
        return Record(frames[-1], tuple(frames[:-1]))
    except (SafetensorError, ConfigError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise ValueError(f"{path.name}: must be the record of a run, of this version; got another file") from None


def _frame(k: int, told: dict[str, Any], configs: list[RunConfig], arrays: dict[str, np.ndarray]) -> Snapshot:
    values: dict[str, Any] = {name: _thing(told[name]) for name in _PLAIN}
    values["row"] = values["row"] and {n: math.nan if v is None else v for n, v in values["row"].items()}
    said = told["diagnosis"]
    diagnosis = said and Diagnosis(**{name: _thing(value) for name, value in said.items()})
    found: dict[str, Any] = {name: arrays[f"{k}.{name}"] for name in _ARRAYS if f"{k}.{name}" in arrays}
    return restored(Snapshot(configs[told["config"]], diagnosis=diagnosis, **values, **found))


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: a message as an object with one key, what is not finite as null."""
    if isinstance(value, Message):
        return {"message": [value.text, _plain(value.values)]}
    if isinstance(value, Diagnosis):
        return {name: _plain(one) for name, one in vars(value).items()}
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _thing(value: Any) -> Any:
    """Return what `_plain` was given, lists as tuples."""
    if isinstance(value, list):
        return tuple(map(_thing, value))
    if isinstance(value, dict) and list(value) == ["message"]:
        text, values = value["message"]
        if not all((name or "").isidentifier() for _, name, _, _ in Formatter().parse(text) if name is not None):
            raise ValueError("a text with more in its braces than a name")
        return Message(text, _thing(values))
    return {name: _thing(one) for name, one in value.items()} if isinstance(value, dict) else value
