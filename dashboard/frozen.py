"""What a chart showed, as one document under the hash of its meaning.

The document is written as canonical JSON (RFC 8785); its id is the first 26 characters of the lower-case base32 of the
SHA-256 of those bytes. It holds every point with its words and its source, so that it explains itself without us. It
covers data and meaning, not pictures, and is never changed. `snapshot` makes it and its files; what becomes of it
stands beside it, in `fates`.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import rfc8785

from dashboard import citation, grouping, marks, selection, store
from dashboard.selection import Selection
from dashboard.wording import Point
from data import queries
from data.errors import BadSelection

SCHEMA = "snapshot/1"
ROWS = 5_000
BYTES = 1_000_000
ID = re.compile(r"[a-z2-7]{26}")
Document = Mapping[str, Any]


def identity(canonical: bytes) -> str:
    """The id of a document, from its canonical bytes."""
    return base64.b32encode(hashlib.sha256(canonical).digest()).decode().lower()[:26]


def document(of: store.Release, asked: Selection, group: str | None = None) -> Document:
    """What the public release says for a selection, ready to be frozen; `group`: only these of `grouping.groups`.

    Raises:
        BadSelection: no indicator, no figure, none that may be passed on, an unknown group, too many.
    """
    if asked.indicator is None:
        raise BadSelection(["indicator: is missing; /api/v1/catalogue lists the indicators."])
    rows, kept_back = points(of, asked), points(of, asked, public=False)
    if not rows:
        raise BadSelection(
            ["Nobody has said a figure for this indicator, place and window that is known here."]
            if not kept_back
            else [_kept_back(kept_back)]
        )
    groups = grouping.groups(rows)
    if group is not None:
        kept_back = grouping.groups(kept_back).get(group, [])
        if group not in groups:
            why = _kept_back(kept_back) if kept_back else f'group: "{group}" is none of {", ".join(groups)}.'
            raise BadSelection([why])
        rows = groups[group]
        groups = {group: rows}
    if len(rows) > ROWS:
        raise BadSelection(
            [f"{len(rows)} figures are more than the {ROWS} of a snapshot; choose fewer places or days."]
        )
    absent = unavailable(of, asked)
    ids = tuple(dict.fromkeys(p["document_id"] for p in (*rows, *absent)))
    cited = store.ask(of, queries.cited_documents, ids, public=True)
    order = list(cited)
    kind = rows[0]["kind"]
    drawn = next(iter(groups.values()))
    found: dict[str, Any] = {
        "schema": SCHEMA,
        "view": {
            "indicator": asked.indicator,
            "kind": kind,
            "place": _one_or_all(asked.places),
            "org": _one_or_all(asked.orgs),
            "from": asked.start.isoformat() if asked.start else None,
            "to": asked.end.isoformat() if asked.end else None,
            "group": group,
            "mark": "strip" if kind == "status" else "bars" if drawn[0]["cadence"] in marks.BARS else "line+interval",
        },
        "known_at": _moment(asked.known_at),
        "rows": [_row(p, order.index(p["document_id"])) for p in rows],
        **({"unavailable": [_row(p, order.index(p["document_id"])) for p in absent]} if absent else {}),
        "sources": [_source(cited[key]) for key in order],
        "license": "; ".join(sorted({cited[key]["licence"] for key in order})),
    }
    held_back = {p["observation_id"] for p in kept_back} - {p["observation_id"] for p in rows}
    texts = citation.texts(rows, drawn, _window(found, drawn), len(held_back), len(rows) - len(drawn))
    whole = {**found, **texts}
    if len(canonical(whole)) > BYTES:
        raise BadSelection(
            [f"This is more than the {BYTES // 1_000_000} MB of a snapshot; choose fewer places or days."]
        )
    return whole


def grouped(group: str | None) -> dict[str, str]:
    """The parameter of an address that names one group of points, where one is named."""
    return {"group": group} if group else {}


def _kept_back(points: Sequence[Point]) -> str:
    return f"The licence of the source of all {len(points)} figures does not let them be passed on."


def points(of: store.Release, asked: Selection, *, public: bool = True) -> list[Point]:
    """The points of a selection, at its clocks."""
    found = store.ask(
        of,
        queries.series.rows,
        asked.indicator,
        asked.places,
        org_ids=asked.orgs,
        start=asked.start,
        end=asked.end,
        public=public,
        known_at=asked.known_at,
        recorded_at=asked.recorded_at,
    )
    return list(found)


def unavailable(of: store.Release, asked: Selection) -> list[Point]:
    """What speakers say is not to be had of a selection: points without value, status, series and cadence."""
    found = store.ask(
        of,
        queries.gaps.rows,
        asked.indicator,
        asked.places,
        public=True,
        known_at=asked.known_at,
        recorded_at=asked.recorded_at,
    )
    first, last = asked.start or date.min, asked.end or date.max
    return [
        {**p, "series_id": None, "cadence": None}
        for p in found
        if p["gap"] == "unavailable" and p["period_end"] and (p["period_start"] or p["period_end"]) <= last
        if p["period_end"] >= first and (not asked.orgs or p["org_id"] in asked.orgs)
    ]


def asked_of(document: Document) -> Selection:
    """The selection that a document was made from."""
    view = document["view"]
    return Selection(
        indicator=view["indicator"],
        places=_several(view["place"]),
        orgs=_several(view["org"]),
        start=_day(view["from"]),
        end=_day(view["to"]),
        known_at=selection.instant(document["known_at"]) if document["known_at"] else None,
    )


def _one_or_all(ids: Sequence[str]) -> str | list[str] | None:
    return None if not ids else ids[0] if len(ids) == 1 else list(ids)


def _several(ids: str | Sequence[str] | None) -> tuple[str, ...]:
    return () if ids is None else (ids,) if isinstance(ids, str) else tuple(ids)


def _moment(moment: datetime | None) -> str | None:
    return f"{moment.isoformat()}Z" if moment else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _number(value: float | None) -> float | int | str | None:
    if value is None or not float(value).is_integer():
        return value
    return int(value) if abs(value) <= 2**53 else str(int(value))


def _row(p: Point, source: int) -> dict[str, Any]:
    return {
        "obs": p["observation_id"],
        "series": p["series_id"],
        "place": p["place_id"],
        "org": p["org_id"],
        "cadence": p["cadence"],
        "breakdown": p["breakdown"],
        "period_start": p["period_start"].isoformat() if p["period_start"] else None,
        "period_end": p["period_end"].isoformat(),
        "period_basis": p["period_basis"],
        "value": _number(p["value"]),
        "low": _number(p["low"]),
        "high": _number(p["high"]),
        "of": _number(p["of"]),
        "status": p["status"],
        "qualifier": p["qualifier"],
        "unit": p["unit"],
        "value_basis": p["value_basis"],
        "attribution": p["speaker"],
        "standing": p["standing"],
        "found": p["found_as"],
        "source": source,
        "quote": p["quote"] or p["cell"] or p["cited"],
    }


def _source(d: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": d["title"],
        "publisher": d["publisher"],
        "url": d["url"],
        "published": _moment(d["published_at"]),
        "captured": _moment(d["retrieved_at"]),
        "sha256": d["content_hash"],
        "archive": d["archive_url"],
        "collection": d["source_id"],
        "collection_title": d["source"],
        "licence": d["licence"],
        "words": d["words"],
    }


def canonical(document: Document) -> bytes:
    """The bytes that are hashed, kept and handed out (RFC 8785)."""
    return rfc8785.dumps(dict(document))


def rows(document: Document) -> list[Point]:
    """The points of a document, as `queries.series` would give them to charts, words and pictures."""
    return _points(document, document["rows"])


def absent(document: Document) -> list[Point]:
    """What speakers say is not to be had: like `rows`, without value and status."""
    return _points(document, document.get("unavailable", ()))


def _points(document: Document, kept: Sequence[Mapping[str, Any]]) -> list[Point]:
    view = document["view"]
    found: list[Point] = []
    for row in kept:
        source = document["sources"][row["source"]]
        numbers = {key: None if row[key] is None else float(row[key]) for key in ("value", "low", "high", "of")}
        quoted = row["quote"] if row["found"] == "text" else None
        found.append(
            {
                **row,
                **numbers,
                "observation_id": row["obs"],
                "series_id": row["series"],
                "indicator_id": view["indicator"],
                "kind": view["kind"],
                "place_id": row["place"],
                "org_id": row["org"],
                "speaker": row["attribution"],
                "period_start": _day(row["period_start"]),
                "period_end": date.fromisoformat(row["period_end"]),
                "found_as": row["found"],
                "words": source["words"],
                "publisher": source["publisher"],
                "source_id": source["collection"],
                "source": source["collection_title"],
                "licence": source["licence"],
                "title": source["title"],
                "url": source["url"],
                "quote": quoted,
                "said": row["quote"],
            }
        )
    return found


def drawn(document: Document) -> list[Point]:
    """The points that the picture shows: one unit and cadence, the one with the most figures."""
    groups = grouping.groups(rows(document))
    return next(iter(groups.values()), [])


def spans(document: Document) -> list[Point]:
    """The days that each status of a document is drawn for: until its speaker says otherwise, or it wears out."""
    if document["view"]["kind"] != "status":
        return []
    lasts = store.catalogue().indicators[document["view"]["indicator"]].lasts_days or 0
    found: list[Point] = []
    for line in grouping.by_series(rows(document)).values():
        for point, after in zip(line, [*line[1:], None], strict=True):
            first = point["period_start"] or point["period_end"]
            last = point["period_end"] + timedelta(days=lasts)
            if after is not None:
                last = min(last, (after["period_start"] or after["period_end"]) - timedelta(days=1))
            if last >= first:
                found.append({**point, "from_day": first, "said_day": point["period_end"], "to_day": last})
    return sorted(found, key=lambda span: (span["place_id"], span["from_day"], span["series_id"]))


def window(document: Document) -> tuple[date, date]:
    """The days that the picture covers: those asked for, else those of the figures."""
    first, last = _window(document, drawn(document))
    if not document["view"]["to"]:
        last = max([last, *(s["to_day"] for s in spans(document))])
    return first, last


def _window(document: Document, shown: Sequence[Point]) -> tuple[date, date]:
    view = document["view"]
    first = _day(view["from"]) or min(p["period_start"] or p["period_end"] for p in shown)
    gaps = [date.fromisoformat(row["period_end"]) for row in document.get("unavailable", ())]
    return first, max(first, _day(view["to"]) or max([*(p["period_end"] for p in shown), *gaps]))


# -- kept on the disk


def folder(snapshot_id: str) -> Path:
    """Where a snapshot's files are kept."""
    return store.folder() / "snapshots" / snapshot_id


def kept_ids() -> list[str]:
    """The ids of all snapshots, withdrawn ones too."""
    try:
        return sorted(path.name for path in (store.folder() / "snapshots").iterdir() if ID.fullmatch(path.name))
    except FileNotFoundError:
        return []


def load(snapshot_id: str) -> Document | None:
    """The document of a snapshot, checked against its id; None where there is none."""
    try:
        return _load(store.folder(), snapshot_id) if ID.fullmatch(snapshot_id) else None
    except LookupError:
        return None


@lru_cache(maxsize=512)
def _load(_store: Path, snapshot_id: str) -> Document:
    try:
        content = (folder(snapshot_id) / f"{snapshot_id}.json").read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise LookupError(snapshot_id) from None
    if identity(content) != snapshot_id:
        raise LookupError(snapshot_id)
    found: Document = json.loads(content)
    return found
