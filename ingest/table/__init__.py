"""Reader "table": the rows of a file to observations, by the mapping in the source's TOML.

All cells are read as text. Numbers and days are converted in SQL by what the mapping declares; words (places,
speakers, statuses) are looked up once each and joined. A row gives an observation, or is refused with its line and a
reason, or is ignored by name; the three add up to the rows of the file, or the load fails. No row passes through
Python.

Tables of the scratch database: `staged` (converted cells), `word_n` (look-ups), `fixed_n` (constants), and one view
`mapped_n` a mapping; the view `observation` has the columns of `data.models.Observation`.
"""

import tempfile
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from data import warehouse
from data.catalogue import Catalogue
from data.errors import ReadError
from data.models import Observation
from data.sources import Column, TableRead
from ingest.table import rows as files
from ingest.table.mapping import FIELDS, NOT_SELECTED, Compiled
from ingest.table.rows import Refusal, Rows
from ingest.table.staging import Stage

READER = "table-1"
PARTLY = "refused by a mapping"


@dataclass
class TableReading:
    """One document as read; good until its `reading` block ends.

    Attributes:
        total: Rows and lines of the document below its header.
        taken: Rows that gave an observation.
        refused: Rows that gave none and were refused.
        ignored: Rows and lines that gave none and were not refused.
        count: Observations; a row may give several, or several rows one.
        newest: The newest day that an observation is for.
        reasons: How many times each named reason to ignore held, a row counting once for each mapping; "not selected"
            counts rows that no mapping selected.
        unmapped: Columns that the mapping does not mention.
    """

    con: duckdb.DuckDBPyConnection
    doc: int
    total: int = 0
    taken: int = 0
    refused: int = 0
    ignored: int = 0
    count: int = 0
    newest: date | None = None
    reasons: dict[str, int] = field(default_factory=dict)
    unmapped: Sequence[str] = ()

    @property
    def relation(self) -> duckdb.DuckDBPyRelation:
        """The observations, with the columns of `Observation` in their order; unread until asked for."""
        return self.con.sql(f"SELECT * EXCLUDE (doc, line) FROM observation WHERE doc = {self.doc}")

    def totals(self, indicator_ids: Sequence[str]) -> dict[Any, float]:
        """The newest value of each line of these indicators, as `data.queries.runs.totals` gives them."""
        if not indicator_ids:
            return {}
        rows = self.con.execute(
            """SELECT indicator_id, place_id, org_id, breakdown, unit,
              CASE WHEN period_start <> period_end THEN period_start END AS starts, arg_max(value, period_end)
            FROM observation
            WHERE doc = ? AND list_contains(?::VARCHAR[], indicator_id) AND period_end IS NOT NULL AND value IS NOT NULL
            GROUP BY ALL""",
            [self.doc, list(indicator_ids)],
        ).fetchall()
        return {row[:6]: row[6] for row in rows}

    def refusals(self) -> Iterator[Refusal]:
        """Refused rows in the order of the file, each with its reason; those of all mappings."""
        if not self.refused and not self.reasons.get(PARTLY):
            return
        sql = "SELECT row, code, reason, coalesce(text, '') FROM refusal WHERE doc = ? ORDER BY ALL"
        yield from (Refusal(*row) for row in self.con.execute(sql, [self.doc]).fetchall())


def records(found: Sequence[TableReading]) -> list[list[Observation]]:
    """The observations of each document as records, for documents that have few."""
    told: list[list[Observation]] = [[] for _ in found]
    for row in found[0].con.execute("FROM observation ORDER BY doc, line").fetchall():
        told[row[-2]].append(Observation.model_validate(dict(zip(FIELDS, row[:-2], strict=True))))
    return told


@contextmanager
def reading(
    content: bytes | Path, spec: TableRead, catalogue: Catalogue, crisis_id: str | None = None
) -> Iterator[TableReading]:
    """Read a table, given as bytes or as a file.

    Raises:
        ReadError: the file is not what the mapping says, or its rows do not add up.
    """
    with readings([content], spec, catalogue, crisis_id) as found:
        yield found[0]


@contextmanager
def readings(
    contents: Sequence[bytes | Path], spec: TableRead, catalogue: Catalogue, crisis_id: str | None = None
) -> Iterator[list[TableReading]]:
    """Read several tables at once: many small documents cut from one file, each with the same lines at its top.

    Raises:
        ReadError: as `reading`, for all of them together.
    """
    with tempfile.TemporaryDirectory(prefix="hakika-") as folder:
        path, starts = _together(contents, spec, Path(folder))
        con = warehouse.scratch()
        try:
            yield _read(con, path, starts, spec, catalogue, crisis_id or spec.crisis, Path(folder))
        finally:
            con.close()


