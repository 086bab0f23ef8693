"""What is shown of a trainer on points: the arrows are G's gradients, the ground is D."""

import numpy as np
import pytest
import torch

from ganlab.gan.losses import LOSSES
from ganlab.gan.networks import packed
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from ganlab.observe.measuring import metrics
from tests.support.training import parameters, run, small


def test_looking_changes_nothing():
    seen, unseen = Trainer(small()), Trainer(small())
    for _ in range(20):
        seen.step()
        Display(seen).snapshot()
        metrics(Display(seen))
        unseen.step()
    assert torch.equal(parameters(seen), parameters(unseen))


@pytest.mark.parametrize("settings", [{}, {"packing": 2}, {"unroll_steps": 2, "d_optimizer": "sgd"}])
@pytest.mark.parametrize("key", LOSSES)
def test_arrows_are_minus_the_gradient_of_the_generators_loss(key, settings):
    """Against central differences, in float64, of what G minimises, times the number of D's inputs."""
    trainer = run(Trainer(small(d_activation="tanh", loss=key, **settings)), 30)
    for player in (trainer.d, trainer.g):
        player.module.double()
        player.flat = player.flat.double()
        for parameter, view in zip(player.parameters, player.views(player.flat).values(), strict=True):
            parameter.data = view
    trainer.d.configure(trainer.config, fresh=True)
    display, packing = Display(trainer), trainer.config.packing
    display.real = display.real.double()
    fake = trainer.generate(display.z.double())[:12]

    def objective(x):
        shown, real = (packed(side, packing) for side in (x, display.real[:12]))
        d = trainer.unrolled(real, shown.requires_grad_()) if settings.get("unroll_steps") else trainer.discriminator
        return trainer.loss.g_loss(d(real), d(shown)).item() * len(shown)

    found, h = display.arrows(fake), 1e-5
    for i in range(0, 12, 5):
        for axis in (0, 1):
            up, down = fake.clone(), fake.clone()
            up[i, axis] += h
            down[i, axis] -= h
            expected = (objective(down) - objective(up)) / (2 * h)
            assert found[i, axis].item() == pytest.approx(expected, abs=1e-6, rel=1e-4)


@pytest.mark.parametrize("loss", LOSSES)
def test_grid_is_d_at_cell_centres(loss):
    trainer = run(Trainer(small(dataset="two-gaussians", loss=loss)), 30)
    snapshot = Display(trainer).snapshot()
    pair = [trainer.discriminator(torch.tensor(np.array(x))).detach() for x in (snapshot.real, snapshot.fake)]
    n = len(snapshot.grid)
    for row, column in [(0, 0), (3, 40), (n - 1, 0)]:
        x = torch.tensor([[(column + 0.5) / n, (row + 0.5) / n]])
        answer = trainer.loss.answer(trainer.discriminator(x).detach(), *pair)
        assert snapshot.grid[row, column] == pytest.approx(answer.item(), abs=1e-5)
    low, high = snapshot.answers
    assert (low + high) / 2 == pytest.approx(float(trainer.loss.level(*pair)), abs=1e-5)
    assert low <= snapshot.grid.min() and snapshot.grid.max() <= high
