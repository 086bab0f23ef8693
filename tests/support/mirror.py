"""A small MNIST and servers of the tests' own that have it, whole, halved or not at all."""

import functools
import gzip
import hashlib
import http.server
import socket
import struct
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from ganlab.data import images
from ganlab.data.images import IMAGES
from ganlab.lazy import torchvision
from ganlab.web.words import say

COUNT = 12
IMAGE_GZ, LABEL_GZ = "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"
PIXELS = torch.randint(0, 256, (COUNT, 28, 28), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
LABELS = torch.arange(COUNT) % 10
RAW = {
    IMAGE_GZ: struct.pack(">4I", 0x803, COUNT, 28, 28) + PIXELS.numpy().tobytes(),
    LABEL_GZ: struct.pack(">2I", 0x801, COUNT) + LABELS.to(torch.uint8).numpy().tobytes(),
}
PACKED = {name: gzip.compress(raw, mtime=0) for name, raw in RAW.items()}
MD5 = {name: hashlib.md5(packed).hexdigest() for name, packed in PACKED.items()}
HALF = len(PACKED[IMAGE_GZ]) // 2


class Server:
    """Serve `files` on an ephemeral port; record (name, Range, User-Agent) of each request."""

    def __init__(self):
        self.files = dict(PACKED)
        self.ranges = True
        self.drop_after = None
        self.released = None
        self.requests = []
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                server.answer(self)

            def log_message(self, *_):
                pass

        self.httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.httpd.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.httpd.server_port}/"
        self.thread = threading.Thread(target=functools.partial(self.httpd.serve_forever, poll_interval=0.01))
        self.thread.start()

    def answer(self, handler):
        name, wanted = handler.path[1:], handler.headers["Range"]
        self.requests.append((name, wanted, handler.headers["User-Agent"]))
        if self.released is not None:
            self.released.wait()
            return
        if name not in self.files:
            handler.send_error(404)
            return
        body = self.files[name]
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and self.ranges else 0
        if start and start >= len(body):
            handler.send_error(416)
            return
        handler.send_response(206 if start else 200)
        if start:
            handler.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        handler.send_header("Content-Length", str(len(body) - start))
        handler.end_headers()
        stop, self.drop_after = self.drop_after, None
        handler.wfile.write(body[start:stop])

    def close(self):
        if self.released is not None:
            self.released.set()
        self.httpd.shutdown()
        self.thread.join()
        self.httpd.server_close()


@pytest.fixture
def serve():
    servers = []

    def start():
        servers.append(Server())
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def raw(tmp_path, monkeypatch):
    """Return the (absent) raw folder of a 12-picture MNIST."""
    monkeypatch.setenv("GANLAB_DATA", str(tmp_path))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(torchvision().datasets.MNIST, "resources", list(MD5.items()))
    monkeypatch.setitem(IMAGES, "mnist", replace(IMAGES["mnist"], train_count=COUNT))
    return tmp_path / "MNIST" / "raw"


@pytest.fixture
def mirrors(raw, monkeypatch):
    def use(*servers):
        monkeypatch.setattr(torchvision().datasets.MNIST, "mirrors", [getattr(s, "url", s) for s in servers])

    return use


def dead_url():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/"


def put_files(raw):
    raw.mkdir(parents=True)
    for name, content in RAW.items():
        (raw / Path(name).stem).write_bytes(content)


def assert_complete(result, raw):
    assert (result.key, result.note) == ("mnist", None)
    assert torch.equal(result.pixels, PIXELS)
    assert torch.equal(result.labels, LABELS)
    assert {p.name for p in raw.iterdir()} - {"download.lock"} == {Path(name).stem for name in RAW}


def assert_digits(result, key, **args):
    assert (result.key, tuple(result.pixels.shape)) == ("digits", (1797, 28, 28))
    reason = dict(result.note.values)["sentence"]
    assert reason.text == images._MESSAGES[key]
    assert say(reason, "zh").startswith("MNIST 手写数字 ")
    values = {**dict(reason.values), "name": str(dict(reason.values)["name"])}
    expected = {"name": "MNIST", **args}
    assert {name: values[name] for name in expected} == expected
