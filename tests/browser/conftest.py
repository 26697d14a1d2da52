"""A served dashboard with a release of its own, and a Chromium that tells everything it asks for."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from visits import ARTICLE, CHROMIUM, QUIET, TITLE, URL, Served, Visit

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60_000  # milliseconds: other tests run beside these, on as few as two cores

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def served(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    store = tmp_path_factory.mktemp("served") / "store"
    shutil.copytree(warehouse, store, symlinks=True)
    article = store.parent / "article.txt"
    article.write_text(ARTICLE, "utf-8")
    command = [sys.executable, "-m", "dashboard.cli", "add", str(article), "--store", str(store)]
    named = ["--title", TITLE, "--url", URL, "--published", "2024-05-13", "--crisis", "gaza"]
    subprocess.run([*command, *named], check=True, cwd=ROOT, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (store.parent / "server.log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "dashboard.app:app", "--port", str(port), "--log-level", "warning"],
        cwd=ROOT,
        env={**os.environ, "HAKIKA_STORE": str(store)},
        stdout=log,
        stderr=log,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            time.sleep(0.5)
            assert server.poll() is None, (store.parent / "server.log").read_text()
            try:
                if httpx.get(f"{url}/healthz").status_code == 200:
                    break
            except httpx.TransportError:
                continue
        yield Served(url, store)
    finally:
        server.terminate()
        server.wait(20)
        log.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here: the browser journeys are left out")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session", params=[1280, 375], ids=["wide", "narrow"])
def tab(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """One visitor a width: what the first page fetched stays in the cache for the others."""
    context = chromium.new_context(viewport={"width": request.param, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def visit(served: Served, tab: Page) -> Iterator[Visit]:
    """A page at each width."""
    yield from _visit(served, tab)


@pytest.fixture(scope="session")
def common(chromium: Browser) -> Iterator[BrowserContext]:
    """A visitor with a tab that stays: with the last one its window goes, and a new window costs as much as a page."""
    made = chromium.new_context()
    made.new_page()
    yield made
    made.close()


@pytest.fixture
def page(common: BrowserContext) -> Iterator[Page]:
    """A tab of its own, which is listened to by the test alone."""
    made = common.new_page()
    yield made
    made.close()


@pytest.fixture
def alone(served: Served, common: BrowserContext) -> Iterator[Visit]:
    """A page whose width the test chooses."""
    common.pages[0].set_viewport_size({"width": 1280, "height": 900})
    yield from _visit(served, common.pages[0])


def _visit(served: Served, page: Page) -> Iterator[Visit]:
    made = Visit(page, served.url)
    own = (served.url, served.url.replace("http", "ws"), "data:", "blob:")
    heard: dict[Any, Callable[[Any], object]] = {
        "console": lambda m: made.faults.append(f"console: {m.text}") if m.type == "error" else None,
        "pageerror": lambda e: made.faults.append(f"error: {e}"),
        "dialog": lambda d: made.faults.append(f"dialog: {d.message}"),
        "request": lambda r: None if r.url.startswith(own) else made.faults.append(f"request: {r.url}"),
    }
    for event, hear in heard.items():
        page.on(event, hear)
    yield made
    page.goto("about:blank")
    for event, hear in heard.items():
        page.remove_listener(event, hear)
    assert made.faults == []
