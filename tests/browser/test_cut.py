"""The connection by which a page lives is cut: the page says so in its language, and the plain page still answers."""

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect
from visits import Served

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("lang", "title", "crisis", "heading"),
    [
        ("en", "The connection is cut.", "gaza", "Gaza Strip"),
        ("ar", "انقطع الاتصال.", "sudan", "السودان"),
    ],
)
def test_a_cut_connection_is_told_in_words(
    served: Served, page: Page, lang: str, title: str, crisis: str, heading: str
) -> None:
    live: list[WebSocketRoute] = []

    def connect(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        live.append(socket)

    page.route_web_socket("**/_stcore/stream", connect)
    page.goto(f"{served.url}/?crisis={crisis}&lang={lang}")
    expect(page.locator("#root h1", has_text=heading)).to_be_visible()
    told = page.locator("#hk-cut")
    expect(told).to_be_empty()
    page.route("**/_stcore/*", lambda route: route.abort())
    page.route_web_socket("**/_stcore/stream", lambda socket: socket.close())
    for socket in live:
        socket.close()
    expect(told).to_contain_text(title)
    dialog = page.locator('[role="dialog"]')
    expect(dialog).to_contain_text(title)  # Streamlit's own notice, which it has in English alone
    link = dialog.locator("a")
    expect(link).to_have_attribute("href", f"/now/{crisis}" + ("" if lang == "en" else f"/{lang}"))
    link.click()
    page.wait_for_url(f"**/now/{crisis}**")
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)


def test_a_connection_that_returns_takes_the_words_away(served: Served, page: Page) -> None:
    live: list[WebSocketRoute] = []

    def connect(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        live.append(socket)

    page.route_web_socket("**/_stcore/stream", connect)
    page.goto(f"{served.url}/about")
    expect(page.locator("#root h1")).to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    expect(page.locator("#hk-cut")).to_contain_text("The connection is cut.")
    for socket in list(live):
        socket.close()  # Streamlit connects anew
    expect(page.locator("#hk-cut")).to_be_empty()
