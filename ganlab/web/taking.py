"""Taking: files of a run or a map for whoever looks at it; made one at a time, each by a process, and kept for a while.

The worker only writes what it has into a folder; pictures are drawn and files packed where nothing else is held up.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import re
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from ganlab import limits
from ganlab.engine.lab import UntakenError, lab
from ganlab.engine.sweep.maps import maps
from ganlab.engine.sweep.store import PLAN, RUNS
from ganlab.export.maps import MAP_EXPORTS
from ganlab.export.refusal import FAILED, ExportError
from ganlab.export.registry import EXPORTS
from ganlab.export.source import PAIR
from ganlab.lazy import N_
from ganlab.limits import LimitError, most
from ganlab.quoted import quoted
from ganlab.web.mapping import GONE as GONE_MAP
from ganlab.web.replay.answered import leads
from ganlab.web.words import say

NICE = 10  # whatever is made here, training and the page come first
SECONDS = 300.0  # that a file may take to be made
KEPT = 600.0  # seconds for which it is there
MOST_KEPT = 500e6  # bytes of all that are kept: the oldest goes
LONGEST, NOTES = 300, 40_000  # signs of an address, and of what somebody has written
FREED = N_("This run is no longer kept in memory: it comes back with the page.")
LATE = N_("The file must be made within {seconds:.0f} seconds; it takes longer.")
GONE = N_("This file is no longer kept: take it home again.")
UNBEGUN = N_("None of this map's runs is done yet: fill it first.")
_ROOT = str(Path(__file__).resolve().parents[2])


@dataclass(frozen=True)
class Wanted:
    """Say what is to be made: its kind, of what, the page's address, and what the reader has answered in a lesson.

    map: the key of the map that it is to be made of; "": it is of the run.
    """

    kind: str
    of: str = ""
    base: str = ""
    notes: str = ""
    answers: Any = None
    map: str = ""


def wanted(message: Mapping[str, Any]) -> Wanted:
    """Read what a viewer asks for; raise ValueError with one sentence."""
    kind, of, base, notes = (message.get(name) or "" for name in ("as", "of", "base", "notes"))
    if kind in list(MAP_EXPORTS):
        key = message.get("map")
        if not isinstance(key, str) or not re.fullmatch("[0-9a-f]{16}", key):
            raise ValueError(f"map: must be 16 hexadecimal digits; got {quoted(key)}")
        return Wanted(str(kind), map=key)
    if kind not in list(EXPORTS):
        raise ValueError(f"take: must be one of {', '.join([*EXPORTS, *MAP_EXPORTS])}; got {quoted(kind)}")
    for name, text, longest in (("of", of, 40), ("base", base, LONGEST), ("notes", notes, NOTES)):
        if not isinstance(text, str) or len(text) > longest:
            raise ValueError(f"{name}: must be a text of at most {longest:,} signs; got {quoted(text)}")
    if base and not leads(base):
        raise ValueError(f"base: must be the address of a page; got {quoted(base)}")
    return Wanted(kind, of, base, notes, message.get("answers"))


# -- what was made ------------------------------------------------------------------------------------------------


@cache
def _home() -> Path:
    """Return the folder of this server's files, which is empty at first."""
    return Path(tempfile.mkdtemp(prefix="ganlab-taken-"))


def clear() -> None:
    """Remove all files; at the end of the server."""
    if _home.cache_info().currsize:
        shutil.rmtree(_home(), ignore_errors=True)
        _home.cache_clear()
    _made.clear()


_made: dict[str, tuple[Path, float]] = {}  # file and time by its token, the oldest first


def _keep(path: Path) -> str:
    token = secrets.token_urlsafe(16)
    _made[token] = path, time.monotonic()
    _sweep()
    return token


def _sweep() -> None:
    """Remove what is old, and the oldest where all are too large together."""
    total = sum(path.stat().st_size for path, _ in _made.values() if path.exists())
    for token, (path, at) in list(_made.items())[:-1]:
        if total <= MOST_KEPT and time.monotonic() - at < KEPT:
            break
        total -= path.stat().st_size if path.exists() else 0
        path.unlink(missing_ok=True)
        del _made[token]


def found(token: str) -> Path | None:
    """Return a file by its token; None where it is no longer kept."""
    path, at = _made.get(token, (None, 0.0))
    return path if path is not None and path.exists() and time.monotonic() - at < KEPT else None


# -- making -------------------------------------------------------------------------------------------------------

_one_at_a_time = asyncio.Semaphore(1)
_waiting = 0


@contextlib.asynccontextmanager
async def _turn() -> AsyncIterator[None]:
    """Wait until no other file is being made; raise LimitError where too many wait."""
    global _waiting
    if _waiting >= most("taken"):
        raise LimitError(limits.message("taken"))
    _waiting += 1
    try:
        async with _one_at_a_time:
            yield
    finally:
        _waiting -= 1


