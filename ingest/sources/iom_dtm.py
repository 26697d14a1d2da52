"""IOM's displacement tracking: rows that hold no figure, and rows that are the whole of their round."""

from collections import Counter
from collections.abc import Mapping, Sequence

from data.models import Document
from ingest.table.added import Row, added

READER = "iom_dtm-1"

ROUND = (
    "operation",
    "assessmentType",
    "roundNumber",
    "reportingDate",
    "admin0Pcode",
    "admin1Pcode",
    "admin2Pcode",
    "admin2Name",
)


def rows(document: Document) -> bytes:
    """Each row with what it is if it has no figure, or if it is no part because its round has no other.

    Raises:
        ReadError: JSON without a list of rows.
    """
    return added(document.content, _told, records=("result", "data", ""))


def _told(found: Sequence[Row]) -> list[Mapping[str, str | None]]:
    keys = [tuple(row.get(name) for name in ROUND) for row in found]
    parts = Counter(keys)
    return [
        {
            "left": None if row.get("numPresentIdpInd") else "no figure",
            "left.part": "the whole round in one row" if parts[key] == 1 else None,
        }
        for row, key in zip(found, keys, strict=True)
    ]
