"""`hakika try`: fetch and read one source, keep nothing, and tell what was found."""

import os
from datetime import datetime
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from duckdb import DuckDBPyRelation as Relation

from data.catalogue import Catalogue
from data.models import Document, Observation
from data.sources import Source
from ingest import reading
from ingest.extract import plain
from ingest.fetch import documents_of
from ingest.gather import Gathered, Given, gather, missing_keys
from ingest.reading import Read, TextJob

SHOWN = 5  # observations and skipped rows of one document


def attempt(source: Source, catalogue: Catalogue, now: datetime, given: Given | None) -> dict[str, Any]:
    """What a source gives today, document by document, as plain records; nothing is written to any store."""
    if given is None and (lacks := missing_keys(source, os.environ)):
        gathered = Gathered(source, error=lacks)
    else:
        with TemporaryDirectory(prefix="hakika-") as folder:

            def live(source: Source, gathered: Gathered) -> Any:
                return documents_of(source, gathered, store=Path(folder), now=now, since=None, catalogue=catalogue)

            gathered = gather(source, catalogue, now, given, live)
    return {
        "source": source.source_id,
        "error": gathered.error,
        "failed": gathered.failed,
        "documents": [_told(source, document, read) for document, read in _read(source, gathered, catalogue, now)],
    }


def _read(
    source: Source, gathered: Gathered, catalogue: Catalogue, now: datetime
) -> list[tuple[Document, dict[str, Any]]]:
    if reading.is_text(source):
        found = [(d, reading.read_text(TextJob(source, d, catalogue))) for d in gathered.found]
    else:
        found = []
        for document, read in reading.read_others(source, gathered.found, catalogue):
            found.append((document, read if isinstance(read, str) else _lists(read)))
    return [(d, {"error": r} if isinstance(r, str) else _summed(r, source, now)) for d, r in found]


def _lists(read: Read) -> Read:
    """The reading with its first rows as records, so that it outlives its database."""
    if not isinstance(read.observations, Relation):
        return read
    names = list(Observation.model_fields)
    rows = read.observations.limit(SHOWN).fetchall()
    read.observations = [Observation.model_validate(dict(zip(names, row, strict=True))) for row in rows]
    return read


def _summed(read: Read, source: Source, now: datetime) -> dict[str, Any]:
    skipped = sorted((e for e in read.events if e.kind == "skipped"), key=lambda e: e.code or "")
    return {
        "error": reading.judge(read, source.expect, {}, now.date()),
        "observations": read.count,
        "newest": read.newest and read.newest.isoformat(),
        "sample": [
            {
                "indicator": o.indicator_id,
                "place": o.place_id or o.place_text,
                "speaker": o.org_id or o.org_text,
                "period_end": o.period_end and o.period_end.isoformat(),
                "value": plain(o.value),
                "status": o.status,
                "found": o.cell or o.cited or o.quote,
            }
            for o in _first(read)
        ],
        "told": [e.message for e in read.events if e.kind == "read"],
        "skipped": [
            {"code": code, "count": len(group), "first": [event.message for event in group[:SHOWN]]}
            for code, group in ((code, list(events)) for code, events in groupby(skipped, key=lambda e: e.code))
        ],
    }


def _first(read: Read) -> list[Observation]:
    return [] if isinstance(read.observations, Relation) else list(read.observations)[:SHOWN]


def _told(source: Source, document: Document, found: dict[str, Any]) -> dict[str, Any]:
    return {"title": document.title, "lineage": document.lineage, "bytes": len(document.content), **found}
