"""What is measured sparingly is what is measured: the same numbers, and the same conclusions, check by check."""

import pytest

from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.observe.checks import follow, follow_sparingly
from ganlab.observe.diagnosis import Observer
from ganlab.observe.display import Display
from ganlab.observe.lazily import Lazily
from ganlab.observe.measuring import metrics
from ganlab.observe.sparing import sparingly
from ganlab.presets import PRESETS

OF_POINTS = [key for key, preset in PRESETS.items() if preset.config.kind == "points"]
SMALL = {"batch_size": 32, "g_hidden": (8,), "d_hidden": (8,)}


@pytest.mark.parametrize("key", OF_POINTS)
def test_the_numbers_are_the_same(key):
    trainer = Trainer(from_values(SMALL, PRESETS[key].config))
    for _ in range(5):
        trainer.step()
    found, sparing = metrics(Display(trainer)), sparingly(Display(trainer))
    trainer.step()  # what is asked for later is still that of the moment
    for name, value in found.items():
        if not name.endswith("_slope"):
            assert sparing[name] == pytest.approx(value, rel=1e-5, abs=1e-6), name


@pytest.mark.wide
@pytest.mark.parametrize(
    "key", ["first-light", "mode-collapse", "weak-d", "vanishing-gradient", "oscillation", "memorising"]
)
def test_conclusions_are_the_same_at_every_check(key):
    config = PRESETS[key].config if key in PRESETS else from_values({"train_size": 50})
    trainer, full, sparing = Trainer(config), Observer(), Observer()
    display = Display(trainer)
    for _ in range(900):
        trainer.step()
        follow(full, display)
        follow_sparingly(sparing, display)
        assert full.diagnosis == sparing.diagnosis


def test_what_is_not_asked_for_is_not_measured():
    asked = []

    def maker(name, value):
        def make():
            asked.append(name)
            return {name: value}

        return make

    found = Lazily({"a": 1.0}, {"b": maker("b", 2.0), "c": maker("c", float("nan")), "d": lambda: {}["nothing"]})
    assert found["a"] == 1.0 and not asked
    assert found["b"] == found["b"] == 2.0 and asked == ["b"]
    assert "c" not in found and found.get("d") is None
    assert dict(found | {"e": 3.0}) == {"a": 1.0, "b": 2.0, "e": 3.0}
    assert len(found) == 2
