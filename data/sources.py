"""What one file of seeds/sources may say: who publishes, how to fetch, how to read, what to expect.

Pure records. `parse` turns the table of one TOML file into a `Source`, or gives every fault with its key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Discriminator, Field, Tag, ValidationError, field_validator, model_validator

from data.models import Record

EXCEL = "excel"  # a day as a number: days since 30 December 1899


class Column(Record):
    """A cell of each row: the first of `column` that is not missing, turned by `format` or `map`.

    `format` is strptime's, for days, or "excel" for the number by which a workbook keeps a day; several are tried in
    order. A format without a day or month means its first day in `period_start` and its last in `period_end`. `map`
    says what each text stands for ("" stands for missing); a text that is not in it refuses the row. Neither is an
    expression: a formula belongs into ingest/sources/<id>.py. `optional`: a file that has none of the columns says
    nothing here; otherwise it is not what the mapping describes, and is refused.
    """

    column: tuple[str, ...]
    format: tuple[str, ...] = ()
    map: dict[str, str] = {}
    optional: bool = False

    @field_validator("column", "format", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @field_validator("column")
    @classmethod
    def _at_least_one(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value or not all(value):
            raise ValueError("names no column")
        return value

    @field_validator("format")
    @classmethod
    def _says_a_day(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in value:
            told = set(re.findall(r"%-?(.)", pattern))
            if pattern == EXCEL:
                continue
            if not told & set("YyGDFcx") or (told & set("dj") == {"d"} and not told & set("mbBh")):
                raise ValueError(f"{pattern!r} does not say the year, or a day without its month")
        return value


class Parts(Record):
    """Parts of a breakdown, each a constant or a column; a part that is missing or "" is left out."""

    parts: dict[str, Value]


def _text(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, (int, float, date)):
        return value
    return value.isoformat() if isinstance(value, date) else format(value, "g" if isinstance(value, float) else "d")


def _shape(value: object) -> str:
    return "<column>" if isinstance(value, (dict, Column)) else "<constant>"


def _breakdown(value: object) -> object:
    return {"parts": value} if isinstance(value, dict) and not {"column", "parts"} & set(value) else value


def _breakdown_shape(value: object) -> str:
    return "<parts>" if isinstance(value, Parts) or (isinstance(value, dict) and "parts" in value) else _shape(value)


Value = Annotated[
    Annotated[Annotated[str, BeforeValidator(_text)], Tag("<constant>")] | Annotated[Column, Tag("<column>")],
    Discriminator(_shape),
]
Breakdown = Annotated[
    Annotated[
        Annotated[str, Tag("<constant>")] | Annotated[Column, Tag("<column>")] | Annotated[Parts, Tag("<parts>")],
        Discriminator(_breakdown_shape),
    ],
    BeforeValidator(_breakdown),
]


class Mapping(Record):
    """One observation a row: what each field of `data.models.Observation` is, as a constant or a column.

    `where` takes only rows whose columns hold one of the texts named; the others are counted as ignored. `within` is
    the place (a country's code, mostly) in which a name in `place` is looked up. A row has `cell` for its evidence, or
    `cited` where that is given; `cell` says it in the file's own words. `count`: rows that agree in all fields make one
    observation, its value their number or the sum of a column's numbers (their number where the file has no such
    column). `leave`: a row that has a text there is ignored under that name. `wider`: places in which `place` lies, the
    smallest first; where the catalogue lacks `place`, the first of them that it knows is taken, as inferred, and the
    part `location` of the breakdown says the place as written. `newest`: of rows that agree in all but the figure, only
    those with the highest number there are taken.
    """

    indicator: Value
    place: Value
    within: Value | None = None
    wider: tuple[Column, ...] = ()
    speaker: Value | None = None
    period_start: Value | None = None
    period_end: Value | None = None
    period_basis: Value = "stated"
    place_basis: Value = "stated"
    value: Value | None = None
    low: Value | None = None
    high: Value | None = None
    of: Value | None = None
    qualifier: Value = "exact"
    value_basis: Value = "stated"
    status: Value | None = None
    unit: Value | None = None
    breakdown: Breakdown = ""
    quote: Value | None = None
    cited: Value | None = None
    cell: Value | None = None
    count: bool | Column = False
    leave: Column | None = None
    newest: Column | None = None
    where: dict[str, tuple[str, ...]] = {}
    ignore: tuple[str, ...] = ()

    @field_validator("where", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {
            key: tuple(map(_text, texts)) if isinstance(texts, (list, tuple)) else (_text(texts),)
            for key, texts in value.items()
        }

    @model_validator(mode="after")
    def _says_something(self) -> Mapping:
        said = [bool(self.count), self.value is not None, self.status is not None]
        if not any(said):
            raise ValueError("says none of value, status and count")
        if self.count and (self.value is not None or self.status is not None):
            raise ValueError("count makes the value: leave out value and status")
        return self

    def columns(self) -> set[str]:
        """Names of all columns that the mapping reads or is told to leave."""
        named = set(self.where)
        for name in type(self).model_fields:
            value = getattr(self, name)
            for part in value.parts.values() if isinstance(value, Parts) else value if name == "wider" else [value]:
                if isinstance(part, Column):
                    named |= set(part.column)
        return named


class TableRead(Record):
    """A table: all cells are read as text, then converted by what is declared here; nothing is guessed.

    `header` names columns of the header line, which is looked for below a preamble; without it the first line that is
    not empty is the header. `skip_rows` rows after it are left (an HXL row is found without). `records` is the dotted
    path of a JSON list, "" for the top, or several of which the first that leads to a list holds; nested objects become
    dotted columns. The format "any" is that of each file: JSON, a workbook, else CSV. `missing` lists texts that mean "no
    figure": such a row is counted as ignored, any other text that is no number refuses it. `ignore` names columns (or
    patterns with *) that mean nothing to us; any other unmapped column is reported.
    """

    kind: Literal["table"]
    format: Literal["csv", "json", "xlsx", "any"]
    encoding: str = "utf-8"
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    header: tuple[str, ...] = ()
    skip_rows: int = Field(default=0, ge=0)
    thousands: str = Field(default="", max_length=1)
    decimal: str = Field(default=".", min_length=1, max_length=1)
    missing: tuple[str, ...] = ("",)
    records: tuple[str, ...] = ("",)
    sheet: str | None = None
    crisis: str | None = None
    ignore: tuple[str, ...] = ()
    observation: tuple[Mapping, ...] = Field(min_length=1)

    @field_validator("header", "records", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, value: str) -> str:
        try:
            "".encode(value)
        except LookupError:
            raise ValueError(f"{value!r} is no encoding that Python knows") from None
        return value

    @model_validator(mode="after")
    def _marks_differ(self) -> TableRead:
        if self.thousands == self.decimal:
            raise ValueError("thousands and decimal are the same mark")
        return self


class TextRead(Record):
    """Prose, read by ingest.text. `lang` and `crisis` hold where a document does not say its own."""

    kind: Literal["text"]
    lang: str = "en"
    crisis: str | None = None


class CodeRead(Record):
    """Read by the function `read` of ingest/sources/<id>.py."""

    kind: Literal["code"]
    crisis: str | None = None


class Secret(Record):
    """A value from the environment; a source whose variable is not set is skipped, and says so."""

    env: str = Field(pattern=r"^[A-Z][A-Z0-9_]*$")


Parameter = Annotated[
    Annotated[Annotated[str, BeforeValidator(_text)], Tag("<constant>")] | Annotated[Secret, Tag("<column>")],
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

    `place`: columns that name a country; a file that names one is that country's, any other is the world's. `days`:
    columns with the days (or years) that rows are for; a file replaces earlier ones from its first such day to its last,
    or to the end of time where it is `rolling`: without what is older than a number of days. `kinds`: columns that only
    some kinds of file have.
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
    new version must give of the figures that stand.
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
                    if name:
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
