"""Image sets: download from a local server, resumption, damage, and the fallback to the built-in digits."""

import builtins
import errno
import functools
import gzip
import hashlib
import http.server
import os
import socket
import string
import struct
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from ganlab import paths
from ganlab.data import images
from ganlab.data.images import IMAGES, DataError, load, load_or_digits
from ganlab.lazy import torchvision

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
    assert result.note.key == f"images.{key}"
    expected = {"name": "MNIST", "name_zh": "MNIST 手写数字", **args}
    assert {name: result.note.args[name] for name in expected} == expected


def test_download_reports_progress_and_is_kept(serve, mirrors, raw):
    server = serve()
    mirrors(server)
    reports = []
    assert_complete(load("mnist", progress=lambda *report: reports.append(report)), raw)
    for name, packed in PACKED.items():
        mine = [(done, total) for done, total, reported in reports if reported == name]
        assert mine[-1] == (len(packed), len(packed))
        assert mine == sorted(mine)
    assert [(name, wanted) for name, wanted, _ in server.requests] == [(IMAGE_GZ, None), (LABEL_GZ, None)]
    assert all(agent.startswith("ganlab") for _, _, agent in server.requests)
    assert_complete(load("mnist", allow_download=False), raw)
    assert len(server.requests) == 2


def test_progress_comes_at_most_ten_times_a_second(serve, mirrors, raw, monkeypatch):
    server = serve()
    mirrors(server)
    big = os.urandom(20 << 16)
    server.files[IMAGE_GZ] = big
    ticks = iter(range(10_000))
    monkeypatch.setattr(images.time, "monotonic", lambda: next(ticks) / 50)
    reports = []
    with pytest.raises(DataError, match="MD5"):
        load("mnist", progress=lambda *report: reports.append(report))
    first = reports[: reports.index((len(big), len(big), IMAGE_GZ)) + 1]
    assert 3 < len(first) < 12


def test_an_interrupted_download_resumes_with_range(serve, mirrors, raw):
    server = serve()
    mirrors(server)
    server.drop_after = HALF
    with pytest.raises(
        DataError, match=r"^MNIST is not on this machine and could not be downloaded \(.+\)\.$"
    ) as caught:
        load("mnist")
    assert f"the connection broke after {HALF:,} of {len(PACKED[IMAGE_GZ]):,} bytes" in str(caught.value)
    assert (raw / f"{IMAGE_GZ}.part").stat().st_size == HALF
    reports = []
    assert_complete(load("mnist", progress=lambda *report: reports.append(report)), raw)
    assert [wanted for _, wanted, _ in server.requests] == [None, f"bytes={HALF}-", None]
    assert reports[0][0] > HALF


def test_what_progress_raises_stops_the_download_and_the_next_call_goes_on(serve, mirrors, raw):
    server = serve()
    mirrors(server)

    def stop(*_):
        raise OSError("stopped by the user")

    with pytest.raises(OSError, match="stopped by the user"):
        load("mnist", progress=stop)
    assert_complete(load("mnist"), raw)
    assert server.requests[1][1].startswith("bytes=")


def test_a_server_without_range_starts_anew(serve, mirrors, raw):
    server = serve()
    mirrors(server)
    server.ranges = False
    server.drop_after = HALF
    with pytest.raises(DataError):
        load("mnist")
    assert_complete(load("mnist"), raw)
    assert [wanted for _, wanted, _ in server.requests] == [None, f"bytes={HALF}-", None]


@pytest.mark.parametrize("content", [PACKED[IMAGE_GZ], b"x" * (len(PACKED[IMAGE_GZ]) + 5)])
def test_a_part_that_the_server_cannot_extend_is_checked(serve, mirrors, raw, content):
    server = serve()
    mirrors(server)
    raw.mkdir(parents=True)
    (raw / f"{IMAGE_GZ}.part").write_bytes(content)
    assert_complete(load("mnist"), raw)
    assert server.requests[0][1] == f"bytes={len(content)}-"


def test_a_wrong_md5_is_fetched_again_from_the_second_mirror(serve, mirrors, raw):
    bad, good = serve(), serve()
    bad.files[IMAGE_GZ] = b"not this"
    mirrors(bad, good)
    assert_complete(load("mnist"), raw)
    assert [name for name, *_ in bad.requests] == [IMAGE_GZ, LABEL_GZ]
    assert [(name, wanted) for name, wanted, _ in good.requests] == [(IMAGE_GZ, None)]


def test_a_wrong_md5_twice_fails(serve, mirrors, raw):
    bad = serve()
    bad.files[IMAGE_GZ] = b"not this"
    mirrors(bad)
    wrong = hashlib.md5(b"not this").hexdigest()
    with pytest.raises(DataError) as caught:
        load("mnist")
    reason = f"{IMAGE_GZ}: MD5 {wrong} ≠ {MD5[IMAGE_GZ]}"
    assert str(caught.value) == f"MNIST is not on this machine and could not be downloaded ({reason})."
    assert len(bad.requests) == 2
    assert not any(raw.glob("*ubyte*"))


