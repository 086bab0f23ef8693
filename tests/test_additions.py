"""One addition, one place: a record put into one registry is found in the CLI, in the view's data, and where it trains.

What is added stands in `tests.support.additions`, as it would stand in the files themselves.
"""

import json
import sys
from types import SimpleNamespace

import pytest
import torch

from tests.support.additions import added

TINY = {"g_hidden": (8,), "d_hidden": (8,), "batch_size": 16}
ALL = {"dataset": "cross", "loss": "absolute", "drift_weight": 0.5, **TINY}


@pytest.fixture(scope="module")
def anew():
    with added() as load:
        yield load


@pytest.fixture(scope="module")
def command(anew):
    """Run one command of the CLI in this process; return what it printed."""
    main = anew("ganlab.__main__").main

    def command(capsys, *arguments):
        assert main(list(arguments)) == 0
        return capsys.readouterr().out

    return command


@pytest.fixture
def config(anew):
    return lambda **values: anew("ganlab.gan.config").from_values({**TINY, **values})


@pytest.fixture
def about(anew, config):
    """Return what a viewer is told of a run of a config."""
    runs, wire = anew("tests.support.runs"), anew("ganlab.web.wire")

    def about(**values):
        run, frames = runs.alone(config(**values))
        run.show(force=True)
        return wire.unpack(wire.Encoder(anew("ganlab.web.about").teller("en")).encode(frames[-1], 0))[0]["about"]

    return about


def described(anew, name):
    return next(knob for knob in anew("ganlab.web.panel").described("en") if knob["name"] == name)


def test_a_schema_has_the_knob_and_what_can_be_chosen(command, capsys):
    fields = json.loads(command(capsys, "schema"))["properties"]
    assert fields["drift_weight"]["maximum"] == 1000
    assert fields["drift_weight"]["name"] == "Drift ε"
    assert "absolute" in fields["loss"]["choices"]
    assert "cross" in fields["dataset"]["choices"]


def test_the_reference_has_all_of_them(command, capsys):
    printed = command(capsys, "reference")
    for name in ("absolute", "drift_weight", "cross", "reach", "late"):
        assert f"`{name}`" in printed
    assert "\n### cross\n" in printed
    assert "| `map-keys` | Keys | `.txt` | The runs' keys. |" in printed


def test_a_preset_is_listed_and_trained(command, capsys, anew):
    assert "A cross" in command(capsys, "presets")
    listed = json.loads(command(capsys, "presets", "--json"))["cross"]
    assert (listed["config"]["dataset"], listed["config"]["drift_weight"]) == ("cross", 0.01)
    printed = command(capsys, "train", "--preset", "cross", "--set", "drift_weight=0.5", "--steps", "2")
    row = json.loads(printed.splitlines()[-1])
    assert row["step"] == 2
    assert row["drift"] > 0
    assert row["metrics"]["reach"] > 0
    assert anew("ganlab.web.page.address").read({"preset": "cross"})[0].dataset == "cross"


def test_a_lesson_may_ask_for_all_of_them(anew):
    scene = anew("ganlab.web.lessons").SCENE
    text = b"---\ntitle: x\nminutes: 2\n---\n## Page\nrun: preset=cross\npoint: drift_weight\n"
    text += b'check: reach > 0 and drift_weight > 0 and drift > 0 and loss == "absolute"\n'
    (page,) = anew("ganlab.lessons.parse").parse("x", text, scene).pages
    assert page.run.config.dataset == "cross"


def test_the_panel_draws_the_knob_and_offers_the_loss_and_the_data(anew, config, about):
    knob = described(anew, "drift_weight")
    assert (knob["part"], knob["kind"], knob["high"], knob["label"]) == ("penalty", "number", 1000, "Drift ε")
    assert ["absolute", "Absolute: |D(G(z)) − 1|", None] in described(anew, "loss")["choices"]
    assert "cross" in [key for key, *_ in described(anew, "dataset")["choices"]]
    assert "drift_weight" in anew("ganlab.web.panel").settings(config())["shown"]
    told = about(**ALL)
    assert (told["loss"], told["dataset"]) == ("Absolute: |D(G(z)) − 1|", "Cross")
    assert told["penalties"]["drift"] == "drift"
    assert "drift" in told["columns"]
    formulas = anew("ganlab.web.panel").formulas(config(**ALL))
    assert formulas["d_loss"].endswith(r"+\epsilon\,\mathbb{E}_x C(x)^2")


