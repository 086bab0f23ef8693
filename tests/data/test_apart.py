"""Files read by a process of their own: what comes back is what was read, and no file takes more than it may."""

import io
import os
import signal
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from ganlab.data.own import apart, parcel, read_points
from ganlab.data.own.decisions import Decisions
from ganlab.data.own.read_pictures import gather
from ganlab.data.own.refusal import UploadError
from ganlab.limits import LIMITS, variable
from tests.data.test_decisions import DOUBTFUL
from tests.data.test_picture_files import HOSTILE
from tests.data.test_read_points import BAD, GOOD, SQUARE, npy, npz, parquet
from tests.support.own_data import album
from tests.support.pictures import chunk, encoded, png, zipped

TABLES = [*GOOD, *BAD, *((f"{key}.csv", text.encode(), key) for key, (text, *_) in DOUBTFUL.items())]
ALBUM = [(f"{'ab'[k % 2]}/{k}.png", encoded(pixels)) for k, pixels in enumerate(album(12))]


def outcome(read):
    """Return what was read, or the refusal."""
    try:
        return read()
    except UploadError as error:
        return error


def carried(write, told, read):
    """Send through a pipe what was made, and take it out again."""
    stream = io.BytesIO()
    parcel.write(stream, *write(told))
    stream.seek(0)
    return read(*parcel.read(stream))


@pytest.mark.parametrize(("name", "data", "key"), TABLES, ids=lambda value: None if isinstance(value, bytes) else value)
def test_a_table_and_a_refusal_come_back_as_they_were(name, data, key):
    table = outcome(lambda: read_points.read(name, data))
    if isinstance(table, UploadError):
        back = carried(parcel.of_error, table, parcel.to_error)
        assert (type(back), back.message, back.args) == (type(table), table.message, table.args)
        assert getattr(back, "files", None) == getattr(table, "files", None)
        return
    back = carried(parcel.of_table, table, parcel.to_table)
    assert back.decisions == table.decisions
    assert back.warnings == table.warnings
    assert back.head(9) == table.head(9)
    assert str(outcome(back.described)) == str(outcome(table.described))
    for mine, other in zip(back.columns, table.columns, strict=True):
        assert np.array_equal(mine.values, other.values, equal_nan=True)


@pytest.mark.parametrize("files", [ALBUM, [(name.rpartition("/")[2], data) for name, data in ALBUM]])
def test_pictures_come_back_as_they_were(files):
    found = gather(files)
    back = carried(parcel.of_gathered, found, parcel.to_gathered)
    assert back.described() == found.described()
    for fit, pixels in found.fits.items():
        assert np.array_equal(back.fits[fit], pixels)
    assert (found.labels is None and back.labels is None) or np.array_equal(back.labels, found.labels)


@pytest.mark.wide
def test_a_process_reads_what_is_brought(tmp_path):
    table = apart.points("a.csv", b"a;b;c\n1;2;3\n4;5;7\n6;7;9\n", Decisions(x=2, y=0))
    assert table.cloud().names == ("c", "a")
    shares = []
    assert apart.pictures(ALBUM, shares.append).counts == {"a": 6, "b": 6}
    assert shares == sorted(shares)
    for name, data in ALBUM:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    assert apart.pictures(tmp_path).described() == gather(ALBUM).described()
    with pytest.raises(UploadError, match="There must be at least two pictures"):
        apart.pictures(ALBUM[:1])


posix = pytest.mark.skipif(os.name == "nt", reason="Windows limits no process's time and memory")
HEAVY = (b",".join([b"12"] * 99) + b"\n") * 16_000  # far more memory than a table of numbers needs
LONG = encoded(np.zeros((7_000, 7_000)))  # a picture that takes a quarter of a second, of which there are many


@pytest.mark.wide
@posix
@pytest.mark.parametrize(
    ("name", "most", "read"),
    [
        pytest.param("decoding_mb", 60, lambda: apart.points("a.csv", HEAVY), id="memory"),
        pytest.param("decoding_seconds", 1, lambda: apart.pictures([(f"{k}.png", LONG) for k in range(60)]), id="time"),
    ],
)
def test_what_takes_too_much_is_refused_in_one_sentence_and_the_next_is_read(monkeypatch, name, most, read):
    monkeypatch.setenv(variable(name), str(most))
    with pytest.raises(UploadError) as error:
        read()
    assert error.value.message.text == LIMITS[name].sentence
    assert str(most) in str(error.value)
    monkeypatch.delenv(variable(name))
    assert len(apart.points("a.csv", b"1,2\n3,4\n").values()) == 2


