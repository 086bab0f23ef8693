"""Numbers that are worked out when somebody asks for them: of what a run could be asked, most is never needed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Maker = Callable[[], Mapping[str, Any]]


class Lazily(Mapping[str, Any]):
    """Hold what is known, and makers of what is not yet, by each name that they find.

    A number that is not finite, and one whose maker misses what it is made of, is absent.
    """

    def __init__(self, known: Mapping[str, Any], makers: Mapping[str, Maker] | None = None):
        self._known, self._makers = dict(known), dict(makers or {})

    @property
    def known(self) -> dict[str, Any]:
        """Return what has been asked for until now."""
        return {name: self._known[name] for name in self._known if name in self}

    def __getitem__(self, name: str) -> Any:
        if name not in self._known and (maker := self._makers.pop(name, None)):
            try:
                self._known |= {key: value for key, value in maker().items() if key not in self._known}
            except KeyError:
                pass  # there is none: what it is made of is not measured
        value = self._known[name]
        if isinstance(value, float) and not math.isfinite(value):
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return (name for name in {**self._known, **self._makers} if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __or__(self, more: Mapping[str, Any]) -> Lazily:
        """Return the same with some numbers put in, or in the place of others."""
        return Lazily({**self._known, **more}, self._makers)
