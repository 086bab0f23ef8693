"""What the reference says of all that a GAN is made of: settings, losses, penalties, networks, data sets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ganlab.cli.markdown import code, codes, math, plain, table
from ganlab.data import DATASETS, OWN, classes_of, kind_of, knobs_of
from ganlab.data.images import ImageSet
from ganlab.data.toy import PointSet
from ganlab.gan.conditional import WAYS
from ganlab.gan.config import DEFAULT, ConfigError, from_strings, knobs, to_text
from ganlab.gan.knobs import Knob
from ganlab.gan.losses import LOSSES
from ganlab.gan.networks import ACTIVATIONS, INITS, NETWORKS, OUTPUTS
from ganlab.gan.optimizers import OPTIMIZERS
from ganlab.gan.penalties import PENALTIES
from ganlab.gan.pretrained import READY, STARTS

KINDS = {"points": "2-D", "images": "pictures", "dirac": "Dirac-GAN"}
_TITLES = {
    "real": "Data",
    "z": "Noise z",
    "g": "Generator G",
    "d": "Discriminator D",
    "loss": "Losses and training",
    "penalty": "Penalties and noise",
}
_SEE = {"dataset": "data-sets", "loss": "losses", "g_network": "networks", "d_network": "networks"}


# -- settings -----------------------------------------------------------------------------------------------------


def settings() -> Iterator[str]:
    """Describe every setting, by the part of the picture that it belongs to."""
    yield "## Settings"
    yield (
        "\nA setting has one name everywhere: `?d_lr=0.005` in an address, `--set d_lr=0.005` on the command line, "
        '`{"d_lr": 0.005}` in a file of `--config`. What an address leaves out is as it is by default, or as in the '
        "experiment that it names. *Live* acts on the running training; *anew* begins the run again."
    )
    heads = ("In the address", "Setting", "Values", "Default", "Acts", "What it does")
    for part, title in _TITLES.items():
        named = [(name, knob) for name, knob in knobs().items() if knob.part == part]
        yield f"\n### {title}\n\n{table(heads, (_setting(name, knob) for name, knob in named))}"


def _setting(name: str, knob: Knob) -> tuple[str, ...]:
    default = to_text(getattr(DEFAULT, name))
    acts = "live" if knob.live else "anew"
    return code(name), plain(knob.name), _values(name), code(default) or "none", acts, plain(knob.help)


def _values(name: str) -> str:
    """Say what a setting may be, as the program does where it refuses what it may not."""
    try:
        from_strings({name: "?"})
    except ConfigError as error:
        rule = str(error.rule).removeprefix("must be ")
    choices = rule.removeprefix("one of ")
    if choices == rule:
        return plain(rule.replace("-2 ", "−2 "))
    return f"one of the [{_SEE[name].replace('-', ' ')}](#{_SEE[name]})" if name in _SEE else codes(choices.split(", "))


# -- what a GAN is made of ----------------------------------------------------------------------------------------


def losses() -> Iterator[str]:
    """Describe what D and G can minimise."""
    yield "## Losses"
    yield (
        "\nWhat the setting `loss` can be. Both players minimise. The equilibrium is where G has found the data and D "
        "is at its best, with the label of real samples at 1: D's answer, D loss, G loss, the dashed lines of charts."
        "\n"
    )
    rows = []
    for key, loss in LOSSES.items():
        answer, *_ = loss.equilibrium(1.0)
        rest = ("–" if answer is None else f"{answer:g}", *(label or "–" for label in loss.equilibrium_labels))
        smoothed = "yes" if loss.smooths else "no"
        rows.append((code(key), plain(loss.label), plain(loss.meaning), " / ".join(rest), smoothed))
    yield table(("`loss=`", "Loss", "What D answers", "Equilibrium", "Label smoothing"), rows)
    yield ""
    yield table(
        ("`loss=`", "D minimises", "G minimises", "where", "Source"),
        (
            (code(key), math(loss.formula("d")), math(loss.formula("g")), math(loss.where), plain(loss.paper))
            for key, loss in LOSSES.items()
        ),
    )


def penalties() -> Iterator[str]:
    """Describe what can be added to that, or be asked of D's weights."""
    yield "## Penalties and constraints"
    yield (
        "\nAny of them combine; 0, or false, is off. A formula with a weight is added to what D minimises; ∇D in it is "
        "the slope of D's raw output, before any sigmoid.\n"
    )
    yield table(
        ("Setting", "Penalty", "Formula", "where", "Note", "Source"),
        (
            (
                *(code(one.weight), plain(one.label), math(one.formula)),
                *(math(one.where), plain(one.note), plain(one.paper)),
            )
            for one in PENALTIES.values()
        ),
    )


def networks() -> Iterator[str]:
    """Describe networks, how they begin and how they are updated."""
    yield "## Networks"
    yield (
        "\nWhat `g_network` and `d_network` can be. Where a family is chosen in the page, hidden layers are proposed "
        "along with it; elsewhere they stay what `g_hidden` and `d_hidden` say.\n"
    )
    rows = (
        (
            *(code(key), plain(one.label), ", ".join(KINDS[kind] for kind in one.kinds)),
            "any number" if one.layers is None else str(one.layers),
            *(code(to_text(hidden)) for hidden in (one.g_hidden, one.d_hidden)),
        )
        for key, one in NETWORKS.items()
    )
    yield table(("`g_network=`", "Network", "For", "Hidden layers", "Proposed for G", "Proposed for D"), rows)
    yield f"\nActivations: {codes(ACTIVATIONS)}. Outputs of G: `auto`, {codes(OUTPUTS)}."
    yield f"Initial weights: {codes(INITS)}."
    yield f"Ways to be conditional: {codes(WAYS)}. Starts: {codes(STARTS)}."
    ready = "; ".join(f"{plain(one.label)}, {one.steps:,} steps" for one in READY.values())
    yield f"Ready-trained networks that ship with the program: {ready}.\n"
    yield table(
        ("`d_optimizer=`", "Optimizer", "Update", "Options"),
        (
            (
                code(key),
                plain(one.label),
                math(one.formula),
                codes(f"{player}_{name}" for name in one.options for player in "dg") or "none",
            )
            for key, one in OPTIMIZERS.items()
        ),
    )


def data_sets() -> Iterator[str]:
    """Describe what can be learned."""
    yield "## Data sets"
    yield (
        "\nWhat `dataset` can be. *Also follows* are the settings beside `batch_size` that change this set; "
        "all in 2-D follow `train_size` too.\n"
    )
    rows = ((code(key), *_data_set(key, one)) for key, one in DATASETS.items())
    yield table(("`dataset=`", "Data set", "Kind", "What is in it", "Also follows", "Source"), rows)


def _data_set(key: str, record: Any) -> tuple[str, ...]:
    follows = [name for name in knobs_of(key) if name in knobs()]
    inside, source = "", ""
    if isinstance(record, ImageSet):
        names = ", ".join(plain(name) for name in classes_of(key))
        inside, source = f"{record.train_count:,} pictures of {len(record.classes)} classes: {names}", record.source
    elif isinstance(record, PointSet):
        modes = len(record.modes)
        inside = (
            f"{modes} mode{'s' * (modes > 1)} of standard deviation {record.mode_std:g}"
            if modes
            else "no modes to count"
        )
        inside, source = "all data at 0" if kind_of(key) == "dirac" else inside, record.source
    elif key in OWN:
        inside = OWN[key].needs.replace("must come", "comes")
    if kind_of(key) == "images":
        follows.append("classes")
    return plain(record.label), KINDS[kind_of(key)], inside, codes(follows), plain(source)