def test_the_data_menu_shows_the_set_with_its_thumbnail(anew, monkeypatch):
    menu, thumbnails = anew("ganlab.web.data_menu"), anew("ganlab.data.thumbnails")
    monkeypatch.setattr(menu.lab, "thumbnails", thumbnails.made)
    cross = next(one for one in json.loads(menu.listed("en"))["sets"] if one["key"] == "cross")
    assert (cross["label"], len(cross["points"])) == ("Cross", len(thumbnails.made(["ring"])["ring"]["points"]))


def test_the_loss_and_the_penalty_are_what_d_and_g_go_down(anew, config):
    """Values and both gradients of a step of SGD, against autograd of what the records say."""
    values = {**ALL, "d_optimizer": "sgd", "g_optimizer": "sgd", "d_activation": "tanh", "g_activation": "tanh"}
    trainer, twin = (anew("ganlab.gan.trainer").Trainer(config(**values)) for _ in range(2))
    real = twin.sample_real(16)
    fake = twin.generator(twin.sample_z(16)).detach()
    answers = twin.discriminator(real)
    loss = (answers - 1).abs().mean() + twin.discriminator(fake).abs().mean()
    drift = 0.5 * answers.square().mean()
    weights = list(twin.discriminator.parameters())
    gradients = torch.autograd.grad(loss + drift, weights)
    expected = [weight.detach() - 2e-3 * gradient for weight, gradient in zip(weights, gradients, strict=True)]
    trainer.step("d")
    assert trainer.scalars["d_loss"] == pytest.approx(loss.item(), rel=1e-5)
    assert trainer.scalars["drift"] == pytest.approx(drift.item(), rel=1e-5)
    for weight, wanted in zip(trainer.discriminator.parameters(), expected, strict=True):
        torch.testing.assert_close(weight.detach(), wanted, atol=1e-7, rtol=1e-5)
    z = torch.randn(16, 2, generator=torch.Generator().manual_seed(5))
    before = (trainer.discriminator(trainer.generator(z)) - 1).abs().mean().item()
    for _ in range(50):
        trainer.step("g")
    assert (trainer.discriminator(trainer.generator(z)) - 1).abs().mean().item() < before
    assert trainer.divergence is None


def test_the_dirac_gan_plays_the_loss(about):
    told = about(dataset="dirac", loss="absolute", **{"d_optimizer": "sgd", "g_optimizer": "sgd"})
    assert told["references"]["d_loss"] == 1.0
    assert len(told["game"]["field"]) == 2 * 15**2


def test_slow_motion_writes_the_loss_and_the_penalty_and_misses_no_knob(anew, config):
    trainer = anew("ganlab.gan.trainer").Trainer(config(**ALL))
    lines = dict(
        line for phase in anew("ganlab.observe.slow.phases").anatomy(trainer) for line in phase.lines if line[0]
    )
    assert r"\mathbb{E}|D(x)-1|+\mathbb{E}|D(G(z))|" in lines
    assert r"\epsilon\,\mathbb{E}_x C(x)^2" in lines
    slow = anew("tests.support.slow_knobs")
    assert "drift_weight" in slow.training()
    assert slow.appears("drift_weight")


def test_a_knob_that_acts_and_that_no_equation_shows_is_found(anew, config, monkeypatch):
    """A weight decay was added once and trained, and slow motion went on to write the plain update."""
    slow, player = anew("tests.support.slow_knobs"), anew("ganlab.gan.player").Player
    update = player.update

    def decayed(self, step):
        update(self, step)
        self.flat.mul_(1 - self.config.weight_decay)

    monkeypatch.setattr(player, "update", decayed)
    listed = [name for names in slow.UNSEEN.values() for name in names]
    assert "weight_decay" in set(slow.training()) - set(listed)
    assert not slow.appears("weight_decay")


def test_the_measure_is_kept_drawn_written_waited_for_and_said(anew, config, about):
    assert "reach" in about(**ALL)["measured"]
    view = anew("ganlab.web.measured").described("en")
    chart = view["charts"][-1]
    assert (chart["name"], chart["of"], chart["title"]) == ("reach", "measures", "Reach of the fakes")
    assert chart["curves"] == [
        {"name": "reach", "label": "reach", "colour": "fake", "floor": "reach_floor", "whole": ""}
        | {"tip": view["row"][-1]["tip"]}
    ]
    row, goal = view["row"][-1], view["goals"][-2]
    assert (row["measures"][0]["name"], row["form"], row["beside"]) == ("reach", ".2f", "reach_floor")
    assert (goal["name"], goal["words"], goal["value"]) == ("reach", "until reach ≥", 1)
    assert "reach" in [one["name"] for one in view["spoken"]]
    run, frames = anew("tests.support.runs").alone(config(**ALL))
    run.until("reach", 0.01)
    while run.due() is not None:
        run.advance(lambda: False, seconds=0.01)
    run.show(force=True)
    frame, column = frames[-1], list(anew("ganlab.observe.measures").MEASURES).index("reach")
    assert frame.measures[-1, column] == pytest.approx(frame.metrics["reach"], rel=1e-6)
    assert anew("ganlab.web.words").say(frame.notice, "en").startswith(f"Paused at step {frame.step}: ")


