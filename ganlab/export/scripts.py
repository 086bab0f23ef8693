"""Scripts: the run as a program or a notebook; where it needs data beside it, or there are two, packed with those."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence

from ganlab.export import facts, program
from ganlab.export.exports import Run, Task
from ganlab.export.files import whole
from ganlab.export.refusal import ExportError
from ganlab.export.source import PAIR
from ganlab.gan.config import RunConfig
from ganlab.lazy import N_

_STEP_FIRST = N_("step {first:,}")
_NONE = N_("No program can be written of this run ({reason}).")
_CHANGED = N_("Settings were changed while the run went on, and this program has the last ones from its first step:")


def packed(runs: Sequence[Run]) -> bool:
    """Tell whether it takes more than one file."""
    return len(runs) > 1 or bool(program.beside(runs[0].record.config))


def script(task: Task) -> None:
    """Write run.py."""
    _write(task, program.source, "run.py")


def notebook(task: Task) -> None:
    """Write run.ipynb."""
    _write(task, program.notebook, "run.ipynb")


def _write(task: Task, text: Callable[[RunConfig, str], str], name: str) -> None:
    made = [_text(run, task, text) for run in task.runs]
    with whole(task.path) as part:
        if not packed(task.runs):
            part.write_text(made[0], encoding="utf-8")
            return
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as file:
            for folder, run, one in zip(PAIR, task.runs, made, strict=False):
                before = f"{folder}/" if len(task.runs) > 1 else ""
                file.writestr(before + name, one)
                for beside, path in program.beside(run.record.config).items():
                    file.write(path, before + beside)


def _text(run: Run, task: Task, text: Callable[[RunConfig, str], str]) -> str:
    say = task.tell.say
    lines = [f"{say(_STEP_FIRST, first=step)}: {what}" for step, what in facts.changes(run.record, task.tell)]
    try:
        return text(run.record.config, "\n".join([say(_CHANGED), *lines]) if lines else "")
    except ValueError as error:
        raise ExportError(_NONE, reason=str(error)) from None
