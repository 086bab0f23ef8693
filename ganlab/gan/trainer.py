"""Trainer: one GAN in training. Pure torch: no threads, no files, no page. It steps; others decide when."""

from __future__ import annotations

import copy
import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from ganlab.data import shape_of
from ganlab.gan import conditional, pretrained, streams
from ganlab.gan.build import build_pair
from ganlab.gan.config import RunConfig
from ganlab.gan.history import SCALARS, History, Measured
from ganlab.gan.losses import LOSSES
from ganlab.gan.networks import at_rest, packed
from ganlab.gan.penalties import TERMS
from ganlab.gan.player import Player, noise_std
from ganlab.gan.source import Source
from ganlab.lazy import torch

Part = Literal["both", "d", "g"]
TRAIL = 512  # places of the Dirac-GAN that are kept, one a step
STREAMS = {"real": streams.REAL, "z": streams.Z, "noise": streams.NOISE}  # random numbers that a step draws


@dataclass(frozen=True)
class Divergence:
    """Name the first quantity that was not a finite number, and the step in which it was met."""

    step: int
    quantity: str  # d_loss, g_loss, a penalty, or the gradient of what D or G minimises


class Turn(NamedTuple):
    """Hold the batch of one update as tensors; `real` is None where G's turn looks at none."""

    real: Any
    z: Any
    fake: Any
    shown: tuple  # (real, fake) as D was shown them
    logits: tuple  # D's, of both


