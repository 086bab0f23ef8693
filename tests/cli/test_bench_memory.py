"""What a run takes in its worker's memory stays small however long it is."""

import pytest

from ganlab.cli.bench import memory


@pytest.mark.slow
@pytest.mark.parametrize(("watched", "most"), [(False, 2), (True, 6)])
def test_a_run_takes_little_memory(watched, most):
    assert memory.slope(watched, (3, 13), 300) < most
