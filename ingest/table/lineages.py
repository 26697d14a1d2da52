"""A table that tells of many documents, cut into one for each lineage."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from data.errors import ReadError
from data.sources import DocumentFields, TableRead
from ingest.documents import read_fields
from ingest.table.rows import HEAD, flatten, listed, settled, sheet


def split(content: bytes, spec: TableRead, fields: DocumentFields) -> Iterator[tuple[dict[str, str | None], bytes]]:
    """One document for each lineage of a table: what its first row says of it, and the header with its own rows.

    Raises:
        ReadError: a row names no lineage, rows of one lineage contradict each other, or the table is a workbook.
    """
    spec = settled(content[:HEAD], spec)
    if spec.format == "xlsx":
        raise ReadError("a workbook cannot be split into documents: [fetch.document] needs csv or json")
    cut = _split_json if spec.format == "json" else _split_csv
    said: dict[str, dict[str, str | None]] = {}
    first: dict[str, int] = {}
    parts: dict[str, list[Any]] = {}
    rows, whole = cut(content, spec)
    for number, cells, row in rows:
        own = read_fields(fields, cells)
        lineage = own["lineage"]
        if lineage is None:
            raise ReadError(f"row {number} does not say to which document it belongs")
        before = said.setdefault(lineage, own)
        if before != own:
            key = next(k for k in own if own[k] != before[k])
            told_twice = f"{before[key]!r} and {own[key]!r}"
            raise ReadError(f"rows {first[lineage]} and {number} give {lineage} two values of {key}: {told_twice}")
        first.setdefault(lineage, number)
        parts.setdefault(lineage, []).append(row)
    for lineage, own in said.items():
        yield own, whole(parts[lineage])


_Rows = Iterator[tuple[int, Mapping[str, str | None], Any]]
_Cut = tuple[_Rows, Callable[[list[Any]], bytes]]


def _split_csv(content: bytes, spec: TableRead) -> _Cut:
    encoding = "utf-8-sig" if spec.encoding.lower() in ("utf-8", "utf8") else spec.encoding
    try:
        names, kept, rest = sheet(content.decode(encoding), spec)
    except UnicodeDecodeError as error:
        raise ReadError(f"it is no {spec.encoding}: {error}") from None

    def whole(own: list[Any]) -> bytes:
        stream = io.StringIO(newline="")
        csv.writer(stream, delimiter=spec.delimiter, lineterminator="\n").writerows([*kept, *own])
        return stream.getvalue().encode(spec.encoding)

    return ((number, dict(zip(names, cells, strict=True)), cells) for number, cells in rest), whole


def _split_json(content: bytes, spec: TableRead) -> _Cut:
    try:
        top = json.loads(content.decode("utf-8-sig"))
    except ValueError as error:
        raise ReadError(f"it is no JSON: {error}") from None
    path, found = listed(top, spec.records)
    records = [record for record in found if isinstance(record, dict)]
    if len(records) < len(found):
        raise ReadError(f"a list of objects was expected at {path or 'the top'!r}")

    def whole(own: list[Any]) -> bytes:
        nested: object = own
        for part in reversed(path.split(".") if path else []):
            nested = {part: nested}
        return json.dumps(nested, ensure_ascii=False, indent=0).encode()

    return ((number, dict(flatten(record)), record) for number, record in enumerate(records)), whole
