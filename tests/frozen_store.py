"""A store of a few figures to freeze, and the application over it; what its speakers say later."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from data.catalogue import Catalogue
from data.models import Observation
from tests import small_store
from tests.conftest import Caller

ASKED = {"indicator": "displacement.idps", "place": "PS02"}
QUOTE = "more than 1.9 million people are displaced"


def figures() -> list[Observation]:
    """Two days of UNRWA's, one of OCHA's."""
    return [
        small_store.figure(1_700_000, "2024-02-01", qualifier="approx", quote="about 1.7 million people"),
        small_store.figure(1_900_000, "2024-02-28", qualifier="more_than", quote=QUOTE, char_start=40),
        small_store.figure(1_950_000, "2024-02-28", org_id="ocha", org_text="OCHA", cell="row 7"),
    ]


def first(store: Path, catalogue: Catalogue, now: str = "2024-06-01") -> None:
    """The first release: one article, version one."""
    small_store.build(store, catalogue, (small_store.document("one"), figures()), now=now)


def second(
    store: Path, catalogue: Catalogue, *changed: Observation, now: str = "2024-06-02", **fields: Any
) -> int | None:
    """A later version of the article, with these figures instead."""
    later = small_store.document("two", retrieved_at=small_store.at("2024-06-02"), **fields)
    return small_store.build(store, catalogue, (later, list(changed)), now=now)


def changed(value: float = 1_870_000, **fields: Any) -> list[Observation]:
    """The figures, UNRWA's last one another."""
    kept = figures()
    more = {"qualifier": "exact", "quote": "1,870,000 people are displaced", **fields}
    return [kept[0], small_store.figure(value, "2024-02-28", **more), kept[2]]


@contextmanager
def served(store: Path, monkeypatch: Any) -> Iterator[Caller]:
    """The application over a store, its memory empty, its pages made ready for each new release."""
    from starlette.applications import Starlette

    from dashboard import app
    from dashboard import store as serving
    from dashboard.routes import leaves, snapshots

    monkeypatch.setattr(leaves, "PATIENCE", -1.0)
    monkeypatch.setenv("HAKIKA_STORE", str(store))
    monkeypatch.setattr(serving, "_ready", [snapshots.take_up])
    forget()
    try:
        yield Caller(Starlette(routes=app.ROUTES, middleware=app.MIDDLEWARE))
    finally:
        forget()


def forget() -> None:
    """Empty the memory of the server: another store has the same numbers of releases."""
    from dashboard import frozen, snapshot
    from dashboard import store as serving
    from dashboard.routes import snapshots

    serving._answers._kept.clear()
    serving._open.clear()
    frozen._load.cache_clear()
    snapshot._made.clear()
    snapshots._looked = 0.0


def moved(number: int) -> None:
    """Wait until the server shows a release."""
    from dashboard import store as serving

    for _ in range(200):
        if serving.release().number == number:
            return
        time.sleep(0.02)
    raise AssertionError(f"release {number} was not taken up")


def make(call: Caller, **asked: Any) -> str:
    """Freeze; the id."""
    answer = call.post("/api/v1/snapshots", json={**ASKED, **asked})
    assert answer.status_code in (200, 201), answer.text
    found: str = answer.json()["id"]
    return found


def status(call: Caller, snapshot_id: str) -> Mapping[str, Any]:
    """The record of its status."""
    found: Mapping[str, Any] = json.loads(call.get(f"/s/{snapshot_id}/status.json").content)
    return found
