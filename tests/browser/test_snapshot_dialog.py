"""The dialog Snapshot beneath a chart, by keyboard alone, in a real Chromium."""

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect
from visits import Visit, audit

pytestmark = pytest.mark.browser
FOCUSED = "document.activeElement.closest('[role=dialog]') !== null"


def tab_to(page: Page, wanted: Locator) -> None:
    """Go on by the keyboard until this has the focus; never out of the dialog."""
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED)
        if wanted.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError("the keyboard does not lead there")


@pytest.mark.parametrize(
    ("lang", "width", "cadence", "said"), [("en", 1280, "month", "trucks, by month"), ("ar", 375, "days", "أيام")]
)
def test_a_chart_is_frozen_by_keyboard_as_it_is_shown(
    alone: Visit, lang: str, width: int, cadence: str, said: str
) -> None:
    alone.page.set_viewport_size({"width": width, "height": 900})
    page = alone.open(f"/crossings?crisis=gaza&lang={lang}&crossing.trucks.by=trucks%2F{cadence}")
    opener = page.locator(f".st-key-freeze-crossing-trucks-trucks-{cadence} button")
    expect(opener).to_be_visible()
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("dl")).to_contain_text(said)
    expect(dialog.locator("img")).to_have_js_property("complete", True)
    assert audit(page) == []
    tab_to(page, dialog.locator(".st-key-snapshot-make button"))
    page.keyboard.press("Enter")
    codes = dialog.get_by_test_id("stCode")
    expect(codes).to_have_count(6)
    expect(dialog.locator("h3")).to_have_count(6)
    assert audit(page) == []
    assert dialog.evaluate("e => e.scrollWidth <= e.clientWidth")
    tab_to(page, codes.nth(1).get_by_role("button"))
    link = codes.first.inner_text().strip()
    assert link.startswith(f"{alone.base}/s/") and link.endswith("/ar") is (lang == "ar")
    document = httpx.get(link.removesuffix("/ar") + ".json").json()
    assert document["view"]["group"] == f"trucks/{cadence}" and document["view"]["place"] == "PS02"
    assert {row["cadence"] for row in document["rows"]} == {cadence}
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()
