"""What is said of the Dirac-GAN: finite numbers, whole sentences, every verdict."""

import json
import re

import hypothesis
import pytest

from ganlab.gan.config import from_values
from ganlab.observe import dirac
from ganlab.web.dirac_theory import _VERDICTS, _remarks, describe
from tests.gan.test_config import configs
from tests.observe.test_dirac import SGD, VERDICTS


@pytest.mark.wide
@hypothesis.given(configs(dataset="dirac"))
@hypothesis.settings(max_examples=150, deadline=None)
def test_any_game_is_described_in_finite_numbers_and_whole_sentences(config):
    for step in (0, 1000):
        for language in ("en", "zh"):
            found = json.loads(json.dumps(describe(dirac.present(config, step), language), allow_nan=False))
            assert len(found["field"]) == 2 * dirac.CELLS**2
            assert (found["eigenvalues"] is None) == (found["outcome"] in ("spectral", "kink"))
            assert not re.search("[{}]|nan|inf\\b", found["verdict"])


def test_every_verdict_and_every_remark_can_come():
    cases = [settings for settings, _ in VERDICTS] + [{"unroll_steps": 1}, {"weight_clip": 1.0, "instance_noise": 0.1}]
    found = [describe(from_values({**SGD, **settings}), "en") for settings in cases]
    said = {one["verdict"] for one in found} | {remark for one in found for remark in one["remarks"]}
    texts = [*_VERDICTS.values(), *_remarks(from_values(SGD))]
    patterns = [re.sub(r"\\{.*?\\}", r"[\\d.e+]+", re.escape(text)) for text in texts]
    assert all(any(re.fullmatch(pattern, text) for text in said) for pattern in patterns)
    assert len({one["outcome"] for one in found}) == len(_VERDICTS)
