"""Sources: every source and how it fares, every document, what waits for a person; a document with its passages."""

import os
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import charts, figures, pieces, rules, store
from dashboard.views import address, shell
from dashboard.views.shell import Html, View
from dashboard.wording import Words
from data import archive, queries
from data.errors import HakikaError

MOST_DOCUMENTS, OPEN = 400, 40
"""So many documents are listed, and so many of them open at first."""
OPEN_STATES = ("stale", "ok")
ORDER = (*OPEN_STATES, "failed", "empty")
"""States of sources, in the order of the list; those that are not open stand behind a line that counts them."""
FEW_FAILED = 3
"""So many that failed stand open: where there is no network, all did, for the same reason."""
NO_NETWORK = re.compile(r"(?P<host>\S+) cannot be (?P<how>found|reached)\b.*", re.DOTALL)
MOST_SERIES = 200


def page(view: View) -> None:
    """Draw the page; of one document where the address names one."""
    words = view.words
    asked = (st.query_params.get("document") or "").strip()
    if asked:
        shell.show_kept(view, f"document/{asked}", lambda: _document(view, asked))
        return
    with view.head:
        shell.show("page_head.html", title=words.say("page.sources"), lead=words.say("sources.lead"), clock="")
    shell.show("sources.html", **by_state(health(view), words), words=words)
    shell.show_kept(view, "held", lambda: _held(view))
    shell.show("section_head.html", title=words.say("sources.documents"), note="")
    sources = words.catalogue.sources
    offered = ["all", *sources]
    address.choice("source", offered)
    st.selectbox(
        words.say("sources.documents_of"),
        offered,
        format_func=lambda s: words.source(s, sources[s].title) if s in sources else words.say("control.all"),
        key="source",
        width=460,
    )
    given = address.give_choice("source", offered)
    chosen = given if given in sources else None
    if chosen:
        today = datetime.now(UTC).date()
        shell.show_kept(view, f"series/{chosen}/{today}", lambda: _series(view, chosen, today))
    shell.show_kept(view, f"documents/{chosen}", lambda: _documents(view, chosen))
    shell.show("rules.html", **in_force(words), words=words)


def in_force(words: Words) -> dict[str, Any]:
    """The operator's rules for `hakika watch`, from the file that $HAKIKA_RULES names; and whether it is at fault."""
    path = os.environ.get("HAKIKA_RULES")
    if not path:
        return {"rules": [], "fault": False}
    try:
        return {"rules": [rules.told(r, words) for r in rules.load(Path(path), words.catalogue)], "fault": False}
    except HakikaError:  # its sentence may hold an address; `hakika watch` says it to the operator
        return {"rules": [], "fault": True}


def _series(view: View, source_id: str, today: date) -> Html:
    """Each series that a source spoke of last, and when its next figure is due."""
    words = view.words
    found = view.ask(queries.freshness.rows, source_id=source_id)
    return shell.html(
        "series.html",
        rows=[
            {
                "name": words.say("list.comma").join(
                    (words.indicator(row["indicator_id"]), words.place(row["place_id"]))
                ),
                "speaker": row["speaker"] or words.say("speaker.unnamed"),
                "newest": words.day(row["newest_day"]),
                "href": pieces.href(row["newest_id"], source_id, words.catalogue, words.lang),
                "due": due(row["due_on"], today, words),
                "late": bool(row["due_on"] and row["due_on"] < today),
            }
            for row in found[:MOST_SERIES]
        ],
        all=words.say(
            "sources.series_all",
            overdue=words.number(sum(bool(row["due_on"] and row["due_on"] < today) for row in found)),
            count=words.number(len(found)),
        ),
        words=words,
    )


def due(due_on: date | None, today: date, words: Words) -> str:
    """When the next figure of a series is due, or for how long it has been overdue."""
    if due_on is None:
        return words.say("sources.no_cadence")
    if due_on < today:
        span = words.days((today - due_on).days)
        return words.say("sources.series_overdue", span=span, day=words.day(due_on))
    return words.say("sources.series_due", day=words.day(due_on))


def by_state(sources: Sequence[dict[str, Any]], words: Words) -> dict[str, Any]:
    """The sources in groups of one state: how many, whether they stand open, and why all failed if for one reason."""
    groups: list[dict[str, Any]] = []
    for state in ORDER:
        some = [one for one in sources if one["kind"] == state]
        if not some:
            continue
        name = f"{words.say(f'source_state.{state}')} ({words.number(len(some))})"
        reasons = {one["reason"] for one in some}
        reason = words.say(f"source_error.all_{reasons.pop()}") if len(reasons) == 1 and "" not in reasons else ""
        few = state == "failed" and len(some) <= FEW_FAILED
        groups.append({"name": name, "reason": reason, "open": state in OPEN_STATES or few, "sources": some})
    if groups and not any(group["open"] for group in groups):
        groups[0]["open"] = True
    parts = words.say("list.comma").join(group["name"] for group in groups)
    return {"groups": groups, "counted": words.say("sources.counted", count=words.number(len(sources)), parts=parts)}


