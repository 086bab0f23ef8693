"""Measures of a generator's samples."""

from __future__ import annotations

from ganlab.data import POINTS
from ganlab.lazy import torch

SAMPLE_SIZE = 2500


def mode_metrics(samples, dataset: str) -> dict[str, float]:
    """Count modes covered and high-quality samples of (n, 2) points; empty where the data set has no modes.

    A sample is of high quality within 3 standard deviations of a mode (98.9 % of a perfect sampler's are); a mode is
    covered when it holds at least a quarter of its fair share of all samples.
    """
    record = POINTS.get(dataset)
    if record is None or not record.modes:
        return {}
    distance, nearest = torch.cdist(samples, torch.tensor(record.modes)).min(1)
    good = distance <= 3 * record.mode_std
    counts = torch.bincount(nearest[good], minlength=len(record.modes))
    covered = int((counts >= len(samples) / len(record.modes) / 4).sum())
    return {"modes": covered, "modes_total": len(record.modes), "high_quality": good.float().mean().item()}
