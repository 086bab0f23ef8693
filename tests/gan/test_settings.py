"""What the trainer's settings do, each by its law, and whether it acts live."""

import numpy as np
import pytest
import torch

from ganlab.data.images import load
from ganlab.gan.build import build_pair
from ganlab.gan.config import DEFAULT, from_values, knobs, schemas
from ganlab.gan.losses import LOSSES
from ganlab.gan.penalties import PENALTIES
from ganlab.gan.player import Player, schedule_factor
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from tests.gan.test_steps import SETTINGS, parameters, small
from tests.support.own_data import DOT


def test_the_averaged_generator_is_the_weighted_sum_of_its_past():
    trainer, weights = Trainer(small(ema_decay=0.8)), []
    first = trainer.g.flat.clone()
    for _ in range(6):
        trainer.step()
        weights.append(trainer.g.flat.clone())
    expected = 0.8**6 * first + sum(0.2 * 0.8 ** (5 - k) * w for k, w in enumerate(weights))
    torch.testing.assert_close(trainer.average, expected)
    z = trainer.sample_z(5, torch.Generator().manual_seed(0))
    by_hand = build_pair(trainer.config, (2,))[0]
    by_hand.load_state_dict(trainer.g.views(expected))
    torch.testing.assert_close(trainer.generate(z), by_hand(z).detach())


def test_averaging_changes_only_what_is_shown():
    plain, averaged = Trainer(small()), Trainer(small(ema_decay=0.9))
    for _ in range(10):
        plain.step()
        averaged.step()
    assert torch.equal(parameters(plain), parameters(averaged))
    assert not np.array_equal(Display(plain).snapshot().fake, Display(averaged).snapshot().fake)


@pytest.mark.parametrize(
    ("schedule", "factors"),
    [("constant", [1, 1, 1, 1]), ("linear", [1, 0.75, 0.5, 0]), ("cosine", [1, 0.8536, 0.5, 0])],
)
def test_schedules(schedule, factors):
    config = small(schedule=schedule, schedule_steps=40, d_optimizer="sgd")
    assert [schedule_factor(config, step) for step in (0, 10, 20, 40)] == pytest.approx(factors, abs=1e-4)
    assert schedule_factor(config, 10**6) == factors[-1]
    player = Player(build_pair(config, (2,))[1], "d", config)
    for step, factor in zip((0, 10, 20, 40), factors, strict=True):
        before = player.flat.clone()
        player.flat.grad.fill_(1.0)
        player.update(step)
        torch.testing.assert_close(
            before - player.flat, torch.full_like(before, config.d_lr * factor), atol=1e-6, rtol=1e-3
        )


def test_gradients_are_clipped_to_their_length():
    trainer = Trainer(small(grad_clip=0.05, d_optimizer="sgd", g_optimizer="sgd", d_lr=1.0, g_lr=1.0))
    before = trainer.d.flat.clone()
    trainer.step()
    assert (trainer.d.flat - before).norm().item() == pytest.approx(0.05, rel=1e-4)
    assert trainer.scalars["d_grad"] > 0.05  # what is recorded is the gradient's own length


def test_instance_noise_falls_evenly_to_nothing():
    trainer = Trainer(small(instance_noise=0.4, noise_steps=8))
    seen = []
    for _ in range(10):
        seen.append(trainer.noise_std())
        trainer.step()
    assert seen == pytest.approx([0.4 * (1 - k / 8) for k in range(8)] + [0, 0])
    shown = Trainer(small(instance_noise=0.4)).presented(torch.zeros(50_000, 2))
    assert shown.std().item() == pytest.approx(0.4, rel=0.01)


@pytest.mark.wide
def test_spectral_normalisation_divides_by_the_largest_singular_value():
    trainer = Trainer(small(spectral_norm=True, d_hidden=(8, 8)))
    for _ in range(300):
        trainer.step()
    layers = [layer for layer in trainer.discriminator if hasattr(layer, "parametrizations")]
    assert len(layers) == 3
    trainer.discriminator.eval()
    for layer in layers:
        assert torch.linalg.matrix_norm(layer.weight, 2).item() == pytest.approx(1, abs=0.02)


