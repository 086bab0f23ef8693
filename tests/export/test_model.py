"""The weights that are taken home: those of what was shown, with a card that says what they are."""

import json
import re
import subprocess
import sys
import zipfile

import pytest
import torch
from safetensors.torch import load

from ganlab.engine.taking import take
from ganlab.export import facts, model
from ganlab.export.exports import Run, Task
from ganlab.export.refusal import ExportError
from ganlab.export.source import runs_of
from ganlab.gan import weights
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.web.told import Told
from ganlab.web.words import LANGUAGES
from tests.support.runs import KINDS, SMALL, alone, config_of, go
from tests.support.taken import taken, task


@pytest.mark.wide
@pytest.mark.parametrize("kind", KINDS)
def test_the_weights_are_those_that_were_shown(tmp_path, kind):
    run = taken(tmp_path / "run", config_of(kind))
    model.write(Task(runs_of(tmp_path / "run"), tmp_path / "w.zip", Told()))
    with zipfile.ZipFile(tmp_path / "w.zip") as file:
        assert file.namelist() == ["model.safetensors", "README.md"]
        found = load(file.read("model.safetensors"))
        card = file.read("README.md").decode()
    for name, network in weights.networks(run.trainer).items():
        for key, tensor in weights.plain(network).items():
            assert torch.equal(found[f"{name}.{key}"], tensor)
    assert f"{run.trainer.step_count}" in card
    assert f"http://lab.example/x/{run.config.seed}" not in card


def test_of_a_look_back_the_nearest_state_is_taken_and_said(tmp_path):
    run, _ = alone(SMALL)
    run.show(force=True)
    go(run, 30)
    run.look(10)
    take(run, tmp_path)
    runs = runs_of(tmp_path)
    step = weights.header(tmp_path / weights.NAME)["step"]
    again = Trainer(SMALL)
    for _ in range(step):
        again.step()
    wanted = {f"generator.{key}": value for key, value in weights.plain(again.g.frozen()).items()}
    kept = load((tmp_path / weights.NAME).read_bytes())
    assert all(torch.equal(kept[key], value) for key, value in wanted.items())
    card = model.card(runs[0], Told())
    assert runs[0].record.step == 10
    assert f"after {step} steps" in card
    assert ("nearest to step 10" in card) == (step != 10)


@pytest.mark.wide
def test_a_card_names_the_measures_with_their_floors_and_the_licence(tmp_path):
    card = model.card(task(tmp_path, "images").runs[0], Told())
    assert "CC BY 4.0" in card
    card = model.card(task(tmp_path / "b").runs[0], Told())
    metrics = runs_of(tmp_path / "b" / "run")[0].record.shown.metrics
    assert f"| SW₁ | {metrics['sw1']:.4g} | {metrics['sw1_floor']:.4g} |" in card


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_is_in_the_readers_language(tmp_path, language):
    card = model.card(task(tmp_path).runs[0], Told(language))
    headings = re.findall(r"^## (.+)$", card, re.M)
    assert len(headings) >= 3
    english = model.card(task(tmp_path).runs[0], Told("en"))
    assert (card == english) == (language == "en")


@pytest.mark.wide
def test_what_the_card_says_loads_the_weights(tmp_path):
    wanted = task(tmp_path, "points", "w.zip")
    model.write(wanted)
    with zipfile.ZipFile(tmp_path / "w.zip") as file:
        file.extractall(tmp_path)
    code = re.search(r"```python\n(.+?)```", (tmp_path / "README.md").read_text("utf-8"), re.S)[1]
    told = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert told.stdout.startswith("['Linear(in_features=2, out_features=8")


def test_weights_that_are_not_finite_are_refused_in_one_sentence(tmp_path):
    run = taken(tmp_path / "run", from_values({"loss": "wasserstein", "d_lr": 10, "g_lr": 10}, SMALL))
    (tmp_path / "run" / weights.NAME).unlink(missing_ok=True)
    assert run
    with pytest.raises(ExportError, match=r"^The weights of step \d+ must be finite numbers .*\.$"):
        model.write(Task(runs_of(tmp_path / "run"), tmp_path / "w.zip", Told()))
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_anybodys_words_are_shown_and_not_read_as_markdown():
    for text in ("a|b", "[x](javascript:1)", "<img onerror=1>", "`x`", "*y*", "# z", "a\nb", "$x$"):
        shown = facts.markdown(text)
        assert not re.search(r"(?<!\\)[|`*\[\]<>#$]", shown)
        assert "\n" not in shown


def test_the_diagnosis_is_told_with_its_span(tmp_path):
    wanted = task(tmp_path)
    told = facts.said(wanted.runs[0].record, Told())
    assert told == [] or all(first <= last for first, last, _ in told)
    assert isinstance(wanted.runs[0], Run)
    assert json.dumps(facts.settings(SMALL, Told()))
