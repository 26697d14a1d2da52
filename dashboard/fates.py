"""What has become of snapshots: worked out for each release, kept in status.json beside the frozen files.

The frozen document never changes. A notice says that another figure now stands for the same speaker and period
(revised_by_source, or corrected_by_us where it was our reading or our words), that another speaker now differs beyond
what was stated (disputed), that the page of a source is gone (source_gone), or that a later period is known (newer).
A notice that no longer holds, because a review was undone, moves to `past`; the feed of corrections keeps it.
"""

import json
import logging
import math
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Literal

from filelock import FileLock

from dashboard import citation, frozen, store
from dashboard.frozen import Document
from dashboard.wording import Point
from data import archive, queries
from data.errors import HakikaError, InputError
from data.models import Record

LOG = logging.getLogger(__name__)
Kind = Literal["corrected_by_us", "revised_by_source", "disputed", "source_gone", "newer"]
State = Literal["withdrawn", "corrected", "revised", "disputed", "source_gone", "newer", "current"]
STATES: dict[Kind, State] = {
    "corrected_by_us": "corrected",
    "revised_by_source": "revised",
    "disputed": "disputed",
    "source_gone": "source_gone",
    "newer": "newer",
}
"""Kinds of notices in the order of their weight, and the state that the weightiest gives."""
MOST = 50
SAID = ("value", "low", "high", "of", "status", "qualifier", "unit")


class Notice(Record):
    """One thing that has become of one figure.

    `was` and `now` are figures in English, `old` and `new` their parts (see SAID); `now` is None where none stands any
    more. `quote` and `quote_now` are the words of either. `day` is the last of the figure's period.
    """

    at: str
    kind: Kind
    obs: str
    was: str
    now: str | None
    why: str
    quote: str | None
    quote_now: str | None
    source: str | None
    day: str
    place: str
    speaker: str
    now_obs: str | None = None
    old: dict[str, Any]
    new: dict[str, Any] | None = None
    ended_at: str | None = None

    @property
    def key(self) -> tuple[str, str, str | None]:
        """What makes it the same notice from release to release."""
        return self.kind, self.obs, self.now


class Withdrawal(Record):
    """Why a snapshot was taken back, when, and whom to ask."""

    at: str
    reason: str
    ask: str


class Status(Record):
    """The fate of a snapshot; `revision` grows with each change of it."""

    id: str
    made_at: str
    release: int
    revision: int
    state: State
    checked_at: str
    latest: str
    predecessor: str | None = None
    successor: str | None = None
    differed: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    past: tuple[Notice, ...] = ()
    withdrawn: Withdrawal | None = None


def told(status: Status, host: str) -> dict[str, Any]:
    """The record of /s/<id>/status.json."""
    found = status.model_dump(exclude={"differed", "latest", "predecessor", "successor"}, exclude_none=True)
    for name in ("latest", "predecessor", "successor"):
        other = getattr(status, name)
        found[name] = f"{host}/s/{other}" if other else None
    if status.withdrawn:
        return {**found, "notices": [], "past": []}
    found["notices"] = [notice.model_dump() for notice in status.notices]
    return found


def status(snapshot_id: str) -> Status:
    """The status as it is kept.

    Raises:
        InputError: there is no such snapshot.
    """
    try:
        return Status.model_validate_json((frozen.folder(snapshot_id) / "status.json").read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(f'There is no snapshot "{snapshot_id}" in {store.folder()}.') from None


def stamp(snapshot_id: str) -> int | None:
    """Changes whenever the status does; None where there is no snapshot."""
    try:
        return os.stat(f"{store.folder()}/snapshots/{snapshot_id}/status.json").st_mtime_ns
    except (FileNotFoundError, NotADirectoryError):
        return None


def all_statuses() -> list[Status]:
    """The statuses of all snapshots."""
    return [status(snapshot_id) for snapshot_id in frozen.kept_ids() if stamp(snapshot_id) is not None]


def _write(new: Status) -> None:
    archive.write(frozen.folder(new.id) / "status.json", new.model_dump_json(indent=1).encode())


@contextmanager
def _alone() -> Iterator[None]:
    folder = store.folder() / "snapshots"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / ".lock"):
        yield


def moment(now: datetime) -> str:
    """An instant in UTC, as it is written down."""
    return f"{now.replace(microsecond=0, tzinfo=None).isoformat()}Z"


