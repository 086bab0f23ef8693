"""Pictures and archives for tests: good ones whose pixels are known, and hostile ones."""

import io
import struct
import zipfile
import zlib

import numpy as np
from PIL import Image


def encoded(pixels, kind="PNG", mode=None, **options):
    """Return a picture (h, w[, channels]) uint8 as the bytes of a file."""
    image = Image.fromarray(np.asarray(pixels, np.uint8))
    out = io.BytesIO()
    (image.convert(mode) if mode else image).save(out, kind, **options)
    return out.getvalue()


def zipped(*members, method=zipfile.ZIP_DEFLATED):
    """Return an archive of (name or ZipInfo, bytes) each."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width, height, data, depth=8, colour=0):
    """Return a PNG whose header says what it likes."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def link(name, target=b"/etc/passwd"):
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o120777 << 16
    return info, target


def locked(archive):
    """Return an archive that says that its first member is encrypted."""
    data = bytearray(archive)
    data[6] |= 1
    data[data.index(b"PK\1\2") + 8] |= 1
    return bytes(data)


def forged(archive, size):
    """Return an archive whose headers say that its first member unpacks to so many bytes."""
    data = bytearray(archive)
    struct.pack_into("<I", data, 22, size)
    struct.pack_into("<I", data, data.index(b"PK\1\2") + 24, size)
    return bytes(data)


def overlapping(member, count):
    """Return an archive whose directory names one and the same member many times."""
    data = zipped(("a.png", member))
    at, end = data.index(b"PK\1\2"), data.index(b"PK\5\6")
    directory = data[at:end] * count
    tail = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count & 0xFFFF, count & 0xFFFF, len(directory), at, 0)
    return data[:at] + directory + tail
