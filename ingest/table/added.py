"""A file with columns added to its rows, for what a mapping cannot say; lines and all else stay as they were."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from ingest.table.rows import flatten, header_at, is_hxl, kind_of, listed


class Row(NamedTuple):
    """A row: its cells by column, and how evidence names the row ("row 12, " or "/results/3/")."""

    cells: Mapping[str, str | None]
    where: str

    def get(self, *names: str) -> str:
        """The first of these cells that is not empty, or ""."""
        return next((text for name in names if (text := (self.cells.get(name) or "").strip())), "")


More = Callable[[Sequence[Row]], Sequence[Mapping[str, str | None]]]


def added(content: bytes, more: More, header: Sequence[str] = (), records: Sequence[str] = ("",)) -> bytes:
    """The CSV or JSON with what `more` gives for each of its rows, in their order, as further columns.

    `header` and `records` as in the source's `[read]`. A workbook, and a file that is not well formed, stay as they
    are: the table reader tells what is wrong.

    Raises:
        ReadError: JSON without the list that is looked for.
    """
    if content.startswith(b"PK"):
        return content
    return _json(content, more, records) if kind_of(content[:100]) == "json" else _csv(content, more, header)


def _json(content: bytes, more: More, paths: Sequence[str]) -> bytes:
    try:
        top: Any = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return content
    path, found = listed(top, paths)
    pointer = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in path.split(".") if part)
    records = {number: record for number, record in enumerate(found) if isinstance(record, dict)}
    rows = [Row(dict(flatten(record)), f"{pointer}/{number}/") for number, record in records.items()]
    for record, extra in zip(records.values(), more(rows), strict=True):
        record.update(extra)
    return json.dumps(top, ensure_ascii=False).encode()


def _csv(content: bytes, more: More, header: Sequence[str]) -> bytes:
    try:
        text = content.decode("utf-8-sig")
        reader = csv.reader(io.StringIO(text, newline=""))
        records: list[tuple[int, list[str]]] = []
        before = 0
        for cells in reader:
            records.append((before + 1, cells))
            before = reader.line_num
        top = header_at([cells for _, cells in islice(records, 200)], header)
    except (UnicodeDecodeError, csv.Error):
        return content
    if top is None:
        return content
    names = [" ".join(name.split()) for name in records[top][1]]
    whole = {
        number: Row(dict(zip(names, cells, strict=True)), f"row {line}, ")
        for number, (line, cells) in enumerate(records)
        if number > top and len(cells) == len(names) and any(cells) and not is_hxl(cells)
    }
    extra = dict(zip(whole, more(list(whole.values())), strict=True))
    columns = list(dict.fromkeys(name for one in extra.values() for name in one))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    for number, (_, cells) in enumerate(records):
        wide = [extra.get(number, {}).get(name) or "" for name in columns]
        wide = columns if number == top else wide if number > top and len(cells) == len(names) else []
        writer.writerow([*cells, *wide])
    return stream.getvalue().encode()
