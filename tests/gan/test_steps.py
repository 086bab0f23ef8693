"""The trainer's steps against hand-written ones of plain PyTorch, for every loss × penalty."""

import math

import pytest
import torch

from ganlab.data import POINTS
from ganlab.gan import streams
from ganlab.gan.build import build_pair
from ganlab.gan.config import from_values
from ganlab.gan.losses import LOSSES
from ganlab.gan.optimizers import OPTIMIZERS
from ganlab.gan.penalties import PENALTIES
from ganlab.gan.player import Player
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from tests.support.oracles import ORACLES

SETTINGS = {  # one for each penalty
    "r1": {"r1_gamma": 0.7},
    "r2": {"r2_gamma": 0.7},
    "gp": {"gp_weight": 0.7, "gp_center": 0.6},
    "dragan": {"dragan_weight": 0.7, "dragan_std": 0.2},
    "consensus": {"consensus_gamma": 0.3},
    "clip": {"weight_clip": 0.2},
    "spectral": {"spectral_norm": True},
}


def small(**values):
    return from_values({"g_hidden": (8,), "d_hidden": (8,), "batch_size": 16, **values})


def slopes(d, x):
    x = x.clone().requires_grad_(True)
    return torch.autograd.grad(d(x).sum(), x, create_graph=True)[0].pow(2).sum(1).sqrt()


def penalty(config, d, real, fake, rng):
    if config.r1_gamma:
        return config.r1_gamma / 2 * slopes(d, real).pow(2).mean()
    if config.r2_gamma:
        return config.r2_gamma / 2 * slopes(d, fake).pow(2).mean()
    if config.gp_weight:
        share = torch.rand(len(real), 1, generator=rng)
        return config.gp_weight * (slopes(d, share * real + (1 - share) * fake) - config.gp_center).pow(2).mean()
    if config.dragan_weight:
        noise = config.dragan_std * torch.randn(real.shape, generator=rng)
        return config.dragan_weight * (slopes(d, real + noise) - 1).pow(2).mean()
    return torch.zeros(())


class Textbook:
    """A GAN as textbooks write it: nn.Sequential, autograd, torch.optim; the trainer's random numbers."""

    def __init__(self, config):
        self.config = config
        self.g, self.d = build_pair(config, (2,))
        self.rng = {
            k: streams.stream(config.seed, use) for k, use in enumerate((streams.REAL, streams.Z, streams.NOISE), 1)
        }
        make = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD, "rmsprop": torch.optim.RMSprop}
        self.optimizers = {}
        for side, net in (("g", self.g), ("d", self.d)):
            name = getattr(config, f"{side}_optimizer")
            record = OPTIMIZERS[name]
            options = record.arguments(**{key: getattr(config, f"{side}_{key}") for key in record.options})
            self.optimizers[side] = make[name](net.parameters(), lr=getattr(config, f"{side}_lr"), **options)

    def real(self):
        return POINTS[self.config.dataset].sample(self.config.batch_size, self.rng[1])

    def z(self):
        return torch.randn(self.config.batch_size, self.config.latent_dim, generator=self.rng[2])

    def losses(self, real, z):
        config, fake = self.config, self.g(z)
        r, f = self.d(torch.cat([real, fake])).chunk(2)
        d_loss = ORACLES[config.loss].d_loss(r, f, config.real_label)
        d_loss = d_loss + penalty(config, self.d, real, fake.detach(), self.rng[3])
        return d_loss, ORACLES[config.loss].g_loss(r, f)

    def consensus(self, d_loss, g_loss):
        if not self.config.consensus_gamma:
            return 0.0
        field = torch.autograd.grad(d_loss, list(self.d.parameters()), create_graph=True)
        field += torch.autograd.grad(g_loss, list(self.g.parameters()), create_graph=True)
        return self.config.consensus_gamma * 0.5 * sum(part.pow(2).sum() for part in field)

    def apply(self, side, loss):
        self.optimizers[side].zero_grad()
        net = {"g": self.g, "d": self.d}[side]
        for parameter, gradient in zip(
            net.parameters(), torch.autograd.grad(loss, list(net.parameters())), strict=True
        ):
            parameter.grad = gradient
        self.optimizers[side].step()

    def step(self):
        d_loss, g_loss = self.losses(self.real(), self.z())
        self.apply("d", d_loss + self.consensus(d_loss, g_loss))
        if clip := self.config.weight_clip:
            with torch.no_grad():
                for parameter in self.d.parameters():
                    parameter.clamp_(-clip, clip)
        z = self.z()
        if self.config.consensus_gamma:
            d_loss, g_loss = self.losses(self.real(), z)
            self.apply("g", g_loss + self.consensus(d_loss, g_loss))
        elif LOSSES[self.config.loss].compares:
            r, f = self.d(torch.cat([self.real(), self.g(z)])).chunk(2)
            self.apply("g", ORACLES[self.config.loss].g_loss(r, f))
        else:
            self.apply("g", ORACLES[self.config.loss].g_loss(None, self.d(self.g(z))))

    def flat(self):
        return torch.cat([p.detach().flatten() for net in (self.g, self.d) for p in net.parameters()])


