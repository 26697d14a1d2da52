"""Asking servers, politely and warily: one request a host at a time, robots.txt, retries, caps on every side."""

import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib import metadata
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode
from urllib.robotparser import RobotFileParser

import httpx
import stamina

from data.errors import FetchError
from data.models import content_hash
from ingest.address import Lost, Rule, Transport

LARGEST = 50_000_000  # bytes, on the wire and unpacked
SECONDS = 60.0  # one transfer, from connecting to the last byte
ATTEMPTS = 4
REDIRECTS = 5
LONGEST_WAIT = 60.0  # seconds that a server may ask us to wait
HIDDEN = "hidden"
SECRET_NAMES = frozenset(
    "key api_key apikey api-key token access_token client_id client_secret subscription-key app_identifier appname "
    "password passwd secret sig signature email".split()
)
KEPT_HEADERS = ("content-type", "etag", "last-modified", "date", "content-encoding", "content-length")


class Again(FetchError):
    """The server asks to be left alone for a while; `after` seconds, where it says how many."""

    def __init__(self, message: str, after: float | None) -> None:
        """Keep the time beside the sentence."""
        self.after = after
        super().__init__(message)


@dataclass(frozen=True)
class Answer:
    """What a server sent. Addresses are without keys; status 304 has no content. `at` is UTC."""

    address: str
    final: str
    status: int
    headers: Mapping[str, str]
    content: bytes
    at: datetime

    @property
    def name(self) -> str:
        """The file name of the final address."""
        return unquote(PurePosixPath(httpx.URL(self.final).path).name) or "index.html"

    @property
    def modified(self) -> datetime | None:
        """When the publisher changed it, as its server says; never later than it was fetched."""
        try:
            stated = parsedate_to_datetime(self.headers["last-modified"]).astimezone(UTC).replace(tzinfo=None)
        except (KeyError, ValueError, TypeError):
            return None
        return min(stated, self.at)

    def entry(self, source_id: str) -> dict[str, Any]:
        """A line for the log of fetches."""
        return {
            "at": self.at,
            "source_id": source_id,
            "address": self.address,
            "final_address": self.final,
            "status": self.status,
            "headers": dict(self.headers),
            "hash": content_hash(self.content) if self.status == 200 else None,
        }


def user_agent(contact: str | None = None) -> str:
    """Who asks: project, version, and how to reach the operator ($HAKIKA_CONTACT)."""
    return f"Hakika/{metadata.version('hakika')} (humanitarian figures; contact: {contact or 'see the operator'})"


def without_keys(url: str, secrets: frozenset[str] = frozenset()) -> str:
    """An address or a message with every key in it hidden."""
    for secret in sorted(secrets, key=len, reverse=True):
        url = url.replace(secret, HIDDEN).replace(quote(secret, safe=""), HIDDEN)
    head, mark, query = url.partition("?")
    if not mark or not url.startswith(("http://", "https://")):
        return url
    pairs = parse_qsl(query, keep_blank_values=True)
    return f"{head}?{urlencode([(k, HIDDEN if k.lower() in SECRET_NAMES else v) for k, v in pairs])}"


