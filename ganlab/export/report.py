"""Report: a run on one page to be handed in, with room for what its reader has to say; as HTML, or as Markdown."""

from __future__ import annotations

import base64
import hashlib
import html
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ganlab.export import facts
from ganlab.export.exports import Run, Task
from ganlab.export.files import whole
from ganlab.export.pictures import PICTURE, pictured, png
from ganlab.lazy import N_
from ganlab.observe.measures import charts

_GAN_LAB_STEP = N_("GAN lab, step {step:,}, seed {seed}")
_RUN_IT_AGAIN = N_("Run it again")
_LESSON = N_("Lesson")
_PICTURE_AND_CURVES = N_("Picture and curves")
_DATA_SEED_AND = N_("Data, seed, and settings that differ from the usual ones")
_WHAT_WAS_CHANGED = N_("What was changed on the way")
_STEP_FIRST = N_("step {first:,}")
_WHAT_THE_DIAGNOSIS = N_("What the diagnosis said")
_MEASURES = N_("Measures")
_SAVE_WITH_WHAT = N_("Save with what I wrote")
ROOM = N_("Write here what you saw, what you changed, and why it came out so.")
_HEAD = N_("What I saw")
_STYLE = """
body { max-width: 52em; margin: 2em auto; padding: 0 1em; font: 17px/1.55 system-ui, sans-serif; color: #1b1b1b }
img { max-width: min(100%, 42em); height: auto } table { border-collapse: collapse }
td, th { border: 1px solid #ccc; padding: 4px 10px; text-align: left } code { overflow-wrap: anywhere }
[contenteditable] { min-height: 9em; padding: 10px 14px; border: 2px dashed #888; border-radius: 8px }
button { font: inherit; padding: 8px 18px } @media print { button { display: none } }
"""
_SCRIPT = """
document.querySelector("button").onclick = () => {
  const link = document.createElement("a");
  const page = "<!doctype html>" + document.documentElement.outerHTML;
  link.href = URL.createObjectURL(new Blob([page], { type: "text/html" }));
  link.download = document.body.dataset.name;
  link.click();
};
"""


def write(task: Task) -> None:
    """Write the report: as Markdown where the file's name ends so, else as HTML; its pictures are in it."""
    text = "\n".join(_markdown(task)) + "\n"
    if task.path.suffix != ".md":
        text = _page(task, text)
    with whole(task.path) as part:
        part.write_text(text, encoding="utf-8")
    task.progress(1.0)


def _markdown(task: Task) -> Iterator[str]:
    say, plain = task.tell.say, facts.markdown
    config = task.runs[0].record.config
    yield f"# {plain(facts.title(config, task.tell))}\n"
    yield f"{say(_GAN_LAB_STEP, step=task.runs[0].record.step, seed=config.seed)}\n"
    yield f"{say(_RUN_IT_AGAIN)}: <{task.tell.address(config)}>\n"
    yield f"## {say(_HEAD)}\n\n{say(ROOM)}\n"
    if task.notes.strip():
        yield f"## {say(_LESSON)}\n"
        yield from (f"{plain(line)}  " for line in task.notes.splitlines())
        yield ""
    yield f"## {say(_PICTURE_AND_CURVES)}\n"
    yield from _pictures(task)
    for run, letter in zip(task.runs, "AB", strict=False):
        of = f" ({letter})" if len(task.runs) > 1 else ""
        yield from _facts(run, task, of)


def _pictures(task: Task) -> Iterator[str]:
    """Yield the picture and every chart as Markdown, with what each shows in words."""
    keys = list(pictured(task.runs[0].record.config))
    with tempfile.TemporaryDirectory() as folder:
        for k, key in enumerate(keys):
            path = Path(folder) / "drawn.png"
            png(replace(task, path=path, of=key, progress=lambda share: None))
            data = base64.b64encode(path.read_bytes()).decode()
            words = task.tell.say(N_("The picture at that step") if key == PICTURE else charts()[key].label)
            yield f"![{facts.markdown(words)}](data:image/png;base64,{data})\n"
            task.progress((k + 1) / (len(keys) + 1))


def _facts(run: Run, task: Task, of: str) -> Iterator[str]:
    record, say, tell = run.record, task.tell.say, task.tell
    yield f"## {say(_DATA_SEED_AND)}{of}\n"
    head = say(N_("Setting")), "", say(N_("Value")), say(N_("Usual value"))
    yield from facts.table(head, facts.settings(record.config, tell))
    if changed := list(facts.changes(record, tell)):
        yield f"\n## {say(_WHAT_WAS_CHANGED)}{of}\n"
        for step, text in changed:
            yield f"* {say(_STEP_FIRST, first=step)}: {facts.markdown(text)}"
    yield f"\n## {say(_WHAT_THE_DIAGNOSIS)}{of}\n"
    told = facts.said(record, tell)
    yield from (f"* {facts.span(first, last, tell)}: {facts.markdown(text)}" for first, last, text in told)
    if not told:
        yield say(N_("Nothing: no rule held for long enough."))
    if measured := facts.measures(record.shown, tell):
        yield f"\n## {say(_MEASURES)}{of}\n"
        yield say(N_("Measured at step {step:,}."), step=facts.measured_at(record)) + "\n"
        yield from facts.table(facts.measures_head(tell), measured)
    yield ""


def _page(task: Task, text: str) -> str:
    """Return the page of a report: nothing of it is run but its own script, and nothing is fetched."""
    from markdown_it import MarkdownIt

    say = task.tell.say
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    room = html.escape(say(ROOM))
    body = body.replace(f"<p>{room}</p>", f'<div contenteditable="true" role="textbox" aria-multiline="true" '
                        f'aria-label="{html.escape(say(_HEAD))}"><p>{room}</p></div>', 1)  # fmt: skip
    title = html.escape(facts.title(task.runs[0].record.config, task.tell))
    policy = f"default-src 'none'; img-src data:; style-src {_hash(_STYLE)}; script-src {_hash(_SCRIPT)}"
    return (
        f'<!doctype html>\n<html lang="{task.tell.language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n"
        f'<body data-name="{html.escape(task.path.name)}">\n{body}\n'
        f"<p><button>{html.escape(say(_SAVE_WITH_WHAT))}</button></p>\n"
        f"<script>{_SCRIPT}</script>\n</body>\n</html>\n"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
