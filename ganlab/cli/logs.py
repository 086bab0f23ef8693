"""Logs: the rows that `train` prints, for programs that watch training; through their own libraries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from ganlab.gan.config import ConfigError, RunConfig

PROJECT = "ganlab"
Write = Callable[[int, Mapping[str, float]], None]  # a step, and its numbers by name


class Log(NamedTuple):
    """Describe one program: the package that speaks to it, and how a run of this name, in this folder, is begun."""

    package: str
    open: Callable[[RunConfig, str, Path], AbstractContextManager[Write]]


@contextmanager
def _tensorboard(config: RunConfig, name: str, folder: Path) -> Iterator[Write]:
    """Write event files into the folder; `tensorboard --logdir FOLDER` shows them."""
    from torch.utils.tensorboard import SummaryWriter

    with SummaryWriter(str(folder)) as writer:
        writer.add_text("config", f"```json\n{config.model_dump_json(indent=1)}\n```")

        def write(step: int, values: Mapping[str, float]) -> None:
            for key, value in values.items():
                writer.add_scalar(key, value, step)

        yield write


@contextmanager
def _wandb(config: RunConfig, name: str, folder: Path) -> Iterator[Write]:
    folder.mkdir(parents=True, exist_ok=True)
    run = import_module("wandb").init(project=PROJECT, name=name, config=config.model_dump(mode="json"), dir=folder)
    try:
        yield lambda step, values: run.log(dict(values), step=step)
    finally:
        run.finish()


@contextmanager
def _trackio(config: RunConfig, name: str, folder: Path) -> Iterator[Write]:
    trackio = import_module("trackio")
    trackio.init(project=PROJECT, name=name, config=config.model_dump(mode="json"))
    try:
        yield lambda step, values: trackio.log(dict(values), step=step)
    finally:
        trackio.finish()


LOGS: dict[str, Log] = {
    "tensorboard": Log("tensorboard", _tensorboard),
    "wandb": Log("wandb", _wandb),
    "trackio": Log("trackio", _trackio),
}


def checked(name: str) -> Log:
    """Return a program by its name; raise ConfigError where there is none, or its package is not installed."""
    if name not in LOGS:
        raise ConfigError("--log", f"must be one of {', '.join(LOGS)}", name)
    try:
        import_module(LOGS[name].package)
    except ImportError:
        rule = f"needs a package that is not installed: pip install {LOGS[name].package}"
        raise ConfigError("--log", rule, name) from None
    return LOGS[name]


def numbers(row: Mapping[str, Any]) -> dict[str, float]:
    """Return the numbers of a row of `train`, its measures beside the others."""
    every = {**row, **row["metrics"]}
    return {name: float(value) for name, value in every.items() if isinstance(value, int | float) and name != "step"}
