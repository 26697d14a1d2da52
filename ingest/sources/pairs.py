"""Tables of pairs of countries: of which one country all rows are."""

from collections.abc import Mapping, Sequence

from data.errors import ReadError
from ingest.table.added import Row, added


def country(
    content: bytes, origin: Sequence[str], asylum: Sequence[str], header: Sequence[str], records: Sequence[str]
) -> str:
    """The country of all rows: "in PSE", "from PSE", "PSE" on one side or the other; "all" where there is none."""
    common: list[tuple[str, set[str]]] = []

    def told(found: Sequence[Row]) -> list[Mapping[str, str | None]]:
        sides = {
            "in ": [{row.get(*asylum)} for row in found],
            "from ": [{row.get(*origin)} for row in found],
            "": [{row.get(*origin), row.get(*asylum)} for row in found],
        }
        common.extend((word, set.intersection(*some) - {"", "-"}) for word, some in sides.items() if some)
        return [{}] * len(found)

    try:
        added(content, told, header=header, records=records)
    except ReadError:
        return "all"
    return next((word + min(some) for word, some in common if some), "all")