def _copied(key: str, folder: Path) -> Path:
    """Copy a map's plan and rows, which may be growing, into a folder; raise ExportError with one sentence."""
    one = maps.find(key)
    if one is None:
        raise ExportError(GONE_MAP)
    if not one.rows:
        raise ExportError(UNBEGUN)
    made = folder / "map"
    made.mkdir()
    try:
        for name in (PLAN, RUNS):
            shutil.copyfile(one.folder / name, made / name)
    except FileNotFoundError:  # it was too old, and is deleted
        raise ExportError(GONE_MAP) from None
    return made


class Taking:
    """Make what one viewer takes home, one file at a time; `tell` sends it what becomes of that."""

    def __init__(self, run_id: str, language: str, tell: Callable[[dict[str, Any]], Awaitable[None]]):
        self.run_id, self.language, self._tell = run_id, language, tell
        self._task: asyncio.Task[None] | None = None

    def take(self, message: Mapping[str, Any]) -> None:
        """Begin with what a message asks for, in the place of what is being made; without a kind only end that."""
        asked = wanted(message) if message.get("as") else None
        self.end()
        self._task = asyncio.create_task(self._take(asked)) if asked else None

    def end(self) -> None:
        """Make nothing any more."""
        if self._task:
            self._task.cancel()

    async def _take(self, asked: Wanted) -> None:
        folder = Path(tempfile.mkdtemp(dir=_home()))
        try:
            if _one_at_a_time.locked():
                await self._tell({"type": "taking", "share": 0, "waits": True})
            async with _turn(), asyncio.timeout(SECONDS):
                told = await self._make(asked, folder)
        except LimitError as error:
            told = {"refused": say(error.message, self.language)}
        except TimeoutError:
            told = {"refused": say(LATE, self.language, seconds=SECONDS)}
        except KeyError:
            told = {"refused": say(FREED, self.language)}
        except (ExportError, UntakenError) as error:
            told = {"refused": say(error.message, self.language)}
        except Exception as error:  # whatever it is: who waits is told
            logging.getLogger(__name__).warning("taking home", exc_info=True)
            told = {"refused": say(FAILED, self.language, reason=getattr(error, "strerror", None) or str(error))}
        finally:
            await asyncio.shield(asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True))
        await self._tell({"type": "taken", **told})

    async def _make(self, asked: Wanted, folder: Path) -> dict[str, Any]:
        """Have what is known written to a folder and a process make the file of it; return what to say of that."""
        await self._tell({"type": "taking", "share": 0, "waits": False})
        arguments = {"--as": asked.kind, "--lang": self.language}
        if asked.map:
            source = await asyncio.to_thread(_copied, asked.map, folder)
        else:
            source, more = await asyncio.to_thread(self._left, asked, folder)
            arguments |= more
        path = _home() / secrets.token_urlsafe(16)
        command = [str(source), "--told", "--out", str(path), *(f"{name}={value}" for name, value in arguments.items())]
        told = await self._run(command)
        if "name" in told and path.is_file():
            name = str(told["name"])
            return {**told, "href": f"taken/{_keep(path)}/{quote(name)}?lang={self.language}"}
        path.unlink(missing_ok=True)
        return told if "refused" in told else {"refused": say(FAILED, self.language, reason=told.get("reason", "?"))}

    def _left(self, asked: Wanted, folder: Path) -> tuple[Path, dict[str, str]]:
        """Have the worker write the run; return where it is, and the arguments that only files of runs take."""
        folders = [folder / name for name in PAIR]
        for one in folders:
            one.mkdir()
        count = lab.take(self.run_id, folders)
        (folder / "notes.txt").write_text(asked.notes, encoding="utf-8")
        (folder / "answers.txt").write_text(json.dumps(asked.answers), encoding="utf-8")
        arguments = {"--of": asked.of, "--base": asked.base}
        arguments |= {f"--{name}": str(folder / f"{name}.txt") for name in ("notes", "answers")}
        return folder if count > 1 else folders[0], arguments

    async def _run(self, command: list[str]) -> dict[str, Any]:
        """Run the command line's own command, pass on how far it is, and return the last that it says."""
        with tempfile.TemporaryFile() as errors:  # a pipe that nobody reads would stop it when it is full
            return await self._told_by(command, errors)

    async def _told_by(self, command: list[str], errors: IO[bytes]) -> dict[str, Any]:
        path = os.pathsep.join(filter(None, [_ROOT, os.environ.get("PYTHONPATH", "")]))
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "ganlab", "export", *command),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            env={**os.environ, "PYTHONPATH": path},
        )
        told: dict[str, Any] = {}
        try:
            if hasattr(os, "setpriority"):
                with contextlib.suppress(ProcessLookupError):  # it has ended already
                    os.setpriority(os.PRIO_PROCESS, child.pid, NICE)
            if child.stdout is None:
                return told
            async for line in child.stdout:
                told = json.loads(line)
                if "progress" in told:
                    await self._tell({"type": "taking", "share": told["progress"], "waits": False})
            await child.wait()
            errors.seek(0)
            lines = errors.read().decode("utf-8", "replace").strip().splitlines()
            return (
                told if "progress" not in told and told else {"reason": lines[-1] if lines else str(child.returncode)}
            )
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
