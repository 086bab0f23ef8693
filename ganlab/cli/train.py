"""Train without a page: rows on standard output, files at the end."""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ganlab.cli import brought
from ganlab.cli.inputs import config_of, pictures_of, settings_of, whole
from ganlab.export.folder import CHECKPOINT, write
from ganlab.gan import checkpoint, device
from ganlab.gan.config import ConfigError, from_strings
from ganlab.gan.trainer import Trainer
from ganlab.lazy import torch
from ganlab.observe.checks import follow
from ganlab.observe.diagnosis import Observer, amount, diverged
from ganlab.observe.display import Display
from ganlab.observe.measuring import metrics
from ganlab.observe.snapshot import Diagnosis
from ganlab.presets import PRESETS
from ganlab.web import diagnoses

HELP = "train without a page; one JSON object per line on standard output"
DIVERGED = 3


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
        help="write config.json, history.csv, samples.png, model.safetensors, and checkpoint.safetensors to go on from",
    )
    parser.add_argument(
        "--resume", metavar="FOLDER", help="go on with the run that was written there, --steps more; --set acts live"
    )


def _said(display: Display, observer: Observer) -> Diagnosis | None:
    bad = display.trainer.divergence
    return diverged(bad, display.trainer.config) if bad else observer.diagnosis


def _conclude(display: Display, observer: Observer) -> None:
    """Say on standard error what the run shows in the end."""
    if told := diagnoses.told(_said(display, observer), "en"):
        print(" ".join(filter(None, (f"{told['name']}:", told["text"], told["span"]))), file=sys.stderr)


def _report(display: Display, observer: Observer, status: str, rate: float) -> None:
    trainer = display.trainer
    always = ("d_loss", "g_loss", "d_real", "d_fake")
    scalars = {
        name: value if math.isfinite(value) else None
        for name, value in trainer.scalars.items()
        if name in always or math.isfinite(value)
    }
    row: dict[str, Any] = {"step": trainer.step_count, "status": status, **scalars, "steps_per_second": round(rate, 1)}
    row["metrics"] = metrics(display) if status != "diverged" else {}
    said = _said(display, observer)
    row["diagnosis"], row["diagnosis_since"] = (said.key, said.since) if said else (None, None)
    if trainer.divergence:
        bad = trainer.divergence
        row["reason"] = f"{bad.quantity} is {amount(bad)} at step {bad.step}"
    print(json.dumps(row), flush=True)


def _begun(arguments: argparse.Namespace) -> tuple[Trainer, Observer]:
    config = brought.trained_on(config_of(arguments), arguments)
    return Trainer(config, pictures_of(config), device.device_of(config)), Observer()


def _resumed(arguments: argparse.Namespace) -> tuple[Trainer, Observer]:
    """Take up a run where it was left, bit for bit; settings that act live may be others from there on."""
    for name in ("preset", "config", "data"):
        if value := getattr(arguments, name):
            raise ConfigError("--resume", f"must stand without --{name}: the folder has the run's settings", value)
    path = Path(arguments.resume) / CHECKPOINT
    saved = checkpoint.read(path)
    if saved is None:
        rule = f"must be a folder that train has written, with a {CHECKPOINT} of this version"
        raise ConfigError("--resume", rule, arguments.resume)
    config = saved.config
    trainer, observer = Trainer(config, pictures_of(config), device.device_of(config)), Observer()
    if not checkpoint.restore(path, trainer):
        raise ConfigError("--resume", f"must hold a {CHECKPOINT} that fits its settings", arguments.resume)
    observer.load_state(saved.extra["observed"])
    wanted = from_strings(settings_of(arguments), config)
    if not wanted.acts_live(config):
        fields = ", ".join(wanted.differences(config))
        raise ConfigError("--set", "must act live on a run that is resumed", fields)
    if wanted != config:
        trainer.reconfigure(wanted)
        observer.restart(trainer.step_count)
    return trainer, observer


def run(arguments: argparse.Namespace) -> int:
    """Train, report, write; return the exit code."""
    steps = whole("--steps", arguments.steps)
    every = whole("--every", arguments.every) if arguments.every is not None else max(1, steps // 20)
    out = None if arguments.out is None else Path(arguments.out)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    device.asked()
    torch.set_num_threads(1)
    trainer, observer = _begun(arguments) if arguments.resume is None else _resumed(arguments)
    display, since = Display(trainer), time.perf_counter()
    with tqdm(total=steps, unit="step", disable=not sys.stderr.isatty(), file=sys.stderr) as bar:
        for step in range(1, steps + 1):
            trainer.step()
            bar.update()
            if trainer.divergence:
                break
            follow(observer, display)
            if step % every == 0 and step < steps:
                _report(display, observer, "running", step / (time.perf_counter() - since))
    status = "diverged" if trainer.divergence else "done"
    _report(display, observer, status, step / (time.perf_counter() - since))
    _conclude(display, observer)
    if out is not None:
        write(out, trainer, observed=observer.state())
    return DIVERGED if trainer.divergence else 0
