"""The journeys of those who use it, in a real Chromium, at a wide and at a narrow screen."""

import re

import pytest
from playwright.sync_api import Page
from visits import TITLE, URL, Visit, audit

from dashboard.views import pages

pytestmark = pytest.mark.browser

WIDE, NARROW = 1280, 375
POINT = """() => {
  const plot = document.querySelector('.st-key-plot-line-idps .js-plotly-plot');
  if (!plot || !plot._fullData) return null; // it is not drawn yet
  for (const trace of plot._fullData) {
    if (trace.mode !== 'markers') continue;
    const at = trace.customdata.findIndex(d => d[1].includes('UNRWA') && d[1].includes('12 May 2024'));
    if (at < 0) continue;
    const box = plot.getBoundingClientRect(), x = plot._fullLayout.xaxis, y = plot._fullLayout.yaxis;
    return {x: box.left + x._offset + x.d2p(trace.x[at]), y: box.top + y._offset + y.d2p(trace.y[at])};
  }
}"""


def fits(page: Page) -> bool:
    """Whether nothing makes the page scroll sideways."""
    found = page.evaluate(
        """() => { const m = document.querySelector('[data-testid="stMain"]') || document.documentElement;
        return [m.scrollWidth, m.clientWidth]; }"""
    )
    return bool(found[0] <= found[1])


COVERED = """() => {
  const found = [], meet = (a, b) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const boxes = (plot, what) => [...plot.querySelectorAll(what)]
    .map(e => [e.textContent || 'a mark', e.getBoundingClientRect()]).filter(([, box]) => box.width > 1);
  for (const plot of document.querySelectorAll('.js-plotly-plot')) {
    const said = boxes(plot, '.annotation-text-g text');
    const marked = boxes(plot, '.scatterlayer path.point, .ytick text, .xtick text');
    said.forEach(([words, box], n) =>
      found.push(...[...said.slice(n + 1), ...marked].filter(o => meet(box, o[1])).map(o => [words, o[0]])));
  }
  return found;
}"""
"""Words in charts that lie over other words, over marks, or over those of an axis."""
DRAWN = """() => [...document.querySelectorAll('[class*=st-key-plot-line], [class*=st-key-plot-strip]')]
  .every(plot => plot.querySelector('.main-svg'))"""

LOW = """() => [...document.querySelectorAll(
  '[data-testid=stMain] :is(button, summary, [role=group]:has([role=combobox])), .hk-actions a')]
  .filter(e => !e.matches('[role=group] button') && !e.closest('[data-testid=stTooltipIcon]'))
  .map(e => [e.innerText || e.ariaLabel, Math.round(e.getBoundingClientRect().height)])
  .filter(([, height]) => height && height < 44)"""
"""What a thumb must find, and is lower than 44 pixels."""

PLAIN = ["/?lang=ar", "/now/gaza", "/now/gaza/ar", "/now/sudan/fr", "/v/displacement.idps?place=PS02"]


@pytest.mark.parametrize("path", [*pages.paths(), *PLAIN])
def test_every_page_fits_can_be_used_by_all_and_asks_nobody_else(alone: Visit, path: str) -> None:
    page = alone.open(path)
    assert "Hakika" in page.title() and page.locator('[role="alert"]').count() == 0
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        alone.settle()
        page.wait_for_function(DRAWN)
        assert fits(page), width
        assert page.evaluate(COVERED) == [], width
        assert width == WIDE or page.evaluate(LOW) == []
        assert audit(page) == [], width


def test_from_the_first_page_to_the_sentence_and_on_to_the_source(visit: Visit) -> None:
    page = visit.open("/?crisis=gaza&from=2024-05-01&to=2024-06-30")
    chart = page.locator(".st-key-plot-line-idps")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None and round(box["height"]) == (260 if page.viewport_size["width"] == NARROW else 380)
    card = page.locator(".hk-card").first
    assert card.is_visible()
    chosen = page.wait_for_function(POINT).json_value()
    page.mouse.click(chosen["x"], chosen["y"])
    page.wait_for_function("() => document.querySelector('.hk-card blockquote')?.textContent.includes('1.9 million')")
    source = card.locator("a", has_text="open the source at the sentence")
    assert source.get_attribute("href").startswith(f"{URL}#:~:text=As%20of%2012%20May")
    card.locator("a", has_text="this figure").click()
    page.wait_for_url(re.compile(r"/o/[0-9a-f]{26}"))
    assert "more than 1.9 million" in page.locator("mark").inner_text()
    assert fits(page)


def test_the_table_beneath_a_chart_leads_to_the_same_by_keyboard(visit: Visit) -> None:
    page = visit.open("/?crisis=gaza")
    summary = page.locator(".hk-foot summary").first
    summary.focus()
    page.keyboard.press("Enter")
    link = page.locator('.hk-foot details[open] td a[href^="/o/"]').first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/o/[0-9a-f]{26}"))
    assert page.locator("h1").is_visible()


def test_what_a_source_says_stays_text(visit: Visit) -> None:
    page = visit.open("/sources")
    assert TITLE in page.locator("body").inner_text()
    page.locator("a", has_text="Displaced <img").first.click()
    page.wait_for_selector("mark")
    visit.settle()
    assert page.title() != "caught" and page.locator('img[src*="evil"]').count() == 0
    assert page.locator('a[href^="javascript"]').count() == 0


def test_a_choice_of_crisis_goes_into_the_address_and_stays_on_the_next_page(visit: Visit) -> None:
    page = visit.open("/")
    page.locator(".st-key-crisis [data-baseweb=select], .st-key-crisis [role=combobox]").first.click()
    page.get_by_role("option", name="Sudan").click()
    page.wait_for_function("() => document.querySelector('h1')?.textContent.includes('Sudan')")
    assert "crisis=sudan" in page.url
    page.goto(page.url.replace("/?", "/crossings?"))
    page.wait_for_function("() => document.querySelector('h1')?.textContent.includes('Sudan')")


def test_a_text_is_read_and_its_words_are_marked(visit: Visit) -> None:
    page = visit.open("/read")
    page.locator("textarea").fill("The Rafah crossing remained closed on 12 May 2024, OCHA said.")
    page.get_by_role("button", name="Read").click()
    page.wait_for_selector("mark")
    assert "Rafah crossing remained closed" in page.locator("mark").first.inner_text()


def test_since_the_last_visit_is_told_by_the_browser_alone(visit: Visit) -> None:
    page = visit.open("/?crisis=gaza&since=visit")
    assert "since" not in page.url  # the first visit: there is no last one
    page.evaluate("localStorage.setItem('hakika.visit', Date.UTC(2020, 0, 2, 3, 4) + ' 0')")
    page = visit.open("/?crisis=gaza&since=visit")
    page.get_by_text("What became known since 2 Jan 2020, 03:04 UTC").wait_for()
    assert "since=2020-01-02T03" in page.url
    page = visit.open("/?crisis=gaza&since=visit")  # soon after: the same visit still
    page.get_by_text("What became known since 2 Jan 2020, 03:04 UTC").wait_for()
    assert page.context.cookies() == [] or all("hakika" not in c["name"] for c in page.context.cookies())
