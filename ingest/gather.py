"""All documents that a source has to offer now, from files, by hand or from the network. Nothing is read or kept."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from data.catalogue import Catalogue
from data.errors import HakikaError, InputError, ReadError
from data.models import Document
from data.sources import DocumentFields, FeedFetch, FileFetch, NetFetch, PagesFetch, Source, TableRead
from ingest import documents, feeds, pages, reading
from ingest.covers import covered
from ingest.table import lineages


@dataclass(frozen=True)
class Given:
    """A file or folder already at hand, read as if it had been fetched from one source, now or on a day.

    `said` are fields of the document that a person gives, by the keys of `DocumentFields`.
    """

    path: Path
    retrieved: datetime | None = None
    content: bytes | None = None
    said: Mapping[str, str | None] = field(default_factory=dict)


@dataclass
class Gathered:
    """What one source gave.

    Attributes:
        found: Documents, in the order in which their versions follow each other.
        responses: Lines for the log of fetches; a line that led to a document has its "hash".
        unchanged: Documents of which the publisher said that they have not changed.
        failed: Why single documents could not be had, one sentence each.
        error: Why the source as a whole could not be reached.
        skipped: Why it was not tried at all: a missing key, or not due yet.
    """

    source: Source
    found: list[Document] = field(default_factory=list)
    responses: list[dict[str, Any]] = field(default_factory=list)
    unchanged: int = 0
    failed: list[str] = field(default_factory=list)
    error: str | None = None
    skipped: str | None = None


def gather(
    source: Source,
    catalogue: Catalogue,
    now: datetime,
    given: Given | None,
    live: Callable[[Source, Gathered], Iterable[Document]],
) -> Gathered:
    """Everything that a source offers; what goes wrong is said, not raised. `live` fetches from the network."""
    gathered = Gathered(source)
    try:
        if given is not None:
            _from_files(gathered, catalogue, now, given)
        elif isinstance(source.fetch, FileFetch):
            _from_files(gathered, catalogue, now, Given(catalogue.folder.parent / source.fetch.path))
        elif source.live:
            gathered.found += live(source, gathered)
    except HakikaError as error:
        gathered.error = str(error)
    except Exception as error:  # a fault of one source's code stops that source alone
        gathered.error = f"its fetching failed: {type(error).__name__}: {error}"
    return gathered


def _from_files(gathered: Gathered, catalogue: Catalogue, now: datetime, given: Given) -> None:
    source = gathered.source
    found = [given.path] if given.content is not None else documents.paths(given.path)
    if isinstance(source.fetch, PagesFetch) and source.fetch.covers is None:
        gathered.found += _whole(source, catalogue, now, given, found)
        return
    for path in found:
        try:
            content = given.content if given.content is not None else documents.read_file(path)
            gathered.found += from_content(source, catalogue, now, content, path.name, given, several=len(found) > 1)
        except (ReadError, InputError) as error:
            gathered.failed.append(f"{path.name}: {error}")


def from_content(
    source: Source,
    catalogue: Catalogue,
    now: datetime,
    content: bytes,
    name: str,
    given: Given,
    several: bool,
    lineage: str | None = None,
    stated: str | None = None,
    version: datetime | None = None,
) -> list[Document]:
    """The documents of one file: one, or one for each lineage that its rows name.

    `several`: it is one of several files. `stated` is its media type as its server says it.
    """
    kind = documents.media_type(name, content, stated)
    fields = source.fetch.document
    common: dict[str, Any] = {"retrieved": given.retrieved, "version": version or given.retrieved}
    if source.read.kind == "text" and isinstance(source.fetch, FeedFetch) and kind == "application/json":
        return _kept_feed(source, catalogue, now, content, source.fetch, common)
    if source.read.kind == "text":
        said, body = documents.front_matter(content) if kind in ("text/markdown", "text/plain") else ({}, content)
        if said and fields is None:
            fields = DocumentFields.model_validate({key: {"column": key} for key in DocumentFields.model_fields})
        own = documents.read_fields(fields, said) if fields and said else {}
        own |= {key: value for key, value in given.said.items() if value}
        if kind == "text/html" and not own.get("url"):
            own["url"] = documents.canonical(content)
        lineage = lineage or own.get("lineage") or own.get("url")
        return [documents.make(source, catalogue, now, body, kind, lineage=lineage, fields=own, **common)]
    if isinstance(source.read, TableRead) and fields is not None:
        parts = lineages.split(content, source.read, fields)
        return [documents.make(source, catalogue, now, part, kind, fields=own, **common) for own, part in parts]
    code, said, restates = reading.module(source.source_id), dict(given.said), None
    if source.fetch.covers is not None and isinstance(source.read, TableRead):
        named, restates = covered(source.source_id, content, source.read, source.fetch.covers)
        lineage = named or lineage
    if code is not None and hasattr(code, "lineage"):
        lineage = code.lineage(content, name) or lineage
    if code is not None and hasattr(code, "about"):
        said = {**code.about(content), **{key: value for key, value in said.items() if value}}
    lineage = lineage or lineage_of(source, name, several)
    made = documents.make(source, catalogue, now, content, kind, lineage=lineage, fields=said, **common)
    if code is not None and hasattr(code, "restates"):
        restates = code.restates(made)
    return [made.model_copy(update={"restates": restates}) if restates else made]


def _kept_feed(
    source: Source, catalogue: Catalogue, now: datetime, content: bytes, fetch: FeedFetch, common: dict[str, Any]
) -> list[Document]:
    """The texts that a kept answer of a JSON feed holds; one that it lacks is empty, and said to hold no text."""
    made = []
    for entry in feeds.entries(content, fetch):
        said = {name: value for name, value in entry.fields.items() if name != "content"}
        text = entry.content or ""
        made.append(documents.make(source, catalogue, now, text.encode(), feeds.kind_of(text), fields=said, **common))
    return made


def lineage_of(source: Source, name: str, several: bool = False) -> str:
    """What a data file keeps from version to version: its address, or the source and, among several, its name."""
    addresses = source.fetch.address if isinstance(source.fetch, NetFetch) else ()
    named = [address for address in addresses if address.split("?")[0].endswith("/" + name)]
    if named:
        return named[0]
    if several or len(addresses) > 1:
        return f"{source.source_id}/{name}"
    return addresses[0] if addresses else source.source_id


def _whole(
    source: Source, catalogue: Catalogue, now: datetime, given: Given, found: Sequence[Path]
) -> Iterator[Document]:
    """Kept pages of a paged interface, put together as fetching them would have."""
    assert isinstance(source.fetch, PagesFetch)
    content = pages.joined([documents.read_file(path) for path in found], source.fetch)
    yield from from_content(source, catalogue, now, content, "pages.json", given, several=False)


def missing_keys(source: Source, environment: Mapping[str, str]) -> str | None:
    """What to set so that a source can be fetched, in a sentence; None if nothing is missing."""
    if not isinstance(source.fetch, NetFetch):
        return None
    missing = [key for key in source.fetch.keys() if not environment.get(key)]
    if not missing:
        return None
    where = source.fetch.key_from
    return f"set {' and '.join(missing)}" + (f"; ask for it at {where}" if where else "")
