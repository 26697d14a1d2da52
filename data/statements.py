"""The SQL files beside this module: whole, statement by statement under its name, and what tables they declare."""

import re
from functools import cache
from pathlib import Path

from data.models import digest

_HERE = Path(__file__).parent


@cache
def script(name: str) -> str:
    """The text of data/<name>.sql, with the files that it includes by a line `-- include: <name>`."""
    text = (_HERE / f"{name}.sql").read_text("utf-8")
    return re.sub(r"^ *-- include: (\w+)$", lambda found: script(found[1]), text, flags=re.MULTILINE)


@cache
def named(name: str) -> dict[str, str]:
    """The statements of data/<name>.sql, each under the line `-- name: ...` before it, in their order."""
    parts = re.split(r"^-- name: (.+)$", script(name), flags=re.MULTILINE)[1:]
    return {title.strip(): sql.strip() for title, sql in zip(parts[::2], parts[1::2], strict=True)}


@cache
def columns(table: str) -> tuple[tuple[str, str], ...]:
    """Names and types of the columns of a table of schema.sql, in order."""
    found = re.search(rf"^CREATE TABLE {table} \(\n(.*?)\n\);", script("schema"), flags=re.MULTILINE | re.DOTALL)
    if found is None:
        raise KeyError(table)
    pairs = (line.strip().rstrip(",").removesuffix(" NOT NULL").rsplit(" ", 1) for line in found[1].split("\n"))
    return tuple((name.strip('"'), kind) for name, kind in pairs)


@cache
def schema_hash() -> str:
    """What changes when a table, view or macro of a release does."""
    return digest(*(script(name) for name in ("schema", "views", "macros", "now")))
