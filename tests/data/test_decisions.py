"""Tables in any dialect: the same points come back, or a warning says what they may be, or a sentence refuses them."""

import csv
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ganlab.data.own import read_points
from ganlab.data.own.decisions import NO_COLUMN, Decisions
from ganlab.data.own.read_pictures import gather
from ganlab.data.own.read_points import UploadError

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "gb18030"]
WESTERN, CHINESE = ("Länge", "Höhe (µm)", "Gruppe"), ("长度", "宽度", "标签")


def written(value, decimals, decimal, thousands, minus):
    """Write a number as people of some country do."""
    text = f"{value:,.{decimals}f}"
    signs = str.maketrans({",": thousands, ".": decimal, "-": minus})
    return text.translate(signs)


def table(rows, separator, encoding, newline="\n"):
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=newline).writerows(rows)
    return out.getvalue().encode(encoding)


@st.composite
def tables(draw):
    """Give (bytes, points (n, 2)) of a table in some dialect."""
    separator = draw(st.sampled_from(",;\t| "))
    decimal = draw(st.sampled_from(".,"))
    thousands = draw(st.sampled_from(["", "", ",", ".", " ", "'", "\u202f", "’"]))
    assume(thousands != decimal and not (thousands == separator == " "))
    encoding = draw(st.sampled_from(ENCODINGS))
    minus = draw(st.sampled_from("-\u2212")) if encoding.startswith("utf") else "-"
    if encoding in ("cp1252", "gb18030"):
        thousands = thousands.replace("\u202f", "\u00a0" if encoding == "cp1252" else "")
    decimals = draw(st.integers(0, 4))
    n = draw(st.integers(3, 25))
    number = st.integers(-(10**8), 10**8) | st.integers(-999, 999)
    points = np.array(draw(st.lists(st.tuples(number, number), min_size=n, max_size=n))) / 10**decimals
    assume(len(np.unique(points, axis=0)) > 1)
    rows = [[written(value, decimals, decimal, thousands, minus) for value in point] for point in points]
    names = draw(st.sampled_from([("x", "y", "label"), WESTERN, CHINESE, None, ("0", "1", "2")]))
    if (names is WESTERN and encoding == "gb18030") or (names is CHINESE and encoding == "cp1252"):
        names = ("x", "y", "label")
    header = list(names[:2]) if names else []
    if draw(st.booleans()):  # a label
        rows = [[*row, str(k * k % 3)] for k, row in enumerate(rows)]
        header += names[2:] if names else []
    if draw(st.booleans()):  # an index, as pandas writes it
        rows = [[str(k), *row] for k, row in enumerate(rows)]
        header = ["", *header] if names else []
    newline = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    blank = [[]] * draw(st.integers(0, 2))
    return table([header, *rows, *blank] if header else [*rows, *blank], separator, encoding, newline), points


@pytest.mark.wide
@settings(max_examples=300, deadline=None)
@given(tables())
def test_a_table_in_any_dialect_gives_its_points_or_a_warning(made):
    data, points = made
    found = read_points.read("a.csv", data)
    values = found.values()
    assert found.warnings or np.array_equal(values, points)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([(",", "."), (";", ","), ("\t", ","), ("|", "."), (" ", ",")]), st.integers(0, 99), st.booleans()
)
def test_what_can_be_read_in_one_way_only_is_read_without_a_warning(dialect, seed, named):
    separator, decimal = dialect
    points = np.random.default_rng(seed).normal(scale=2000, size=(12, 2)).round(2)
    rows = [[written(value, 2, decimal, "", "-") for value in point] for point in points]
    found = read_points.read("a.csv", table([["width", "height"], *rows] if named else rows, separator, "utf-8"))
    assert found.warnings == [] and np.array_equal(found.values(), points)
    assert (found.decisions.separator, found.decisions.decimal, found.decisions.header) == (separator, decimal, named)


