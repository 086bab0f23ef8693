"""Weights as a file that others can read: safetensors of plain layers, and in its header what they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ganlab.gan.trainer import Trainer
from ganlab.lazy import torch

NAME = "model.safetensors"  # of the file in a run's folder
MODE = 0o644  # as of the other files: safetensors writes for the owner alone


def plain(module: torch.nn.Module) -> dict[str, torch.Tensor]:
    """Return a network's tensors by name; parametrized weights, those of spectral norm, as they are used."""
    found = {key: value for key, value in module.state_dict().items() if "parametrizations." not in key}
    for name, layer in module.named_modules():
        if torch.nn.utils.parametrize.is_parametrized(layer, "weight"):
            found[f"{name}.weight"] = layer.weight.detach()
    return {key: value.to("cpu", copy=True).contiguous() for key, value in found.items()}


def networks(trainer: Trainer) -> dict[str, torch.nn.Module]:
    """Return the networks by name, on the CPU and at rest.

    `generator` is the one that is shown and measured: of averaged weights where G is averaged, and then `generator_raw`
    is what was trained.
    """
    found = {"generator": trainer.g.frozen(trainer.average), "discriminator": trainer.d.frozen()}
    if trainer.average is not None:
        found["generator_raw"] = trainer.g.frozen()
    return found


def save(path: Path, trainer: Trainer) -> None:
    """Write the weights; raise OSError where that fails.

    Keys are network.layer.name, as a `torch.nn.Sequential` of these layers has them. The header's entry `ganlab` is
    JSON: `config` (all settings), `step`, `shapes` by key, and `networks`: the layers of each, as torch writes them.
    """
    from safetensors.torch import save_file

    found = networks(trainer)
    tensors = {f"{name}.{key}": tensor for name, module in found.items() for key, tensor in plain(module).items()}
    header = {
        "config": trainer.config.model_dump(mode="json"),
        "step": trainer.step_count,
        "networks": {name: [str(layer) for layer in module.children()] for name, module in found.items()},
        "shapes": {key: list(tensor.shape) for key, tensor in tensors.items()},
    }
    save_file(tensors, path, {"format": "pt", "ganlab": json.dumps(header)})
    path.chmod(MODE)


def header(path: Path) -> dict[str, Any]:
    """Return what a file of weights says of itself, without torch; raise OSError where there is none."""
    with open(path, "rb") as file:
        size = int.from_bytes(file.read(8), "little")
        found: dict[str, Any] = json.loads(json.loads(file.read(size))["__metadata__"]["ganlab"])
    return found
