"""Each journey by the keyboard alone, in a real Chromium: Tab, Enter, arrows and letters, and no pointer."""

import re

import pytest
from playwright.sync_api import Page, expect
from visits import URL, Visit

pytestmark = pytest.mark.browser


def tab_to(page: Page, selector: str, text: str = "", most: int = 60) -> None:
    """Go on by Tab until such an element, with such words, has the focus; it is to be seen then."""
    found = "([s, t]) => document.activeElement.matches(s) && document.activeElement.textContent.includes(t)"
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(found, [selector, text]):
            box = page.evaluate("() => document.activeElement.getBoundingClientRect().toJSON()")
            assert box["width"] > 0 and 0 <= box["top"] < page.viewport_size["height"]  # type: ignore[index]
            return
    raise AssertionError(f"Tab does not lead to {selector} {text}")


def test_from_the_situation_to_a_point_its_sentence_and_its_source(alone: Visit) -> None:
    page = alone.open("/?crisis=gaza&from=2024-05-01&to=2024-06-30")
    tab_to(page, "a", "Displacement")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/displacement"))
    expect(page.locator("h1")).to_contain_text("Displacement")
    alone.settle()
    tab_to(page, ".hk-foot summary")
    page.keyboard.press("Enter")
    tab_to(page, '.hk-foot td a[href^="/o/"]', "more than 1.9 million")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/o/[0-9a-f]{26}"))
    expect(page.locator("mark")).to_contain_text("more than 1.9 million people")
    tab_to(page, f'a[href^="{URL}#:~:text="]')


def test_on_a_narrow_screen_a_crossing_leads_to_who_says_so(alone: Visit) -> None:
    alone.page.set_viewport_size({"width": 375, "height": 900})
    page = alone.open("/?crisis=gaza")
    tab_to(page, "[data-testid=stExpandSidebarButton]", most=3)  # and not through pages that nobody sees
    page.keyboard.press("Enter")
    expect(page.locator("[data-testid=stSidebar] a").first).to_be_focused()
    tab_to(page, "a", "Crossings")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Crossings")
    expect(page.locator("[data-testid=stSidebar]")).to_be_hidden()
    alone.settle()
    tab_to(page, '.hk-board a[href^="/o/"]')
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/o/[0-9a-f]{26}"))
    expect(page.locator("main")).to_contain_text("crossing")


def test_the_crisis_and_the_day_of_knowledge_are_chosen(alone: Visit) -> None:
    page = alone.open("/?crisis=gaza")
    tab_to(page, ".st-key-crisis [role=combobox]")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", name="Gaza Strip")).to_be_visible()
    page.keyboard.type("Sudan")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Sudan")
    alone.settle()
    tab_to(page, ".st-key-controls button")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-known_at")).to_be_visible()
    tab_to(page, ".st-key-known_at [role=spinbutton]")
    page.keyboard.type("20231231")
    expect(page.locator(".st-key-known_at [role=spinbutton]").last).to_have_text("31")
    page.keyboard.press("Enter")
    expect(page.locator("header strong")).to_contain_text("As known on 31 Dec 2023")
    assert "known_at=2023-12-31" in page.url and "crisis=sudan" in page.url


@pytest.mark.parametrize("width", [375, 1280])
def test_each_control_shows_the_focus_in_the_order_in_which_they_stand(alone: Visit, width: int) -> None:
    alone.page.set_viewport_size({"width": width, "height": 900})
    page = alone.open("/?crisis=gaza")
    at = (0.0, 0.0)
    for control in (".st-key-crisis input", ".st-key-lang input", ".st-key-controls button"):
        tab_to(page, control, most=30)
        drawn = """() => [document.activeElement, document.activeElement.parentElement].map(
            (e) => parseFloat(getComputedStyle(e).outlineWidth) * (getComputedStyle(e).outlineStyle !== "none"))"""
        assert max(page.evaluate(drawn)) >= 2, control
        box = page.evaluate("() => document.activeElement.getBoundingClientRect().toJSON()")
        assert (box["top"] // 30, box["left"]) > at, control
        at = (box["top"] // 30, box["left"])


def test_a_text_is_read(alone: Visit) -> None:
    page = alone.open("/read")
    tab_to(page, "textarea")
    page.keyboard.type("The Rafah crossing remained closed on 12 May 2024, OCHA said.")
    tab_to(page, "button", "Read")
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_contain_text("Rafah crossing remained closed")


def test_a_question_is_run(alone: Visit) -> None:
    page = alone.open("/query")
    tab_to(page, ".st-key-sql textarea")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("SELECT count(*) AS figures FROM series")
    page.keyboard.press("Escape")  # the words that were offered
    tab_to(page, "button", "Run")
    page.keyboard.press("Enter")
    expect(page.locator(".hk-answer")).to_contain_text("figures")
