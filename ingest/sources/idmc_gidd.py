"""IDMC's yearly figures: which are of conflict and which of a disaster, and when they were published."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from data.models import Document
from ingest.table.added import Row, added

READER = "idmc_gidd-1"


def lineage(content: bytes, name: str) -> str | None:
    """A page given by itself is no version of the page before it."""
    kind = "disasters" if b'"event_name"' in content[:3000] else "conflicts"
    after = re.search(rb'"next": ?"[^"]*\boffset=(\d+)', content[:3000])
    before = re.search(rb'"previous": ?"[^"]*\boffset=(\d+)', content[:3000])
    if re.match(rb'\s*\{\s*"last_updated"', content) and (after or before):
        at = int(after[1]) if after else int(before[1]) + 1 if before else 0
        return f"idmc_gidd/{kind}/page to {at}"
    return None


def about(content: bytes) -> dict[str, str | None]:
    """The day on which the database was last updated, as a page says it."""
    found = re.match(rb'\s*\{\s*"last_updated":\s*"(\d{4}-\d\d-\d\d)', content)
    return {"published": found[1].decode(), "version": found[1].decode()} if found else {}


def rows(document: Document) -> bytes:
    """Each row with its cause and, of a disaster, the event; events of one name, place and year are numbered.

    Raises:
        ReadError: JSON without a list of rows.
    """
    return added(document.content, _told, header=("iso3", "year"), records=("results", ""))


def _told(found: Sequence[Row]) -> list[Mapping[str, str | None]]:
    seen: Counter[tuple[str, ...]] = Counter()
    told: list[Mapping[str, str | None]] = []
    for row in found:
        if "event_name" not in row.cells:
            told.append({"cause": "conflict"})
            continue
        event = row.get("event_name") or row.get("hazard_sub_type_name", "hazard_type_name") or "no name"
        key = row.get("iso3"), row.get("year"), event
        seen[key] += 1
        told.append({"cause": "disaster", "event": event if seen[key] == 1 else f"{event} ({seen[key]})"})
    return told
