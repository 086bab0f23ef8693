"""The command line: `python -m ganlab train | presets | schema | bench | ship`.

Exit codes: 0 done, 1 a preset's claim does not hold, 2 bad input (one line on standard error), 3 diverged.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from pathlib import Path

from ganlab.cli.pretrain import SHIPPED, ship
from ganlab.gan.config import ConfigError, RunConfig, from_json, from_strings
from ganlab.presets import PRESETS
from ganlab.presets.complete import present

BAD_INPUT, DIVERGED = 2, 3


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="ganlab", description="Train and see generative adversarial networks.")
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="train without a page; one JSON object per line on standard output")
    train.add_argument("--preset", metavar="NAME", help="start from a preset: " + ", ".join(PRESETS))
    train.add_argument("--config", metavar="FILE", help="JSON file of settings")
    train.add_argument("--set", metavar="FIELD=VALUE", action="append", default=[], help="one setting; repeatable")
    train.add_argument("--steps", metavar="N", required=True, help="steps to take")
    train.add_argument("--every", metavar="K", help="report every K steps (default: twenty times in all)")
    train.add_argument("--out", metavar="FOLDER", help="write config.json, history.csv, samples.png, model.safetensors")
    presets = commands.add_parser("presets", help="list the presets")
    presets.add_argument("--json", action="store_true", help="as JSON, with their configs and claims")
    presets.add_argument("--check", metavar="NAME", action="append", default=[], help="check a claim; “all”: every one")
    presets.add_argument("--seeds", metavar="FIRST-LAST", default="100-109", help="seeds to check (default: 100-109)")
    commands.add_parser("schema", help="print the JSON schema of the settings")
    bench = commands.add_parser("bench", help="measure speed, latency, traffic and memory on this machine")
    bench.add_argument("--opens", metavar="N", default="500", help="pages to open and close for the memory figure")
    made = commands.add_parser("ship", help="train again what ships with the package: " + ", ".join(SHIPPED))
    made.add_argument("name", choices=list(SHIPPED))
    return parser.parse_args(argv)


def _whole(name: str, text: str) -> int:
    """Read a count of at least 1."""
    if not text.isdecimal() or not 1 <= int(text) <= 10**9:
        raise ConfigError(name, "must be a whole number from 1 to 1000000000", text)
    return int(text)


def _config(arguments: argparse.Namespace) -> RunConfig:
    """Put together preset, file and single settings, in this order."""
    base = None
    if arguments.preset is not None:
        if arguments.preset not in PRESETS:
            raise ConfigError("--preset", f"must be one of {', '.join(PRESETS)}", arguments.preset)
        base = PRESETS[arguments.preset].config
    if arguments.config is not None:
        try:
            base = from_json(Path(arguments.config).read_text("utf-8"), base)
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not UTF-8 text"
            raise ConfigError("--config", f"must be a readable JSON file ({reason})", arguments.config) from None
    settings = {}
    for setting in arguments.set:
        field, equals, value = setting.partition("=")
        if not equals:
            raise ConfigError("--set", "must look like field=value", setting)
        settings[field] = value
    return present(from_strings(settings, base))


def _images(config: RunConfig):
    """Return the pictures of an image data set, with a bar while they are downloaded; None for points."""
    if config.kind != "images":
        return None
    from tqdm import tqdm

    from ganlab.data import images_of
    from ganlab.web.words.text import say

    with tqdm(unit="B", unit_scale=True, disable=not sys.stderr.isatty(), leave=False) as bar:

        def progress(done, total, name):
            bar.total, bar.n = total, done
            bar.set_description(name)

        images = images_of(config, progress)
    if images.note:
        print(say(images.note.key, "en", **images.note.args), file=sys.stderr)
    return images


def _report(trainer, status: str, rate: float) -> None:
    always = ("d_loss", "g_loss", "d_real", "d_fake")
    scalars = {
        name: value if math.isfinite(value) else None
        for name, value in trainer.scalars.items()
        if name in always or math.isfinite(value)
    }
    row = {"step": trainer.step_count, "status": status, **scalars, "steps_per_second": round(rate, 1)}
    row["metrics"] = trainer.metrics() if status != "diverged" else {}
    if trainer.divergence:
        row["reason"] = f"{trainer.divergence.quantity} is not finite at step {trainer.divergence.step}"
    print(json.dumps(row), flush=True)


def train(arguments: argparse.Namespace) -> int:
    """Train, report, write; return the exit code."""
    config = _config(arguments)
    steps = _whole("--steps", arguments.steps)
    every = _whole("--every", arguments.every) if arguments.every is not None else max(1, steps // 20)
    if arguments.out is not None:
        Path(arguments.out).mkdir(parents=True, exist_ok=True)
    from tqdm import tqdm

    from ganlab.gan import device
    from ganlab.gan.trainer import Trainer
    from ganlab.lazy import torch

    device.asked()
    torch.set_num_threads(1)
    trainer = Trainer(config, _images(config), device.device_of(config))
    since = time.perf_counter()
    with tqdm(total=steps, unit="step", disable=not sys.stderr.isatty(), file=sys.stderr) as bar:
        for step in range(1, steps + 1):
            trainer.step()
            bar.update()
            if trainer.divergence:
                break
            if step % every == 0 and step < steps:
                _report(trainer, "running", step / (time.perf_counter() - since))
    status = "diverged" if trainer.divergence else "done"
    _report(trainer, status, trainer.step_count / (time.perf_counter() - since))
    if arguments.out is not None:
        from ganlab.export.folder import write

        write(Path(arguments.out), trainer)
    return DIVERGED if trainer.divergence else 0


def presets(arguments: argparse.Namespace) -> int:
    """List the presets, or check what they claim."""
    if arguments.check:
        return _check(arguments)
    if arguments.json:
        listed = {
            key: {
                "name": preset.label[0],
                "watch": preset.watch[0],
                "claim": preset.claim and {"steps": preset.claim.steps, "shows": preset.claim.words[0]},
                "config": preset.config.model_dump(mode="json"),
            }
            for key, preset in PRESETS.items()
        }
        print(json.dumps(listed, indent=1))
    else:
        for key, preset in PRESETS.items():
            print(f"{key:20} {preset.label[0]}")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    """Run presets over seeds and print what came out; return 0 where every claim holds for nine seeds in ten."""
    from ganlab.cli.check import NEEDED, check_seeds

    claims = [key for key, preset in PRESETS.items() if preset.claim]
    keys = claims if arguments.check == ["all"] else arguments.check
    for key in keys:
        if key not in claims:
            raise ConfigError("--check", f"must be all or one of {', '.join(claims)}", key)
        if (images := _images(PRESETS[key].config)) and images.note:
            raise ConfigError("--check", "must be of pictures that can be had", key)
    first, dash, last = arguments.seeds.partition("-")
    if not first.isdecimal() or (dash and not last.isdecimal()) or int(last or first) < int(first):
        raise ConfigError("--seeds", "must be whole numbers first-last, such as 100-109", arguments.seeds)
    seeds = range(int(first), int(last or first) + 1)
    failed = []
    for key in keys:
        claim, held = PRESETS[key].claim, 0
        print(f"{key}: {claim.words[0]} ({claim.steps:,} steps)", flush=True)
        for seed, holds, shown in check_seeds(key, seeds):
            held += holds
            print(f"  seed {seed}: {'holds' if holds else 'does not hold'}; {shown}", flush=True)
        verdict = held >= NEEDED * len(seeds)
        failed += [] if verdict else [key]
        print(f"{key}: {'holds' if verdict else 'does not hold'} in {held} of {len(seeds)} seeds", flush=True)
    return 1 if failed else 0


def main(argv: list[str] | None = None) -> int:
    """Run one command; return the exit code."""
    arguments = _arguments(argv)
    try:
        if arguments.command == "train":
            return train(arguments)
        if arguments.command == "presets":
            return presets(arguments)
        if arguments.command == "schema":
            print(json.dumps(RunConfig.model_json_schema(), indent=1))
            return 0
        if arguments.command == "ship":
            return ship(arguments.name)
        from ganlab.cli.bench import bench

        return bench(_whole("--opens", arguments.opens))
    except (ConfigError, ImportError) as error:
        print(error, file=sys.stderr)
    except OSError as error:
        reason = error.strerror or str(error)
        print(f"--out: must be a folder that can be written ({reason}); got “{error.filename}”", file=sys.stderr)
    return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