@dataclass
class Network:
    """One run's way to the network; used by many threads.

    Attributes:
        ports, allows: The rule on addresses; see `Rule`. Only tests change it.
        pause: Seconds between two requests to one host.
        wait: Seconds before the first retry; they double.
    """

    rule: Rule = Rule(hosts=None)
    contact: str | None = None
    pause: float = 1.0
    wait: float = 1.0
    seconds: float = SECONDS
    hosts: dict[str, tuple[threading.Lock, list[float]]] = field(default_factory=dict)
    robots: dict[str, RobotFileParser] = field(default_factory=dict)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def get(
        self,
        address: str,
        *,
        hosts: frozenset[str] | None,
        headers: Mapping[str, str] | None = None,
        secrets: frozenset[str] = frozenset(),
    ) -> Answer:
        """Fetch one address; redirects are followed under the same rule.

        Raises:
            Gone: nothing is there.
            FetchError: it may not be fetched, cannot be reached, or answered something that may not be read.
        """
        rule = Rule(hosts, self.rule.ports, self.rule.allows)
        try:
            for attempt in stamina.retry_context(
                on=_again, attempts=ATTEMPTS, timeout=None, wait_initial=self.wait, wait_jitter=self.wait, wait_max=30
            ):
                with attempt:
                    return self._follow(address, rule, dict(headers or {}), secrets)
        except FetchError as error:
            raise type(error)(*(without_keys(a, secrets) if isinstance(a, str) else a for a in _args(error))) from None
        raise AssertionError("stamina ends with an answer or an error")

    def _follow(self, address: str, rule: Rule, headers: dict[str, str], secrets: frozenset[str]) -> Answer:
        url = httpx.URL(address)
        deadline = time.monotonic() + self.seconds
        for _ in range(REDIRECTS + 1):
            rule.check(url)
            self._obey_robots(url, rule, deadline)
            with self._alone(url.host):
                answer, target = self._ask(url, rule, headers, deadline)
            if target is None:
                return Answer(
                    without_keys(address, secrets), without_keys(str(url), secrets), answer.status, answer.headers,
                    answer.content, answer.at,
                )  # fmt: skip
            if url.scheme == "https" and target.scheme == "http":
                raise FetchError(f"{url.host} leads from https to http, which is not followed")
            if target.host != url.host:
                headers = {k: v for k, v in headers.items() if k.lower() in ("if-none-match", "if-modified-since")}
            url = target
        raise FetchError(f"{httpx.URL(address).host} leads on more than {REDIRECTS} times")

    @contextmanager
    def _alone(self, host: str) -> Iterator[None]:
        """No other request to this host meanwhile, and a pause since the last."""
        with self.guard:
            lock, last = self.hosts.setdefault(host.lower(), (threading.Lock(), [float("-inf")]))
        with lock:
            time.sleep(max(0.0, last[0] + self.pause - time.monotonic()))
            try:
                yield
            finally:
                last[0] = time.monotonic()

    def _obey_robots(self, url: httpx.URL, rule: Rule, deadline: float) -> None:
        site = f"{url.scheme}://{url.netloc.decode()}"
        with self.guard:
            known = self.robots.get(site)
        if known is None:
            known = RobotFileParser()
            asked = httpx.URL(f"{site}/robots.txt")
            try:
                for _ in range(REDIRECTS + 1):
                    rule.check(asked)
                    with self._alone(asked.host):
                        answer, target = self._ask(asked, rule, {}, deadline)
                    if target is None:
                        break
                    asked = target
                known.parse(answer.content[:500_000].decode("utf-8", "replace").splitlines())
            except _Refused:
                known.parse([])  # no rules: all may be fetched
            with self.guard:
                self.robots[site] = known
        if not known.can_fetch("Hakika", str(url)):
            raise FetchError(f"{url.host} does not want {url.path} to be fetched by programs (its robots.txt)")

    def _ask(
        self, url: httpx.URL, rule: Rule, headers: Mapping[str, str], deadline: float
    ) -> tuple[Answer, httpx.URL | None]:
        """One request: the answer, or where it leads on to."""
        own = {
            "User-Agent": user_agent(self.contact),
            "Accept": "*/*",
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        transport = Transport(rule, deadline)
        with httpx.Client(transport=transport, trust_env=False, follow_redirects=False) as client:
            request = client.build_request("GET", url, headers={**own, **headers})
            response = client.send(request, stream=True)
            try:
                if response.status_code in (301, 302, 303, 307, 308) and "location" in response.headers:
                    return _answer(url, response, b""), url.join(response.headers["location"])
                _accept(url, response)
                content = _body(url, response) if response.status_code == 200 else b""
                return _answer(url, response, content), None
            finally:
                response.close()


class _Refused(FetchError):
    """A 4xx answer, which is never asked for again."""


class Gone(_Refused):
    """Nothing is there: `status` is 404, or 410 where the server says that nothing will be again."""

    def __init__(self, message: str, status: int) -> None:
        """Keep the status beside the sentence."""
        self.status = status
        super().__init__(message)


def _args(error: FetchError) -> tuple[Any, ...]:
    if isinstance(error, Gone):
        return str(error), error.status
    return (str(error), error.after) if isinstance(error, Again) else (str(error),)


def _again(error: Exception) -> bool | float:
    if isinstance(error, Again):
        return error.after if error.after is not None else True
    return isinstance(error, Lost)


def _answer(url: httpx.URL, response: httpx.Response, content: bytes) -> Answer:
    kept = {name: response.headers[name][:500] for name in KEPT_HEADERS if name in response.headers}
    at = datetime.now(UTC).replace(tzinfo=None)
    return Answer(str(url), str(url), response.status_code, kept, content, at)


def _accept(url: httpx.URL, response: httpx.Response) -> None:
    """Let 200 and 304 pass.

    Raises:
        Again: 429, 502, 503 or 504.
        Gone: 404 or 410.
        FetchError: anything else.
    """
    status = response.status_code
    if status in (200, 304):
        return
    said = f"{url.host} answered {status} {response.reason_phrase}".rstrip()
    if status in (429, 502, 503, 504):
        after = _retry_after(response.headers.get("retry-after"))
        if after is not None and after > LONGEST_WAIT:
            raise FetchError(f"{said} and asks to wait {after:,.0f} s; it is tried again at the next run")
        raise Again(said, after)
    if status in (404, 410):
        raise Gone(said, status)
    raise (_Refused if 400 <= status < 500 else FetchError)(said)


def _retry_after(stated: str | None) -> float | None:
    if stated is None:
        return None
    try:
        return max(0.0, float(stated))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(stated) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _body(url: httpx.URL, response: httpx.Response) -> bytes:
    """The content, counted while it streams, before and after it is unpacked."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", ""):
        raise FetchError(f"{url.host} sent the encoding {encoding!r}, though only gzip was asked for")
    unpack = zlib.decompressobj(31) if encoding == "gzip" else None
    parts: list[bytes] = []
    wire = size = 0
    for chunk in response.iter_raw():
        wire += len(chunk)
        try:
            part = unpack.decompress(chunk, LARGEST + 1 - size) if unpack else chunk
        except zlib.error as error:
            raise FetchError(f"{url.host} sent a damaged gzip stream: {error}") from None
        size += len(part)
        if wire > LARGEST or size > LARGEST or (unpack and unpack.unconsumed_tail):
            raise FetchError(f"{url.host} sent more than {LARGEST // 1_000_000} MB; it was given up")
        parts.append(part)
    if unpack and not unpack.eof:
        raise Lost(f"{url.host}: the answer was cut off")
    return b"".join(parts)
