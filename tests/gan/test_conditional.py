"""Conditional GANs: D given a label against one by hand, labels shared by real and fake, and pictures as asked."""

import re
from dataclasses import replace

import pytest
import torch

from ganlab.data.images import Images, load
from ganlab.engine.run import Run
from ganlab.engine.timeline import Timeline
from ganlab.gan import conditional
from ganlab.gan.config import ConfigError, from_values
from ganlab.gan.losses import LOSSES
from ganlab.gan.penalties import square_slope
from ganlab.gan.trainer import Trainer
from ganlab.observe import classifier, studies
from ganlab.observe.display import SHOWN_PICTURES, Display
from ganlab.observe.slow.mathml import given
from ganlab.observe.slow.phases import anatomy
from ganlab.observe.studies import asked_label as label
from ganlab.presets import PRESETS
from ganlab.web.about import teller
from ganlab.web.panel import formulas
from ganlab.web.wire import Encoder, unpack

WAYS = [way for way in conditional.WAYS if way != "none"]
SMALL = {"dataset": "digits", "g_hidden": (8,), "d_hidden": (8,), "batch_size": 16, "latent_dim": 3}


def trainer(way, **values):
    return Trainer(from_values({**SMALL, "conditional": way, **values}), load("digits"))


def by_hand(d, way, x, labels):
    """D's logit as the papers write it, one picture after another."""
    logits = []
    for picture, y in zip(x, labels.tolist(), strict=True):
        if way == "concat":
            logits.append(d.body(torch.stack([picture[0], d.planes[y][0]])[None])[0, 0])
        else:
            features = d.body[:-1](picture[None])[0]
            last = d.body[-1]
            logits.append(last.weight[0] @ features + last.bias[0] + d.head[0].weight[y] @ features)
    return torch.stack(logits)


@pytest.mark.parametrize("network", ["mlp", "dcgan"])
@pytest.mark.parametrize("way", WAYS)
def test_d_given_a_label_is_the_papers(way, network):
    hidden = {} if network == "mlp" else {"d_hidden": (4, 4)}
    d = trainer(way, d_network=network, **hidden).discriminator.double()
    rng = torch.Generator().manual_seed(1)
    x = torch.randn(4, 1, 28, 28, generator=rng, dtype=torch.float64, requires_grad=True)
    labels = torch.tensor([3, 0, 9, 3])
    with conditional.told(d, labels):
        logits = d(x)
        slope = torch.autograd.grad(logits.sum(), x, create_graph=True)[0]
        penalty = square_slope(d, x)
    assert torch.allclose(logits[:, 0], by_hand(d, way, x, labels), atol=1e-12)
    direction = torch.randn(x.shape, generator=rng, dtype=torch.float64)
    ahead, behind = (by_hand(d, way, x + step * direction, labels).sum() for step in (1e-6, -1e-6))
    assert (slope * direction).sum().item() == pytest.approx((ahead - behind).item() / 2e-6, rel=1e-5, abs=1e-8)
    assert penalty.item() == pytest.approx(slope.square().sum().item() / 4)