def test_minibatch_std_tells_d_how_much_its_batch_varies():
    trainer = Trainer(small(minibatch_std=True))
    layer, last = trainer.discriminator[-2:]
    x = torch.randn(40, 8)
    expected = x.std(0, correction=0).mean()
    torch.testing.assert_close(layer(x)[:, -1], expected.expand(40), atol=1e-4, rtol=1e-4)
    assert last.in_features == 9
    assert layer(torch.zeros(40, 8))[:, -1].max() < 1e-3


def test_stored_training_points_are_all_that_is_shown():
    trainer = Trainer(small(train_size=16))
    seen = torch.cat([trainer.sample_real(64) for _ in range(5)]).unique(dim=0)
    assert len(seen) == 16
    assert not torch.equal(trainer.sample_real(64), trainer.sample_real(64))


@pytest.mark.parametrize("key", [None, *PENALTIES])
@pytest.mark.parametrize(("part", "still", "moving"), [("d", "g", "d"), ("g", "d", "g")])
def test_a_step_of_one_player_leaves_the_other_untouched(key, part, still, moving):
    trainer = Trainer(small(**SETTINGS.get(key, {})))
    trainer.step()
    before = {name: getattr(trainer, name).flat.clone() for name in (still, moving)}
    gradient = getattr(trainer, still).flat.grad.clone()
    trainer.step(part)
    assert torch.equal(before[still], getattr(trainer, still).flat)
    assert torch.equal(gradient, getattr(trainer, still).flat.grad)
    assert not torch.equal(before[moving], getattr(trainer, moving).flat)


@pytest.mark.wide
@pytest.mark.parametrize("network", ["mlp", "dcgan"])
@pytest.mark.parametrize("loss", LOSSES)
def test_pictures_train_with_everything_on(network, loss):
    config = from_values({
        "dataset": "digits", "batch_size": 8, "g_network": network, "d_network": network, "g_hidden": (8, 4),
        "d_hidden": (4, 8), "loss": loss, "packing": 2, "minibatch_std": True, "spectral_norm": True, "unroll_steps": 1,
        "r1_gamma": 0.1, "gp_weight": 0.1, "dragan_weight": 0.1, "ema_decay": 0.9, "instance_noise": 0.1,
        "consensus_gamma": 0.01, "grad_clip": 1.0, "updates": "simultaneous",
    })  # fmt: skip
    trainer = Trainer(config, load("digits"))
    for _ in range(2):
        trainer.step()
    assert trainer.divergence is None and trainer.step_count == 2
    snapshot = Display(trainer).snapshot()
    assert snapshot.finite() and snapshot.fixed.shape == (64, 28, 28)


OTHER = {
    "drawing": DOT,
    "points": "0123456789abcdef",
    "pictures": "0123456789abcdef",
    "classes": (0, 1),
    "loss": "hinge",
    "d_optimizer": "sgd",
    "g_optimizer": "rmsprop",
    "g_hidden": (5, 5),
    "d_hidden": (5, 5),
}

_CONVOLUTIONS = {"dataset": "digits", "d_network": "dcgan", "d_hidden": (4, 8)}
NEEDED = {  # beside the default, by fields that go with few others
    "conditional": {"dataset": "digits"},
    "classes": {"dataset": "digits"},
    "d_batch_norm": _CONVOLUTIONS,
}


def another(name):
    """Return a valid value of a field other than its default."""
    knob, schema, now = knobs()[name], schemas()[name], getattr(DEFAULT, name)
    if name in OTHER:
        return OTHER[name]
    if choices := knob.choices or schema.get("enum"):
        return next(choice for choice in choices if choice != now)
    if schema["type"] == "boolean":
        return not now
    values = (2, 3) if schema["type"] == "integer" else (0.5, 0.25)
    return next(value for value in values if value != now)


@pytest.mark.wide
@pytest.mark.parametrize("name", [name for name in knobs() if name not in ("g_network", "d_network", "start")])
def test_each_field_acts_live_or_restarts_as_it_says(name):
    """A live field is taken on by a running trainer, which keeps its weights; another one is refused."""
    base = from_values(NEEDED.get(name, {}))
    trainer = Trainer(base, load(base.dataset) if base.kind == "images" else None)
    trainer.step()
    other = from_values({name: another(name)}, base)
    if not knobs()[name].live:
        with pytest.raises(ValueError, match=name):
            trainer.reconfigure(other)
        return
    before = parameters(trainer)
    trainer.reconfigure(other)
    assert torch.equal(before, parameters(trainer))
    trainer.step()
    assert trainer.step_count == 2
