"""Pictures of one label, or a column of each: what G makes when it is asked for, and how often that is seen in it."""

from __future__ import annotations

from typing import Any

from ganlab.data import labels_of
from ganlab.gan.config import RunConfig
from ganlab.lazy import torch
from ganlab.observe import classifier
from ganlab.observe.display import Display, array, pixels
from ganlab.observe.snapshot import Found
from ganlab.quoted import quoted


def check(config: RunConfig, value: Any) -> str | int:
    """Return "all" or a label; raise ValueError with one sentence."""
    if config.conditional == "none":
        raise ValueError("label: must be asked of a conditional run; this one is not")
    if value == "all":
        return "all"
    if type(value) is int and value in labels_of(config):
        return value
    there = ", ".join(map(str, labels_of(config)))
    raise ValueError(f"label: must be all or a label that is trained on, of {there}; got {quoted(value)}")


def seen(pictures: torch.Tensor, labels: torch.Tensor, config: RunConfig) -> int:
    """Count the pictures (n, 1, s, s) that the digit classifier takes for their label, (n,)."""
    with torch.no_grad():
        return int((classifier.told(classifier.unit(pictures, config))[1] == labels).sum())


def look(display: Display, past: object, label: str | int) -> Found:
    """Let the fresh wall show what is asked for, at once; `pictures` (n, s, s) with D's `scores` are that wall.

    seen: how many of its pictures the digit classifier takes for that; None where it does not know the data.
    """
    trainer = display.trainer
    if display.columns is None or trainer.images is None:
        raise ValueError("label: must be asked of a conditional run; this one is not")
    display.asked = labels = torch.full_like(display.columns, label) if isinstance(label, int) else display.columns
    pictures = trainer.generate(display.fresh_z(trainer.step_count))
    logits = display.logits(display.real, display.labels), display.logits(pictures, labels)
    about: dict[str, Any] = {"label": label, "step": trainer.step_count, "count": len(labels), "seen": None}
    if trainer.images.key in classifier.KNOWN:
        about["seen"] = seen(pictures, labels, trainer.config)
    scores = array(trainer.loss.answer(logits[1], *logits))
    return Found(about, {"pictures": pixels(pictures, trainer.config), "scores": scores})
