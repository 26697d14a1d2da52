"""What one file of seeds/sources may say: who publishes, how to fetch, how to read, what to expect.

Pure records. `parse` turns the table of one TOML file into a `Source`, or gives every fault with its key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Discriminator, Field, Tag, ValidationError, field_validator, model_validator

from data.mappings import CodeRead, Column, Mapping, Parts, TableRead, TextRead, Value, as_text
from data.models import Record

__all__ = [
    "CodeFetch",
    "CodeRead",
    "Column",
    "Covers",
    "DocumentFields",
    "Expect",
    "FeedFetch",
    "FileFetch",
    "HandFetch",
    "Mapping",
    "NetFetch",
    "PagesFetch",
    "Paging",
    "Parts",
    "Secret",
    "Source",
    "TableRead",
    "TextRead",
    "UrlFetch",
    "Value",
    "duration",
    "parse",
]


class Secret(Record):
    """A value from the environment; a source whose variable is not set is skipped, and says so."""

    env: str = Field(pattern=r"^[A-Z][A-Z0-9_]*$")


Parameter = Annotated[
    Annotated[Annotated[str, BeforeValidator(as_text)], Tag("<constant>")] | Annotated[Secret, Tag("<column>")],
    Discriminator(lambda value: "<column>" if isinstance(value, (dict, Secret)) else "<constant>"),
]


class DocumentFields(Record):
    """Where the fields of a Document stand in a row, an entry or the front matter of a file.

    `lineage` is the key: rows with one lineage make one document. `url` is the lineage where it is an address and
    nothing else is said. `content` is the column of a JSON feed that holds the text itself.
    """

    lineage: Value
    title: Value | None = None
    publisher: Value | None = None
    url: Value | None = None
    archive_url: Value | None = None
    lang: Value | None = None
    crisis: Value | None = None
    published: Value | None = None
    published_basis: Value | None = None
    version: Value | None = None
    retrieved: Value | None = None
    content: Value | None = None


class Covers(Record):
    """What tells files of one source apart that are no versions of each other: another country, another kind.

    `place`: columns that name a country; a file that names few is of these, any other is the world's. `days`:
    columns with the days (or years) that rows are for; a file replaces earlier ones from its first such day to its
    last, or to the end of time where it is `rolling`: a window that leaves out what is older. `kinds`: columns that
    only some kinds of file have.
    """

    place: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    rolling: bool = False

    @field_validator("place", "days", "kinds", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


class _Fetch(Record):
    restates: Literal["all", "none"] = "all"
    every: timedelta = timedelta(days=1)
    document: DocumentFields | None = None
    covers: Covers | None = None

    @field_validator("every", mode="before")
    @classmethod
    def _duration(cls, value: object) -> object:
        return duration(value) if isinstance(value, str) else value


class FileFetch(_Fetch):
    """A file, or all files of a folder, of the checkout."""

    kind: Literal["file"]
    path: str = Field(min_length=1)


class HandFetch(_Fetch):
    """Nothing is fetched: documents come by `hakika add` or `hakika ingest <id> --from`."""

    kind: Literal["hand"]


class NetFetch(_Fetch):
    """What is fetched from the network.

    `address` and `query` may hold {today}. `hosts` are further hosts that redirects and entries may lead to; `key_from`
    says where a person asks for the key.
    """

    address: tuple[str, ...] = Field(min_length=1)
    query: dict[str, Parameter] = {}
    headers: dict[str, Parameter] = {}
    hosts: tuple[str, ...] = ()
    key_from: str | None = None

    @field_validator("address", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @field_validator("address")
    @classmethod
    def _web_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for address in value:
            parts = urlsplit(address)
            if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
                raise ValueError(f"{address!r} is no http or https address")
        return value

    def keys(self) -> list[str]:
        """Environment variables that must be set."""
        return sorted({v.env for v in (*self.query.values(), *self.headers.values()) if isinstance(v, Secret)})

    def all_hosts(self) -> frozenset[str]:
        """Hosts that may be asked, in lower case."""
        named = {urlsplit(address).hostname or "" for address in self.address}
        return frozenset(host.lower() for host in named | set(self.hosts))


class UrlFetch(NetFetch):
    """One file an address."""

    kind: Literal["url"]


class FeedFetch(NetFetch):
    """A list of entries, each a document of its own: fetched from its link, or taken from `document.content`.

    `contains`: only entries whose title, summary or categories hold one of these words (case aside). At most `limit`
    entries a run. `records` is the dotted path of a JSON feed's list.
    """

    kind: Literal["feed"]
    format: Literal["rss", "atom", "json"]
    contains: tuple[str, ...] = ()
    limit: int = Field(default=50, ge=1, le=1000)
    records: str = ""

    @model_validator(mode="after")
    def _json_needs_fields(self) -> FeedFetch:
        if self.format == "json" and self.document is None:
            raise ValueError("a json feed needs [fetch.document]: which field is the lineage, the title, the day")
        return self


class Paging(Record):
    """How a paged answer goes on.

    offset: `parameter` rises by `size`. page: it rises by one, from `first`. cursor: `next` is the dotted path of the
    next address or, with `parameter`, of the token for it. `size_parameter` carries `size`. Offset and page end with a
    page that has fewer than `size` records, or none; `pages` is the dotted path of the number of pages, where there is
    one. More than `limit` pages is an error: nothing is cut in silence.
    """

    style: Literal["offset", "page", "cursor"]
    parameter: str | None = None
    size_parameter: str | None = None
    size: int = Field(default=1000, ge=1)
    first: int = 0
    next: str | None = None
    pages: str | None = None
    limit: int = Field(default=1000, ge=1)

    @model_validator(mode="after")
    def _whole(self) -> Paging:
        if self.style == "cursor" and self.next is None:
            raise ValueError("cursor paging needs next: the path of the next address or token")
        if self.style != "cursor" and self.parameter is None:
            raise ValueError(f"{self.style} paging needs parameter: its name in the query")
        return self


class PagesFetch(NetFetch):
    """A paged JSON interface: the records of all pages make one document, a JSON list."""

    kind: Literal["pages"]
    records: str = ""
    paging: Paging


class CodeFetch(NetFetch):
    """Fetched by the function `fetch` of ingest/sources/<id>.py, under the same rules."""

    kind: Literal["code"]


class Expect(Record):
    """What must hold of a reading, or it is refused whole and the last good state stays.

    `observations`: the least and most. `newest_within_days`: the newest period must end so recently. `never_falls`:
    indicators whose newest total, series by series, may not be below the one before. `keeps`: the least share that a
    new version must give of the figures that stand for the days that it restates.
    """

    observations: tuple[int, int] | None = None
    newest_within_days: int | None = Field(default=None, ge=0)
    never_falls: tuple[str, ...] = ()
    keeps: float | None = Field(default=None, gt=0, le=1)

    @field_validator("observations")
    @classmethod
    def _ordered(cls, value: tuple[int, int] | None) -> tuple[int, int] | None:
        if value and not 0 <= value[0] <= value[1]:
            raise ValueError("the least and the most, in this order")
        return value


Fetch = Annotated[
    FileFetch | HandFetch | UrlFetch | FeedFetch | PagesFetch | CodeFetch,
    Discriminator("kind"),
]
Read = Annotated[TableRead | TextRead | CodeRead, Discriminator("kind")]


class Source(Record):
    """One source: a file of seeds/sources, named by its id.

    `publisher` is an org_id; `url` the page that a person opens; `citation` how to name it. `redistribute = false`: its
    figures are kept and charted, never handed out. `words`: the publisher's or ours (curated facts, digests).
    `maturity` says whether figures are still revised as a rule; after `stale_after_days` without a new figure it is
    overdue. `fetch`, `read` and `expect` are the tables of those names.
    """

    source_id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Field(min_length=1)
    publisher: str = Field(min_length=1)
    url: str | None = None
    licence: str = Field(min_length=1)
    citation: str = Field(min_length=1)
    redistribute: bool
    words: Literal["publisher", "ours"]
    maturity: Literal["provisional", "final"]
    stale_after_days: int | None = Field(default=None, ge=1)
    fetch: Fetch
    read: Read
    expect: Expect = Expect()

    @property
    def live(self) -> bool:
        """Whether it is fetched from the network."""
        return isinstance(self.fetch, NetFetch)

    @property
    def crisis_id(self) -> str | None:
        """The crisis within whose places names in doubt are resolved, unless a document says its own."""
        return self.read.crisis

    def names(self) -> Iterator[tuple[str, str, str]]:
        """What it names of the other files: key, "indicator" or "org" or "crisis", and the id."""
        if self.read.crisis is not None:
            yield "read.crisis", "crisis", self.read.crisis
        for number, mapping in enumerate(self.read.observation if isinstance(self.read, TableRead) else ()):
            where = f"read.observation[{number}]"
            if isinstance(mapping.indicator, Column):
                for text, name in mapping.indicator.map.items():
                    if name and name != "*":
                        yield f"{where}.indicator.map[{text!r}]", "indicator", name
            else:
                yield f"{where}.indicator", "indicator", mapping.indicator
            if isinstance(mapping.speaker, str):
                yield f"{where}.speaker", "org", mapping.speaker
        for name in self.expect.never_falls:
            yield "expect.never_falls", "indicator", name


_KINDS = {"file", "hand", "url", "feed", "pages", "code", "table", "text"}


def duration(text: str) -> timedelta:
    """The time that "30m", "6h", "1d" or "2w" says.

    Raises:
        ValueError: the text is none of these.
    """
    found = re.fullmatch(r"(\d+)\s*([mhdw])", text.strip())
    if not found or int(found[1]) == 0:
        raise ValueError(f'{text!r} is no time such as "30m", "6h", "1d" or "2w"')
    unit = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}[found[2]]
    return timedelta(**{unit: int(found[1])})


def _where(location: tuple[int | str, ...]) -> str:
    shown = ""
    for number, part in enumerate(location):
        tag = isinstance(part, str) and (
            part.startswith("<") or (number == 1 and location[0] in ("fetch", "read") and part in _KINDS)
        )
        if isinstance(part, int):
            shown += f"[{part}]"
        elif not tag:
            shown += f".{part}" if shown else part
    return shown.replace(".breakdown.parts", ".breakdown")


def parse(source_id: str, table: dict[str, Any]) -> tuple[Source | None, list[str]]:
    """The source that the table of one TOML file describes, or every fault as "key: what is wrong"."""
    if "source_id" in table:
        return None, ["source_id: the file's name is the id; leave this out"]
    try:
        return Source.model_validate({**table, "source_id": source_id}), []
    except ValidationError as faults:
        found = [
            f"{_where(fault['loc']) or 'file'}: {fault['msg'].removeprefix('Value error, ')}"
            for fault in faults.errors(include_url=False, include_context=False)
            if fault["loc"] != ("read", "table", "observation") or fault["type"] != "too_short"
        ]
        return None, found or ["read.observation: no [[read.observation]] says what a row means"]
