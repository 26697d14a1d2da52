"""What a file of a source covers: of which country and kind it is, and for which days it replaces earlier ones."""

import re
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from data.errors import ReadError
from data.sources import Covers, TableRead
from ingest.table import extent

ALL = "all"  # the file of the world, or of no country
FEW = 8  # countries of a file that is not the world's: it is of just these


def covered(
    source_id: str, content: bytes, spec: TableRead, covers: Covers
) -> tuple[str | None, tuple[date, date] | None]:
    """The lineage of a file, and the days for which it replaces earlier files of that lineage.

    No days (None): its rows say none, or no columns for them were named. A file that is no table says nothing at all;
    reading it tells why.
    """
    with TemporaryDirectory(prefix="hakika-") as folder:
        path = Path(folder) / "content"
        path.write_bytes(content)
        try:
            names, found = extent(path, spec, covers.place, covers.days, FEW + 1)
        except ReadError:
            return None, None
    place = "+".join(sorted(found.places)) if 0 < len(found.places) <= FEW else ALL
    kinds = [name for name in covers.kinds if name in names]
    lineage = "/".join([source_id, place, *kinds])
    days = [day for text in (found.first, found.last) if text and (day := _day(text))]
    if len(days) < 2:
        return lineage, None
    last = days[1] if len(found.last or "") > 4 else days[1].replace(month=12, day=31)
    return lineage, (days[0], date.max if covers.rolling else max(last, days[0]))


def _day(text: str) -> date | None:
    """The day that a text begins with, or the first of a year."""
    found = re.match(r"(\d{4})(?:-(\d\d)-(\d\d))?", text)
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1)) if found else None
    except ValueError:
        return None
