"""Runs on a graphics processor: nothing is mixed up between there and here, and it is the same run."""

import dataclasses

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from ganlab.__main__ import main
from ganlab.data import images_of
from ganlab.engine import run as run_module
from ganlab.engine.entry import Opening
from ganlab.engine.timeline import Timeline
from ganlab.engine.worker import Worker
from ganlab.gan import device
from ganlab.gan.config import RunConfig, to_text
from ganlab.gan.losses import LOSSES
from ganlab.gan.networks import NETWORKS
from ganlab.gan.penalties import PENALTIES
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from ganlab.observe.measuring import metrics
from ganlab.observe.slow.phases import anatomy
from ganlab.observe.studies import STUDIES
from tests.support.pretend import Pretend

NETS = {
    "dataset": "digits",
    "g_network": "dcgan",
    "d_network": "dcgan",
    "g_hidden": (8, 4),
    "d_hidden": (4, 8),
    "batch_size": 8,
    "latent_dim": 4,
}
CASES = {
    **{f"loss {loss}": {"loss": loss} for loss in LOSSES},
    **{f"penalty {key}": {record.weight: True if key == "spectral" else 0.1} for key, record in PENALTIES.items()},
    **{f"optimizer {name}": {"d_optimizer": name, "g_optimizer": name} for name in ("adam", "sgd", "rmsprop")},
    "momentum": {"d_optimizer": "sgd", "d_momentum": 0.9},
    "unrolled": {"unroll_steps": 2},
    "simultaneous": {"updates": "simultaneous", "n_critic": 2},
    "averaged": {"ema_decay": 0.9, "grad_clip": 0.1, "schedule": "linear"},
    "noise": {"instance_noise": 0.1, "real_label": 0.9},
    "packs": {"packing": 2},
    "batch norm": {"d_batch_norm": True, "reuse_z": True, "init": "dcgan"},
    "minibatch": {"minibatch_std": True},
    "concat": {"conditional": "concat"},
    "projection": {"conditional": "projection", "spectral_norm": True},
    "some classes": {"classes": (0, 1)},
}


ASKED = {  # of each study
    "inspect": {"wall": "fixed", "index": 3},
    "label": "all",
    "strip": [0, 5],
    "latent": {"mode": "directions", "picks": [2]},
    "quiz": 1,
}


@pytest.fixture(scope="module")
def images():
    return images_of(RunConfig(dataset="digits"), None)


def everything(config, images, device):
    """Return all that a run makes in four steps, gone on with halfway from its own state, as arrays by name."""
    before = Trainer(config, images, device)
    before.step()
    before.step()
    tensors, values = before.state()
    trainer = Trainer(config, images, device)
    trainer.load_state(tensors, values)
    phases = anatomy(trainer)
    trainer.step()
    trainer.step("d")
    assert trainer.divergence is None
    shown = dataclasses.asdict(Display(trainer).snapshot())
    found = {name: value for name, value in shown.items() if isinstance(value, np.ndarray)}
    found |= {f"{phase.player} {phase.name} {key}": np.array(v) for phase in phases for key, v in phase.values.items()}
    found |= {f"state {name}": tensor.numpy() for name, tensor in trainer.state()[0].items()}
    for name, study in STUDIES.items():
        if name != "label" or config.conditional != "none":
            answer = study.look(Display(trainer), Timeline(), study.check(config, ASKED[name]))
            # What is near grows each time.
            lasting = {key: value for key, value in answer.arrays.items() if not key.startswith("near")}
            found |= {f"{name} {key}": value for key, value in lasting.items()}
    if config.ema_decay:  # one case is enough of what takes long
        found |= {f"measured {name}": np.array(value) for name, value in metrics(Display(trainer)).items()}
    return found


@pytest.mark.wide
@pytest.mark.parametrize("case", CASES)
def test_a_run_there_is_the_run_here(images, case):
    config = RunConfig(**{**NETS, **CASES[case]})
    here = everything(config, images, "cpu")
    with Pretend() as pretend:
        there = everything(config, images, "cuda")
    assert pretend.operations > 500
    assert len(here) > 20
    assert there.keys() == here.keys()
    for name, value in here.items():
        exactly = 1e-9 if name.startswith("measured") else 0  # eigenvalues depend on where in memory a matrix begins
        np.testing.assert_allclose(there[name], value, rtol=exactly, err_msg=name)


def test_what_is_mixed_up_would_be_found():
    here = torch.ones(2)
    with Pretend():
        there = here.to("cuda")
        with pytest.raises(RuntimeError, match="same device"):
            there + here
        with pytest.raises(TypeError, match="numpy"):
            there.numpy()
        assert (there.device.type, (there + 1).cpu().device.type) == ("cuda", "cpu")


