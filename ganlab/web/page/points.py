"""Own points: a file's first rows, what was decided of it, and the scatter, shown before they are trained on."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from ganlab.data.own import apart, points, read_points
from ganlab.data.own.decisions import COLUMNS, DECISIONS, NO_COLUMN, Decisions
from ganlab.data.own.read_points import PicturesError, Table, UploadError
from ganlab.engine.entry import Entry
from ganlab.engine.lab import lab
from ganlab.lazy import N_, NC_
from ganlab.presets.complete import complete
from ganlab.web.page.changing import change
from ganlab.web.page.pictures import _take as take_pictures
from ganlab.web.page.text import plain
from ganlab.web.words import say

MENU = "menu"  # where files are brought
_FILE, _BROUGHT, _OPEN = "upload", "upload_brought", "upload_open"
_PICTURES = "upload_pictures"  # found in a file of points
_ROWS, _COLUMNS, _DOTS = 5, 7, 2_000  # that are shown of a file


@dataclass
class _Brought:
    """Hold a file, what somebody has decided about it, and what came of that: a table, or what to say."""

    name: str
    data: bytes
    asked: Decisions
    table: Table | None = None
    error: UploadError | None = None

    def read(self) -> None:
        """Read the file as it is asked for; what was read before stays where it cannot be."""
        try:
            self.table, self.error = apart.points(self.name, self.data, self.asked), None
        except UploadError as error:
            self.error = error

    def decide(self, name: str, value: Any) -> None:
        """Decide on one thing; columns are found anew where they may be others now."""
        table = self.table
        if table is None:
            return
        asked = replace(self.asked, **{name: value})
        if name in ("x", "y"):
            mine, other = table.decisions, "y" if name == "x" else "x"
            both = {"x": mine.x, "y": mine.y, name: value}
            both[other] = getattr(mine, name) if value == both[other] else both[other]
            asked = replace(asked, **both)
        else:
            asked = replace(asked, x=None, y=None)
            if name in DECISIONS:
                asked = replace(asked, index_column=None, label_column=None)
        self.asked = asked
        self.read()


class _Picture(NamedTuple):
    """Hold a picture as the picture intake takes what is uploaded."""

    name: str
    content: bytes

    def getvalue(self) -> bytes:
        return self.content


def upload_points(language: str) -> None:
    """Offer to bring a file, and say in one sentence why it cannot be used."""
    st.caption(
        say(
            "Two columns of numbers become the data, once you have seen what was read. They are rescaled to the "
            "window and kept on this server only.",
            language,
        )
    )
    label = say("A CSV, NPY, NPZ or Parquet file of points, at most 5 MB", language)
    most = read_points.MOST_BYTES // 1_000_000
    st.file_uploader(label, key=_FILE, on_change=_take, max_upload_size=most)
    brought: _Brought | None = st.session_state.get(_BROUGHT)
    if brought and brought.table is None and brought.error:
        st.error(plain(say(brought.error.message, language)))
        if isinstance(brought.error, PicturesError):
            st.caption(say("They are read as pictures: see there.", language))
    elif brought and not st.session_state.get(_OPEN):
        st.button(say("Look at the file again", language), on_click=_open, args=(True,))


def show_points(entry: Entry, language: str) -> None:
    """Show what was read, where somebody has brought a file and has not closed it."""
    brought: _Brought | None = st.session_state.get(_BROUGHT)
    if brought and brought.table is not None and st.session_state.get(_OPEN):
        title = say("Points of {name}", language, name=brought.name)
        st.dialog(plain(title), width="large", on_dismiss=lambda: _open(False))(_show)(entry.run_id, brought, language)


def _open(opened: bool) -> None:
    st.session_state[_OPEN] = opened
    if opened:
        st.session_state[MENU] = False  # it would lie above


def _take() -> None:
    """Read the file that has just come."""
    state, file = st.session_state, st.session_state.get(_FILE)
    state[_BROUGHT] = brought = None if file is None else _Brought(file.name, file.getvalue(), Decisions())
    if brought:
        brought.read()
        _open(brought.table is not None)
        if isinstance(brought.error, PicturesError):
            state[_PICTURES] = [_Picture(*file) for file in brought.error.files]
            take_pictures(_PICTURES)


def _show(run_id: str, brought: _Brought, language: str) -> None:
    """Show a file: what to know of it, the scatter, the first rows, the decisions, and the button that trains on it."""
    table = brought.table
    if table is None:
        return
    values, error = _values(brought, table)
    for warning in table.warnings if error is None else ():
        st.warning(plain(say(warning, language)))
    if error:
        st.error(plain(say(error.message, language)))
    if values is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(plain(_summary(table, values, language)))
            if st.button(say("Train on these", language), type="primary", width="content", key="points_use"):
                _use(run_id, brought, table)
                st.rerun()
    of_dots, of_rows = st.columns(2)
    with of_dots:
        if values is not None:
            _scatter(table, values)
    with of_rows:
        st.caption(say("The first rows", language))
        st.html(_rows(table, language))
    with st.container(horizontal=True, gap="small", key="points_decisions"):
        _decisions(brought, table, language)


def _values(brought: _Brought, table: Table) -> tuple[np.ndarray | None, UploadError | None]:
    """Return the points, or what to say where there are none."""
    if brought.error:
        return None, brought.error
    try:
        return table.values(), None
    except UploadError as error:
        return None, error


def _summary(table: Table, values: np.ndarray, language: str) -> str:
    """Say how many points there are, and where."""
    (x_low, y_low), (x_high, y_high) = values.min(0).tolist(), values.max(0).tolist()
    return say(
        "{count:,} points: x from {x_low:.6g} to {x_high:.6g}, y from {y_low:.6g} to {y_high:.6g}.",
        language,
        count=len(values),
        x_low=x_low,
        x_high=x_high,
        y_low=y_low,
        y_high=y_high,
    )


def _scatter(table: Table, values: np.ndarray) -> None:
    """Draw the points, of many some that are spread over the file."""
    some = values[np.linspace(0, len(values) - 1, min(len(values), _DOTS)).astype(int)]
    axes = {
        axis: {"field": axis, "type": "quantitative", "title": table.names[k or 0], "scale": {"zero": False}}
        for axis, k in (("x", table.decisions.x), ("y", table.decisions.y))
    }
    spec = {"mark": {"type": "point", "filled": True, "size": 12}, "encoding": axes}
    st.vega_lite_chart({"x": some[:, 0], "y": some[:, 1]}, spec, height=240)


def _rows(table: Table, language: str) -> str:
    """Write the first rows as the file has them, x and y marked, as HTML that nothing in a file gets out of."""
    decided = table.decisions
    marked = {decided.x: "x", decided.y: "y", decided.index_column: say("Index", language)}
    marked |= {decided.label_column: say("Label", language)}
    first = [*(k for k in marked if k not in (None, NO_COLUMN)), *range(len(table.names))]
    shown = sorted(list(dict.fromkeys(first))[:_COLUMNS])
    head = "".join(
        f'<th scope="col">{html.escape(table.names[k])}<br><small>{html.escape(marked.get(k, "–"))}</small></th>'
        for k in shown
    )
    cells = (
        "".join(
            f"<td{' class=own-xy' if k in (decided.x, decided.y) else ''}>{html.escape(row[k])}</td>" for k in shown
        )
        for row in table.head(_ROWS)
    )
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    return f'<table class="own-rows"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _decisions(brought: _Brought, table: Table, language: str) -> None:
    """Show each decision where it can be changed."""
    decided = {name: value for name, value in asdict(table.decisions).items() if value is not None}
    asked = {name: value for name, value in asdict(brought.asked).items() if value is not None}
    decided |= asked if brought.error else {}
    every = list(range(len(table.names)))

    def called(k: int) -> str:
        return say(NC_("column", "none"), language) if k == NO_COLUMN else table.names[k]

    for name, label in COLUMNS.items():
        options = every if name in ("x", "y") else [NO_COLUMN, *every]
        _choice(brought, name, say(label, language), options, decided[name], called)
    for name, decision in DECISIONS.items():
        if name in decided:
            words = decision.options

            def worded(value: Any, words: Any = words) -> str:
                return say(words[value], language) if value in words else str(value)

            options = list(dict.fromkeys([*words, decided[name]]))
            _choice(brought, name, say(decision.label, language), options, decided[name], worded)


def _choice(
    brought: _Brought, name: str, label: str, options: Sequence[Any], value: Any, worded: Callable[[Any], str]
) -> None:
    key = f"points_{name}"
    st.session_state[key] = value
    st.selectbox(
        label,
        options,
        format_func=worded,
        key=key,
        width=148,
        on_change=lambda: brought.decide(name, st.session_state[key]),
    )


def _use(run_id: str, brought: _Brought, table: Table) -> None:
    """Keep the points and train on them."""
    entry = lab.find(run_id)
    if entry is None:
        return
    try:
        key = points.keep(table.cloud())
    except OSError as error:
        brought.error = UploadError(
            N_("What was uploaded could not be kept on this server ({reason})."), reason=error.strerror or str(error)
        )
        return
    _open(False)
    change(run_id, complete(entry.config, {"dataset": "points", "points": key}), plays=True)
