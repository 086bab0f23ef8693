"""Trainer: one GAN in training. Pure torch: no threads, no files, no page. It steps; others decide when."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ganlab import metrics
from ganlab.config import RunConfig
from ganlab.data import POINTS, shape_of
from ganlab.history import SCALARS, History
from ganlab.lazy import torch
from ganlab.losses import LOSSES
from ganlab.models import OPTIMIZERS, build_pair
from ganlab.snapshot import Snapshot

Part = Literal["both", "d", "g"]
GRID, SHOWN_REAL, SHOWN_FAKE, SHOWN_PICTURES, SHOWN_REAL_PICTURES = 48, 400, 250, 64, 8


@dataclass(frozen=True)
class Divergence:
    """Name the first quantity that was not a finite number, and the step in which it was met."""

    step: int
    quantity: str  # d_loss, g_loss, or the gradient of one of them


class _Side:
    """Keep one network with all its parameters in one flat vector, so that an update is one operation.

    The network's own parameters are views into `flat`; gradients are asked for explicitly and gathered into
    `flat.grad`, so a D step cannot leave anything in G, nor the reverse.
    """

    def __init__(self, module, prefix: str, config: RunConfig):
        self.module, self.prefix = module, prefix
        self.parameters = list(module.parameters())
        self.flat = torch.cat([parameter.detach().flatten() for parameter in self.parameters])
        self.flat.grad = torch.zeros_like(self.flat)
        offset = 0
        for parameter in self.parameters:
            parameter.data = self.flat[offset : offset + parameter.numel()].view(parameter.shape)
            offset += parameter.numel()
        self.configure(config, fresh=True)

    def configure(self, config: RunConfig, fresh: bool = False) -> None:
        """Set learning rate and options; keep the optimizer's state unless its kind changes."""
        name = getattr(config, f"{self.prefix}_optimizer")
        record = OPTIMIZERS[name]
        options = record.arguments(**{key: getattr(config, f"{self.prefix}_{key}") for key in record.options})
        options["lr"] = getattr(config, f"{self.prefix}_lr")
        if fresh or name != self.optimizer_name:
            self.optimizer, self.optimizer_name = record.build([self.flat], **options), name
        self.optimizer.param_groups[0].update(options)

    def gather(self, loss) -> bool:
        """Put the loss's gradient into `flat.grad`; tell whether it is finite."""
        gradients = torch.autograd.grad(loss, self.parameters)
        torch.cat([gradient.reshape(-1) for gradient in gradients], out=self.flat.grad)
        return math.isfinite(self.flat.grad.sum().item())

    def state(self) -> dict:
        """Return every tensor that continuing needs."""
        tensors = {f"{self.prefix}.flat": self.flat.clone()}
        tensors |= {f"{self.prefix}.buffer.{name}": value.clone() for name, value in self.module.named_buffers()}
        for key, value in self.optimizer.state.get(self.flat, {}).items():
            if value is not None:
                tensors[f"{self.prefix}.optimizer.{key}"] = torch.as_tensor(value).clone()
        return tensors

    def load_state(self, tensors: dict) -> None:
        """Take over what `state` returned."""
        self.flat.copy_(tensors[f"{self.prefix}.flat"])
        for name, value in self.module.named_buffers():
            value.copy_(tensors[f"{self.prefix}.buffer.{name}"])
        mark = f"{self.prefix}.optimizer."
        kept = {key.removeprefix(mark): value.clone() for key, value in tensors.items() if key.startswith(mark)}
        self.optimizer.state.clear()
        if kept:
            self.optimizer.state[self.flat] = kept


