"""Who can reach an address, and its QR code."""

import io

import numpy as np
import pytest
from PIL import Image

from ganlab.web.page import reach


@pytest.mark.parametrize(
    ("url", "alone"),
    [
        ("http://localhost:8501", True),
        ("http://127.0.0.1:8501/lab", True),
        ("http://[::1]:8501", True),
        ("http://lab.localhost", True),
        ("http://10.1.2.3:8501", False),
        ("https://lab.example.org/lab", False),
        ("http://localhost.example.org", False),
        ("", False),
    ],
)
def test_an_address_of_this_computer_alone_is_known(url, alone):
    assert reach.alone(url) == alone


def test_another_computer_finds_the_same_path_and_port(monkeypatch):
    class Out:
        def __enter__(self):
            return self

        def __exit__(self, *error):
            pass

        def connect(self, place):
            self.place = place

        def getsockname(self):
            return self.number, 12345

    for number, expected in (("10.1.2.3", "http://10.1.2.3:8501/lab/"), ("127.0.0.1", None)):
        monkeypatch.setattr(Out, "number", number, raising=False)
        monkeypatch.setattr(reach.socket, "socket", lambda *kind: Out())
        assert reach.elsewhere("http://localhost:8501/lab/") == expected

    def unreachable(self, place):
        raise OSError

    monkeypatch.setattr(Out, "connect", unreachable)
    assert reach.elsewhere("http://localhost:8501/") is None


def test_a_code_is_a_square_of_dark_on_white_with_the_margin_that_readers_need():
    link = "http://10.1.2.3:8501/?watch=abcdefghijklmnop"
    picture = np.asarray(Image.open(io.BytesIO(reach.code_of(link))).convert("L"))
    assert picture.shape[0] == picture.shape[1]
    assert set(np.unique(picture)) == {0, 255}
    margin = 4 * 6
    assert (picture[:margin] == 255).all() and (picture[:, :margin] == 255).all()
    eye = picture[margin : margin + 7 * 6 : 6, margin : margin + 7 * 6 : 6] == 0  # of the three in its corners
    assert eye[0].all() and eye[:, 0].all() and not eye[1, 1:6].any() and eye[2:5, 2:5].all()
    assert reach.code_of(link) != reach.code_of(link + "x")
