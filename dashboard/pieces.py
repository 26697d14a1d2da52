"""What pages say around their charts: tiles, sentences, tables, sources, changes; as values for the templates.

Pure functions of rows and words, shared by the interactive pages and the plain ones.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from dashboard import marks, notes, selection, strips
from dashboard.marks import Palette
from dashboard.selection import Selection
from dashboard.wording import LATE_DAYS, Point, Words
from data import queries
from data.catalogue import Catalogue


@dataclass(frozen=True)
class TileText:
    """One tile in words; `none`: there is no figure for what the tile is about."""

    name: str
    figure: str
    said: str = ""
    age: str = ""
    late: bool = False
    also: tuple[str, ...] = ()
    href: str | None = None
    spark: str = ""
    none: bool = False


def href(observation_id: str, source_id: str, catalogue: Catalogue, lang: str = "en") -> str:
    """The page of one figure: the plain one, or the dashboard's where its source may not be passed on."""
    source = catalogue.sources.get(source_id)
    language = {"lang": lang} if lang != "en" else {}
    if source is not None and not source.redistribute:
        return "/evidence?" + urlencode({"id": observation_id, **language})
    return f"/o/{observation_id}" + (f"?{urlencode(language)}" if language else "")


def now_path(crisis_id: str, lang: str) -> str:
    """The plain page of a crisis."""
    return f"/now/{crisis_id}" + (f"/{lang}" if lang != "en" else "")


def point_href(point: Point, words: Words) -> str:
    """The page of a point's figure."""
    return href(point["observation_id"], point["source_id"], words.catalogue, words.lang)


def source_url(point: Point) -> str | None:
    """The source opened at the sentence where it can be, else the source."""
    return queries.sentence_url(point["url"], point["quote"], point["found_as"], point["words"]) or point["url"]


def tile(
    found: queries.Tile | None,
    name: str,
    words: Words,
    palette: Palette,
    today: date,
    first: date,
    absent: Sequence[Point] = (),
) -> TileText:
    """The tile of a stock or flow: the newest figure by its day, who says it, who differs, and the line behind it.

    `absent`: what speakers said later is not to be had.
    """
    told = [words.say("tile.unavailable", speaker=words.speaker(p), when=words.when(p)) for p in absent]
    if found is None:
        href = point_href(absent[0], words) if absent else None
        said = told[0] if told else words.say("tile.never")
        return TileText(name, words.say("tile.none"), said=said, none=True, href=href)
    point = found.figure
    age = (today - point["period_end"]).days
    also = [*told, *_beside(found, words), *_parts(found, words), words.origin(point)]
    line = found.line
    return TileText(
        name,
        words.figure(point),
        said=f"{words.speaker(point)} · {words.when(point)}",
        age=words.age(point["period_end"], today),
        late=age > LATE_DAYS,
        also=tuple(also),
        href=point_href(point, words),
        spark=marks.sparkline(
            [(p["period_end"], p["value"]) for p in line if p["value"] is not None],
            first,
            today,
            palette.colour(point["org_id"], point["speaker"]).mark,
            notes.lasting(line),
        )
        if len(line) > 2
        else "",
    )


def _beside(found: queries.Tile, words: Words) -> list[str]:
    """Who else speaks for the same place and days, and whether they say the same."""
    point = found.figure
    same = [
        o
        for o in found.others
        if (o["place_id"], o["breakdown"]) == (point["place_id"], point["breakdown"])
        and (point["kind"] != "flow" or o["period_start"] == point["period_start"])
    ]
    other = next((o for o in same if o["value"] != point["value"]), None)
    if other is not None:
        return [words.say("tile.differs", figure=words.figure(other), speaker=words.speaker(other))]
    return [words.say("tile.agree", count=len(same))] if same else []


def _parts(found: queries.Tile, words: Words) -> list[str]:
    """That the figure is of a part only, or that one of a part is newer."""
    if told := words.part(found.figure):
        return [words.say("tile.only_part", part=told)]
    if (newer := found.part) is None:
        return []
    figure, day = words.figure(newer), words.day(newer["period_end"])
    return [words.say("tile.part", figure=figure, part=words.part(newer), speaker=words.speaker(newer), day=day)]


