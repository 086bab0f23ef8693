"""Which encoding a text has: by its byte-order mark, by UTF-8's own rules, else by which letters are likelier."""

from __future__ import annotations

import codecs
import re

import charset_normalizer

from ganlab.data.own.refusal import UploadError
from ganlab.lazy import N_

ENCODINGS = ("utf-8", "utf-16", "cp1252", "gb18030", "cp1250", "cp1251", "big5", "shift_jis", "euc_kr")
NO_TEXT = N_("The file must be text with a number in each cell (CSV), NPY, NPZ or Parquet; it is something else.")
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_LEGACY = ["cp1252", "gb18030"]
_SAMPLE = 20_000  # bytes of the lines that are not ASCII


def decoded(data: bytes, asked: str | None = None) -> tuple[str, str]:
    """Return a file's text and its encoding, the one that is asked for if one is; raise UploadError."""
    encoding = asked or _encoding(data)
    if asked == "utf-8":
        encoding = "utf-8-sig"  # also without a mark
    if asked == "utf-16" and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = _without_mark(data) or "utf-16-le"
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        if asked:
            raise UploadError(N_("The file must be text in {encoding}; it is not."), encoding=asked) from None
        raise UploadError(NO_TEXT) from None
    if _BINARY.search(text):
        raise UploadError(NO_TEXT)
    return text, asked or encoding.removesuffix("-sig")


def _encoding(data: bytes) -> str:
    marked = next((name for mark, name in _MARKS.items() if data.startswith(mark)), None)
    if marked:
        return marked
    if b"\0" in data:
        return _without_mark(data) or "utf-8"
    try:
        data.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        return _legacy(data)


def _without_mark(data: bytes) -> str | None:
    """Tell UTF-16 by its zeros: digits and separators have one each, always on the same side."""
    zeros = [data[side::2].count(0) for side in (0, 1)]
    if 2 * max(zeros) < len(data) // 2 or min(zeros) > 0:
        return None
    return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"


def _legacy(data: bytes) -> str:
    """Choose between Western European and Chinese by what letters a text in each of them would have."""
    sample = b"\n".join(line for line in data.splitlines() if not line.isascii())[:_SAMPLE]
    able = [name for name in _LEGACY if _decodes(data, name)]
    if len(able) < 2:
        return (able or _LEGACY)[0]
    rare = re.sub(r"[\x00-\x7f]", "", sample.decode("gb18030", "ignore"))
    if not rare.encode("gb2312", "ignore"):  # no everyday character at all: “µm” is read as one that nobody writes
        return "cp1252"
    best = charset_normalizer.from_bytes(sample, cp_isolation=able).best()
    return best.encoding if best else able[0]


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
