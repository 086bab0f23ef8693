"""Downloads of image sets from a local server: resumed, checked, and what is said where nothing comes."""

import hashlib
import os
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ganlab.data import images
from ganlab.data.images import DataError, load, load_or_digits
from tests.support.mirror import HALF, IMAGE_GZ, LABEL_GZ, MD5, PACKED, assert_complete, assert_digits, dead_url


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


def test_two_loads_at_once_download_each_file_once(serve, mirrors, raw):
    server = serve()
    mirrors(server)
    with ThreadPoolExecutor(4) as pool:
        for result in list(pool.map(lambda _: load("mnist"), range(4))):
            assert_complete(result, raw)
    assert sorted(name for name, *_ in server.requests) == [IMAGE_GZ, LABEL_GZ]
