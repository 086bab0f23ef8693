"""Programs run in this process, and what the lab's own trainer does with the same config."""

import contextlib
import io
import sys
from unittest import mock

import pytest
import torch

from ganlab.data import images_of
from ganlab.export import program
from ganlab.gan.conditional import joined
from ganlab.gan.source import noise
from ganlab.gan.trainer import Trainer


@contextlib.contextmanager
def without(name):
    """Let a module be as if it were not installed."""
    there = sys.modules.get(name)
    sys.modules[name] = None
    try:
        yield
    finally:
        del sys.modules[name]
        if there is not None:
            sys.modules[name] = there


def run(text, steps, data=None):
    """Run a program's text without matplotlib; return its names, and what it printed."""
    command = ["run.py", "--steps", str(steps), *(["--data", str(data)] if data else [])]
    names, printed = {"__name__": "__main__"}, io.StringIO()
    with (
        mock.patch.object(sys, "argv", command),
        without("matplotlib"),
        contextlib.redirect_stdout(printed),
        torch.random.fork_rng(devices=[]),
    ):
        exec(compile(text, "run.py", "exec"), names)
    return names, printed.getvalue()


def data_of(config):
    """Return the file of the user's own data that a program reads; None where it reads none."""
    return next(iter(program.beside(config).values()), None)


def trained(config, steps, images=None):
    """Return the lab's trainer after so many steps, or as it stopped, and its losses (d_loss, g_loss) step by step."""
    trainer, losses = Trainer(config, images or (images_of(config) if config.kind == "images" else None)), []
    for _ in range(steps):
        trainer.step()
        if trainer.step_count == len(losses):  # it has stopped before the step's end
            break
        losses.append((trainer.scalars["d_loss"], trainer.scalars["g_loss"]))
        if trainer.divergence:
            break
    return trainer, losses


def difference(losses, others):
    """Return the largest difference of two records of losses; of those beyond ±1 as a share of them."""
    a, b = (torch.tensor(record, dtype=torch.float64).reshape(-1, 2) for record in (losses, others))
    apart = torch.where(a.isnan() & b.isnan(), 0.0, (a - b).abs() / a.abs().clamp(min=1))
    return apart.max().item() if len(a) else 0.0


def compared(config, steps, images=None):
    """Train a config in the lab and as a program: (trainer, the program's names, the largest difference)."""
    trainer, losses = trained(config, steps, images)
    names, _ = run(program.source(config), steps, data_of(config))
    history = names["history"]
    assert len(history) >= len(losses) if trainer.divergence else len(history) == len(losses)
    return trainer, names, difference(losses, history[: len(losses)])


def agree(config, steps, images=None, tolerance=1e-6):
    """Say that the losses of a config's program are the lab's."""
    *made, found = compared(config, steps, images)
    assert found == pytest.approx(0.0, abs=tolerance)
    return made


def same_samples(trainer, names):
    """Say that what a program has come to is what the lab's run has: G's samples, or the path of the Dirac-GAN."""
    config = trainer.config
    if trainer.divergence:  # the program has taken its last step to the end
        return
    if config.kind == "dirac":
        assert names["path"][-1] == pytest.approx(trainer.place, abs=1e-5)
        return
    z = noise(config, len(names["samples"]), torch.Generator().manual_seed(0))
    if config.conditional != "none":
        z = joined(z, names["labels"])
    torch.testing.assert_close(names["samples"], trainer.generate(z), atol=1e-3, rtol=1e-2)
