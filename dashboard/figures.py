"""One figure as a page tells it: what is said, where, by whom, since when, and all that speaks to it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from dashboard import audit, bundle, canvas, citation, pieces, selection
from dashboard.selection import Selection
from dashboard.wording import Words
from data import archive, kept, queries
from data.errors import StoreError
from data.queries import Evidence

CONTEXT = 420
"""Characters of a text that are shown on either side of a quote."""


def told(found: Evidence, others: Sequence[Mapping[str, Any]], words: Words, store: Path) -> dict[str, Any]:
    """The values for the template `evidence.html`.

    `others` are rows of `queries.others`. The passage comes from the kept text; where that is missing, the quote
    stands alone. Nothing here is markup.
    """
    point = found.model_dump()
    before, quote, after = passage(found, store)
    return {
        "figure": words.figure(point),
        "unit": words.unit_of(point),
        "indicator": words.indicator(found.indicator_id),
        "place": words.place(found.place_id),
        "speaker": words.speaker(point),
        "when": words.when(point),
        "origin": words.origin(point),
        "definition": words.definition(found.indicator_id),
        "before": before,
        "quote": quote,
        "after": after,
        "where": pieces.place_in_source(point, words),
        "note": bool(found.cited),
        "cite": _cited(found, words) if found.standing in ("accepted", "unreviewed") and found.period_end else "",
        "row": row(found, words, store),
        "file": words.say("evidence.file", hash=found.content_hash, day=words.day(found.retrieved_at.date())),
        "sentence_url": queries.passage_url(found),
        "url": found.url,
        "archive_url": found.archive_url,
        "notices": notices(found, words),
        "facts": facts(found, words),
        "others": [_other(other, found, words) for other in others],
        "independence": independence(found, others, words),
        "versions": [_version(version, found, words) for version in found.versions] if len(found.versions) > 1 else [],
        "reviews": [
            {
                "verdict": words.say(f"verdict.{review.verdict}"),
                "reason": review.reason,
                "by": review.decided_by,
                "day": words.day(review.decided_at.date()),
                "url": review.evidence_url,
            }
            for review in found.reviews
        ],
    }


def _cited(found: Evidence, words: Words) -> str:
    """How the figure may be cited: as a sentence, with its document, and with its address, or its id where none is."""
    published = words.day(found.published_at.date()) if found.published_at else ""
    document = words.say("list.comma").join(part for part in (found.title, found.publisher, published) if part)
    host, page = bundle.origin(), pieces.href(found.observation_id, found.source_id, words.catalogue)
    said = citation.sentence(found.model_dump(), words)
    return canvas.plain(f"{said} {document}. Hakika, {host + page if host else found.observation_id}")


def passage(found: Evidence, store: Path) -> tuple[str, str | None, str]:
    """The text before the quote, the quote, and the text after it; of a cell or a cited page, nothing."""
    if found.found_as != "text":
        return "", None, ""
    shown = archive.passage(store, found.document_id, found.quote, found.char_start, found.char_end, CONTEXT)
    if shown is None:
        return "", found.quote, ""
    before = ("… " if shown.cut_before else "") + shown.before
    return before, shown.quote, shown.after + (" …" if shown.cut_after else "")


def row(found: Evidence, words: Words, store: Path) -> list[tuple[str, str]]:
    """The row of the kept file that a table's figure stands in, column by column; empty where it cannot be shown."""
    try:
        return kept.row(store, found.content_hash, words.catalogue.sources.get(found.source_id), found.cell) or []
    except StoreError:  # the kept file is damaged, which `hakika doctor` reports
        return []


def independence(found: Evidence, others: Sequence[Mapping[str, Any]], words: Words) -> str:
    """How many figures there are for these days, and how many publishers and speakers are behind them."""
    if not others:
        return ""
    publishers, speakers = audit.independent([found.model_dump(), *others])
    return words.say("evidence.independent", figures=len(others) + 1, publishers=publishers, speakers=speakers)