def parameters(trainer):
    return torch.cat([p.detach().flatten() for player in (trainer.g, trainer.d) for p in player.module.parameters()])


@pytest.mark.wide
@pytest.mark.parametrize("key", [None, *PENALTIES])
@pytest.mark.parametrize("loss", LOSSES)
def test_a_step_is_the_textbooks_for_every_loss_and_penalty(loss, key):
    # Smooth activations, so that no kink lies between the two ways of adding up; and a loss that does not see D's last
    # bias leaves it a gradient of rounding errors, which Adam would blow up.
    d_optimizer = "sgd" if LOSSES[loss].compares else "adam"
    config = small(
        loss=loss, g_activation="tanh", d_activation="tanh", d_optimizer=d_optimizer, **SETTINGS.get(key, {})
    )
    trainer, textbook = Trainer(config), Textbook(config)
    for _ in range(3):
        trainer.step()
        textbook.step()
        torch.testing.assert_close(parameters(trainer), textbook.flat(), atol=1e-6, rtol=1e-5)
    logged = [name for name in ("r1", "r2", "gp", "dragan", "consensus") if math.isfinite(trainer.scalars[name])]
    assert logged == [name for name in [key] if name in ("r1", "r2", "gp", "dragan", "consensus")]


def test_penalties_add_up():
    """All terms at once: D's gradient is the sum of the gradients with each alone, less what is counted twice."""
    terms = {"r1_gamma": 0.3, "r2_gamma": 0.2, "gp_weight": 0.5, "dragan_weight": 0.4}
    gradients = []
    for active in ([], *[[name] for name in terms], list(terms)):
        trainer = Trainer(small(dragan_std=0.0, **{name: terms[name] for name in active}))
        trainer.step("d")
        gradients.append((trainer.d.flat.grad.clone(), trainer.scalars["d_loss"]))
    plain, *single, together = (gradient for gradient, _ in gradients)
    torch.testing.assert_close(together - plain, sum(one - plain for one in single), atol=1e-5, rtol=1e-4)
    assert len({d_loss for _, d_loss in gradients}) == 1  # d_loss is the objective; penalties have curves of their own


@pytest.mark.parametrize("updates", ["alternating", "simultaneous"])
def test_order_of_updates(updates):
    """Simultaneous: G's gradient is taken against D as it was before the step."""
    trainer = Trainer(small(updates=updates))
    for _ in range(5):
        trainer.step()
    state = trainer.state()
    before = trainer.d.flat.clone()
    trainer.step()
    alone = Trainer(trainer.config)
    alone.load_state(*state)
    alone.sample_real(16), alone.sample_z(16)
    alone.d.flat.copy_(before if updates == "simultaneous" else trainer.d.flat)
    alone.step("g")
    assert torch.equal(alone.g.flat, trainer.g.flat)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_looking_ahead_makes_the_optimizers_own_update(optimizer):
    config = small(d_optimizer=optimizer, d_momentum=0.6)
    player = Player(build_pair(config, (2,))[1], "d", config)
    rng = torch.Generator().manual_seed(0)
    for step in range(4):
        gradient = torch.randn(player.flat.shape, generator=rng)
        gradient[:5] = 0  # weights that have had no gradient yet
        expected, _ = player.look_ahead(player.flat.clone(), gradient, player.optimizer_state(), step)
        player.flat.grad.copy_(gradient)
        player.update(step)
        torch.testing.assert_close(player.flat, expected)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("key", [None, "r1"])
