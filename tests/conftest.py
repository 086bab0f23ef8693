"""What several tests need: a folder of runs of their own, real MNIST where it is, a lab with one worker."""

import itertools
import os
import threading
import time
from pathlib import Path

import pytest
import torch
from hypothesis import settings

from tests.support.browser import arrive, chromium, contexts, server, staged, visit  # noqa: F401 - fixtures
from tests.support.modules import ask_module  # noqa: F401 - a fixture
from tests.support.replay_tabs import open_replay, replay_files  # noqa: F401 - fixtures
from tests.support.seats import come, led  # noqa: F401 - fixtures

torch.set_num_threads(1)
settings.register_profile("lab", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("lab")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config):
    """Run all tests on a process more than there are cores, as browsers wait now and then; a few in this one."""
    everything = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return (os.cpu_count() or 1) + 1 if everything else 0


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Leave all in a browser but the main ways to whole runs."""
    for item in items:
        if item.get_closest_marker("browser") and not item.get_closest_marker("main"):
            item.add_marker("wide")


_number = itertools.count()


@pytest.fixture(autouse=True)
def runs_folder(tmp_path_factory, monkeypatch):
    """Name a folder of the test's own, which is made by who needs it: a thousand that stay empty take seconds."""
    folder = tmp_path_factory.getbasetemp() / f"runs-{next(_number)}"
    monkeypatch.setenv("GANLAB_RUNS", str(folder))
    return folder


@pytest.fixture
def mnist():
    """Real MNIST, or a skip that says why."""
    folder = Path(os.environ.get("GANLAB_DATA", ""))
    if not (folder / "MNIST" / "raw" / "train-images-idx3-ubyte").exists():
        pytest.skip("needs real MNIST: GANLAB_DATA names no folder that holds it")
    from ganlab.data.images import load

    return load("mnist", allow_download=False)


class Viewer:
    """Watch a run and wait for a snapshot that fulfils a condition."""

    def __init__(self, lab, run_id):
        self.lab, self.run_id, self._arrived = lab, run_id, threading.Event()

    def __enter__(self):
        self._watch = self.lab.watch(self.run_id, self._arrived.set)
        self.entry = self._watch.__enter__()
        return self

    def __exit__(self, *error):
        self._watch.__exit__(*error)

    def until(self, condition, seconds=120):
        """Return the first snapshot that fulfils the condition; the patience is for a machine that is busy."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            snapshot = self.entry.snapshot
            if snapshot is not None and condition(snapshot):
                return snapshot
            self._arrived.wait(0.05)
            self._arrived.clear()
        raise AssertionError(f"not within {seconds} s; last: {self.entry.snapshot and self.entry.snapshot.status}")


@pytest.fixture(scope="session")
def _shared_lab():
    from ganlab.engine.lab import Lab

    lab = Lab(workers=1)
    yield lab
    lab.stop()


@pytest.fixture
def lab(_shared_lab):
    """Give a lab whose worker serves all tests that do it no harm; its runs end with the test."""
    yield _shared_lab
    _shared_lab.close_all()


@pytest.fixture
def own_lab():
    """Give a lab whose worker may be killed."""
    from ganlab.engine.lab import Lab

    lab = Lab(workers=1)
    yield lab
    lab.stop()


@pytest.fixture
def watch():
    return lambda lab, entry: Viewer(lab, entry.run_id)