@pytest.mark.parametrize("way", WAYS)
def test_the_penaltys_own_gradient_is_its_slope(way):
    """In the weights, by finite differences: also the label's embedding is asked to make D flat."""
    d = trainer(way, d_activation="tanh").discriminator.double()
    x = torch.randn(3, 1, 28, 28, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    weight = d.planes if way == "concat" else d.head[0].weight
    with conditional.told(d, torch.tensor([1, 1, 4])):
        gradient = torch.autograd.grad(square_slope(d, x), weight)[0]
        direction = torch.randn(weight.shape, generator=torch.Generator().manual_seed(3), dtype=torch.float64)
        values = []
        for step in (1e-5, -2e-5):
            weight.data += step * direction
            values.append(square_slope(d, x).item())
    assert (gradient * direction).sum().item() == pytest.approx((values[0] - values[1]) / 2e-5, rel=1e-4)
    others = [k for k in range(conditional.CLASSES) if k not in (1, 4)]
    assert not gradient[others].any() and gradient[[1, 4]].any()


@pytest.mark.parametrize("way", WAYS)
def test_the_label_matters_to_both_and_none_is_the_best(way):
    t = trainer(way)
    x, every = Display(t).real[:1].repeat(10, 1, 1, 1), torch.arange(10)
    logits = Display(t).logits(x, every)
    assert len(logits.unique()) == 10
    assert torch.allclose(Display(t).logits(x), logits.max().expand(10))
    z = t.sample_z(1, torch.Generator().manual_seed(0), torch.tensor([0]))
    made = t.generate(conditional.joined(z[:, :3].repeat(10, 1), every))
    assert len({tuple(picture.flatten().tolist()) for picture in made}) == 10


@pytest.mark.parametrize("loss", ["non-saturating", *[key for key, loss in LOSSES.items() if loss.compares]])
@pytest.mark.parametrize("extra", [{}, {"unroll_steps": 1, "gp_weight": 1.0, "consensus_gamma": 0.1}])
@pytest.mark.parametrize("way", WAYS)
def test_real_and_fake_of_an_update_share_their_labels(way, loss, extra):
    t, turns = trainer(way, loss=loss, g_steps=2, **extra), []
    for moment, turn in t.stepping():
        if moment != "judged":
            continue
        told = t.discriminator.labels
        turns.append(turn.player.prefix)
        assert torch.equal(told, conditional.labels_of(turn.z))
        if turn.real is not None:
            low, high = t.config.pixels
            rows = ((turn.real.squeeze(1) - low) / (high - low) * 255).round().to(torch.uint8)
            for row, y in zip(rows, told, strict=True):
                same = (t.images.pixels == row).flatten(1).all(1)
                assert y in t.images.labels[same]
    assert turns == ["d", "g", "g"] and t.discriminator.labels is None and t.divergence is None


@pytest.mark.parametrize("way", WAYS)
def test_a_run_goes_on_to_the_last_bit_and_its_slow_motion_is_the_step(way):
    first, second = trainer(way, ema_decay=0.9), trainer(way, ema_decay=0.9)
    for _ in range(3):
        first.step()
    second.load_state(*first.state())
    phases = anatomy(first)
    for one in (first, second):
        one.step()
    assert torch.equal(first.g.flat, second.g.flat) and torch.equal(first.d.flat, second.d.flat)
    assert [phase.player for phase in phases] == ["d"] * 6 + ["g"] * 6
    assert phases[3].values["d_loss"] == first.scalars["d_loss"]
    frame = Display(first).snapshot()
    assert len(frame.fixed) == len(frame.fixed_scores) == len(frame.fresh) == 60


@pytest.mark.parametrize("classes", range(1, 11))
def test_each_class_has_as_many_columns_side_by_side(classes):
    labels = tuple(range(10))[-classes:]
    rows, columns = conditional.wall(classes)
    asked = conditional.in_columns(labels).reshape(rows, columns)
    assert 40 <= rows * columns <= SHOWN_PICTURES and columns <= 10
    assert (asked == asked[0]).all() and asked[0].tolist() == sorted(asked[0].tolist())
    assert asked.unique(return_counts=True)[1].tolist() == [rows * columns // classes] * classes
    assert asked.unique().tolist() == list(labels)


def test_of_some_classes_only_these_are_drawn_and_asked_for():
    t = trainer("projection", classes=(3, 8))
    assert set(t.labels_of(t.sample_z(200)).tolist()) == {3, 8}
    assert (len(Display(t).snapshot().fixed), set(Display(t).columns.tolist())) == (60, {3, 8})
    header, arrays = unpack(Encoder(teller("en")).encode(Display(t).snapshot(), 0))
    assert (header["about"]["classes"], header["about"]["wall"]) == ([[3, "3"], [8, "8"]], [6, 10])
    assert len(arrays["fixed"]) == 60
    assert studies.checked(t.config, "label", 8) == 8
    with pytest.raises(ValueError, match="label: must be all or a label that is trained on, of 3, 8; got “4”"):
        studies.checked(t.config, "label", 4)
    last = {
        "inspect": {"wall": "fresh", "index": 59, "step": 0},
        "strip": [59],
        "latent": {"mode": "sliders", "picks": [59]},
    }
    for name, value in last.items():
        studies.STUDIES[name].look(Display(t), Timeline(), studies.checked(t.config, name, value))
    for name, value in {
        "inspect": {"wall": "fixed", "index": 60},
        "strip": [60],
        "latent": {"mode": "sliders", "picks": [60]},
    }.items():
        with pytest.raises(ValueError, match=f"{name}.* to 59; got"):
            studies.checked(t.config, name, value)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("way", ["none", "projection"])
def test_formulas_give_g_and_d_the_label_in_conditional_runs_alone(way, loss):
    config = from_values(
        {**SMALL, "conditional": way, "loss": loss, "r1_gamma": 1.0, "r2_gamma": 1.0, "gp_weight": 1.0}
    )
    phases = anatomy(Trainer(config, load("digits")))
    texts = [*formulas(config).values(), *[part for phase in phases for line in phase.lines for part in line]]
    texts = [text for text in texts if not text.startswith("D^*")]
    told = [argument for text in texts for argument in given_to(text)]
    assert len(told) > 20
    assert all(("y" in argument) == (way != "none") for argument in told), told
    assert any("y_1=" in text for text in texts) == (way != "none")


def given_to(text):
    """What stands in the brackets of G, D and C, innermost first."""
    found = []
    while match := re.search(r"(?<![A-Za-z])[GDC]\(([^()]*)\)", text):
        found.append(match[1])
        text = text[: match.start()] + "made" * ("y" not in match[1]) + "y" * ("y" in match[1]) + text[match.end() :]
    return found


def test_what_is_given_is_written_once_for_all():
    assert given(r"\log(1-D(G(z)))+\tilde D(x)") == r"\log(1-D(G(z,y),y))+\tilde D(x,y)"
    assert given(r"G(z_1),\dots,G(z_{16})") == r"G(z_1,y_1),\dots,G(z_{16},y_{16})"
    assert given("−log D(G(z_1))", ", ") == "−log D(G(z_1, y_1), y_1)"
    assert given(r"L_D=\nabla_D L_D+p(x)") == r"L_D=\nabla_D L_D+p(x)"


def test_the_pictures_asked_for_are_sent_once_and_in_the_place_of_the_fresh_ones():
    frames = []
    run = Run("a" * 8, 0, from_values({**SMALL, "conditional": "concat"}), frames.append)
    run.begin(load("digits"))
    encoder, sent = Encoder(teller("en")), []
    run.study("label", "all")
    for _ in range(3):
        run.advance(lambda: False)
        run.show(force=True)
        sent.append(unpack(encoder.encode(replace(frames[-1], steps_per_second=1.0), 0))[1])
    assert "label.pictures" in sent[0] and not any("fresh" in arrays for arrays in sent)
    run.look(frames[0].step)
    run.show(force=True)
    assert "fresh" in unpack(encoder.encode(frames[-1], 0))[1]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"dataset": "eight-gaussians"}, "must be none for a data set without labels"),
        ({"dataset": "dirac"}, "must be none for a data set without labels"),
        ({"packing": 2}, "must be none where D judges packs of samples"),
        ({"reuse_z": True}, "must be none where z is reused"),
    ],
)
def test_what_makes_no_sense_is_refused(values, sentence):
    with pytest.raises(ConfigError, match=f"conditional: {sentence}.*; got “projection”"):
        from_values({**SMALL, "conditional": "projection", **values})


