"""Frames on pages of others, in a real Chromium with two origins: height, forged messages, policies, print, audit."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect
from visits import Served, audit

pytestmark = pytest.mark.browser


@dataclass
class Article:
    """Pages of another origin, by path: their HTML and their policy."""

    url: str = ""
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def article() -> Iterator[Article]:
    made = Article()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            html, policy = made.pages.get(self.path, ("", ""))
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if policy:
                self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made.url = f"http://localhost:{server.server_port}"  # another host name than the server of frames: another origin
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def snapshot(served: Served) -> str:
    answer = httpx.post(
        f"{served.url}/api/v1/snapshots", json={"indicator": "displacement.idps", "place": "PS02"}, timeout=60
    )
    assert answer.status_code in (200, 201), answer.text
    return str(answer.json()["id"])


def hosting(
    article: Article, served: Served, path: str, *, script: bool = True, policy: str = "", frames: int = 1
) -> str:
    """The address of an article that holds frames, written as the form to copy has it."""
    look = 'loading="lazy" width="100%" height="560" style="border:0;width:100%"'
    frame = f'<iframe src="{served.url}{path}" title="t" {look}></iframe>'
    tail = f'<script src="{served.url}/embed.js" async></script>' if script else ""
    name = f"/{len(article.pages)}"
    head = '<!DOCTYPE html><html lang="en"><head><title>a</title><meta name=viewport content=width=device-width></head>'
    body = f"<body style='margin:0'><h1>Article</h1>{frame * frames}<p>end</p>{tail}</body></html>"
    article.pages[name] = (head + body, policy)
    return article.url + name


def height_of(page: Page, number: int = 0) -> int:
    return int(
        page.evaluate(f"Math.round(document.querySelectorAll('iframe')[{number}].getBoundingClientRect().height)")
    )


def inner(page: Page) -> list[int]:
    """Height and width of what is inside the frame, and of the frame's window."""
    frame = page.frames[1]
    return list(
        frame.evaluate(
            "[document.documentElement.scrollHeight, innerHeight, document.documentElement.scrollWidth, innerWidth]"
        )
    )


@pytest.mark.parametrize("lang", ["", "/ar"])
@pytest.mark.parametrize("width", [320, 375, 768, 1200])
def test_a_frame_has_no_inner_scroll_bar_at_any_width(
    page: Page, article: Article, served: Served, snapshot: str, width: int, lang: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(hosting(article, served, f"/embed/s/{snapshot}{lang}"))
    page.wait_for_function("document.querySelector('iframe').style.height !== ''")
    page.wait_for_load_state("networkidle")
    closed = height_of(page)
    content, window, across, wide = inner(page)
    assert content <= window and across <= wide
    page.frames[1].locator("summary").click()
    page.wait_for_function(f"document.querySelector('iframe').getBoundingClientRect().height > {closed} + 50")
    page.wait_for_timeout(300)
    content, window, across, wide = inner(page)
    assert (content <= window or window == 4000) and across <= wide


def test_a_frame_below_the_fold_has_its_height_before_it_is_seen(
    page: Page, article: Article, served: Served, snapshot: str
) -> None:
    address = hosting(article, served, f"/embed/s/{snapshot}", frames=2)
    html, policy = article.pages[address.removeprefix(article.url)]
    apart = html.replace("</iframe><iframe", "</iframe><p style='height: 600px'></p><iframe")
    article.pages[address.removeprefix(article.url)] = (apart, policy)
    page.goto(address)
    page.wait_for_function("[...document.querySelectorAll('iframe')].every(f => f.style.height !== '')")
    top = page.locator("iframe").last.evaluate("frame => frame.getBoundingClientRect().top")
    assert page.evaluate("scrollY") == 0 and top > page.evaluate("innerHeight")
    assert height_of(page, 0) == height_of(page, 1)


def test_without_a_script_everything_is_there_and_can_be_reached(
    chromium: Browser, article: Article, served: Served, snapshot: str
) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 375, "height": 800})
    try:
        page = context.new_page()
        page.goto(hosting(article, served, f"/embed/s/{snapshot}"))
        page.wait_for_load_state("networkidle")
        assert height_of(page) == 560
        frame = page.frames[1]
        assert frame.locator("img").evaluate("i => i.complete && i.naturalWidth > 0")
        assert frame.locator('[role="note"]').is_visible() and frame.locator("h1").is_visible()
        frame.locator("summary").click()
        last = frame.locator("tbody tr").last
        last.scroll_into_view_if_needed()
        assert last.is_visible() and frame.locator("tbody q").count() > 0
        frame.locator("figcaption").scroll_into_view_if_needed()
        assert frame.locator("figcaption a").first.is_visible()
    finally:
        context.close()


