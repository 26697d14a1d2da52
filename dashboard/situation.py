"""What the first page says of a crisis, for the interactive page and the plain one: context, tiles, charts, changes."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from dashboard import pieces
from dashboard.marks import Palette
from dashboard.pieces import TileText
from dashboard.wording import Point, Words
from data import queries
from data.catalogue import Crisis

HOSPITALS = ("health.hospitals_functional", "health.hospitals_partial", "health.hospitals_nonfunctional")

Ask = Callable[..., Any]
"""How questions are put: on one release, at one pair of clocks."""


_AMOUNTS = {"figures": "observations", "documents": "documents", "organisations": "organisations"}


def lead(ask: Ask, crisis: Crisis, words: Words, today: date) -> tuple[str, str]:
    """One line of context: how fresh what is known is, and how much there is, from whom.

    `today` is the day whose knowledge is shown, whatever the window.
    """
    places = within(crisis.crisis_id, words)
    counted = ask(queries.counts, places)
    newest = counted["newest_known"]
    if newest is None:
        return words.say("situation.empty"), ""
    amount = {key: words.number(counted[of]) for key, of in _AMOUNTS.items()}
    fresh = words.say("situation.fresh", day=words.day(newest.date()), age=words.age(newest.date(), today))
    return fresh, words.say("situation.lead", **amount)


@lru_cache(maxsize=100)
def within(crisis_id: str, words: Words) -> tuple[str, ...]:
    """All places of a crisis: its roots, what lies in them, and its crossings."""
    catalogue = words.catalogue
    crisis = catalogue.crises[crisis_id]
    inside = [p for p in catalogue.places if catalogue.within(p, crisis.places)]
    return (*inside, *(p for p in crisis.crossings if p not in set(inside)))


def tiles(ask: Ask, crisis: Crisis, words: Words, palette: Palette, today: date, first: date) -> list[TileText]:
    """The six tiles, in their fixed order."""

    def newest(indicator_id: str, places: Sequence[str] = crisis.places) -> queries.Tile | None:
        found: queries.Tile | None = ask(
            queries.tile, indicator_id, tuple(places), speakers=crisis.speakers, end=today, start=first
        )
        return found

    def plain(indicator_id: str, label: str) -> TileText:
        found = newest(indicator_id)
        after = found.figure["period_end"] if found is not None else date.min
        absent = [p for p in unavailable(ask, indicator_id, crisis.places, today) if p["period_end"] > after]
        return pieces.tile(found, words.say(label), words, palette, today, first, absent[:1])

    spans = ask(queries.strips.rows, "crossing.status", tuple(crisis.crossings), end=today)
    week = ask(queries.reported.rows, "crossing.trucks", tuple(crisis.places), until=today)
    return [
        plain("displacement.idps", "tile.displaced"),
        pieces.crossings_tile(spans, crisis.crossings, words.say("tile.crossings"), words, today),
        _hospitals(newest, words, palette, today, first),
        pieces.trucks_tile(week, newest("crossing.trucks"), words.say("tile.trucks"), words, palette, today, first),
        plain("health.attacks", "tile.attacks"),
        plain("crossing.medevac", "tile.medevac"),
    ]


def unavailable(ask: Ask, indicator_id: str, places: Sequence[str], today: date) -> list[Point]:
    """What speakers say is not to be had, up to today: the newest of each speaker and place, the newest first."""
    rows = [
        {**p, "series_id": ""}
        for p in ask(queries.gaps.rows, indicator_id, tuple(places))
        if p["gap"] == "unavailable" and p["period_end"] and p["period_end"] <= today
    ]
    rows.sort(key=lambda p: (p["period_end"], p["observation_id"]))
    newest = {(p["place_id"], p["org_id"] or p["speaker"]): p for p in rows}
    return sorted(newest.values(), key=lambda p: (p["period_end"], p["observation_id"]), reverse=True)


def _hospitals(
    newest: Callable[[str], queries.Tile | None], words: Words, palette: Palette, today: date, first: date
) -> TileText:
    """The newest of the figures for hospitals that work; the newest of the others beneath it."""
    found = {indicator: newest(indicator) for indicator in HOSPITALS}
    working = [(t, i) for i, t in found.items() if t is not None and i != HOSPITALS[2]]
    if not working:
        working = [(t, i) for i, t in found.items() if t is not None]
    if not working:
        return pieces.tile(None, words.say("tile.hospitals"), words, palette, today, first)
    best, indicator = max(working, key=lambda pair: (pair[0].figure["period_end"], pair[1] == HOSPITALS[0]))
    text = pieces.tile(best, words.say("tile.hospitals"), words, palette, today, first)
    figure = words.say(f"tile.{indicator}", figure=text.figure)
    also = list(text.also)
    for other, tile in found.items():
        if other != indicator and tile is not None:
            also.append(
                words.say(
                    "tile.other",
                    what=words.indicator(other),
                    figure=words.figure(tile.figure),
                    day=words.day(tile.figure["period_end"]),
                )
            )
    return TileText(**{**text.__dict__, "figure": figure, "also": tuple(also)})


def recent(
    ask: Ask, crisis: Crisis, words: Words, limit: int = 12, since: datetime | None = None
) -> list[dict[str, Any]]:
    """What changed: the newest figures and statuses of the crisis; `since`: of what was not here by then."""
    places = within(crisis.crisis_id, words)
    rows = ask(queries.recent.rows, places, since=since, limit=limit * 8)
    newest = list({p["series_id"]: p for p in reversed(rows)}.values())
    newest.sort(key=lambda p: (p["known_at"], p["period_end"]), reverse=True)
    return pieces.changes(newest[:limit], words)