@pytest.mark.parametrize("network", [*NETWORKS])
@pytest.mark.parametrize("there", ["cuda", "mps", "cpu"])
def test_only_convolutions_are_worth_the_way_to_a_graphics_processor(monkeypatch, network, there):
    monkeypatch.setattr(device, "accelerator", lambda: there)
    values = {"g_network": network, "d_network": "mlp", "g_hidden": (8, 4)}
    assert device.device_of(RunConfig(dataset="digits", **values)) == (there if network == "dcgan" else "cpu")
    assert device.device_of(RunConfig()) == "cpu"


@pytest.mark.parametrize(
    ("wanted", "there", "found"),
    [
        ("", "", "cpu"),
        ("", "mps", "mps"),
        ("auto", "cuda mps", "cuda"),
        ("cpu", "cuda mps", "cpu"),
        ("mps", "cuda mps", "mps"),
        ("cuda", "mps", "cpu"),
        ("auto", "broken", "cpu"),
    ],
)
def test_the_graphics_processor_is_taken_that_is_there_wanted_and_works(monkeypatch, wanted, there, found):
    monkeypatch.setenv("GANLAB_DEVICE", wanted)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: "cuda" in there or "broken" in there)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: "mps" in there)

    def ones(n, device):
        if there == "broken":
            raise RuntimeError("CUDA driver version is insufficient for CUDA runtime version")
        return torch.zeros(n) + 1

    monkeypatch.setattr(device.torch, "ones", ones)  # as the package has it
    for name in ("deterministic", "benchmark", "allow_tf32"):
        monkeypatch.setattr(torch.backends.cudnn, name, getattr(torch.backends.cudnn, name))
    assert device.accelerator.__wrapped__() == found


def test_a_device_that_there_is_not_is_refused_in_one_sentence(monkeypatch):
    monkeypatch.setenv("GANLAB_DEVICE", "gpu")
    with pytest.raises(ValueError, match="^GANLAB_DEVICE: must be one of auto, cpu, cuda, mps; got “gpu”$"):
        device.asked()


@pytest.fixture
def opened(monkeypatch, tmp_path):
    """Return a function that opens a run in a worker whose machine has a graphics processor."""
    monkeypatch.setattr(run_module, "device_of", lambda config: "cuda")

    def begin(images):
        worker = Worker(lambda message: None)
        worker.pictures.kept["digits"] = images
        path = str(tmp_path / "run.safetensors")
        worker.obey("open", "a" * 8, Opening(0, RunConfig(**NETS).model_dump(), True, 0.0, path, resume=True))
        return worker, worker.runs["a" * 8]

    return begin


def test_a_run_whose_graphics_processor_breaks_goes_on_on_the_cpu_from_its_checkpoint(images, opened):
    with Pretend() as pretend:
        worker, run = opened(images)
        assert run.trainer.device == "cuda"
        while run.trainer.step_count < 3:
            worker._guarded(run, worker._advance, run, 0.0001)
        run.save(force=True)
        saved, kept = run.trainer.step_count, run.trainer.state()[0]
        pretend.last = pretend.operations + 100
        worker._guarded(run, worker._advance, run, 60)
    assert (run.trainer.device, run.status, run.detail) == ("cpu", "running", "")
    assert run.trainer.step_count == saved
    assert run.trainer.state()[0]["g.flat"].equal(kept["g.flat"])
    assert run.notice.text.startswith("The graphics processor has failed")
    assert dict(run.notice.values) == {"step": saved}
    worker._guarded(run, worker._advance, run, 0.0001)
    assert run.trainer.step_count > saved


@pytest.mark.wide
def test_a_run_without_a_page_trains_and_is_written_there_too(images, monkeypatch, tmp_path, capsys):
    settings = [part for name, value in NETS.items() for part in ("--set", f"{name}={to_text(value)}")]
    for where in ("cpu", "cuda"):
        monkeypatch.setattr(device, "accelerator", lambda where=where: where)
        with Pretend() as pretend:
            assert main(["train", *settings, "--steps", "2", "--out", str(tmp_path / where)]) == 0
        assert bool(pretend.operations) == (where == "cuda")
    here, there = (load_file(tmp_path / where / "model.safetensors") for where in ("cpu", "cuda"))
    assert here.keys() == there.keys() != set()
    assert all(value.equal(there[name]) for name, value in here.items())


def test_a_run_begins_on_the_cpu_where_the_graphics_processor_has_no_room(images, opened):
    with Pretend(last=0):
        _, run = opened(images)
    assert (run.trainer.device, run.status, run.detail) == ("cpu", "running", "")
