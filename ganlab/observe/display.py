"""What a view may see of a trainer, and how it is measured. Nothing here changes training or draws its numbers."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Generator

import numpy as np

from ganlab.data import distribution, labels_of
from ganlab.gan import conditional, streams
from ganlab.gan.history import MEASURES
from ganlab.lazy import torch
from ganlab.observe import classifier, layers, picture_measures, point_measures
from ganlab.observe.snapshot import Snapshot

SHOWN_REAL, SHOWN_FAKE, SHOWN_PICTURES, SHOWN_REAL_PICTURES = 400, 252, 64, 8
COMPANIES = 4  # packs that a single sample is judged in, where D judges packs


def shown(config) -> int:
    """Return how many pictures a wall of G's pictures has."""
    return SHOWN_PICTURES if config.conditional == "none" else math.prod(conditional.wall(len(labels_of(config))))


@contextlib.contextmanager
def at_rest(*modules):
    """Keep networks from learning anything by being used: running averages and power iterations stand still."""
    for module in modules:
        module.eval()
    try:
        yield
    finally:
        for module in modules:
            module.train()


@contextlib.contextmanager
def judging(discriminator):
    """Keep D as it is while it judges; its batch norm takes what it is given as one batch, as it does in training.

    What D learns from are batches of real and of generated samples apart: averages over both would be of another D.
    """
    norms = [layer for layer in discriminator.modules() if isinstance(layer, torch.nn.BatchNorm2d)]
    with at_rest(discriminator):
        for norm in norms:
            norm.train().track_running_stats = False
        try:
            yield
        finally:
            for norm in norms:
                norm.track_running_stats = True


def packed(samples, packing: int):
    """Join each `packing` samples to one input of D, (n / packing, channels · packing, …); Lin et al. 2018, §3."""
    if packing == 1:
        return samples
    n = len(samples) // packing
    return samples[: n * packing].reshape(n, packing * samples.shape[1], *samples.shape[2:])