def passages(text: str, spans: Sequence[tuple[int, int]], around: int = 160) -> list[list[tuple[str, bool]]]:
    """What a kept text says around its quotes: passages in order, each as pieces of text and whether it is a quote.

    `spans` are [start, end) in code points of `text`. Passages that touch become one; what lies between is not shown.
    """
    marked: list[tuple[int, int]] = []
    for start, end in sorted(set(spans)):
        if marked and start < marked[-1][1]:
            marked[-1] = (marked[-1][0], max(end, marked[-1][1]))
        else:
            marked.append((start, end))
    shown: list[list[tuple[str, bool]]] = []
    at = -1  # how far the text has been shown
    for number, (start, end) in enumerate(marked):
        following = marked[number + 1][0] if number + 1 < len(marked) else len(text)
        first = max(start - around, 0)
        if not shown or first > at:
            shown.append([])
            at = first
        last = min(end + around, following, len(text))
        shown[-1] += [(text[at:start], False), (text[start:end], True), (text[end:last], False)]
        at = last
    return [[(piece, quoted) for piece, quoted in passage if piece] for passage in shown]


def notices(found: Evidence, words: Words) -> list[str]:
    """What a reader must know before the figure: that it is held, overtaken, rejected, taken back."""
    if found.standing in ("accepted", "unreviewed"):
        return []
    texts = [words.say(f"standing.{found.standing}")]
    if found.standing_reason:
        texts.append(words.say("standing.reason", reason=words.reason(found.standing_reason)))
    return texts


def facts(found: Evidence, words: Words) -> list[tuple[str, str]]:
    """All that is kept of the figure, as pairs of a label and words."""

    def moment(at: datetime | None) -> str:
        return f"{words.day(at.date())}{words.say('list.comma')}{at:%H:%M} UTC" if at else words.say("fact.unknown")

    published = words.day(found.published_at.date()) if found.published_at else words.say("fact.unknown")
    if found.published_basis == "inferred":
        published = words.say("fact.not_before", day=published)
    pairs: list[tuple[str, str | None]] = [
        ("fact.speaker", found.org_text if found.org_text != found.speaker else None),
        (
            "fact.place",
            f"{found.place_text} ({words.say('basis.inferred')})"
            if found.place_basis == "inferred"
            else found.place_text,
        ),
        ("fact.period", words.say(f"period_basis.{found.period_basis}")),
        ("fact.breakdown", found.breakdown or None),
        ("fact.document", found.title),
        ("fact.publisher", found.publisher),
        ("fact.published", published),
        ("fact.retrieved", moment(found.retrieved_at)),
        ("fact.known", moment(found.known_at)),
        ("fact.cell", found.cell),
        ("fact.cited", found.cited),
        ("fact.source", f"{words.source(found.source_id, found.source)} ({words.licence(found.licence)})"),
        ("fact.citation", found.citation),
        ("fact.reader", f"{found.reader}, {moment(found.read_at)}"),
        ("fact.confidence", None if found.confidence is None else words.number(round(found.confidence, 2))),
        ("fact.hash", found.content_hash),
        ("fact.id", found.observation_id),
    ]
    return [(words.say(label), value) for label, value in pairs if value]


def _other(other: Mapping[str, Any], found: Evidence, words: Words) -> dict[str, Any]:
    point = {**other, "kind": found.kind}
    return {
        "figure": words.figure(point),
        "speaker": words.speaker(point),
        "when": words.when(point),
        "origin": words.origin(point),
        "title": other["title"],
        "url": other["url"],
        "href": pieces.href(other["observation_id"], other["source_id"], words.catalogue, words.lang),
    }


def _version(version: Any, found: Evidence, words: Words) -> dict[str, Any]:
    known = version.observation_id is not None
    point = {**version.model_dump(), "unit": found.unit, "of": None}
    return {
        "day": words.day(version.known_at.date()),
        "title": version.title,
        "figure": words.figure(point) if known else words.say("version.none"),
        "quote": version.quote or version.cell,
        "standing": words.say(f"standing_short.{version.standing}") if known else "",
        "this": version.observation_id == found.observation_id and version.document_id == found.document_id,
        "href": pieces.href(version.observation_id, found.source_id, words.catalogue, words.lang) if known else None,
    }


def chart_url(found: Evidence, lang: str) -> str:
    """The chart that a figure stands in."""
    of = Selection(crisis=found.crisis_id, indicator=found.indicator_id, places=(found.place_id,), lang=lang)
    return selection.address("/explore", of)