RANDOM = np.random.default_rng(5).normal(scale=50, size=(30, 2)).round(4)
LABELS = [k * k % 3 for k in range(30)]
FRAME = pd.DataFrame(RANDOM, columns=["x", "y"])
LABELLED = FRAME.assign(label=LABELS)
LINES = [" ".join(map(str, row)) for row in RANDOM.T]
SURE = {
    "index": FRAME.to_csv(),
    "names that count": pd.DataFrame(RANDOM).to_csv(),
    "an index by name": FRAME.rename(index=lambda k: 90 - 3 * k).to_csv(index_label="id"),
    "label first": LABELLED[["label", "x", "y"]].to_csv(index=False),
    "label last": LABELLED.to_csv(index=False),
    "index and label": LABELLED[["label", "x", "y"]].to_csv(),
    "label in words": FRAME.assign(kind=["abc"[k] for k in LABELS])[["kind", "y", "x"]].to_csv(index=False),
    "row names": '"x","y"\n' + "".join(f'"r{k}",{x},{y}\n' for k, (x, y) in enumerate(RANDOM)),
    "fixed width": FRAME.to_string(),
    "empty column": "x,y,\n" + "".join(f"{x},{y},\n" for x, y in RANDOM),
    "two lines": "\n".join(LINES),
    "two lines with names": "\n".join(f"{name} {line}" for name, line in zip("xy", LINES, strict=True)),
    "Excel's hint": "sep=;\nx;y\n" + "".join(f"{x};{y}\n" for x, y in RANDOM).replace(".", ","),
    "names in a comment": "#,x,y\n" + "".join(f"{k},{x},{y}\n" for k, (x, y) in enumerate(RANDOM)),
}
DOUBTFUL = {
    "names that are a point": (pd.DataFrame(RANDOM).to_csv(index=False), "was taken for names"),
    "counts": (FRAME.to_csv(header=False), "counts the rows"),
    "few whole values": (LABELLED.to_csv(index=False, header=False), "was taken for a label"),
    "years": (FRAME.assign(y2=1).to_csv(index=False, header=["a", "2019", "2020"]), "although some are numbers"),
    "three columns": (FRAME.assign(z=RANDOM[:, 0]).to_csv(index=False, header=["a", "b", "c"]), "3 columns are"),
    "a comment between": (FRAME.to_csv(index=False).replace("\n", "\n# here\n", 2), "2 lines that begin with #"),
}


@pytest.mark.parametrize("text", SURE.values(), ids=SURE)
def test_index_label_names_and_orientation_are_told_apart(text):
    found = read_points.read("a.csv", text.encode())
    assert np.array_equal(found.values(), RANDOM)
    assert [str(warning) for warning in found.warnings if "counts" not in str(warning)] == []


@pytest.mark.parametrize(("text", "warning"), DOUBTFUL.values(), ids=DOUBTFUL)
def test_what_is_doubtful_is_warned_of(text, warning):
    found = read_points.read("a.csv", text.encode())
    assert np.array_equal(found.values(), RANDOM)
    assert any(warning in str(one) for one in found.warnings)


@pytest.mark.parametrize(
    ("text", "mine", "other", "asked"),
    [
        ("x;y\n1,234;5,678\n2,5;6\n", [1.234, 5.678], [1.234, 5.678], {"decimal": ","}),
        ("x;y\n1,234;5,678\n2;6\n", [1.234, 5.678], [1234, 5678], {"decimal": "."}),
        ("x;y\n1.234;5.678\n2;6\n", [1.234, 5.678], [1234, 5678], {"thousands": "."}),
        ('x,y\n"1,234",5\n2,6\n', [1234, 5], [1.234, 5], {"decimal": ","}),
    ],
)
def test_how_numbers_are_written_can_be_asked_for(text, mine, other, asked):
    found = read_points.read("a.csv", text.encode())
    assert found.values()[0].tolist() == mine
    assert bool(found.warnings) == (mine != other)
    again = read_points.read("a.csv", text.encode(), Decisions(**asked))
    assert again.values()[0].tolist() == other


