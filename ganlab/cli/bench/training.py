"""What a step costs: beside a textbook's loop, until digits are made, and of a run that is watched."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Iterator

from ganlab.cli.bench.figure import Figure
from ganlab.data import distribution, shape_of
from ganlab.data.images import DataError, Images, load
from ganlab.engine.run import Run
from ganlab.gan.build import build_pair
from ganlab.gan.config import RunConfig, from_values
from ganlab.gan.trainer import Trainer
from ganlab.lazy import torch
from ganlab.observe import classifier
from ganlab.observe.snapshot import Snapshot
from ganlab.presets import PRESETS

SURE, GOAL_CLASSES, GOAL_SURE = 0.5, 8, 0.6  # when DCGAN's pictures are recognisable digits of several classes
SMALL_2D = from_values({"dataset": "ring", "g_hidden": (16, 16), "d_hidden": (16, 16), "batch_size": 150})


def figures() -> Iterator[Figure]:
    """Measure the trainer; what needs pictures that are not here is left out, with a line that says so."""
    yield Figure("2-D training / textbook loop", _versus_textbook(SMALL_2D, None, 200), "≥ 1.3 ×", "×")
    yield from _pictures()
    yield from _lost()


def _pictures() -> Iterator[Figure]:
    """Measure the recipes for MNIST, where there is MNIST."""
    try:
        images = load("mnist", allow_download=False)
    except DataError as error:
        print(f"MNIST recipes: not measured; {error}")
        return
    for name, key, steps in (("seed recipe", "seed-mnist", 20), ("DCGAN", "mnist-dcgan", 10)):
        ratios = _versus_textbook(PRESETS[key].config, images, steps)
        yield Figure(f"MNIST {name} / textbook loop", ratios, "≥ 1.1 ×", "×")
    seconds, steps = _until_digits(PRESETS["mnist-dcgan"].config, images)
    goal = f"{GOAL_CLASSES} classes, {GOAL_SURE:.0%} of the pictures sure digits"
    yield Figure(f"CPU seconds of one core until DCGAN makes {goal}", [seconds], "≤ 60 s", "s")
    print(f"  (a picture is one where the classifier gives a digit {SURE:.0%}; reached at step {steps:,})")


def _until_digits(config: RunConfig, images: Images, limit: float = 300.0) -> tuple[float, int]:
    """Return (CPU seconds of training, steps) until G's pictures are digits, or the limit; the checks are not counted.

    CPU time, as the machine may be shared: alone on it, the clock shows the same.
    """
    trainer, seconds = Trainer(config, images), 0.0
    while seconds < limit:
        since = time.process_time()
        for _ in range(50):
            trainer.step()
        seconds += time.process_time() - since
        classes, sure = digits_made(trainer)
        if classes >= GOAL_CLASSES and sure >= GOAL_SURE:
            break
    return seconds, trainer.step_count


def digits_made(trainer: Trainer, n: int = 500) -> tuple[int, float]:
    """Return (classes, share) of n fresh pictures: the share that the classifier is sure of, and their classes.

    A class counts with a fifth of its fair share of all pictures.
    """
    confidence, seen = classifier.told(classifier.unit(trainer.samples(n), trainer.config))
    sure = confidence >= SURE
    counts = torch.bincount(seen[sure], minlength=classifier.CLASSES)
    return int((counts >= n / classifier.CLASSES / 5).sum()), sure.float().mean().item()


def textbook(config: RunConfig, images: Images | None) -> Callable[[], object]:
    """Return a step as textbooks write it: nn.Sequential, torch.optim, BCEWithLogitsLoss, `.item()` each step."""
    nn, n = torch.nn, config.batch_size
    generator, discriminator = build_pair(config, shape_of(config.dataset))
    make = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}[config.d_optimizer]
    g_optimizer = make(generator.parameters(), lr=config.g_lr)
    d_optimizer = make(discriminator.parameters(), lr=config.d_lr)
    loss, real_label = nn.BCEWithLogitsLoss(), torch.full((n, 1), config.real_label)
    zero, one, rng = torch.zeros(n, 1), torch.ones(n, 1), torch.Generator().manual_seed(0)
    pixels = None if images is None else images.pixels[:, None].float() / 255

    def step() -> tuple[float, float]:
        if pixels is None:
            real = distribution(config).sample(n, rng)
        else:
            real = pixels[torch.randint(len(pixels), (n,), generator=rng)]
        z = torch.randn(n, config.latent_dim) * config.latent_std
        fake = generator(z)
        d_optimizer.zero_grad()
        d_loss = loss(discriminator(real), real_label) + loss(discriminator(fake.detach()), zero)
        d_loss.backward()
        d_optimizer.step()
        if not config.reuse_z:
            z = torch.randn(n, config.latent_dim) * config.latent_std
        g_optimizer.zero_grad()
        g_loss = loss(discriminator(generator(z)), one)
        g_loss.backward()
        g_optimizer.step()
        return d_loss.item(), g_loss.item()

    return step


def _versus_textbook(config: RunConfig, images: Images | None, steps: int, rounds: int = 15) -> list[float]:
    """Return our steps per second over the textbook's, round by round, the two in turn."""
    ours, theirs = Trainer(config, images).step, textbook(config, images)
    ratios = []
    for _ in range(rounds + 1):
        seconds = []
        for step in (ours, theirs):
            since = time.perf_counter()
            for _ in range(steps):
                step()
            seconds.append(time.perf_counter() - since)
        ratios.append(seconds[1] / seconds[0])
    return ratios[1:]  # the first round warms up


def _pickled(frame: Snapshot) -> None:
    """Do what sending a frame to the server costs."""
    pickle.dumps(frame)


def looked(config: RunConfig, images: Images, seconds: float) -> tuple[float, float]:
    """Return what a watched run spends on frames and measures, in per cent of its time, and its longest hold-up.

    The latter in ms; both after the first measures, which make the floors too.
    """
    run = Run("the-bench-run", 0, config, _pickled)
    run.begin(images)
    spent, longest, began = {"stepping": 0.0, "looking": 0.0}, 0.0, 0.0
    doing: list[tuple[str, Callable[[], object]]] = [
        ("stepping", lambda: run.advance(lambda: False)),
        ("looking", run.measure),
        ("looking", run.show),
    ]
    while not began or time.monotonic() - began < seconds:
        for what, action in doing:
            since = time.thread_time()
            action()
            took = time.thread_time() - since
            if began:
                spent[what] += took
                longest = max(longest, took) if what == "looking" else longest
        if not began and run.showing.measured.metrics is not None:
            began = time.monotonic()
    return 100 * spent["looking"] / sum(spent.values()), 1000 * longest


def _lost() -> Iterator[Figure]:
    """Measure what looking and measuring cost in the image lab, of the sets of pictures that are here."""
    for key in ("seed-mnist", "mnist-dcgan", "digits"):
        config = PRESETS[key].config
        try:
            lost, longest = looked(config, load(config.dataset, allow_download=False), 15.0)
        except DataError:
            continue
        yield Figure(f"time lost to metrics and snapshots, {key}", [lost], "≤ 22 %", "%")  # as `showing.PAUSES` has it
        yield Figure(f"longest hold-up of these, {key}", [longest], "≤ 60 ms", "ms")
