"""What is said of a chart in words: title, text alternative, sentence, citation, and the forms in which it is copied.

All from points (see `frozen.rows`) and `Words`; nothing here knows the disk or a request. `HOST` is the public origin.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from dashboard import audit, canvas, marks, store, templating
from dashboard.selection import LANGUAGES
from dashboard.wording import Point, Words

HEIGHT = 560
SEEN = 0.04
"""A band that is lower than this part of the chart lies beneath its dots."""
ALT = 300
FROZEN, LIVE = "Collected and frozen by Hakika.", "Collected by Hakika."
"""How a citation ends: of a snapshot, of a chart that changes."""


def texts(
    rows: Sequence[Point], drawn: Sequence[Point], window: tuple[date, date], held_back: int, not_drawn: int
) -> dict[str, Any]:
    """Title, alt and note of a document in each language, and its citation.

    `held_back`: figures left out because their source may not be passed on; `not_drawn`: those of other units or
    cadences, which only the table has.
    """
    languages = [store.words(lang) for lang in LANGUAGES]
    english = store.words("en")
    newest, year = newest_of(drawn), max(p["period_end"] for p in rows).year
    names = english.listed(list(dict.fromkeys(english.speaker(p) for p in rows)))
    titles = [f"“{title}”" for title in dict.fromkeys(p["title"] for p in rows)]
    return {
        "title": {w.lang: title(rows, w) for w in languages},
        "alt": {w.lang: alt(drawn, window, w) for w in languages},
        "note": {w.lang: note(held_back, not_drawn, w) for w in languages},
        "citation": {
            "short": f"{names} ({year}): {title(rows, english)}",
            "full": f"{names} ({year}): {title(rows, english)}. {sentence(newest, english)} "
            f"Figures from: {english.listed(titles, 6)}. {FROZEN}",
        },
    }


def title(rows: Sequence[Point], words: Words) -> str:
    """What is shown, and of where."""
    places = list(dict.fromkeys(words.place(p["place_id"]) for p in rows))
    return words.say("explore.title", indicator=words.indicator(rows[0]["indicator_id"]), places=words.listed(places))


def newest_of(points: Sequence[Point]) -> Point:
    """The newest figure by its day, of totals before parts; of several for a day, of whom the crises name first."""
    named = [org for crisis in store.catalogue().crises.values() for org in crisis.speakers]

    def rank(point: Point) -> tuple[date, int, str]:
        org = point["org_id"]
        return point["period_end"], -(named.index(org) if org in named else len(named)), point["observation_id"]

    return max(_totals(points), key=rank)


def _totals(points: Sequence[Point]) -> list[Point]:
    """The points that are divided least."""
    divided = [(p.get("breakdown") or "").count("=") for p in points]
    return [p for p, count in zip(points, divided, strict=True) if count == min(divided)]


def figure(point: Point, words: Words) -> str:
    """The figure with qualifier and unit, and which part it counts."""
    said, part = words.counted(point), words.part(point)
    return f"{said} ({part})" if part else said


def sentence(point: Point, words: Words) -> str:
    """A figure as a sentence that stands alone: what, where, how many, for when, who says so."""
    return words.say(
        "snap.sentence",
        what=words.indicator(point["indicator_id"]),
        place=words.place(point["place_id"]),
        figure=figure(point, words),
        when=words.when(point),
        speaker=words.speaker(point),
    )


def asof(points: Sequence[Point], words: Words) -> str:
    """The newest figure, for which days it is, and who says it; of several places, of which."""
    newest = newest_of(points)
    said = figure(newest, words)
    if len({p["place_id"] for p in points}) > 1:
        said = words.say("list.colon").join([words.place(newest["place_id"]), said])
    return words.say("snap.asof", figure=said, when=words.when(newest), speaker=words.speaker(newest))


def alt(drawn: Sequence[Point], window: tuple[date, date], words: Words) -> str:
    """The text alternative of the picture, written from its data, of totals before parts; at most 300 characters."""
    bars = drawn[0]["cadence"] in marks.BARS
    kind = "strip" if drawn[0]["kind"] == "status" else "bars" if bars else "line"
    head = words.say(
        f"snap.alt_{kind}", title=title(drawn, words), start=words.day(window[0]), end=words.day(window[1])
    )
    ordered = sorted(_totals(drawn), key=lambda p: (p["period_end"], p["observation_id"]))
    told = [("first", ordered[0])] if len(ordered) > 1 else []
    if kind != "strip" and len(ordered) > 2:
        told.append(("highest", max(ordered, key=lambda p: p["value"])))
    told.append(("last", newest_of(drawn)))
    parts = [
        words.say(f"snap.alt_{which}", figure=words.figure(p), speaker=words.speaker(p), day=words.day(p["period_end"]))
        for which, p in told
    ]
    whole = " ".join([head, *parts])
    return whole if len(whole) <= ALT else whole[: ALT - 1].rstrip() + "…"


def note(held_back: int, not_drawn: int, words: Words) -> str:
    """What the reader must know of what is missing; empty if nothing is."""
    parts = [words.say("snap.note_held_back", count=held_back)] if held_back else []
    if not_drawn:
        parts.append(words.say("snap.note_not_drawn", count=not_drawn))
    return " ".join(parts)


def caption(document: Mapping[str, Any], points: Sequence[Point], words: Words, address: str) -> canvas.Caption:
    """What stands in the picture beside the chart; `address` names the snapshot, or is empty."""
    newest = newest_of(points)
    known = document["known_at"] and date.fromisoformat(document["known_at"][:10])
    sources = list(dict.fromkeys(words.source(s["collection"], s["collection_title"]) for s in document["sources"]))
    speakers = words.listed(list(dict.fromkeys(words.speaker(p) for p in points)))
    unit = newest["unit"]
    top = max((p["value"] for p in points if p["value"] is not None), default=0)
    seen = any(d.high - d.low > top * SEEN for d in audit.disagreements(points))
    shaded = seen and newest["cadence"] not in marks.BARS
    return canvas.Caption(
        title=document["title"].get(words.lang) or document["title"]["en"],
        asof=asof(points, words),
        unit="" if unit in (None, "percent") else words.unit(unit),
        foot=(
            *([words.say("clock.known", day=words.day(known))] if known else []),
            *([words.say("snap.band")] if shaded else []),
            *([f"× {words.say('key.unavailable')}"] if document.get("unavailable") else []),
            words.say("chart.figures_by", names=speakers) + f" {words.say('chart.source')}: {words.listed(sources)}",
            f"Hakika · {address}" if address else "Hakika",
        ),
    )


def forms(
    host: str, path: str, frame: str, picture: str, name: str, alt_text: str, said: str, behind: str, *, live: bool
) -> dict[str, str]:
    """The five forms that a reporter copies: link, iframe, iframe that sizes itself, picture, sentence.

    `path`, `frame` and `picture` are the addresses of page, framable page and picture beneath HOST; `behind` says
    what is found at the page. What an editor leaves that strips frames and scripts is a link with the sentence; of a
    live chart, whose sentence changes, with the name.
    """
    link = f"{host}{path}"
    shown = escape(canvas.plain(name if live else said))
    iframe = f'{frame_of(host + frame, name)}\n<p><a href="{escape(link)}">{shown} ({escape(behind)})</a></p>'
    return {
        "link": link,
        "iframe": iframe,
        "sized": f'{iframe}\n<script src="{escape(host)}/embed.js" async></script>',
        "picture": f'<a href="{escape(link)}"><img src="{escape(host + picture)}" width="1200" height="630" '
        f'alt="{escape(canvas.plain(alt_text))}"></a>\n<p>{escape(canvas.plain(said))}</p>',
        "sentence": f"{canvas.plain(said)} {link}",
    }


def frame_of(address: str, name: str, width: int | str = "100%", height: int = HEIGHT) -> str:
    """The iframe of a framable page: it needs no script, and has a name for who cannot see it."""
    return (
        f'<iframe src="{escape(address)}" title="{escape(canvas.plain(name))}" loading="lazy" width="{width}" '
        f'height="{height}" style="border:0;width:100%" allow="web-share; clipboard-write"></iframe>'
    )


def json_ld(
    snapshot_id: str, document: Mapping[str, Any], points: Sequence[Point], status: Mapping[str, Any], words: Words,
    host: str, window: tuple[date, date],
) -> Markup:  # fmt: skip
    """schema.org `Dataset` as the text of a script element: `<`, U+2028 and U+2029 are written as escapes."""
    page = f"{host}/s/{snapshot_id}"
    forms = {"json": "application/json", "csv": "text/csv", "svg": "image/svg+xml", "png": "image/png"}
    places = dict.fromkeys(words.place(p["place_id"]) for p in points)
    corrections = [
        {
            "@type": "CorrectionComment",
            "text": f"{n['kind']}: {n['was']} -> {n['now'] or '-'}",
            "datePublished": n["at"],
        }
        for n in status["notices"]
        if n["kind"] in ("corrected_by_us", "revised_by_source", "disputed", "source_gone")
    ]
    value: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": document["title"].get(words.lang) or document["title"]["en"],
        "description": sentence(newest_of(points), words),
        "identifier": snapshot_id,
        "url": page,
        "version": snapshot_id,
        "dateCreated": status["made_at"],
        "dateModified": status["made_at"],
        "temporalCoverage": f"{window[0].isoformat()}/{window[1].isoformat()}",
        "spatialCoverage": [{"@type": "Place", "name": name} for name in places],
        "variableMeasured": {
            "@type": "PropertyValue",
            "name": words.indicator(document["view"]["indicator"]),
            "unitText": words.unit(points[0]["unit"] or "status"),
        },
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": f"{page}.{form}"}
            for form, kind in forms.items()
        ],
        "license": document["license"],
        "isBasedOn": [_work(s) for s in document["sources"]],
        "creditText": document["citation"]["short"],
        "isAccessibleForFree": True,
    }  # fmt: skip
    if corrections:
        value["correction"] = corrections
    return in_script(value)


def _work(source: Mapping[str, Any]) -> dict[str, str]:
    url = templating.safe_url(source["url"])
    return {"@type": "CreativeWork", "name": source["title"], **({"url": url} if url else {})}


def in_script(value: Any) -> Markup:
    """JSON that may stand inside a script element: what could end it or begin markup is written as an escape."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    unsafe = "[<>&\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
    return Markup(re.sub(unsafe, lambda found: f"\\u{ord(found[0]):04x}", text))
