"""Lines: what each line of a lesson's file is; nothing is understood here of what stands in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches

from ganlab.lazy import N_
from ganlab.lessons.refusal import wrong
from ganlab.quoted import plain

HEAD = ("title", "minutes", "order", "about")
DIRECTIVES = ("run", "until", "point", "check", "try")
_FIELD = re.compile(r"([a-z]+):\s*(.*)$", re.ASCII)
_CHOICE = re.compile(r"- \[([ xX])\]\s+(\S.*)$")
_LIKE_CHOICE = re.compile(r"\s*[-*+]\s*\[.?\](?!\()")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_BEGINS = "---"
_AGAIN = N_("{name}: must be there once at most; got it again")


@dataclass
class RawChoice:
    """Hold the lines of one choice."""

    line: int
    right: bool
    text: list[str]
    answer: list[str] = field(default_factory=list)
    gap: bool = False  # a blank line stands behind what there is of it


@dataclass
class RawPage:
    """Hold the lines of one page; those of its texts stand where they stood, the first one below the heading."""

    line: int
    heading: str
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    asked: int = 0  # line of the question; 0: none
    question: list[str] = field(default_factory=list)
    choices: list[RawChoice] = field(default_factory=list)
    directives: dict[str, tuple[int, str]] = field(default_factory=dict)


def split(lines: list[str]) -> tuple[dict[str, tuple[int, str]], list[RawPage]]:
    """Return the (line, value) of each field of the head, and the pages; raise LessonError."""
    head, at = _head(lines)
    reader = _Reader()
    for number, line in enumerate(lines[at:], at + 1):
        reader.take(number, line.rstrip())
    reader.end()
    return head, reader.pages


def _head(lines: list[str]) -> tuple[dict[str, tuple[int, str]], int]:
    """Return the fields of the head, and how many lines it has."""
    if lines[0].rstrip() != _BEGINS:
        raise wrong(1, N_("the file: must begin with a line ---; got “{value}”"), value=plain(lines[0], 40))
    found: dict[str, tuple[int, str]] = {}
    for number, line in enumerate(lines[1:], 2):
        if line.rstrip() == _BEGINS:
            return found, number
        if not line.strip():
            continue
        match = _FIELD.match(line.rstrip())
        if match is None or match[1] not in HEAD:
            names = ", ".join(HEAD)
            text = N_("the head: must have lines such as title: …, of {names}, and end with ---; got “{value}”")
            raise wrong(number, text, names=names, value=plain(line, 40))
        if match[1] in found:
            raise wrong(number, _AGAIN, name=match[1])
        found[match[1]] = number, match[2].strip()
    raise wrong(len(lines), N_("the head: must end with a line ---; got the end of the file"))


class _Reader:
    """Take lines one by one, and put each where it belongs."""

    def __init__(self) -> None:
        self.pages: list[RawPage] = []
        self._fence, self._fenced = "", 0  # what closes the block of code that is open, and its line
        self._asking = False  # whether the lines are those of a question or of its choices

    def end(self) -> None:
        """Take the end of the file."""
        if self._fence:
            raise wrong(self._fenced, N_("a block of code: must be closed by {fence}; got the end"), fence=self._fence)

    def take(self, number: int, line: str) -> None:
        """Take one line."""
        if self._fence:
            self._text(number, line)
            if line.strip().startswith(self._fence) and not line.strip().strip(self._fence[0]):
                self._fence = ""
        elif line.startswith("## ") or line == "##":
            self.pages.append(RawPage(number, line[2:].strip()))
            self._asking = False
        elif line.startswith("# "):
            raise wrong(number, N_("a heading: must begin with ##; got “{value}”"), value=plain(line, 40))
        elif not self._directive(number, line) and not self._asked(number, line):
            self._asking = False
            if fence := _FENCE.match(line):
                self._fence, self._fenced = fence[1], number
            self._text(number, line)

    def _page(self, number: int, line: str) -> RawPage:
        if not self.pages:
            raise wrong(number, N_("a page: must begin with a heading, ## …; got “{value}”"), value=plain(line, 40))
        return self.pages[-1]

    def _text(self, number: int, line: str) -> None:
        """Put a line where it stood."""
        if not self.pages and not line:
            return
        page = self._page(number, line)
        lines, first = (page.after if page.asked else page.before), page.line + 1
        lines += [""] * (number - first - len(lines))
        lines.append(line)

    def _directive(self, number: int, line: str) -> bool:
        match = _FIELD.match(line)
        if match is None:
            return False
        name, value = match[1], match[2].strip()
        if name not in DIRECTIVES:
            if near := get_close_matches(name, DIRECTIVES, 1, 0.75):
                raise wrong(number, N_("{name}: is not known (did you mean {near}?)"), name=name, near=f"{near[0]}:")
            return False
        page = self._page(number, line)
        if name in page.directives:
            raise wrong(number, _AGAIN, name=name)
        if not value:
            raise wrong(number, N_("{name}: must have a value behind its colon; got none"), name=name)
        page.directives[name] = number, value
        self._asking = False
        return True

    def _asked(self, number: int, line: str) -> bool:
        """Take a line of a question or of its choices; tell whether it is one."""
        if line.startswith("? "):
            page = self._page(number, line)
            if page.asked:
                raise wrong(number, _AGAIN, name="?")
            page.asked, page.question, self._asking = number, [line[2:].strip()], True
            return True
        if self.pages and self._asking and not line:
            for choice in self.pages[-1].choices[-1:]:
                choice.gap = True
            return True
        if _LIKE_CHOICE.match(line):
            self._choice(number, line)
            return True
        return self._asking and self._goes_on(line)

    def _choice(self, number: int, line: str) -> None:
        match = _CHOICE.match(line)
        if not self._asking:
            raise wrong(number, N_("a choice: must stand below a question, ? …; got “{value}”"), value=plain(line, 40))
        if match is None:
            text = N_("a choice: must be - [ ] or, the right one, - [x], and its words; got “{value}”")
            raise wrong(number, text, value=plain(line, 40))
        self.pages[-1].choices.append(RawChoice(number, match[1] != " ", [match[2]]))

    def _goes_on(self, line: str) -> bool:
        """Take a line that goes on with a question, a choice or its answer; tell whether it does."""
        page, words = self.pages[-1], line.strip()
        if not page.choices:
            page.question.append(words)
            return True
        choice = page.choices[-1]
        if words.startswith(">"):
            choice.answer += [""] * (choice.gap and bool(choice.answer)) + [words[1:].strip()]
        elif line.startswith("  ") and not choice.gap:
            (choice.answer or choice.text).append(words)
        else:
            return False
        choice.gap = False
        return True
