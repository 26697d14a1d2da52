"""How a route answers: JSON, CSV or a page, with ETag and 304, by GET and HEAD alike; errors that a person can read.

An answer's body is made once for a release and an address, and kept.
"""

import csv
import hashlib
import io
import json
import logging
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dashboard import store, templating
from dashboard.selection import LANGUAGES
from dashboard.serving import PLAIN_POLICY
from data.errors import BadSelection, HakikaError, NoRelease

LOG = logging.getLogger(__name__)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")
TOLD = ("nothing", "unknown", "empty", "failed", "no_chart", "no_chart_of", "no_figure", "no_snapshot")
"""Errors that a page says in its language; programs are told them in English."""
SHORT = "public, max-age=120, stale-while-revalidate=180"


@dataclass(frozen=True)
class Body:
    """What is sent; `dashboard`: a page of Streamlit, under the policy that it needs."""

    content: bytes
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    dashboard: bool = False

    @property
    def etag(self) -> str:
        """The same for the same bytes."""
        return f'"{hashlib.sha256(self.content).hexdigest()[:26]}"'


def handler(make: Callable[[Request], Body], *, public: bool = False) -> Callable[[Request], Response]:
    """A route's handler from a function that makes the body; `public` opens it to scripts of other hosts."""

    def answer(request: Request) -> Response:
        try:
            body = make(request)
        except BadSelection as error:
            body = fault(request, 400, "The address asks for what does not exist.", error.faults)
        except NoRelease as error:
            body = fault(request, 503, "There is nothing to show yet.", [str(error)])
        except HakikaError as error:
            body = fault(request, 500, "This could not be answered.", [str(error)])
        except Exception:  # a fault of ours: the trace is for the log, never for the visitor
            LOG.exception("%s could not be answered.", request.url.path)
            body = fault(request, 500, "This could not be answered.", ["The fault is ours, and has been noted."])
        return send(request, body, public=public)

    return answer


def send(request: Request, body: Body, *, public: bool = False) -> Response:
    """The response for a body: 304 where the asker has it already."""
    headers = {"ETag": body.etag, "Cache-Control": SHORT, "Vary": "Accept-Encoding", **body.headers}
    if public:
        headers |= {
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Expose-Headers": "ETag, Hakika-Truncated, Retry-After",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
    if body.media_type.startswith("text/html") and not body.dashboard:
        headers.setdefault("Content-Security-Policy", PLAIN_POLICY)
    if body.status >= 400:
        headers["Cache-Control"] = "no-store"
        del headers["ETag"]
    elif body.etag in [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    response = Response(body.content, body.status, headers, body.media_type)
    if request.method == "HEAD":
        response.body = b""
    return response


def fault(request: Request, status: int, error: str, faults: Sequence[str]) -> Body:
    """An error as JSON under /api and for addresses that end in .json, as a page elsewhere."""
    path = request.url.path
    if f"{path}/".startswith("/api/") or path.endswith(".json"):
        return as_json({"error": error, "detail": "\n".join(faults)}, status=status)
    last = path.rpartition("/")[2]
    words = store.words(last if last in LANGUAGES else request.query_params.get("lang", "en"))
    english = {store.words("en").say(f"answer.{name}"): f"answer.{name}" for name in TOLD}
    title = words.say(english[error]) if error in english else error
    return page("error.html", words=words, status=status, title=title, faults=faults)


def missing(request: Request) -> Response:
    """The answer for an unknown address."""
    public = request.url.path.startswith("/api/v1/")
    return send(request, fault(request, 404, "There is nothing at this address.", []), public=public)


def failed(request: Request) -> Response:
    """The answer where something of ours failed."""
    body = fault(request, 500, "This could not be answered.", ["The fault is ours, and has been noted."])
    return send(request, body, public=request.url.path.startswith("/api/v1/"))


def not_taken(request: Request, methods: frozenset[str]) -> Response:
    """The answer to a method that an address does not take; to a script that asks first, what it may send."""
    public = request.url.path.startswith("/api/v1/")
    allowed = ", ".join(sorted(methods | ({"OPTIONS"} if public else set())))
    if public and request.method == "OPTIONS":
        asked_first = {
            "Allow": allowed,
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Methods": allowed,
            "Access-Control-Allow-Headers": "Content-Type, If-None-Match, If-Range, Range",
            "Access-Control-Max-Age": "86400",
        }
        return Response(status_code=204, headers=asked_first)
    answer = send(request, fault(request, 405, f"This address takes only {allowed}.", []), public=public)
    answer.headers["Allow"] = allowed
    return answer


def page(template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any) -> Body:
    """A page of ours."""
    text = templating.render(template, **values)
    return Body(text.encode(), "text/html; charset=utf-8", headers or {}, status)


def as_json(value: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Body:
    """JSON without NaN or Infinity; integers beyond 2^53 as text, days and instants as ISO 8601."""
    text = json.dumps(sound(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Body(text.encode(), "application/json", headers or {}, status)


def sound(value: Any) -> Any:
    """A value as JSON may hold it."""
    if isinstance(value, Mapping):
        return {str(key): sound(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [sound(inner) for inner in value]
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, datetime):
        text = value.replace(tzinfo=None).isoformat()
        return f"{text}Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return sound(int(value)) if value.is_integer() else value
    if isinstance(value, int):
        return value if abs(value) <= 2**53 else str(value)
    return str(value)


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], name: str) -> Body:
    """RFC 4180, with a mark before text that a spreadsheet would run as a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(row.get(column)) for column in columns])
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Body(text.getvalue().encode(), "text/csv; charset=utf-8", headers)


def cell(value: Any) -> Any:
    """One value of a CSV file."""
    found = sound(value)
    if isinstance(value, str) and value.startswith(FORMULA):
        return "'" + value
    return "" if found is None else found


def today() -> date:
    """The day in UTC."""
    return datetime.now(UTC).date()
