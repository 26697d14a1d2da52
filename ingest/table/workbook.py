"""Workbooks: which sheet, its cells as text, and what would unpack to too much."""

import io
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.errors import ReadError
from ingest import limits

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

ENDINGS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def is_workbook(content: bytes) -> bool:
    """Whether bytes begin like an XLSX or XLS file."""
    return content.startswith(ENDINGS)


def cells(content: bytes, header: tuple[str, ...]) -> list[list[str]]:
    """The rows of the sheet that has the columns of `header`; read in a process with limits.

    Raises:
        ReadError: it is no workbook, or too big.
    """
    return limits.apart(_cells, content, header)


def _cells(content: bytes, header: tuple[str, ...]) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(content)
        file.flush()
        if content.startswith(b"PK\x03\x04"):
            check_archive(Path(file.name))
        try:
            found = sheet_cells(CalamineWorkbook.from_path(file.name), None, header)
        except CalamineError as error:
            raise ReadError(f"it is no workbook that can be read: {error}") from None
    return [[shown(cell) for cell in row] for row in found]


def check_archive(path: Path | io.BytesIO) -> None:
    """Refuse a ZIP that would unpack to too much.

    Raises:
        ReadError: over 200 MB declared, over 2,000 members, a ratio over 100, a path with "..", or no ZIP at all.
    """
    try:
        members = zipfile.ZipFile(path).infolist()
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise ReadError(f"it is no workbook or archive: {error}") from None
    declared = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if declared > 200_000_000 or len(members) > 2000 or (declared > 10_000_000 and declared / packed > 100):
        raise ReadError(
            f"it would unpack to {declared:,} bytes in {len(members):,} parts from {packed:,}; "
            "at most 200 MB in 2,000 parts, a hundredfold, are taken"
        )
    if any(".." in Path(member.filename).parts for member in members):
        raise ReadError("it holds a path with '..'")


def sheet_cells(book: "CalamineWorkbook", name: str | None, header: Sequence[str]) -> list[list[Any]]:
    """The cells of the sheet that is named, else of the first that has the header, else of the first."""
    if name:
        return list(book.get_sheet_by_name(name).to_python(skip_empty_area=False))
    wanted = {" ".join(column.split()) for column in header}
    sheets: list[list[list[Any]]] = []
    for each in book.sheet_names:
        sheets.append(list(book.get_sheet_by_name(each).to_python(skip_empty_area=False)))
        if any(wanted <= {" ".join(shown(cell).split()) for cell in row} for row in sheets[-1][:200]):
            return sheets[-1]
    return sheets[0]


def shown(cell: object) -> str:
    """A workbook's cell as text: days in ISO 8601, whole numbers without a point."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return (cell.date() if cell.time() == time() else cell).isoformat()
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)
