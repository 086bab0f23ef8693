"""Write a finished run: settings, rows, picture, weights, the record to export from and a checkpoint to go on from."""

from __future__ import annotations

import json
from pathlib import Path

from ganlab.engine.showing import Showing
from ganlab.export import pictures, tables
from ganlab.gan import checkpoint, weights
from ganlab.gan.trainer import Trainer
from ganlab.observe import record
from ganlab.observe.record import Record

SIZE = 1.5  # of samples.png: 720 pixels on a side


def write(folder: Path, trainer: Trainer, showing: Showing) -> None:
    """Write the files into a folder that exists; raise OSError where that fails.

    A run that has diverged leaves no weights and no checkpoint: there is nothing to go on from.
    """
    taken = leave(folder, trainer, showing)
    settings = json.dumps(trainer.config.model_dump(mode="json"), indent=1)
    (folder / "config.json").write_text(settings + "\n", encoding="utf-8")
    tables.to_csv([taken], folder / "history.csv")
    if trainer.divergence:
        (folder / checkpoint.NAME).unlink(missing_ok=True)
    else:
        checkpoint.save(folder / checkpoint.NAME, trainer, observed=showing.observed())
    pictures.save(pictures.page_of(taken.frames), folder / "samples.png", "png", SIZE)


def leave(folder: Path, trainer: Trainer, showing: Showing) -> Record:
    """Write what exports are made from: the record, which is returned, and the weights unless it has diverged."""
    showing.see(trainer.config)
    taken = showing.taken(trainer.config)[0]
    record.write(folder / record.NAME, taken)
    if trainer.divergence:
        (folder / weights.NAME).unlink(missing_ok=True)
    else:
        weights.save(folder / weights.NAME, trainer)
    return taken
