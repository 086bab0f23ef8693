"""A probe of D leaves the run as it is, in pieces that nobody notices."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch

from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from ganlab.observe.measuring import complete
from ganlab.observe.probe import probing
from tests.support.training import parameters, run, small

CODE = """
import sys
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from ganlab.observe.measuring import complete, metrics
from ganlab.observe.probe import probing
display = Display(Trainer(from_values({"g_hidden": [8], "d_hidden": [8]})))
display.trainer.step()
metrics(display)
complete(probing(display))
sys.exit("torch._dynamo" in sys.modules)
"""


@pytest.mark.wide
def test_measuring_and_probing_do_not_import_torchs_compiler():
    """It took a second of the first probe of each worker, in which all of its runs stood still."""
    assert subprocess.run([sys.executable, "-c", CODE], cwd=Path(__file__).parents[2], check=False).returncode == 0


def test_a_probe_finds_the_same_again_and_changes_nothing():
    trainer = run(Trainer(small()), 20)
    before = parameters(trainer)
    first, second = (complete(probing(Display(trainer))) for _ in range(2))
    assert first == second
    assert 0.5 <= first <= 1  # fakes of a run that has hardly begun are told from the data
    assert torch.equal(parameters(trainer), before)
