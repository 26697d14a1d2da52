"""What the browser journeys share: the Chromium, what is published for them, a visit to a page."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ARTICLE = """Rafah, 13 May 2024

As of 12 May 2024, more than 1.9 million people were internally displaced in the Gaza Strip, UNRWA said.

The ![picture](https://evil.example/x.png) and <img src="https://evil.example/y.png" onerror="document.title='caught'">
of :red[this] $text$ stay text. UNRWA <b>said</b> the Rafah crossing was closed on 12 May 2024 [x](javascript:alert(1)).
"""
TITLE = 'Displaced <img src="https://evil.example/t.png"> ![t](https://evil.example/u.png) again'
URL = "https://example.org/news/displaced"
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}


@dataclass
class Served:
    """A running server and what was published in it."""

    url: str
    store: Path


@dataclass
class Visit:
    """A page and what went wrong on it: console errors, and requests to anybody else."""

    page: Page
    base: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Open a page and wait until it stands still."""
        self.page.goto(self.base + path)
        self.page.wait_for_function("() => document.querySelector('h1') && !document.getElementById('hk-first')")
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until the script of the page has run and its charts are drawn."""
        self.page.wait_for_timeout(100)
        self.page.wait_for_function(
            """() => !document.querySelector('[data-testid="stApp"]')
                || document.querySelector('[data-testid="stApp"]').dataset.testScriptState === 'notRunning'""",
        )
        self.page.wait_for_timeout(250)


def audit(page: Page) -> list[tuple[str, list[str]]]:
    """What on a page breaks WCAG 2.2 at level AA: the rule, and the beginnings of the elements."""
    wrong = Axe().run(page, options=_RULES).response["violations"]
    return [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in wrong]