class Extent(NamedTuple):
    """What the rows of a file are about: places, the first day and the last, as written."""

    places: list[str]
    first: str | None
    last: str | None


def extent(
    path: Path, spec: TableRead, places: Sequence[str], days: Sequence[str], most: int
) -> tuple[tuple[str, ...], Extent]:
    """The columns of a file, and what some of them say, at most so many places; columns that it lacks are left out.

    Raises:
        ReadError: the file is not what the mapping says.
    """
    with tempfile.TemporaryDirectory(prefix="hakika-") as folder, closing(warehouse.scratch()) as con:
        spec, rows = _laid_out(path, spec, Path(folder))
        stage = Stage(spec, rows.names)
        cells = [
            [stage.cell(Column(column=(name,)), "text") for name in wanted if name in rows.names]
            for wanted in (places, days)
        ]
        if not any(cells) or not stage.load(con, rows):
            return rows.names, Extent([], None, None)
        told = [
            " UNION ALL ".join(f"SELECT {cell} AS text FROM staged" for cell in some) or "SELECT NULL AS text"
            for some in cells
        ]
        found = con.execute(f"SELECT DISTINCT text FROM ({told[0]}) WHERE text IS NOT NULL LIMIT {most}").fetchall()
        first, last = con.execute(
            f"SELECT min(text), max(text) FROM ({told[1]}) WHERE regexp_matches(text::VARCHAR, '^[12]\\d{{3}}(-|$)')"
        ).fetchall()[0]
        return rows.names, Extent([row[0] for row in found], first, last)


def alike(contents: Sequence[bytes], spec: TableRead) -> bool:
    """Whether these tables can be read at once."""
    spec = files.settled(contents[0][: files.HEAD], spec)
    head = _head(contents[0]) if spec.format == "csv" and spec.skip_rows == 0 else b""
    whole = bool(head) and head.count(b'"') % 2 == 0
    return whole and all(_head(content) == head and content.endswith(b"\n") for content in contents)


def _head(content: bytes) -> bytes:
    return content[: content.find(b"\n") + 1]


def _together(contents: Sequence[bytes | Path], spec: TableRead, folder: Path) -> tuple[Path, list[int]]:
    first, path = contents[0], folder / "content"
    if isinstance(first, Path):
        return first, [1]
    path.write_bytes(first)
    starts = [2]
    with path.open("ab") as stream:
        for before, content in zip(contents, contents[1:], strict=False):
            assert isinstance(before, bytes) and isinstance(content, bytes)
            starts.append(starts[-1] + before.count(b"\n") - 1)
            stream.write(content[len(_head(content)) :])
    return path, starts


def _read(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    starts: Sequence[int],
    spec: TableRead,
    catalogue: Catalogue,
    crisis_id: str | None,
    folder: Path,
) -> list[TableReading]:
    if path.stat().st_size == 0:
        raise ReadError("the file is empty")
    spec, rows = _laid_out(path, spec, folder)
    stage = Stage(spec, rows.names)
    compiled = [Compiled(stage, mapping, n, catalogue, crisis_id) for n, mapping in enumerate(spec.observation)]
    whole = stage.load(con, rows, starts)
    if not whole and rows.path == path:
        rows = files.rewritten(path, spec, folder)
        whole = stage.load(con, rows, starts)
    if not whole:
        raise ReadError(f"its {rows.total:,} rows do not add up as it is read; nothing of it was taken")
    for mapping in compiled:
        mapping.create(con, rows)
    return _account(con, rows, starts, spec)


def _laid_out(path: Path, spec: TableRead, folder: Path) -> tuple[TableRead, Rows]:
    """The mapping with the file's own format, and the file's rows."""
    with path.open("rb") as stream:
        spec = files.settled(stream.read(files.HEAD), spec)
    return spec, files.as_it_lies(path, spec) or files.rewritten(path, spec, folder)


def _account(con: duckdb.DuckDBPyConnection, rows: Rows, starts: Sequence[int], spec: TableRead) -> list[TableReading]:
    found = [TableReading(con, doc) for doc in range(len(starts))]
    _count_rows(con, found, len(spec.observation))
    for refusal in rows.refused:
        found[bisect_right(starts, refusal.row) - 1 if len(starts) > 1 else 0].refused += 1
    for reason, count in rows.left.items():
        found[0].reasons[reason] = found[0].reasons.get(reason, 0) + count
        found[0].ignored += count
    for one in found:
        one.total = one.taken + one.refused + one.ignored
    if sum(one.total for one in found) != rows.total:
        raise ReadError(
            f"{sum(one.taken for one in found):,} rows taken, {sum(one.refused for one in found):,} refused and "
            f"{sum(one.ignored for one in found):,} ignored are not its {rows.total:,} rows; nothing of it was taken"
        )
    _views(con, rows, starts, len(spec.observation))
    named = {name for mapping in spec.observation for name in mapping.columns()}
    left = [*spec.ignore, *(pattern for mapping in spec.observation for pattern in mapping.ignore)]
    unmapped = [n for n in rows.names if n not in named and not any(fnmatchcase(n, pattern) for pattern in left)]
    for one in found:
        one.unmapped = unmapped
    for n, mapping in enumerate(spec.observation):
        if mapping.count:
            _count_groups(con, found, n)
    return found


