"""Latent space: pictures between pictures, of single components of z, along G's principal directions, over a plane.

A question is {mode, picks, way, seed, moved, by}; see `Question`. Lengths in z are told in standard deviations of z.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any, NoReturn, TypeAlias
from weakref import WeakKeyDictionary

import numpy as np

from ganlab.gan.config import RunConfig
from ganlab.gan.trainer import Trainer
from ganlab.lazy import torch
from ganlab.observe.display import Display, array, pixels, shown
from ganlab.observe.snapshot import Found
from ganlab.observe.studies.directions import WAYS, between, directions, enough, response
from ganlab.quoted import quoted

STEPS, SIDE = 11, 7  # pictures of a walk between two; on a side of a plane, and in a direction's row
ROWS = 6  # directions shown
REACH = 3.0  # standard deviations to both sides that are shown of a Gaussian's component and of a direction
AGAIN = 1.0  # seconds at least between two measurements of the directions of a run
Refuse: TypeAlias = "Callable[[str, str], NoReturn]"  # (field, rule)
PICKS = {"walk": (2, 4), "directions": (1,), "sliders": (1,), "map": (0,)}


@dataclass(frozen=True)
class Question:
    """Say what is looked at. picks: numbers of pictures of the fixed wall. way: between them, one of WAYS.

    seed: z drawn anew with it instead of the picked one. moved: ((component, standard deviations), …) put in the place
    of z's own. by: which page asks, so that it knows its own answers.
    """

    mode: str
    picks: tuple[int, ...] = ()
    way: str = "spherical"
    seed: int | None = None
    moved: tuple[tuple[int, float], ...] = ()
    by: int = 0


def reach(config: RunConfig) -> float:
    """Return how far a component of z is followed, in standard deviations; a uniform one ends at √3."""
    return REACH if config.latent_distribution == "gaussian" else math.sqrt(3)


def _whole(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def check(config: RunConfig, value: Any) -> Question:
    """Turn a page's value into a question; raise ValueError with one sentence."""
    known = set(Question.__dataclass_fields__)
    if not isinstance(value, dict) or not known.issuperset(value):
        raise ValueError(f"latent: must be an object of {', '.join(sorted(known))}; got {quoted(value, 60)}")
    asked: dict[str, Any] = {**asdict(Question("walk")), **value}
    mode, picks, way, moved = (asked[name] for name in ("mode", "picks", "way", "moved"))

    def refuse(name: str, rule: str) -> NoReturn:
        raise ValueError(f"latent {name}: must be {rule}; got {quoted(asked[name])}")

    if not isinstance(mode, str) or mode not in PICKS:
        refuse("mode", f"one of {', '.join(PICKS)}")
    if mode == "map" and config.latent_dim != 2:
        raise ValueError(f"latent map: needs z of 2 dimensions (latent_dim); got {config.latent_dim}")
    counts = " or ".join(map(str, PICKS[mode]))
    if not isinstance(picks, list | tuple) or len(picks) not in PICKS[mode]:
        refuse("picks", f"{counts} pictures of the fixed wall")
    last = shown(config) - 1
    if not all(_whole(pick, last) for pick in picks):
        refuse("picks", f"whole numbers from 0 to {last}")
    if not isinstance(way, str) or way not in WAYS:
        refuse("way", f"one of {', '.join(WAYS)}")
    for name in ("seed", "by"):
        if not (_whole(asked[name], 2**31 - 1) or (name == "seed" and asked[name] is None)):
            refuse(name, "a whole number from 0 to 2147483647")
    return Question(mode, tuple(picks), way, asked["seed"], _moves(config, moved, refuse), asked["by"])


def _moves(config: RunConfig, moved: Any, refuse: Refuse) -> tuple[tuple[int, float], ...]:
    if not isinstance(moved, list | tuple) or len(moved) > config.latent_dim:
        refuse("moved", f"at most {config.latent_dim} pairs of a component and a number")
    for pair in moved:
        if not isinstance(pair, list | tuple) or len(pair) != 2 or not _whole(pair[0], config.latent_dim - 1):
            refuse("moved", f"pairs of a component from 0 to {config.latent_dim - 1} and a number")
        number = pair[1]
        if isinstance(number, bool) or not isinstance(number, int | float) or not abs(number) <= REACH:
            refuse("moved", f"by numbers from −{REACH:g} to {REACH:g}")
    return tuple((component, float(number)) for component, number in moved)


