"""What the sections of a program share: which branches a config has in use, and how a section is written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from textwrap import indent
from typing import NamedTuple

from ganlab.data import OWN
from ganlab.data.images import IMAGES
from ganlab.gan.config import RunConfig
from ganlab.gan.losses import LOSSES
from ganlab.gan.penalties import PENALTIES, TERMS


class Section(NamedTuple):
    """Hold one section: its title, what a notebook says of it (Markdown), and its code; no code, no section."""

    title: str
    prose: str
    code: str


def block(*parts: str) -> str:
    """Join lines and pieces of lines, without those that are empty."""
    return "\n".join(part.strip("\n") for part in parts if part)


def apart(*parts: str) -> str:
    """Join functions and classes, with two empty lines between them."""
    return "\n\n\n".join(part.strip("\n") for part in parts if part)


def inside(text: str) -> str:
    """Indent by one level."""
    return indent(text, "    ")


@dataclass(frozen=True)
class Facts:
    """Tell which branches of a training a config has in use, and how networks and samplers are called there."""

    config: RunConfig

    @property
    def learned(self) -> bool:
        """Tell whether there are networks and noise: the Dirac-GAN has two numbers instead."""
        return self.config.kind != "dirac"

    @property
    def pictures(self) -> bool:
        """Tell whether pictures are trained on."""
        return self.config.kind == "images"

    @property
    def asked(self) -> bool:
        """Tell whether the run is conditional."""
        return self.config.conditional != "none"

    @property
    def terms(self) -> tuple[str, ...]:
        """List the penalties that are summands of what D minimises."""
        return tuple(key for key, term in TERMS.items() if getattr(self.config, term.weight))

    @property
    def constraints(self) -> tuple[str, ...]:
        """List the penalties that act otherwise."""
        others = {key: penalty for key, penalty in PENALTIES.items() if key not in TERMS}
        return tuple(key for key, penalty in others.items() if getattr(self.config, penalty.weight))

    @property
    def consensus(self) -> bool:
        """Tell whether both players lower both gradients."""
        return "consensus" in self.constraints

    @property
    def unrolled(self) -> bool:
        """Tell whether G looks ahead."""
        return bool(self.config.unroll_steps and self.config.g_steps)

    @property
    def again(self) -> bool:
        """Tell whether what D minimises is worked out in several places, and so is a function."""
        return self.unrolled or self.consensus

    @property
    def compares(self) -> bool:
        """Tell whether G's loss looks at real samples."""
        return LOSSES[self.config.loss].compares

    @property
    def g_draws(self) -> bool:
        """Tell whether real samples are drawn in G's turn too."""
        return self.compares or bool(self.config.unroll_steps) or self.consensus

    @property
    def simultaneous(self) -> bool:
        """Tell whether both players move from one point."""
        return self.config.updates == "simultaneous"

    @property
    def same_z(self) -> bool:
        """Tell whether G's update uses the z of D's."""
        return self.config.reuse_z and self.learned and self.config.n_critic > 0

    @property
    def same_fake(self) -> bool:
        """Tell whether it uses the very samples, with G's graph: there is one update of G, and nothing used it up."""
        return self.same_z and self.config.g_steps == 1 and not self.consensus

    @property
    def one_pass(self) -> bool:
        """Tell whether D judges real and fake samples in one pass: unless it looks at its batch as a whole."""
        config = self.config
        return not (config.minibatch_std or config.d_batch_norm or config.d_network == "dcgan")

    @property
    def shows(self) -> bool:
        """Tell whether D is shown something else than the samples: with noise, in packs."""
        return bool(self.config.instance_noise) or self.config.packing > 1

    @property
    def fades(self) -> bool:
        """Tell whether instance noise falls."""
        return bool(self.config.instance_noise and self.config.noise_steps)

    @property
    def averages(self) -> bool:
        """Tell whether there is an averaged G."""
        return bool(self.config.ema_decay) and self.learned and self.config.g_steps > 0

    @property
    def batch_norm(self) -> bool:
        """Tell whether G has batch norm, which works otherwise once training is over."""
        return self.learned and self.config.g_network == "dcgan"

    @property
    def channels(self) -> int:
        """Return how many channels D sees: those of a pack, or a picture and its label."""
        return self.config.packing + (self.config.conditional == "concat")

    @cached_property
    def default_data(self) -> str:
        """Return where the data are looked for; "" where they are made."""
        own = OWN.get(self.config.dataset)
        if own is not None and own.kept is not None:
            return f"{own.field}.npz"
        record = IMAGES.get(self.config.dataset)
        return "data" if record is not None and record.torchvision_class else ""

    # -- how things are called ----------------------------------------------------------------------------------

    @property
    def label_input(self) -> str:
        """Return what follows the samples where D judges them."""
        return ", labels" if self.asked else ""

    @property
    def draw(self) -> str:
        """Return the statement that draws a real batch."""
        names = "x, labels" if self.asked else "x"
        return f"{names} = sample_real(BATCH{', real_rng' if self.config.kind == 'points' else ''})"

    def noise(self, n: str, rng: str) -> str:
        """Return the expression of n noise vectors."""
        config = self.config
        if config.latent_distribution == "gaussian":
            scale = "" if config.latent_std == 1.0 else f"{config.latent_std!r} * "
            return f"{scale}torch.randn({n}, {config.latent_dim}, generator={rng})"
        half = "math.sqrt(3)" if config.latent_std == 1.0 else f"({config.latent_std!r} * math.sqrt(3))"
        return f"(torch.rand({n}, {config.latent_dim}, generator={rng}) * 2 - 1) * {half}"

    @property
    def z(self) -> str:
        """Return the statement that draws the noise of a batch."""
        return f"z = {self.noise('BATCH', 'z_rng')}"

    @property
    def made(self) -> str:
        """Return the call of G."""
        return f"G(z{self.label_input})" if self.learned else "G()"

    def judged(self, samples: str, d: str = "D") -> str:
        """Return the call of D on samples."""
        return f"{d}({samples}{self.label_input})"

    def both(self, d: str = "D") -> str:
        """Return the expression of D's logits of real and fake samples, x and fake."""
        if not self.one_pass:
            return f"{self.judged('x', d)}, {self.judged('fake', d)}"
        labels = ", labels.repeat(2)" if self.asked else ""
        return f"{d}(torch.cat([x, fake]){labels}).chunk(2)"
