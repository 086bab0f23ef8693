"""Phases: the coming step of a trainer taken apart into phases, worked out on a twin; the trainer stays as it is.

One update has six phases: draw, generate, judge, loss, gradient, update. The twin takes the very step that the trainer
will take, with the same random numbers, so every number shown is that of the step which is then taken.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from ganlab.gan import conditional
from ganlab.gan.networks import packed
from ganlab.gan.objectives import Logits
from ganlab.gan.trainer import Moment, Trainer, Turn
from ganlab.lazy import N_, Message, torch
from ganlab.observe.display import SHOWN_PICTURES, SHOWN_REAL_PICTURES, Display, answer_range, array, pixels
from ganlab.observe.slow import equations
from ganlab.observe.slow.mathml import given
from ganlab.observe.snapshot import Phase

Answers: TypeAlias = "tuple[torch.Tensor | None, torch.Tensor]"  # D's, to real and fake samples, as they are recorded

_LIT = {
    "d": {
        "draw": ("z", "real"),
        "generate": ("z", "g", "fake"),
        "judge": ("fake", "real", "d", "answers"),
        "loss": ("answers", "d_loss"),
        "gradient": ("d", "d_loss", "d_grad"),
        "update": ("d", "d_grad"),
    },
    "g": {
        "draw": ("z",),
        "generate": ("z", "g", "fake"),
        "judge": ("fake", "d", "answers"),
        "loss": ("answers", "g_loss"),
        "gradient": ("g", "fake", "d", "g_loss", "g_grad"),
        "update": ("g", "fake", "g_grad"),
    },
}


_SAID = {  # by player and phase, and by what is otherwise in G's
    "d_draw": N_("A batch is drawn: {n} real samples x and {n} noise vectors z."),
    "d_generate": N_("G turns each z into a fake G(z). G itself is held fixed in D's update."),
    "d_judge": N_("D judges the real batch and the fakes."),
    "d_loss": N_("D's loss says how badly D tells the two apart: the lower, the better for D."),
    "d_gradient": N_("The gradient says how the loss changes with each weight of D."),
    "d_update": N_("D's weights take a small step down the gradient. G and the samples stay as they are."),
    "g_draw": N_("G's turn: {n} new noise vectors z are drawn. D is held fixed."),
    "g_draw_real": N_(
        "G's turn: {n} new noise vectors z are drawn, and {n} real samples to compare with. D is held fixed."
    ),
    "g_draw_again": N_("G's turn: it uses the {n} noise vectors z of D's update again. D is held fixed."),
    "g_generate": N_("G turns each z into a fake G(z)."),
    "g_judge": N_("D judges the fakes."),
    "g_judge_real": N_("D judges the fakes beside the real batch."),
    "g_judge_unrolled": N_("The fakes are judged by D as it would be {k} updates later."),
    "g_loss": N_("G's loss is low where D takes the fakes for real."),
    "g_gradient": N_("The gradient passes back through D into G: how the loss changes with each weight of G."),
    "g_gradient_arrows": N_(
        "The gradient passes back through D into G. The arrows show where the loss pulls each fake."
    ),
    "g_update": N_("G's weights take a small step down the gradient: the same z now give these fakes."),
}


def anatomy(trainer: Trainer) -> tuple[Phase, ...]:
    """Return the phases of the trainer's next step, in the order in which it takes them; none where nobody moves.

    Where the step comes upon a number that is not finite, the phases end there too.
    """
    twin = Trainer(trainer.config, trainer.images, trainer.device, trainer.measured.columns)
    twin.load_state(*trainer.state())
    notes = _Notes(twin)
    for moment, turn in twin.stepping():
        notes.note(moment, turn)
    return tuple(notes.phases)


@contextlib.contextmanager
def _restored(*modules: torch.nn.Module) -> Iterator[None]:
    """Put the buffers of networks back afterwards: running averages and power iterations."""
    kept = [(buffer, buffer.clone()) for module in modules for buffer in module.buffers()]
    try:
        with torch.no_grad():
            yield
    finally:
        for buffer, value in kept:
            buffer.copy_(value)


class _Batch(NamedTuple):
    turn: Turn
    answers: Answers
    pull: torch.Tensor | None  # of G's loss on each sample


class _Notes:
    """Note the phases of the step that a trainer takes."""

    def __init__(self, trainer: Trainer):
        self.trainer, self.config, self.display = trainer, trainer.config, Display(trainer)
        self.phases: list[Phase] = []
        self._step = trainer.step_count + 1
        self._taken = {"d": 0, "g": 0}  # turns
        self._batches: dict[str, _Batch] = {}  # each player's last one
        self._before: dict[str, torch.Tensor] = {}  # its weights
        self._scene: dict[str, Any] = self._map()
        self._std = trainer.noise_std()

    # -- moments of an update -----------------------------------------------------------------------------------

    def note(self, moment: Moment, turn: Turn) -> None:
        """Note the phases that lie before a moment of an update, see `Trainer.stepping`."""
        if moment == "judged":
            self._judged(turn)
        elif moment == "gathered":
            self._gathered(turn)
        else:
            self._updated(turn)

    def _judged(self, turn: Turn) -> None:
        key, config, (total, parts, logits) = turn.player.prefix, self.config, turn.objective
        self._taken[key] += 1
        pull = None
        if key == "g" and config.kind == "points" and "consensus" not in parts:
            pull = -torch.autograd.grad(total, turn.fake, retain_graph=True)[0] * len(logits[1])
        objectives = self.trainer.objectives
        with torch.no_grad():
            answers = self._answers(logits)
            smoothing = objectives.smoothing if key == "d" else {}
            summands = [part.item() for part in getattr(objectives.loss, f"{key}_parts")(*logits, **smoothing)]
        noted = {name: part.item() for name, part in parts.items()}
        again = key == "g" and "d" in self._batches and turn.z is self._batches["d"].turn.z
        self._batches[key] = _Batch(turn, answers, pull)
        self._add(key, "draw", equations.draw(config, turn.real, turn.z), {}, self._drawn(turn), again)
        self._add(key, "generate", equations.generate(config, turn.z, turn.fake), {}, self._made(turn.fake))
        means = {}
        if key == "d" or not self._taken["d"]:  # else D's own batch is the one whose answers are recorded
            sides = zip(("real", "fake"), answers, strict=True)
            means = {f"d_{side}": given.mean().item() for side, given in sides if given is not None}
        lines = equations.judge(config, answers, self._std, key == "g" and bool(config.unroll_steps))
        self._add(key, "judge", lines, means, self._judged_as(logits, answers))
        lines = equations.objective(config, key, summands, noted, total.item())
        self._add(key, "loss", lines, {**noted, f"{key}_total": total.item()})

    def _gathered(self, turn: Turn) -> None:
        key, pull = turn.player.prefix, self._batches[turn.player.prefix].pull
        self._before[key] = turn.player.flat.clone()
        lines = equations.gradient(self.config, key, turn.player.norm, pull)
        self._add(key, "gradient", lines, {f"{key}_grad": turn.player.norm}, self._pulled(key, pull))

    def _updated(self, turn: Turn) -> None:
        """Note what an update did to the same batch."""
        player, key = turn.player, turn.player.prefix
        answers, before = self._batches[key].answers, self._before[key]
        moved, lr = (player.flat - before).norm().item(), player.optimizer.param_groups[0]["lr"]
        fake, logits = self._again(turn)
        after = self._answers(logits)
        scene = self._map() | self._made(fake) | self._judged_as(logits, after) | self._pulled(key, None)
        changes = []
        if self.config.kind == "dirac":
            name = {"d": r"\psi", "g": r"\theta"}[key]
            changes.append(equations.change(name, before[0].item(), player.flat[0].item()))
        if not (key == "g" and self.config.unroll_steps):  # whose answers were those of another D
            for name, old, new in zip(self.trainer.loss.answer_names, answers, after, strict=True):
                if old is not None and new is not None:
                    changes.append(equations.change(rf"\mathbb{{E}}\,{name}", old.mean().item(), new.mean().item()))
        lines = equations.update(self.config, key, lr, player.norm, moved, changes)
        self._add(key, "update", lines, {f"{key}_lr": lr, f"{key}_moved": moved}, scene)

    def _again(self, turn: Turn) -> tuple[torch.Tensor, Logits]:
        """Return G's samples of a turn's noise and D's logits, as the networks are now."""
        trainer, key = self.trainer, turn.player.prefix
        used = [trainer.discriminator, *([trainer.generator] if key == "g" else [])]  # else G's graph may be wanted
        with _restored(*used), conditional.told(trainer.discriminator, trainer.labels_of(turn.z)):
            real, shown = turn.shown
            fake = turn.fake
            if key == "g":
                fake = trainer.generator(turn.z)
                noise = shown.reshape(-1, *fake.shape[1:]) - turn.fake if self._std else 0.0
                shown = packed(fake + noise, self.config.packing)
            if real is not None and (key == "d" or trainer.loss.compares):
                return fake, trainer.objectives.judge(real, shown)
            return fake, (None, trainer.discriminator(shown))

    def _answers(self, logits: Logits) -> Answers:
        """Return D's answers as they are recorded: (real or None, fake)."""
        real, fake = logits
        if real is None:
            return None, self.trainer.loss.answer(fake, None, None).detach()
        real_answers, fake_answers = self.trainer.loss.answers(real, fake)
        return real_answers.detach(), fake_answers.detach()

    # -- phases and their pictures ------------------------------------------------------------------------------

    def _add(
        self,
        key: str,
        name: str,
        lines: equations.Lines,
        values: dict[str, float],
        scene: dict[str, Any] | None = None,
        again: bool = False,
    ) -> None:
        """Note one phase; `scene` is what it changes in the picture."""
        config, turn = self.config, self._batches[key].turn
        self._scene = self._scene | (scene or {})
        with_real = key == "g" and turn.real is not None
        variant = {
            "draw": "_again" if again else "_real" if with_real else "",
            "judge": "_unrolled" if config.unroll_steps else "_real" if self.trainer.loss.compares else "",
            "gradient": "_arrows" if config.kind == "points" else "",
        }.get(name, "")
        said = _SAID[f"{key}_{name}{variant if key == 'g' else ''}"]
        text = Message.of(said, n=len(turn.z), k=config.unroll_steps)
        lit = _LIT[key][name]
        if with_real and (name == "draw" or (name == "judge" and self.trainer.loss.compares)):
            lit += ("real",)
        turns = config.n_critic if key == "d" else config.g_steps
        if config.conditional != "none":
            lines = [(given(formula), given(numbers)) for formula, numbers in lines]
        place = (self._step, key, self._taken[key], turns, name)
        self.phases.append(Phase(*place, lit, text, tuple(lines), values, self._scene))

    def _map(self) -> dict[str, Any]:
        """Show both networks as they are now."""
        if self.config.kind != "points":
            return {}
        shown = self.display.networks(self.trainer.generate(self.display.z))
        return shown | {"real_scores": _NONE, "fake_scores": _NONE}

    def _place(self) -> np.ndarray:
        return array(torch.cat([self.trainer.g.flat[:1], self.trainer.d.flat[:1]])[None])

    def _drawn(self, turn: Turn) -> dict[str, Any]:
        """Show what is drawn, and nothing yet of what G and D will make of it."""
        scene: dict[str, Any] = {"noise": array(turn.z[:, :2])}
        if self.config.kind == "dirac":
            return scene | {"fake": self._place(), "arrows": np.zeros((1, 2), np.float32)}
        if self.config.kind == "images":
            if turn.real is not None:
                real = pixels(turn.real[:SHOWN_PICTURES], self.config)
                scene |= {"fresh": real, "real": real[:SHOWN_REAL_PICTURES]}
            nothing = np.zeros((0, *turn.fake.shape[2:]), np.uint8)
            return scene | {"fixed": nothing} | dict.fromkeys(("real_scores", "fixed_scores", "fresh_scores"), _NONE)
        if turn.real is not None:
            scene["real"] = array(turn.real)
        return scene | {"fake": _NOWHERE, "arrows": _NOWHERE, "real_scores": _NONE, "fake_scores": _NONE}

    def _made(self, fake: torch.Tensor) -> dict[str, Any]:
        """Show G's samples."""
        if self.config.kind == "dirac":
            return {"fake": self._place()}
        if self.config.kind == "images":
            return {"fixed": pixels(fake[:SHOWN_PICTURES].detach(), self.config)}
        return {"fake": array(fake)}

    def _judged_as(self, logits: Logits, answers: Answers) -> dict[str, Any]:
        """Show D's answers, one for each sample; those of a pack have their pack's."""
        if self.config.kind == "dirac":
            return {}
        each = self.config.packing
        real, fake = (_NONE if side is None else array(side.squeeze(1)).repeat(each) for side in answers)
        given = torch.cat([side for side in answers if side is not None])
        if self.config.kind == "points":
            low, high = self._scene["answers"]
            middle = (low + high) / 2
            reach = (
                high - middle
                if self.trainer.loss.probability
                else max(high - middle, (given - middle).abs().max().item())
            )
            return {"real_scores": real, "fake_scores": fake, "answers": (middle - reach, middle + reach)}
        sides = [side.detach() for side in logits if side is not None]
        return {
            "fixed_scores": fake[:SHOWN_PICTURES],
            "fresh_scores": real[:SHOWN_PICTURES],
            "real_scores": real[:SHOWN_REAL_PICTURES],
            "answers": answer_range(self.trainer, given, (sides[0], sides[-1])),
        }

    def _pulled(self, key: str, pull: torch.Tensor | None) -> dict[str, Any]:
        """Show where the loss pulls each sample, or the Dirac-GAN's parameter."""
        if self.config.kind == "dirac":
            arrows = np.zeros((1, 2), np.float32)
            if self.phases[-1].name == "loss":
                arrows[0, "gd".index(key)] = -getattr(self.trainer, key).flat.grad[0].item()
            return {"arrows": arrows}
        if self.config.kind == "images":
            return {}
        return {"arrows": _NOWHERE if pull is None else array(pull)}


_NOWHERE, _NONE = np.zeros((0, 2), np.float32), np.zeros(0, np.float32)
