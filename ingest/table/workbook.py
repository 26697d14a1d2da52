"""The cells of a workbook as text, for a source whose own code must look at them first."""

import tempfile
from pathlib import Path

from data.errors import ReadError
from ingest import limits
from ingest.table.rows import check_archive, sheet_cells, shown

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
