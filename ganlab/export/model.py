"""Model: the weights of G and D with a card that says what they are, in one ZIP."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

from ganlab.data import label_of
from ganlab.export import facts
from ganlab.export.exports import Run, Task, Telling
from ganlab.export.files import whole
from ganlab.export.refusal import ExportError
from ganlab.export.source import PAIR
from ganlab.gan import weights
from ganlab.lazy import N_

_DATA = N_("Data")
_SEED = N_("Seed")
_RUN_IT_AGAIN = N_("Run it again")
_DATA_SEED_AND = N_("Data, seed, and settings that differ from the usual ones")
_MEASURES = N_("Measures")
_WHAT_THE_DIAGNOSIS = N_("What the diagnosis said")
_HOW_TO_LOAD = N_("How to load it")
_NONE = N_(
    "The weights of step {step:,} must be finite numbers to be of use; those of this run are not. Look back to an "
    "earlier step and take those."
)


def write(task: Task) -> None:
    """Write model.safetensors and README.md, its model card; of a pair those of both, in the folders a and b."""
    with whole(task.path) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as file:
        for folder, run in zip(PAIR, task.runs, strict=False):
            before = f"{folder}/" if len(task.runs) > 1 else ""
            path = run.folder / weights.NAME
            if not path.is_file():
                raise ExportError(_NONE, step=run.record.step)
            file.write(path, before + weights.NAME)
            file.writestr(f"{before}README.md", card(run, task.tell))


def card(run: Run, tell: Telling) -> str:
    """Return what the weights are, as Markdown."""
    return "\n".join(_card(run, tell)) + "\n"


def _card(run: Run, tell: Telling) -> Iterator[str]:
    record, say, plain = run.record, tell.say, facts.markdown
    header = weights.header(run.folder / weights.NAME)
    step, config = header["step"], record.config
    yield f"# {plain(facts.title(config, tell))}\n"
    yield say(N_("The generator G and the discriminator D of a GAN after {step:,} steps."), step=step)
    if step != record.step:
        near = N_("These are the weights that were kept nearest to step {step:,}, at which the rest was taken.")
        yield say(near, step=record.step)
    source = facts.licence(config)
    yield f"\n* {say(_DATA)}: {plain(say(label_of(config)))} ({plain(say(source))})"
    yield f"* {say(_SEED)}: {config.seed}"
    yield f"* {say(_RUN_IT_AGAIN)}: `{tell.address(config)}`"
    yield f"\n## {say(_DATA_SEED_AND)}\n"
    yield from facts.table(
        (say(N_("Setting")), "", say(N_("Value")), say(N_("Usual value"))), facts.settings(config, tell)
    )
    if measured := facts.measures(record.shown, tell):
        yield f"\n## {say(_MEASURES)}\n"
        yield say(N_("Measured at step {step:,}."), step=facts.measured_at(record)) + "\n"
        yield from facts.table(facts.measures_head(tell), measured)
    if told := facts.said(record, tell):
        yield f"\n## {say(_WHAT_THE_DIAGNOSIS)}\n"
        yield from (f"* {facts.span(first, last, tell)}: {plain(text)}" for first, last, text in told)
    yield f"\n## {say(_HOW_TO_LOAD)}\n"
    yield say(N_("The file’s header says all settings, and under “networks” the layers of each network in order."))
    yield f"\n```python\n{_LOAD}```"
    for name, layers in header["networks"].items():
        yield f"\n`{name}`:\n\n```\n{chr(10).join(layers)}\n```"


_LOAD = """import json
from safetensors import safe_open
from safetensors.torch import load_file

tensors = load_file("model.safetensors")
with safe_open("model.safetensors", framework="pt") as file:
    told = json.loads(file.metadata()["ganlab"])
weights = {key.removeprefix("generator."): t for key, t in tensors.items() if key.startswith("generator.")}
print(told["networks"]["generator"])  # build these layers as a torch.nn.Sequential, then load_state_dict(weights)
"""
