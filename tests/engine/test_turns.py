"""Who is next: laws over any number of runs, any cost of a turn, any hurry and rest, on a clock of the test's own."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from ganlab.engine.turns import CREDIT, HASTE, Turns

MOST = 0.05  # seconds that a turn costs here at most


@dataclass(eq=False)
class One:
    """Want turns; `costs` of them are taken round and round."""

    costs: list[float]
    hurries: bool = False
    rests: set[int] = field(default_factory=set)  # numbers of turns, anybody's, in which it wants none
    had: float = 0.0
    waits: list[float] = field(default_factory=lambda: [0.0])  # from one of its turns to the next
    turns: int = 0


COSTS = some.lists(some.floats(0.0005, MOST), min_size=1, max_size=5)
RESTS = some.sets(some.integers(0, 300), max_size=100)
RUNS = some.lists(some.builds(One, COSTS, some.booleans()), min_size=2, max_size=12)


def go(runs, turns=300):
    order = Turns()
    for number in range(turns):
        if not (wanting := [one for one in runs if number not in one.rests]):
            continue
        chosen = order.next(wanting, [one for one in wanting if one.hurries])
        cost = chosen.costs[chosen.turns % len(chosen.costs)]
        order.took(chosen, cost)
        chosen.had, chosen.turns = chosen.had + cost, chosen.turns + 1
        for one in wanting:
            one.waits[-1] += cost
        chosen.waits.append(0.0)


@given(RUNS)
@settings(max_examples=50, deadline=None)
def test_all_have_had_the_same_but_for_a_turn_and_some_haste(runs):
    go(runs)
    assert max(one.had for one in runs) - min(one.had for one in runs) <= MOST + HASTE + 1e-9


@given(some.lists(some.builds(One, COSTS, some.booleans(), RESTS), min_size=2, max_size=12))
@settings(max_examples=50, deadline=None)
def test_none_waits_longer_than_a_bound(runs):
    """What the others may have had more, each of them: a turn, the credit of a rest and the haste."""
    go(runs)
    bound = len(runs) * (2 * MOST + CREDIT + HASTE)
    assert max(max(one.waits) for one in runs) <= bound


@pytest.mark.wide
@given(some.integers(2, 40), some.floats(0.001, 0.01), some.floats(0.1, 1.0))
@settings(max_examples=50, deadline=None)
def test_one_whose_turns_are_long_pays_for_them_itself(count, short, long):
    """The others have turn after turn until they have had as much."""
    runs = [One([long]), *(One([short]) for _ in range(count))]
    go(runs, turns=count * 60)
    others = [one.had for one in runs[1:]]
    assert max(others) - min(others) <= short + 1e-9
    assert runs[0].had <= min(others) + long + 1e-9


@given(some.integers(2, 30), some.floats(0.002, 0.01))
@settings(max_examples=50, deadline=None)
def test_one_in_a_hurry_is_next_as_long_as_it_costs_the_others_little(count, cost):
    runs = [One([cost], hurries=True), *(One([cost]) for _ in range(count))]
    order, taken = Turns(), 0
    while order.next(runs, runs[:1]) is runs[0]:
        order.took(runs[0], cost)
        taken += 1
    assert HASTE - cost <= taken * cost <= HASTE + cost


@given(some.integers(1, 500), some.floats(0.002, 0.02))
def test_who_comes_back_begins_where_the_others_are(before, cost):
    """It has its credit, and then every other turn; what it has not had while it was away is not made up for."""
    order, there, back = Turns(), One([cost]), One([cost])
    for _ in range(before):
        order.took(order.next([there]), cost)
    taken = []
    for _ in range(100):
        taken.append(order.next([there, back]))
        order.took(taken[-1], cost)
    assert back in taken[:2]
    assert 0 <= taken.count(back) - taken.count(there) <= CREDIT / cost + 3


def test_what_nobody_looks_at_is_charged_more():
    order, seen, unseen = Turns(), One([0.01]), One([0.01])
    had = {seen: 0.0, unseen: 0.0}
    for _ in range(2000):
        chosen = order.next([seen, unseen])
        order.took(chosen, 0.01, 20 if chosen is unseen else 1)
        had[chosen] += 0.01
    assert had[seen] / had[unseen] == pytest.approx(20, rel=0.05)
