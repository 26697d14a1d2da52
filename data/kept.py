"""The row of a kept file that a figure's cell points to, as a person reads it."""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from data import archive
from data.sources import Source, TableRead

LONGEST = 200  # characters of a cell that are shown
Row = list[tuple[str, str]]


def row(store: Path, sha256: str, source: Source | None, cell: str | None) -> Row | None:
    """Names and texts of the row's columns; None where the cell points to no one row of a text file.

    Only columns that the source's mapping reads, and that hold something: others may hold what is nobody's business.
    `sha256` is the hash of the kept file and `source` the one that it came from.

    Raises:
        StoreError: the kept file is damaged.
    """
    spec = source.read if source is not None else None
    if cell is None or not isinstance(spec, TableRead) or spec.format == "xlsx":
        return None
    content = archive.raw(store, sha256)
    if content is None:
        return None
    read = {name for mapping in spec.observation for name in mapping.columns()}
    if cell.startswith("/"):
        return _shown(_object(content, cell), {name.split(".")[0] for name in read})
    found = re.match(r"row (\d+)\b", cell)
    return _shown(_line(content, spec, int(found[1])), read) if found else None


def _shown(pairs: Iterator[tuple[str, object]], read: set[str]) -> Row | None:
    known = [(name, value) for name, value in pairs if " ".join(name.split()) in read]
    texts = [
        (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)) for name, value in known
    ]
    told = [(name, " ".join(text.split())[:LONGEST]) for name, text in texts if text.strip() not in ("", "null")]
    return told or None


def _object(content: bytes, pointer: str) -> Iterator[tuple[str, object]]:
    """The members of the nearest object in a list on the way that a JSON pointer goes, else of the one it ends in."""
    try:
        value = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return
    nearest: dict[str, object] = {}
    last = nearest
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
            nearest = value if isinstance(value, dict) else nearest
        elif isinstance(value, dict) and name in value:
            last, value = value, value[name]
        else:
            return
    yield from (nearest or last).items()


def _line(content: bytes, spec: TableRead, number: int) -> Iterator[tuple[str, object]]:
    """The cells of the record that begins on a line of a CSV, by the names in its header."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else spec.encoding.replace("utf-8", "utf-8-sig")
    reader = csv.reader(io.StringIO(content.decode(encoding, "replace"), newline=""), delimiter=spec.delimiter)
    header: Sequence[str] | None = None
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            continue
        if cells is None or line > number:
            return
        if line == number and header is not None:
            yield from zip(header, cells, strict=False)
            return
        named = {" ".join(name.split()) for name in cells}
        if header is None and any(name.strip() for name in cells) and set(spec.header) <= named:
            header = cells
