"""The release that is served now, and answers from it, kept as long as it is.

A server looks at the pointer at each question and moves to a new release whole; its number is in the key of every
answer that is kept, so a new release begins with none. Pages take `release()` once and pass it on, so that no page
mixes two.
"""

import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from dashboard import wording
from dashboard.marks import Palette
from data import catalogue as seeds
from data import warehouse
from data.catalogue import Catalogue
from data.errors import NoRelease

P = ParamSpec("P")
T = TypeVar("T")

CHECKOUT = Path(__file__).resolve().parent.parent
KEPT_ANSWERS = 2_000


@dataclass(frozen=True, eq=False)
class Release:
    """One published state, open for reading; `full` is for the pages, `public` for all that hands data out."""

    number: int
    path: Path
    full: Any = field(repr=False)
    public: Any = field(repr=False)

    @property
    def public_path(self) -> Path:
        """The file of the same release that may be handed out."""
        return public_file(self.path)


def public_file(path: Path) -> Path:
    """The public file beside a release's own."""
    return path.with_name(path.name.replace("warehouse-", "public-"))


class Answers:
    """A bounded store of answers, each worked out once though many ask at the same time."""

    def __init__(self, most: int) -> None:
        """Keep up to `most` answers, the latest used."""
        self._most = most
        self._kept: OrderedDict[Any, Any] = OrderedDict()
        self._making: dict[Any, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: Any, make: Callable[[], T]) -> T:
        """The answer for a key; made, outside of the common lock, where there is none."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                found: T = self._kept[key]
                return found
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                if key in self._kept:
                    found = self._kept[key]
                    return found
            try:
                found = make()
                with self._lock:
                    self._kept[key] = found
                    while len(self._kept) > self._most:
                        self._kept.popitem(last=False)
                return found
            finally:
                with self._lock:
                    self._making.pop(key, None)


_answers = Answers(KEPT_ANSWERS)
_open: OrderedDict[Path, Release] = OrderedDict()
_opening = threading.Lock()
_ready: list[Callable[["Release"], None]] = []


def folder() -> Path:
    """The store: $HAKIKA_STORE, else data/store of the checkout."""
    return Path(os.environ.get("HAKIKA_STORE") or CHECKOUT / "data" / "store")


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The catalogue with which the server was started."""
    return seeds.load()


@lru_cache(maxsize=1)
def _words() -> dict[str, wording.Words]:
    return wording.make_words(catalogue())


def words(lang: str) -> wording.Words:
    """The words of a language; English for one that the catalogue lacks."""
    found = _words()
    return found.get(lang) or found["en"]


@lru_cache(maxsize=1)
def palette() -> Palette:
    """The colours of the speakers."""
    return Palette(catalogue())


def release() -> Release:
    """The release that the pointer names; while a new one is made ready (see `on_release`), the one before.

    Raises:
        NoRelease: the store holds none yet.
    """
    path = warehouse.current(folder())
    if path is None:
        raise NoRelease("There is no release yet: the first reading of the sources is still under way, or failed.")
    found = _open.get(path)
    if found is not None:
        return found
    before = next(reversed(_open.values()), None)
    if before is not None and before.path.parent == path.parent:
        if _opening.acquire(blocking=False):
            threading.Thread(target=_move, args=(path,), daemon=True).start()
        return before
    with _opening:
        return _open.get(path) or _load(path)


def on_release(make_ready: Callable[[Release], None]) -> None:
    """What is done with a new release before anybody is shown it."""
    _ready.append(make_ready)


def _move(path: Path) -> None:
    try:
        _load(path)
    finally:
        _opening.release()


def _load(path: Path) -> Release:
    found = Release(warehouse.number_of(path), path, warehouse.connect(path), warehouse.connect(public_file(path)))
    for make_ready in _ready:
        make_ready(found)
    _open[path] = found
    while len(_open) > 2:  # pages that still draw the release before keep it; older ones are let go
        _open.popitem(last=False)
    return found


def kept(key: tuple[Any, ...], make: Callable[[], T]) -> T:
    """What `make` gives, worked out once for a key; the key names the release and all that the answer depends on."""
    return _answers.get(key, make)


def ask(
    of: Release,
    question: Callable[..., T],
    *values: Any,
    known_at: datetime | None = None,
    recorded_at: datetime | None = None,
    public: bool = False,
    **named: Any,
) -> T:
    """The answer of a function of `queries`, on a cursor of its own with both clocks set; kept for the release."""
    key = (of.number, public, question, values, tuple(sorted(named.items())), known_at, recorded_at)

    def answer() -> T:
        cursor = warehouse.cursor(of.public if public else of.full, known_at=known_at, recorded_at=recorded_at)
        try:
            return question(cursor, *values, **named)
        finally:
            cursor.close()

    return kept(key, answer)
