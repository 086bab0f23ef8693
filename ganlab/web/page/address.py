"""The address: which run a page shows, and with which settings one begins. The live view writes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ganlab.engine.entry import NOBODY, Entry, Owner
from ganlab.engine.lab import lab
from ganlab.engine.sweep.maps import maps
from ganlab.gan.config import DEFAULT, ConfigError, RunConfig, from_strings, one_of
from ganlab.lazy import N_, Message
from ganlab.presets import pace_of
from ganlab.presets.maps import MAPS
from ganlab.presets.query import read as read_settings
from ganlab.web import lessons
from ganlab.web.classroom.names import code_in
from ganlab.web.classroom.room import GONE
from ganlab.web.classroom.room import Room as Classroom
from ganlab.web.classroom.rooms import rooms
from ganlab.web.presentation import Room, take
from ganlab.web.words import LANGUAGES


@dataclass
class Visit:
    """Hold what an address led to: the run, sentences, how it is shown, and the config it asks for where it differs.

    `watching`: it is one to watch the run, not to steer it.
    """

    entry: Entry
    language: str | None = None
    sentences: list[Message] = field(default_factory=list)
    other: RunConfig | None = None
    room: Room = field(default_factory=Room)
    watching: bool = False
    lesson: tuple[str, int] | None = None  # its name, and the page from 1
    map: str | None = None  # that is open at first: a ready one, or one that was planned, by its key
    classroom: str | None = None  # the class that the page is in, by its code
    looks: bool = False  # without taking part in it
    follows: bool = False  # what it is shown
    teach: str | None = None  # the token by which one may lead


def read(query: dict[str, str]) -> tuple[RunConfig, str | None, list[ConfigError]]:
    """Return (config, language or None, one error for each bad field) of a query string that names no run."""
    fields, errors = dict(query), []
    language = fields.pop("lang", None)
    if language is not None and language not in LANGUAGES:
        errors.append(ConfigError("lang", one_of(LANGUAGES), language))
        language = None
    config, bad = read_settings(fields)
    return config, language, errors + bad


def visit(query: dict[str, str], owner: Owner = NOBODY) -> Visit:
    """Find the run that an address names, or begin the one that it describes; raise LimitError where it cannot be."""
    fields = dict(query)
    run_id, view, beside, compare = (fields.pop(name, None) for name in ("run", "watch", "beside", "compare"))
    lesson, unlearned = _lesson(fields.pop("lesson", None), fields.pop("page", None))
    chosen, unmapped = _map(fields.pop("map", None))
    looks, teach = fields.pop("look", None) == "1", fields.pop("teach", None)
    shown, unmet = _class(fields.pop("class", None))
    room, bad = take(fields)
    config, language, errors = read(fields)
    errors += bad
    sentences = [*_said(errors), *unlearned, *unmapped, *unmet]
    entry = lab.find(run_id) if run_id else None
    code = shown.code if shown else None
    if entry is None and shown and (entry := lab.find(shown.run)) is not None:
        return Visit(entry, language, sentences, None, room, True, classroom=code, looks=looks, follows=True)
    watching = entry is None and view is not None and (entry := lab.find_view(view)) is not None
    if entry is None:
        if run_id or view:
            sentences.append(
                Message.of(
                    N_("The run in this address is no longer kept; this is a new one with the address's settings.")
                )
            )
        if lesson and not set(fields) - {"lang"}:  # in the middle of one, its run is that of the pages before
            config = lessons.before(*lesson) or config
        entry = _opened(config, owner, sentences, room)
        if compare is not None and (sentence := _begin_comparison(entry, compare)):
            sentences.append(
                Message.of(N_("The address asks for a comparison that there cannot be. {sentence}."), sentence=sentence)
            )
        return Visit(entry, language, sentences, None, room, False, lesson, chosen, code, looks, False, teach)
    if beside is not None and (entry.partner is None or entry.partner.view != beside):
        sentences.append(Message.of(N_("The run that was compared with this one is no longer beside it.")))
    asked = {name for name in fields if name in RunConfig.model_fields}
    other = config if asked and config != entry.config and not watching else None
    return Visit(entry, language, sentences, other, room, watching, lesson, chosen, code, looks, False, teach)


def _lesson(name: str | None, page: str | None) -> tuple[tuple[str, int] | None, list[Message]]:
    """Return (name, page) of the lesson that an address opens, and what is wrong with it."""
    if name is None:
        return None, []
    if (message := lessons.wrong(name, page)) is None:
        return (name, int(page or 1)), []
    unread = N_("The address was read without one setting. {sentence}.")
    known = lessons.wrong(name, None) is None
    return ((name, 1) if known else None), [Message.of(unread, sentence=message)]


def _class(text: str | None) -> tuple[Classroom | None, list[Message]]:
    """Return the class that an address names, and what is wrong with it."""
    if text is None:
        return None, []
    found = rooms.find(code_in(text) or "")
    if found is not None and not found.ended:
        return found, []
    return None, [Message.of(GONE, code=text[:20])]


def _map(key: str | None) -> tuple[str | None, list[Message]]:
    """Return the map that an address opens, by its key, and what is wrong with it."""
    if key is None or key in MAPS or maps.find(key) is not None:
        return key, []
    text = N_("map: must be one of {names}, or one that this server keeps; got “{value}”")
    sentence = Message.of(text, names=", ".join(MAPS), value=key[:40])
    return None, [Message.of(N_("The address was read without one setting. {sentence}."), sentence=sentence)]


def staged(config: RunConfig, owner: Owner, room: Room) -> Entry:
    """Open a run that waits for Play, at the pace of its story; where Play is hidden it does not wait.

    Raise LimitError where its owner has too many, ConfigError where it is too heavy here.
    """
    return lab.open(config, owner, "play" in room.hide, pace_of(config))


def _opened(config: RunConfig, owner: Owner, sentences: list[Message], room: Room) -> Entry:
    """Begin a run; the usual one where it would be too heavy, and say so."""
    try:
        return staged(config, owner, room)
    except ConfigError as error:
        asked = N_("The address asks for a run that there cannot be; this is the usual one. {sentence}.")
        sentences.append(Message.of(asked, sentence=error.message))
        return staged(DEFAULT, owner, room)


def _said(errors: list[ConfigError]) -> list[Message]:
    """Say what was left out of an address: one sentence, or one that a line each follows."""
    if len(errors) == 1:
        without = N_("The address was read without one setting. {sentence}.")
        return [Message.of(without, sentence=errors[0].message)]
    stem = [Message.of(N_("The address was read without {n} of its settings:"), n=len(errors))] if errors else []
    return [*stem, *(error.message for error in errors)]


def _begin_comparison(entry: Entry, asked: str) -> Message | str | None:
    """Begin a comparison from field:value; return a sentence where there cannot be one."""
    name, colon, text = asked.partition(":")
    if not colon:
        rule = N_("must be a setting and its other value, such as r1_gamma:0.3")
        return ConfigError("compare", rule, asked).message
    try:
        other = from_strings({name: text}, entry.config)
        lab.command(entry.run_id, "compare", {name: getattr(other, name)})
    except ValueError as error:
        return error.message if isinstance(error, ConfigError) else str(error)
    return None


def describe(difference: dict[str, Any]) -> str:
    """Name settings in one line."""
    return ", ".join(f"{name} = {value}" for name, value in difference.items())