def test_labels_that_do_not_fit_are_refused():
    t = trainer("concat")
    with pytest.raises(ValueError, match="labels: must be one for each sample; got 3 for 4"):
        Display(t).logits(Display(t).real[:4], torch.tensor([1, 2, 3]))


def test_the_study_makes_what_is_asked_for():
    t = trainer("projection")
    before = t.g.flat.clone(), t._rng["z"].get_state()
    display = Display(t)
    for asked in ("all", 7):
        found = label.look(display, None, label.check(t.config, asked))
        wanted = list(range(10)) * 6 if asked == "all" else [7] * 60
        assert t.labels_of(display.fresh_z(t.step_count)).tolist() == wanted == display.asked.tolist()
        assert len(display.snapshot().fresh) == 60
        assert (found.about["label"], found.about["count"]) == (asked, 60) and 0 <= found.about["seen"] <= 60
    assert torch.equal(before[0], t.g.flat) and torch.equal(before[1], t._rng["z"].get_state())
    for bad in (10, -1, True, "7", [1], 1.0):
        with pytest.raises(ValueError, match="label: must be all or a label that is trained on, of 0, 1, .*9; got"):
            studies.checked(t.config, "label", bad)
    with pytest.raises(ValueError, match="label: must be asked of a conditional run"):
        studies.checked(from_values(SMALL), "label", 3)


def test_what_the_study_sees_is_what_the_classifier_says(monkeypatch):
    """A G that copies real digits of the label asked for is seen to do so."""
    t = trainer("concat")

    def copied(z):
        return t.source._pictures(torch.stack([(t.images.labels == y).nonzero()[0, 0] for y in t.labels_of(z)]))

    monkeypatch.setattr(t, "generate", copied)
    assert all(label.look(Display(t), None, asked).about["seen"] >= 59 for asked in ("all", 4))
    wrong = t.images.labels.add(1) % 10
    monkeypatch.setattr(t, "images", Images(t.images.pixels, wrong, "digits"))
    assert label.look(Display(t), None, "all").about["seen"] <= 1
    monkeypatch.setattr(t, "images", Images(t.images.pixels, wrong, "kmnist"))
    assert label.look(Display(t), None, "all").about["seen"] is None


@pytest.mark.slow
def test_digits_are_made_as_asked_and_in_more_than_one_way():
    images, config = load("digits"), PRESETS["digits-asked"].config
    t = Trainer(config, images)
    for _ in range(1000):
        t.step()
    z = t.sample_z(200, torch.Generator().manual_seed(0))
    made, asked = t.generate(z), t.labels_of(z)
    found = classifier.probabilities(classifier.features(classifier.unit(made, config))).argmax(1)
    assert (found == asked).float().mean() >= 0.8
    spread = torch.stack([made[asked == k].flatten(1).var(0).sum() for k in range(10)]).mean()
    assert spread >= 0.1 * images.pixels.float().div(127.5).flatten(1).var(0).sum()
