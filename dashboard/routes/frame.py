"""The frame of the dashboard: Streamlit's one HTML page, with our title, a way without a script, no inline script.

Streamlit answers every page with the same static file: titled "Streamlit", with an inline line that a strict policy
blocks, and a script that asks for its own address beneath each page's before it finds it. Ours says where it is.
"""

import hashlib
import re
from functools import lru_cache

from starlette.requests import Request
from starlette.routing import Route

from dashboard import store, templating
from dashboard.routes import answers
from dashboard.routes.answers import Body
from dashboard.selection import LANGUAGES
from dashboard.serving import STATIC

INLINE = re.compile(r"<script>\s*window\.prerenderReady = false\s*</script>")
NO_SCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
AGENT = re.compile(r"<!--\s*Machine-readable pointer.*?<link rel=\"service-desc\"[^>]*>", re.DOTALL)


def page(request: Request) -> Body:
    """The frame for one page of the dashboard, in the language that the address names."""
    lang = request.query_params.get("lang", "en")
    return _frame(lang if lang in LANGUAGES else "en")


@lru_cache(maxsize=len(LANGUAGES))
def _frame(lang: str) -> Body:
    words = store.words(lang)
    html = (STATIC / "index.html").read_text("utf-8")
    mark = hashlib.sha256(templating.style().encode()).hexdigest()[:12]
    spoken = [store.words(one) for one in LANGUAGES]
    pieces = templating.render("frame.html", words=words, all_words=spoken, crises=store.catalogue().crises, mark=mark)
    head, _, rest = str(pieces).partition("<!-- body -->")
    for old, new in (
        (re.compile(r'<html lang="en">'), f'<html lang="{words.lang}">'),
        (re.compile(r"<title>Streamlit</title>"), head),
        (INLINE, '<script src="./boot.js"></script>'),
        (AGENT, ""),
        (NO_SCRIPT, rest),
    ):
        html = old.sub(lambda _, new=new: new, html, count=1)  # type: ignore[misc]
    return Body(html.encode(), "text/html; charset=utf-8", {"Cache-Control": "no-cache"}, dashboard=True)


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
