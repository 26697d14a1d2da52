"""What the frame says before the dashboard is drawn, and that it gives way to it."""

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from visits import Served

pytestmark = pytest.mark.browser


@pytest.fixture
def page(page: Page) -> Page:
    page.set_viewport_size({"width": 375, "height": 812})
    return page


def test_the_newest_figures_are_read_while_the_scripts_are_on_their_way(served: Served, page: Page) -> None:
    held: list[Route] = []
    waiting = True
    page.route("**/static/js/**", lambda route: held.append(route) if waiting else route.continue_())
    page.goto(f"{served.url}/", wait_until="commit")
    first = page.locator("#hk-first")
    expect(first.locator(".hk-figure")).to_have_count(6)
    expect(first).to_contain_text("Charts and controls are being loaded.")
    expect(first.get_by_role("link", name="light version")).to_have_attribute("href", "/now/gaza")
    said = first.locator(".hk-figure").all_inner_texts()
    box = first.locator(".hk-tile").first.bounding_box()
    page.evaluate("document.getElementById('hk-first').scrollTop = 40")
    waiting = False
    for one in held:
        one.continue_()
    expect(first).to_have_count(0)
    expect(page.locator("#root .hk-figure").first).to_be_visible()
    assert page.locator("#root .hk-figure").all_inner_texts() == said
    down = page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop")
    here = page.locator("#root .hk-tile").first.bounding_box()
    assert box is not None and here is not None and down == 40 and abs(here["y"] + down - box["y"]) < 40


def test_a_page_that_finds_fault_with_its_address_takes_the_place_of_what_was_said_first(
    served: Served, page: Page
) -> None:
    page.goto(f"{served.url}/?from=2024-05-01&to=2024-01-01")
    expect(page.locator("#root .hk-notice")).to_be_visible()
    expect(page.locator("#hk-first")).to_have_count(0)


def test_a_slow_connection_is_asked_for_no_font(served: Served, page: Page) -> None:
    fonts: list[str] = []
    page.on("request", lambda r: fonts.append(r.url) if r.resource_type == "font" else None)
    page.add_init_script("Object.defineProperty(navigator, 'connection', {get: () => ({effectiveType: '3g'})})")
    page.goto(f"{served.url}/")
    expect(page.locator("#root .js-plotly-plot").first).to_be_visible()
    expect(page.get_by_role("button", name="Pages", exact=True)).to_be_visible()
    assert fonts == []


def test_without_a_script_the_figures_stand_with_a_way_to_the_light_version(served: Served, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served.url}/?lang=fr")
    expect(page.locator("#hk-first .hk-figure")).to_have_count(6)
    expect(page.get_by_text("Les graphiques et les commandes se chargent.")).to_be_hidden()
    expect(page.locator("#hk-first").get_by_role("link", name="Soudan")).to_be_visible()
    context.close()
