"""Workers killed again and again: each run goes on from its checkpoint and stays, bit for bit, what it would be."""

import pytest

from ganlab.cli.bench import deaths
from ganlab.gan.config import DEFAULT


@pytest.mark.slow
def test_runs_outlive_the_deaths_of_their_workers():
    told = deaths.killed(DEFAULT, runs=6, deaths=5, compared=3)  # each goes on, or this ends in a TimeoutError
    assert len(told.recovered) == 5
    assert told.same == [True] * 3
