"""The records of measures as the view needs them, in a language: charts, row of numbers, goals, what is said aloud."""

from __future__ import annotations

from functools import cache
from typing import Any

from ganlab.engine.goals import GOALS
from ganlab.observe.measure import Chart, Measure, Row
from ganlab.observe.measures import MEASURES, OF_STEPS, charts, curves_of
from ganlab.web.words import say


@cache
def described(language: str) -> dict[str, list[dict[str, Any]]]:
    """Return all that the view knows of measures; the texts may have values in braces to be filled in."""
    return {
        "charts": [_chart(chart, language) for chart in charts().values()],
        "row": [_row(measure, row, language) for measure, row in _rows()],
        "goals": [_goal(key, language) for key in GOALS],
        "progress": [
            _progress(key, measure, language)
            for key, measure in sorted(MEASURES.items(), key=lambda pair: not pair[1].whole)  # a count says more
            if measure.progress
        ],
        "spoken": [
            {"name": key, "whole": measure.whole, "text": say(measure.spoken, language)}
            for key, measure in MEASURES.items()
            if measure.spoken
        ],
    }


def _rows() -> list[tuple[Measure, Row]]:
    """Return what stands in the row of numbers, in its order."""
    found = [(measure, measure.row) for measure in MEASURES.values() if measure.row]
    return sorted(found, key=lambda pair: pair[1].at)


def _chart(chart: Chart, language: str) -> dict[str, Any]:
    curves = curves_of(chart.key)
    return {
        "name": chart.key,
        "of": "scalars" if any(one.key in OF_STEPS for one in curves) else "measures",
        "title": say(chart.title, language),
        "button": say(chart.button, language),
        "tip": say(chart.tip, language),
        "label": say(chart.label, language),
        "usual": chart.usual,
        "log": chart.log,
        "range": chart.range,
        "share": chart.share,
        "middle": chart.middle,
        "dirac": chart.dirac,
        "curves": [
            {
                "name": measure.key,
                "label": say(measure.label, language),
                "colour": measure.colour,
                "floor": measure.floor,
                "whole": measure.whole,
                "tip": say(measure.row.tip, language) if measure.row else "",
            }
            for measure in curves
        ],
    }


def _row(measure: Measure, row: Row, language: str) -> dict[str, Any]:
    also = MEASURES.get(row.also)
    return {
        "measures": [{"name": one.key, "colour": one.colour} for one in (measure, also) if one],
        "label": say(row.label or measure.label, language),
        "tip": say(row.tip, language),
        "form": row.form,
        "whole": measure.whole,
        "beside": row.beside or measure.floor,
        "aside": say(row.aside, language),
        "gauge": row.gauge,
    }


def _progress(key: str, measure: Measure, language: str) -> dict[str, Any]:
    return {
        "name": key,
        "whole": measure.whole,
        "floor": measure.floor,
        "unless": measure.unless,
        "text": say(measure.progress, language),
    }


def _goal(key: str, language: str) -> dict[str, Any]:
    goal = GOALS[key]
    return {
        "name": key,
        "words": say(goal.words, language),
        "value": goal.proposed,
        "min": goal.low,
        "max": goal.most,
        "scale": 0.01 if goal.percent else 1,
    }