def test_each_decision_can_be_asked_for():
    plain = "0,1\n2,3\n4,5\n9,7\n"
    assert len(read_points.read("a", plain.encode()).values()) == 3
    assert len(read_points.read("a", plain.encode(), Decisions(header=False)).values()) == 4
    two = b"1 2 3\n4 5 7\n"
    assert read_points.read("a", two).values().tolist() == [[1, 4], [2, 5], [3, 7]]
    assert read_points.read("a", two, Decisions(orientation="rows")).values().tolist() == [[1, 2], [4, 5]]
    labelled = LABELLED[["label", "x", "y"]].to_csv().encode()
    both = Decisions(index_column=NO_COLUMN, label_column=NO_COLUMN, x=0, y=1)
    found = read_points.read("a", labelled, both).values()
    assert found.tolist() == [[k, label] for k, label in enumerate(LABELS)]
    greek = "α;β\n1;2\n3;5\n"
    assert read_points.read("a", greek.encode("cp1253"), Decisions(encoding="cp1253")).names == ("α", "β")
    with pytest.raises(UploadError, match="The file must be text in utf-8; it is not"):
        read_points.read("a", greek.encode("cp1253"), Decisions(encoding="utf-8"))
    with pytest.raises(UploadError, match="Decimal mark and thousands"):
        read_points.read("a", greek.encode(), Decisions(decimal=",", thousands=","))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("x,y\n" + "1,2\n3,4\n" * 7 + "5,n/a\n6,7\n", "row 16, column 2: “n/a”."),
        ("x,y\n\n1,2\n3,\n,5\n", "2 are not, the first in row 4, column 2: “”."),
        ("x y\n1 2\n3 inf\n5 7", "row 3, column 2: “inf”."),
        ("id,x,y\n7,1,2\n9,3,12 cm\n4,5,7", "row 3, column 3: “12 cm”."),
        ("1,2,3,4\n5,6,?,8", "row 2, column 3: “?”."),
        ("n/a,2\n3,4\n5,6", "row 1, column 1: “n/a”."),
        ("x,y\n1,2\n3,4\nx,y\n5,6", "2 are not, the first in row 4, column 1: “x”."),
        ("x,y\n1,2\n3,4,5\n6,7", "All rows must have 2 cells, as most have; row 3, column 3: “5” is beyond them."),
        ("x,y\n1 %,2\n3 %,4\n", "it has 1, and row 2, column 1: “1 %” is none."),
        ('x,y\n1,"2\n3,4\n5,6\n', "around a cell; up to row 4 some do not."),
        ("x,y\n1,5,2,5\n3,5,4,5\n", "The first row must name all columns; it has 2, the other rows have 4."),
        (FRAME.x.to_csv(), "The file must have two columns of numbers beside index and label; it has 1."),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_place(text, place):
    with pytest.raises(UploadError) as error:
        read_points.read("a.csv", text.encode()).values()
    assert str(error.value.message).endswith(place)


def npy(array):
    data = io.BytesIO()
    np.save(data, array)
    return data.getvalue()


def npz(**arrays):
    data = io.BytesIO()
    np.savez(data, **arrays)
    return data.getvalue()


def parquet(frame):
    data = io.BytesIO()
    frame.to_parquet(data)
    return data.getvalue()


PARQUET = parquet(LABELLED)
STRUCTURED = np.array([(7, *row) for row in RANDOM.tolist()], dtype=[("label", "i4"), ("x", "f8"), ("y", "f8")])
ARRAYS = {
    "rows": npy(RANDOM),
    "columns": npy(RANDOM.T),
    "Fortran order": npy(np.asfortranarray(RANDOM)),
    "with a label": npy(np.c_[LABELS, RANDOM]),
    "with an index": npy(np.c_[np.arange(30), RANDOM]),
    "fields": npy(STRUCTURED),
    "X and y": npz(X=RANDOM, y=np.array(LABELS)),
    "x and y": npz(label=np.array(LABELS), x=RANDOM[:, 0], y=RANDOM[:, 1]),
    "transposed": npz(p=RANDOM.T),
    "with another": npz(p=RANDOM, seed=np.array(3)),
}


@pytest.mark.parametrize("data", ARRAYS.values(), ids=ARRAYS)
def test_arrays_lie_as_they_may(data):
    assert np.array_equal(read_points.read("a", data).values(), RANDOM)


def test_a_table_of_pictures_is_handed_on_as_pictures():
    rng = np.random.default_rng(0)
    pixels, labels = rng.integers(0, 256, (12, 28, 28), np.uint8), rng.integers(0, 3, 12)
    flat = pixels.reshape(12, -1)
    named = pd.DataFrame(flat).assign(label=labels)
    for data in (
        pd.DataFrame(flat).to_csv(index=False).encode(),
        pd.DataFrame(np.c_[labels, flat]).to_csv(index=False, header=False).encode(),
        named.to_csv(index=False).encode(),
        npz(x_train=pixels, y_train=labels),
        npy(pixels),
        npy(flat / 255),
    ):
        with pytest.raises(read_points.PicturesError, match="12 pictures of 28×28 pixels, not points") as error:
            read_points.read("a", data)
        found = gather(error.value.files)
        assert np.array_equal(found.pixels("crop", False), pixels)
        assert found.labels is None or found.labels.tolist() == labels.tolist()


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([*ARRAYS.values(), *(text.encode() for text in SURE.values()), PARQUET]), st.data())
def test_whatever_is_in_a_file_it_is_read_or_refused_in_one_sentence(data, draw):
    at = draw.draw(st.integers(0, len(data)))
    cut = draw.draw(st.integers(0, 9))
    broken = data[:at] + draw.draw(st.binary(max_size=9)) + data[at + cut :]
    try:
        said = [str(warning) for warning in read_points.read("a", broken).warnings]
    except UploadError as error:
        said = [str(error.message)]
    assert not [sentence for sentence in said if "\n" in sentence]
