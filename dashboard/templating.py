"""Our own pages and pieces of pages, from Jinja templates that escape every value.

The one way by which words of a source come near HTML: as values, never as markup. Nothing here is ever marked safe but
what another template made. Streamlit's pages show these pieces by `views.shell.show`, the plain pages serve them whole.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

FOLDER = Path(__file__).resolve().parent / "templates"


def safe_url(url: str | None) -> str | None:
    """The address if it is one that may be a link: http or https, with a host; else None."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return None
    return url.strip() if parts.scheme in ("http", "https") and host else None


def host(url: str | None) -> str:
    """The host that a link leads to, to be named beside it."""
    checked = safe_url(url)
    return (urlsplit(checked).hostname or "").removeprefix("www.") if checked else ""


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["safe_url"] = safe_url
    environment.filters["host"] = host
    return environment


_ENVIRONMENT = _environment()


def render(name: str, **values: Any) -> Markup:
    """A template with its values, each escaped."""
    return Markup(_ENVIRONMENT.get_template(name).render(**values))


def style() -> str:
    """The one style sheet of the plain pages and of our pieces in the dashboard."""
    return (FOLDER / "hakika.css").read_text("utf-8")
