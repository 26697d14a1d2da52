"""A snapshot or a live chart as values for the templates: heading, status line, table with words, sources, links.

The same values serve the page, the framable page and the single file; text of sources is cleaned of characters that
turn the writing around, and escaped where it is rendered.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from dashboard import canvas, citation, doubts, frozen, notes, pictures, store, templating
from dashboard.axes import Style
from dashboard.fates import Notice, Status
from dashboard.frozen import Document
from dashboard.wording import Point, Words
from data import queries

ICONS = {
    "current": "✓",
    "newer": "→",
    "revised": "↻",
    "corrected": "!",
    "disputed": "≠",
    "source_gone": "○",
    "withdrawn": "×",
}
FRAME_ROWS = 18
FRAME_QUOTE = 220
DOUBTS = 12


def values(
    document: Document, words: Words, *, snapshot_id: str, status: Status | None, frame: bool = False
) -> dict[str, Any]:
    """All that the templates say of a document; `frame`: only its newest rows, and shorter quotes."""
    rows, shown = frozen.rows(document), frozen.drawn(document)
    newest = citation.newest_of(shown)
    told = [*rows, *frozen.absent(document)]
    listed = sorted(told, key=lambda p: (p["period_end"], p["series_id"] or ""), reverse=True)
    most = FRAME_ROWS if frame else len(listed)
    many = len({p["place_id"] for p in told}) > 1
    return {
        "id": snapshot_id,
        "words": words,
        "title": in_language(document["title"], words),
        "alt": in_language(document["alt"], words),
        "note": in_language(document["note"], words),
        "asof": canvas.plain(citation.asof(shown, words)),
        "asof_day": newest["period_end"].isoformat(),
        "sentence": canvas.plain(citation.sentence(newest, words)),
        "clock": words.say("clock.known", day=words.day(date.fromisoformat(document["known_at"][:10])))
        if document["known_at"]
        else "",
        "doubts": [
            {"text": canvas.plain(d["text"]), "url": templating.safe_url(d.get("url")), "name": d.get("citation", "")}
            for d in doubts.listed(shown, (), words, frozen.window(document))[:DOUBTS]
        ],
        "rows": [_row(p, words, FRAME_QUOTE if frame else 2_000) for p in listed[:most]],
        "left_out": len(listed) - most if len(listed) > most else 0,
        "places": many,
        "sources": [_source(s, words) for s in document["sources"]],
        "source_names": words.listed(
            list(dict.fromkeys(words.source(s["collection"], s["collection_title"]) for s in document["sources"]))
        ),
        "license": canvas.plain(_licences(document, words)),
        "cite": canvas.plain(document["citation"]["full"]),
        "speakers": canvas.plain(words.listed(list(dict.fromkeys(words.speaker(p) for p in rows)))),
        "line": status_line(status, words) if status else None,
        "notices": [notice_text(n, words) for n in status.notices] if status else [],
        "made": words.day(date.fromisoformat(status.made_at[:10])) if status else "",
        "made_at": status.made_at if status else "",
        "languages": [(lang, name) for lang, name in words.language_names().items()],
    }


def in_language(texts: Mapping[str, str], words: Words) -> str:
    """The text in the language, else in English, as it may be shown."""
    return canvas.plain(texts.get(words.lang) or texts["en"])


def _row(p: Point, words: Words, quote: int) -> dict[str, Any]:
    said = canvas.plain(p["said"] or "")
    said = said if len(said) <= quote else said[: quote - 1] + "…"
    if p["found_as"] == "cited":
        said = words.say("card.note_cited", where=said)
    url = queries.sentence_url(p["url"], p["quote"], p["found_as"], p["words"]) or p["url"]
    return {
        "obs": p["observation_id"],
        "day": words.when(p),
        "place": words.place(p["place_id"]),
        "figure": canvas.plain(citation.figure(p, words)),
        "speaker": canvas.plain(words.speaker(p)),
        "said": said,
        "quoted": p["found_as"] == "text",
        "at_sentence": url != p["url"],
        "origin": words.origin(p),
        "url": templating.safe_url(url),
        "title": canvas.plain(p["title"]),
    }


def _licences(document: Document, words: Words) -> str:
    found = dict.fromkeys(s["licence"] for s in document["sources"])
    return " · ".join(words.licence(licence) for licence in sorted(found))


def _source(s: Mapping[str, Any], words: Words) -> dict[str, Any]:
    day = s["published"] and words.day(date.fromisoformat(s["published"][:10]))
    return {
        "title": canvas.plain(s["title"]),
        "publisher": canvas.plain(s["publisher"] or ""),
        "day": day or "",
        "url": templating.safe_url(s["url"]),
        "archive": templating.safe_url(s["archive"]),
        "sha256": s["sha256"],
        "licence": words.licence(s["licence"]),
        "collection": s["collection_title"],
    }


def status_line(status: Status, words: Words) -> dict[str, str]:
    """State, icon, word and sentence of the line above the picture: its weightiest notice, and how many more."""
    state = status.state
    if state == "withdrawn" and status.withdrawn:
        text = words.say("snap.withdrawn", day=words.day(date.fromisoformat(status.withdrawn.at[:10])))
    elif status.notices:
        text = notice_text(status.notices[0], words)["text"]
        if len(status.notices) > 1:
            text += " " + words.say("snap.more", count=len(status.notices) - 1)
    else:
        at, comma = datetime.fromisoformat(status.checked_at.removesuffix("Z")), "،" if words.lang == "ar" else ","
        text = words.say("snap.checked", moment=f"{words.day(at.date())}{comma} {at:%H:%M} UTC")
    return {"state": state, "icon": ICONS[state], "word": words.say(f"snap.state.{state}"), "text": text}


def notice_text(notice: Notice, words: Words) -> dict[str, str]:
    """A notice in the reader's language, with both quotes."""
    unit = {"low": None, "high": None, "of": None}
    was = canvas.plain(citation.figure({**unit, **notice.old}, words))
    now = canvas.plain(citation.figure({**unit, **notice.new}, words)) if notice.new else ""
    kind = notice.kind if now else f"{notice.kind}_none"
    day, speaker = words.day(date.fromisoformat(notice.day)), canvas.plain(notice.speaker)
    return {
        "kind": notice.kind,
        "text": words.say(f"snap.{kind}", was=was, now=now, day=day, speaker=speaker),
        "why": canvas.plain(notice.why),
        "quote": canvas.plain(notice.quote or ""),
        "quote_now": canvas.plain(notice.quote_now or ""),
        "url": templating.safe_url(notice.source) or "",
        "at": notice.at,
    }


