"""What anybody has written loads nothing and does nothing, and what the page needs the policy lets it load."""

import contextlib
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Error, expect

from tests.support.browser import serving

pytestmark = pytest.mark.browser

EVIL = "![x](http://127.0.0.1:9/x) <img src=http://127.0.0.1:9/y> [a](http://127.0.0.1:9) http://127.0.0.1:9 www.x.test"
COUNT = """window.broken = [];
addEventListener("securitypolicyviolation", (event) => broken.push(event.violatedDirective + event.blockedURI));
"""

CLOUD = "https://anybody.streamlit.app"  # Streamlit's own list of who may steer has all such pages
OPEN = ".gl-root[data-connected=true]:not([data-frames='0'])"
ACTIONS = [  # all that Streamlit's page lets one around its frame do, in 1.67
    *({"type": name} for name in ("CLOSE_MODAL", "STOP_SCRIPT", "RERUN_SCRIPT", "CLEAR_CACHE", "PRINT_APP")),
    *({"type": "SET_INPUTS_DISABLED", "disabled": True}, {"type": "SET_AUTH_TOKEN", "authToken": "x"}),
    {"type": "SET_FILE_UPLOAD_CLIENT_CONFIG", "prefix": CLOUD, "headers": {"x": "y"}},
    *({"type": "SET_IS_OWNER", "isOwner": True}, {"type": "SET_METADATA", "metadata": {"hostedAt": "x"}}),
    {"type": "SET_MENU_ITEMS", "items": [{"type": "text", "label": "forged", "key": "x"}]},
    {"type": "SET_TOOLBAR_ITEMS", "items": [{"key": "x", "label": "forged"}]},
    {"type": "REQUEST_PAGE_CHANGE", "pageScriptHash": "x"},
    {"type": "SET_PAGE_LINK_BASE_URL", "pageLinkBaseUrl": CLOUD},
    {"type": "SET_SIDEBAR_CHEVRON_DOWNSHIFT", "sidebarChevronDownshift": 50},
    {"type": "SET_SIDEBAR_NAV_VISIBILITY", "hidden": True},
    {"type": "SEND_APP_HEARTBEAT", "ackTimeoutMilliseconds": 1},
    {"type": "UPDATE_FROM_QUERY_PARAMS", "queryParams": "forged=1"},
    {"type": "UPDATE_HASH", "hash": "#forged"},
    {"type": "SET_CUSTOM_THEME_CONFIG", "themeInfo": {"primaryColor": "#ff0000", "backgroundColor": "#ff0000"}},
    *({"type": "RESTART_WEBSOCKET_CONNECTION"}, {"type": "TERMINATE_WEBSOCKET_CONNECTION"}),
]


def safe(page):
    """Assert that nothing foreign was asked for, and that the policy was in nobody's way."""
    assert page.tab.evaluate("window.broken") == []
    assert page.elsewhere == page.errors == []


def query(*names):
    return "?" + urlencode(dict.fromkeys(names, EVIL))


@pytest.mark.main
def test_what_an_address_says_is_text(visit):
    page = visit(
        query("preset", "lang", "dataset", "compare", "hide", "palette", "run"), script=COUNT, bypass_csp=False
    )
    alert = page.tab.get_by_test_id("stAlert")
    expect(alert).to_contain_text("preset: must name an experiment of the menu")
    expect(alert).to_contain_text("<img src=http")
    assert alert.locator("img, a").count() == 0
    safe(page)


def test_what_the_page_needs_is_let_through_and_a_column_that_is_a_picture_stays_a_name(visit):
    page = visit("?preset=digits", script=COUNT, bypass_csp=False)
    page.until("d.kind === 'images' && Number(d.step) > 3")
    page.tab.wait_for_function("() => window.Plotly")
    page.menu("Your data")
    rows = "".join(f"{k},{k * k}\n" for k in range(40))
    data = f'"{EVIL}",y\n{rows}'.encode()
    file = page.tab.locator(".st-key-upload input[type=file]")
    file.set_input_files({"name": "points.csv", "mimeType": "text/csv", "buffer": data})
    dialog = page.tab.get_by_role("dialog", name="Points of")
    dialog.locator("canvas, svg.marks").first.wait_for()  # of the scatter
    dialog.get_by_role("button", name="Train on these").click()
    page.until("d.kind === 'points' && Number(d.step) > 20")
    page.menu("Your data")
    note = page.tab.get_by_test_id("stPopoverBody").get_by_text("40 points; x is")
    expect(note.locator("visible=true")).to_contain_text("<img src=http")
    assert page.tab.get_by_test_id("stPopoverBody").locator("img:visible, a[href*='127.0.0.1:9']").count() == 0
    safe(page)


def framed(chromium, address):
    """Frame the lab in a page of the cloud, which posts all actions; return the frame, and its sockets that closed."""
    context, closed = chromium.new_context(), []
    with contextlib.suppress(Error):  # of a browser that does not ask for it
        context.grant_permissions(["local-network-access"])
    tab = context.new_page()
    tab.set_default_timeout(90_000)
    tab.on("websocket", lambda socket: socket.on("close", lambda _: closed.append(socket.url)))
    around = f"<iframe src='{address}/' width=1200 height=680></iframe>"
    tab.route(f"{CLOUD}/**", lambda route: route.fulfill(body=around, content_type="text/html"))
    tab.goto(f"{CLOUD}/")
    tab.frame_locator("iframe").locator(OPEN).wait_for()
    frame = tab.frames[1]
    frame.evaluate("(window.print = () => { window.printed = true; }, 0)")
    for action in ACTIONS:
        tab.evaluate("action => frames[0].postMessage({ stCommVersion: 1, ...action }, '*')", action)
    return frame, closed


def test_a_page_around_the_frame_cannot_steer(server, chromium):
    frame, closed = framed(chromium, server[0])
    begun = int(frame.evaluate("document.querySelector('.gl-root').dataset.step"))
    frame.wait_for_function("n => Number(document.querySelector('.gl-root').dataset.step) > n + 50", arg=begun)
    assert "forged" not in frame.url
    assert "forged" not in frame.content()
    assert closed == []
    assert frame.evaluate("window.printed") is None
    assert frame.locator("[data-testid^=stBaseButton]:disabled").count() == 0
    assert frame.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor") != "rgb(255, 0, 0)"
    frame.page.context.close()


@pytest.mark.slow
def test_a_page_that_an_operator_has_named_can(tmp_path, chromium):
    with serving(tmp_path, STREAMLIT_CLIENT_ALLOWED_ORIGINS=CLOUD) as (address, _):
        frame, _ = framed(chromium, address)
        frame.wait_for_function("() => window.printed && location.hash === '#forged'")
        frame.page.context.close()