def test_a_truncated_file_is_fetched_again(serve, mirrors, raw):
    server = serve()
    mirrors(server)
    put_files(raw)
    (raw / Path(IMAGE_GZ).stem).write_bytes(RAW[IMAGE_GZ][:1000])
    assert_complete(load("mnist"), raw)
    assert [name for name, *_ in server.requests] == [IMAGE_GZ]


def test_a_file_with_the_wrong_header_is_fetched_again(serve, mirrors, raw):
    mirrors(serve())
    put_files(raw)
    (raw / Path(IMAGE_GZ).stem).write_bytes(b"\xff" * len(RAW[IMAGE_GZ]))
    with pytest.raises(DataError, match="has IDX ffffffff ffffffff ffffffff ffffffff, not IDX 00000803"):
        load("mnist", allow_download=False)
    assert_complete(load("mnist"), raw)


def test_a_truncated_file_that_cannot_be_fetched_is_named(mirrors, raw):
    mirrors(dead_url())
    put_files(raw)
    path = raw / Path(IMAGE_GZ).stem
    path.write_bytes(RAW[IMAGE_GZ][:1000])
    fault = {"path": str(path), "expected": "9,424 B", "got": "1,000 B"}
    with pytest.raises(DataError) as caught:
        load("mnist", allow_download=False)
    told = f"MNIST is damaged ({path} has 1,000 B, not 9,424 B)"
    assert str(caught.value) == f"{told}, and downloading is switched off."
    with pytest.raises(DataError) as caught:
        load("mnist")
    assert str(caught.value) == f"{told} and could not be fetched again (Connection refused)."
    assert_digits(load_or_digits("mnist"), "unmended", reason="Connection refused", **fault)
    assert_digits(load_or_digits("mnist", allow_download=False), "corrupt", **fault)
    assert path.stat().st_size == 1000


def test_without_a_network_the_digits_come_with_a_note(mirrors, raw):
    mirrors(dead_url(), dead_url())
    assert_digits(load_or_digits("mnist"), "offline", reason="Connection refused")
    missing = str(raw / Path(IMAGE_GZ).stem)
    assert_digits(load_or_digits("mnist", allow_download=False), "missing", path=missing)


def test_a_missing_file_and_a_silent_server_are_unreachable(serve, mirrors, raw, monkeypatch):
    empty, silent = serve(), serve()
    empty.files.clear()
    silent.released = threading.Event()
    monkeypatch.setattr(images, "TIMEOUT", 0.2)
    mirrors(empty, silent)
    assert_digits(load_or_digits("mnist"), "offline", reason="HTTP Error 404: Not Found; timed out")


