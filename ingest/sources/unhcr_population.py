"""UNHCR's statistics: which file of what selection it is, and which zeros only fill the table of pairs of countries."""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime

from data.errors import ReadError
from data.models import Document
from ingest.sources import pairs
from ingest.table.added import Row, added
from ingest.table.workbook import check_archive

READER = "unhcr_population-2"

ORIGIN = ("Country of origin (ISO)", "ISO3CoO", "coo_iso", "Country of origin")
ASYLUM = ("Country of asylum (ISO)", "ISO3CoA", "coa_iso", "Country of asylum")
IDPS = ("IDPs of concern to UNHCR", "IDP", "idps", "Internally displaced persons (IDPs)")
RETURNED = ("Returned refugees", "returned_refugees", "Returned refugees under UNHCR's mandate")
RETURNED_IDPS = ("Returned IDPs", "returned_idps", "Returned IDPs under UNHCR's mandate")
HEADER, RECORDS = ("Year",), ("items", "")
FILLER = "0 or - for a pair of countries"


def lineage(content: bytes, name: str) -> str:
    """Files of one shape and one selection of countries are versions of each other."""
    content = _unpacked(content)
    if b"Footnote" in content[:200]:
        return "unhcr_population/footnotes"
    top = content[:4000].decode("utf-8", "replace")
    chosen = re.findall(r'^"?(Origin|Country of asylum):"?,"?([^"\n]*)', top, re.MULTILINE)
    if chosen:
        return "unhcr_population/download/" + ", ".join(f"{key.lower()}: {value.strip()}" for key, value in chosen)
    shape = "hdx" if "ISO3CoO" in top else "interface"
    return f"unhcr_population/{shape}/{pairs.country(content, ORIGIN, ASYLUM, HEADER, RECORDS)}"


def about(content: bytes) -> dict[str, str | None]:
    """When the statistics were last updated and when the file was made, as its first lines say."""
    top = _unpacked(content)[:2000].decode("utf-8", "replace")
    return {
        "published": _moment(r'Last updated:"?,"?(\d{1,2} \w+ \d{4})', "%d %B %Y", top),
        "version": _moment(r'Date extracted:"?,"?(\d\d/\d\d/\d{4} \d\d:\d\d)', "%d/%m/%Y %H:%M", top),
    }


def rows(document: Document) -> bytes:
    """Each pair of countries with the other country of displaced people, and which of its zeros only fill the table.

    Raises:
        ReadError: a packed file without a table, or JSON without a list.
    """
    content = _unpacked(document.content)
    return added(content, lambda found: [_told(row) for row in found], header=HEADER, records=RECORDS)


def _told(row: Row) -> Mapping[str, str | None]:
    origin, asylum = row.get(*ORIGIN), row.get(*ASYLUM)
    other = None if origin in (asylum, "", "-") else origin
    return {
        "other_origin": other,
        "left.idps": FILLER if other and row.get(*IDPS) in ("0", "-") else None,
        "left.returned": FILLER if row.get(*RETURNED) == "0" else None,
        "left.returned_idps": FILLER if other and row.get(*RETURNED_IDPS) in ("0", "-") else None,
    }


def _moment(pattern: str, written: str, text: str) -> str | None:
    found = re.search(pattern, text)
    try:
        return datetime.strptime(found[1], written).isoformat() if found else None
    except ValueError:
        return None


def _unpacked(content: bytes) -> bytes:
    """The table of a download: the largest that the archive holds, as the other has the footnotes."""
    if not content.startswith(b"PK\x03\x04") or b"xl/" in content[:2000]:
        return content
    check_archive(io.BytesIO(content))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        tables = [one for one in archive.infolist() if one.filename.lower().endswith(".csv")]
        if not tables:
            raise ReadError("an archive without a CSV")
        return archive.read(max(tables, key=lambda one: one.file_size))
