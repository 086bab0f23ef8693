"""Check: a small language of comparisons over the numbers of a run, such as `modes <= 2 and abs(d_fake - 0.5) < 0.02`.

    check := either;  either := both ("or" both)*;  both := no ("and" no)*;  no := "not" no | compared
    compared := sum (("<" | "<=" | ">" | ">=" | "==" | "!=") sum)*;  sum := product (("+" | "-") product)*
    product := signed (("*" | "/") signed)*;  signed := ("-" | "+") signed | atom
    atom := number | "text" | name | (abs | min | max) "(" sum ("," sum)* ")" | "(" either ")"

It means what it means in Python, but that a value may be missing: what depends on it is neither true nor false, and so
is what is divided by 0. Nothing in a check is ever executed.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal, NamedTuple

from ganlab.lazy import N_
from ganlab.lessons.refusal import RefusedError
from ganlab.quoted import plain

Kind = Literal["number", "text", "truth"]
Value = float | str | bool
Values = Mapping[str, Value]
Node = Callable[[Values], Value | None]  # None: not known

LONGEST, DEEPEST = 400, 20
_TOKEN = re.compile(
    r"""\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z_]\w*)"""
    r"""|(?P<text>"[^"]*"|'[^']*')|(?P<sign>[<>=!]=|[<>()+\-*/,]))""",
    re.ASCII,
)
_ORDERS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
_SUMS = {"+": operator.add, "-": operator.sub}
_PRODUCTS = {"*": operator.mul, "/": operator.truediv}
_FUNCTIONS: dict[str, tuple[Callable[..., float], int, int]] = {
    "abs": (abs, 1, 1), "min": (min, 2, 9), "max": (max, 2, 9),
}  # and how many numbers each takes  # fmt: skip
_WORDS = ("and", "or", "not")


class Name(NamedTuple):
    """Say what a name stands for: a number, a text (one of some choices, perhaps), or what is true or false."""

    kind: Kind
    choices: tuple[str, ...] = ()


class _Term(NamedTuple):
    kind: Kind
    value: Node
    shown: str  # as it is written in the check
    choices: tuple[str, ...] = ()
    literal: str | None = None


@dataclass(frozen=True)
class Check:
    """Hold one check: its text, the names in it, and what decides it."""

    text: str
    names: frozenset[str] = field(compare=False)
    node: Node = field(compare=False, repr=False)

    def holds(self, values: Values) -> bool | None:
        """Tell whether it is true of these values; None where that depends on one that is not among them, or NaN."""
        found = self.node(values)
        return None if found is None else bool(found)


def read(text: str, known: Mapping[str, Name]) -> Check:
    """Read a check over known names; raise RefusedError with one sentence."""
    text = text.strip()
    if len(text) > LONGEST:
        raise RefusedError(N_("check: must have at most {most} characters; got {got}"), most=LONGEST, got=len(text))
    reader = _Reader(_tokens(text), known)
    found = reader.either(0)
    if reader.token[0]:
        raise reader.unexpected()
    if found.kind != "truth":
        raise RefusedError(N_("check: must be a comparison, such as modes >= 6; got “{value}”"), value=plain(text, 40))
    return Check(text, frozenset(reader.names), found.value)


def _tokens(text: str) -> list[tuple[str, str]]:
    """Return (kind, text) of each token; kind "" is the end."""
    found, place = [], 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise RefusedError(N_("check: cannot be read from “{value}” on"), value=plain(text[place:].strip(), 40))
        found.append((str(match.lastgroup), match[match.lastgroup or 0]))
        place = match.end()
    return [*found, ("", "")]