def crossings_tile(spans: Sequence[Point], crossings: Sequence[str], name: str, words: Words, today: date) -> TileText:
    """How many crossings are open today, of how many; those of which nobody speaks any more are not known."""
    now = strips.on_day([s for s in spans if s["place_id"] in crossings], today)
    counted: dict[str, int] = {}
    for of_place in now.values():
        statuses = {s["status"] for s in of_place}
        status = "differs" if len(statuses) > 1 else statuses.pop()
        counted[status] = counted.get(status, 0) + 1
    last = max((s for s in spans if s["said_day"] <= today), key=lambda s: s["said_day"], default=None)
    also = [words.say("tile.of_crossings", count=len(crossings))]
    said = words.say("tile.never")
    if last is not None:
        said = words.say(
            "tile.last_status",
            place=words.place(last["place_id"]),
            status=words.status(last["status"]),
            speaker=last["speaker"] or words.say("speaker.unnamed"),
            day=words.day(last["said_day"]),
        )
    if not now:
        return TileText(
            name,
            words.say("tile.not_known"),
            said=said,
            age=words.age(last["said_day"], today) if last is not None else "",
            late=True,
            also=tuple(also),
            href=f"/o/{last['observation_id']}" if last is not None else None,
            none=True,
        )
    parts = [
        words.say("tile.count_differs", count=count)
        if status == "differs"
        else words.say("tile.count_status", count=count, status=words.status(status))
        for status, count in sorted(counted.items(), key=lambda item: _rank(item[0]))
    ]
    if len(now) < len(crossings):
        parts.append(words.say("tile.count_unknown", count=len(crossings) - len(now)))
    return TileText(
        name,
        words.say("list.comma").join(parts),
        said=said,
        age=words.age(last["said_day"], today) if last is not None else "",
        also=tuple(also),
        href=f"/o/{last['observation_id']}" if last is not None else None,
    )


def _rank(status: str) -> int:
    mark = marks.STATUSES.get(status)
    return mark.order if mark else 9


def trucks_tile(
    week: Sequence[Point],
    newest: queries.Tile | None,
    name: str,
    words: Words,
    palette: Palette,
    today: date,
    first: date,
) -> TileText:
    """Trucks of the last seven days where somebody reported them day by day, else that there is no figure.

    `week` are rows of `queries.reported` up to today. Days that nobody reported are named, not counted as zero.
    """
    if week:
        best = week[0]
        figure = words.number(best["total"])
        said = f"{best['speaker'] or words.say('speaker.unnamed')} · {words.span(best['first_day'], best['last_day'])}"
        missing = 7 - int(best["days_reported"])
        also = (words.say("tile.days_missing", count=missing),) if missing else ()
        return TileText(name, figure, said=said, also=also, href=f"/o/{best['observation_ids'][-1]}")
    if newest is None:
        return TileText(name, words.say("tile.none"), said=words.say("tile.never"), none=True)
    known = tile(newest, name, words, palette, today, first)
    return TileText(
        name,
        words.say("tile.none"),
        said=words.say("tile.last", figure=known.figure, said=known.said),
        age=known.age,
        late=known.late,
        also=known.also,
        href=known.href,
        spark=known.spark,
        none=True,
    )


def card(point: Point | None, words: Words, others: int = 0) -> Mapping[str, Any] | None:
    """The sentence behind one point, with the way to its figure and its source."""
    if point is None:
        return None
    return {
        "quote": point["quote"] if point["found_as"] == "text" else None,
        "where": place_in_source(point, words),
        "figure": words.say("list.colon").join((words.about(point), words.figure(point))),
        "speaker": words.speaker(point),
        "when": words.when(point),
        "origin": words.origin(point),
        "href": point_href(point, words),
        "url": source_url(point),
        "at_sentence": source_url(point) != point["url"],
        "others": words.say("card.others", count=others) if others else "",
    }


def place_in_source(point: Mapping[str, Any], words: Words) -> str:
    """Where a figure without a quote stands: in a cell, or on a cited page, of whose place our own note tells.

    Where one writes from right to left, what others wrote is set apart: it would drag quotation marks along.
    """
    cited = point["found_as"] == "cited"
    given = {
        "title": point["title"],
        "publisher": point["publisher"] or point["source"],
        "where": (point["cited"] if cited else point["cell"]) or "",
    }
    if words.direction == "rtl":
        given = {name: f"\u2068{text}\u2069" for name, text in given.items()}
    return words.say("card.where_cited" if cited else "card.where", **given)


