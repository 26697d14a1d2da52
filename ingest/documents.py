"""Bytes to Documents: what a file, a row or an entry says of itself, in the fields of a Document. No network."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from data.catalogue import Catalogue
from data.errors import InputError, ReadError
from data.models import Document, content_hash
from data.sources import Column, DocumentFields, Source, Value
from ingest import limits, text

MEDIA_TYPES = {
    ".csv": "text/csv",
    ".tsv": "text/csv",
    ".json": "application/json",
    ".geojson": "application/json",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xls": "application/vnd.ms-excel",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".eml": "message/rfc822",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
}
TEXTS = {"text/plain", "text/markdown", "text/html", "application/xhtml+xml", "message/rfc822", "application/pdf"}
ALWAYS = (date.min, date.max)


def read_file(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        InputError: it cannot be read, or is empty.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from None
    if not content:
        raise InputError(f"{path} is empty.")
    return content


def media_type(name: str, content: bytes, stated: str | None = None) -> str:
    """The kind of a file: as its server states it, else by its name's end, else by its first bytes."""
    given = (stated or "").split(";")[0].strip().lower()
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if given and given not in ("application/octet-stream", "binary/octet-stream", "text/plain"):
        return given
    by_name = MEDIA_TYPES.get(Path(urlsplit(name).path).suffix.lower())
    if by_name:
        return by_name
    if re.match(rb"\s*(<!doctype html|<html)", content[:500], re.IGNORECASE):
        return "text/html"
    try:
        content[:4000].decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < min(len(content), 4000) - 4:
            return "application/octet-stream"
    return "application/octet-stream" if b"\0" in content[:4000] else given or "text/plain"


def instant(text: str, formats: tuple[str, ...] = ()) -> datetime:
    """The UTC instant that a day or a time in ISO 8601, or in one of strptime's formats, says; a day is its midnight.

    Raises:
        ValueError: the text is none.
    """
    for pattern in formats:
        try:
            found = datetime.strptime(text.strip(), pattern)
            break
        except ValueError:
            continue
    else:
        if formats:
            raise ValueError(f'"{text}" is no day written as {" or ".join(formats)}')
        try:
            found = datetime.fromisoformat(text.strip())
        except ValueError:
            raise ValueError(f'"{text}" is no day written as 2024-05-31') from None
    return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found


def told(value: Value | None, cells: Mapping[str, str | None]) -> str | None:
    """What a constant or a column of one record says; None where it is missing."""
    if not isinstance(value, Column):
        return value or None
    for name in value.column:
        found = (cells.get(name) or "").strip()
        if found:
            return (value.map.get(found, found) if value.map else found) or None
    return None


def publisher(name: str | None, catalogue: Catalogue) -> tuple[str | None, str | None]:
    """The one organisation that a name means, and the name as written."""
    if name is None:
        return None, None
    found = catalogue.find_organisations(name)
    return (found[0] if len(found) == 1 else None), name


def make(
    source: Source,
    catalogue: Catalogue,
    now: datetime,
    content: bytes,
    kind: str,
    *,
    lineage: str | None = None,
    fields: Mapping[str, str | None] | None = None,
    retrieved: datetime | None = None,
    version: datetime | None = None,
) -> Document:
    """A Document of a source; `fields` are those of `DocumentFields`, as the document itself says them.

    Raises:
        ReadError: one of the fields is not what it should be.
    """
    said, formats = dict(fields or {}), source.fetch.document
    seen = None
    if source.read.kind == "text":
        seen = cleaned(content, kind)
    lineage = said.get("lineage") or lineage or f"text:{content_hash(content)}"
    address = said.get("url") or _address(lineage) or source.url
    try:
        published = _moment(said.get("published"), formats.published if formats else None)
        retrieved = _moment(said.get("retrieved"), formats.retrieved if formats else None) or retrieved or now
        version = _moment(said.get("version"), formats.version if formats else None) or version or now
    except ValueError as error:
        raise ReadError(f"{said.get('title') or lineage}: {error}") from None
    if published is None and seen is not None and seen.published is not None:
        published = datetime.combine(seen.published, time())
    org_id, written = publisher(said.get("publisher"), catalogue)
    if written is None:
        known = source.words == "publisher" and not (source.fetch.kind == "hand" and source.read.kind == "text")
        org_id = source.publisher if known else None
    basis = said.get("published_basis") or "stated"
    return Document.model_validate(
        {
            "source_id": source.source_id,
            "lineage": lineage,
            "crisis_id": said.get("crisis") if said.get("crisis") in catalogue.crises else source.crisis_id,
            "title": said.get("title") or (seen and (seen.title or _first_line(seen.text))) or source.title,
            "publisher_id": org_id,
            "publisher_text": written,
            "url": address if source.words == "publisher" or said.get("url") else None,
            "archive_url": said.get("archive_url"),
            "lang": said.get("lang") or (seen and seen.lang) or getattr(source.read, "lang", None),
            "media_type": kind,
            "published_at": published,
            "published_basis": "unknown" if published is None else basis,
            "retrieved_at": retrieved,
            "version_at": version,
            "restates": ALWAYS if source.fetch.restates == "all" else None,
            "content": content,
        }
    )


