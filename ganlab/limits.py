"""Limits: how much of everything there may be. Each record has its default, and the sentence for whoever meets it.

`GANLAB_` and a record's name in capitals is the environment variable that sets it, such as `GANLAB_SESSIONS`.
"""

from __future__ import annotations

from typing import NamedTuple

from ganlab.lazy import N_, Message
from ganlab.paths import setting


class Limit(NamedTuple):
    """Describe one limit: its default, what it bounds, the sentence for whoever meets it, and the largest setting.

    The sentence has {most}, and perhaps {got} or {lower}. A command's refusal has the form “what: rule; got “value””.
    """

    default: int
    about: str
    sentence: str
    largest: int = 1_000_000


LIMITS: dict[str, Limit] = {
    "sessions": Limit(
        250,
        "pages that are open at a time",
        N_("All {most:,} places of this lab are taken. This page waits its turn and opens by itself."),
    ),
    "sessions_per_address": Limit(
        250,
        "pages that one address has open; a school's proxy is one address",
        N_("All {most:,} places for this address are taken. This page waits its turn and opens by itself."),
    ),
    "viewers": Limit(
        1_000,
        "live views that are open at a time",
        N_("All {most:,} live views are taken. The picture comes by itself as soon as one is free."),
    ),
    "watched": Limit(
        250,
        "runs that somebody looks at, at a time",
        N_("All {most:,} places for runs that are looked at are taken. The picture comes as soon as one is free."),
    ),
    "runs_per_session": Limit(
        12,
        "runs of one page in memory; of those that nobody looks at, the oldest is saved and freed",
        N_("run: a page may have at most {most:,} that are looked at; got “one more”"),
    ),
    "runs_per_address": Limit(
        500,
        "runs of one address in memory, likewise",
        N_("run: an address may have at most {most:,} that are looked at; got “one more”"),
    ),
    "branches": Limit(
        4,
        "branches of one page that nobody has looked at yet",
        N_("branch: a page may have at most {most:,} that nobody has looked at yet; got “one more”"),
    ),
    "steps": Limit(
        1_000_000,
        "steps asked for that a run has yet to take",
        N_("Of the steps that were asked for, the {most:,} that may wait are taken, and no more."),
        10**9,
    ),
    "step_seconds": Limit(
        10,
        "seconds that a step may take, as estimated before and as measured",
        N_("cost: a step must take at most {most:,} s on this server; lower {lower}; got “about {got:,} s”"),
        3_600,
    ),
    "run_mb": Limit(
        2_000,
        "megabytes of memory that a run may need",
        N_("cost: a run must need at most {most:,} MB on this server; lower {lower}; got “about {got:,} MB”"),
    ),
    "message_kb": Limit(
        64,
        "kilobytes of a message to a run",
        N_("message: must be at most {most:,} KB; got “{got:,} KB”"),
        1_000,
    ),
    "messages": Limit(
        200,
        "messages a second of one live view, and a burst of as many",
        N_("message: at most {most:,} a second are taken, and the others wait; got “more”"),
    ),
    "upload_mb_per_session": Limit(
        250,
        "megabytes of files that one page has brought",
        N_("The files of one page may have at most {most:,} MB in all: take others out first."),
    ),
    "upload_mb": Limit(
        1_000,
        "megabytes of files that all pages have brought",
        N_("The files of all pages together may have at most {most:,} MB: try again in a few minutes."),
    ),
    "taken": Limit(
        40,
        "files to take home that wait to be made; one is made at a time",
        N_("Many files are being made at present: try again in a minute."),
    ),
    "maps": Limit(
        20,
        "maps of sweeps that are being filled at a time; they share the processes for that",
        N_("All {most:,} places for maps that are being filled are taken: try again in a minute."),
    ),
    "map_seconds": Limit(
        1_800,
        "seconds of a core that a map on the page may take, as estimated before",
        N_(
            "map: must take at most {most:,} s of a core; ask for fewer values, seeds or steps, or use “ganlab "
            "sweep”; got “about {got:,} s”"
        ),
        1_000_000,
    ),
    "classes": Limit(
        50,
        "classes that are going on at a time",
        N_("All {most:,} places for classes are taken: end one, or try again later."),
    ),
    "class_members": Limit(
        1_000,
        "members of one class, those who have left counted too",
        N_("All {most:,} places of this class are taken."),
    ),
    "decoders": Limit(
        2,
        "files that are read at a time; the others wait",
        N_("Many files are being read at present: try again in a minute."),
        64,
    ),
    "decoding_seconds": Limit(
        60,
        "seconds that the reading of what one person has brought may take",
        N_("The file must be read within {most:,} seconds; it takes longer."),
        3_600,
    ),
    "decoding_mb": Limit(
        1_000,
        "megabytes of memory that it may take",
        N_("The file must be read within {most:,} MB of memory; it takes more."),
    ),
}


class LimitError(ValueError):
    """Say that a limit is met; `message` is the sentence, to be translated."""

    def __init__(self, sentence: Message):
        self.message = sentence
        super().__init__(str(sentence))


def variable(name: str) -> str:
    """Return the environment variable that sets a limit."""
    return f"GANLAB_{name.upper()}"


def most(name: str) -> int:
    """Return a limit: what its variable says, else its default; raise ValueError with one sentence for what is none."""
    limit = LIMITS[name]
    return setting(variable(name), limit.default, 1, limit.largest)


def message(name: str, **values: int | str) -> Message:
    """Return the sentence for whoever meets a limit."""
    return Message.of(LIMITS[name].sentence, most=most(name), **values)


def check() -> None:
    """Refuse at the start what a variable says that is no limit; raise ValueError with one sentence."""
    for name in LIMITS:
        most(name)
