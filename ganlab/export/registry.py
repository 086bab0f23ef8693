"""The registry of exports: what one takes home, one record each, in the order in which it is offered."""

from __future__ import annotations

from ganlab.export import animation, model, pictures, report, scripts, tables
from ganlab.export.exports import Export, Task
from ganlab.export.files import whole
from ganlab.lazy import N_


def _replay(task: Task) -> None:
    with whole(task.path) as part:
        part.write_bytes(task.tell.replay([run.record for run in task.runs], task.answers))


EXPORTS: dict[str, Export] = {
    "replay": Export(
        "html", N_("Replay"), N_("The run as a page that plays without a server or a network."), _replay,
    ),
    "report": Export(
        "html", N_("Report"), N_("A page to hand in: picture, curves, settings, and room for your own words."),
        report.write,
    ),
    "gif": Export("gif", N_("Animation (GIF)"), N_("What the picture showed, for slides and chats."), animation.gif),
    "webp": Export("webp", N_("Animation (WebP)"), N_("The same, finer, for programs that show it."), animation.webp),
    "png": Export(
        "png", N_("Picture or chart (PNG)"), N_("As large as a slide."), pictures.png, pictures.pictured,
    ),
    "svg": Export(
        "svg", N_("Picture or chart (SVG)"), N_("To be changed in a drawing program, sharp at any size."),
        pictures.svg, pictures.pictured,
    ),
    "script": Export(
        "py", N_("Program"), N_("The run in plain PyTorch, to be read; its losses are the lab’s."),
        scripts.script, packed=scripts.packed,
    ),
    "notebook": Export(
        "ipynb", N_("Notebook"), N_("The same for Jupyter, in sections."), scripts.notebook, packed=scripts.packed,
    ),
    "csv": Export(
        "csv", N_("Table (CSV)"), N_("Losses and measures, a row for each step that was kept."), tables.write_csv,
    ),
    "parquet": Export(
        "parquet", N_("Table (Parquet)"), N_("The same rows for data programs, with the settings."),
        tables.write_parquet,
    ),
    "weights": Export(
        "zip", N_("Weights"), N_("G and D as safetensors, with a card that says what they are."), model.write,
    ),
}  # fmt: skip
