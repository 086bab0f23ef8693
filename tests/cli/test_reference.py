"""The reference: made from the records, all of them, and as it is committed."""

import re
from pathlib import Path

import pytest

from ganlab.__main__ import main
from ganlab.data import DATASETS
from ganlab.export.maps import MAP_EXPORTS
from ganlab.export.registry import EXPORTS
from ganlab.gan.config import DEFAULT, knobs, to_text
from ganlab.gan.losses import LOSSES
from ganlab.gan.networks import ACTIVATIONS, INITS, NETWORKS, OUTPUTS
from ganlab.gan.optimizers import OPTIMIZERS
from ganlab.gan.penalties import PENALTIES
from ganlab.observe.measures import MEASURES, OF_STEPS
from ganlab.observe.outcome import OUTCOMES
from ganlab.observe.rules import RULES
from ganlab.presets import PRESETS
from ganlab.web.presentation import PARTS

FILE = Path(__file__).parents[2] / ".github/docs/reference.md"
COMMAND = "python -m ganlab reference > .github/docs/reference.md"
SECTIONS = {
    "Settings": knobs(),
    "Losses": LOSSES,
    "Penalties and constraints": [penalty.weight for penalty in PENALTIES.values()],
    "Networks": [*NETWORKS, *ACTIVATIONS, *OUTPUTS, *INITS, *OPTIMIZERS],
    "Data sets": DATASETS,
    "Measures": [*MEASURES, *OF_STEPS],
    "Diagnoses": RULES,
    "Outcomes": OUTCOMES,
    "What can be taken home": [*EXPORTS, *MAP_EXPORTS],
    "What an address can hide and show": PARTS,
}


@pytest.fixture
def printed(capsys):
    assert main(["reference"]) == 0
    return capsys.readouterr().out


def section(text, title):
    return text.split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_the_committed_reference_is_what_the_command_prints(printed):
    same = FILE.read_text("utf-8") == printed
    assert same, f"a record has changed since {FILE.name} was printed: run {COMMAND}"


@pytest.mark.parametrize("title", SECTIONS)
def test_each_record_is_in_its_section(title, printed):
    named = set(re.findall(r"`([^`\s]+)`", section(printed, title)))
    assert set(SECTIONS[title]) <= named


def test_each_experiment_has_a_heading_that_can_be_linked_to(printed):
    assert re.findall(r"\n### (\S+)\n", section(printed, "Experiments")) == list(PRESETS)
    for preset in PRESETS.values():
        assert f"* Watch: {preset.watch}\n" in printed
        assert str(preset.claim.words).replace("|", r"\|").replace("<", r"\<") in printed


def test_each_row_of_a_table_has_as_many_cells_as_its_head(printed):
    for table in re.findall(r"(?:^\|.*\n)+", printed, re.MULTILINE):
        rows = [len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()]
        assert len(set(rows)) == 1, table.splitlines()[0]


def test_each_default_stands_as_an_address_would_have_it(printed):
    for name, value in DEFAULT:
        cell = f"`{to_text(value)}`" if to_text(value) else "none"
        assert re.search(rf"\n\| `{name}` \|.*\| {re.escape(cell)} \| (live|anew) \|", printed), name