def begin(snapshot_id: str, document: Document, of: store.Release, now: datetime) -> None:
    """Write the first status of a snapshot, and tell those of the same view of their successor."""
    with _alone():
        index = store.folder() / "snapshots" / "views.json"
        views: dict[str, list[str]] = json.loads(index.read_bytes()) if index.exists() else {}
        key = frozen.identity(frozen.canonical(document["view"]))
        before = [i for i in views.get(key, []) if i != snapshot_id and stamp(i) is not None]
        for other in before:
            known = status(other)
            change = {"latest": snapshot_id, "revision": known.revision + 1}
            if other == before[-1]:
                change["successor"] = snapshot_id
            _write(known.model_copy(update=change))
        gone = vanished(archive.fetches(store.folder()))
        notices = _notices(document, of, now, (), gone)
        differed = tuple(n.now_obs for n in notices if n.kind == "disputed" and n.now_obs)
        first = Status(
            id=snapshot_id,
            made_at=moment(now),
            release=of.number,
            revision=1,
            state="current",
            checked_at=moment(now),
            latest=snapshot_id,
            predecessor=before[-1] if before else None,
            differed=differed,
        )
        _write(_with(first, [n for n in notices if n.kind != "disputed"], now))
        archive.write(index, json.dumps({**views, key: [*before, snapshot_id]}).encode())


def work_out(of: store.Release, now: datetime | None = None) -> list[str]:
    """Work out the fate of every snapshot at a release; ids of those whose fate changed."""
    now = now or datetime.now(UTC)
    changed = []
    gone = vanished(archive.fetches(store.folder()))
    for snapshot_id in frozen.kept_ids():
        try:
            with _alone():
                known = status(snapshot_id)
                document = frozen.load(snapshot_id)
                if known.release == of.number or document is None or known.withdrawn:
                    continue
                new = _with(known, _notices(document, of, now, known.differed, gone), now)
                new = new.model_copy(update={"release": of.number, "checked_at": moment(now)})
                _write(new)
            if new.revision != known.revision:
                changed.append(snapshot_id)
        except (HakikaError, KeyError, ValueError, OSError):  # one that cannot be judged does not stop the others
            LOG.exception("The fate of snapshot %s could not be worked out.", snapshot_id)
    return changed


def _with(known: Status, notices: Sequence[Notice], now: datetime) -> Status:
    """The status with these notices: those known before keep their day, those that no longer hold become past."""
    before = {n.key: n for n in known.notices}
    kept = tuple(n if n.key not in before else n.model_copy(update={"at": before[n.key].at}) for n in notices)
    keys = {n.key for n in kept}
    ended = tuple(
        n.model_copy(update={"ended_at": moment(now)}) for n in known.notices if n.key not in keys and n.kind != "newer"
    )
    state: State = STATES[kept[0].kind] if kept else "current"
    new = known.model_copy(update={"notices": kept, "past": (*known.past, *ended)[-MOST:], "state": state})
    return new if new == known else new.model_copy(update={"revision": known.revision + 1})


def withdraw(snapshot_id: str, reason: str, now: datetime, ask: str = "") -> Status:
    """Take a snapshot back: from now on 410, with the reason and without its content.

    Raises:
        InputError: there is no such snapshot.
    """
    with _alone():
        known = status(snapshot_id)
        withdrawn = Withdrawal(at=moment(now), reason=reason, ask=ask)
        update = {"withdrawn": withdrawn, "state": "withdrawn", "revision": known.revision + 1}
        new = known.model_copy(update=update)
        _write(new)
    return new


def restore(snapshot_id: str) -> Status:
    """Undo a withdrawal; what has become of the figures meanwhile is worked out at the next release.

    Raises:
        InputError: there is no such snapshot.
    """
    with _alone():
        known = status(snapshot_id)
        state: State = STATES[known.notices[0].kind] if known.notices else "current"
        new = known.model_copy(update={"withdrawn": None, "state": state, "revision": known.revision + 1, "release": 0})
        _write(new)
    return new


# -- judging


def _notices(
    document: Document, of: store.Release, now: datetime, differed: Sequence[str], gone: Set[str]
) -> list[Notice]:
    rows = frozen.rows(document)
    asked = frozen.asked_of(document).model_copy(update={"known_at": None, "start": None, "end": None})
    everybody = frozen.points(of, asked.model_copy(update={"orgs": ()}))
    group = document["view"]["group"]
    shown = [p for p in everybody if not asked.orgs or p["org_id"] in asked.orgs]
    found = [*_changed(rows, shown, of, now), *_disputed(rows, everybody, now, differed), *_gone(rows, now, gone)]
    if newer := _newer(rows, shown, group, now):
        found.append(newer)
    order = list(STATES)
    return sorted(found, key=lambda n: (order.index(n.kind), _reversed(n.day), n.obs))[:MOST]


def _reversed(day: str) -> tuple[int, ...]:
    return tuple(-int(part) for part in day.split("-"))


def _period(p: Point) -> tuple[Any, ...]:
    return p["series_id"], p["period_start"], p["period_end"]


def _same(a: Point, b: Point) -> bool:
    """Only another value, status, qualifier or bound is another figure."""
    return all(a[key] == b[key] for key in ("value", "status", "qualifier", "low", "high"))


