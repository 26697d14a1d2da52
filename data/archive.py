"""What is kept in files, not tables: bytes as fetched, cleaned texts, the log of fetches, the state of sources.

    raw/ab/abcdef…            bytes by their SHA-256
    text/<document_id>.txt    the kept text that offsets refer to
    fetches.jsonl             one line a response
    sources.json              per source: last tried, last reached, last error

Whole files are written beside their place, flushed to the disk and renamed into it, so that no reader ever sees half
of one. Raw bytes and texts are only ever added.
"""

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from data.errors import StoreError
from data.models import content_hash

AROUND = 400  # characters of the passage on each side of a quote


def write(path: Path, content: bytes, parts: Path | None = None) -> None:
    """Put a file in its place, whole or not at all, and on the disk when this returns.

    It is written in the folder `parts`, beside its place unless told, under a name that ends in .part.

    Raises:
        StoreError: it cannot be written; what stood there before still does.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=parts or path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if os.name != "nt":
                os.chmod(name, 0o644)  # mkstemp's file is for its owner alone
            os.replace(name, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise
        sync_folder(path.parent)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}. Nothing was changed.") from error


def sync_folder(folder: Path) -> None:
    """Flush the names in a folder to the disk, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def raw_path(store: Path, sha256: str) -> Path:
    """Where bytes of this hash are kept."""
    return store / "raw" / sha256[:2] / sha256


def keep_raw(store: Path, content: bytes) -> str:
    """Keep bytes once, under their SHA-256, which is given back."""
    sha256 = content_hash(content)
    path = raw_path(store, sha256)
    if not path.is_file():
        write(path, content, store)
    return sha256


def raw(store: Path, sha256: str) -> bytes | None:
    """The bytes with this hash, or None where they are not kept.

    Raises:
        StoreError: the kept file is damaged.
    """
    try:
        content = raw_path(store, sha256).read_bytes()
    except FileNotFoundError:
        return None
    if content_hash(content) != sha256:
        raise StoreError(f"{raw_path(store, sha256)} is damaged: its bytes have another hash. Fetch it again.")
    return content


def text_path(store: Path, document_id: str) -> Path:
    """Where the kept text of a document lies."""
    return store / "text" / f"{document_id}.txt"


def keep_text(store: Path, document_id: str, text: str) -> None:
    """Keep the text that offsets refer to, code point for code point; the newest reading's text stays."""
    content = text.encode("utf-8")
    path = text_path(store, document_id)
    if not path.is_file() or path.read_bytes() != content:
        write(path, content, store)


def text(store: Path, document_id: str) -> str | None:
    """The kept text of a document, or None."""
    try:
        return text_path(store, document_id).read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None


@dataclass(frozen=True)
class Passage:
    """A quote with what stands around it in the kept text.

    Attributes:
        before: Text before the quote, from a paragraph's or word's beginning on.
        quote: The quote itself.
        after: Text after it.
        cut_before: Whether the document goes on before `before`.
        cut_after: Whether it goes on behind `after`.
        start: Offset of `before` in the kept text, in code points.
        end: Offset behind `after`.
    """

    before: str
    quote: str
    after: str
    cut_before: bool
    cut_after: bool
    start: int
    end: int


def passage(
    store: Path,
    document_id: str,
    quote: str | None,
    char_start: int | None,
    char_end: int | None,
    around: int = AROUND,
) -> Passage | None:
    """The quote in its passage, or None where no text is kept or the quote is not where it should be.

    At most `around` code points stand on each side, cut at a paragraph where one begins or ends there, else at a word.
    """
    if quote is None or char_start is None or char_end is None:
        return None
    whole = text(store, document_id)
    if whole is None or whole[char_start:char_end] != quote:
        return None
    start, end = max(0, char_start - around), min(len(whole), char_end + around)
    if start > 0:
        start = _behind(whole, start, char_start)
    if end < len(whole):
        end = _before(whole, end, char_end)
    before, after = whole[start:char_start], whole[char_end:end]
    return Passage(before, quote, after, start > 0, end < len(whole), start, end)


def _behind(whole: str, start: int, quote_start: int) -> int:
    paragraph = whole.find("\n\n", start, quote_start)
    if paragraph >= 0:
        return paragraph + 2
    while start < quote_start and not whole[start - 1].isspace():
        start += 1
    return start


def _before(whole: str, end: int, quote_end: int) -> int:
    paragraph = whole.rfind("\n\n", quote_end, end)
    if paragraph >= 0:
        return paragraph
    while end > quote_end and not whole[end].isspace():
        end -= 1
    return end


def log_fetch(store: Path, entry: Mapping[str, Any]) -> None:
    """Add one line to the log of fetches; days and instants are written in ISO 8601.

    Only the one build that holds the lock writes here. A line that a killed process left unfinished is closed first.
    """
    line = json.dumps(entry, ensure_ascii=False, default=_plain, sort_keys=True)
    path = store / "fetches.jsonl"
    try:
        store.mkdir(parents=True, exist_ok=True)
        with path.open("ab+") as file:
            if file.tell() > 0:
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":
                    line = "\n" + line
            file.write((line + "\n").encode("utf-8", "backslashreplace"))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}.") from error


def _plain(value: object) -> str:
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    raise TypeError(f"{value!r} cannot be written as JSON")


def fetches(store: Path) -> Iterator[dict[str, Any]]:
    """The lines of the log, oldest first; one that was cut by a crash is left out."""
    try:
        file = (store / "fetches.jsonl").open(encoding="utf-8")
    except FileNotFoundError:
        return
    with file:
        for line in file:
            try:
                entry = json.loads(line)
            except json.JSONDecodeError:
                continue
            if isinstance(entry, dict):
                yield entry


@dataclass(frozen=True)
class SourceState:
    """How the last try to reach a source went, UTC.

    Attributes:
        last_tried: When it was last asked.
        last_reached: When it last answered, a 304 included.
        last_error: Why the last try failed, for people; None if it did not.
    """

    last_tried: datetime | None = None
    last_reached: datetime | None = None
    last_error: str | None = None


def source_states(store: Path) -> dict[str, SourceState]:
    """The state of every source that was ever tried.

    A damaged file counts as none: it says nothing that a next try does not say again.
    """
    try:
        content = json.loads((store / "sources.json").read_bytes())
        return {source_id: _state(entry) for source_id, entry in content.items()}
    except (FileNotFoundError, ValueError, AttributeError, TypeError):
        return {}


def _state(entry: Mapping[str, str | None]) -> SourceState:
    tried, reached = (
        None if (moment := entry.get(key)) is None else datetime.fromisoformat(moment)
        for key in ("last_tried", "last_reached")
    )
    return SourceState(tried, reached, entry.get("last_error"))


def tried(store: Path, source_id: str, at: datetime, error: str | None = None) -> None:
    """Write down that a source was tried: reached unless `error` says why not."""
    states = source_states(store)
    before = states.get(source_id, SourceState())
    states[source_id] = SourceState(at, before.last_reached if error else at, error)
    content = {
        key: {
            "last_tried": None if state.last_tried is None else state.last_tried.isoformat(),
            "last_reached": None if state.last_reached is None else state.last_reached.isoformat(),
            "last_error": state.last_error,
        }
        for key, state in sorted(states.items())
    }
    write(store / "sources.json", json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8"))
