"""Reader "table": the rows of a file to observations, by the mapping in the source's TOML.

All cells are read as text. Numbers and days are converted in SQL by what the mapping declares; words (places,
speakers, statuses) are looked up once each and joined. A row gives an observation, or is refused with its line and a
reason, or is ignored by name; the three add up to the rows of the file, or the load fails. No row passes through
Python.

Tables of the scratch database: `staged` (converted cells), `word_n` (look-ups), `fixed_n` (constants), and one view
`mapped_n` a mapping; the view `observation` has the columns of `data.models.Observation`.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

import duckdb

from data import warehouse
from data.catalogue import Catalogue
from data.errors import ReadError
from data.sources import TableRead
from ingest.table import rows as files
from ingest.table.mapping import Compiled
from ingest.table.rows import Refusal, Rows
from ingest.table.staging import Stage

READER = "table-1"


@dataclass
class TableReading:
    """A file as read; good until its `reading` block ends.

    Attributes:
        relation: The observations, with the columns of `Observation` in their order, in the order of the file.
        total: Rows and lines of the file below its header.
        taken: Rows that gave an observation.
        refused: Rows that gave none and were refused.
        ignored: Rows and lines that gave none and were not refused.
        reasons: How many times each named reason to ignore held, a row counting once for each mapping.
        unmapped: Columns that the mapping does not mention.
    """

    con: duckdb.DuckDBPyConnection
    total: int
    taken: int = 0
    refused: int = 0
    ignored: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    unmapped: list[str] = field(default_factory=list)

    @property
    def relation(self) -> duckdb.DuckDBPyRelation:
        """The observations, unread until asked for."""
        return self.con.sql("FROM observation")

    def refusals(self, most: int | None = None) -> Iterator[Refusal]:
        """Refused rows in the order of the file, each with its reason; those of all mappings."""
        cursor = self.con.execute(
            "SELECT row, code, reason, coalesce(text, '') FROM refusal ORDER BY ALL" + (" LIMIT ?" if most else ""),
            [most] if most else [],
        )
        while found := cursor.fetchmany(10_000):
            yield from (Refusal(*row) for row in found)


@contextmanager
def reading(
    content: bytes | Path, spec: TableRead, catalogue: Catalogue, crisis_id: str | None = None
) -> Iterator[TableReading]:
    """Read a table, given as bytes or as a file.

    Raises:
        ReadError: the file is not what the mapping says, or its rows do not add up.
    """
    with tempfile.TemporaryDirectory(prefix="hakika-") as folder:
        path = content if isinstance(content, Path) else Path(folder) / "content"
        if isinstance(content, bytes):
            path.write_bytes(content)
        con = warehouse.scratch()
        try:
            yield _read(con, path, spec, catalogue, crisis_id or spec.crisis, Path(folder))
        finally:
            con.close()


def _read(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    spec: TableRead,
    catalogue: Catalogue,
    crisis_id: str | None,
    folder: Path,
) -> TableReading:
    if path.stat().st_size == 0:
        raise ReadError("the file is empty")
    rows = files.as_it_lies(path, spec) or files.rewritten(path, spec, folder)
    stage = Stage(spec, rows.names)
    compiled = [Compiled(stage, mapping, n, catalogue, crisis_id) for n, mapping in enumerate(spec.observation)]
    whole = stage.load(con, rows)
    if not whole and rows.path == path:
        rows = files.rewritten(path, spec, folder)
        whole = stage.load(con, rows)
    if not whole:
        raise ReadError(f"its {rows.total:,} rows do not add up as it is read; nothing of it was taken")
    for mapping in compiled:
        mapping.create(con, rows)
    return _account(con, rows, spec)


def _account(con: duckdb.DuckDBPyConnection, rows: Rows, spec: TableRead) -> TableReading:
    numbers = range(len(spec.observation))
    found = TableReading(con, rows.total, refused=len(rows.refused), ignored=sum(rows.left.values()))
    found.reasons.update(rows.left)
    fates: dict[str, int] = {}
    for n in numbers:
        for code, count in con.execute(f"SELECT code, count(*) FROM mapped_{n} GROUP BY code").fetchall():
            fate = "taken" if code is None else "ignored" if code.startswith("-") else "refused"
            fates[fate] = fates.get(fate, 0) + count
            if fate == "ignored":
                found.reasons[code[1:]] = found.reasons.get(code[1:], 0) + count
    if len(numbers) > 1:
        # in the order of the alphabet: a row taken by one mapping and refused or ignored by others is taken
        told = "CASE WHEN code IS NULL THEN 'taken' WHEN code LIKE '-%' THEN 'ignored' ELSE 'refused' END AS fate"
        each = " UNION ALL ".join(f"SELECT row, {told} FROM mapped_{n}" for n in numbers)
        one = f"SELECT row, max(fate) AS fate FROM ({each}) GROUP BY row"
        fates = dict(con.execute(f"SELECT fate, count(*) FROM ({one}) GROUP BY fate").fetchall())
    found.taken = fates.get("taken", 0)
    found.refused += fates.get("refused", 0)
    found.ignored += fates.get("ignored", 0)
    if found.taken + found.refused + found.ignored != found.total:
        raise ReadError(
            f"{found.taken:,} rows taken, {found.refused:,} refused and {found.ignored:,} ignored are not the "
            f"{found.total:,} rows of the file; nothing of it was taken"
        )
    con.execute("CREATE TABLE unread (row BIGINT, code VARCHAR, reason VARCHAR, text VARCHAR)")
    if rows.refused:
        con.execute(
            f"INSERT INTO unread SELECT unnest(?::BIGINT[]){', unnest(?::VARCHAR[])' * 3}",
            [list(column) for column in zip(*rows.refused, strict=True)],
        )
    refused = " UNION ".join(
        f"SELECT row, code, reason, text FROM mapped_{n} WHERE code IS NOT NULL AND code NOT LIKE '-%'" for n in numbers
    )
    con.execute(f"CREATE VIEW refusal AS FROM unread UNION ALL ({refused})")
    con.execute(f"CREATE VIEW observation AS {' UNION ALL '.join(f'FROM observation_{n}' for n in numbers)}")
    named = {name for mapping in spec.observation for name in mapping.columns()}
    left = [*spec.ignore, *(pattern for mapping in spec.observation for pattern in mapping.ignore)]
    found.unmapped = [n for n in rows.names if n not in named and not any(fnmatchcase(n, pattern) for pattern in left)]
    return found
