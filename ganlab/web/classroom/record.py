"""Record: a class as one page to take home: what was asked and answered, and what became of everybody's run."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any, NamedTuple

from ganlab.engine.lab import lab
from ganlab.engine.sweep.maps import maps
from ganlab.gan import checkpoint
from ganlab.gan.config import RunConfig, knobs, to_text
from ganlab.lazy import N_
from ganlab.observe.rules import RULES
from ganlab.observe.snapshot import Diagnosis
from ganlab.web import lessons
from ganlab.web.classroom.poll import Poll
from ganlab.web.classroom.room import Room
from ganlab.web.told import Told
from ganlab.web.words import say

_CLASS, _SHOWN, _STEP = N_("Class {code}"), N_("What was shown"), N_("step {step:,}")
_ASKED, _RUNS = N_("Questions"), N_("Runs of the class")
_MAP, _BETS = N_("The map of the class"), N_("{bets} bets; {right} of the {decided} that are decided have come true.")
_NOTHING, _NO_RUN = N_("Nothing was asked."), N_("Nobody had a run of their own.")
_HEADS = N_("who"), N_("step"), N_("what is different"), N_("what is said of it"), N_("begin it anew")
_NUMBER, _FOUND = N_("no. {n}"), N_("What happened: step {n}")
_GONE = N_("This lesson is no longer on the server.")
_STYLE = """
body { max-width: 60em; margin: 2em auto; padding: 0 1em; font: 17px/1.55 system-ui, sans-serif; color: #1b1b1b }
table { border-collapse: collapse; margin: 0.6em 0 1.4em } td, th { border: 1px solid #ccc; padding: 4px 10px;
text-align: left; vertical-align: top } td p { margin: 0 } .right { font-weight: 700 } a { overflow-wrap: anywhere }
"""


class Seen(NamedTuple):
    """Hold what is known of a run: its settings, how far it was, what was said of it last."""

    config: RunConfig
    step: int
    said: Diagnosis | None


def seen(run_id: str) -> Seen | None:
    """Return what is known of a run, from its checkpoint where nobody looks at it; None where it is not kept."""
    if (snapshot := lab.seen(run_id)) is not None:
        return Seen(snapshot.config, snapshot.step, snapshot.diagnosis)
    known = checkpoint.RUN_ID.fullmatch(run_id)
    saved = checkpoint.newest(checkpoint.path_of(run_id)) if known else None
    config = lab.config_of(run_id) or (saved.config if saved else None)  # it may not have been kept yet
    return None if config is None else Seen(config, int(saved.values["step"]) if saved else 0, None)


def page(room: Room, base: str, language: str) -> str:
    """Return the class as a page in a language, without a script; `base` is the address of the lab."""
    title = html.escape(say(_CLASS, language, code=room.code))
    body = "\n".join(_body(room, Told(language, base)))
    head = f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
    return f"{head}<body><h1>{title}</h1>\n{body}\n</body></html>\n"


def _body(room: Room, told: Told) -> Iterator[str]:
    base = seen(room.own or room.run)
    if base:
        yield _h2(told.say(_SHOWN))
        yield f"<p>{_link(told, base.config)} · {html.escape(told.say(_STEP, step=base.step))}</p>"
    yield _h2(told.say(_ASKED))
    asked = [*room.asked, *([room.poll] if room.poll else [])]
    for poll in asked:
        yield _question(poll, told)
    if not asked:
        yield f"<p>{html.escape(told.say(_NOTHING))}</p>"
    if room.crowd:
        right, decided = room.crowd.score() if maps.find(room.crowd.key) else (0, 0)
        counts = {"bets": len(room.crowd.bets), "right": right, "decided": decided}
        yield _h2(told.say(_MAP)) + f"<p>{html.escape(told.say(_BETS, **counts))}</p>"
    yield _h2(told.say(_RUNS))
    rows = [
        _run(told, name, found, base)
        for member in room.members.values()
        if member.run and (found := seen(member.run))
        for name in [(room.named and member.name) or told.say(_NUMBER, n=member.number)]
    ]
    heads = "".join(f"<th>{html.escape(told.say(head))}</th>" for head in _HEADS)
    yield f"<table><tr>{heads}</tr>{''.join(rows)}</table>" if rows else f"<p>{html.escape(told.say(_NO_RUN))}</p>"


def _h2(text: str) -> str:
    return f"<h2>{html.escape(text)}</h2>"


def _link(told: Told, config: RunConfig) -> str:
    address = html.escape(told.address(config))
    return f'<a href="{address}">{address}</a>'


def _question(poll: Poll, told: Told) -> str:
    """Return a question with its votes; its texts are those of the lesson, which is made safe where it is read."""
    book = lessons.told(poll.lesson, told.language)
    if book is None or len(book["pages"]) < poll.page or not book["pages"][poll.page - 1]["question"]:
        return f"<p>{html.escape(f'{poll.lesson} {poll.page}: {told.say(_GONE)} {poll.tally}')}</p>"
    leaf = book["pages"][poll.page - 1]
    rows = "".join(
        f"<tr{' class=right' if choice['right'] else ''}><td>{'✓ ' if choice['right'] else ''}{choice['text']}</td>"
        f"<td>{count}</td></tr>"
        for choice, count in zip(leaf["question"]["choices"], poll.tally, strict=False)
    )
    found = f"<p>{html.escape(_happened(poll.found, leaf['names'], told))}</p>" if poll.found else ""
    return f"{leaf['question']['text']}<table>{rows}</table>{found}"


def _happened(found: dict[str, Any], names: dict[str, str], told: Told) -> str:
    numbers = (f"{names.get(name, name)} {value:.4g}" for name, value in found["values"].items())
    return " · ".join([told.say(_FOUND, n=f"{found['step']:,}"), *numbers])


def _run(told: Told, who: str, found: Seen, base: Seen | None) -> str:
    differs = found.config.differences(base.config) if base else {}
    named = ", ".join(f"{told.say(knobs()[name].name)} {to_text(value)}" for name, value in differs.items())
    said = told.say(RULES[found.said.key].name) if found.said else ""
    cells = [html.escape(text) for text in (who, f"{found.step:,}", named, said)]
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in [*cells, _link(told, found.config)])}</tr>"
