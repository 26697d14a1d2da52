"""The rows of a CSV, JSON or XLSX file as a plain CSV that is read without a guess.

A well-formed UTF-8 CSV is taken as it lies. Everything else is rewritten into a temporary file: UTF-8, commas, the
row's number in front. Whatever cannot be a row is refused by line and reason, and every line is counted.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple, TextIO

from data.errors import ReadError
from data.sources import TableRead
from ingest import limits
from ingest.table.workbook import check_archive, sheet_cells, shown

HEAD = 1 << 18
AFTER = "row after the header"
LONGEST_CELL = 20_000_000


class Refusal(NamedTuple):
    """A row that could not be used: its number in the file, a code, a sentence, and the text in question."""

    row: int
    code: str
    reason: str
    text: str


@dataclass
class Rows:
    """Where the rows lie.

    Attributes:
        names: Columns by position, without the number in front.
        skip: Lines before the first row.
        numbered: The first column is the row's number; otherwise rows are numbered by line, from skip + 1.
        total: Rows and lines in the file after its header; what is `refused` or `left` is among them.
        left: Lines that are no rows, by name.
        pointer: For JSON, the pointer of the list; rows are then numbered from 0.
    """

    path: Path
    names: tuple[str, ...]
    skip: int = 0
    delimiter: str = ","
    numbered: bool = True
    total: int = 0
    refused: list[Refusal] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)
    pointer: str | None = None


class _Record(NamedTuple):
    line: int
    last_line: int
    cells: Sequence[str]
    fault: str | None = None


def settled(head: bytes, spec: TableRead) -> TableRead:
    """The mapping with the format of the file that begins so, where it takes any."""
    return spec if spec.format != "any" else spec.model_copy(update={"format": kind_of(head)})


def kind_of(head: bytes) -> str:
    """The format of the file that begins so: JSON, a workbook, else CSV."""
    if head.startswith(b"PK\x03\x04"):
        return "xlsx" if b"xl/" in head else "csv"
    return "json" if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[") else "csv"


def as_it_lies(path: Path, spec: TableRead) -> Rows | None:
    """The rows of a plain UTF-8 CSV, to be read in place; None where it must be rewritten first."""
    if spec.format != "csv" or spec.encoding.lower() not in ("utf-8", "utf8"):
        return None
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"PK\x03\x04", b"\x1f\x8b")):
        return None
    text = head.decode("utf-8-sig", errors="replace")
    records = _csv_records(io.StringIO(text, newline=""), spec.delimiter)
    seen: list[_Record] = []

    def watched() -> Iterator[_Record]:
        for record in records:
            seen.append(record)
            yield record

    names, left, rest = _header(watched(), spec)
    first = next(rest, None)
    skip = first.line - 1 if first else seen[-1].last_line
    if any(record.line != record.last_line for record in seen) or (first is None and len(head) == HEAD):
        return None
    return Rows(path, names, skip, spec.delimiter, False, _lines(path) - skip + sum(left.values()), left=left)


def rewritten(path: Path, spec: TableRead, folder: Path) -> Rows:
    """The rows of any file that the mapping describes, written to `folder`.

    Raises:
        ReadError: the file is not what the mapping says: another format, another encoding, no such header or list.
    """
    target = folder / "rows.csv"
    if spec.format == "json":
        return _from_json(path, spec, target)
    if spec.format == "xlsx":
        return limits.apart(_from_workbook, path, spec, target)
    with _decoded(path, spec) as stream:
        return _write(_csv_records(stream, spec.delimiter), spec, target)


def _lines(path: Path) -> int:
    lines, last = 0, b"\n"
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            lines += block.count(b"\n")
            last = block[-1:]
    return lines + (last != b"\n")


def _decoded(path: Path, spec: TableRead) -> TextIO:
    with path.open("rb") as stream:
        head = stream.read(4)
    encoding = spec.encoding
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif encoding.lower() in ("utf-8", "utf8"):
        encoding = "utf-8-sig"
    if head == b"PK\x03\x04":
        return _only_member(path, encoding)
    return path.open(encoding=encoding, errors="surrogateescape", newline="")


def _only_member(path: Path, encoding: str) -> TextIO:
    check_archive(path)
    archive = zipfile.ZipFile(path)
    tables = [name for name in archive.namelist() if name.lower().endswith((".csv", ".txt"))]
    if len(tables) != 1:
        raise ReadError(f"a zip archive with {len(tables)} tables where one CSV was expected")
    content = archive.open(tables[0]).read(200_000_001)
    if len(content) > 200_000_000:
        raise ReadError("the zip archive unpacks to more than 200 MB")
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, errors="surrogateescape", newline="")


def _csv_records(stream: TextIO, delimiter: str) -> Iterator[_Record]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _Record(line, max(line, reader.line_num), (), str(error))
        else:
            yield _Record(line, reader.line_num, cells)


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    given: dict[str, int] = {}
    unique = []
    for position, raw in enumerate(names, 1):
        name = " ".join(raw.split()) or f"column {position}"
        given[name] = given.get(name, 0) + 1
        unique.append(name if given[name] == 1 else f"{name} ({given[name]})")
    return tuple(unique)


def _header(records: Iterator[_Record], spec: TableRead) -> tuple[tuple[str, ...], dict[str, int], Iterator[_Record]]:
    """The column names, the lines left after the header by name, and the records that follow."""
    wanted = _plain(spec.header)
    tried = []
    for record in islice(records, 200):
        names = _unique(record.cells)
        if any(cell.strip() for cell in record.cells) and wanted <= _plain(names):
            break
        tried.append(", ".join(cell for cell in record.cells if cell.strip())[:80])
    else:
        looked_for = f"with {', '.join(spec.header)}" if spec.header else "with any text"
        found = next((line for line in tried if line), "nothing")
        raise ReadError(f"no header line {looked_for} in the first {len(tried)} lines; the first line holds: {found}")
    left: dict[str, int] = {}
    skipped = sum(1 for _ in islice(records, spec.skip_rows))
    if skipped:
        left[AFTER] = skipped
    following = next(records, None)
    if following is not None and is_hxl(following.cells):
        left["HXL row"] = 1
        following = next(records, None)
    return names, left, chain([following] if following else [], records)


def _plain(names: Iterable[str]) -> set[str]:
    """Names of columns without their case and odd blanks: a publisher may write "Year" and "year"."""
    return {" ".join(name.split()).casefold() for name in names}


def header_at(lines: Sequence[Sequence[str]], header: Sequence[str]) -> int | None:
    """Which of the first lines of a file is its header; None where none has the columns that are looked for."""
    wanted = _plain(header)
    told = (n for n, cells in enumerate(lines) if any(map(str.strip, cells)) and wanted <= _plain(cells))
    return next(told, None)


def sheet(
    content: str, spec: TableRead
) -> tuple[tuple[str, ...], list[Sequence[str]], Iterator[tuple[int, Sequence[str]]]]:
    """A CSV cut below its header: column names, header and skipped records without the HXL row, and rows with lines.

    Raises:
        ReadError: no such header, or a row that is not as wide as it.
    """
    seen: list[_Record] = []

    def watched() -> Iterator[_Record]:
        for record in _csv_records(io.StringIO(content, newline=""), spec.delimiter):
            if len(seen) < 300:
                seen.append(record)
            yield record

    names, left, rest = _header(watched(), spec)
    start = next(n for n, record in enumerate(seen) if _unique(record.cells) == names)
    kept = [record.cells for record in seen[start : start + 1 + left.get(AFTER, 0)]]

    def rows() -> Iterator[tuple[int, Sequence[str]]]:
        for record in rest:
            if record.fault or (any(record.cells) and len(record.cells) != len(names)):
                found = record.fault or f"{len(names)} cells were expected and {len(record.cells)} found"
                raise ReadError(f"row {record.line}: {found}")
            if any(cell.strip() for cell in record.cells):
                yield record.line, record.cells

    return names, kept, rows()


def is_hxl(cells: Sequence[str]) -> bool:
    """Whether a row holds hashtags of the humanitarian exchange language, which say what columns mean."""
    held = [cell.strip() for cell in cells if cell.strip()]
    return bool(held) and sum(bool(re.fullmatch(r"#[a-z][a-z0-9_]*([ +].*)?", cell)) for cell in held) * 2 > len(held)


def _write(records: Iterator[_Record], spec: TableRead, target: Path) -> Rows:
    names, left, records = _header(records, spec)
    rows = Rows(target, names, total=sum(left.values()), left=left)
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        for record in records:
            spanned = record.last_line - record.line + 1
            fault = record.fault and f"its quotes do not close: {record.fault}"
            if not fault and not any(cell.strip() for cell in record.cells):
                left["empty row"] = left.get("empty row", 0) + spanned
                rows.total += spanned
                continue
            if not fault and len(record.cells) != len(names):
                fault = f"{len(names)} cells were expected and {len(record.cells)} found"
                if spanned > 1:
                    fault += f"; lines {record.line} to {record.last_line} run together: a quote is not closed"
            if not fault and any("\udc80" <= c <= "\udcff" for cell in record.cells for c in cell if c > "\ud7ff"):
                fault = f"it holds bytes that are no {spec.encoding}"
            if not fault:
                writer.writerow((record.line, *(cell.strip() for cell in record.cells)))
                rows.total += 1
                continue
            text = spec.delimiter.join(record.cells).encode("utf-8", "replace").decode()
            rows.total += spanned
            rows.refused += [Refusal(record.line + n, "row", fault, text[:500]) for n in range(spanned)]
    return rows


def _from_json(path: Path, spec: TableRead, target: Path) -> Rows:
    raw = path.read_bytes()
    try:
        top = json.loads(raw.decode("utf-8-sig"), parse_int=str, parse_float=str, parse_constant=lambda name: name)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ReadError(f"it is no JSON: {error}") from None
    except RecursionError:
        raise ReadError("its JSON is nested too deep") from None
    path_of, records = listed(top, spec.records)
    names: dict[str, int] = {}
    flat = []
    for record in records:
        cells = dict(flatten(record)) if isinstance(record, dict) else None
        flat.append(cells)
        for name in cells or ():
            names.setdefault(name, len(names))
    pointer = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in path_of.split(".") if part)
    rows = Rows(target, tuple(names), total=len(records), pointer=pointer)
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        for number, cells in enumerate(flat):
            if cells is None:
                text = json.dumps(records[number], ensure_ascii=False)[:500]
                rows.refused.append(Refusal(number, "row", "a record was expected", text))
            else:
                writer.writerow([number, *(cells.get(name) for name in names)])
    return rows


def at(value: object, path: str) -> object:
    """What stands at a dotted path of a JSON value ("" is the value itself); None if nothing does."""
    for part in path.split(".") if path else ():
        if isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        elif isinstance(value, dict):
            value = value.get(part)
        else:
            return None
    return value


def listed(top: object, paths: Sequence[str]) -> tuple[str, list[object]]:
    """The dotted path of the list that a JSON file is to hold, and the list.

    Raises:
        ReadError: there is none.
    """
    for path in paths:
        found = at(top, path)
        if isinstance(found, list):
            return path, found
    found = at(top, paths[0])
    told = f"an object with {', '.join(list(found)[:8])}" if isinstance(found, dict) else type(found).__name__
    raise ReadError(f"a list was expected at {' or '.join(repr(p or 'the top') for p in paths)}, found {told}")


def flatten(record: dict[str, object], prefix: str = "") -> Iterator[tuple[str, str | None]]:
    """A JSON object as columns: nested objects by dotted names, lists as JSON, null as None."""
    for key, value in record.items():
        if isinstance(value, dict):
            yield from flatten(value, f"{prefix}{key}.")
        elif isinstance(value, bool):
            yield prefix + key, str(value).lower()
        elif value is None or isinstance(value, str):
            yield prefix + key, value
        else:
            yield prefix + key, json.dumps(value, ensure_ascii=False)


def _from_workbook(path: Path, spec: TableRead, target: Path) -> Rows:
    """Runs in a process with limits."""
    from python_calamine import CalamineError, CalamineWorkbook

    if path.open("rb").read(4) == b"PK\x03\x04":
        check_archive(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        if spec.sheet is not None and spec.sheet not in book.sheet_names:
            raise ReadError(f"it has no sheet {spec.sheet!r}, but {', '.join(book.sheet_names)}")
        cells = sheet_cells(book, spec.sheet, spec.header)
    except CalamineError as error:
        raise ReadError(f"it is no workbook that can be read: {error}") from None
    numbered = (_Record(n, n, [shown(cell) for cell in row]) for n, row in enumerate(cells, 1))
    return _write(numbered, spec, target)
