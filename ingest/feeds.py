"""Entries of RSS, Atom and JSON feeds, and which of them a source wants."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from time import struct_time
from typing import Any

import feedparser

from data.errors import ReadError
from data.sources import Column, DocumentFields, FeedFetch
from ingest.documents import read_fields
from ingest.table.rows import at, flatten


@dataclass(frozen=True)
class Entry:
    """One entry: its address, when it was last changed (as the feed writes it), its fields, and its text if it has it.

    `fields` are those of `data.sources.DocumentFields`.
    """

    link: str
    updated: str
    fields: Mapping[str, str | None]
    words: str
    published: datetime | None = None
    content: str | None = field(default=None, repr=False)


def kind_of(content: str) -> str:
    """The media type of a text that an entry holds."""
    return "text/html" if content.lstrip().startswith("<") else "text/markdown"


def entries(content: bytes, fetch: FeedFetch) -> list[Entry]:
    """The entries that a source wants, in the order of the feed, at most `limit`.

    Raises:
        ReadError: it is no such feed.
    """
    found = _json_entries(content, fetch) if fetch.format == "json" else _xml_entries(content)
    wanted = [word.casefold() for word in fetch.contains]
    chosen = [e for e in found if not wanted or any(word in e.words.casefold() for word in wanted)]
    return chosen[: fetch.limit]


def _xml_entries(content: bytes) -> list[Entry]:
    feed = feedparser.parse(content, sanitize_html=True, resolve_relative_uris=False)
    if not feed.version:
        raise ReadError(f"it is no RSS or Atom feed: {feed.get('bozo_exception') or 'no feed element'}")
    found = []
    for entry in feed.entries:
        link = entry.get("link")
        if not link:
            continue
        stated = [name for name in ("published", "updated") if name in entry]  # `get` would map one to the other
        published = _moment(entry.get(f"{stated[0]}_parsed")) if stated else None
        tags = " ".join(tag.get("term") or "" for tag in entry.get("tags", []))
        fields = {
            "lineage": link,
            "url": link,
            "title": entry.get("title"),
            "published": published.isoformat() if published else None,
            "lang": entry.get("language") or feed.feed.get("language"),
        }
        words = f"{entry.get('title', '')} {entry.get('summary', '')} {tags}"
        updated = entry.get(stated[-1]) if stated else ""
        found.append(Entry(link, updated or "", fields, words, published))
    return found


def _moment(stated: struct_time | None) -> datetime | None:
    return datetime(*stated[:6]) if stated else None


def _inside_lists(record: dict[str, Any], fields: DocumentFields) -> dict[str, str | None]:
    """The texts that paths such as "source.0.name" find inside the lists of a record."""
    told = (getattr(fields, name) for name in DocumentFields.model_fields)
    paths = {path for value in told if isinstance(value, Column) for path in value.column}
    return {path: text for path in paths if isinstance(text := at(record, path), str)}


def _json_entries(content: bytes, fetch: FeedFetch) -> list[Entry]:
    assert fetch.document is not None
    try:
        records: Any = at(json.loads(content.decode("utf-8-sig")), fetch.records)
    except (ValueError, RecursionError) as error:
        raise ReadError(f"it is no JSON: {error}") from None
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise ReadError(f"a list of entries was expected at {fetch.records or 'the top'!r}")
    found = []
    for record in records:
        cells = dict(flatten(record)) | _inside_lists(record, fetch.document)
        fields = read_fields(fetch.document, cells)
        link = fields["url"] or fields["lineage"]
        if not link or not fields["lineage"]:
            continue
        updated = fields["version"] or fields["published"] or ""
        words = " ".join(value for key, value in cells.items() if value and not key.startswith("fields.body"))
        found.append(Entry(link, updated, fields, words, content=fields["content"]))
    return found
