"""Player: one network of the game, all its parameters in one flat vector, and how they are updated."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable

from ganlab.gan.config import RunConfig
from ganlab.gan.optimizers import OPTIMIZERS, State, plain_step, plainly
from ganlab.lazy import torch

VECTOR = 16  # numbers that the widest processors work on at once


def schedule_factor(config: RunConfig, step: int) -> float:
    """Return what the learning rates are multiplied by in the step after `step` steps: 1 at first, 0 at the end."""
    if config.schedule == "constant":
        return 1.0
    share = min(1.0, step / config.schedule_steps)
    return 1 - share if config.schedule == "linear" else (1 + math.cos(math.pi * share)) / 2


def noise_std(config: RunConfig, step: int) -> float:
    """Return the standard deviation of the instance noise in the step after `step` steps."""
    share = step / config.noise_steps if config.noise_steps else 0.0
    return config.instance_noise * max(0.0, 1.0 - share)


class Player:
    """Keep one network with all its parameters in one flat vector, so that an update is one operation.

    The network's own parameters are views into `flat`; gradients are asked for explicitly and gathered into
    `flat.grad`, so a D step cannot leave anything in G, nor the reverse. `norm` is the last gradient's length.
    """

    def __init__(self, module: torch.nn.Module, prefix: str, config: RunConfig):
        self.module, self.prefix = module, prefix
        # What does not fill a processor's vectors comes last: there an optimizer rounds otherwise, and so equally
        # whether it is given this vector or, as in a program that is taken home, layer after layer.
        named = sorted(module.named_parameters(), key=lambda item: item[1].numel() % VECTOR > 0)
        self.names, self.parameters = zip(*named, strict=True)
        self.flat = torch.cat([parameter.detach().flatten() for parameter in self.parameters])
        self.flat.grad = self.gradient = torch.zeros_like(self.flat)
        for parameter, view in zip(self.parameters, self.views(self.flat).values(), strict=True):
            parameter.data = view
        self.norm, self.optimizer_name = math.nan, ""
        self.configure(config, fresh=True)

    def views(self, flat: torch.Tensor) -> dict[str, torch.Tensor]:
        """Return the network's parameters by name as views into a vector like `flat`."""
        parts = flat.split([parameter.numel() for parameter in self.parameters])
        shapes = [parameter.shape for parameter in self.parameters]
        return {name: part.view(shape) for name, part, shape in zip(self.names, parts, shapes, strict=True)}

    def with_weights(self, flat: torch.Tensor) -> Callable[[torch.Tensor], torch.Tensor]:
        """Return the network as a function of its input, with other weights than its own."""
        views = self.views(flat)
        return lambda x: torch.func.functional_call(self.module, views, (x,))

    def frozen(self, flat: torch.Tensor | None = None) -> torch.nn.Module:
        """Return the network as it is at this moment, or with other weights, on the CPU.

        Later updates do not change it.
        """
        module = copy.deepcopy(self.module).cpu().eval().requires_grad_(False)
        if flat is not None:
            for name, view in self.views(flat).items():
                module.get_parameter(name).copy_(view)
        return module

    def configure(self, config: RunConfig, fresh: bool = False) -> None:
        """Set learning rate and options; keep the optimizer's state unless its kind changes."""
        self.config, name = config, getattr(config, f"{self.prefix}_optimizer")
        self.record = OPTIMIZERS[name]
        options = {key: getattr(config, f"{self.prefix}_{key}") for key in self.record.options}
        self.arguments, self.lr = self.record.arguments(**options), getattr(config, f"{self.prefix}_lr")
        if fresh or name != self.optimizer_name:
            plainly()
            self.optimizer = self.record.build([self.flat], lr=self.lr, **self.arguments)
            self.optimizer_name = name
            self._step = plain_step(self.optimizer)
        self.optimizer.param_groups[0].update(self.arguments, lr=self.lr)

    def gather(self, loss: torch.Tensor) -> bool:
        """Put the loss's gradient into `flat.grad`; tell whether it is finite."""
        gradients = torch.autograd.grad(loss, self.parameters)
        torch.cat([gradient.reshape(-1) for gradient in gradients], out=self.gradient)
        return self._gathered(torch.linalg.vector_norm(self.gradient).item())

    def take(self, gradient: torch.Tensor, norm: float) -> bool:
        """Take a gradient, of this length, that was worked out elsewhere; tell whether it is finite."""
        self.gradient.copy_(gradient)
        return self._gathered(norm)

    def _gathered(self, norm: float) -> bool:
        self.norm = norm
        return math.isfinite(self.norm) or bool(self.gradient.isfinite().all())

    def update(self, step: int) -> None:
        """Move down the gathered gradient, shortened and at the scheduled rate, as the config says."""
        longest = self.config.grad_clip
        if longest and self.norm > longest:
            self.gradient.mul_(longest / self.norm)
        if self.config.schedule != "constant":
            self.optimizer.param_groups[0]["lr"] = self.lr * schedule_factor(self.config, step)
        with torch.no_grad():
            self._step(self.optimizer)

    def look_ahead(
        self, flat: torch.Tensor, gradient: torch.Tensor, state: State, step: int
    ) -> tuple[torch.Tensor, State]:
        """Return (weights, state) after the same update as a differentiable function of weights and gradient."""
        longest = self.config.grad_clip
        if longest:
            gradient = gradient * (longest / gradient.norm()).clamp(max=1)
        lr = self.lr * schedule_factor(self.config, step)
        return self.record.update(flat, gradient, state, lr, **self.arguments)

    def optimizer_state(self) -> State:
        """Return the optimizer's state of the vector; empty before its first update."""
        return {key: value for key, value in self.optimizer.state.get(self.flat, {}).items() if value is not None}

    def state(self) -> dict[str, torch.Tensor]:
        """Return every tensor that continuing needs."""
        tensors = {"flat": self.flat.detach()}
        tensors |= {f"buffer.{name}": value for name, value in self.module.named_buffers()}
        tensors |= {f"optimizer.{key}": torch.as_tensor(value) for key, value in self.optimizer_state().items()}
        return {f"{self.prefix}.{name}": tensor.to("cpu", copy=True) for name, tensor in tensors.items()}

    def load_state(self, tensors: dict[str, torch.Tensor]) -> None:
        """Take over what `state` returned."""
        self.flat.copy_(tensors[f"{self.prefix}.flat"])
        for name, value in self.module.named_buffers():
            value.copy_(tensors[f"{self.prefix}.buffer.{name}"])
        mark = f"{self.prefix}.optimizer."
        kept = {key.removeprefix(mark): value for key, value in tensors.items() if key.startswith(mark)}
        self.optimizer.state.clear()
        if kept:
            fused = self.optimizer.param_groups[0].get("fused")  # which alone counts its steps beside the weights
            self.optimizer.state[self.flat] = {
                key: value.to(self.flat.device if key != "step" or fused else "cpu", copy=True)
                for key, value in kept.items()
            }
