"""`hakika doctor`: what works on this machine, and how to mend what does not."""

import os
import shutil
import socket
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

from dashboard import console
from data import catalogue, warehouse
from data.errors import HakikaError

ROOM = 1_000_000_000  # bytes that a store should have left


def examine(store: Path) -> list[dict[str, Any]]:
    """One record a thing: what, needed, works, found, "to mend it"."""
    checks: list[tuple[str, bool, Callable[[Path], str], str]] = [
        ("Python", True, _python, "Install Python 3.11 or newer."),
        ("packages", True, _packages, "Run `uv sync` in the checkout."),
        ("catalogue", True, _catalogue, "Mend the files of seeds/ that are named."),
        ("store", True, _writable, "Choose another folder with --store, or give this user the right to write there."),
        ("disk", True, _room, "Free some space; releases and bytes need it."),
        ("release", False, _release, "Run `hakika ingest`."),
        ("limits for SQL", False, _locks, "Use Linux 5.13 or newer; until then the web console stays off."),
        ("network", False, _network, "Connect it to use live sources; all else works without."),
        ("browser", False, _browser, "Install Chromium to run the browser tests; nothing else needs it."),
    ]
    found = []
    for what, needed, check, remedy in checks:
        try:
            shown, works = check(store), True
        except (HakikaError, OSError, metadata.PackageNotFoundError) as error:
            shown, works = str(error).splitlines()[0], False
        row = {"what": what, "needed": needed, "works": works, "found": shown, "to mend it": "" if works else remedy}
        found.append(row)
    return found


def _python(store: Path) -> str:
    return sys.version.split()[0]


def _packages(store: Path) -> str:
    names = ("duckdb", "streamlit", "pandas", "pydantic", "plotly")
    return ", ".join(f"{name} {metadata.version(name)}" for name in names)


def _catalogue(store: Path) -> str:
    found = catalogue.load()
    return f"{len(found.indicators)} indicators, {len(found.places)} places, {len(found.sources)} sources"


def _writable(store: Path) -> str:
    store.mkdir(parents=True, exist_ok=True)
    trial = store / f".doctor-{os.getpid()}.part"
    try:
        trial.write_bytes(b"")
    finally:
        trial.unlink(missing_ok=True)
    return str(store)


def _room(store: Path) -> str:
    free = shutil.disk_usage(store if store.exists() else store.parent).free
    if free < ROOM:
        raise HakikaError(f"only {free / 1e9:.1f} GB are free")
    return f"{free / 1e9:,.0f} GB free"


def _release(store: Path) -> str:
    release = warehouse.current(store)
    if release is None:
        raise HakikaError("none yet")
    warehouse.connect(release).close()
    return f"number {warehouse.number_of(release)}, {release.stat().st_size / 1e6:,.1f} MB"


def _locks(store: Path) -> str:
    lack = console.weakness()
    if lack is not None:
        raise HakikaError(lack)
    return "in place"


def _network(store: Path) -> str:
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(3)
    try:
        socket.getaddrinfo("www.unhcr.org", 443)
    finally:
        socket.setdefaulttimeout(before)
    return "names are resolved"


def _browser(store: Path) -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    raise HakikaError("none found")