class Display:
    """Keep what is shown again and again, so that what moves is learning: real samples, noise, the map's places."""

    def __init__(self, trainer):
        self.rng = streams.stream(trainer.config.seed, streams.DISPLAY)
        points = trainer.config.kind == "points"
        self.real = trainer.source.pick(SHOWN_REAL if points else SHOWN_REAL_PICTURES, self.rng)
        self.labels = trainer.source.labels  # of the real pictures
        self.columns = None  # labels of the fixed fakes, where they are asked for
        if trainer.config.conditional != "none":
            self.columns = conditional.in_columns(labels_of(trainer.config))
        self.asked = self.columns  # of the fresh ones
        self.z = trainer.sample_z(SHOWN_FAKE if points else shown(trainer.config), self.rng, self.columns)
        if points:
            record = distribution(trainer.config)
            self.places, self.lattice = layers.places(record.view, layers.MAP), layers.latent_lattice(trainer.config)
            density, self.levels = layers.density_map(record)
            self.density = array(density)

    def fresh_z(self, trainer, step: int):
        """Return the noise of the fresh wall of a step, one row a picture: another one each step, found again by it."""
        rng = streams.stream(trainer.config.seed, streams.FRESH, step)
        return trainer.sample_z(shown(trainer.config), rng, self.asked)

    def present(self, trainer) -> np.ndarray:
        """Return the wall of fixed z as it is now, (n, s, s) uint8."""
        return pixels(trainer.generate(self.z), trainer.config)

    def logits(self, trainer, x, labels=None):
        """Return D's logit for each sample, (n,); packs are filled up with real samples, and their logits averaged.

        A conditional D judges given labels (n,); without them, given the one that suits each sample best.
        """
        with judging(trainer.discriminator), torch.no_grad():
            return self.raw_logits(trainer, x, labels)

    def raw_logits(self, trainer, x, labels=None):
        """Return the same, differentiable in the samples; D must be at rest."""
        with conditional.told(trainer.discriminator, labels):
            return self._raw_logits(trainer, x)

    def _raw_logits(self, trainer, x):
        packing = trainer.config.packing
        if packing == 1:
            return trainer.discriminator(x.to(trainer.device)).squeeze(1).cpu()
        total = 0
        for turn in range(COMPANIES):
            picked = (turn * (packing - 1) + torch.arange(packing - 1)) % len(self.real)
            company = self.real[picked].flatten(0, 1)
            company = company.expand(len(x), *company.shape)
            total = total + trainer.discriminator(torch.cat([x, company], 1).to(trainer.device)).squeeze(1).cpu()
        return total / COMPANIES

    def arrows(self, trainer, fake):
        """Return −∇ of the generator's actual loss at each fake sample, times D's inputs: the pull on each one."""
        rng = torch.Generator().manual_seed(0)  # the same instance noise each time: what moves is learning
        fake = fake.detach().requires_grad_()
        with judging(trainer.discriminator):
            shown, real = trainer.presented(fake, rng), trainer.presented(self.real[: len(fake)], rng)
            d = trainer.unrolled(real, shown, rng) if trainer.config.unroll_steps else trainer.discriminator
            loss = trainer.loss.g_loss(d(real) if trainer.loss.compares else None, d(shown))
            return -torch.autograd.grad(loss, fake)[0] * len(shown)

    def snapshot(self, trainer) -> Snapshot:
        """Return the frame of this moment."""
        steps, scalars = trainer.history.arrays()
        measured_steps, measures = trainer.measured.arrays()
        common = {
            "config": trainer.config,
            "step": trainer.step_count,
            "stride": trainer.history.stride,
            "steps": steps,
            "scalars": scalars,
            "row": trainer.scalars,
            "measured_stride": trainer.measured.stride,
            "measured_steps": measured_steps,
            "measures": measures,
        }
        if trainer.config.kind == "dirac":
            return Snapshot(**common, **self._game(trainer))
        fake = trainer.generate(self.z)
        if trainer.images is None:
            return Snapshot(**common, **self._plane(trainer, fake))
        return Snapshot(**common, **self._walls(trainer, fake))

    def _game(self, trainer) -> dict:
        """Show the Dirac-GAN as a point (θ, ψ) beside its equilibrium, with its latest places and both last −gradients."""
        pull = torch.cat([-player.flat.grad[:1] for player in (trainer.g, trainer.d)])
        trail = np.array(trainer.trail, np.float32)
        return {"real": np.zeros((1, 2), np.float32), "fake": trail[-1:], "arrows": array(pull[None]), "trail": trail}

    def _plane(self, trainer, fake) -> dict:
        return {
            "noise": array(self.z[:, :2]),
            "density": self.density,
            "levels": self.levels,
            "real": array(self.real),
            "fake": array(fake),
            "arrows": array(self.arrows(trainer, fake)),
            **self.networks(trainer, fake),
        }

    def networks(self, trainer, fake) -> dict:
        """Show what G makes of the lattice of z, and what D answers over the plane, to the real samples and to `fake`."""
        logits = [self.logits(trainer, x) for x in (self.real, fake)]
        answers = [trainer.loss.answer(side, *logits) for side in logits]
        grid = trainer.loss.answer(self.logits(trainer, self.places), *logits)
        return {
            **self._manifold(trainer),
            "real_scores": array(answers[0]),
            "fake_scores": array(answers[1]),
            "grid": array(grid).reshape(layers.MAP, layers.MAP),
            "answers": answer_range(trainer.loss, torch.cat([grid, *answers]), logits),
        }

    def _manifold(self, trainer) -> dict:
        """Show the lattice of z, and where G takes it; empty where z has more than two dimensions."""
        if self.lattice is None:
            return {}
        taken = trainer.generate(self.lattice.flatten(0, -2))
        return {"lattice": array(self.lattice), "manifold": array(taken).reshape(*self.lattice.shape[:-1], 2)}

    def _walls(self, trainer, fixed) -> dict:
        fresh = trainer.generate(self.fresh_z(trainer, trainer.step_count))
        noise = array(self.z[:, :2])
        walls = {"real": self.real, "fixed": fixed, "fresh": fresh}
        given = {"real": self.labels, "fixed": self.columns, "fresh": self.asked}
        logits = {name: self.logits(trainer, pictures, given[name]) for name, pictures in walls.items()}
        pair = logits["real"], torch.cat([logits["fixed"], logits["fresh"]])
        answers = {name: trainer.loss.answer(value, *pair) for name, value in logits.items()}
        return {
            "noise": noise,
            "asked": None if self.asked is None else array(self.asked.to(torch.uint8)),
            **{name: pixels(pictures, trainer.config) for name, pictures in walls.items()},
            **{f"{name}_scores": array(value) for name, value in answers.items()},
            "answers": answer_range(trainer.loss, torch.cat(list(answers.values())), pair),
        }


def answer_range(loss, answers, logits) -> tuple[float, float]:
    """Return the (lowest, highest) answer that a colour scale must show, with what tells nothing apart in its middle."""
    if loss.probability:
        return 0.0, 1.0
    level = float(loss.level(*logits))
    reach = max((answers - level).abs().max().item(), 1e-6)
    return level - reach, level + reach


def pixels(pictures, config) -> np.ndarray:
    """Clamp pictures to the range of real pixels and return them as uint8, (n, s, s)."""
    low, high = config.pixels
    return array(((pictures.squeeze(1) - low) / (high - low)).clamp(0, 1).mul(255).round().to(torch.uint8))


