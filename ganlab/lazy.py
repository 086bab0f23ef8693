"""What is done only where it is needed: import torch, translate a text.

A text is marked where it stands, in English, and translated by whoever shows it (`ganlab.web.words`): what is marked
here is what the catalogues of the other languages are made from. A text that needs another translation in another place
has a context, one whose words depend on a number its two English forms, of which the value `n` chooses.

Torch is imported on first use, so that registries can be read without it.

The web process reads every registry (menus, URLs, help) but must never pay for torch: 300 MB of memory and
a garbage collector that visits a quarter of a million objects more. Modules of this package therefore write
`from ganlab.lazy import torch` and use `torch.…` inside functions only.

A torchvision built for another torch (say the CUDA wheel beside a CPU torch) cannot load its `_C` library, and `import
torchvision` fails with "operator torchvision::nms does not exist", although data sets and image grids need no compiled
operator. Declaring the two operators that it asks for mends the import.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations
from string import Formatter
from types import ModuleType
from typing import TYPE_CHECKING, Any

OLDEST_TORCH = (2, 6)
_OPERATORS = ("nms", "qnms")
_lock = threading.Lock()
_library = None


def N_(text: str) -> str:  # noqa: N802 (gettext's own name)
    """Mark a text to be translated where it is shown."""
    return text


def NC_(context: str, text: str) -> str:  # noqa: N802
    """Mark a text that has a translation of its own in this context."""
    return f"{context}\4{text}"


def NN_(one: str, many: str) -> str:  # noqa: N802
    """Mark a text with a form for one and a form for many; its value `n` is what is counted."""
    return f"{one}\0{many}"


def written(
    text: str,
    values: Mapping[str, Any],
    translations: NullTranslations = NullTranslations(),  # noqa: B008 (holds nothing)
    formatter: Formatter = Formatter(),  # noqa: B008
) -> str:
    """Return a marked text in a language, English where none is given, with its values filled in."""
    one, _, many = text.partition("\0")
    found = translations.ngettext(one, many, int(values["n"])) if many else translations.gettext(one)
    found = found.rpartition("\4")[2]
    return formatter.vformat(found, (), values) if values else found


@dataclass(frozen=True)
class Message:
    """Carry a marked text and the values to put into it, some perhaps messages too; as a `str` it is English."""

    text: str
    values: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def of(cls, text: str, /, **values: Any) -> Message:
        """Make a message from keyword values."""
        return cls(text, tuple(values.items()))

    def __str__(self) -> str:
        return written(self.text, dict(self.values))


class _LazyModule(ModuleType):
    def __getattr__(self, name: str) -> Any:
        found = getattr(_checked(self.__name__), name)
        if callable(found) or isinstance(found, ModuleType):
            setattr(self, name, found)  # a step asks for a hundred, which took a fifteenth of it
        return found


@cache
def _checked(name: str) -> ModuleType:
    """Import a module; raise ImportError with one sentence where it is too old to train as it should."""
    module = importlib.import_module(name)
    if tuple(int(part) for part in module.__version__.split(".")[:2]) < OLDEST_TORCH:
        oldest = ".".join(map(str, OLDEST_TORCH))
        raise ImportError(f"{name}: must be version {oldest} or newer; got {module.__version__}")
    return module


if TYPE_CHECKING:
    import torch as torch
else:
    torch = _LazyModule("torch")


def torchvision() -> ModuleType:
    """Return torchvision, with `datasets` and `utils` imported.

    The plain import is tried first: a declaration made before a working `_C` is loaded would clash with it.
    The declared operators have no kernel: `torchvision.ops.nms` still raises RuntimeError.
    """
    with _lock:
        try:
            module = importlib.import_module("torchvision")
        except RuntimeError as error:
            if "operator torchvision::" not in str(error):
                raise
            _declare_operators()
            module = importlib.import_module("torchvision")
        for name in ("datasets", "utils"):
            importlib.import_module(f"torchvision.{name}")
        return module


def _declare_operators() -> None:
    global _library
    if _library is None:
        _library = torch.library.Library("torchvision", "FRAGMENT")
    for name in _OPERATORS:
        if not hasattr(torch.ops.torchvision, name):
            _library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
