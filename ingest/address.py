"""Which addresses may be fetched, and the connection to the very address that was checked.

The rule is one argument of what fetches. Only tests give another one than PUBLIC; no file, variable or option can.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

from data.errors import FetchError

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
CONNECT_SECONDS = 10.0

# what Python's is_global lets through although it leads elsewhere
ODD = "192.0.0.0/24 192.88.99.0/24 224.0.0.0/4 64:ff9b::/96 64:ff9b:1::/48 2002::/16 2001::/32 ff00::/8 ::ffff:0:0/96"
ODD_NETWORKS = [ipaddress.ip_network(text) for text in ODD.split()]


def is_public(ip: IP) -> bool:
    """Whether an address is a global unicast one: none of this machine, this network, or a way round to them."""
    return ip.is_global and not any(ip in network for network in ODD_NETWORKS if network.version == ip.version)


@dataclass(frozen=True)
class Rule:
    """What may be asked. `hosts` None: any host."""

    hosts: frozenset[str] | None
    ports: frozenset[int] = frozenset({80, 443})
    allows: Callable[[IP], bool] = is_public

    def check(self, url: httpx.URL) -> None:
        """See that an address may be fetched at all.

        Raises:
            FetchError: it may not; the message says why.
        """
        if url.scheme not in ("http", "https") or not url.host:
            raise FetchError(f"{url} is no http or https address")
        if url.userinfo:
            raise FetchError(f"{url.host}: an address with a user name in it is not fetched")
        port = url.port or (443 if url.scheme == "https" else 80)
        if port not in self.ports:
            raise FetchError(f"{url.host}: port {port} is not fetched from")
        if self.hosts is not None and url.host.lower() not in self.hosts:
            raise FetchError(
                f"{url.host} is not among the hosts of this source ({', '.join(sorted(self.hosts))}). "
                "If the publisher has moved there, add it to `hosts` in the source's file"
            )

    def resolve(self, host: str, port: int) -> list[IP]:
        """The addresses of a host, all of them checked.

        Raises:
            FetchError: it has none, or one that may not be asked.
        """
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            raise NoNetwork(f"{host} cannot be found: {getattr(error, 'strerror', None) or error}") from None
        addresses = list(dict.fromkeys(ipaddress.ip_address(str(entry[4][0]).split("%")[0]) for entry in found))
        refused = [address for address in addresses if not self.allows(address)]
        if refused or not addresses:
            raise FetchError(f"{host} leads to {', '.join(map(str, refused))}, which is no public address")
        return addresses


class NoNetwork(FetchError):
    """The host cannot be found or reached at all; asking again at once is of no use."""


class Lost(FetchError):
    """The connection was lost on the way; asking again may help."""


class Transport(httpx.BaseTransport):
    """Sends requests only to addresses that were checked, until a deadline; follows no proxy of the environment."""

    def __init__(self, rule: Rule, deadline: float) -> None:
        """`deadline` is a time of `time.monotonic`, for all that is done through it."""
        self.deadline = deadline
        self.pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            network_backend=_Backend(rule, deadline),
            max_keepalive_connections=0,
            http1=True,
            http2=False,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request.

        Raises:
            NoNetwork, Lost, FetchError: it could not be sent or answered.
        """
        assert isinstance(request.stream, httpx.SyncByteStream)
        sent = httpcore.Request(
            request.method,
            httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with told(request.url.host):
            answer = self.pool.handle_request(sent)
        assert isinstance(answer.stream, Iterable)
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Stream(answer.stream, request.url.host),
            extensions=answer.extensions,
        )  # fmt: skip

    def close(self) -> None:
        """Close all connections."""
        self.pool.close()


@contextmanager
def told(host: str) -> Iterator[None]:
    """Turn what the network reports into one sentence.

    Raises:
        NoNetwork: no connection could be made.
        Lost: it broke, or nothing came for too long.
    """
    try:
        yield
    except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
        raise NoNetwork(f"{host} cannot be reached: {error or 'it does not answer'}") from None
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
        raise Lost(f"{host}: the connection was lost: {error or type(error).__name__}") from None


class _Stream(httpx.SyncByteStream):
    def __init__(self, stream: Iterable[bytes], host: str) -> None:
        self.stream, self.host = stream, host

    def __iter__(self) -> Iterator[bytes]:
        with told(self.host):
            yield from self.stream

    def close(self) -> None:
        close = getattr(self.stream, "close", None)
        if close is not None:
            close()


class _Backend(httpcore.SyncBackend):
    """Resolves once, checks every address, and connects to one of those; all within the deadline."""

    def __init__(self, rule: Rule, deadline: float) -> None:
        self.rule, self.deadline = rule, deadline

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        failed: Exception | None = None
        for address in self.rule.resolve(host, port):
            try:
                stream = super().connect_tcp(
                    str(address), port, min(CONNECT_SECONDS, left(self.deadline)), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _Timed(stream, self.deadline)
        raise failed or httpcore.ConnectError("it has no address")


def left(deadline: float) -> float:
    """Seconds until a deadline.

    Raises:
        FetchError: it has passed.
    """
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise FetchError("it took longer than one transfer may take; it was given up")
    return seconds


class _Timed(httpcore.NetworkStream):
    """A connection whose every read and write ends by the deadline, however slowly bytes come."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self.stream, self.deadline = stream, deadline

    def _wait(self, timeout: float | None) -> float:
        return min(timeout or CONNECT_SECONDS, left(self.deadline))

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            return self.stream.read(max_bytes, self._wait(timeout))
        except httpcore.ReadTimeout:
            left(self.deadline)
            raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, self._wait(timeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Timed(self.stream.start_tls(ssl_context, server_hostname, self._wait(timeout)), self.deadline)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)
