"""One document read by the reader of its source: table, text or code. Nothing is written here."""

import importlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from types import ModuleType

from duckdb import DuckDBPyRelation as Relation

from data.catalogue import Catalogue
from data.errors import HakikaError, ReadError
from data.models import Document, Observation
from data.queries.runs import Line
from data.sources import Expect, Source, TableRead
from data.warehouse import Event
from ingest import documents, table, text

FEW = 20_000  # observations that are handed on as records, many documents at once


@dataclass
class Read:
    """What a document gave.

    Attributes:
        observations: A relation for tables, good until its block ends; else a list.
        text: The kept text that the offsets of a text reader refer to.
        events: What was skipped and why, without the document's id.
        totals: The newest value of each line, for `Expect.never_falls`.
    """

    observations: Iterable[Observation] | Relation
    count: int
    newest: date | None
    totals: dict[Line, float] = field(default_factory=dict)
    text: str | None = None
    events: list[Event] = field(default_factory=list)


@dataclass(frozen=True)
class TextJob:
    """What a text reader needs; it pickles, so that it can be read on another core or machine."""

    source: Source
    document: Document
    catalogue: Catalogue


def module(source_id: str) -> ModuleType | None:
    """The code of a source, if it has any."""
    name = f"ingest.sources.{source_id}"
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name != name:
            raise
        return None


def reader(source: Source) -> str:
    """The name and number of the reader that reads a source today."""
    own = module(source.source_id)
    if own is not None and (hasattr(own, "read") or hasattr(own, "rows")):
        return str(own.READER)
    return text.READER if source.read.kind == "text" else table.READER


def is_text(source: Source) -> bool:
    """Whether the reader is the text reader, which may run elsewhere."""
    return source.read.kind == "text" and reader(source) == text.READER


def read_text(job: TextJob) -> Read | str:
    """A text document read; or, in a sentence, why it cannot be."""
    document = job.document
    try:
        cleaned = documents.cleaned(document.content, document.media_type)
        if not cleaned.text.strip():
            raise ReadError("it holds no text")
        published = document.published_at.date() if document.published_at else None
        context = text.Context(
            catalogue=job.catalogue,
            lang=document.lang or "en",
            published=published,
            title=document.title,
            crisis_id=document.crisis_id,
        )
        reading = text.read(cleaned, context)
    except HakikaError as error:
        return str(error)
    except Exception as error:  # a fault of the reader stops one document, not the run
        return f"the reader failed: {type(error).__name__}: {error}"
    source_id = job.source.source_id
    events = [
        Event(source_id=source_id, kind="skipped", code=_code(unread.reason), message=unread.text[:2000])
        for unread in reading.unread
    ]
    return Read(reading.observations, len(reading.observations), _newest(reading.observations), text=cleaned.text,
                totals=_totals(reading.observations, job.source.expect), events=events)  # fmt: skip


def read_others(
    source: Source, found: Sequence[Document], catalogue: Catalogue
) -> Iterator[tuple[Document, Read | str]]:
    """Tables, and what a source's own code reads; or, in a sentence, why one cannot be read.

    What is given must be used before the next is asked for. Small documents cut from one table are read at once.
    """
    spec = source.read
    own = module(source.source_id)
    if own is not None and hasattr(own, "read"):
        for document in found:
            yield document, _by_code(own, source, document, catalogue)
        return
    if not isinstance(spec, TableRead):
        for document in found:
            yield document, f"ingest/sources/{source.source_id}.py has no function read"
        return
    for crisis_id, group in groupby(sorted(found, key=lambda d: d.crisis_id or ""), key=lambda d: d.crisis_id):
        waiting = list(group)
        at_once = source.fetch.document is not None and table.alike([d.content for d in waiting], spec)
        for some in [waiting] if at_once else [[document] for document in waiting]:
            yield from _tables(source, spec, some, catalogue, crisis_id)


def _by_code(own: ModuleType, source: Source, document: Document, catalogue: Catalogue) -> Read | str:
    try:
        found = list(own.read(document, catalogue))
    except HakikaError as error:
        return str(error)
    except Exception as error:  # a fault of one source's code stops one document, not the run
        return f"its reader failed: {type(error).__name__}: {error}"
    return Read(found, len(found), _newest(found), _totals(found, source.expect))


