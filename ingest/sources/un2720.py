"""Totals of the UN2720 mechanism: which stage they are of, and up to which day."""

import json
import re
from datetime import datetime
from typing import Any

from data.errors import ReadError
from data.models import Document

READER = "un2720-1"

STAGES = ("offloaded", "collected", "delivered", "intercepted")
FIRST_DAY = "2025-05-19"
PART = "one organisation's part of the total"


def lineage(content: bytes, name: str) -> str:
    """One a stage: the stages are different claims and never replace each other."""
    return f"un2720/{_stage(name) or _stage(content[:300].decode('utf-8', 'replace')) or name}"


def _stage(text: str) -> str | None:
    found = re.search("|".join(STAGES), text.lower())
    return found[0] if found else None


def rows(document: Document) -> bytes:
    """The total of all organisations as one row, and a row for each of its parts.

    The day is that on which the answer was fetched, as it says itself, else as we know it.

    Raises:
        ReadError: it is no such answer, or does not say of which stage it is.
    """
    stage = _stage(document.lineage.removeprefix("un2720/"))
    if stage is None:
        raise ReadError(f"neither its name nor its text says of which stage it is: {', '.join(STAGES)}")
    try:
        answer = json.loads(document.content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ReadError(f"it is no JSON: {error}") from None
    told = answer.get("summary") if isinstance(answer, dict) else None
    if isinstance(told, dict):
        total: dict[str, Any] = {"trucks": told.get("trucks"), "weightTonnes": told.get("weightTonnes")}
        total |= {"cell.trucks": "/summary/trucks", "cell.weightTonnes": "/summary/weightTonnes"}
        parts = answer.get("organizations")
    elif isinstance(answer, dict) and "totalTrucks" in answer:
        # the unit of totalWeight is not said: it is not read
        total = {"trucks": answer["totalTrucks"], "cell.trucks": "/totalTrucks"}
        parts = answer.get("orgTableData") or answer.get("orgLabels")
    else:
        raise ReadError("neither summary.trucks nor totalTrucks was found")
    total |= {"stage": stage, "from": answer.get("start") or FIRST_DAY, "to": _last_day(answer, document)}
    others = [{"left": PART} for _ in parts] if isinstance(parts, list) else []
    return json.dumps([total, *others], ensure_ascii=False).encode()


def _last_day(answer: dict[str, Any], document: Document) -> str:
    fetched = answer.get("fetchedAt")
    try:
        return datetime.fromisoformat(str(fetched)).date().isoformat()
    except ValueError:
        return document.retrieved_at.date().isoformat()
