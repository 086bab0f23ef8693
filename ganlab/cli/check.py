"""Check a preset's claim over seeds: does the run show what its record says?"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from ganlab.cli.inputs import pictures_of, span
from ganlab.data import images_of
from ganlab.gan.config import ConfigError, from_values
from ganlab.gan.trainer import Trainer
from ganlab.lazy import torch
from ganlab.observe.classifier import CLASSES
from ganlab.observe.display import Display
from ganlab.observe.measuring import metrics
from ganlab.observe.studies.asked_label import seen
from ganlab.presets import PRESETS
from ganlab.presets.claim import Evidence, Preset

ASKED = 50  # pictures that are asked for of each class
CHECKS = 20  # parts of a run, after each of which but the first it is measured
FIRST = 100  # seed, where none are named
NEEDED = 0.9  # share of the seeds for which a claim must hold
OF_POINTS = ("modes", "high_quality", "sw1", "d_fake", "g_grad", "mean_distance", "theta", "psi")
OF_PICTURES = ("classes", "confidence", "precision", "spread", "fid", "as_asked")


def gather(preset: Preset, seed: int) -> Evidence:
    """Train a preset's run from a seed for its claim's steps and return what it showed."""
    config, claim = from_values({"seed": seed}, preset.config), preset.claim
    trainer = Trainer(config, images_of(config) if config.kind == "images" else None)
    display = Display(trainer)
    every = max(1, claim.steps // CHECKS)
    looks = claim.looks or range(2 * every, claim.steps + 1, every)
    rows: list[dict[str, Any]] = []
    for step in range(1, claim.steps + 1):
        trainer.step()
        if trainer.divergence:
            return Evidence(tuple(rows), "diverged")
        if step in looks:
            finite = {name: value for name, value in trainer.scalars.items() if math.isfinite(value)}
            rows.append({"step": step, **finite, **metrics(display), **_as_asked(trainer)})
    return Evidence(tuple(rows), "done")


def _as_asked(trainer: Trainer) -> dict[str, float]:
    """Return the share of a conditional G's pictures that are told to be what was asked for, as many of each class."""
    if trainer.config.kind != "images" or trainer.config.conditional == "none":
        return {}
    labels = torch.arange(CLASSES).repeat(ASKED)
    pictures = trainer.generate(trainer.sample_z(len(labels), torch.Generator().manual_seed(1), labels))
    return {"as_asked": seen(pictures, labels, trainer.config) / len(labels)}


def check(key: str, seed: int) -> tuple[int, bool, str]:
    """Return (seed, whether the claim holds, what the run showed at its end in one line)."""
    torch.set_num_threads(1)
    evidence = gather(PRESETS[key], seed)
    shown: dict[str, str | float] = {"status": evidence.status}
    if evidence.rows:
        last = evidence.rows[-1]
        shown |= {name: round(last[name], 4) for name in OF_POINTS + OF_PICTURES if name in last}
    expected = evidence.status == "done" or not evidence.rows
    holds = expected and PRESETS[key].claim.holds(evidence)
    return seed, holds, " ".join(f"{k}={v}" for k, v in shown.items())


def check_seeds(key: str, seeds: Iterable[int]) -> Iterator[tuple[int, bool, str]]:
    """Check a preset over seeds, one process for each core; yield results in the order of the seeds."""
    numbers = list(seeds)
    with ProcessPoolExecutor(min(len(numbers), os.cpu_count() or 1)) as pool:
        yield from pool.map(check, [key] * len(numbers), numbers)


def check_all(named: list[str], seeds: str | None) -> int:
    """Run presets over seeds and print what came out; return 0 where every claim holds for nine seeds in ten."""
    keys = list(PRESETS) if named == ["all"] else named
    for key in keys:
        if key not in PRESETS:
            raise ConfigError("--check", f"must be all or one of {', '.join(PRESETS)}", key)
        if (images := pictures_of(PRESETS[key].config)) and images.note:
            raise ConfigError("--check", "must be of pictures that can be had", key)
    numbers = span(seeds) if seeds else None
    failed = [key for key in keys if not _holds(key, numbers or range(FIRST, FIRST + PRESETS[key].claim.seeds))]
    return 1 if failed else 0


def _holds(key: str, seeds: range) -> bool:
    """Check one preset, printing a line a seed; tell whether its claim holds."""
    claim, held = PRESETS[key].claim, 0
    print(f"{key}: {claim.words} ({claim.steps:,} steps)", flush=True)
    for seed, holds, shown in check_seeds(key, seeds):
        held += holds
        print(f"  seed {seed}: {'holds' if holds else 'does not hold'}; {shown}", flush=True)
    verdict = held >= NEEDED * len(seeds)
    print(f"{key}: {'holds' if verdict else 'does not hold'} in {held} of {len(seeds)} seeds", flush=True)
    return verdict