def _tables(
    source: Source, spec: TableRead, found: Sequence[Document], catalogue: Catalogue, crisis_id: str | None
) -> Iterator[tuple[Document, Read | str]]:
    try:
        contents = [_rows(source, document) for document in found]
        with table.readings(contents, spec, catalogue, crisis_id) as all_read:
            few = sum(one.count for one in all_read) <= FEW
            lists: Sequence[list[Observation] | Relation]
            lists = table.records(all_read) if few else [one.relation for one in all_read]
            for document, one, rows in zip(found, all_read, lists, strict=True):
                totals = one.totals(source.expect.never_falls)
                yield document, Read(rows, one.count, one.newest, totals, events=_events(source, one))
    except HakikaError as error:
        for document in found:
            yield document, str(error)


def _rows(source: Source, document: Document) -> bytes:
    """The document as the table reader is to find it: as it is, or with what the source's own code adds."""
    own = module(source.source_id)
    if own is None or not hasattr(own, "rows"):
        return document.content
    try:
        return bytes(own.rows(document))
    except HakikaError:
        raise
    except Exception as error:  # a fault of one source's code stops one document, not the run
        raise ReadError(f"its reader failed: {type(error).__name__}: {error}") from error


def _events(source: Source, reading: table.TableReading) -> list[Event]:
    source_id = source.source_id
    events = [
        Event(
            source_id=source_id,
            kind="skipped",
            code=refusal.code,
            message=f"row {refusal.row}: {refusal.reason}",
            payload=json.dumps({"row": refusal.row, "text": refusal.text}, ensure_ascii=False),
        )
        for refusal in reading.refusals()
    ]
    if reading.unmapped:
        told = "columns that the mapping does not mention: " + ", ".join(reading.unmapped)
        events.append(Event(source_id=source_id, kind="read", code="unmapped_columns", message=told))
    shown = ", ".join(f"{count:,} {reason}" for reason, count in reading.reasons.items())
    told = f"{reading.total:,} rows: {reading.taken:,} taken, {reading.refused:,} refused, {reading.ignored:,} ignored"
    events.append(Event(source_id=source_id, kind="read", code="rows", message=told + (f" ({shown})" if shown else "")))
    return events


def judge(read: Read, expect: Expect, before: dict[Line, float], today: date, stood: int = 0) -> str | None:
    """What a reading breaks of what its source promises, in a sentence; None if nothing. `stood`: figures before it."""
    if expect.observations and not expect.observations[0] <= read.count <= expect.observations[1]:
        least, most = expect.observations
        return f"it gave {read.count:,} observations; from {least:,} to {most:,} were expected"
    if expect.keeps is not None and read.count < expect.keeps * stood:
        return (
            f"it gave {read.count:,} figures where the version before gave {stood:,}; at least {expect.keeps:.0%} stay"
        )
    if expect.newest_within_days is not None:
        if read.newest is None or (today - read.newest).days > expect.newest_within_days:
            newest = read.newest or "unknown"
            return f"its newest day is {newest}; one within {expect.newest_within_days} days was expected"
    for line, value in read.totals.items():
        if line in before and value < before[line]:
            return f"{line[0]} at {line[1]} fell from {before[line]:,.15g} to {value:,.15g}; this total never falls"
    return None


def _code(reason: str) -> str:
    return "_".join(reason.split())[:60]


def _newest(observations: Iterable[Observation]) -> date | None:
    return max((o.period_end for o in observations if o.period_end), default=None)


def _totals(observations: Iterable[Observation], expect: Expect) -> dict[Line, float]:
    newest: dict[Line, tuple[date, float]] = {}
    for o in observations:
        if o.indicator_id in expect.never_falls and o.period_end and o.value is not None and o.place_id:
            starts = o.period_start if o.period_start != o.period_end else None
            line = (o.indicator_id, o.place_id, o.org_id, o.breakdown, o.unit, starts)
            if line not in newest or o.period_end > newest[line][0]:
                newest[line] = (o.period_end, o.value)
    return {line: value for line, (_, value) in newest.items()}