def test_a_name_that_does_not_resolve_is_unreachable(mirrors, raw, monkeypatch):
    def fail(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    monkeypatch.setenv("no_proxy", "*")
    mirrors("http://ganlab.invalid/")
    assert_digits(load_or_digits("mnist"), "offline", reason="Name or service not known")


def test_a_read_only_folder_is_read(raw, monkeypatch):
    put_files(raw)
    refuse_writing(monkeypatch, errno.EROFS)
    result = load("mnist")
    assert torch.equal(result.pixels, PIXELS)
    assert sorted(p.name for p in raw.iterdir()) == sorted(Path(name).stem for name in RAW)


@pytest.mark.parametrize("damaged", [False, True])
def test_a_read_only_folder_that_must_be_written_is_named(serve, mirrors, raw, monkeypatch, damaged):
    mirrors(serve())
    if damaged:
        put_files(raw)
        (raw / Path(IMAGE_GZ).stem).write_bytes(b"")
    refuse_writing(monkeypatch, errno.EROFS)
    with pytest.raises(DataError) as caught:
        load("mnist")
    reason = os.strerror(errno.EROFS)
    if damaged:
        assert_digits(load_or_digits("mnist"), "unmended", reason=reason, got="0 B")
        return
    told = f"MNIST cannot be kept on this machine: {raw} must be readable and writable ({reason})."
    assert str(caught.value) == told
    assert_digits(load_or_digits("mnist"), "storage", path=str(raw), reason=reason)


def test_a_full_disk_is_named(serve, mirrors, raw, monkeypatch):
    mirrors(serve())
    refuse_writing(monkeypatch, errno.ENOSPC)
    reason = os.strerror(errno.ENOSPC)
    with pytest.raises(DataError) as caught:
        load("mnist")
    assert str(caught.value) == f"MNIST could not be stored: at least 1 MB must be free for {raw} ({reason})."
    assert_digits(load_or_digits("mnist"), "disk_full", reason=reason, mb=1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a device without room")
@pytest.mark.parametrize("suffix", [".gz.part", ".tmp"])
def test_a_disk_that_fills_up_while_writing_is_named(serve, mirrors, raw, suffix):
    mirrors(serve())
    raw.mkdir(parents=True)
    (raw / f"{Path(IMAGE_GZ).stem}{suffix}").symlink_to("/dev/full")
    with pytest.raises(DataError, match=r"at least 1 MB must be free for .*train-images.* \(No space left"):
        load("mnist")
    assert not os.path.lexists(raw / f"{Path(IMAGE_GZ).stem}.tmp")
    assert not (raw / Path(IMAGE_GZ).stem).exists()


def refuse_writing(monkeypatch, code):
    real_open, real_os_open = builtins.open, os.open

    def refuse(path, *_, **__):
        raise OSError(code, os.strerror(code), str(path))

    def guarded_open(path, mode="r", *args, **kwargs):
        return real_open(path, mode, *args, **kwargs) if mode in ("r", "rb") else refuse(path)

    def guarded_os_open(path, flags, *args, **kwargs):
        writing = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        return refuse(path) if writing else real_os_open(path, flags, *args, **kwargs)

    monkeypatch.setattr(builtins, "open", guarded_open)
    monkeypatch.setattr(os, "open", guarded_os_open)
    for name in ("mkdir", "replace", "unlink"):
        monkeypatch.setattr(os, name, refuse)


def test_two_loads_at_once_download_each_file_once(serve, mirrors, raw):
    server = serve()
    mirrors(server)
    with ThreadPoolExecutor(4) as pool:
        for result in list(pool.map(lambda _: load("mnist"), range(4))):
            assert_complete(result, raw)
    assert sorted(name for name, *_ in server.requests) == [IMAGE_GZ, LABEL_GZ]


def test_real_mnist(monkeypatch):
    path = paths.data_folder() / "MNIST" / "raw" / Path(IMAGE_GZ).stem
    if not path.exists():
        pytest.skip(f"no MNIST at {path}: set GANLAB_DATA to the folder that holds MNIST/raw")
    mnist = load("mnist", allow_download=False)
    assert hashlib.md5(path.read_bytes()).hexdigest() == "6bbc9ace898e44ae57da46a324031adb"
    assert (tuple(mnist.pixels.shape), mnist.pixels.dtype) == ((60_000, 28, 28), torch.uint8)
    assert (tuple(mnist.labels.shape), mnist.labels.dtype) == ((60_000,), torch.int64)
    assert mnist.labels[:5].tolist() == [5, 0, 4, 1, 9]


def test_digits_are_whole_and_the_same_each_time():
    digits = load("digits", allow_download=False)
    assert (digits.key, digits.note) == ("digits", None)
    assert (tuple(digits.pixels.shape), digits.pixels.dtype) == ((1797, 28, 28), torch.uint8)
    assert (tuple(digits.labels.shape), digits.labels.dtype) == ((1797,), torch.int64)
    assert (digits.pixels.min(), digits.pixels.max()) == (0, 255)
    assert digits.labels.unique().tolist() == list(range(10))
    assert digits.pixels[:, [0, 1, 26, 27]].max() == 0
    assert digits.pixels[:, :, [0, 1, 26, 27]].max() == 0
    assert torch.equal(load("digits").pixels, digits.pixels)


def test_digits_keep_the_source_at_the_centre_of_each_block():
    from sklearn.datasets import load_digits

    centres = load("digits").pixels[:, 3:26:3, 3:26:3].double()
    assert (centres - torch.from_numpy(load_digits().images) * (255 / 16)).abs().max() <= 0.5


def test_records_agree_with_torchvision():
    datasets = torchvision().datasets
    assert list(IMAGES) == ["mnist", "fashion-mnist", "kmnist", "digits"]
    for key, record in IMAGES.items():
        assert (record.key, record.size, len(record.classes)) == (key, 28, 10)
        if record.torchvision_class is not None:
            source = getattr(datasets, record.torchvision_class)
            assert record.classes == tuple(name.split(" - ")[0] for name in source.classes)
            assert [file.path.name for file in images._files(record, "train")] == [Path(n).stem for n in MD5]


def test_every_message_has_only_known_values():
    known = {"path", "reason", "expected", "got", "mb"}
    for text in images._MESSAGES.values():
        assert {field for _, field, *_ in string.Formatter().parse(text) if field} <= known


@pytest.mark.parametrize(
    ("platform", "variable", "expected"),
    [
        ("linux", "XDG_CACHE_HOME", "there/ganlab"),
        ("linux", None, "home/.cache/ganlab"),
        ("darwin", None, "home/Library/Caches/ganlab"),
        ("win32", "LOCALAPPDATA", "there/ganlab"),
        ("linux", "GANLAB_DATA", "there"),
    ],
)
def test_data_folder(monkeypatch, platform, variable, expected):
    for name in ("GANLAB_DATA", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    if variable:
        monkeypatch.setenv(variable, "there")
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setattr(Path, "home", lambda: Path("home"))
    assert paths.data_folder() == Path(expected)