def _failed(error: str, words: Words) -> tuple[str, str]:
    """What failed, in words; and the reason as it may be that of others too: found, reached, or none such."""
    known = NO_NETWORK.fullmatch(error)
    if known is None:
        return words.say("source_state.failed_why", error=error), ""
    told = words.say(f"source_error.{known['how']}", host=known["host"])
    return words.say("source_state.failed_why", error=told), known["how"]


def health(view: View) -> list[dict[str, Any]]:
    """Each source with its state in words; not kept, as it changes without a release."""
    words = view.words
    now = datetime.now(UTC).replace(tzinfo=None)
    listed = []
    holdings = store.ask(view.release, queries.holdings)
    rows = charts.rows(queries.health(holdings, store.folder(), now))
    for row in sorted(rows, key=lambda row: ORDER.index(row["state"])):
        state, reason = words.say(f"source_state.{row['state']}"), ""
        if row["state"] == "failed":
            state, reason = _failed(row["last_error"], words)
        elif row["state"] == "stale":
            state = words.say("source_state.stale_by", span=words.days(int(row["age_days"] - row["stale_after_days"])))
        listed.append(
            {
                "title": words.source(row["source_id"], row["title"]),
                "publisher": row["publisher"],
                "url": row["url"],
                "licence": words.licence(row["licence"]),
                "words": words.say(f"source_words.{row['words']}"),
                "state": state,
                "kind": row["state"],
                "reason": reason,
                "documents": words.number(row["documents"]) if row["documents"] else "",
                "observations": words.number(row["observations"]) if row["documents"] else "",
                "last_new": _day(row["last_new"], words),
                "last_tried": _day(row["last_tried"], words),
                "newest_day": words.day(row["newest_day"]) if row["newest_day"] else "",
                "due": words.say("sources.due", span=words.days(int(row["stale_after_days"])))
                if row["stale_after_days"]
                else "",
                "handed_on": bool(row["redistribute"]),
            }
        )
    return listed


def _day(moment: datetime | None, words: Words) -> str:
    return words.day(moment.date()) if moment else ""


def _held(view: View) -> Html:
    words = view.words
    rows = view.ask(queries.held.rows)
    held = [
        {
            "figure": words.figure({**row, "of": None}),
            "indicator": words.indicator(row["indicator_id"]),
            "place": words.place(row["place_id"]),
            "reason": words.reason(row["reason"]),
            "quote": row["quote"],
            "title": row["title"],
            "url": row["url"],
            "href": pieces.href(row["observation_id"], row["source_id"], words.catalogue, words.lang),
        }
        for row in rows
    ]
    return shell.html("held.html", held=held, words=words)


def _documents(view: View, source_id: str | None) -> Html:
    words = view.words
    titles = {} if source_id else {s: words.source(s, source.title) for s, source in words.catalogue.sources.items()}
    rows = view.ask(queries.documents.rows, source_id, limit=MOST_DOCUMENTS)
    documents = [
        {
            "title": row["title"],
            "href": f"/sources?document={row['document_id']}" + (f"&lang={words.lang}" if words.lang != "en" else ""),
            "publisher": row["publisher"],
            "source": titles.get(row["source_id"], ""),
            "published": _published(row, words),
            "retrieved": _day(row["retrieved_at"], words),
            "figures": words.number(row["standing"]),
            "version": words.say("sources.version", number=row["version"], count=row["versions"])
            if row["versions"] > 1
            else "",
            "url": row["url"],
        }
        for row in rows
    ]
    return shell.html("documents.html", documents=documents, words=words, open=OPEN)


def _published(document: Mapping[str, Any], words: Words) -> str:
    day = _day(document["published_at"], words) or words.say("fact.unknown")
    return words.say("fact.not_before", day=day) if document["published_basis"] == "inferred" else day


def _document(view: View, document_id: str) -> Html:
    """One document: its passages with all figures highlighted, and the figures as a table."""
    words = view.words
    known = view.ask(queries.documents.rows, document_id=document_id)
    if not known:
        return shell.html("page_head.html", title=words.say("sources.no_document"), lead=document_id, clock="")
    document = known[0]
    found = view.ask(queries.document_figures, document_id)
    rows = [
        {
            "figure": words.figure(row),
            "indicator": words.indicator(row["indicator_id"]),
            "place": words.place(row["place_id"]),
            "standing": words.say(f"standing_short.{row['standing']}"),
            "quote": row["quote"] or row["cell"] or row["cited"],
            "href": pieces.href(row["observation_id"], document["source_id"], words.catalogue, words.lang),
        }
        for row in found
    ]
    source = words.catalogue.sources.get(document["source_id"])
    whose = source.words if source else "publisher"
    text = archive.text(store.folder(), document_id)
    spans = [(int(r["char_start"]), int(r["char_end"])) for r in found if r["char_start"] is not None]
    return shell.html(
        "document.html",
        document=document,
        published=_published(document, words),
        retrieved=_day(document["retrieved_at"], words),
        origins=list(dict.fromkeys(words.origin({**row, "words": whose}) for row in found)),
        passages=figures.passages(text, spans) if text else [],
        rows=rows,
        words=words,
    )
