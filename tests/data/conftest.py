"""What the tests of image sets need: servers that have a small MNIST."""

from tests.support.mirror import mirrors, raw, serve  # noqa: F401 - fixtures
