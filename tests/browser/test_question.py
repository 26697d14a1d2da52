"""The analyst's journey: write a question, complete it, run, draw and send it, trace a row to its words."""

import json
from urllib.parse import parse_qs, urlsplit

import httpx
import pandas as pd
import pytest
from playwright.sync_api import Page, expect
from visits import Visit

from dashboard import locks

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(locks.missing() is not None, reason=f"the console is off: {locks.missing()}"),
]

QUESTION = (
    "SELECT place, speaker, period_end, value, 'معبر رفح' AS name FROM series "
    "WHERE indicator_id = 'displacement.idps' AND place_id = 'PS02' AND value > 0 ORDER BY period_end"
)


def editor(page: Page):  # type: ignore[no-untyped-def]
    return page.locator(".st-key-sql textarea")


def run(page: Page, statement: str) -> None:
    editor(page).fill(statement)
    editor(page).press("Escape")
    page.get_by_role("button", name="Run", exact=True).click()


def test_a_question_is_written_run_drawn_sent_and_followed_to_its_words(visit: Visit) -> None:
    page = visit.page
    page.goto(f"{visit.base}/query")
    expect(editor(page)).to_be_visible()
    expect(page.locator(".hk-answer")).to_have_count(0)
    page.get_by_text("With proof").click()
    run(page, QUESTION)
    answer = page.locator(".hk-answer")
    expect(answer).to_be_visible()
    expect(answer.get_by_text("معبر رفح").first).to_be_visible()
    expect(page.locator(".js-plotly-plot .point").first).to_be_attached()
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["q"] == [QUESTION] and asked["proof"] == ["1"]

    context = page.context.browser.new_context()  # type: ignore[union-attr]
    other = context.new_page()
    other.goto(page.url)
    expect(other.locator(".hk-answer tbody tr").first).to_be_visible()
    expect(editor(other)).to_have_value(QUESTION)
    assert other.locator(".hk-answer tbody tr").count() == answer.locator("tbody tr").count()
    figure = other.locator(".hk-answer a[href^='/o/']").first.get_attribute("href")
    other.goto(f"{visit.base}{figure}")
    expect(other.locator("main")).to_contain_text("Gaza Strip")
    context.close()


def test_names_are_completed_by_keyboard(visit: Visit) -> None:
    page = visit.page
    page.goto(f"{visit.base}/query")
    expect(editor(page)).to_be_visible()
    page.wait_for_timeout(500)
    editor(page).fill("")
    editor(page).press_sequentially("SELECT observation_i")
    expect(page.get_by_role("listbox").get_by_role("option").first).to_have_text("observation_id")
    editor(page).press("Tab")
    expect(editor(page)).to_have_value("SELECT observation_id")
    editor(page).press_sequentially(" FROM seri")
    expect(page.get_by_role("listbox").get_by_role("option").first).to_have_text("series")
    editor(page).press("ArrowDown")
    editor(page).press("ArrowDown")
    editor(page).press("Enter")
    expect(editor(page)).to_have_value("SELECT observation_id FROM series_now")
    editor(page).press("Control+Enter")
    expect(page.locator(".hk-answer")).to_be_visible()


def test_an_error_is_one_line_with_the_place_marked(visit: Visit) -> None:
    page = visit.page
    page.goto(f"{visit.base}/query?q=SELECT%20place%2C%0A%20%20plaice%20FROM%20series")
    notice = page.get_by_role("alert")
    expect(notice).to_be_visible()
    expect(notice.locator("mark")).to_have_text("plaice")
    assert "Traceback" not in page.content()


def test_the_files_hold_what_is_shown(visit: Visit, tmp_path_factory: pytest.TempPathFactory) -> None:
    page = visit.page
    page.goto(f"{visit.base}/query?q={QUESTION}")
    expect(page.locator(".hk-answer")).to_be_visible()
    folder = tmp_path_factory.mktemp("files")
    for kind in ("CSV", "JSON", "PARQUET"):
        with page.expect_download() as download:
            page.get_by_role("button", name=kind, exact=True).click()
        download.value.save_as(folder / f"answer.{kind.lower()}")
    table, lines = pd.read_parquet(folder / "answer.parquet"), pd.read_csv(folder / "answer.csv")
    record = json.loads((folder / "answer.json").read_text("utf-8"))
    assert len(table) == len(lines) == len(record["rows"]) > 10
    assert list(table.columns) == list(lines.columns) == record["columns"]
    again = httpx.get(f"{visit.base}/api/v1/sql", params={"q": QUESTION}).json()
    assert again["rows"] == record["rows"]