def cleaned(content: bytes, kind: str) -> text.Text:
    """The text of a document; PDFs are opened in a process with limits.

    Raises:
        ReadError: it holds no text that can be read.
    """
    if kind not in TEXTS:
        raise ReadError(f"it is no text that can be read ({kind}); txt, md, html, eml and pdf can")
    if kind.startswith("text/") and b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ReadError("it holds NUL bytes, which no text does; its name may say the wrong kind")
    return limits.apart(text.clean, content, kind) if kind == "application/pdf" else text.clean(content, kind)


def _first_line(text: str) -> str | None:
    line = next((line.strip(" #*_") for line in text.splitlines() if line.strip(" #*_")), "")
    return line if len(line) <= 120 else line[:119].rsplit(" ", 1)[0] + "…"


def _address(lineage: str | None) -> str | None:
    whole = lineage is not None and lineage.startswith(("https://", "http://")) and "{today}" not in lineage
    return lineage.split("#")[0] if lineage and whole else None


def _moment(said: str | None, value: Value | None) -> datetime | None:
    formats = value.format if isinstance(value, Column) else ()
    return instant(said, formats) if said else None


def front_matter(content: bytes) -> tuple[dict[str, str | None], bytes]:
    """The keys between two lines of --- at the top of a text, and the text below them; none where there are none."""
    found = re.match(rb"\xef\xbb\xbf?---[ \t]*\r?\n(.*?\n)---[ \t]*\r?\n(?:[ \t]*\r?\n)*", content, re.DOTALL)
    found = found or re.match(rb"---[ \t]*\r?\n(.*?\n)---[ \t]*\r?\n(?:[ \t]*\r?\n)*", content, re.DOTALL)
    if not found:
        return {}, content
    keys: dict[str, str | None] = {}
    for line in found[1].decode("utf-8", "replace").splitlines():
        key, mark, value = line.partition(":")
        if not mark and line.strip():
            raise ReadError(f"its front matter: {line.strip()!r} is no `key: value`")
        if mark:
            keys[key.strip()] = value.strip().strip("\"'") or None
    return keys, content[found.end() :]


class _Canonical(HTMLParser):
    """Looks for the address that a page says it has."""

    address: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the canonical link, or else the address that is given for sharing."""
        told = dict(attrs)
        if tag == "link" and "canonical" in (told.get("rel") or "").lower().split():
            self.address = told.get("href") or self.address
        elif tag == "meta" and told.get("property") == "og:url":
            self.address = self.address or told.get("content")


def canonical(content: bytes) -> str | None:
    """The web address that an HTML page says it has."""
    parser = _Canonical()
    parser.feed(content[:200_000].decode("utf-8", "replace"))
    return parser.address if (parser.address or "").startswith(("https://", "http://")) else None


def read_fields(fields: DocumentFields, cells: Mapping[str, str | None]) -> dict[str, str | None]:
    """What a record says of its document, by the keys of `DocumentFields`."""
    return {name: told(getattr(fields, name), cells) for name in DocumentFields.model_fields}


def paths(path: Path) -> list[Path]:
    """A file, or the files of a folder in the order of their names.

    Raises:
        InputError: nothing is there, or a folder holds no file.
    """
    try:
        if path.is_dir():
            found = sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
            if not found:
                raise InputError(f"{path} holds no file. Name a file or a folder that does.")
            return found
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
    if not path.exists():
        raise InputError(f"{path} is not there. Check the path, or leave --from out to fetch it.")
    return [path]
