"""Real or fake?, as a person plays it: a round by keyboard, recounted from what the frame said; the links to twins."""

import re

import pytest

pytestmark = pytest.mark.browser

# Keeps every round that a frame brings: what the page was told, read by a reader of its own.
LISTEN = """
window.quizRounds = [];
window.WebSocket = class extends WebSocket {
  constructor(...values) {
    super(...values);
    if (this.url.includes("/live/")) window.quizSocket = this;
    this.addEventListener("message", ({ data }) => {
      if (!this.url.includes("/live/") || !(data instanceof ArrayBuffer)) return; // Streamlit has a socket of its own
      const length = new DataView(data).getUint32(0, true);
      const header = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, length)));
      if (!header.studies?.quiz) return;
      const start = Math.ceil((4 + length) / 8) * 8;
      const bytes = (name) => {
        const [, , shape, offset] = header.arrays.find(([each]) => each === name);
        return [...new Uint8Array(data, start + offset, shape[0])];
      };
      window.quizRounds.push({ ...header.studies.quiz, real: bytes("quiz.real"), right: bytes("quiz.right") });
    });
  }
};
"""
ASKED = "document.querySelector('[data-testid=gl-quiz]').dataset"


def state(page, name):
    page.tab.wait_for_function(f"{ASKED}.state === '{name}'")


def begin(page):
    page.click("tab-quiz")
    state(page, "asked")
    # Of two that come within one animation frame the page shows the later one, and says of which step it is.
    step = int(re.sub(r"\D", "", page.tab.locator(".gl-quiz-step").inner_text()))
    return page.tab.evaluate("step => quizRounds.find((round) => round.step === step)", step)


def text(page, name):
    return page.tab.get_by_test_id(f"gl-quiz-{name}").inner_text()


@pytest.mark.main
def test_a_round_by_keyboard_scores_what_a_recount_gives_and_is_noted_in_the_chart(visit):
    page = visit("?preset=digits", script=LISTEN)
    page.until("Number(d.step) > 3")
    truth = begin(page)
    said = [k % 3 != 0 for k in range(10)]
    for k, real in enumerate(said):
        page.tab.keyboard.press(("r" if k % 2 else "ArrowRight") if real else ("f" if k % 2 else "ArrowLeft"))
        state(page, "revealed")
        assert ("✓" if truth["right"][k] else "✗") in text(page, "judge")
        page.tab.keyboard.press("r")
    state(page, "over")
    pairs = list(zip(said, truth["real"], strict=True))
    mine, ds = sum(a == b for a, b in pairs), sum(truth["right"])
    assert text(page, "score") == f"You {mine} of 10, D {ds} of 10"
    fakes, reals = (sum(a == b for a, b in pairs if b == kind) for kind in (0, 1))
    assert f"You found {fakes} of 5 fakes and recognised {reals} of 5 real" in text(page, "parts")
    chart = page.tab.get_by_test_id("gl-quiz-chart")
    said = f"Step {truth['step']:,}: you {10 * mine} %, D {10 * ds} %."
    assert said in chart.get_attribute("aria-label")
    assert page.root("step") != "0"  # r was an answer, no reset
    page.tab.reload()
    page.click("tab-quiz")
    chart.wait_for()
    assert said in chart.get_attribute("aria-label")
    assert not page.errors


def test_a_round_outlives_a_lost_connection_and_begins_anew_with_the_run(visit):
    page = visit("?preset=digits", script=LISTEN)
    begin(page)
    page.click("quiz-real")
    state(page, "revealed")
    assert page.tab.get_by_test_id("gl-quiz-next").evaluate("node => node === document.activeElement")
    step = page.tab.locator(".gl-quiz-step").inner_text()
    page.tab.evaluate("quizSocket.close()")
    page.until("d.connected === 'false'")
    page.until("d.connected === 'true'")
    page.until("Number(d.frames) > v.n + 3", n=int(page.root("frames")))
    assert page.tab.evaluate(f"{ASKED}.answered") == "1"
    assert page.tab.locator(".gl-quiz-step").inner_text() == step
    page.click("reset")
    page.tab.get_by_text("The run was begun anew, so this is a new round.").wait_for()
    state(page, "asked")
    assert page.tab.evaluate(f"{ASKED}.answered") == "0"
    assert not page.errors


def test_a_link_leads_from_an_experiment_to_the_same_with_digits_and_back(visit):
    page = visit("?preset=mode-collapse")
    page.tab.get_by_role("button", name="The same with digits").click()
    page.until("d.kind === 'images' && d.gLr === '0.005'")
    page.tab.get_by_test_id("gl-watch").filter(has_text="one and the same picture").wait_for()
    page.tab.get_by_role("button", name="The same in 2-D").click()
    page.until("d.kind === 'points' && d.gLr === '0.005'")
    assert not page.errors
