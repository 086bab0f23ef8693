"""Batch: many runs stepped as one, each as it would go alone; for maps of what works, where one run says little."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from operator import add
from types import SimpleNamespace
from typing import Any

import numpy as np

from ganlab.gan.config import RunConfig
from ganlab.gan.divergence import HEAVIEST, WEIGHED, Divergence, bound
from ganlab.gan.history import SCALARS, History
from ganlab.gan.loss import mean
from ganlab.gan.networks import packed
from ganlab.gan.objectives import Judge, Logits, Objective, Objectives
from ganlab.gan.penalties import Penalty, nothing
from ganlab.gan.player import noise_std
from ganlab.gan.source import Source, noise
from ganlab.gan.stacked import Players, column
from ganlab.gan.trainer import STREAMS, Trainer, rounds
from ganlab.lazy import N_, Message, torch

SWITCHES = (  # numbers of which 0 means that there is no such thing: it is there for all or for none
    *("r1_gamma", "r2_gamma", "gp_weight", "dragan_weight", "consensus_gamma"),
    *("weight_clip", "grad_clip", "instance_noise", "ema_decay"),
)
NUMBERS = (  # settings in which runs of one batch may differ
    *("seed", "d_lr", "g_lr", "d_beta1", "d_beta2", "g_beta1", "g_beta2", "schedule_steps", "real_label"),
    *("gp_center", "dragan_std", "latent_std", "init_std", "theta_start", "psi_start"),
    *SWITCHES,
)


def shape(config: RunConfig) -> tuple[Any, ...]:
    """Return what runs of one batch have in common: all but their numbers."""
    switched = tuple(bool(getattr(config, name)) for name in SWITCHES)
    return *(value for name, value in config if name not in NUMBERS), switched


def alone(config: RunConfig) -> Message | None:
    """Say what keeps a run from being stepped with others; None where nothing does."""
    reasons = {
        N_("pictures, whose steps are long whoever takes them"): config.kind == "images",
        N_("spectral normalisation, whose power iteration is each D's own"): config.spectral_norm,
        N_("minibatch standard deviation, whose running mean is each D's own"): config.minibatch_std,
    }
    return next((Message(reason) for reason, holds in reasons.items() if holds), None)


class Draws:
    """Draw for all runs what each would draw alone; runs of one seed draw the same, so that is drawn once."""

    def __init__(self, trainers: Sequence[Trainer]):
        self._leaders: list[tuple[RunConfig, Source, dict[str, torch.Generator]]] = []
        self._places: dict[Any, int] = {}
        self._all: list[int] = []
        for trainer in trainers:
            key = trainer.config.seed, trainer.config.latent_std
            if key not in self._places:
                self._places[key] = len(self._leaders)
                tensors = trainer.state()[0]
                streams = {name: torch.Generator() for name in STREAMS}
                for name, stream in streams.items():
                    stream.set_state(tensors[f"rng.{name}"])
                self._leaders.append((trainer.config, Source(trainer.config), streams))
            self._all.append(self._places[key])
        self.keep(range(len(trainers)))

    def keep(self, places: Sequence[int]) -> None:
        """Go on with the runs at these places."""
        self._all = [self._all[k] for k in places]
        self.order = torch.tensor(self._all)

    def drawn(self, one: Callable[[RunConfig, Source, dict[str, torch.Generator]], torch.Tensor]) -> torch.Tensor:
        """Return what each run draws, (runs, n, …)."""
        found = [one(*leader) for leader in self._leaders]
        if len(found) == 1:
            return found[0].expand(len(self._all), *found[0].shape)
        stacked = torch.stack(found)
        return stacked if self._all == list(range(len(found))) else stacked[self.order]

    def states(self, k: int) -> dict[str, torch.Tensor]:
        """Return where the streams of one run are."""
        streams = self._leaders[self._all[k]][2]
        return {f"rng.{name}": stream.get_state() for name, stream in streams.items()}


class BatchObjectives(Objectives):
    """Work out what the players of several runs minimise: losses and penalties are (runs,)."""

    d: Any
    g: Any

    def __init__(self, configs: Sequence[RunConfig], g: Players, d: Players, draws: Draws):
        super().__init__(configs[0], g, d)  # type: ignore[arg-type]
        self._draws = draws
        # The numbers as terms take them, (runs, 1, 1).
        self._numbers = SimpleNamespace(**{n: column([getattr(c, n) for c in configs], 3) for n in NUMBERS})
        self._factors = {term.weight: column([term.factor(config) for config in configs], 1) for _, term in self.terms}
        self._gammas = column([config.consensus_gamma for config in configs], 1)
        self.clip = column([config.weight_clip for config in configs])
        self.smoothing = {"real_label": self._numbers.real_label} if self.loss.smooths else {}

    def judge(self, real: torch.Tensor, fake: torch.Tensor, judge: Judge | None = None) -> Logits:
        """Return the Ds' logits of two batches for each run."""
        both = (judge or self.d.module)(torch.cat([real, fake], 1))
        real_logits, fake_logits = both.split([real.shape[1], fake.shape[1]], 1)
        return real_logits, fake_logits

    def _weighted(self, term: Penalty, judge: Judge, real: torch.Tensor, fake: torch.Tensor, rng: Any) -> torch.Tensor:
        drawn = None
        if term.drawn is not nothing:
            drawn = self._draws.drawn(lambda config, source, streams: term.drawn(real[0], streams["noise"]))
        weighted: torch.Tensor = self._factors[term.weight] * term.value(judge, real, fake, self._numbers, drawn)
        return weighted

    def _rotation(self, gradients: Sequence[torch.Tensor]) -> torch.Tensor:
        squares = reduce(add, (gradient.square().sum(1) for gradient in gradients))
        rotation: torch.Tensor = self._gammas / 2 * squares
        return rotation


