"""How long checkpoints are kept: the old ones go, then the oldest until the rest are few enough bytes."""

import os
import time

import pytest

from ganlab.gan import keeping


def kept(folder, run_id, hours, size=10, kinds=(".safetensors", ".before")):
    for kind in kinds:
        path = folder / f"{run_id}{kind}"
        path.write_bytes(bytes(size))
        os.utime(path, (time.time() - 3600 * hours,) * 2)


def there(folder):
    return {path.stem for path in folder.iterdir()}


@pytest.fixture
def folder(runs_folder):
    runs_folder.mkdir()
    return runs_folder


def test_what_nobody_looked_at_for_a_day_goes(folder, monkeypatch):
    for hours in (1, 23, 25, 90):
        kept(folder, f"run-{hours}", hours)
    kept(folder, "left", 2, kinds=(".77.part",))
    (folder / "points").mkdir()
    keeping.sweep(["run-90"])
    assert there(folder) == {"run-1", "run-23", "run-90", "points"}
    monkeypatch.setenv("GANLAB_KEEP_HOURS", "2")
    keeping.sweep([])
    assert there(folder) == {"run-1", "run-90", "points"}, "one that was looked at counts as new"


def test_of_too_many_bytes_the_oldest_go(folder, monkeypatch):
    monkeypatch.setenv("GANLAB_KEEP_MB", "10")
    for hours in range(1, 6):
        kept(folder, f"run-{hours}", hours, 2_000_000)
    keeping.sweep(["run-5"])
    assert there(folder) == {"run-1", "run-5"}


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "many", "9" * 30, "²"])
def test_settings_that_make_no_sense_are_refused_in_one_sentence(value, monkeypatch):
    monkeypatch.setenv("GANLAB_KEEP_HOURS", value)
    with pytest.raises(ValueError, match="GANLAB_KEEP_HOURS: must be a whole number from 1 to 100000; got “"):
        keeping.hours()


def test_where_there_is_no_folder_there_is_nothing_to_do(runs_folder):
    keeping.sweep([])
    assert not runs_folder.exists()
