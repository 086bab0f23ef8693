"""A graphics processor that is none: tensors that say that they are on "cuda" and are kept apart from those on the CPU.

What is computed "there" is computed on the CPU, bit for bit, so that a run on it must equal one on the CPU; and as on a
real one, no operation may mix tensors of both, and none from there turns into an array.
"""

from __future__ import annotations

import math

import torch
from torch.multiprocessing.reductions import StorageWeakRef
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_flatten, tree_map_only

THERE = torch.device("cuda")
_COPY = torch.ops.aten.copy_.default  # between the two, as on a real one
_INDEXING = (torch.ops.aten.index.Tensor, torch.ops.aten.index_put_.default)


class Pretend:
    """Be the device while the context lasts; `operations` counts what was done there, `last` is when it breaks."""

    def __init__(self, last=math.inf):
        self._storages: dict[int, StorageWeakRef] = {}  # of the tensors that are there
        self.operations, self.last = 0, last

    def __enter__(self):
        self._modes = [_Said(self), _Done(self)]
        for mode in self._modes:
            mode.__enter__()
        return self

    def __exit__(self, *what):
        for mode in reversed(self._modes):
            mode.__exit__(*what)

    def put(self, tensor):
        storage = tensor.untyped_storage()
        self._storages[storage._cdata] = StorageWeakRef(storage)
        return tensor

    def take(self, tensor):
        self._storages.pop(tensor.untyped_storage()._cdata, None)
        return tensor

    def has(self, tensor) -> bool:
        return tensor.untyped_storage()._cdata in self._storages


def _asked(kwargs, *arguments):
    """Return the device that a call asks for, if any."""
    names = [kwargs.get("device"), *arguments]
    for name in names:
        if isinstance(name, torch.device) or (isinstance(name, str) and name.split(":")[0] in ("cpu", "cuda")):
            return torch.device(name)
    return None


class _Moved(torch.autograd.Function):
    """Copy a tensor there or back; its gradient goes the other way."""

    @staticmethod
    def forward(context, tensor, pretend, there):
        context.pretend, context.back = pretend, pretend.has(tensor)
        copy = tensor.clone()
        return pretend.put(copy) if there else pretend.take(copy)

    @staticmethod
    def backward(context, gradient):
        return _Moved.apply(gradient, context.pretend, context.back), None, None


class _Said(TorchFunctionMode):
    """Answer what is asked of tensors by name: where they are, and to be moved."""

    def __init__(self, pretend):
        super().__init__()
        self.pretend = pretend

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs, pretend = kwargs or {}, self.pretend
        if func == torch.Tensor.device.__get__:
            return THERE if pretend.has(args[0]) else func(*args)
        if func == torch.Tensor.is_cuda.__get__:
            return pretend.has(args[0])
        if func in (torch.Tensor.numpy, torch.Tensor.__array__) and pretend.has(args[0]):
            raise TypeError("can't convert cuda:0 device type tensor to numpy")
        if func is torch.Tensor.cpu:
            func, kwargs = torch.Tensor.to, {"device": "cpu"}
        wanted = _asked(kwargs, *args[1:])
        if func is torch.Tensor.to:
            here, copy = pretend.has(args[0]), kwargs.get("copy", False)
            to = here if wanted is None else wanted == THERE
            moved = _Moved.apply(args[0], pretend, to) if copy or here != to else args[0]
            kinds = [value for value in (*args[1:], kwargs.get("dtype")) if isinstance(value, torch.dtype)]
            return func(moved, *kinds) if kinds else moved
        if wanted == THERE:
            made = func(*args, **{**kwargs, "device": "cpu"})
            return pretend.put(made)
        return func(*args, **kwargs)


class _Done(TorchDispatchMode):
    """Keep the two apart in every operation; what comes of tensors that are there is there."""

    def __init__(self, pretend):
        super().__init__()
        self.pretend = pretend

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        pretend, kwargs = self.pretend, kwargs or {}
        if "device" in kwargs and kwargs["device"] is not None:
            kwargs = {**kwargs, "device": torch.device("cpu")}
        tensors = [value for value in tree_flatten((args, kwargs))[0] if isinstance(value, torch.Tensor)]
        if func in _INDEXING:
            tensors = [args[0], *args[2:3]]  # a tensor there may be indexed by one of the CPU's
        there = [pretend.has(tensor) for tensor in tensors]
        apart = [p for t, p in zip(tensors, there, strict=True) if t.ndim]
        if len(set(apart)) > 1 and func is not _COPY:
            raise RuntimeError(f"Expected all tensors to be on the same device: {func}")
        found = func(*args, **kwargs)
        if any(there) and func is not _COPY:
            pretend.operations += 1
            if pretend.operations > pretend.last:
                raise torch.OutOfMemoryError("CUDA out of memory.")
            tree_map_only(torch.Tensor, pretend.put, found)
        return found