class Batch:
    """Step trainers of one shape as one; `settle` brings them to where the batch is.

    Each goes as it would alone, but for rounding. A run that diverges stops there, and the others go on without it.
    """

    def __init__(self, trainers: Sequence[Trainer]):
        if len({(shape(trainer.config), trainer.step_count) for trainer in trainers}) != 1:
            raise ValueError("trainers: must be of one shape and at one step")
        if any(trainer.step_count for trainer in trainers):
            raise ValueError("trainers: must be at their beginning")
        self.step_count, self.trainers = 0, list(trainers)
        self.g, self.d = Players([one.g for one in trainers]), Players([one.d for one in trainers])
        self._draws = Draws(trainers)
        self.history = History([""] * (len(trainers) * len(SCALARS)))
        self.average = self.g.flat.detach().clone() if self.config.ema_decay else None
        self._row = self._before = np.full((len(trainers), len(SCALARS)), np.nan, np.float32)
        self._stopped: set[int] = set()
        self._last_z: torch.Tensor | None = None  # as in a trainer
        self._last_fake: torch.Tensor | None = None
        self._logits: Logits | None = None
        self._configure()

    def _configure(self) -> None:
        configs = [trainer.config for trainer in self.trainers]
        self.objectives = BatchObjectives(configs, self.g, self.d, self._draws)
        self._clip, self._decay = self.objectives.clip, column([config.ema_decay for config in configs])

    @property
    def config(self) -> RunConfig:
        """Return the config of one of the runs, for what they have in common."""
        return self.trainers[0].config

    # -- a step -------------------------------------------------------------------------------------------------

    def _real(self) -> torch.Tensor:
        return self._draws.drawn(lambda config, source, streams: source.draw(config.batch_size, streams["real"]))

    def _z(self) -> torch.Tensor:
        return self._draws.drawn(lambda config, source, streams: noise(config, config.batch_size, streams["z"]))

    def _presented(self, samples: torch.Tensor) -> torch.Tensor:
        if noise_std(self.config, self.step_count):  # the same steps of all have noise
            stds = column([noise_std(trainer.config, self.step_count) for trainer in self.trainers], 3)
            normal = self._draws.drawn(lambda c, s, streams: torch.randn(samples.shape[1:], generator=streams["noise"]))
            samples = samples + stds * normal
        if self.config.packing > 1:
            samples = torch.stack([packed(one, self.config.packing) for one in samples])
        return samples

    def _of_d(self) -> Objective:
        config = self.config
        real, z = self._real(), self._z()
        with torch.set_grad_enabled(bool(config.consensus_gamma) or config.reuse_z):
            made = self.g.module(z)
        self._last_z = z
        self._last_fake = made if config.reuse_z and not config.consensus_gamma else None
        shown = self._presented(real), self._presented(made if config.consensus_gamma else made.detach())
        return self.objectives.of_d(*shown, None)  # type: ignore[arg-type]

    def _of_g(self) -> Objective:
        config, real = self.config, None
        if self.objectives.loss.compares or config.unroll_steps or config.consensus_gamma:
            real = self._real()
        z = self._last_z if config.reuse_z and self._last_z is not None else self._z()
        made, self._last_fake = self._last_fake, None
        made = self.g.module(z) if made is None else made
        fake = self._presented(made)
        real = None if real is None else self._presented(real)
        return self.objectives.of_g(real, fake, self.step_count, None)  # type: ignore[arg-type]

    def _stop(self, k: int, why: Divergence) -> None:
        """Leave a run where it is, for good."""
        self._stopped.add(k)
        self._settle(k, self._before, why)

    def _turn(self, player: Players) -> None:
        """Work out what one player of each run minimises, and its gradient; stop the runs where that is no number."""
        objective = self._of_d() if player is self.d else self._of_g()
        if player is self.d or self._logits is None:
            self._logits = objective.logits
        player.gather(objective.total)
        prefix = player.one.prefix
        noted = {**objective.parts, f"{prefix}_grad": player.norm}
        rows = torch.stack([value.detach() for value in noted.values()]).double().cpu().numpy()
        self._row[:, [SCALARS.index(name) for name in noted]] = rows.T
        sound = np.abs(rows) <= bound(self.config.kind)
        sound[-1] = np.isfinite(rows[-1])
        for k in np.flatnonzero(~sound.all(0)).tolist():
            place = int(np.flatnonzero(~sound[:, k])[0])
            if place == len(rows) - 1 and player.gradient[k].isfinite().all():
                continue  # only its length is too large a number
            if k not in self._stopped:
                name, value = list(noted)[place], rows[place, k].item()
                which = (f"∇ {prefix}_loss",) if place == len(rows) - 1 else (name, value)
                self._stop(k, Divergence(self.step_count + 1, *which))

    def _update(self, player: Players) -> None:
        player.update(self.step_count)
        with torch.no_grad():
            if player is self.g and self.average is not None:
                self.average += (1 - self._decay) * (self.g.flat - self.average)
            elif player is self.d and self.config.weight_clip:
                self.d.flat.clamp_(-self._clip, self._clip)

    def step(self) -> None:
        """Take one step of every run that is left."""
        if not self.trainers:
            return
        self._last_z = self._last_fake = self._logits = None
        self._before, self._row = self._row, np.full_like(self._row, np.nan)
        sides = {"d": self.d, "g": self.g}
        for players in rounds(self.config):
            for name in players:
                self._turn(sides[name])
            for name in players:
                self._update(sides[name])
        self._end()

    def _end(self) -> None:
        if self.config.kind == "dirac":
            places = torch.stack([self.g.flat[:, 0], self.d.flat[:, 0]], 1).detach().cpu().numpy()
            self._row[:, [SCALARS.index("theta"), SCALARS.index("psi")]] = places
        self.step_count += 1
        if self.history.wants(self.step_count):
            self._answer()
            self.history.append(self.step_count, self._row.ravel())
        if self.step_count % WEIGHED == 0 and self.config.kind != "dirac":
            self._before = self._row
            for player in (self.d, self.g):
                heaviest = player.flat.detach().abs().amax(1).cpu().numpy()
                for k in np.flatnonzero(~(heaviest <= HEAVIEST)).tolist():
                    if k not in self._stopped:
                        self._stop(k, Divergence(self.step_count, f"|w| of {player.one.prefix.upper()}", heaviest[k]))
        if self._stopped:
            self._keep([k for k in range(len(self.trainers)) if k not in self._stopped])

    def _answer(self) -> None:
        """Note D's mean answers in the step's last update of D, or, without one, its first of G."""
        if self._logits is None:
            return
        (real_logits, fake_logits), self._logits = self._logits, None
        loss, place = self.objectives.loss, SCALARS.index("d_real")
        with torch.no_grad():
            if real_logits is None:
                self._row[:, place + 1] = mean(loss.answer(fake_logits, None, None)).cpu().numpy()
            else:
                answers = loss.answers(real_logits, fake_logits)
                self._row[:, place : place + 2] = torch.stack([mean(one) for one in answers], 1).cpu().numpy()

    def _keep(self, places: list[int]) -> None:
        """Go on with the runs at these places only."""
        self._answer()
        steps, rows = self.history.arrays()
        rows = rows.reshape(len(rows), len(self.trainers), len(SCALARS))[:, places]
        self.trainers, self._stopped = [self.trainers[k] for k in places], set()
        stride, self.history = self.history.stride, History([""] * len(places) * len(SCALARS))
        self.history.load(stride, steps, rows.reshape(len(rows), len(places) * len(SCALARS)))
        self._row = self._row[places]
        if not places:
            return
        chosen = torch.tensor(places)
        self.g.keep(chosen, [one.g for one in self.trainers])
        self.d.keep(chosen, [one.d for one in self.trainers])
        self.average = None if self.average is None else self.average[chosen]
        self._draws.keep(places)
        self._configure()

    # -- what they have come to ---------------------------------------------------------------------------------

    def settle(self) -> None:
        """Bring every trainer to where its run is: as if it had taken the steps itself."""
        self._answer()
        kept = self.history.arrays()
        for k in range(len(self.trainers)):
            self._settle(k, self._row, kept=kept)

    def _settle(self, k: int, row: np.ndarray, why: Divergence | None = None, kept: Any = None) -> None:
        trainer = self.trainers[k]
        tensors, values = trainer.state()
        steps, rows = kept or self.history.arrays()
        rows = rows.reshape(len(rows), len(self.trainers), len(SCALARS))[:, k]
        tensors |= {**self.g.state(k), **self.d.state(k), **self._draws.states(k)}
        tensors |= {"history.steps": torch.from_numpy(steps), "history.scalars": torch.from_numpy(rows.copy())}
        if self.average is not None:
            tensors["average"] = self.average[k].cpu()
        values |= {"step": self.step_count, "stride": self.history.stride}
        trainer.load_state(tensors, values, dict(zip(SCALARS, row[k].tolist(), strict=True)))
        trainer.divergence = why