class Trainer:
    """Train one GAN from one RunConfig; equal config, equal run, bit for bit.

    `images` is the `Images` of an image data set; other data sets need none. The networks learn on `device`; random
    numbers, and all that goes into and comes out of a trainer otherwise, are on the CPU. `measures` names those that
    whoever looks will note in its record `measured`.
    """

    def __init__(self, config: RunConfig, images=None, device: str = "cpu", measures: Sequence[str] = ()):
        self.config, self.images, self.device = config, images, device
        self.source = Source(config, images)
        self.step_count, self.divergence = 0, None
        self.history, self.measured = History(), Measured(measures)
        self.generator, self.discriminator = build_pair(config, shape_of(config.dataset))
        pretrained.begin(config, self.generator, self.discriminator)
        self.generator.to(device), self.discriminator.to(device)
        self.g = Player(self.generator, "g", config)
        self.d = Player(self.discriminator, "d", config)
        self._rng = {name: streams.stream(config.seed, use) for name, use in STREAMS.items()}
        self._last_z = self._last_fake = (
            None  # of D's last update in this step; G(z) with its graph, while G is as it was
        )
        self.turn: Turn | None = None  # the last one
        self._judged = None  # loss and logits of D's last update
        self._row = dict.fromkeys(SCALARS, math.nan)
        self.average = None  # G's averaged weights, once there are any
        self.trail = deque([self.place], TRAIL)
        self._take(config)

    def _take(self, config: RunConfig) -> None:
        """Note what the config asks for, so that a step need not look it up."""
        self.config, self.loss = config, LOSSES[config.loss]
        self.terms = [(key, term) for key, term in TERMS.items() if getattr(config, term.weight)]
        self._label = {"real_label": config.real_label} if self.loss.smooths and config.real_label != 1.0 else {}
        if not config.ema_decay:
            self.average = None
        elif self.average is None:
            self.average = self.g.flat.clone()

    def reconfigure(self, config: RunConfig) -> None:
        """Take on a config that differs in live fields only; training goes on from where it is."""
        if not config.acts_live(self.config):
            fields = ", ".join(config.differences(self.config))
            raise ValueError(f"reconfigure: fields must act live; got {fields}")
        self._take(config)
        self.g.configure(config)
        self.d.configure(config)

    # -- sampling -----------------------------------------------------------------------------------------------

    def sample_real(self, n: int):
        """Draw n real training samples: points (n, 2), pictures (n, 1, s, s)."""
        return self.source.draw(n, self._rng["real"])

    def sample_z(self, n: int, rng=None, labels=None):
        """Draw n noise vectors, (n, latent_dim); in a conditional run with labels (n,) behind them, if not these the data's."""
        rng = rng or self._rng["z"]
        z = self._noise(n, rng)
        if self.config.conditional == "none":
            return z
        if labels is None:
            there = self.source.trained.labels
            labels = there[torch.randint(len(there), (n,), generator=rng)]
        return conditional.joined(z, labels)

    def labels_of(self, z):
        """Return the labels that z carries, (n,); None where the run is not conditional."""
        return None if self.config.conditional == "none" else conditional.labels_of(z)

    def _noise(self, n: int, rng):
        config, shape = self.config, (n, self.config.latent_dim)
        if config.latent_distribution == "gaussian":
            z = torch.randn(shape, generator=rng)
            return z if config.latent_std == 1.0 else z * config.latent_std
        half = config.latent_std * math.sqrt(3)
        return (torch.rand(shape, generator=rng) * 2 - 1) * half

    def noise_std(self) -> float:
        """Return the standard deviation of the instance noise in the coming step."""
        return noise_std(self.config, self.step_count)

    def presented(self, samples, rng=None):
        """Return samples as D is shown them in training: with instance noise (Sønderby et al. 2017), in packs."""
        if std := self.noise_std():
            rng = rng or self._rng["noise"]
            samples = samples + std * torch.randn(samples.shape, generator=rng).to(samples.device)
        return packed(samples, self.config.packing)

    # -- objectives ---------------------------------------------------------------------------------------------

    def judge(self, real, fake, discriminator=None) -> tuple:
        """Return D's logits of two batches: of an MLP in one pass, unless it looks at its batch as a whole.

        Convolutions are a tenth faster on two batches that fit into the cache than on one that does not.
        """
        discriminator, config = discriminator or self.discriminator, self.config
        if config.minibatch_std or config.d_batch_norm or config.d_network == "dcgan":
            return discriminator(real), discriminator(fake)
        return discriminator(torch.cat([real, fake])).split([len(real), len(fake)])

    def _d_objective(self, real, fake, discriminator=None, rng=None) -> tuple:
        """Return what D minimises, its parts by name, and the logits that they were made from."""
        discriminator, rng = discriminator or self.discriminator, rng or self._rng["noise"]
        logits = self.judge(real, fake, discriminator)
        total = self.loss.d_loss(*logits, **self._label)
        parts = {"d_loss": total}
        for key, term in self.terms:
            value = term.value(discriminator, real.detach(), fake.detach(), self.config, rng)
            parts[key] = term.factor(self.config) * value
            total = total + parts[key]
        return total, parts, logits

    def _rotation(self, d_objective, g_loss):
        """Return γ/2 of the squared length of both gradients, which both players of consensus optimisation lower."""
        gradients = torch.autograd.grad(d_objective, self.d.parameters, create_graph=True)
        gradients += torch.autograd.grad(g_loss, self.g.parameters, create_graph=True)
        return self.config.consensus_gamma / 2 * sum(gradient.square().sum() for gradient in gradients)

    def unrolled(self, real, fake, rng=None):
        """Return D as it would be after `unroll_steps` further updates on these samples, differentiable in them.

        Metz et al. 2017, arXiv:1611.02163, §2.2: G's gradient passes through the updates, D itself stays as it is.
        """
        flat, state = self.d.flat.detach().requires_grad_(), self.d.optimizer_state()
        for _ in range(self.config.unroll_steps):
            objective = self._d_objective(real, fake, self.d.with_weights(flat), rng)[0]
            gradient = torch.autograd.grad(objective, flat, create_graph=True)[0]
            flat, state = self.d.look_ahead(flat, gradient, state, self.step_count)
            if clip := self.config.weight_clip:
                flat = flat.clamp(-clip, clip)
        return self.d.with_weights(flat)

    # -- training -----------------------------------------------------------------------------------------------

    def _d_gradient(self) -> bool:
        """Gather D's gradient on a fresh batch, G held fixed; tell whether all was finite."""
        n, consensus = self.config.batch_size, self.config.consensus_gamma
        real = self.sample_real(n).to(self.device)
        self._last_z = self.sample_z(n, labels=self.source.labels).to(self.device)
        conditional.tell(self.discriminator, self.labels_of(self._last_z))
        with torch.set_grad_enabled(bool(consensus) or self.config.reuse_z):
            made = self.generator(self._last_z)
        fake = made if consensus else made.detach()
        self._last_fake = made if self.config.reuse_z and not consensus else None  # consensus uses its graph up
        shown = self.presented(real), self.presented(fake)
        total, parts, logits = self._d_objective(*shown)
        if consensus:
            parts["consensus"] = self._rotation(total, self.loss.g_loss(*logits))
            total = total + parts["consensus"]
        self._judged = self.loss, *logits
        self.turn = Turn(real, self._last_z, fake, shown, logits)
        return self._gathered(self.d, total, parts, "d_loss")

    def _g_gradient(self) -> bool:
        """Gather G's gradient, D held fixed (or, unrolled, as it would answer); tell whether all was finite."""
        n, config = self.config.batch_size, self.config
        drawn = real = labels = None
        if self.loss.compares or config.unroll_steps or config.consensus_gamma:
            drawn = self.sample_real(n).to(self.device)
            labels = self.source.labels
        z = self._last_z if config.reuse_z else None
        if z is None:
            z = self.sample_z(n, labels=labels).to(self.device)
        conditional.tell(self.discriminator, self.labels_of(z))
        made, self._last_fake = self._last_fake, None
        if made is None:
            made = self.generator(z)
        fake = self.presented(made)
        if drawn is not None:
            real = self.presented(drawn)
        d = self.unrolled(real, fake) if config.unroll_steps else self.discriminator
        logits = self.judge(real, fake, d) if self.loss.compares else (None, d(fake))
        total = self.loss.g_loss(*logits)
        parts = {"g_loss": total}
        if config.consensus_gamma:
            d_objective, _, plain = self._d_objective(real, fake)
            parts["consensus"] = self._rotation(d_objective, self.loss.g_loss(*plain))
            total = total + parts["consensus"]
        self._judged = self._judged or (self.loss, *logits)
        self.turn = Turn(drawn, z, made, (real, fake), logits)
        return self._gathered(self.g, total, parts, "g_loss")

    def _note_answers(self) -> None:
        """Note D's mean answers in the row of this step, if that was not done: most steps' are never asked for."""
        if self._judged is None:
            return
        (loss, real_logits, fake_logits), self._judged = self._judged, None
        with torch.no_grad():
            if real_logits is not None:
                answers = loss.answers(real_logits, fake_logits)
                self._row["d_real"], self._row["d_fake"] = torch.stack([answer.mean() for answer in answers]).tolist()
            else:
                self._row["d_fake"] = loss.answer(fake_logits, None, None).mean().item()

    def _gathered(self, player: Player, total, parts: dict, name: str) -> bool:
        """Note the parts and gather the gradient of the total, or note what was not finite and stop for good."""
        conditional.tell(self.discriminator, None)
        for key, part in parts.items():
            value = part.item()
            if not math.isfinite(value):
                self.divergence = Divergence(self.step_count + 1, key)
                return False
            self._row[key] = value
        if not player.gather(total):
            self.divergence = Divergence(self.step_count + 1, f"∇ {name}")
            return False
        self._row[f"{player.prefix}_grad"] = player.norm
        return True

    def _d_update(self) -> None:
        self.d.update(self.step_count)
        if clip := self.config.weight_clip:
            self.d.flat.clamp_(-clip, clip)

    def _g_update(self) -> None:
        self.g.update(self.step_count)
        if self.average is not None:
            self.average.lerp_(self.g.flat, 1 - self.config.ema_decay)

    def d_step(self) -> None:
        """Update D once on a fresh batch: down the gradient of what it minimises, with G held fixed."""
        if not self.divergence and self._d_gradient():
            self._d_update()

    def g_step(self) -> None:
        """Update G once: down the gradient of what it minimises, with D held fixed."""
        if not self.divergence and self._g_gradient():
            self._g_update()

    def _simultaneous(self) -> None:
        """Take the updates of one step in rounds: both gradients at the same point, then both updates."""
        for turn in range(max(self.config.n_critic, self.config.g_steps)):
            d_moves, g_moves = turn < self.config.n_critic, turn < self.config.g_steps
            if self.divergence or (d_moves and not self._d_gradient()) or (g_moves and not self._g_gradient()):
                return
            if d_moves:
                self._d_update()
            if g_moves:
                self._g_update()

    def step(self, part: Part = "both") -> None:
        """Take one step: `n_critic` updates of D, then `g_steps` of G; or a single update of one of them."""
        self._last_z = self._last_fake = None
        before, self._row = (self._row, self._judged), dict.fromkeys(SCALARS, math.nan)
        self._judged = None
        if part == "both" and self.config.updates == "simultaneous":
            self._simultaneous()
        else:
            for _ in range(self.config.n_critic if part == "both" else part == "d"):
                self.d_step()
            for _ in range(self.config.g_steps if part == "both" else part == "g"):
                self.g_step()
        if self.divergence:
            self._row, self._judged = before
            return
        if self.config.kind == "dirac":
            self._row["theta"], self._row["psi"] = self.place
            self.trail.append(self.place)
        self.step_count += 1
        if self.history.wants(self.step_count):
            self._note_answers()
            self.history.append(self.step_count, [self._row[name] for name in SCALARS])

    @property
    def place(self) -> tuple[float, float]:
        """Return (θ, ψ) of the Dirac-GAN: the first parameter of each player."""
        return self.g.flat[0].item(), self.d.flat[0].item()

    @property
    def scalars(self) -> dict[str, float]:
        """Return the quantities of the last step that was finite; NaN where one was not computed."""
        self._note_answers()
        return dict(self._row)

    # -- generating ---------------------------------------------------------------------------------------------

    def generate(self, z):
        """Return the generator's samples as they are shown and measured: of its averaged weights, where there are."""
        generator = self.generator if self.average is None else self.g.with_weights(self.average)
        with at_rest(self.generator), torch.no_grad():
            return generator(z.to(self.device)).cpu()

    def samples(self, n: int, seed: int = 0):
        """Return n fresh samples of the generator without touching training."""
        return self.generate(self.sample_z(n, torch.Generator().manual_seed(seed)))

    def frozen(self):
        """Return `generate` as it is at this moment, on the CPU; later steps do not change it."""
        generator = copy.deepcopy(self.generator).cpu().eval().requires_grad_(False)
        if self.average is not None:
            for parameter, view in zip(generator.parameters(), self.g.views(self.average).values(), strict=True):
                parameter.copy_(view)
        return generator

    # -- keeping ------------------------------------------------------------------------------------------------

    def state(self) -> tuple[dict, dict]:
        """Return (tensors, plain values): all that continuing bit for bit needs."""
        steps, scalars = self.history.arrays()
        measured_steps, measures = self.measured.arrays()
        tensors = {
            **self.g.state(),
            **self.d.state(),
            **{f"rng.{name}": rng.get_state() for name, rng in self._rng.items()},
            "history.steps": torch.from_numpy(steps),
            "history.scalars": torch.from_numpy(scalars),
            "measured.steps": torch.from_numpy(measured_steps),
            "measured.values": torch.from_numpy(measures),
        }
        if self.average is not None:
            tensors["average"] = self.average.to("cpu", copy=True)
        strides = {"stride": self.history.stride, "measured_stride": self.measured.stride}
        return tensors, {"step": self.step_count, "drawn": self.source.drawn, **strides}

    def load_state(self, tensors: dict, values: dict) -> None:
        """Take over what `state` returned, from a trainer of the same config."""
        self.g.load_state(tensors)
        self.d.load_state(tensors)
        for name, rng in self._rng.items():
            rng.set_state(tensors[f"rng.{name}"])
        if self.average is not None:
            self.average.copy_(tensors["average"])
        self.history.load(values["stride"], tensors["history.steps"].numpy(), tensors["history.scalars"].numpy())
        measured = tensors["measured.steps"].numpy(), tensors["measured.values"].numpy()
        self.measured.load(values["measured_stride"], *measured)
        self.step_count, self.source.drawn = values["step"], values["drawn"]
        self._last_fake = None
        self.trail = deque([self.place], TRAIL)