def _changed(rows: Sequence[Point], shown: Sequence[Point], of: store.Release, now: datetime) -> list[Notice]:
    current = {_period(p): p for p in shown}
    other = [
        (r, current.get(_period(r))) for r in rows if _period(r) not in current or not _same(r, current[_period(r)])
    ]
    if not other:
        return []
    ids = tuple(r["observation_id"] for r, _ in other)
    became = store.ask(of, queries.became, rows[0]["indicator_id"], ids, public=True)
    found = []
    for row, new in other:
        fate = became.get(row["observation_id"])
        if fate is None:  # its source is no longer handed out: nothing can be said of it
            continue
        ours = fate["words"] == "ours" or fate["standing"] in ("rejected", "reread", "held")
        why = fate["standing_reason"] or (f"standing: {fate['standing']}" if new is None else "")
        found.append(_notice("corrected_by_us" if ours else "revised_by_source", row, new, now, why))
    return found


def _disputed(
    rows: Sequence[Point], everybody: Sequence[Point], now: datetime, differed: Sequence[str]
) -> list[Notice]:
    """Speakers that the snapshot does not show for a period, and whose figure lies beyond what was stated for it."""

    def where(p: Point) -> tuple[Any, ...]:
        return (
            p["place_id"],
            p["unit"],
            p["breakdown"],
            p["period_end"],
            p["period_start"] if p["kind"] == "flow" else None,
        )

    shown = {_period(r) for r in rows}
    known = {r["observation_id"] for r in rows} | set(differed)
    beside: dict[tuple[Any, ...], list[Point]] = {}
    for point in everybody:
        if _period(point) not in shown:
            beside.setdefault(where(point), []).append(point)
    found = []
    for row in rows:
        for other in beside.get(where(row), ()):
            if other["observation_id"] not in known and _differs(row, other):
                known.add(other["observation_id"])
                found.append(_notice("disputed", row, other, now, ""))
    return found


def _differs(a: Point, b: Point) -> bool:
    if a["series_id"] == b["series_id"]:
        return False
    if a["status"] is not None or b["status"] is not None:
        return bool(a["status"] != b["status"])
    (low, high), (low2, high2) = _range(a), _range(b)
    return high < low2 or high2 < low


def _range(p: Point) -> tuple[float, float]:
    """The numbers that a figure may mean; "about 1.9 million" is good to half of its last figure."""
    value = float(p["value"])
    if p["qualifier"] == "range":
        return float(p["low"]), float(p["high"])
    if p["qualifier"] in ("at_least", "more_than"):
        return value, math.inf
    if p["qualifier"] in ("at_most", "less_than"):
        return -math.inf, value
    if p["qualifier"] == "approx" and value:
        unit = 1.0
        while value % (unit * 10) == 0:
            unit *= 10
        return value - unit / 2, value + unit / 2
    return value, value


def _gone(rows: Sequence[Point], now: datetime, gone: Set[str]) -> list[Notice]:
    """The first figure of each source whose page is gone."""
    found, told = [], set()
    for row in rows:
        if row["url"] in gone and row["url"] not in told:
            told.add(row["url"])
            found.append(_notice("source_gone", row, row, now, ""))
    return found


def vanished(entries: Iterable[Mapping[str, Any]]) -> set[str]:
    """Addresses whose last try, in the log of fetches, found nothing there any more (404, 410)."""
    last: dict[str, bool] = {}
    for entry in entries:
        for url in {str(entry[key]) for key in ("address", "final_address") if entry.get(key)}:
            last[url] = entry.get("status") in (404, 410)
    return {url for url, gone in last.items() if gone}


def _newer(rows: Sequence[Point], shown: Sequence[Point], group: str | None, now: datetime) -> Notice | None:
    from dashboard import grouping

    last, known = citation.newest_of(rows), {_period(r) for r in rows}
    later = [p for p in shown if p["period_end"] > last["period_end"] and _period(p) not in known]
    later = grouping.groups(later).get(group, []) if group else later
    return _notice("newer", last, citation.newest_of(later), now, "") if later else None


def _notice(kind: Kind, row: Point, new: Point | None, now: datetime, why: str) -> Notice:
    words = store.words("en")
    shown = new if kind in ("disputed", "newer") and new is not None else row
    return Notice(
        at=moment(now),
        kind=kind,
        obs=row["observation_id"],
        was=citation.figure(row, words),
        now=citation.figure(new, words) if new is not None else None,
        why=why,
        quote=row["said"],
        quote_now=(new["quote"] or new["cell"] or new["cited"]) if new is not None and new is not row else None,
        source=new["url"] if new is not None else row["url"],
        day=shown["period_end"].isoformat(),
        place=row["place_id"],
        speaker=words.speaker(shown),
        now_obs=new["observation_id"] if new is not None else None,
        old={key: row[key] for key in SAID},
        new={key: new[key] for key in SAID} if new is not None else None,
    )