def test_a_forged_message_does_nothing(page: Page, article: Article, served: Served, snapshot: str) -> None:
    page.goto(hosting(article, served, f"/embed/s/{snapshot}", frames=2))
    page.wait_for_function("[...document.querySelectorAll('iframe')].every(f => f.style.height !== '')")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    before = [height_of(page, 0), height_of(page, 1)]
    good = '{type: "snapshot:height", v: 1, id: "x", height: 1234}'
    page.evaluate(f"window.postMessage({good}, '*')")  # wrong origin: the article's own
    forged = f"<script>parent.postMessage({good}, '*')</script>"
    page.evaluate(  # wrong origin: a frame that is not ours
        "text => { const f = document.createElement('iframe'); f.srcdoc = text; document.body.append(f); }", forged
    )
    said = '{type: "snapshot:height", v: 1, height: %s}'
    numbers = [said % number for number in ("1e9", "79", "4001", "612.5", '"900"', "NaN", "-600", "[900]")]
    others = ('"snapshot:height"', '"<img src=x onerror=alert(1)>"', "null", "[900]", said.replace("1", "2") % 900)
    for bad in (*numbers, *others):
        page.frames[1].evaluate(f"parent.postMessage({bad}, '*')")
    page.wait_for_timeout(300)
    assert [height_of(page, 0), height_of(page, 1)] == before
    page.frames[1].evaluate(f"parent.postMessage({good}, '*')")  # the right frame moves itself, and no other
    page.wait_for_function("document.querySelectorAll('iframe')[0].style.height === '1234px'")
    assert height_of(page, 1) == before[1]


def test_a_script_that_comes_late_hears_the_height_too(
    page: Page, article: Article, served: Served, snapshot: str
) -> None:
    page.add_init_script("window.heard = 0; window.addEventListener('message', () => heard++)")
    page.goto(hosting(article, served, f"/embed/s/{snapshot}", script=False))
    page.wait_for_load_state("networkidle")
    page.wait_for_function("heard > 1")
    assert height_of(page) == 560
    page.add_script_tag(url=f"{served.url}/embed.js")
    expect(page.locator("iframe")).to_have_attribute("style", re.compile(r"height: \d+px"))


def test_the_other_protocols_are_spoken(page: Page, article: Article, served: Served, snapshot: str) -> None:
    page.add_init_script("window.heard = []; window.addEventListener('message', e => heard.push(e.data))")
    page.goto(hosting(article, served, f"/embed/s/{snapshot}?childId=chart-1", script=False))
    page.wait_for_function("heard.length >= 3")
    heard = page.evaluate("heard")
    assert any(isinstance(m, dict) and m.get("sentinel") == "amp" and m["type"] == "embed-size" for m in heard)
    assert any(isinstance(m, str) and m.startswith("pymxPYMxchart-1xPYMxheightxPYMx") for m in heard)
    page.goto(hosting(article, served, f"/embed/s/{snapshot}?childId=%3Cb%3E", script=False))
    page.wait_for_function("heard.length >= 2")
    page.wait_for_timeout(200)
    assert not any(isinstance(m, str) for m in page.evaluate("heard"))


def test_a_frame_stays_under_the_policy_of_the_article(
    page: Page, article: Article, served: Served, snapshot: str
) -> None:
    """An article that allows frames and scripts of ours alone, and inline style: nothing is broken."""
    broken: list[str] = []
    page.on("console", lambda m: broken.append(m.text) if m.type in ("error", "warning") else None)
    policy = f"default-src 'none'; frame-src {served.url}; script-src {served.url}; style-src 'unsafe-inline'"
    page.goto(hosting(article, served, f"/embed/s/{snapshot}", policy=policy))
    expect(page.locator("iframe")).to_have_attribute("style", re.compile(r"height: \d+px"))
    page.wait_for_load_state("networkidle")
    assert page.frames[1].locator("img").evaluate("i => i.complete && i.naturalWidth > 0")
    assert [text for text in broken if "favicon" not in text] == []


