"""Stacked players: the same network of several runs as one, whose weights lie in one matrix, a row for each run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeAlias

from ganlab.gan.networks import ACTIVATIONS
from ganlab.gan.optimizers import State
from ganlab.gan.player import Player, schedule_factor
from ganlab.lazy import torch

Layer: TypeAlias = "Callable[[dict[str, torch.Tensor], torch.Tensor], torch.Tensor]"  # of weights and inputs


def column(values: Sequence[float], dims: int = 2) -> Any:
    """Return numbers of the runs as a tensor (runs, 1, …) of so many dimensions; one number where all are equal."""
    if len(set(values)) == 1:
        return values[0]
    return torch.tensor(values, dtype=torch.get_default_dtype()).view(-1, *[1] * (dims - 1))


def layers(module: torch.nn.Module, exact: bool = False) -> list[Layer]:
    """Return what a network does, layer by layer, for several runs at once: inputs (runs, n, …) and their weights.

    Raise ValueError for a layer of which that is not known.
    """
    return [_layer(name, layer, exact) for name, layer in module.named_children()]


def _layer(name: str, layer: torch.nn.Module, exact: bool) -> Layer:
    if type(layer) is torch.nn.Linear:
        weight, bias = f"{name}.weight", f"{name}.bias"
        if exact and layer.out_features == 1:
            return lambda w, x: _single()(x, w[weight], w[bias])
        if layer.bias is None:
            return lambda w, x: torch.bmm(x, w[weight].mT)
        return lambda w, x: torch.baddbmm(w[bias].unsqueeze(1), x, w[weight].mT)
    if type(layer) in {type(make()) for make in ACTIVATIONS.values()}:
        return lambda w, x: layer(x)
    if hasattr(layer, "theta"):  # the Dirac-GAN's generator
        return lambda w, x: w[f"{name}.theta"].unsqueeze(1).expand(-1, x.shape[1], -1)
    raise ValueError(f"layer: must be one that several runs can share; got {type(layer).__name__}")


@cache
def _single() -> Any:
    """Return a layer of one output, (runs, n, 1), that rounds as it does for one run: only a product from this side."""

    class Single(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
            ctx.save_for_backward(x, weight)
            return torch.baddbmm(bias.unsqueeze(1), weight, x.mT).mT

        @staticmethod
        def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor | None, torch.Tensor]:
            (x, weight), (gradient,) = ctx.saved_tensors, gradients
            learns = ctx.needs_input_grad[1]
            return gradient * weight, torch.bmm(gradient.mT, x) if learns else None, gradient.sum(1)

    return Single.apply


class Stack:
    """Keep the networks of several runs as one; `flat` is (runs, weights), `norm` (runs,) the last gradients' lengths.

    exact: each row is worked out with the very roundings of its network alone, so far as that is known to be possible.
    """

    def __init__(self, players: Sequence[Player], exact: bool = False):
        self.one = players[0]  # what all have in common: shapes, names, the kind of the optimizer
        self._layers = layers(self.one.module, exact)
        self._sizes = [parameter.numel() for parameter in self.one.parameters]
        self.take(players)

    def take(self, players: Sequence[Player]) -> None:
        """Take over the weights that the players have now."""
        self.flat = torch.stack([player.flat.detach() for player in players]).requires_grad_()

    @property
    def parameters(self) -> tuple[torch.Tensor]:
        """Return what gradients are asked of."""
        return (self.flat,)

    def views(self, flat: torch.Tensor) -> dict[str, torch.Tensor]:
        """Return the networks' parameters by name, (runs, …), as views into a matrix like `flat`."""
        named = zip(self.one.names, self.one.parameters, flat.split(self._sizes, 1), strict=True)
        return {name: part.view(-1, *parameter.shape) for name, parameter, part in named}

    def with_weights(self, flat: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
        """Return the networks as a function of their inputs, (runs, n, …), with these weights."""
        views = self.views(flat)

        def network(x: torch.Tensor) -> torch.Tensor:
            for layer in self._layers:
                x = layer(views, x)
            return x

        return network

    def module(self, x: torch.Tensor) -> torch.Tensor:
        """Return what the networks make of their inputs."""
        return self.with_weights(self.flat)(x)

    def gather(self, losses: torch.Tensor) -> None:
        """Work out the gradients of the runs' losses (runs,)."""
        self.gradient = torch.autograd.grad(losses, self.flat, torch.ones_like(losses))[0]
        self.norm = torch.linalg.vector_norm(self.gradient, dim=1)


class Players(Stack):
    """Keep the players of several runs that differ in numbers only; it stands in for a `Player` wherever one trains."""

    def __init__(self, players: Sequence[Player]):
        super().__init__(players)
        self._state: State = {}
        self.updates = 0
        self.configure(players)

    def configure(self, players: Sequence[Player]) -> None:
        """Take what the players' configs say of their updates."""
        self.configs = [player.config for player in players]
        self._lrs = [player.lr for player in players]
        self._lr, self._clip = column(self._lrs), column([config.grad_clip for config in self.configs])
        kinds = [player.arguments for player in players]
        self._arguments = {
            name: tuple(map(column, zip(*(kind[name] for kind in kinds), strict=True)))
            if isinstance(value, tuple)
            else column([kind[name] for kind in kinds])
            for name, value in kinds[0].items()
        }

    def _rate(self, step: int) -> Any:
        if self.configs[0].schedule == "constant":
            return self._lr
        shares = (schedule_factor(config, step) for config in self.configs)
        return column([lr * share for lr, share in zip(self._lrs, shares, strict=True)])

    def look_ahead(
        self, flat: torch.Tensor, gradient: torch.Tensor, state: State, step: int
    ) -> tuple[torch.Tensor, State]:
        """Return (weights, state) after an update as a differentiable function of weights and gradient."""
        if self.configs[0].grad_clip:
            gradient = gradient * (self._clip / gradient.norm(dim=1, keepdim=True)).clamp(max=1)
        return self.one.record.update(flat, gradient, state, self._rate(step), **self._arguments)

    def update(self, step: int) -> None:
        """Move all down their gathered gradients."""
        with torch.no_grad():
            flat, self._state = self.look_ahead(self.flat, self.gradient, self._state, step)
        self.updates += 1
        self.flat = flat.requires_grad_()

    def optimizer_state(self) -> State:
        """Return the optimizers' state of the matrix; empty before the first update."""
        return self._state

    def state(self, k: int) -> dict[str, torch.Tensor]:
        """Return what `Player.state` does, of one run."""
        state = {"flat": self.flat.detach()[k]}
        for key, value in self._state.items():
            if isinstance(value, torch.Tensor):
                state[f"optimizer.{key}"] = value[k]
        if self._state and self.one.optimizer_name != "sgd":  # torch's own counts the updates
            state["optimizer.step"] = torch.tensor(float(self.updates), dtype=torch.float32)
        return {f"{self.one.prefix}.{name}": tensor.clone() for name, tensor in state.items()}

    def keep(self, places: torch.Tensor, players: Sequence[Player]) -> None:
        """Go on with some of the runs only, at these places; `players` are theirs."""
        self.flat = self.flat.detach()[places].requires_grad_()
        kept = {key: value[places] for key, value in self._state.items() if isinstance(value, torch.Tensor)}
        self._state = {**self._state, **kept}
        self.configure(players)