def measured(config) -> list[str]:
    """Return which of the MEASURES that are kept a run of this config has."""
    of_pictures, of_classes = picture_measures.SCORES, picture_measures.CLASS_SCORES
    if config.kind == "images":
        has = of_pictures + of_classes * (config.dataset in classifier.KNOWN)
        return [name for name in MEASURES if name in has]
    if config.kind != "points":
        return []
    record = distribution(config)
    has = dict.fromkeys(of_pictures + of_classes, False)
    has |= {"modes": bool(record.modes), "high_quality": bool(record.modes), "train_distance": config.train_size > 0}
    has["d_star"] = layers.has_ideal(config) and record.density is not None
    return [name for name in MEASURES if has.get(name, True)]


def measuring(trainer) -> Generator:
    """Measure fresh samples in pieces, between which the trainer may go on; return the measures of its first piece's moment.

    Of pictures see `picture_measures.measuring`; points are measured in one piece.
    """
    if trainer.images is None:
        return metrics_of_points(trainer)
    z = trainer.sample_z(picture_measures.SAMPLE_SIZE, torch.Generator().manual_seed(0))
    return (yield from picture_measures.measuring(trainer.frozen(), z, trainer.source.trained, trainer.config))


def metrics_of_points(trainer) -> dict[str, float]:
    """Measure fresh samples of G, and D on them; empty for what cannot be measured.

    d_accuracy_real, d_accuracy_fake: shares on the right side of the answer that tells nothing apart. value: V(D, G) =
    E log D(x) + E log(1 − D(G(z))) in nats. d_star: E|D − D*| over half real, half fake samples. …_slope: length of each
    penalty's own gradient in D's weights. train_distance: to the nearest of the stored training points, where there are
    any; its floor is that of fresh real samples, and what lies far below it is a copy.
    """
    config = trainer.config
    if config.kind != "points":
        return {}
    rng = streams.stream(config.seed, streams.METRICS)
    fake = trainer.samples(point_measures.SAMPLE_SIZE)
    if not fake.isfinite().all():
        return {}
    found = point_measures.sample_metrics(fake, distribution(config), rng)
    if trainer.source.points is not None:
        real = distribution(config).sample(len(fake), rng)
        found["train_distance"] = point_measures.nearest_distance(fake, trainer.source.points)
        found["train_distance_floor"] = point_measures.nearest_distance(real, trainer.source.points)
    found |= _judgement(trainer, fake, rng) | _slopes(trainer, fake)
    return {name: value for name, value in found.items() if math.isfinite(value)}


def _judgement(trainer, fake, rng) -> dict[str, float]:
    """Measure D on real and fake samples."""
    loss, record, n = trainer.loss, distribution(trainer.config), point_measures.PLACES
    real = record.sample(len(fake), rng)
    logits = [trainer.display.logits(trainer, x) for x in (real, fake)]
    answers = [loss.answer(side, *logits) for side in logits]
    level = float(loss.level(*logits))
    found = {
        "d_accuracy_real": (answers[0] > level).float().mean().item(),
        "d_accuracy_fake": (answers[1] < level).float().mean().item(),
    }
    if loss.answer is type(loss).answer:  # D = σ(logit): V is defined
        log_sigmoid = torch.nn.functional.logsigmoid
        found["value"] = (log_sigmoid(logits[0]).mean() + log_sigmoid(-logits[1]).mean()).item()
    if "d_star" in measured(trainer.config):
        places = torch.cat([real[:n], fake[:n]])
        best = point_measures.optimal_answers(fake[n:], places, record)
        best = best * (trainer.config.real_label if loss.smooths else 1.0)
        shown = torch.cat([answers[0][:n], answers[1][:n]])
        found["d_star"] = (shown - best).abs().mean().item()
    return found


def _slopes(trainer, fake) -> dict[str, float]:
    """Return the length of each active penalty's gradient in D's weights."""
    if not trainer.terms:
        return {}
    rng = torch.Generator().manual_seed(0)
    real = trainer.presented(trainer.display.real, rng)
    shown = trainer.presented(fake[: len(trainer.display.real)], rng)
    found = {}
    with judging(trainer.discriminator):
        for key, term in trainer.terms:
            value = term.factor(trainer.config) * term.value(trainer.discriminator, real, shown, trainer.config, rng)
            gradients = torch.autograd.grad(value, trainer.d.parameters, allow_unused=True)
            found[f"{key}_slope"] = math.sqrt(sum(g.square().sum().item() for g in gradients if g is not None))
    return found


def array(tensor) -> np.ndarray:
    """Copy a tensor into an array of its own."""
    return np.array(tensor.detach().cpu().numpy())
