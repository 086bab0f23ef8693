"""Trainer: one GAN in training. Pure torch: no threads, no files, no page. It steps; others decide when."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from ganlab.data import shape_of
from ganlab.data.images import Images
from ganlab.gan import conditional, pretrained, streams
from ganlab.gan.books import TRAIL, Books
from ganlab.gan.build import build_pair
from ganlab.gan.config import RunConfig
from ganlab.gan.history import Row
from ganlab.gan.networks import at_rest, packed
from ganlab.gan.objectives import Judge, Objective, Objectives
from ganlab.gan.player import Player, noise_std
from ganlab.gan.source import Source, noise
from ganlab.lazy import torch

Part = Literal["both", "d", "g"]
Moment = Literal["judged", "gathered", "updated"]
STREAMS = {"real": streams.REAL, "z": streams.Z, "noise": streams.NOISE}  # random numbers that a step draws


class Turn(NamedTuple):
    """Hold one update of one player: its batch, and what was to be minimised on it."""

    player: Player
    real: torch.Tensor | None  # where G's turn looks at any
    z: torch.Tensor
    fake: torch.Tensor
    shown: tuple[torch.Tensor | None, torch.Tensor]  # (real, fake) as D was shown them
    objective: Objective


def rounds(config: RunConfig) -> list[str]:
    """Return the players that move in each round of a step, "d", "g", or both from one point: "dg"."""
    if config.updates == "alternating":
        return ["d"] * config.n_critic + ["g"] * config.g_steps
    turns = range(max(config.n_critic, config.g_steps))
    return ["d" * (k < config.n_critic) + "g" * (k < config.g_steps) for k in turns]


class Trainer(Books):
    """Train one GAN from one RunConfig; equal config, equal run, bit for bit.

    `images` is the `Images` of an image data set; other data sets need none. The networks learn on `device`; random
    numbers, and all that goes into and comes out of a trainer otherwise, are on the CPU. `measures` names those that
    whoever looks will note in its record `measured`.
    """

    def __init__(
        self, config: RunConfig, images: Images | None = None, device: str = "cpu", measures: Sequence[str] = ()
    ):
        super().__init__(measures)
        self.images, self.device = images, device
        self.source = Source(config, images)
        self.generator, self.discriminator = build_pair(config, shape_of(config.dataset))
        pretrained.begin(config, self.generator, self.discriminator)
        self.generator.to(device), self.discriminator.to(device)
        self.g = Player(self.generator, "g", config)
        self.d = Player(self.discriminator, "d", config)
        self._rng = {name: streams.stream(config.seed, use) for name, use in STREAMS.items()}
        self._last_z: torch.Tensor | None = None  # of D's last update in this step
        self._last_fake: torch.Tensor | None = None  # G(z) with its graph, while G is as it was
        self.trail = deque([self.place], TRAIL)
        self._take(config)

    def _take(self, config: RunConfig) -> None:
        """Note what the config asks for, so that a step need not look it up."""
        self.config, self.objectives = config, Objectives(config, self.g, self.d)
        self.loss = self.objectives.loss
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

    def sample_real(self, n: int) -> torch.Tensor:
        """Draw n real training samples: points (n, 2), pictures (n, 1, s, s)."""
        return self.source.draw(n, self._rng["real"])

    def sample_z(self, n: int, rng: torch.Generator | None = None, labels: torch.Tensor | None = None) -> torch.Tensor:
        """Draw n noise vectors, (n, latent_dim); in a conditional run with labels (n,) behind them, else the data's."""
        rng = rng or self._rng["z"]
        z = noise(self.config, n, rng)
        if self.config.conditional == "none":
            return z
        if labels is None:
            there = self.source.trained.labels
            labels = there[torch.randint(len(there), (n,), generator=rng)]
        return conditional.joined(z, labels)

    def labels_of(self, z: torch.Tensor) -> torch.Tensor | None:
        """Return the labels that z carries, (n,); None where the run is not conditional."""
        return None if self.config.conditional == "none" else conditional.labels_of(z)

    def noise_std(self) -> float:
        """Return the standard deviation of the instance noise in the coming step."""
        return noise_std(self.config, self.step_count)

    def presented(self, samples: torch.Tensor, rng: torch.Generator | None = None) -> torch.Tensor:
        """Return samples as D is shown them in training: with instance noise (Sønderby et al. 2017), in packs."""
        if std := self.noise_std():
            rng = rng or self._rng["noise"]
            samples = samples + std * torch.randn(samples.shape, generator=rng).to(samples.device)
        return packed(samples, self.config.packing)

    def unrolled(self, real: torch.Tensor, fake: torch.Tensor, rng: torch.Generator | None = None) -> Judge:
        """Return D as it would answer G in the coming step, see `Objectives.unrolled`."""
        return self.objectives.unrolled(real, fake, self.step_count, rng or self._rng["noise"])

    # -- training -----------------------------------------------------------------------------------------------

    def _d_turn(self) -> Turn:
        """Draw a fresh batch and work out what D minimises on it, G held fixed."""
        n, consensus = self.config.batch_size, self.config.consensus_gamma
        real = self.sample_real(n).to(self.device)
        self._last_z = z = self.sample_z(n, labels=self.source.labels).to(self.device)
        conditional.tell(self.discriminator, self.labels_of(z))
        with torch.set_grad_enabled(bool(consensus) or self.config.reuse_z):
            made = self.generator(z)
        fake = made if consensus else made.detach()
        self._last_fake = made if self.config.reuse_z and not consensus else None  # consensus uses its graph up
        shown = self.presented(real), self.presented(fake)
        objective = self.objectives.of_d(*shown, self._rng["noise"])
        self.row.judged = self.loss, objective.logits
        return Turn(self.d, real, z, fake, shown, objective)

    def _g_turn(self) -> Turn:
        """Work out what G minimises on a batch, D held fixed (or, unrolled, as it would answer)."""
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
        objective = self.objectives.of_g(real, fake, self.step_count, self._rng["noise"])
        self.row.judged = self.row.judged or (self.loss, objective.logits)
        return Turn(self.g, drawn, z, made, (real, fake), objective)

    def _updates(self, part: Part) -> Iterator[tuple[Moment, Turn]]:
        """Take the updates of one step until one comes upon what is not finite, pausing in each, see `stepping`."""
        for players in rounds(self.config) if part == "both" else part:
            turns = []
            for player in players:
                turn = self._d_turn() if player == "d" else self._g_turn()
                yield "judged", turn
                conditional.tell(self.discriminator, None)
                if not self.note({name: part.item() for name, part in turn.objective.parts.items()}):
                    return
                finite = self.note_gradient(turn.player, turn.player.gather(turn.objective.total))
                yield "gathered", turn
                if not finite:
                    return
                turns.append(turn)
            for turn in turns:
                self.update(turn.player)
                yield "updated", turn

    def stepping(self, part: Part = "both") -> Iterator[tuple[Moment, Turn]]:
        """Take a step as `step` does, pausing in each update; it is to be run through to its end.

        "judged": D has judged the batch, and the graph of what is minimised is still there. "gathered": its gradient is
        in the player's `flat.grad`, finite or not. "updated": the player has moved.
        """
        self._last_z = self._last_fake = None
        self.begin_step()
        if not self.divergence:
            yield from self._updates(part)
        self.end_step()

    def step(self, part: Part = "both") -> None:
        """Take one step: `n_critic` updates of D, then `g_steps` of G; or a single update of one of them."""
        for _ in self.stepping(part):
            pass

    # -- what it has come to ------------------------------------------------------------------------------------

    def generate(self, z: torch.Tensor) -> torch.Tensor:
        """Return the generator's samples as they are shown and measured: of its averaged weights, where there are."""
        generator = self.generator if self.average is None else self.g.with_weights(self.average)
        with at_rest(self.generator), torch.no_grad():
            return generator(z.to(self.device)).cpu()

    def samples(self, n: int, seed: int = 0) -> torch.Tensor:
        """Return n fresh samples of the generator without touching training."""
        return self.generate(self.sample_z(n, torch.Generator().manual_seed(seed)))

    # -- keeping ------------------------------------------------------------------------------------------------

    def state(self) -> tuple[dict[str, torch.Tensor], dict[str, Any]]:
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

    def load_state(
        self, tensors: dict[str, torch.Tensor], values: dict[str, Any], scalars: Mapping[str, float] | None = None
    ) -> None:
        """Take over what `state` returned, from a trainer of the same config, and the last step's quantities."""
        self.g.load_state(tensors)
        self.d.load_state(tensors)
        for name, rng in self._rng.items():
            rng.set_state(tensors[f"rng.{name}"])
        if self.average is not None:
            self.average.copy_(tensors["average"])
        self.history.load(values["stride"], tensors["history.steps"].numpy(), tensors["history.scalars"].numpy())
        self.measured.load(values["measured_stride"], *(tensors[f"measured.{x}"].numpy() for x in ("steps", "values")))
        self.step_count, self.source.drawn = values["step"], values["drawn"]
        self._last_fake, self.row = None, Row(scalars)
        self.trail = deque([self.place], TRAIL)
