"""The study of one picture: its z, what D says and where D looks, the nearest training pictures, its class."""

from __future__ import annotations

from typing import Any

import numpy as np

from ganlab.data.images import Images
from ganlab.gan.config import RunConfig
from ganlab.gan.networks import judging
from ganlab.gan.trainer import Trainer
from ganlab.lazy import torch
from ganlab.observe import classifier, neighbours
from ganlab.observe.display import SHOWN_REAL_PICTURES, Display, array, pixels, shown
from ganlab.observe.snapshot import Found, Snapshot
from ganlab.quoted import quoted

WALLS = ("fixed", "fresh", "real")
LATER = 2**32  # than any step


def check(config: RunConfig, value: Any) -> tuple[str, int, int]:
    """Take {wall, index, step: at which a fresh picture was made}; raise ValueError with one sentence."""
    if not isinstance(value, dict) or value.get("wall") not in WALLS:
        raise ValueError(f"inspect: wall must be one of {', '.join(WALLS)}; got {quoted(value)}")
    wall, index, step = value["wall"], value.get("index"), value.get("step", 0)
    count = SHOWN_REAL_PICTURES if wall == "real" else shown(config)
    if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < count:
        raise ValueError(f"inspect: index must be a whole number from 0 to {count - 1}; got {quoted(index)}")
    if isinstance(step, bool) or not isinstance(step, int) or not 0 <= step < LATER:
        raise ValueError(f"inspect: step must be a whole number from 0 to {LATER - 1}; got {quoted(step)}")
    return wall, index, step


def look(display: Display, past: object, arguments: tuple[str, int, int]) -> Found:
    """Look at one picture as it is at this step; more can be told later where not all training pictures are known."""
    wall, index, step = arguments
    trainer, config = display.trainer, display.trainer.config
    z = _noise(display, wall, step)
    pictures = display.real if z is None else trainer.generate(z)
    labels = display.labels if z is None else trainer.labels_of(z)
    picture = pictures[index : index + 1]
    rest = [place for place in range(len(pictures)) if place != index] if config.d_batch_norm else []
    batch = [index, *rest]
    logit, slope = saliency(display, pictures[batch], labels if labels is None else labels[batch])
    walls = (display.real, display.labels), (trainer.generate(display.z), display.columns)
    logits = [display.logits(x, given) for x, given in walls]
    score = trainer.loss.answer(logit, *logits).item()
    about = {
        "wall": wall,
        "index": index,
        "step": trainer.step_count,
        "score": score,
        "reach": slope.abs().max().item(),
    }
    arrays = {"picture": pixels(picture, config), "slope": slope.numpy()}
    return _told(trainer, about, arrays, classifier.unit(picture, config), z)


def kept(display: Display, frame: Snapshot, arguments: tuple[str, int, int]) -> Found | None:
    """Tell what a kept frame shows of a picture: all but where D looked; None where it does not have the picture.

    Its class and its neighbours are those of the picture in whole grey levels. reach: None, and no slope.
    """
    wall, index, step = arguments
    if wall == "fresh" and step != frame.step:
        return None
    trainer, score = display.trainer, float(getattr(frame, f"{wall}_scores")[index])
    walls = {"fixed": frame.fixed, "fresh": frame.fresh}  # the real pictures are the same at all steps
    made = walls.get(wall)
    picture = pixels(display.real[index : index + 1], trainer.config)[0] if made is None else made[index]
    z = _noise(display, wall, step)
    about = {"wall": wall, "index": index, "step": frame.step, "score": score, "reach": None}
    unit = torch.from_numpy(picture.copy())[None, None].float() / 255
    return _told(trainer, about, {"picture": picture[None].copy()}, unit, z)


def _noise(display: Display, wall: str, step: int) -> torch.Tensor | None:
    """Return the z of a wall's pictures; None where they are real."""
    if wall == "real":
        return None
    return display.z if wall == "fixed" else display.fresh_z(step)


def _told(
    trainer: Trainer,
    about: dict[str, Any],
    arrays: dict[str, np.ndarray],
    unit: torch.Tensor,
    z: torch.Tensor | None,
) -> Found:
    """Add to what is said of a picture, (1, 1, 28, 28) in [0, 1], its z, class and nearest training pictures."""
    config, features = trainer.config, classifier.features(unit)
    if z is not None:
        arrays["z"] = array(z[about["index"], : config.latent_dim]) / config.latent_std
    about["classes"] = None
    if config.dataset in classifier.KNOWN:
        about["classes"] = classifier.probabilities(features)[0].tolist()
    images = trainer.source.pictures
    trained = neighbours.part(images.pixels, config.classes, trainer.source.chosen)
    complete = trained.complete  # asked before: it may become so at any time
    about["near"] = _near(images, trained, unit[0, 0], features[0], arrays)
    return Found(about, arrays, more=not complete)


def saliency(
    display: Display, pictures: torch.Tensor, labels: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return D's logit of the first picture, shape (1,), and its gradient (28, 28) in the pixels' brightness.

    The others of the pictures (n, 1, 28, 28) are judged beside it, as it matters to a D that normalises over its batch.
    One unit of brightness is from black to white, whatever range the networks are given. Simonyan et al. 2014,
    arXiv:1312.6034, §3, with its sign.
    """
    trainer = display.trainer
    low, high = trainer.config.pixels
    picture = pictures[:1].detach().requires_grad_()
    with judging(trainer.discriminator):
        logit = display.raw_logits(torch.cat([picture, pictures[1:]]), labels)[:1]
        slope = torch.autograd.grad(logit.sum(), picture)[0]
    return logit.detach(), slope[0, 0] * (high - low)


def _near(
    images: Images,
    trained: neighbours.Part,
    unit: torch.Tensor,
    features: torch.Tensor,
    arrays: dict[str, np.ndarray],
) -> dict[str, Any]:
    """Describe the nearest training pictures, without the picture itself where it is one of them."""
    told = {}
    for name, found, reference in (
        ("pixels", trained.by_pixels(unit), trained.reference),
        ("features", trained.by_features(features), trained.feature_reference),
    ):
        if found is not None:
            arrays[f"near_{name}"] = images.pixels[found.places].numpy()
            told[name] = {
                "distances": found.distances.tolist(),
                "labels": images.labels[found.places].tolist(),
                "reference": reference,
                "searched": found.searched,
                "all": len(trained),
            }
    return told