def test_a_frame_works_in_the_sandbox_that_publishing_systems_put_around_it(
    page: Page, article: Article, served: Served, snapshot: str
) -> None:
    """WordPress frames what oEmbed gives it as sandbox="allow-scripts": an origin of its own, without any rights."""
    address = hosting(article, served, f"/embed/s/{snapshot}")
    html, policy = article.pages[address.removeprefix(article.url)]
    boxed = html.replace("<iframe ", '<iframe sandbox="allow-scripts" security="restricted" ')
    article.pages[address.removeprefix(article.url)] = (boxed, policy)
    page.goto(address)
    expect(page.frame_locator("iframe").locator("img")).to_have_js_property("complete", True)
    frame = page.frames[1]
    assert frame.locator("img").evaluate("i => i.naturalWidth") > 0
    assert frame.locator(".snap .status").evaluate("e => getComputedStyle(e).fontSize") == "14px"
    frame.locator("summary").click()
    expect(frame.locator("tbody tr").first).to_be_visible()


def test_the_page_itself_may_not_be_framed(page: Page, article: Article, served: Served, snapshot: str) -> None:
    page.goto(hosting(article, served, f"/s/{snapshot}"))
    page.wait_for_timeout(500)
    assert "chrome-error" in page.frames[1].url or page.frames[1].locator("h1").count() == 0


def test_no_request_leaves_the_host(page: Page, served: Served, snapshot: str) -> None:
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    for path in (
        f"/embed/s/{snapshot}",
        f"/s/{snapshot}/ar",
        "/v/displacement.idps?place=PS02",
        "/embed/v/crossing.trucks?place=PS02",
    ):
        page.goto(served.url + path)
        page.wait_for_load_state("networkidle")
    assert asked and all(url.startswith((served.url, "data:")) for url in asked)
    frame = [url for url in asked if "/embed/s/" in url]
    assert len(frame) == 1  # and with it, at once, its style, script and picture: one round trip


@pytest.mark.parametrize("path", ["/embed/s/{id}", "/embed/s/{id}/ar", "/s/{id}", "/s/{id}/ar", "/s/{id}.html"])
@pytest.mark.parametrize("width", [320, 1200])
def test_the_audit_is_clean(page: Page, served: Served, snapshot: str, path: str, width: int, tmp_path: Path) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    address = served.url + path.format(id=snapshot)
    if path.endswith(".html"):
        file = tmp_path / "file.html"
        file.write_bytes(httpx.get(address, timeout=60).content)
        address = file.as_uri()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    for summary in page.locator("summary").all():
        summary.click()
    assert audit(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_reader_that_speaks_meets_title_alt_status_and_table_in_their_order(
    page: Page, served: Served, snapshot: str
) -> None:
    page.goto(f"{served.url}/embed/s/{snapshot}")
    page.locator("summary").click()
    spoken = page.locator("figure").aria_snapshot()
    at = [spoken.index(part) for part in ("heading ", "- paragraph", "- note", "img ", "table ", "columnheader")]
    assert at == sorted(at)


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("lang", ["", "/ar"])
def test_a_page_prints_on_one_sheet_with_all_that_it_needs(
    page: Page, served: Served, snapshot: str, paper: str, lang: str
) -> None:
    page.goto(f"{served.url}/s/{snapshot}{lang}")
    page.wait_for_load_state("networkidle")
    printed = pypdfium2.PdfDocument(page.pdf(format=paper))
    assert len(printed) == 1
    text = printed[0].get_textpage().get_text_bounded().replace("\r\n", "")
    assert snapshot in text and f"{served.url}/s/{snapshot}" in text
    assert "UTC" in text


@pytest.mark.parametrize("width", [320, 1200])
def test_a_tap_loads_a_chart_that_asks_nobody_else_and_offers_no_upload(
    page: Page, served: Served, snapshot: str, width: int
) -> None:
    asked: list[str] = []
    broken: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    page.on("console", lambda m: broken.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: broken.append(str(e)))
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{served.url}/embed/s/{snapshot}")
    page.wait_for_load_state("networkidle")
    assert not any("plotly" in url for url in asked)
    page.locator('a[href$="/interactive"]').click()
    page.wait_for_selector("#chart .main-svg")
    page.wait_for_load_state("networkidle")
    assert sum("/plotly.js" in url for url in asked) == 1
    assert all(url.startswith((served.url, "data:", "blob:")) for url in asked)
    shown = page.content().lower()
    assert page.locator(".modebar-btn").count() == 0 and "share chart" not in shown and "plotly-logomark" not in shown
    assert page.locator("#chart .points path").count() > 5
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert broken == []