class _Reader:
    """Read tokens from left to right, a method a rule of the grammar; `names` are those come upon."""

    def __init__(self, tokens: list[tuple[str, str]], known: Mapping[str, Name]):
        self.tokens, self.known, self.place, self.names = tokens, known, 0, set[str]()

    @property
    def token(self) -> tuple[str, str]:
        """Return the next token."""
        return self.tokens[self.place]

    def taken(self, *texts: str) -> str:
        """Take the next token if it is one of these signs or words; return it, else an empty text."""
        kind, text = self.token
        if kind in ("sign", "name") and text in texts:
            self.place += 1
            return text
        return ""

    def unexpected(self) -> RefusedError:
        """Return the refusal of the next token."""
        before = " ".join(text for _, text in self.tokens[max(0, self.place - 3) : self.place])
        if not self.token[0]:
            return RefusedError(N_("check: must go on after “{value}”; got its end"), value=before)
        got = plain(self.token[1], 40)
        return RefusedError(N_("check: cannot have “{value}” after “{before}”"), value=got, before=before)

    # -- truths -------------------------------------------------------------------------------------------------

    def either(self, depth: int) -> _Term:
        """Read a check."""
        return self._joined("or", lambda: self._joined("and", lambda: self._no(depth), all_of), any_of)

    def _joined(self, word: str, part: Callable[[], _Term], joined: Callable[[list[Node]], Node]) -> _Term:
        first = part()
        if self.token != ("name", word):
            return first
        parts = [self._of("truth", first)]
        while self.taken(word):
            parts.append(self._of("truth", part()))
        return _Term("truth", joined(parts), word)

    def _no(self, depth: int) -> _Term:
        turns = 0
        while self.taken("not"):
            turns += 1
        term = self._compared(depth)
        if not turns:
            return term
        node = self._of("truth", term)
        return _Term("truth", (lambda values: _not(node(values))) if turns % 2 else node, "not")

    def _compared(self, depth: int) -> _Term:
        terms, orders = [self._sum(depth)], list[str]()
        while order := self.taken(*_ORDERS):
            orders.append(order)
            terms.append(self._sum(depth))
        if not orders:
            return terms[0]
        pairs = [
            self._pair(left, order, right) for left, order, right in zip(terms[:-1], orders, terms[1:], strict=True)
        ]
        return _Term("truth", all_of(pairs), orders[0])

    def _pair(self, left: _Term, order: str, right: _Term) -> Node:
        texts = "text" in (left.kind, right.kind)
        if texts and order not in ("==", "!="):
            shown = left.shown if left.kind == "text" else right.shown
            raise RefusedError(N_("check: {value} is a text, to be compared with == or != alone; got {order}"),
                          value=shown, order=order)  # fmt: skip
        one, other = (self._of("text" if texts else "number", term) for term in (left, right))
        for name, said in ((left, right), (right, left)):
            if name.choices and said.literal is not None and said.literal not in name.choices:
                raise RefusedError(
                    N_("check: {name} must be compared with one of {names}; got “{value}”"),
                    name=name.shown, names=", ".join(name.choices), value=plain(said.literal, 40),
                )  # fmt: skip
        compare = _ORDERS[order]

        def node(values: Values) -> bool | None:
            first, second = one(values), other(values)
            return None if first is None or second is None else compare(first, second)  # type: ignore[arg-type]

        return node

    # -- numbers ------------------------------------------------------------------------------------------------

    def _sum(self, depth: int) -> _Term:
        return self._chain(_SUMS, lambda: self._chain(_PRODUCTS, lambda: self._signed(depth)))

    def _chain(self, signs: Mapping[str, Callable[[float, float], float]], part: Callable[[], _Term]) -> _Term:
        term = part()
        while sign := self.taken(*signs):
            term = self._numbers(signs[sign], sign, [term, part()])
        return term

    def _signed(self, depth: int) -> _Term:
        minus, signs = False, 0
        while sign := self.taken("-", "+"):
            minus, signs = minus ^ (sign == "-"), signs + 1
        term = self._atom(depth)
        if not signs:
            return term
        return self._numbers(operator.neg if minus else operator.pos, "-", [term])

    def _numbers(self, work: Callable[..., float], shown: str, terms: list[_Term]) -> _Term:
        nodes = [self._of("number", term) for term in terms]

        def node(values: Values) -> float | None:
            numbers = [one(values) for one in nodes]
            if None in numbers:
                return None
            try:
                found = work(*numbers)
            except ZeroDivisionError:
                return None
            return found if math.isfinite(found) else None

        return _Term("number", node, shown)

    def _atom(self, depth: int) -> _Term:
        if depth > DEEPEST:
            raise RefusedError(
                N_("check: must have at most {most} parentheses within each other; got more"), most=DEEPEST
            )
        kind, text = self.token
        if kind == "number":
            self.place += 1
            number = float(text)
            return _Term("number", lambda values: number, text)
        if kind == "text":
            self.place += 1
            return _Term("text", lambda values: text[1:-1], plain(text, 40), literal=text[1:-1])
        if self.taken("("):
            term = self.either(depth + 1)
            self._closed()
            return term
        if kind == "name" and text not in _WORDS:
            self.place += 1
            return self._function(text, depth) if text in _FUNCTIONS else self._name(text)
        raise self.unexpected()

    def _closed(self) -> None:
        if not self.taken(")"):
            raise self.unexpected()

    def _function(self, name: str, depth: int) -> _Term:
        work, least, most = _FUNCTIONS[name]
        if not self.taken("("):
            raise self.unexpected()
        terms = [self._sum(depth + 1)]
        while self.taken(","):
            terms.append(self._sum(depth + 1))
        self._closed()
        if not least <= len(terms) <= most:
            raise RefusedError(N_("check: {name} must have {least} to {most} numbers; got {got}"),
                          name=name, least=least, most=most, got=len(terms))  # fmt: skip
        return self._numbers(work, f"{name}()", terms)

    def _name(self, name: str) -> _Term:
        if (found := self.known.get(name)) is None:
            near = get_close_matches(name, [*self.known, *_FUNCTIONS], 1, 0.5)
            if near:
                raise RefusedError(N_("check: there is no “{value}” (did you mean {near}?)"), value=plain(name, 40),
                              near=near[0])  # fmt: skip
            raise RefusedError(
                N_("check: there is no setting, measure or command called “{value}”"), value=plain(name, 40)
            )
        self.names.add(name)

        def node(values: Values) -> Value | None:
            value = values.get(name)
            return None if isinstance(value, float) and not math.isfinite(value) else value

        return _Term(found.kind, node, name, found.choices)

    def _of(self, kind: Kind, term: _Term) -> Node:
        """Return a term's node; raise RefusedError where it is of another kind."""
        if term.kind != kind:
            raise RefusedError(_KINDS[kind], value=term.shown)
        return term.value


_KINDS: dict[Kind, str] = {
    "number": N_("check: must have a number where it has “{value}”"),
    "text": N_('check: must have a text in quotation marks, such as "minimax", where it has “{value}”'),
    "truth": N_("check: must have a comparison where it has “{value}”"),
}


def all_of(nodes: list[Node]) -> Node:
    """Return what is true where all are, false where one is not."""
    return _least(nodes, False)


def any_of(nodes: list[Node]) -> Node:
    """Return what is true where one is, false where none is."""
    return _least(nodes, True)


def _least(nodes: list[Node], decisive: bool) -> Node:
    def node(values: Values) -> bool | None:
        unknown = False
        for one in nodes:
            found = one(values)
            if found is decisive:
                return decisive
            unknown |= found is None
        return None if unknown else not decisive

    return node


def _not(value: Value | None) -> bool | None:
    return None if value is None else not value
