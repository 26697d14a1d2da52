"""Attacks on health care, one row an incident: which day, country and area each counts for."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from data.errors import ReadError
from data.models import Document
from data.sources import Source
from ingest.fetch import Client
from ingest.sources import hdx
from ingest.table import workbook

READER = "insecurity_insight-1"

KEPT = ("Date", "Country", "Country ISO", "Admin 1", "Year", "Number Of Events")
"""What is read of a row; what was done to whom, and the sentence that says it, stay in the file."""

NO_AREA = {"", "no information", "unknown", "not applicable", "palestinian territories"}


def lineage(content: bytes, name: str) -> str:
    """A list of more years replaces one of fewer; lists of one country or one year stand beside it."""
    if content.lstrip()[:1] in (b"[", b"{"):
        return "insecurity_insight/overview" if b'"Number Of Events"' in content[:2000] else "insecurity_insight/feed"
    scope = re.sub(r"\d{4} *[-_–] *\d{2,4}", "", Path(name).stem).lower()
    return "insecurity_insight/" + "-".join(re.findall(r"[a-z0-9]+", scope))


def fetch(source: Source, client: Client, since: datetime | None) -> Iterator[Document]:
    """The newest list of all countries."""
    answer = hdx.download(client, client.fetch.address[0], r"attacks on health ?care.*incident|incident.*health ?care")
    if answer.status == 304:
        client.gathered.unchanged += 1
        return
    yield from client.make(answer, "insecurity_insight")


def rows(document: Document) -> bytes:
    """A list of incidents or of a year's totals, each told for what it is no figure of.

    Raises:
        ReadError: it is no workbook, table or JSON list of them.
    """
    told = []
    for record in _records(document.content):
        if not isinstance(record, dict):
            told.append(record)
            continue
        kept: dict[str, Any] = {name: record.get(name) for name in KEPT}
        area = " ".join(str(kept["Admin 1"] or "").split())
        whole = area.casefold() in NO_AREA | {str(kept["Country"]).casefold()}
        kept["Admin 1"] = None if whole else repaired(area)
        kept["Country ISO"] = kept["Country ISO"] or kept["Country"]
        year = "Number Of Events" in record
        if "HXL" in record:
            kept["left"] = "HXL row"
        elif not any("health" in name.lower() for name in record):
            kept["left"] = "not about health care"
        elif year:
            kept["left.incident"] = "a year's total"
        else:
            kept["left.year"] = "an incident"
            kept["left.area"] = None if kept["Admin 1"] else "no area named"
        told.append(kept)
    return json.dumps(told, ensure_ascii=False).encode()


def repaired(text: str) -> str:
    """A name whose UTF-8 was once taken for Windows' Western letters ("TillabÃ©ri"), as it was; others as they are."""
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
    return text


def _records(content: bytes) -> list[Any]:
    if workbook.is_workbook(content):
        return _table(workbook.cells(content, ("Date", "Country ISO")))
    if content.lstrip()[:1] in (b"[", b"{"):
        try:
            found = json.loads(content.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise ReadError(f"it is no JSON: {error}") from None
        found = found.get("data", found) if isinstance(found, dict) else found
        if not isinstance(found, list):
            raise ReadError("a list of incidents or of years was expected")
        return [_named(record) if isinstance(record, dict) else record for record in found]
    return _table(list(csv.reader(io.StringIO(content.decode("utf-8-sig", "replace"), newline=""))))


def _is_header(row: Sequence[str]) -> bool:
    names = {_name(cell) for cell in row}
    return {"Date", "Country ISO"} <= names or {"Year", "Country ISO"} <= names


def _table(cells: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    start = next((n for n, row in enumerate(cells[:50]) if _is_header(row)), None)
    if start is None:
        raise ReadError("no line has the columns Date and Country ISO")
    names = [_name(cell) for cell in cells[start]]
    found = []
    for row in cells[start + 1 :]:
        record = {name: str(cell).strip() or None for name, cell in zip(names, row, strict=False) if name}
        if any(str(cell).startswith("#") for cell in row[:3]):
            record["HXL"] = "yes"
        if any(value is not None for value in record.values()):
            found.append(record)
    return found


def _named(record: Mapping[str, Any]) -> dict[str, Any]:
    return {_name(key): None if value is None else str(value).strip() or None for key, value in record.items()}


def _name(cell: object) -> str:
    """A column's name as `KEPT` has it, whatever its case and blanks; "Event Date" is the date."""
    plain = " ".join(str(cell).split())
    told = {name.casefold(): name for name in KEPT} | {
        "event date": "Date",
        "iso": "Country ISO",
        "iso3": "Country ISO",
    }
    return told.get(plain.casefold(), plain)
