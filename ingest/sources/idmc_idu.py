"""IDMC's updates on new displacement: where and when a figure is for, its sentence, and the document it comes from."""

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from data.models import Document
from data.sources import Source
from ingest.fetch import Client
from ingest.sources import hdx
from ingest.table.added import Row, added

READER = "idmc_idu-1"

RECOMMENDED = "recommended figure"
LEVELS = ("place", "around", "further", "furthest")


def fetch(source: Source, client: Client, since: datetime | None) -> Iterator[Document]:
    """The file of each country, one that fails leaving the others alone."""
    yield from hdx.each(client, r"idu|event")


def about(content: bytes) -> dict[str, str | None]:
    """Published not before the newest of its records was made."""
    made = re.findall(rb"\b(20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z", content)
    newest = max(made).decode() if made else None
    return {"published": newest, "published_basis": "inferred" if newest else None, "version": newest}


def rows(document: Document) -> bytes:
    """Each record with its place from small to large, its days, its text, and what it is if no figure of its own.

    Raises:
        ReadError: JSON without a list of records.
    """
    return added(document.content, _all, records=("", "results", "data"))


def _all(found: Sequence[Row]) -> list[Mapping[str, str | None]]:
    told = [_told(row) for row in found]
    keys = [
        (row.get("iso3"), row.get("sources"), *(one[k] for k in ("place", "first_day", "last_day", "cause", "left")))
        for row, one in zip(found, told, strict=True)
    ]
    same = Counter(keys)
    return [
        {**one, "record": row.get("id") if same[key] > 1 else None}
        for row, one, key in zip(found, told, keys, strict=True)
    ]


def _told(row: Row) -> dict[str, str | None]:
    role = row.get("role")
    popup = row.get("standard_popup_text")
    first = day(row.get("displacement_start_date", "displacement_date"))
    last = day(row.get("displacement_end_date", "displacement_date"))
    link = row.get("source_url", "link") or next(iter(re.findall(r'href="(https?://[^"]+)"', popup)), "")
    return {
        **dict(zip(LEVELS, _places(row), strict=True)),
        "first_day": first,
        "last_day": last,
        "hedge": row.get("qualifier").lower() or "exact",
        "cause": row.get("displacement_type").lower() or None,
        "sentence": row.get("description") or plain(popup) or None,
        "stands": f"{row.where}figure" + (f"; IDMC read it in {link}" if link else ""),
        "left": f"role: {role}" if role and role.lower() != RECOMMENDED else None,
    }


def day(text: str) -> str | None:
    """The day that is meant: a time from 11:00 in UTC on is midnight of the next day in the east; else as written."""
    found = re.match(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d):)?", text)
    if not found:
        return text or None
    if found[2] is None or int(found[2]) < 11:
        return found[1]
    return (date.fromisoformat(found[1]) + timedelta(days=1)).isoformat()


def plain(markup: str) -> str:
    """The words of a text in HTML, but for its links."""
    text = re.sub(r"<a\b.*?</a>|<[^>]+>", " ", markup, flags=re.DOTALL)
    return " ".join(html.unescape(text).split())


def _places(row: Row) -> list[str | None]:
    """Names of places, each within the next, as far as they are told; four of them.

    Several places of origin: all their names first, as one, then what they have in common.
    """
    names = [_parts(name) for name in row.get("locations_name").split(";") if _parts(name)]
    kinds = [kind.strip().lower() for kind in row.get("locations_type").split(";")]
    if len(kinds) == len(names) and "origin" in kinds:
        names = [name for name, kind in zip(names, kinds, strict=True) if kind == "origin"]
    unique = [list(name) for name in dict.fromkeys(map(tuple, names))]
    if not unique:
        told = row.get("event_name").split(" - ")[1:-1]
        unique = [[told[-1].strip()]] if told and told[-1].strip() else [[row.get("country", "iso3")]]
    levels: list[str] = unique[0]
    if len(unique) > 1:
        common = [part for part in unique[0] if all(part in other for other in unique[1:])]
        levels = ["; ".join(name[0] for name in unique), *common]
    return [*levels, None, None, None][:4]


def _parts(name: str) -> list[str]:
    return [part for part in dict.fromkeys(map(str.strip, name.split(","))) if part]
