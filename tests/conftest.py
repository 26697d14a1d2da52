"""What many tests share: the catalogue, and one warehouse built from seeds/samples."""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from local_server import Site, serving

from data import catalogue
from data.catalogue import Catalogue

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests with a browser come last: it keeps an event loop running, beside which no other can be started."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def seeds_catalogue() -> Catalogue:
    """The catalogue of the checkout."""
    return catalogue.load()


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory, seeds_catalogue: Catalogue) -> Path:
    """A store with one release of the sources of our own words; read only."""
    from ingest.run import run

    store = tmp_path_factory.mktemp("store")
    run(["curated_facts", "digests"], store=store, now=datetime(2026, 11, 25, 12), catalogue=seeds_catalogue)
    return store


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The public file of a release of a small world; read only."""
    import public_release

    return public_release.make(tmp_path_factory.mktemp("release"))


@pytest.fixture
def site() -> Iterator[Site]:
    """A web server on this machine."""
    with serving() as found:
        yield found


class Caller:
    """Calls an ASGI application: each request is answered whole, redirects are not followed."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def request(self, method: str, path: str, **named: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=True)
            async with httpx.AsyncClient(transport=transport, base_url="http://hakika.test") as client:
                return await client.request(method, path, **named)

        return asyncio.run(ask())

    def get(self, path: str, **named: Any) -> httpx.Response:
        return self.request("GET", path, **named)

    def head(self, path: str, **named: Any) -> httpx.Response:
        return self.request("HEAD", path, **named)

    def post(self, path: str, **named: Any) -> httpx.Response:
        return self.request("POST", path, **named)


@pytest.fixture
def call(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> Caller:
    """Calls the application's routes behind its middleware, without a server and without Streamlit's runtime."""
    from starlette.applications import Starlette

    from dashboard import app

    monkeypatch.setenv("HAKIKA_STORE", str(warehouse))
    return Caller(Starlette(routes=app.ROUTES, middleware=app.MIDDLEWARE))