class Trainer:
    """Train one GAN from one RunConfig; equal config, equal run, bit for bit.

    `images` is the uint8 tensor (n, 28, 28) of an image data set; 2-D distributions need none.
    """

    def __init__(self, config: RunConfig, images=None):
        self.config, self.images = config, images
        if (config.kind == "images") != (images is not None):
            raise ValueError(f"images: must be given for an image data set and only there; got {config.dataset}")
        self.step_count, self.divergence = 0, None
        self.history = History()
        self.generator, self.discriminator = build_pair(config, shape_of(config.dataset))
        self.g = _Side(self.generator, "g", config)
        self.d = _Side(self.discriminator, "d", config)
        self.loss = LOSSES[config.loss]
        self._real_rng, self._z_rng = (torch.Generator().manual_seed(config.seed + k * 2**32) for k in (1, 2))
        self._drawn = 0  # pictures drawn so far: place in the endless row of shuffled epochs
        self._order: tuple[int, torch.Tensor] | None = None
        self._last_z = None
        self._row = dict.fromkeys(SCALARS, math.nan)
        self._make_display()

    # -- sampling -----------------------------------------------------------------------------------------------

    def sample_real(self, n: int, rng=None):
        """Draw n real samples: points (n, 2) fresh from the distribution, pictures (n, 1, s, s) epoch by epoch."""
        if self.images is None:
            return POINTS[self.config.dataset].sample(n, rng or self._real_rng)
        if rng is not None:
            return self._scaled(self.images[torch.randint(len(self.images), (n,), generator=rng)])
        picked = self._next_indices(n)
        return self._scaled(self.images[picked])

    def _next_indices(self, n: int):
        """Return the next n indices of an endless row of shuffled epochs; the place in it is all its state."""
        size, parts = len(self.images), []
        while n:
            epoch, start = divmod(self._drawn, size)
            if self._order is None or self._order[0] != epoch:
                rng = torch.Generator().manual_seed(self.config.seed + (3 + epoch) * 2**32)
                self._order = epoch, torch.randperm(size, generator=rng)
            part = self._order[1][start : start + n]
            parts.append(part)
            self._drawn, n = self._drawn + len(part), n - len(part)
        return torch.cat(parts)

    def _scaled(self, pixels):
        low, high = self.config.pixels
        return pixels[:, None].float() * ((high - low) / 255) + low

    def sample_z(self, n: int, rng=None):
        """Draw n noise vectors, (n, latent_dim)."""
        config, rng, shape = self.config, rng or self._z_rng, (n, self.config.latent_dim)
        if config.latent_distribution == "gaussian":
            return torch.randn(shape, generator=rng) * config.latent_std
        half = config.latent_std * math.sqrt(3)
        return (torch.rand(shape, generator=rng) * 2 - 1) * half

    # -- training -----------------------------------------------------------------------------------------------

    def d_step(self) -> None:
        """Update D once on a fresh batch: down the gradient of d_loss with G held fixed."""
        if self.divergence:
            return
        n = self.config.batch_size
        real, self._last_z = self.sample_real(n), self.sample_z(n)
        with torch.no_grad():
            fake = self.generator(self._last_z)
        logits = self.discriminator(torch.cat([real, fake]))
        loss = self.loss.d_loss(*logits.chunk(2), self.config.real_label)
        if self._descend(self.d, loss, "d_loss"):
            probability = self.loss.probability(logits.detach())
            self._row["d_real"], self._row["d_fake"] = probability.view(2, n).mean(1).tolist()

    def g_step(self) -> None:
        """Update G once: down the gradient of g_loss with D held fixed."""
        if self.divergence:
            return
        n = self.config.batch_size
        z = self._last_z if self.config.reuse_z and self._last_z is not None else self.sample_z(n)
        fake_logits = self.discriminator(self.generator(z))
        loss = self.loss.g_loss(None, fake_logits)
        if self._descend(self.g, loss, "g_loss") and math.isnan(self._row["d_fake"]):
            self._row["d_fake"] = self.loss.probability(fake_logits.detach()).mean().item()

    def _descend(self, side: _Side, loss, name: str) -> bool:
        """Update one network, or stop for good, with the parameters still sound, if anything is not finite."""
        value = loss.item()
        if not math.isfinite(value):
            self.divergence = Divergence(self.step_count + 1, name)
        elif not side.gather(loss):
            self.divergence = Divergence(self.step_count + 1, f"∇ {name}")
        else:
            side.optimizer.step()
            self._row[name] = value
        return self.divergence is None

    def step(self, part: Part = "both") -> None:
        """Take one step: `n_critic` updates of D, then `g_steps` of G; or a single update of one of them."""
        self._last_z = None
        before, self._row = self._row, dict.fromkeys(SCALARS, math.nan)
        for _ in range(self.config.n_critic if part == "both" else part == "d"):
            self.d_step()
        for _ in range(self.config.g_steps if part == "both" else part == "g"):
            self.g_step()
        if self.divergence:
            self._row = before
            return
        self.step_count += 1
        if self.history.wants(self.step_count):
            self.history.append(self.step_count, [self._row[name] for name in SCALARS])

    @property
    def scalars(self) -> dict[str, float]:
        """Return d_loss, g_loss, d_real, d_fake of the last step that was finite; NaN where one was not computed."""
        return dict(self._row)

    def reconfigure(self, config: RunConfig) -> None:
        """Take on a config that differs in live fields only; training goes on from where it is."""
        if not config.acts_live(self.config):
            fields = ", ".join(config.differences(self.config))
            raise ValueError(f"reconfigure: fields must act live; got {fields}")
        self.config, self.loss = config, LOSSES[config.loss]
        self.g.configure(config)
        self.d.configure(config)

    # -- looking ------------------------------------------------------------------------------------------------

    def _make_display(self) -> None:
        """Draw the fixed display batches: what moves on the screen is learning, not resampling."""
        self._show_rng = torch.Generator().manual_seed(self.config.seed)
        if self.images is None:
            self._shown_real = self.sample_real(SHOWN_REAL, self._show_rng)
            self._shown_z = self.sample_z(SHOWN_FAKE, self._show_rng)
            x0, x1, y0, y1 = POINTS[self.config.dataset].view
            middle = (torch.arange(GRID) + 0.5) / GRID
            x, y = x0 + middle * (x1 - x0), y0 + middle * (y1 - y0)
            self._lattice = torch.cartesian_prod(y, x).flip(1)  # row by row, lowest y first
        else:
            self._shown_real = self.sample_real(SHOWN_REAL_PICTURES, self._show_rng)
            self._shown_z = self.sample_z(SHOWN_PICTURES, self._show_rng)

    def samples(self, n: int, seed: int = 0):
        """Return n fresh samples of the generator without touching training."""
        rng = torch.Generator().manual_seed(seed)
        return self._generate(self.sample_z(n, rng))

    def _generate(self, z):
        self.generator.eval()
        with torch.no_grad():
            fake = self.generator(z)
        self.generator.train()
        return fake

    def metrics(self) -> dict[str, float]:
        """Measure fresh samples; empty where the data set has nothing to be counted."""
        if self.images is not None:
            return {}
        return metrics.mode_metrics(self.samples(metrics.SAMPLE_SIZE), self.config.dataset)

    def d_probability(self, x):
        """Return D(x) in [0, 1] for samples x; shape (n,)."""
        with torch.no_grad():
            return self.loss.probability(self.discriminator(x)).squeeze(1)

    def arrows(self, fake):
        """Return −∇ of the generator's actual loss at each fake sample, times their number: the pull on each one."""
        fake = fake.detach().requires_grad_()
        loss = self.loss.g_loss(None, self.discriminator(fake))
        return -torch.autograd.grad(loss, fake)[0] * len(fake)

    def snapshot(self) -> Snapshot:
        """Return what a view may show of this moment; training is not touched."""
        steps, scalars = self.history.arrays()
        common = {
            "config": self.config,
            "step": self.step_count,
            "stride": self.history.stride,
            "steps": steps,
            "scalars": scalars,
        }
        fake = self._generate(self._shown_z)
        if self.images is None:
            return Snapshot(
                **common,
                real=_array(self._shown_real),
                fake=_array(fake),
                arrows=_array(self.arrows(fake)),
                grid=_array(self.d_probability(self._lattice)).reshape(GRID, GRID),
            )
        fresh = self._generate(self.sample_z(SHOWN_PICTURES, self._show_rng))
        scores = _array(self.d_probability(torch.cat([self._shown_real, fake, fresh])))
        first, second = SHOWN_REAL_PICTURES, SHOWN_REAL_PICTURES + SHOWN_PICTURES
        return Snapshot(
            **common,
            real=self._pixels(self._shown_real),
            fixed=self._pixels(fake),
            fresh=self._pixels(fresh),
            real_scores=scores[:first],
            fixed_scores=scores[first:second],
            fresh_scores=scores[second:],
        )

    def _pixels(self, pictures) -> np.ndarray:
        """Clamp pictures to the range of real pixels and return them as uint8, (n, s, s)."""
        low, high = self.config.pixels
        return _array(((pictures.squeeze(1) - low) / (high - low)).clamp(0, 1).mul(255).round().to(torch.uint8))

    # -- keeping ------------------------------------------------------------------------------------------------

    def state(self) -> tuple[dict, dict]:
        """Return (tensors, plain values): all that continuing bit for bit needs."""
        steps, scalars = self.history.arrays()
        tensors = {
            **self.g.state(),
            **self.d.state(),
            "rng.real": self._real_rng.get_state(),
            "rng.z": self._z_rng.get_state(),
            "history.steps": torch.from_numpy(steps),
            "history.scalars": torch.from_numpy(scalars),
        }
        return tensors, {"step": self.step_count, "stride": self.history.stride, "drawn": self._drawn}

    def load_state(self, tensors: dict, values: dict) -> None:
        """Take over what `state` returned, from a trainer of the same config."""
        self.g.load_state(tensors)
        self.d.load_state(tensors)
        self._real_rng.set_state(tensors["rng.real"])
        self._z_rng.set_state(tensors["rng.z"])
        self.history.load(values["stride"], tensors["history.steps"].numpy(), tensors["history.scalars"].numpy())
        self.step_count, self._drawn = values["step"], values["drawn"]


def _array(tensor) -> np.ndarray:
    """Copy a tensor into an array of its own."""
    return np.array(tensor.detach().numpy())
