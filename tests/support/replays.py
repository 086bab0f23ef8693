"""Small recordings, and what stands in the page of one."""

import base64
import json
import re
import struct
import zlib
from dataclasses import replace
from functools import cache

import numpy as np

from ganlab.observe.record import Record
from ganlab.web.wire import unpack
from tests.support.runs import alone, config_of, go

BLOCK = re.compile(r'<script type="text/plain" id="ganlab-([\w-]+)">([A-Za-z0-9+/=]*)</script>')


@cache
def recorded(kind="points", steps=12, every=1):
    """Return the record of a small run of a kind (tests/support/runs.py)."""
    run, _ = alone(config_of(kind))
    run.show(force=True)
    go(run, steps, every)
    run.showing.measure_now()
    run.showing.see(run.config)
    return run.showing.taken(run.config)[0]


def repeated(record, times):
    """Return a record with so many times its frames, each of steps of its own, and as hard to compress."""
    random = np.random.default_rng(0)
    frames = record.frames

    def changed(k):
        frame = frames[k % len(frames)]
        noisy = {name: getattr(frame, name) for name in ("fake", "arrows", "grid", "fixed", "fresh")}
        noisy = {
            name: random.permutation(array.ravel()).reshape(array.shape)
            for name, array in noisy.items()
            if array is not None
        }
        return replace(frame, step=k, **noisy)

    past = tuple(changed(k) for k in range(times - 1))
    shown = replace(record.shown, step=times - 1)
    return Record(shown, past)


def blocks(page):
    """Return what lies compressed in a page, by its names."""
    found = BLOCK.findall(page.decode())
    return {name: zlib.decompress(base64.b64decode(data), -zlib.MAX_WBITS) for name, data in found}


def told(page, name):
    return json.loads(blocks(page)[name])


def frames(page):
    """Return all frames of a page as (header, arrays), in their order."""
    found = []
    for k in range(told(page, "file")["blocks"]):
        data, at = blocks(page)[f"frames-{k}"], 0
        while at < len(data):
            length, _ = struct.unpack_from("<II", data, at)
            found.append(unpack(data[at + 8 : at + 8 + length]))
            at += 8 + -(-length // 8) * 8
    return found
