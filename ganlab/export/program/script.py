"""A program put together: docstring, the imports that its text needs, settings, and the sections one by one."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from ganlab.data import OWN, label_of
from ganlab.data.images import IMAGES
from ganlab.data.own import pictures, points
from ganlab.export.program.data import real
from ganlab.export.program.facts import Facts, Section, apart, block
from ganlab.export.program.helpers import helpers
from ganlab.export.program.networks import networks
from ganlab.export.program.results import results
from ganlab.export.program.training import training
from ganlab.gan.config import RunConfig
from ganlab.presets import story_of

STEPS = {"points": 3000, "images": 1000, "dirac": 500}  # of settings that are no experiment's
WIDTH = 100  # of the lines between sections
_STANDARD = ("argparse", "itertools", "math", "os", "sys")
_OTHERS = (
    ("np", "import numpy as np"),
    ("load_digits", "from sklearn.datasets import load_digits"),
    ("nn", "from torch import nn"),
    ("functional_call", "from torch.func import functional_call"),
    ("spectral_norm", "from torch.nn.utils.parametrizations import spectral_norm"),
)
_FUNCTIONS = ("interpolate", "one_hot", "pad", "relu", "softplus")  # of torch.nn.functional

# -- settings ---------------------------------------------------------------------------------------------------


def steps_of(config: RunConfig) -> int:
    """Return how many steps a program takes if it is not told: until its experiment's story is told."""
    story = story_of(config)
    return story.told if story else STEPS[config.kind]


def title_of(config: RunConfig) -> str:
    """Return what a program is about: its experiment, or its data."""
    story = story_of(config)
    return str(story.label if story else label_of(config))


def _folder(facts: Facts) -> str:
    """Write where the data are, as an expression."""
    default = facts.default_data
    return 'os.environ.get("GANLAB_DATA", "data")' if default == "data" else f'"{default}"'


def _settings(facts: Facts, notebook: bool, code: str) -> str:
    """Write steps, data and seed, and the streams of random numbers that the rest of the program draws from."""
    config = facts.config
    drawn = [name for name in _STREAMS if re.search(rf"\b{name}\b", code)]
    seeded = "SEED" in code or "stream(" in code or bool(drawn)
    steps, lines = str(steps_of(config)), list[str]()
    if not notebook:
        lines += [
            'parser = argparse.ArgumentParser(description="Train a GAN.")',
            f'parser.add_argument("--steps", type=int, default={steps})',
        ]
        steps = "parser.parse_args().steps"
    given = {"STEPS": steps, **({"SEED": str(config.seed)} if seeded else {}), "BATCH": str(config.batch_size)}
    if facts.default_data and not notebook:
        what = "folder of the pictures" if facts.default_data == "data" else "file of the data"
        lines.append(f'parser.add_argument("--data", default={_folder(facts)}, help="{what}")')
        lines.append("options = parser.parse_args()")
        given |= {"STEPS": "options.steps", "DATA": "options.data"}
    elif facts.default_data:
        given["DATA"] = _folder(facts)
    lines.append(f"{', '.join(given)} = {', '.join(given.values())}")
    uses = [str(_STREAMS[name]) for name in drawn]
    if "stream(" in code:  # for each epoch too
        streams = f"{', '.join(drawn)} = {', '.join(f'stream({use})' for use in uses)}" if drawn else ""
        return apart(block(*lines), _STREAM, streams)
    if len(drawn) == 1:
        seed = f"np.random.SeedSequence(SEED, spawn_key=({uses[0]},)).generate_state(1)[0]"
        lines.append(f"{drawn[0]} = torch.Generator().manual_seed(int({seed}))")
    elif drawn:
        lines += [
            "# Random numbers of their own for each use: to draw more for one never shifts another's.",
            f"seeds = [np.random.SeedSequence(SEED, spawn_key=(k,)).generate_state(1)[0] for k in ({', '.join(uses)})]",
            f"{', '.join(drawn)} = (torch.Generator().manual_seed(int(seed)) for seed in seeds)",
        ]
    return block(*lines)


_STREAM = '''\
def stream(*use):
    """Return random numbers of their own for each use: to draw more for one never shifts another's."""
    return torch.Generator().manual_seed(int(np.random.SeedSequence(SEED, spawn_key=use).generate_state(1)[0]))
'''
_STREAMS = {"real_rng": 0, "z_rng": 1, "noise_rng": 2, "stored_rng": 3}  # as `gan.streams` numbers them


# -- the whole --------------------------------------------------------------------------------------------------


