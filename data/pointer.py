"""The files of a store: which release is the current one, how the pointer moves, what builds leave behind."""

import contextlib
import os
import re
import shutil
import time
from pathlib import Path

from data import archive
from data.errors import StoreError

KEPT = 5  # releases
PART_SECONDS = 3600  # after so long nobody writes a part any more

_NUMBERED = re.compile(r"(warehouse|public)-(\d{6,})\.duckdb")


def current(store: Path, *, public: bool = False) -> Path | None:
    """The file of the release that the pointer names, or its public file; None where nothing was published yet.

    Raises:
        StoreError: the pointer names no release, or one that is not there.
    """
    link, text = store / "current.duckdb", store / "current.txt"
    try:
        if link.is_symlink():
            name = os.readlink(link)
        elif text.is_file():
            name = text.read_text("utf-8").strip()
        elif link.exists():
            raise StoreError(
                f"{link} is a file, not a link: the store was copied without its links. "
                f"Delete it and write the name of the newest warehouse file into {text}."
            )
        else:
            return None
    except OSError as error:
        raise StoreError(f"{store} cannot be read: {error.strerror or error}") from error
    found = _NUMBERED.fullmatch(name)
    if found is None or found[1] != "warehouse" or not (store / name).is_file():
        raise StoreError(
            f"{store}: the pointer names {name!r}, which is no release there. "
            f"Delete {link} and write the name of the newest warehouse file into {text}; "
            "or delete both and run `hakika reread`."
        )
    return store / (file_name("public", int(found[2])) if public else name)


def number_of(release: Path) -> int:
    """The number of a release, from the name of its file or public file.

    Raises:
        StoreError: the file does not bear the name of a release.
    """
    found = _NUMBERED.fullmatch(release.name)
    if found is None:
        raise StoreError(f"{release} is not named as a release is: warehouse-000001.duckdb or public-000001.duckdb")
    return int(found[2])


def file_name(kind: str, number: int) -> str:
    """The name of a release's file; kind is warehouse or public."""
    return f"{kind}-{number:06}.duckdb"


def publish(store: Path, number: int) -> None:
    """Give build.duckdb and public.duckdb their number, move the pointer, drop all but the last releases.

    Each step is one rename; whoever reads the pointer before or after any of them finds a whole release.
    """
    for kind, made in (("public", "public.duckdb"), ("warehouse", "build.duckdb")):
        _flush(store / made)
        if os.name != "nt":
            (store / made).chmod(0o444)
        os.replace(store / made, store / file_name(kind, number))
    archive.sync_folder(store)
    _point(store, file_name("warehouse", number))
    for path in store.iterdir():
        found = _NUMBERED.fullmatch(path.name)
        if found and int(found[2]) <= number - KEPT:
            with contextlib.suppress(OSError):  # Windows: a reader has it open; the next build drops it
                path.unlink()
    (store / "failed.duckdb").unlink(missing_ok=True)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _point(store: Path, name: str) -> None:
    """Move the pointer: a new link renamed over the old; where links are refused, a line of text."""
    link, text, fresh = store / "current.duckdb", store / "current.txt", store / "current.duckdb.new"
    fresh.unlink(missing_ok=True)
    try:
        os.symlink(name, fresh)
    except (OSError, NotImplementedError):
        archive.write(text, f"{name}\n".encode())
        link.unlink(missing_ok=True)
    else:
        os.replace(fresh, link)
        text.unlink(missing_ok=True)
    archive.sync_folder(store)


def sweep(store: Path) -> int:
    """Remove what builds left behind that did not publish; gives the highest number that a file bears, else 0.

    Only for the one that holds the lock. A number is not used again, even where its release was never pointed to.
    """
    sweep_builds(store)
    (store / "current.duckdb.new").unlink(missing_ok=True)
    for part in store.glob(".*.part"):
        with contextlib.suppress(OSError):
            if time.time() - part.stat().st_mtime > PART_SECONDS:
                part.unlink()
    release = current(store)
    last = 0 if release is None else number_of(release)
    highest = last
    for path in store.iterdir():
        if found := _NUMBERED.fullmatch(path.name):
            highest = max(highest, int(found[2]))
            if int(found[2]) > last:
                path.unlink()
    return highest


def sweep_builds(store: Path) -> None:
    """Remove the files of a build that has ended."""
    for name in ("build.duckdb", "public.duckdb"):
        (store / name).unlink(missing_ok=True)
        (store / f"{name}.wal").unlink(missing_ok=True)
    for path in store.glob("handover-*.parquet"):
        path.unlink(missing_ok=True)
    shutil.rmtree(store / "build.tmp", ignore_errors=True)
