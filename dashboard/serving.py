"""What stands around every answer: safety headers, true 404s and 405s, and compressed files for poor links."""

import gzip
import hashlib
import logging
import re
from collections.abc import Callable, Collection, Sequence
from importlib.util import find_spec
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG = logging.getLogger(__name__)
DASHBOARD_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self' {sockets}; worker-src 'self' blob:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
PLAIN_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
STATIC = Path(str(find_spec("streamlit").origin)).resolve().parent / "static"  # type: ignore[union-attr]
_COMPRESSED = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}


class SafetyHeaders:
    """Adds the headers of the safety guide where a route has not set its own, and answers where one failed.

    No cookie leaves but Streamlit's own.
    """

    def __init__(self, app: ASGIApp, failed: Callable[[Request], Response]) -> None:
        """Wrap an application; `failed` makes the answer for a fault of ours."""
        self.app = app
        self.failed = failed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        host = Headers(scope=scope).get("host", "")
        host = host if re.fullmatch(r"[\w.\-\[\]:]+", host) else ""
        sockets = f"ws://{host} wss://{host}" if host else "ws: wss:"

        begun = False

        async def send_safely(message: Message) -> None:
            nonlocal begun
            begun = True
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", DASHBOARD_POLICY.format(sockets=sockets))
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "no-referrer")
                headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
            await send(message)

        try:
            await self.app(scope, receive, send_safely)
        except Exception:  # the trace is for the log, never for the visitor
            if begun:
                raise
            LOG.exception("%s could not be answered.", scope["path"])
            await self.failed(Request(scope))(scope, receive, send_safely)


class KnownPages:
    """Makes an unknown address a 404: Streamlit itself answers any path with the dashboard.

    Known are our routes, the paths of pages, and whatever Streamlit serves that is no HTML page.
    """

    def __init__(
        self, app: ASGIApp, routes: Sequence[BaseRoute], pages: Collection[str], missing: Callable[[Request], Response]
    ) -> None:
        """Wrap an application; `pages` are paths such as "/explore", `missing` makes the answer for all others."""
        self.app = app
        self.routes = routes
        self.pages = frozenset(pages)
        self.missing = missing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] in self.pages or self._is_route(scope):
            await self.app(scope, receive, send)
            return
        refused = False

        async def send_no_page(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start":
                kind = MutableHeaders(scope=message).get("content-type", "")
                status = message["status"]
                refused = status == 404 or (status < 400 and kind.startswith("text/html")) or status in (301, 308)
                if refused:
                    await self.missing(Request(scope))(scope, receive, send)
            if not refused:
                await send(message)

        await self.app(scope, receive, send_no_page)

    def _is_route(self, scope: Scope) -> bool:
        return any(route.matches(scope)[0] is not Match.NONE for route in self.routes)


class KnownMethods:
    """Answers a method that one of our addresses does not take, and says which it takes; so also OPTIONS."""

    def __init__(
        self, app: ASGIApp, routes: Sequence[BaseRoute], other: Callable[[Request, frozenset[str]], Response]
    ) -> None:
        """Wrap an application; `other` makes the answer, from the methods that are taken."""
        self.app = app
        self.routes = routes
        self.other = other

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        taken: frozenset[str] = frozenset()
        if scope["type"] == "http":
            for route in self.routes:
                match, _ = route.matches(scope)
                if match is Match.FULL:
                    taken = frozenset()
                    break
                if match is Match.PARTIAL and isinstance(route, Route):
                    taken |= frozenset(route.methods or ())
        answer = self.other(Request(scope), taken) if taken else self.app
        await answer(scope, receive, send)


class CompressedFiles:
    """Serves Streamlit's own files compressed: 2.7 MB instead of 7.8 MB at a first visit.

    Their names carry a hash of their content, so each is compressed once and kept.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app
        self._kept: dict[str, tuple[bytes, dict[str, str]]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and scope["path"].startswith("/static/"):
            headers = Headers(scope=scope)
            if "gzip" in headers.get("accept-encoding", "") and "range" not in headers:
                found = self._compressed(scope["path"])
                if found is not None:
                    await self._answer(found, headers, scope["method"])(scope, receive, send)
                    return
        await self.app(scope, receive, send)

    def _compressed(self, path: str) -> tuple[bytes, dict[str, str]] | None:
        if path not in self._kept:
            file = (STATIC / path.lstrip("/")).resolve()
            if not (file.is_relative_to(STATIC) and file.suffix in _COMPRESSED and file.is_file()):
                return None
            content = gzip.compress(file.read_bytes(), 6, mtime=0)
            self._kept[path] = (
                content,
                {
                    "Content-Type": f"{_COMPRESSED[file.suffix]}; charset=utf-8",
                    "Cache-Control": "public, immutable, max-age=31536000",
                    "Content-Encoding": "gzip",
                    "Vary": "Accept-Encoding",
                    "ETag": f'"{hashlib.sha256(content).hexdigest()[:26]}"',
                },
            )
        return self._kept[path]

    @staticmethod
    def _answer(found: tuple[bytes, dict[str, str]], headers: Headers, method: str) -> Response:
        content, fixed = found
        if headers.get("if-none-match") == fixed["ETag"]:
            return Response(status_code=304, headers=fixed)
        answer = Response(content, headers=fixed)
        if method == "HEAD":
            answer.body = b""
        return answer
