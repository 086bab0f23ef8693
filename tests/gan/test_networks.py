"""At rest a network answers as in PyTorch's evaluation mode, and what it has seen stands still."""

import itertools

import pytest
import torch

from ganlab.gan.networks import ACTIVATIONS, at_rest
from ganlab.gan.trainer import Trainer
from tests.support.training import digits, small

PICTURES = {"dataset": "digits", "loss": "non-saturating"}
DCGAN = {**PICTURES, "g_network": "dcgan", "d_network": "dcgan", "g_hidden": (8, 4), "d_hidden": (4, 8)}
CASES = [
    *({"g_activation": name, "d_activation": name} for name in ACTIVATIONS),
    *({"spectral_norm": norm, "minibatch_std": std} for norm, std in itertools.product((False, True), repeat=2)),
    *({**DCGAN, "d_batch_norm": norm, "spectral_norm": not norm} for norm in (False, True)),
    {**PICTURES, "conditional": "projection", "spectral_norm": True},
]


def state(network):
    return [*network.parameters(), *network.buffers()]


@pytest.mark.parametrize("values", CASES, ids=lambda values: " ".join(map(str, values.values())))
def test_at_rest_is_evaluation_and_nothing_is_learned(values):
    trainer = Trainer(small(**values), digits() if values.get("dataset") else None)
    for _ in range(3):
        trainer.step()
    z = trainer.sample_z(16)
    for network, given in ((trainer.generator, z), (trainer.discriminator, trainer.generate(z))):
        before = [value.detach().clone() for value in state(network)]
        with at_rest(network), torch.no_grad():
            answers = network(given)
        assert all(layer.training for layer in network.modules())
        assert all(torch.equal(*pair) for pair in zip(state(network), before, strict=True))
        with torch.no_grad():
            assert torch.equal(network.eval()(given), answers)
        network.train()
