"""Taking: what a run leaves in a folder, from which everything is made that one takes home of it."""

from __future__ import annotations

from pathlib import Path

from ganlab.engine.run import Run
from ganlab.gan import weights
from ganlab.observe import record


def take(run: Run, folder: Path) -> None:
    """Write the record of what is shown of a run, and the weights that it is shown with, or some near it.

    Raise OSError where that fails. A run that has diverged has no weights that are worth taking.
    """
    if run.showing.frame is None:
        raise ValueError("run: must have begun; got one that waits for its data")
    if run.showing.past is None and not run.detail:
        run.showing.see(run.config)
    made, trainer = run.showing.taken(run.config)
    record.write(folder / record.NAME, made)
    if trainer is not None and not trainer.divergence:
        weights.save(folder / weights.NAME, trainer)
