"""The frame of the dashboard: Streamlit's one HTML page, with what can be read before its scripts are there.

Streamlit answers every page with the same static file: titled "Streamlit", empty until a megabyte of scripts has come
(18 seconds at 400 kbit/s), with an inline line that a strict policy blocks, and a script that asks for its own address
beneath each page's before it finds it. Ours says where it is, holds the title of the page, on pages about a crisis the
newest figures, and a way to the light version; boot.js takes them away once the dashboard says the same.
"""

import gzip
import hashlib
import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.requests import Request
from starlette.routing import Route

from dashboard import pieces, selection, situation, store, templating
from dashboard.routes import answers
from dashboard.routes.answers import Body
from dashboard.selection import LANGUAGES, Selection
from dashboard.serving import STATIC
from dashboard.wording import Words
from data.errors import BadSelection, NoRelease

INLINE = re.compile(r"<script>\s*window\.prerenderReady = false\s*</script>")
NO_SCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
AGENT = re.compile(r"<!--\s*Machine-readable pointer.*?<link rel=\"service-desc\"[^>]*>", re.DOTALL)
FONT = re.compile(r"<link\s+rel=\"preload\"[^>]*as=\"font\"[^>]*>")
TITLE, FIRST = "<title>Hakika</title>", "<!-- first -->"
OF_A_CRISIS: dict[str, Sequence[int]] = {
    "situation": range(6),
    "displacement": (0,),
    "crossings": (1, 3, 5),
    "hospitals": (2, 4),
}
"""Pages about a crisis: which of the six tiles belong to them."""
Newest = tuple[str, list[pieces.TileText]]


def page(request: Request) -> Body:
    """The frame for one page of the dashboard, in the language that the address names."""
    lang = request.query_params.get("lang", "en")
    words = store.words(lang if lang in LANGUAGES else "en")
    name = request.url.path.strip("/") or "situation"
    title = f"<title>{words.say(f'page.{name}')} · Hakika</title>"
    html = _frame(words.lang).replace(TITLE, title, 1).replace(FIRST, _first(request, name, words), 1).encode()
    headers = {"Cache-Control": "no-cache"}
    if "gzip" in request.headers.get("accept-encoding", ""):  # Streamlit compresses no page at "/"
        html, headers["Content-Encoding"] = gzip.compress(html, 6, mtime=0), "gzip"
    return Body(html, "text/html; charset=utf-8", headers, dashboard=True)


def _first(request: Request, name: str, words: Words) -> str:
    """What the frame says at first; without a release, or where the address is at fault, the title alone."""
    catalogue, today = store.catalogue(), answers.today()
    try:
        asked = selection.from_query(request.query_params, catalogue)
        of = store.release()
    except (BadSelection, NoRelease):
        return _first_html(name, words, next(iter(catalogue.crises)), Selection(lang=words.lang), None)
    crisis_id = asked.crisis or next(iter(catalogue.crises))
    if name not in OF_A_CRISIS:
        return _first_html(name, words, crisis_id, asked, None)

    def make() -> Markup:
        return _first_html(name, words, crisis_id, asked, _newest(of, crisis_id, asked, words, today))

    return store.kept((of.number, "first", name, asked, words.lang, today), make)


def _first_html(name: str, words: Words, crisis_id: str, asked: Selection, newest: Newest | None) -> Markup:
    clock = {"known_at": selection.instant_text(asked.known_at)} if asked.known_at else {}
    light = pieces.now_path(crisis_id, words.lang) + (f"?{urlencode(clock)}" if clock else "")
    title = words.crisis(crisis_id) if name == "situation" else words.say(f"page.{name}")
    if name in OF_A_CRISIS and name != "situation":
        title += words.say("list.colon") + words.crisis(crisis_id)
    crises = [(words.crisis(one), pieces.now_path(one, words.lang)) for one in store.catalogue().crises]
    if newest is not None:
        newest = newest[0], [newest[1][number] for number in OF_A_CRISIS[name]]
    drawn = ".hk h1" if newest is None else ".hk-tiles" if name == "situation" else ".hk-chart-head"
    return templating.render(
        "first.html", words=words, title=title, light=light, newest=newest, crises=crises, drawn=drawn
    )


def _newest(of: store.Release, crisis_id: str, asked: Selection, words: Words, today: date) -> Newest:
    """How fresh, and the tiles, as the first page will show them: at the clocks and for the window of the address."""
    crisis = store.catalogue().crises[crisis_id]

    def ask(question: Any, *values: Any, **named: Any) -> Any:
        return store.ask(of, question, *values, known_at=asked.known_at, recorded_at=asked.recorded_at, **named)

    known = asked.known_at.date() if asked.known_at else today
    last = min(asked.end or today, known, today)
    tiles = situation.tiles(ask, crisis, words, store.palette(), last, asked.start or crisis.first_day)
    return situation.lead(ask, crisis, words, known)[0], tiles


@lru_cache(maxsize=len(LANGUAGES))
def _frame(lang: str) -> str:
    words = store.words(lang)
    html = (STATIC / "index.html").read_text("utf-8")
    spoken = [store.words(one) for one in LANGUAGES]
    parts = templating.render(
        "frame.html",
        words=words,
        all_words=spoken,
        crises=store.catalogue().crises,
        style=_mark(templating.style()),
        complete=_mark((templating.FOLDER / "complete.js").read_text("utf-8")),
    )
    head, _, rest = str(parts).partition("<!-- body -->")
    boots = _mark((templating.FOLDER / "boot.js").read_text("utf-8"))
    for old, new in (
        (re.compile(r'<html lang="en">'), f'<html lang="{words.lang}">'),
        (re.compile(r"<title>Streamlit</title>"), head),
        (INLINE, f'<script src="./boot.js?{boots}"></script>'),
        (AGENT, ""),
        (FONT, ""),  # it would come before the scripts; the style sheets ask for it soon enough
        (NO_SCRIPT, FIRST + rest),
    ):
        html = old.sub(lambda _, new=new: new, html, count=1)  # type: ignore[misc]
    return html


def _mark(text: str) -> str:
    """What is put behind an address, so that it names its content."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def boot(request: Request) -> Body:
    """The few lines that must run before Streamlit's script."""
    text = (templating.FOLDER / "boot.js").read_text("utf-8")
    return Body(text.encode(), "text/javascript; charset=utf-8", {"Cache-Control": "public, max-age=600"})


def style(request: Request) -> Body:
    """The style sheet of our pieces in the dashboard; its address names its content."""
    return Body(templating.style().encode(), "text/css; charset=utf-8", {"Cache-Control": "public, max-age=31536000"})


def routes(paths: list[str]) -> list[Route]:
    """The frame at each page's address, and its script."""
    ours = [Route("/boot.js", answers.handler(boot)), Route("/dashboard.css", answers.handler(style))]
    return [*ours, *(Route(path, answers.handler(page)) for path in paths)]