def sections(config: RunConfig, notebook: bool = False) -> list[Section]:
    """Write a config's program as sections, the first of which has imports and settings.

    Raise ValueError with one sentence where it cannot be a program.
    """
    refused(config)
    facts = Facts(config)
    every = max(1, steps_of(config) // 20) if notebook else 1
    body = [real(facts), networks(facts), helpers(facts), training(facts, every), results(facts, notebook)]
    code = "\n".join(section.code for section in body)
    settings = _settings(facts, notebook, code)
    first = "\n\n".join([_imports(facts, f"{settings}\n{code}", notebook), settings])
    prose = "What is used, for how many steps to train, and the seed, which fixes all that is random."
    return [section for section in (Section("Settings", prose, first), *body) if section.code]


def refused(config: RunConfig) -> None:
    """Raise ValueError with one sentence for a config that cannot be a program."""
    if config.start != "scratch":
        raise ValueError(f"start: must be scratch for a program, which cannot hold trained weights; got {config.start}")
    if not (config.n_critic or config.g_steps):
        raise ValueError("n_critic: must not be 0 where g_steps is 0 too, for nothing would be trained; got 0")


def _imports(facts: Facts, code: str, notebook: bool) -> str:
    """Write the imports of the names that a program uses."""

    def used(name: str) -> bool:
        return re.search(rf"(?<![\w.]){name}\b", code) is not None

    standard = [f"import {name}" for name in _STANDARD if re.search(rf"(?<![\w.]){name}\.", code)]
    functions = [name for name in _FUNCTIONS if re.search(rf"(?<![\w.]){name}\(", code)]
    others = ["import torch", *(line for name, line in _OTHERS if used(name))]
    if functions:
        others.append(f"from torch.nn.functional import {', '.join(functions)}")
    record = IMAGES.get(facts.config.dataset)
    if record is not None and record.torchvision_class:
        others.append(f"from torchvision.datasets import {record.torchvision_class}")
    if notebook:
        others.append("import matplotlib.pyplot as plt")
    if used("find_spec"):
        standard = sorted([*standard, "from importlib.util import find_spec"], key=_as_isort)
    return "\n\n".join(filter(None, ["\n".join(standard), "\n".join(sorted(others, key=_as_isort))]))


def _as_isort(line: str) -> tuple[bool, str]:
    """Order imports: whole modules first, each kind by its names."""
    return line.startswith("from"), line.split()[1]


def _doc(facts: Facts, said: str) -> str:
    config = facts.config
    data = "" if not facts.default_data else " [--data FOLDER]" if facts.default_data == "data" else " [--data FILE]"
    text = f"python run.py [--steps N]{data} prints step, d_loss and g_loss a line; where matplotlib is there, "
    text += "run.png shows in the end what has come of it."
    if config.dataset in OWN and facts.default_data:
        text += f" The data are read from the file {facts.default_data}, which must lie beside it."
    elif facts.default_data:
        text += " Pictures that are missing in the folder are downloaded."
    quoted = said.replace("\\", "/").replace('"', "'")
    paragraphs = [textwrap.fill(text, 118)] + (
        ["\n".join(textwrap.fill(line, 118) for line in quoted.splitlines())] * bool(said)
    )
    return f'"""{title_of(config)}: a GAN in plain PyTorch.\n\n{chr(10).join(paragraphs)}\n"""'


def heading(title: str) -> str:
    """Return the comment above a section."""
    return f"# -- {title} ".ljust(WIDTH, "-")


def source(config: RunConfig, said: str = "") -> str:
    """Return the text of run.py for a config; raise ValueError with one sentence where it cannot be a program.

    `said`: what is to be said of the run above it. Equal seed, equal losses, as long as the lab's are: it stops where
    they are beyond all sense, and does not look at the weights every now and then, as the lab does.
    """
    first, *others = sections(config)
    text = block(_doc(Facts(config), said), "") + "\n\n" + first.code
    for before, section in zip([first, *others], others, strict=False):
        text += f"{_gap(before.code, section.code)}{heading(section.title)}\n{section.code}"
    return text + "\n"


def _gap(before: str, after: str) -> str:
    """Return the line ends between two pieces: two empty lines beside functions, as formatters have them."""
    last = next(line for line in reversed(before.splitlines()) if line[:1] not in (" ", ")", ""))
    return "\n\n\n" if any(piece.startswith(("def ", "class ")) for piece in (last, after)) else "\n\n"


def beside(config: RunConfig) -> dict[str, Path]:
    """Return the files that must lie beside a program, by the name that they have there: the user's own data."""
    if config.dataset == "points":
        return {"points.npz": points.path_of(config.points)}
    return {"pictures.npz": pictures.path_of(config.pictures)} if config.dataset == "pictures" else {}
