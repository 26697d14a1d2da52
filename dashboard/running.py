"""`hakika up`: one server, and beside it, ended with it, the ingest that keeps its store fresh."""

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import tomllib
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dashboard.printing import say
from data import archive, catalogue, statements, warehouse
from data.errors import HakikaError, StoreError


def up(store: Path, host: str, port: int, offline: bool, refresh: timedelta) -> None:
    """Make a release where one is due, then serve until told to stop.

    Raises:
        StoreError: the port is taken, or no release could be made.
    """
    store = store.resolve()
    os.environ["HAKIKA_STORE"] = str(store)
    check_port(host, port)
    if seeds_changed(store):
        _first_ingest(store)
    refresher = None if offline else Refresher(store, refresh)
    try:
        serve(host, port, refresher)
    finally:
        if refresher is not None:
            refresher.stop()


def check_port(host: str, port: int) -> None:
    """See that the port can be listened on.

    Raises:
        StoreError: it is taken, or there is no such host here.
    """
    try:
        family, kind, number, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with closing(socket.socket(family, kind, number)) as listener:
            if os.name != "nt":
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except OSError as error:
        why = error.strerror or str(error)
        here = not isinstance(error, socket.gaierror) and error.errno != errno.EADDRNOTAVAIL
        mend = f"Stop what uses it, or choose another: --port {port + 1}" if here else "Give an address of this machine"
        raise StoreError(f"Port {port} of {host} cannot be used: {why}. {mend}") from None


def seeds_changed(store: Path) -> bool:
    """Whether there is no release, or seeds/ or our tables are not those that the release was made from."""
    release = warehouse.current(store)
    if release is None:
        return True
    with closing(warehouse.connect(release)) as con:
        made_from = warehouse.cursor(con).execute("SELECT catalogue_hash, schema_hash FROM release").fetchall()[0]
    if made_from != (catalogue.hash_of(catalogue.SEEDS), statements.schema_hash()):
        return True
    states = archive.source_states(store)
    for path in (catalogue.SEEDS / "sources").glob("*.toml"):
        fetch = tomllib.loads(path.read_text("utf-8"))["fetch"]
        if fetch["kind"] == "file":
            state = states.get(path.stem)
            if state is None or state.last_tried is None:
                return True
            if _changed_at(catalogue.SEEDS.parent / fetch["path"]) > state.last_tried.replace(tzinfo=UTC).timestamp():
                return True
    return False


def _changed_at(path: Path) -> float:
    files = [path, *path.rglob("*")] if path.is_dir() else [path]
    return max((file.stat().st_mtime for file in files if file.exists()), default=0.0)


def _first_ingest(store: Path) -> None:
    say("Reading the seeds ...")
    ended = subprocess.run(_ingest(store), stdout=subprocess.DEVNULL, check=False)
    if ended.returncode != 0 and warehouse.current(store) is None:
        raise StoreError("No release could be made from seeds/; what is wrong stands above.")


def _ingest(store: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "dashboard.cli", "ingest", "--store", str(store), *more]


def _die_with_parent() -> None:
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


class Refresher:
    """Runs `hakika ingest --all` at once and every so often; to be stopped."""

    def __init__(self, store: Path, every: timedelta) -> None:
        """Prepare; nothing runs before `start`."""
        self.store, self.every = store, every
        self.stopping = threading.Event()
        self.child: subprocess.Popen[bytes] | None = None
        self.lock = threading.Lock()
        self.thread = threading.Thread(target=self._loop, daemon=True)

    def start(self) -> None:
        """Begin to refresh in the background."""
        self.thread.start()

    def _loop(self) -> None:
        while not self.stopping.is_set():
            with self.lock:
                if self.stopping.is_set():
                    return
                self.child = subprocess.Popen(
                    _ingest(self.store, "--all"),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    preexec_fn=_die_with_parent if sys.platform == "linux" else None,
                )
            code = self.child.wait()
            if code != 0 and not self.stopping.is_set():
                say(f"{datetime.now(UTC):%H:%M} UTC: the refresh failed; `hakika ingest --all` says why.")
            self.stopping.wait(self.every.total_seconds())

    def stop(self) -> None:
        """End the refresh and the ingest that it may have running; what was published stands."""
        self.stopping.set()
        with self.lock:
            child = self.child
        if child is not None and child.poll() is None:
            child.terminate()
            try:
                child.wait(5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def serve(host: str, port: int, refresher: Refresher | None) -> None:
    """Serve the dashboard until a signal says to stop; the address is printed once it answers."""
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: Sequence[socket.socket] | None = None) -> None:
            await super().startup(sockets=list(sockets) if sockets else None)
            if self.started:
                shown = f"[{host}]" if ":" in host else host
                print(f"Hakika answers at http://{shown}:{port}/  (Ctrl+C ends it)", flush=True)
                if refresher is not None:
                    refresher.start()

    config = uvicorn.Config(
        "dashboard.app:app", host=host, port=port, log_level="warning", server_header=False, access_log=False
    )
    server = Server(config)
    server.run()
    if not server.started:
        raise HakikaError("The dashboard could not be started; what is wrong stands above.")