def table(points: Iterable[Point], words: Words) -> list[dict[str, Any]]:
    """Rows for the data table, the newest day first: each with the way to its figure and its source."""
    ordered = sorted(points, key=lambda p: (p["period_end"], p["series_id"]), reverse=True)
    return [
        {
            "when": words.when(p),
            "place": words.about(p),
            "figure": words.counted(p),
            "speaker": words.speaker(p),
            "origin": words.origin(p),
            "href": point_href(p, words),
            "url": source_url(p),
            "title": p["title"],
            "part": words.part(p),
        }
        for p in ordered
    ]


def sources(points: Iterable[Point], words: Words) -> list[dict[str, Any]]:
    """The sources of a chart with their licences, the most used first."""
    found: dict[str, dict[str, Any]] = {}
    for p in points:
        if (entry := found.get(p["source_id"])) is None:
            told = {"licence": words.licence(p["licence"]), "title": words.source(p["source_id"], p["source"])}
            entry = found[p["source_id"]] = {"count": 0, **told}
        entry["count"] += 1
    for source_id, entry in found.items():
        source = words.catalogue.sources.get(source_id)
        entry["url"] = source.url if source else None
    return sorted(found.values(), key=lambda entry: -entry["count"])


def speakers(points: Iterable[Point], words: Words) -> str:
    """Whose figures a chart shows, those with the most first."""
    counted: dict[str, int] = {}
    for p in points:
        counted[words.speaker(p)] = counted.get(words.speaker(p), 0) + 1
    return words.listed(sorted(counted, key=lambda name: (-counted[name], name)))


def gaps(rows: Iterable[Mapping[str, Any]], words: Words) -> list[dict[str, Any]]:
    """What was said but is not drawn, and why: rows of `queries.gaps` in words."""
    listed = []
    for row in rows:
        place, told = words.place(row["place_id"]), row["gap"] != "unavailable"
        listed.append(
            {
                "why": words.say(f"gap.{row['gap']}"),
                "figure": words.say("list.colon").join((place, words.figure(row))) if told else place,
                "speaker": row["speaker"] or words.say("speaker.unnamed"),
                "when": words.when(row),
                "reason": words.reason(row["reason"]) if told else row["quote"] or row["cell"],
                "href": f"/evidence?id={row['observation_id']}" + (f"&lang={words.lang}" if words.lang != "en" else ""),
            }
        )
    return listed


def actions(of: Selection, path: str, made_at: datetime | None, choices: Mapping[str, str]) -> dict[str, str]:
    """What can be done with a chart: its page with all points, its data, its SQL, and a lasting link.

    `made_at` is when the release was made; the lasting link shows what was known then, without it there is none.
    `choices` are the parameters of the chart's own controls: the links show the same unit, cadence and place.
    """
    statement = queries.series_sql(of.indicator or "", of.places, of.orgs, of.start, of.end)
    clock = {"known_at": selection.instant_text(of.known_at)} if of.known_at else {}
    bare = of.model_copy(update={"crisis": None})
    group = {"group": by} if (by := choices.get(f"{of.indicator}.by")) else {}
    found = {
        "points": selection.address(f"/v/{of.indicator}", bare.model_copy(update={"indicator": None}), **group),
        "csv": selection.address("/api/v1/series", bare.model_copy(update={"lang": "en"}), format="csv"),
        "sql": "/query?" + urlencode({"q": statement, **clock}),
    }
    if made_at is not None:
        clocks = {"recorded_at": of.recorded_at or made_at, "known_at": of.known_at or made_at}
        found["permanent"] = selection.address(path, of.model_copy(update=clocks), **choices)
    return found


def changes(points: Iterable[Point], words: Words) -> list[dict[str, Any]]:
    """The newest figures and statuses, each with what the same speaker said before, its sentence and its link."""
    listed = []
    for p in points:
        before = ""
        if p["kind"] == "status" and p["previous_status"]:
            before = words.say("change.after", figure=words.status(p["previous_status"]))
        elif p["kind"] != "status" and p["previous_value"] is not None:
            before = words.say("change.after", figure=words.number(p["previous_value"]))
        listed.append(
            {
                "place": words.about(p),
                "indicator": words.indicator(p["indicator_id"]),
                "figure": words.counted(p),
                "before": before,
                "when": words.when(p),
                "speaker": words.speaker(p),
                "origin": words.origin(p),
                "quote": p["quote"] if p["found_as"] == "text" else None,
                "href": point_href(p, words),
                "url": source_url(p),
                "at_sentence": source_url(p) != p["url"],
            }
        )
    return listed
