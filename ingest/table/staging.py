"""Cells of a file, converted: the first half of the table reader.

`staged` has one row a row of the file. A cell that the mapping reads stands there as text, as a number, or as a day;
beside numbers and days `<name>_bad` keeps the text that is none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from data.errors import ReadError
from data.mappings import EXCEL, Column, TableRead
from ingest.table.rows import Rows


@dataclass
class Stage:
    """Which cells `staged` holds, and under what names. Ask for all cells first, then load."""

    spec: TableRead
    names: tuple[str, ...]
    selected: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    known: dict[tuple[str, ...], str] = field(default_factory=dict)
    line: str = ""
    row: str = ""
    doc: str = "0"
    parts: str = ""

    def load(self, con: duckdb.DuckDBPyConnection, rows: Rows, starts: Sequence[int] = ()) -> bool:
        """Fill `staged`; False if its rows and what is refused and left do not add up to the file.

        `starts` are the lines at which the rows of several documents begin, where the file holds those of several.
        """
        self.line = self.row = "s.n" if rows.numbered else f"(s.rowid + {rows.skip + 1})"
        if len(starts) > 1:
            con.execute(
                "CREATE OR REPLACE TABLE part AS SELECT unnest(?::BIGINT[]) AS first, unnest(?::BIGINT[]) AS doc",
                [list(starts), list(range(len(starts)))],
            )
            self.row, self.doc = f"({self.line} - p.first + {starts[0]})", "p.doc"
            self.parts = f" ASOF JOIN part p ON {self.line} >= p.first"
        columns = ", ".join(f"'c{position}': 'VARCHAR'" for position in range(len(self.names)))
        number, kept = ("'n': 'BIGINT', ", ["n", *self.kept]) if rows.numbered else ("", self.kept)
        con.execute(
            "DROP TABLE IF EXISTS staged; DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans"
        )
        try:
            con.execute(
                f"""CREATE TABLE staged AS SELECT {", ".join(kept)} FROM (
                    SELECT {"n, " if rows.numbered else ""}{", ".join(self.selected)}
                    FROM read_csv(?, skip = ?, delim = ?, quote = '"', escape = '"', columns = {{{number}{columns}}},
                        header = false, auto_detect = false, strict_mode = true, null_padding = false,
                        max_line_size = {8 << 20}, store_rejects = true, rejects_limit = 0))""",
                [*self.values, str(rows.path), rows.skip, rows.delimiter],
            )
        except duckdb.InvalidInputException:
            return False
        counted = con.execute("SELECT (SELECT count(*) FROM staged), (SELECT count(*) FROM reject_errors)").fetchone()
        assert counted is not None
        return bool(counted[1] == 0 and counted[0] + len(rows.refused) + sum(rows.left.values()) == rows.total)

    def cell(self, column: Column, kind: str) -> str:
        """The staged column of a cell as "text", "number", "first" or "last" day; `<name>_bad` holds what is none."""
        if kind == "last" and not any(map(_coarse, column.format)):
            kind = "first"
        key = (kind, *column.column, "\0", *(column.format if kind in ("first", "last") else ()))
        if key not in self.known:
            name = self.known[key] = f"k{len(self.known)}"
            self.selected += getattr(self, f"_{'day' if kind in ('first', 'last') else kind}")(name, column, kind)
            self.kept += [name] if kind == "text" else [name, f"{name}_bad"]
        return self.known[key]

    def _raw(self, column: Column) -> str:
        """The first of the columns that is not missing, as SQL; NULL where all are."""
        found = [self.names.index(name) for name in column.column if name in self.names]
        if not found:
            if self.spec.format == "json" or column.optional:
                return "NULL::VARCHAR"
            raise ReadError(
                f"it has no column {' or '.join(map(repr, column.column))}; its columns are: {', '.join(self.names)}"
            )
        missing = [text for text in self.spec.missing if text]
        cells = []
        for position in found:
            cell = f"nullif(trim(c{position}), '')"
            if missing:
                cell = f"CASE WHEN {cell} NOT IN ({', '.join('?' * len(missing))}) THEN {cell} END"
                self.values += missing
            cells.append(cell)
        return f"coalesce({', '.join(cells)})" if len(cells) > 1 else cells[0]

    def _text(self, name: str, column: Column, kind: str) -> list[str]:
        return [f"{self._raw(column)} AS {name}"]

    def _number(self, name: str, column: Column, kind: str) -> list[str]:
        raw = self._raw(column)
        thousands, decimal = self.spec.thousands, self.spec.decimal
        if thousands == " ":
            raw = f"translate({raw}, '\u00a0\u202f\u2009', '   ')"
        plain = f"TRY_CAST({name}_raw AS DOUBLE)"
        if decimal != ".":
            plain = f"CASE WHEN NOT contains({name}_raw, '.') THEN TRY_CAST(replace({name}_raw, ?, '.') AS DOUBLE) END"
        grouped = ""
        if thousands:
            grouped = (
                f"WHEN contains({name}_raw, ?) THEN CASE WHEN regexp_full_match({name}_raw, ?) "
                f"THEN TRY_CAST(replace(replace({name}_raw, ?, ''), ?, '.') AS DOUBLE) END "
            )
            pattern = rf"[-+]?\d{{1,3}}(\x{{{ord(thousands):x}}}\d{{3}})+(\x{{{ord(decimal):x}}}\d*)?"
            self.values += [thousands, pattern, thousands, decimal]
        self.values += [decimal] if decimal != "." else []
        read = f"CASE {grouped}WHEN NOT contains({name}_raw, '_') THEN {plain} END"
        return [
            f"{raw} AS {name}_raw",
            f"{read} AS {name}_any",
            f"CASE WHEN isfinite({name}_any) THEN {name}_any END AS {name}",
            f"CASE WHEN {name} IS NULL THEN {name}_raw END AS {name}_bad",
        ]

    def _day(self, name: str, column: Column, kind: str) -> list[str]:
        raw = self._raw(column)
        if any("%b" in pattern for pattern in column.format):
            raw = rf"regexp_replace({raw}, '\bSept\b', 'Sep')"  # English writes it so; strptime does not know it
        tried = []
        for pattern in column.format or ("%Y-%m-%d",):
            if pattern == EXCEL:
                tried.append(
                    f"CASE WHEN regexp_full_match({name}_raw, '\\d{{4,5}}(\\.\\d+)?') "
                    f"THEN DATE '1899-12-30' + TRY_CAST(floor({name}_raw::DOUBLE) AS INTEGER) END"
                )
                continue
            day = f"try_strptime({name}_raw, ?)::DATE"
            if kind == "last" and (coarse := _coarse(pattern)):
                day = f"last_day({day} + INTERVAL 11 MONTH)" if coarse == "year" else f"last_day({day})"
            tried.append(day)
            self.values.append(pattern)
        return [
            f"{raw} AS {name}_raw",
            f"coalesce({', '.join(tried)}) AS {name}_any",
            f"CASE WHEN {name}_any BETWEEN DATE '1900-01-01' AND DATE '2200-12-31' THEN {name}_any END AS {name}",
            f"CASE WHEN {name} IS NULL THEN {name}_raw END AS {name}_bad",
        ]


def _coarse(pattern: str) -> str | None:
    """How much a format says: "year" or "month", or None where it says the day."""
    told = set(re.findall(r"%-?(.)", pattern))
    if told & set("djcxDF"):
        return None
    return "month" if told & set("mbBh") else "year"