def test_the_map_is_offered_planned_and_opened_by_the_address(anew, config, monkeypatch):
    mapped, groups = anew("ganlab.web.mapped"), json.loads(anew("ganlab.web.experiments").listed("en"))["groups"]
    offered = {"key": "drift", "label": "Drift × rate", "watch": "Does it help?"}
    assert offered in mapped.described("en")["ready"]
    assert offered | {"runs": 12} in next(group for group in groups if group["key"] == "maps")["experiments"]
    plan = anew("ganlab.web.mapping").asked({"ready": "drift"}, config())
    assert {task.config.drift_weight for task in plan.tasks} == {0.01, 0.1, 1.0}
    told = mapped.plan(anew("ganlab.engine.sweep.maps").maps.open(plan), "en")
    assert (told["ready"], told["label"], len(told["runs"])) == ("drift", "Drift × rate", 12)
    address = anew("ganlab.web.page.address")
    monkeypatch.setattr(address, "lab", SimpleNamespace(open=lambda *asked: None))
    seen = address.visit({"map": "drift"})
    assert (seen.map, seen.sentences) == ("drift", [])


def test_a_map_may_be_of_the_knob_and_shows_the_outcome_and_the_line(anew):
    mapped = anew("ganlab.web.mapped")
    found = mapped.described("en")
    assert {"drift_weight", "weight_decay"} <= {one["field"] for one in found["axes"]}
    outcome = next(one for one in found["outcomes"] if one["key"] == "late")
    assert (outcome["mark"], outcome["colour"]) == ("M -1 -1 L 1 -1 L 0 1 Z", ("#33567a", "#88aacc"))
    drift = anew("ganlab.engine.sweep.ready").plan_of("drift")
    told = mapped.plan(anew("ganlab.engine.sweep.maps").maps.open(drift), "en")
    line = {
        "key": "diagonal",
        "label": "diagonal",
        "words": "From corner to corner.",
        "pieces": [[(0.0, 0.0), (2.0, 1.0)]],
    }
    assert told["lines"] == [line]


def test_the_study_is_made_and_sent(anew, config):
    runs, wire, studies = anew("tests.support.runs"), anew("ganlab.web.wire"), anew("ganlab.observe.studies")
    run, frames = runs.alone(config(**ALL))
    run.study("centre", studies.checked(run.config, "centre", 30))
    run.show(force=True)
    header, arrays = wire.unpack(wire.Encoder(anew("ganlab.web.about").teller("en")).encode(frames[-1], 0))
    assert header["studies"] == {"centre": {"n": 30}}
    assert arrays["centre.centre"].tolist() == pytest.approx(run.trainer.samples(30).mean(0).tolist(), rel=1e-5)


def test_a_map_is_taken_home_as_the_file(anew, command, capsys, tmp_path):
    swept = anew("tests.support.swept")
    outcomes = swept.swept(tmp_path / "map", swept.tiny())
    command(capsys, "export", str(tmp_path / "map"), "--as", "map-keys", "--out", str(tmp_path))
    assert (tmp_path / "ganlab-map-d_lr-g_lr.txt").read_text() == repr(list(outcomes))
    assert "map-keys" in [one["key"] for one in anew("ganlab.web.mapped").described("en")["takes"]]
    assert anew("ganlab.web.taking").wanted({"as": "map-keys", "map": "0" * 16}).kind == "map-keys"


def test_what_was_imported_before_is_back_afterwards():
    before = {name: module for name, module in sys.modules.items() if name.startswith("ganlab")}
    with added() as load:
        assert "absolute" in load("ganlab.gan.losses").LOSSES
        assert load("ganlab.gan.losses") is not before.get("ganlab.gan.losses")
    assert {name: module for name, module in sys.modules.items() if name.startswith("ganlab")} == before
