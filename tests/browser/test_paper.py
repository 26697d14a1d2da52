"""A page of the dashboard on paper: its charts are whole, its header and buttons are not there."""

import pytest
from visits import Visit

pytestmark = pytest.mark.browser

PAPER = 718
"""CSS pixels between the margins of A4."""


def test_charts_are_whole_on_paper(alone: Visit) -> None:
    page = alone.open("/crossings")
    page.locator(".js-plotly-plot").first.wait_for()
    wide = page.evaluate("document.querySelector('.js-plotly-plot').getBoundingClientRect().width")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    left, right = page.evaluate(
        """() => {
          const box = document.querySelector('.js-plotly-plot .main-svg').getBoundingClientRect();
          return [box.left, box.right];
        }"""
    )
    assert wide > PAPER >= right - left > PAPER / 2
    assert not page.get_by_test_id("stHeader").is_visible()
    assert not page.get_by_role("button", name="Snapshot and embed").first.is_visible()
    page.emulate_media(media="screen")


def test_what_has_the_focus_is_seen_and_not_beneath_the_header(alone: Visit) -> None:
    page = alone.open("/sources")
    page.locator("[data-testid=stTopNavLink]").first.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("End")
    links = page.locator("[data-testid=stMain] .hk-stack a:visible")
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop = 5000")
    links.first.focus()
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 60
