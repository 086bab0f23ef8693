"""How often the view sends what a hand moves: by a clock that the test turns."""

import pytest

DRAG = """(async () => {
  let now = 0;
  let timer = null;
  performance.now = () => now;
  globalThis.setTimeout = (act, ms) => (timer = { at: now + ms, act }, 1);
  globalThis.clearTimeout = () => (timer = null);
  const sent = [];
  const paced = new pacing.Pacing((command) => sent.push([now, command.name, command.value]) > 0);
  for (const [at, name, value] of given) {
    while (timer && timer.at <= at) {
      const { at: due, act } = timer;
      [now, timer] = [due, null];
      act();
    }
    now = at;
    paced.send({ name, value });
  }
  if (timer) [now, timer] = [timer.at, (timer.act(), null)];
  return sent;
})()"""


@pytest.mark.parametrize("rate", [5, 15, 60, 500])
def test_a_dragged_slider_sends_twenty_a_second_and_its_last_value(ask_module, rate):
    moves = [[1000 * k / rate, "set", {"d_lr": k}] for k in range(2 * rate)]
    sent = ask_module(["shell/pacing"], DRAG, moves)
    assert min(2 * rate, 35) <= len(sent) <= min(2 * rate, 42)
    assert sent[0] == moves[0]
    assert sent[-1][2] == moves[-1][2]
    assert sent[-1][0] <= moves[-1][0] + 50
    values = [value["d_lr"] for _, _, value in sent]
    assert values == sorted(values)


def test_other_commands_are_sent_at_once_and_after_what_was_moved_before(ask_module):
    moves = [[0, "set", {"a": 1}], [1, "set", {"a": 2}], [2, "set", {"b": 1}], [3, "set", {"b": 2}], [4, "pause", None]]
    moves += [[5, "step", None], [6, "step", None], [7, "set", {"b": 3}]]
    sent = ask_module(["shell/pacing"], DRAG, moves)
    assert [(name, value) for _, name, value in sent] == [(name, value) for _, name, value in moves]
    assert [at for at, *_ in sent] == [0, 2, 2, 4, 4, 5, 6, 7]