def picture(
    document: Document,
    words: Words,
    size: canvas.Size,
    address: str,
    *,
    headed: bool = False,
    until: date = date.min,
    missing: notes.Missing = notes.NOTHING,
) -> str:
    """The picture of a document as SVG; `address` stands in it. `headed`: nothing around it says what it shows.

    `until`: of a live chart, the day that its axis reaches at least; `missing` says why nothing newer was read.
    """
    shown = frozen.drawn(document)
    first, last = frozen.window(document)
    style = Style(words, store.palette(), first, max(last, until))
    caption = replace(citation.caption(document, shown, words, address), headed=headed or size == pictures.CARD)
    told = replace(missing, unavailable=tuple(frozen.absent(document)))
    return pictures.svg(shown, frozen.spans(document), style, caption, size, told)


def captions(document: Document, words: Words, address: str) -> list[str]:
    """What stands beneath the picture on its printed page."""
    newest = citation.newest_of(frozen.drawn(document))
    quotes = [p["said"] for p in (newest,) if p["said"]]
    return [
        citation.sentence(newest, words),
        *(f"“{quote}”" for quote in quotes),
        in_language(document["note"], words),
        document["citation"]["full"]
        if words.lang == "en"
        else f"{words.say('chart.source')}: {words.listed([s['title'] for s in document['sources']], 8)}",
        f"{words.say('snap.licence')}: {document['license']}",
        address,
    ]
