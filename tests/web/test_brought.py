"""Pictures that are brought: what is trained on is what is chosen when the button is pressed."""

from types import SimpleNamespace

import pytest

from ganlab.gan.config import DEFAULT
from ganlab.web.page import pictures


@pytest.mark.parametrize(("fit", "inverted"), [("whole", True), ("middle", False)])
def test_a_choice_that_is_not_shown_yet_counts(monkeypatch, fit, inverted):
    kept, begun = [], []
    found = SimpleNamespace(pixels=lambda *chosen: chosen, labels=None, names=())
    monkeypatch.setattr(pictures.st, "session_state", {pictures._FIT: fit, pictures._INVERT: inverted})
    monkeypatch.setattr(pictures.lab, "find", lambda run_id: SimpleNamespace(config=DEFAULT))
    monkeypatch.setattr(pictures.pictures, "keep", lambda pixels, labels, names: kept.append(pixels) or "0" * 16)
    monkeypatch.setattr(pictures, "complete", lambda config, values: values)
    monkeypatch.setattr(pictures, "change", lambda run_id, config, plays: begun.append((run_id, config, plays)))
    pictures._use("run", found)
    assert kept == [(fit, inverted)]
    assert begun == [("run", {"dataset": "pictures", "pictures": "0" * 16}, True)]
