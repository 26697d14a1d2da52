"""How snapshots and embeds answer: from memory, compressed, with their caching, framing and links in the headers."""

import gzip
import hashlib
import re
import time
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from dashboard import bundle

FRAME_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)
PAGE = "public, max-age=120, stale-while-revalidate=180, stale-if-error=604800"
FOR_EVER = "public, max-age=31536000, immutable"
SHORT = "public, max-age=120, stale-while-revalidate=180"
HOUR = "public, max-age=3600"
HTML = "text/html; charset=utf-8"
PATIENCE = 1.0
"""Seconds for which a page is answered without a look whether its snapshot was withdrawn or revised."""
KEPT = 4_000
OPEN = {"Access-Control-Allow-Origin": "*"}


@dataclass(frozen=True)
class Leaf:
    """An answer made ready: its bytes, plain and compressed, and all its headers."""

    content: bytes
    packed: bytes | None
    headers: Mapping[str, str]
    packed_headers: Mapping[str, str]
    status: int = 200

    @cached_property
    def raw(self) -> tuple[list[tuple[bytes, bytes]], list[tuple[bytes, bytes]]]:
        """The headers, plain and packed, as a server sends them."""
        return _raw(self.headers), _raw(self.packed_headers)


def _raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


class FromMemory:
    """Answers GET and HEAD of a page that is kept in memory, by address and host, without anything made or looked up.

    `find` gives the answer to a request; what it gave is answered for `patience` seconds. A frame costs hardly more
    than a constant answer so.
    """

    def __init__(self, find: Callable[[Request], Awaitable[Leaf]]) -> None:
        """Keep nothing yet."""
        self._find = find
        self._ready: dict[tuple[str, bytes, bytes], tuple[float, Leaf]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        host = takes = known = b""
        for name, value in scope["headers"]:
            if name == b"host":
                host = value
            elif name == b"accept-encoding":
                takes = value
            elif name == b"if-none-match":
                known = value
        key = (scope["path"], scope["query_string"], host)
        until, found = self._ready.get(key, (0.0, None))
        if found is None or until < time.monotonic():
            found = await self._find(Request(scope))
            if found.status == 200:
                if len(self._ready) >= KEPT:
                    self._ready.clear()
                self._ready[key] = (time.monotonic() + PATIENCE, found)
        if known or scope["method"] != "GET" or found.status != 200:
            await answer(Request(scope), found)(scope, receive, send)
            return
        packed = found.packed is not None and b"gzip" in takes
        await send({"type": "http.response.start", "status": 200, "headers": list(found.raw[packed])})
        await send({"type": "http.response.body", "body": found.packed if packed else found.content})


def leaf(
    content: bytes | str,
    media_type: str,
    cached: str,
    headers: Mapping[str, str] | None = None,
    *,
    etag: str = "",
    status: int = 200,
    digest: bool = False,
) -> Leaf:
    """An answer, `headers` beside those that all have. `etag`: what its tag begins with, before a hash of its bytes."""
    plain = content.encode() if isinstance(content, str) else content
    packs = len(plain) > 400 and not media_type.startswith(("image/png", "application/zip", "application/pdf"))
    packed = gzip.compress(plain, 6, mtime=0) if packs else None
    common = {
        "Content-Type": media_type,
        "Cache-Control": cached if status < 400 else "public, max-age=120" if status == 410 else "no-store",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Vary": "Accept-Encoding",
        **(headers or {}),
    }
    tag = (f"{etag}." if etag else "") + hashlib.sha256(plain).hexdigest()[: 10 if etag else 64]

    def whole(body: bytes, mark: str) -> dict[str, str]:
        own = {"ETag": f'"{tag}{mark}"', "Content-Length": str(len(body))}
        if digest:
            own["Content-Digest"] = f"sha-256=:{b64encode(hashlib.sha256(body).digest()).decode()}:"
        return {**common, **own}

    packing = {**whole(packed, "-gzip"), "Content-Encoding": "gzip"} if packed else {}
    return Leaf(plain, packed, whole(plain, ""), packing, status)


def answer(request: Request, found: Leaf) -> Response:
    """The answer to a request: compressed where that is taken, 304 where it is known, without a body for HEAD."""
    if request.method not in ("GET", "HEAD"):
        return Response(status_code=405, headers={"Allow": "GET, HEAD"})
    takes = found.packed is not None and "gzip" in request.headers.get("accept-encoding", "")
    content, headers = (found.packed or b"", found.packed_headers) if takes else (found.content, found.headers)
    if known := request.headers.get("if-none-match"):
        tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        if found.status < 400 and (headers["ETag"] in tags or "*" in tags):
            kept = {name: value for name, value in headers.items() if not name.startswith("Content-")}
            if "Content-Security-Policy" in headers:
                kept["Content-Security-Policy"] = headers["Content-Security-Policy"]
            return Response(status_code=304, headers=kept)
    response = Response(content, found.status, headers)
    if request.method == "HEAD":
        response.body = b""
    return response


def origin(request: Request) -> str:
    """The public origin: as the operator named it, else as the request did."""
    if named := bundle.origin():
        return named
    host = request.headers.get("host", "")
    return f"{request.url.scheme}://{host}" if re.fullmatch(r"[\w.\-\[\]:]{1,200}", host) else ""


def links(**relations: Any) -> str:
    """The header Link (RFC 8288) from relations to one or several targets, each an address or (address, more)."""
    parts = []
    for relation, targets in relations.items():
        for target in targets if isinstance(targets, list) else [targets]:
            address, more = target if isinstance(target, tuple) else (target, "")
            if address:
                parts.append(f'<{address}>; rel="{relation.replace("_", "-")}"{more}')
    return ", ".join(parts)
