"""The records of measures as the view has them: all it knows of measures comes with its data."""

import re

import pytest

from ganlab.gan.history import SCALARS
from ganlab.gan.penalties import PENALTIES
from ganlab.observe.measures import MEASURES, OF_STEPS
from ganlab.web.measured import described
from ganlab.web.routes import STATIC
from ganlab.web.words import LANGUAGES

READERS = ("charts/chart", "charts/chartbar", "charts/curves", "charts/measures", "controls/until", "shell/spoken")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_measure_is_a_curve_of_one_chart_with_its_words(language):
    charts = described(language)["charts"]
    curves = {curve["name"]: chart for chart in charts for curve in chart["curves"]}
    assert sum(len(chart["curves"]) for chart in charts) == len(curves)
    assert set(curves) == {*OF_STEPS, *MEASURES}
    assert {name for name, chart in curves.items() if chart["of"] == "scalars"} == set(SCALARS) - set(PENALTIES)
    for chart in charts:
        assert all(chart[word] for word in ("name", "title", "button", "tip", "label"))
        assert all(curve["label"] and curve["colour"] for curve in chart["curves"])
        assert chart["dirac"] in (None, True, False)


def test_the_row_of_numbers_names_what_is_measured():
    for entry in described("en")["row"]:
        assert all(measure["name"] in MEASURES for measure in entry["measures"])
        assert re.fullmatch(r"d|\.\df|\.0%", entry["form"])
        assert entry["beside"]
        assert entry["label"] and entry["tip"]
        assert "{value}" in entry["aside"]
        assert entry["gauge"] in ("", "share", "log")


def test_goals_ask_for_what_their_bounds_allow():
    for goal in described("en")["goals"]:
        if goal["value"] is None:
            assert goal["name"] == "divergence"
            continue
        low, high = goal["min"], goal["max"]
        assert low <= goal["value"] * goal["scale"]
        assert high is None or goal["value"] <= high
        assert goal["words"]


def test_the_view_itself_names_no_measure():
    for name in READERS:
        text = (STATIC / f"{name}.js").read_text()
        assert not [key for key in MEASURES if re.search(rf'"{key}"|\b(m|metrics|row)\.{key}\b', text)], name
