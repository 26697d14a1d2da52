"""An answer of the console as Parquet: on the page Query and by the command line."""

import json
from datetime import datetime
from typing import Any

import pandas as pd

from dashboard import console
from dashboard.console import Answer


def parquet(answer: Answer) -> bytes:
    """Days and instants as such, what is nested as JSON; a name that stands twice gets a number."""
    columns: dict[str, Any] = {}
    for place, (name, kind) in enumerate(zip(answer.columns, answer.types, strict=True)):
        values = [row[place] for row in answer.rows]
        name = name if name not in columns else f"{name}_{place + 1}"
        if console.is_number(kind):
            columns[name] = pd.to_numeric(pd.Series(values, dtype=object), errors="coerce")
        elif kind == "DATE" or kind.startswith("TIMESTAMP"):
            columns[name] = pd.Series([_moment(value) for value in values], dtype="datetime64[us]")
        elif kind == "BOOLEAN":
            columns[name] = pd.Series(values, dtype="boolean")
        else:
            texts = [json.dumps(v, ensure_ascii=False) if isinstance(v, dict | list) else v for v in values]
            columns[name] = pd.Series(texts, dtype="str")
    return bytes(pd.DataFrame(columns).to_parquet(index=False, compression="zstd"))


def _moment(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value)).replace(tzinfo=None)
    except ValueError:  # None, or beyond what a calendar here holds
        return None
