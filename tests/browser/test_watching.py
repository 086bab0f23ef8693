"""Two seats at one run, in a real Chromium: one steers, the other only looks, and is sent nothing to steer by."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.main
def test_who_watches_sees_the_run_live_cannot_steer_it_and_is_sent_no_id_to_do_so(visit, contexts):
    first = visit("?g_lr=0.005")
    first.until("d.status === 'running'")
    run = first.root("run")
    first.menu()
    link = first.tab.locator("[data-testid=stCode]").first.inner_text().strip()
    first.tab.keyboard.press("Escape")
    tab, sent = contexts(1).new_page(), []
    tab.on("websocket", lambda socket: socket.on("framereceived", lambda payload: sent.append(payload)))
    tab.on("response", lambda response: sent.append(response.url))
    tab.set_default_timeout(90_000)
    tab.goto(f"{link}&controls=all")
    tab.get_by_text("You are watching").wait_for()
    tab.wait_for_function("Number(document.querySelector('.gl-root')?.dataset.step) > 50")
    for name in ("play", "reset", "compare"):
        assert tab.get_by_test_id(f"gl-{name}").is_disabled()
    generation, step = first.root("generation"), int(first.root("step"))
    for key in (" ", "r", "n", ".", "]", "z"):
        tab.keyboard.press(key)
    tab.get_by_test_id("gl-data-open").click()
    tab.get_by_test_id("gl-data-ring").click()
    tab.get_by_test_id("gl-notice").filter(has_text="You are watching").wait_for()
    first.until("Number(d.step) > v.step + 50", step=step)
    assert (first.root("generation"), first.root("status")) == (generation, "running")
    first.click("play")  # what the one does, the other sees
    tab.wait_for_selector(".gl-root[data-status=paused]")
    assert "watch=" in tab.url and run not in tab.url
    assert run not in tab.content()
    assert len(sent) > 50
    assert not any((run.encode() if isinstance(message, bytes) else run) in message for message in sent)
    tab.reload()
    tab.get_by_text("You are watching").wait_for()
    tab.get_by_role("button", name="Begin a run of your own").click()
    tab.wait_for_selector(".gl-root[data-status=running]")
    tab.wait_for_function("location.search.includes('run=')")
    assert "g_lr=0.005" in tab.url and run not in tab.url
    tab.keyboard.press(" ")
    tab.wait_for_selector(".gl-root[data-status=paused]")
    tab.close()


def test_who_watches_pictures_is_offered_nothing_that_would_be_asked_of_the_run(visit, contexts):
    first = visit("?preset=digits-asked")
    first.until("d.status === 'running'")
    first.menu()
    link = first.tab.locator("[data-testid=stCode]").first.inner_text().strip()
    tab = contexts(1).new_page()
    tab.set_default_timeout(90_000)
    tab.goto(f"{link}&controls=all")
    tab.wait_for_selector(".gl-root[data-watching][data-step]")
    expect(tab.get_by_test_id("gl-seen")).to_be_visible()
    for name in ("tab-quiz", "label-3"):
        assert tab.get_by_test_id(f"gl-{name}").count() == 1
        assert not tab.get_by_test_id(f"gl-{name}").is_visible()
    assert tab.get_by_test_id("gl-slow").is_disabled()
    first.tab.keyboard.press("Escape")
    first.click("slow")  # whose phases the other sees, and cannot move
    tab.get_by_test_id("gl-slow-card").wait_for()
    assert tab.get_by_test_id("gl-slow-next").is_disabled()
    tab.close()
