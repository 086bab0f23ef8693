"""Import torchvision also where its compiled operators cannot be loaded.

A torchvision built for another torch (say the CUDA wheel beside a CPU torch) cannot load its `_C` library,
and `import torchvision` fails with "operator torchvision::nms does not exist", although data sets and image
grids need no compiled operator. Declaring the two operators that it asks for mends the import.
"""

from __future__ import annotations

import importlib
import threading
from types import ModuleType

from ganlab.lazy import torch

_OPERATORS = ("nms", "qnms")
_lock = threading.Lock()
_library = None


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