def look(display: Display, past: object, question: Question) -> Found:
    """Make the pictures that a question asks for, (n, 28, 28) uint8, and tell what they are."""
    trainer = display.trainer
    z, told, arrays = _MODES[question.mode](display, question)
    pictures = pixels(trainer.generate(z), trainer.config)
    about = {"asked": asdict(question), "step": trainer.step_count, "reach": reach(trainer.config), **told}
    return Found(about, {"pictures": pictures, **arrays})


_Made: TypeAlias = "tuple[torch.Tensor, dict[str, Any], dict[str, np.ndarray]]"  # z, what is told of it, arrays


def _walk(display: Display, question: Question) -> _Made:
    return between(display.z[list(question.picks)], question.way, STEPS, SIDE), {}, {}


def _base(display: Display, question: Question) -> torch.Tensor:
    """Return the z that a question starts from, (d,)."""
    if question.seed is None:
        return display.z[question.picks[0]]
    return display.trainer.sample_z(1, torch.Generator().manual_seed(question.seed))[0]


def _sliders(display: Display, question: Question) -> _Made:
    """Show one z; its own components go along, in standard deviations."""
    own, std = _base(display, question), display.trainer.config.latent_std
    z = own.clone()
    for component, number in question.moved:
        z[component] = number * std
    return z[None], {}, {"z": array(own / std)}


def _map(display: Display, question: Question) -> _Made:
    """Show G over the plane of z, at places of equal probability: each picture stands for as many z's; +z₂ is up.

    A Gaussian's places are the quantiles of the middles of equal shares, as in Kingma & Welling 2014, fig. 4.
    """
    share = (torch.arange(SIDE) + 0.5) / SIDE
    config = display.trainer.config
    gaussian = config.latent_distribution == "gaussian"
    places: torch.Tensor = torch.special.ndtri(share) if gaussian else (2 * share - 1) * math.sqrt(3)
    z = torch.cartesian_prod(places.flip(0), places).flip(1)
    return z * config.latent_std, {}, {"places": array(places)}


@dataclass(frozen=True)
class _Measured:
    step: int
    due: float  # when it may be made anew
    z: int  # how many it is a mean over
    shares: torch.Tensor
    vectors: torch.Tensor


_LAST: WeakKeyDictionary[Trainer, _Measured] = WeakKeyDictionary()  # of each trainer


def _measured(display: Display) -> _Measured:
    """Return the principal directions, made anew where G went on, for 4 % of the time at most."""
    trainer = display.trainer
    last, now, config = _LAST.get(trainer), time.monotonic(), trainer.config
    if last and (last.step == trainer.step_count or now < last.due):
        return last
    n = min(enough(config.latent_dim), len(display.z))
    metric = response(trainer.generate, display.z[:n], config.latent_std)
    shares, vectors = directions(metric, ROWS, last.vectors if last else None)
    found = _Measured(trainer.step_count, 0.0, n, shares, vectors)
    took = time.monotonic() - now
    _LAST[trainer] = found = replace(found, due=now + took + max(AGAIN, 24 * took))
    return found


def _directions(display: Display, question: Question) -> _Made:
    """Show a row of pictures along each direction, from −REACH to REACH about one z."""
    found, config = _measured(display), display.trainer.config
    t = torch.linspace(-REACH, REACH, SIDE)
    vectors = found.vectors.T.float() * config.latent_std  # (k, d)
    z = _base(display, question) + t[None, :, None] * vectors[:, None]
    told = {"measured": found.step, "over": found.z}
    return z.flatten(0, 1), told, {"shares": array(found.shares.float())}


_MODES = {"walk": _walk, "directions": _directions, "sliders": _sliders, "map": _map}