def _count_rows(con: duckdb.DuckDBPyConnection, found: Sequence[TableReading], mappings: int) -> None:
    """How many rows were taken, refused and ignored; one refused by one mapping and taken by another is taken."""
    fates: dict[tuple[int, str], int] = {}
    for n in range(mappings):
        sql = f"SELECT doc, code, count(*), max(period_end) FROM mapped_{n} GROUP BY doc, code ORDER BY ALL"
        for doc, code, count, newest in con.execute(sql).fetchall():
            if code is None:
                found[doc].count += count
                found[doc].newest = max(filter(None, (found[doc].newest, newest)), default=None)
            fate = "taken" if code is None else "ignored" if code.startswith("-") else "refused"
            fates[doc, fate] = fates.get((doc, fate), 0) + count
            if code == NOT_SELECTED and mappings > 1:
                continue
            if fate == "ignored":
                found[doc].reasons[code[1:]] = found[doc].reasons.get(code[1:], 0) + count
            elif fate == "refused" and mappings > 1:
                found[doc].reasons[PARTLY] = found[doc].reasons.get(PARTLY, 0) + count
    if mappings > 1:
        told = "CASE WHEN code IS NULL THEN 'taken' WHEN code LIKE '-%' THEN 'ignored' ELSE 'refused' END AS fate"
        out = f"code IS NOT DISTINCT FROM '{NOT_SELECTED}' AS out"
        each = " UNION ALL ".join(f"SELECT doc, line, {told}, {out} FROM mapped_{n}" for n in range(mappings))
        one = f"SELECT doc, line, max(fate) AS fate, bool_and(out) AS out FROM ({each}) GROUP BY ALL"  # in A to Z
        counted = con.execute(f"SELECT doc, fate, count(*), count(*) FILTER (out) FROM ({one}) GROUP BY ALL").fetchall()
        fates = {(doc, fate): count for doc, fate, count, _ in counted}
        for doc, _, _, unselected in counted:
            if unselected:
                found[doc].reasons[NOT_SELECTED[1:]] = unselected
    for (doc, fate), count in fates.items():
        setattr(found[doc], fate, count)


def _count_groups(con: duckdb.DuckDBPyConnection, found: Sequence[TableReading], n: int) -> None:
    """Where a mapping makes one observation of several rows, its observations are fewer than the rows that it took."""
    for doc, rows in con.execute(f"SELECT doc, count(*) FROM mapped_{n} WHERE code IS NULL GROUP BY doc").fetchall():
        found[doc].count -= rows
    for doc, count in con.execute(f"SELECT doc, count(*) FROM observation_{n} GROUP BY doc").fetchall():
        found[doc].count += count


def _views(con: duckdb.DuckDBPyConnection, rows: Rows, starts: Sequence[int], mappings: int) -> None:
    con.execute("CREATE TABLE unread (doc BIGINT, row BIGINT, code VARCHAR, reason VARCHAR, text VARCHAR)")
    if rows.refused:
        many = len(starts) > 1
        docs = [bisect_right(starts, refusal.row) - 1 if many else 0 for refusal in rows.refused]
        own = [
            refusal.row - (starts[doc] - starts[0] if many else 0)
            for doc, refusal in zip(docs, rows.refused, strict=True)
        ]
        con.execute(
            f"INSERT INTO unread SELECT unnest(?::BIGINT[]), unnest(?::BIGINT[]){', unnest(?::VARCHAR[])' * 3}",
            [docs, own, *(list(column) for column in list(zip(*rows.refused, strict=True))[1:])],
        )
    refused = " UNION ".join(
        f"SELECT doc, row, code, reason, text FROM mapped_{n} WHERE code IS NOT NULL AND code NOT LIKE '-%'"
        for n in range(mappings)
    )
    con.execute(f"CREATE VIEW refusal AS FROM unread UNION ALL ({refused})")
    con.execute(f"CREATE VIEW observation AS {' UNION ALL '.join(f'FROM observation_{n}' for n in range(mappings))}")
