"""A real HTTP server on loopback for tests of fetching, and a network whose rule allows it."""

import ipaddress
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ingest.address import IP, Rule
from ingest.network import Network

Handler = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """What the server answers: a handler by path. `asked` lists the paths with query, `bodies` what was posted."""

    port: int
    handlers: dict[str, Handler] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def network(self, seconds: float = 60.0) -> Network:
        """A network that may ask this server alone, without pauses."""
        home = ipaddress.ip_address("127.0.0.1")

        def allows(ip: IP) -> bool:
            return ip == home

        return Network(Rule(None, frozenset({self.port}), allows), pause=0.0, wait=0.01, seconds=seconds)

    def text(self, path: str, content: str | bytes, kind: str = "text/plain", **headers: str) -> None:
        """Answer a path with 200."""
        self.handlers[path] = lambda request: reply(request, 200, content, {"Content-Type": kind, **headers})


def reply(request: BaseHTTPRequestHandler, status: int, content: str | bytes, headers: dict[str, str]) -> None:
    """Send a whole answer."""
    body = content.encode() if isinstance(content, str) else content
    request.send_response(status)
    for name, value in ({"Content-Length": str(len(body))} | headers).items():
        request.send_header(name.replace("_", "-"), value)
    request.end_headers()
    request.wfile.write(body)


@contextmanager
def serving() -> Iterator[Site]:
    """The server, for a while."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.headers.append({name.lower(): value for name, value in self.headers.items()})
            handler = site.handlers.get(self.path) or site.handlers.get(self.path.split("?")[0])
            try:
                if handler:
                    handler(self)
                else:
                    reply(self, 404, "not here", {})
            except (BrokenPipeError, ConnectionResetError):
                pass

        def do_POST(self) -> None:
            site.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads = True
    site = Site(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