def test_a_reader_that_is_killed_is_said_in_one_sentence(monkeypatch):
    class Dying(apart.Reader):
        def __init__(self, *rest, **more):
            super().__init__(*rest, **more)
            self.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))

    apart._waiting.end()
    monkeypatch.setattr(apart.subprocess, "Popen", Dying)
    with pytest.raises(UploadError, match="must be read within"):
        apart.points("a.csv", b"1,2\n3,4\n")


def test_only_so_many_read_at_a_time_and_the_others_wait_or_are_told(monkeypatch):
    turns, go, inside = apart._Turns(), threading.Event(), []
    most = LIMITS["decoders"].default

    def read():
        with turns.turn(60):
            inside.append(turns._reading)
            go.wait(60)

    with ThreadPoolExecutor(8) as pool:
        done = [pool.submit(read) for _ in range(8)]
        with turns._free:
            assert turns._free.wait_for(lambda: turns._reading == most, 60) or turns._reading == most
        with pytest.raises(UploadError, match="Many files are being read"), turns.turn(0):
            pass
        go.set()
        [one.result(60) for one in done]
    assert max(inside) == most
    assert turns._reading == 0


# -- many hostile files -----------------------------------------------------------------------------------------------


def mutilated():
    """Return whole files of every kind, cut off, with bytes turned over, and with zeros in the middle."""
    rng = np.random.default_rng(0)
    kinds = {
        "a.csv": b"x,y\n" + b"1.5,2\n3,4e1\n" * 50,
        "a.npy": npy(SQUARE),
        "a.npz": npz(data=SQUARE),
        "a.parquet": parquet(x=SQUARE[:, 0], y=SQUARE[:, 1]),
        "a.zip": zipped(*ALBUM),
        **{f"a.{kind.lower()}": encoded(album(1)[0], kind) for kind in ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")},
    }
    for name, data in kinds.items():
        yield name, data[: len(data) // 2]
        for _ in range(3):
            turned = bytearray(data)
            for place in rng.integers(0, len(data), 20):
                turned[place] ^= int(rng.integers(1, 256))
            yield name, bytes(turned)
        yield name, data[: len(data) // 3] + bytes(64) + data[len(data) // 3 + 64 :]


def bombs():
    """Return files that unpack, or are decoded, to far more than they are."""
    bomb = png(28, 28, b"")
    yield "ztxt.png", bomb[:33] + chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(10**8))) + bomb[33:]
    yield "iccp.png", bomb[:33] + chunk(b"iCCP", b"k\0\0" + zlib.compress(bytes(10**8))) + bomb[33:]
    yield "wide.csv", b"".join(b"1," * k + b"1\n" for k in range(1, 2_200))
    yield "rows.csv", b",".join([b"1"] * 100) + b"\n" + b"1\n" * 2_400_000
    yield "cells.csv", HEAVY
    yield "commas.csv", b"," * 4_900_000
    yield "quote.csv", b'"' + b"a,b\n" * 1_000_000
    yield "pictures.npy", npy((np.arange(190_000 * 100) % 2).reshape(-1, 100).astype(np.int8))
    yield "blank.zip", zipped(*((f"{k}.png", encoded(np.zeros((1000, 1000), np.uint8))) for k in range(40)))


def hostile():
    """Give hostile files, each as it is brought: a name and its content, or pictures."""
    yield from ((name, data) for name, data, _ in BAD)
    yield from (make() for _, make in HOSTILE.values())
    for name, data in (*mutilated(), *bombs()):
        yield (name, data) if name.endswith(("csv", "npy", "npz", "parquet")) else [(name, data), ALBUM[0]]


@pytest.mark.slow
def test_ninety_hostile_files_are_read_or_refused_in_one_sentence_within_limits():
    files = list(hostile())
    assert len(files) >= 90
    apart.ready()
    for brought in files:
        found = outcome(lambda one=brought: apart.pictures(one) if isinstance(one, list) else apart.points(*one))
        if isinstance(found, UploadError):
            assert str(found).endswith("."), str(found)
            assert "\n" not in str(found), str(found)
    apart._waiting.end()