def test_the_generators_gradient_passes_through_the_unrolled_updates(optimizer, key):
    """Against finite differences of g_loss(D after its updates, G), in float64 through the Dirac-GAN's θ."""
    config = from_values({
        "dataset": "dirac", "unroll_steps": 3, "d_optimizer": optimizer, "d_momentum": 0.5, "d_lr": 0.1,
        "g_optimizer": "sgd", "batch_size": 4, "n_critic": 0, **SETTINGS.get(key, {}),
    })  # fmt: skip
    trainer = Trainer(config)
    for player in (trainer.g, trainer.d):
        player.module.double()
        player.flat = player.flat.double()
        for parameter, view in zip(player.parameters, player.views(player.flat).values(), strict=True):
            parameter.data = view
    trainer.d.configure(config, fresh=True)

    def value(theta):
        fake = torch.full((4, 1), theta, dtype=torch.float64).requires_grad_()
        d = trainer.unrolled(torch.zeros(4, 1, dtype=torch.float64), fake)
        loss = trainer.loss.g_loss(None, d(fake))
        return loss.item(), torch.autograd.grad(loss, fake)[0].sum().item()

    h = 1e-6
    for theta in (0.7, -1.2):
        expected = (value(theta + h)[0] - value(theta - h)[0]) / (2 * h)
        assert value(theta)[1] == pytest.approx(expected, rel=1e-5, abs=1e-9)
    assert trainer.d.flat.item() == 1.0  # D itself stays as it is


def test_unrolling_one_sgd_update_in_closed_form():
    config = from_values({
        "dataset": "dirac", "unroll_steps": 1, "d_optimizer": "sgd", "d_lr": 0.2, "g_optimizer": "sgd", "g_lr": 0.3,
        "batch_size": 4, "n_critic": 0,
    })  # fmt: skip
    trainer = Trainer(config)
    trainer.step()

    def g_loss(theta, psi=1.0):
        ahead = psi - 0.2 * theta / (1 + math.exp(-psi * theta))  # ∂ψ softplus(ψ θ) = θ σ(ψ θ)
        return math.log1p(math.exp(-ahead * theta))

    slope = (g_loss(1 + 1e-6) - g_loss(1 - 1e-6)) / 2e-6
    assert trainer.g.flat.item() == pytest.approx(1 - 0.3 * slope, abs=1e-6)
    assert trainer.scalars["g_loss"] == pytest.approx(g_loss(1.0), abs=1e-6)


@pytest.mark.parametrize("packing", [2, 3, 4])
def test_packing_shows_d_joined_samples(packing):
    """PacGAN by hand: D takes `packing` samples side by side, and each network's loss is a mean over packs."""
    config = small(packing=packing, batch_size=24)
    trainer, (g, d) = Trainer(config), build_pair(config, (2,))
    real_rng, z_rng = (streams.stream(0, use) for use in (streams.REAL, streams.Z))
    assert d[0].in_features == 2 * packing
    packs = lambda x: torch.stack([torch.cat(list(pack)) for pack in x.split(packing)])  # noqa: E731
    optimizer = torch.optim.Adam(d.parameters(), lr=config.d_lr, betas=(config.d_beta1, config.d_beta2))
    for _ in range(3):
        real, z = POINTS[config.dataset].sample(24, real_rng), torch.randn(24, 2, generator=z_rng)
        loss = ORACLES["non-saturating"].d_loss(d(packs(real)), d(packs(g(z).detach())))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        trainer.step("d")
        assert trainer.scalars["d_loss"] == pytest.approx(loss.item(), abs=1e-6)
    torch.testing.assert_close(
        trainer.d.flat, torch.cat([p.detach().flatten() for p in d.parameters()]), atol=1e-6, rtol=1e-5
    )
    snapshot = Display(trainer).snapshot()
    assert snapshot.finite() and snapshot.arrows.shape == snapshot.fake.shape


def test_a_batch_is_a_multiple_of_the_packing():
    with pytest.raises(ValueError, match="batch_size: must be a multiple of packing, 3; got 16"):
        small(packing=3)
