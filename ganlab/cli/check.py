"""Check a preset's claim over seeds: does the run show what its record says?"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor

from ganlab.data import images_of
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.lazy import torch
from ganlab.presets import PRESETS
from ganlab.presets.claim import Evidence, Preset

CHECKS = 20  # rows of evidence in a run
NEEDED = 0.9  # share of the seeds for which a claim must hold


def gather(preset: Preset, seed: int) -> Evidence:
    """Train a preset's run from a seed for its claim's steps and return what it showed."""
    config = from_values({"seed": seed}, preset.config)
    trainer = Trainer(config, images_of(config) if config.kind == "images" else None)
    rows, every = [], max(1, preset.claim.steps // CHECKS)
    looks = preset.claim.looks or range(2 * every, preset.claim.steps + 1, every)
    for step in range(1, preset.claim.steps + 1):
        trainer.step()
        if trainer.divergence:
            return Evidence(tuple(rows), "diverged")
        if step in looks:
            finite = {name: value for name, value in trainer.scalars.items() if math.isfinite(value)}
            rows.append({"step": step, **finite, **trainer.metrics()})
    return Evidence(tuple(rows), "done")


def check(key: str, seed: int) -> tuple[int, bool, str]:
    """Return (seed, whether the claim holds, what the run showed at its end in one line)."""
    torch.set_num_threads(1)
    evidence = gather(PRESETS[key], seed)
    shown = {"status": evidence.status}
    if evidence.rows:
        last = evidence.rows[-1]
        names = ("modes", "high_quality", "sw1", "d_fake", "g_grad", "mean_distance", "theta", "psi")
        names += ("classes", "confidence", "precision", "spread")
        shown |= {name: round(last[name], 4) for name in names if name in last}
    expected = evidence.status == "done" or not evidence.rows
    return seed, expected and PRESETS[key].claim.holds(evidence), " ".join(f"{k}={v}" for k, v in shown.items())


def check_seeds(key: str, seeds: Iterable[int]) -> Iterator[tuple[int, bool, str]]:
    """Check a preset over seeds, one process for each core; yield results in the order of the seeds."""
    seeds = list(seeds)
    with ProcessPoolExecutor(min(len(seeds), os.cpu_count() or 1)) as pool:
        yield from pool.map(check, [key] * len(seeds), seeds)
