"""When the view tries to get its connection back: by a clock that the test turns, with sockets of its own."""

from itertools import pairwise

import pytest

MINUTE, HOUR = 60_000, 3_600_000

# What sockets do here, each some milliseconds after it was opened; `wakes` is how often the page comes back in front.
TRY = """(async () => {
  let now = 0;
  let last = 0;
  const timers = new Map();
  const set = (act, ms) => (timers.set(++last, { at: now + ms, act }), last);
  const tries = [];
  const said = [];
  const heard = {};
  const does = {
    refuses: (socket) => socket.onclose({ code: 1006 }),
    accepts: (socket) => (socket.onopen(), socket.onclose({ code: 1006 })),
    talks: (socket) => (socket.onopen(), socket.onmessage({ data: "{}" }), socket.onclose({ code: 1006 })),
    scolds: (socket) => {
      socket.onopen();
      socket.onmessage({ data: JSON.stringify({ type: "error", message: "not you", code: 4403 }) });
      socket.onclose({ code: 4403 });
    },
    hangs: () => {},
    stays: (socket) => (socket.onopen(), socket.onmessage({ data: "{}" })),
  };
  const how = () => (now < given.until ? given.how : "stays");
  class WebSocket {
    static OPEN = 1;
    constructor() {
      tries.push(now);
      set(() => does[how()](this), 5);
    }
    close() {
      set(() => this.onclose({ code: 1006 }), 1);
    }
    send() {}
  }
  const target = { hidden: false, addEventListener: (name, act) => (heard[name] = act) };
  const clock = { setTimeout: set, clearTimeout: (id) => timers.delete(id), performance: { now: () => now } };
  const page = { WebSocket, document: target, window: target, fetch: async () => ({ ok: given.there }) };
  for (const [name, value] of Object.entries({ ...clock, ...page })) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  const note = (name) => (...what) => said.push([now, name, ...what]);
  const on = Object.fromEntries(["frame", "error", "refused", "opened", "state", "blocked"].map((n) => [n, note(n)]));
  new socket.Link("ws://lab.test/", on);
  const wake = () => (heard.visibilitychange(), heard.online(), set(wake, given.wakes));
  if (given.wakes) wake();
  while (timers.size) {
    const [id, { at, act }] = [...timers].reduce((a, b) => (b[1].at < a[1].at ? b : a));
    if (at > given.length) break;
    timers.delete(id);
    now = at;
    act();
    for (let i = 0; i < 5; i++) await null;
  }
  return [tries, said];
})()"""


@pytest.fixture
def tried(ask_module):
    def tried(how, there=True, wakes=0, until=HOUR, length=HOUR // 2):
        given = {"how": how, "there": there, "wakes": wakes, "until": until, "length": length}
        return ask_module(["shell/socket"], TRY, given)

    return tried


@pytest.mark.parametrize("wakes", [0, 700])
@pytest.mark.parametrize("how", ["refuses", "accepts", "talks", "scolds", "hangs"])
def test_no_minute_has_more_than_ten_tries_and_they_never_end(tried, how, wakes):
    tries, _ = tried(how, wakes=wakes)
    assert tries == sorted(tries)
    for at, first in enumerate(tries):
        assert sum(then < first + MINUTE for then in tries[at:]) <= 10
    gaps = [later - earlier for earlier, later in pairwise(tries)]
    assert tries[-1] > HOUR // 2 - MINUTE
    assert max(gaps) <= MINUTE
    assert len(tries) > 60


@pytest.mark.parametrize("how", ["refuses", "accepts", "scolds"])
def test_the_first_pause_is_short_and_they_grow(tried, how):
    tries, _ = tried(how)
    pauses = [later - earlier for earlier, later in pairwise(tries)]
    assert pauses[0] < 500
    assert pauses == sorted(pauses)
    assert pauses[-1] > 10_000


@pytest.mark.parametrize("how", ["refuses", "hangs", "accepts", "talks", "scolds"])
@pytest.mark.parametrize("there", [True, False])
def test_sockets_are_said_to_be_blocked_where_the_server_answers_but_none_comes_through(tried, how, there):
    _, said = tried(how, there)
    names = {name for _, name, *_ in said}
    assert ("blocked" in names) == (there and how in ("refuses", "hangs", "accepts"))
    assert ("error" in names) == (how == "scolds")


@pytest.mark.parametrize("how", ["refuses", "hangs", "scolds"])
def test_it_goes_on_by_itself_when_sockets_come_through_again(tried, how):
    tries, said = tried(how, until=5 * MINUTE)
    assert said[-1][1:] == ["state", True]
    assert 5 * MINUTE <= said[-1][0] <= 5 * MINUTE + 30_000
    assert tries[-1] == said[-1][0] - 5


def test_a_blink_is_mended_at_once_and_not_said(tried):
    tries, said = tried("refuses", until=300)
    assert len(tries) <= 3
    assert said[-1][0] < 1000
    assert "blocked" not in {name for _, name, *_ in said}
