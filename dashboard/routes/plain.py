"""Pages and files that need no script: health, robots, icon, style sheet, site map."""

from starlette.requests import Request
from starlette.routing import Route

from dashboard import store, templating
from dashboard.routes import answers, leaves
from dashboard.routes.answers import Body
from data import queries
from data.errors import HakikaError

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="4" fill="#00639B"/>'
    '<path d="M8 7v18M24 7v18M8 16h16" stroke="#fff" stroke-width="4" fill="none"/>'
    '<circle cx="24" cy="7" r="4.5" fill="#FFD24D"/></svg>'
)
LONG = {"Cache-Control": "public, max-age=86400"}


def health(request: Request) -> Body:
    """200 when a release is served; 503 otherwise."""
    try:
        made = store.ask(store.release(), queries.release)
    except HakikaError as error:
        return answers.as_json({"status": "no release", "detail": str(error)}, status=503)
    age = (answers.today() - made.published_at.date()).days
    return answers.as_json(
        {"status": "ok", "release": made.release, "age_days": age}, headers={"Cache-Control": "no-store"}
    )


def robots(request: Request) -> Body:
    """Everything may be indexed but the dashboard's inner channels."""
    hidden = ("/_stcore/", "/query", "/api/v1/sql")
    site_map = f"Sitemap: {leaves.origin(request)}/sitemap.xml"  # the one line there that must be a whole address
    text = "\n".join(["User-agent: *", *(f"Disallow: {path}" for path in hidden), site_map, ""])
    return Body(text.encode(), "text/plain; charset=utf-8", LONG)


def icon(request: Request) -> Body:
    """The icon, as SVG."""
    return Body(ICON.encode(), "image/svg+xml", LONG)


def style(request: Request) -> Body:
    """The style sheet of the plain pages."""
    text = templating.style() + (templating.FOLDER / "page.css").read_text("utf-8")
    return Body(text.encode(), "text/css; charset=utf-8", {"Cache-Control": "public, max-age=600"})


def sitemap(request: Request) -> Body:
    """The plain pages, for search engines."""
    base = leaves.origin(request)
    paths = ["/", *(f"/now/{crisis}" for crisis in store.catalogue().crises)]
    text = templating.render("sitemap.xml", addresses=[base + path for path in paths])
    return Body(text.encode(), "application/xml", LONG)


ROUTES = [
    Route("/healthz", answers.handler(health)),
    Route("/robots.txt", answers.handler(robots)),
    Route("/favicon.ico", answers.handler(icon)),
    Route("/favicon.png", answers.handler(icon)),
    Route("/style.css", answers.handler(style)),
    Route("/sitemap.xml", answers.handler(sitemap)),
]
