"""Train without a page: rows on standard output, files at the end."""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import sys
import time
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ganlab.cli import brought, logs
from ganlab.cli.inputs import config_of, pictures_of, settings_of, whole
from ganlab.engine.showing import Showing
from ganlab.export.folder import write
from ganlab.gan import checkpoint, device
from ganlab.gan.config import ConfigError, RunConfig, from_strings
from ganlab.gan.trainer import Trainer
from ganlab.lazy import torch
from ganlab.observe.diagnosis import amount, diverged
from ganlab.observe.measures import MEASURES
from ganlab.observe.snapshot import Diagnosis
from ganlab.presets import PRESETS
from ganlab.web import diagnoses

HELP = "train without a page; one JSON object per line on standard output"
DIVERGED = 3
FRAMES = 200  # about as many are kept for what is made of a run later


def declare(parser: argparse.ArgumentParser) -> None:
    """Take settings, the number of steps, and where to write."""
    parser.add_argument("--preset", metavar="NAME", help="start from a preset: " + ", ".join(PRESETS))
    parser.add_argument("--config", metavar="FILE", help="JSON file of settings")
    parser.add_argument("--set", metavar="FIELD=VALUE", action="append", default=[], help="one setting; repeatable")
    parser.add_argument("--data", metavar="FILE-OR-FOLDER", help="train on points or pictures of your own")
    brought.declare(parser)
    parser.add_argument("--steps", metavar="N", required=True, help="steps to take")
    parser.add_argument("--every", metavar="K", help="report every K steps (default: twenty times in all)")
    parser.add_argument(
        "--out",
        metavar="FOLDER",
        help="write config.json, history.csv, samples.png, model.safetensors, record.safetensors to export from, and "
        "checkpoint.safetensors to go on from",
    )
    parser.add_argument("--log", metavar="PROGRAM", help="show the rows in one of: " + ", ".join(logs.LOGS))
    parser.add_argument(
        "--resume", metavar="FOLDER", help="go on with the run that was written there, --steps more; --set acts live"
    )


def _said(showing: Showing, trainer: Trainer) -> Diagnosis | None:
    bad = trainer.divergence
    return diverged(bad, trainer.config) if bad else showing.measured.observer.diagnosis


def _conclude(showing: Showing, trainer: Trainer) -> None:
    """Say on standard error what the run shows in the end."""
    if told := diagnoses.told(_said(showing, trainer), "en"):
        print(" ".join(filter(None, (f"{told['name']}:", told["text"], told["span"]))), file=sys.stderr)


def _report(showing: Showing, trainer: Trainer, status: str, rate: float, log: logs.Write | None) -> None:
    always = ("d_loss", "g_loss", "d_real", "d_fake")
    scalars = {
        name: value if math.isfinite(value) else None
        for name, value in trainer.scalars.items()
        if name in always or math.isfinite(value)
    }
    row: dict[str, Any] = {"step": trainer.step_count, "status": status, **scalars, "steps_per_second": round(rate, 1)}
    row["metrics"] = showing.measure_now() if status != "diverged" else {}
    said = _said(showing, trainer)
    row["diagnosis"], row["diagnosis_since"] = (said.key, said.since) if said else (None, None)
    if trainer.divergence:
        bad = trainer.divergence
        row["reason"] = f"{bad.quantity} is {amount(bad)} at step {bad.step}"
    print(json.dumps(row), flush=True)
    if log is not None:
        log(trainer.step_count, logs.numbers(row))


def _trainer(config: RunConfig) -> Trainer:
    return Trainer(config, pictures_of(config), device.device_of(config), tuple(MEASURES))


def _begun(arguments: argparse.Namespace) -> tuple[Trainer, Showing]:
    config = brought.trained_on(config_of(arguments), arguments)
    return _seen(_trainer(config))


def _seen(trainer: Trainer, observed: dict[str, Any] | None = None) -> tuple[Trainer, Showing]:
    showing = Showing(trainer.config.kind)
    showing.begin(trainer, observed)
    return trainer, showing


def _resumed(arguments: argparse.Namespace) -> tuple[Trainer, Showing]:
    """Take up a run where it was left, bit for bit; settings that act live may be others from there on."""
    for name in ("preset", "config", "data"):
        if value := getattr(arguments, name):
            raise ConfigError("--resume", f"must stand without --{name}: the folder has the run's settings", value)
    path = Path(arguments.resume) / checkpoint.NAME
    saved = checkpoint.read(path)
    if saved is None:
        rule = f"must be a folder that train has written, with a {checkpoint.NAME} of this version"
        raise ConfigError("--resume", rule, arguments.resume)
    config = saved.config
    trainer = _trainer(config)
    if not checkpoint.restore(path, trainer):
        raise ConfigError("--resume", f"must hold a {checkpoint.NAME} that fits its settings", arguments.resume)
    trainer, showing = _seen(trainer, saved.extra["observed"])
    wanted = from_strings(settings_of(arguments), config)
    if not wanted.acts_live(config):
        fields = ", ".join(wanted.differences(config))
        raise ConfigError("--set", "must act live on a run that is resumed", fields)
    if wanted != config:
        trainer.reconfigure(wanted)
        showing.measured.restart(trainer.step_count)
    return trainer, showing


def run(arguments: argparse.Namespace) -> int:
    """Train, report, write; return the exit code."""
    steps = whole("--steps", arguments.steps)
    every = whole("--every", arguments.every) if arguments.every is not None else max(1, steps // 20)
    out = None if arguments.out is None else Path(arguments.out)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    device.asked()
    torch.set_num_threads(1)
    program = None if arguments.log is None else logs.checked(arguments.log)
    trainer, showing = _begun(arguments) if arguments.resume is None else _resumed(arguments)
    with contextlib.ExitStack() as stack:
        log = None
        if program is not None:
            name = f"{trainer.config.dataset}-seed{trainer.config.seed}"
            folder = (out or Path("runs") / name) / arguments.log
            log = stack.enter_context(program.open(trainer.config, name, folder))
        _train(trainer, showing, steps, every, out is not None, log)
    _conclude(showing, trainer)
    if out is not None:
        write(out, trainer, showing)
    return DIVERGED if trainer.divergence else 0


def _train(trainer: Trainer, showing: Showing, steps: int, every: int, kept: bool, log: logs.Write | None) -> None:
    """Take so many steps, report after `every` and in the end; look as often as is good for what is `kept`."""
    since, apart = time.perf_counter(), max(1, steps // FRAMES)
    with tqdm(total=steps, unit="step", disable=not sys.stderr.isatty(), file=sys.stderr) as bar:
        for step in range(1, steps + 1):
            trainer.step()
            bar.update()
            if trainer.divergence:
                break
            showing.check()
            showing.finish()
            if kept and showing.timeline.frames.wants(trainer.step_count, apart):
                showing.see(trainer.config)
            if step % every == 0 and step < steps:
                _report(showing, trainer, "running", step / (time.perf_counter() - since), log)
    status = "diverged" if trainer.divergence else "done"
    _report(showing, trainer, status, step / (time.perf_counter() - since), log)
