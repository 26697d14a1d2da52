"""Sources: every source and how it fares, every document, what waits for a person; a document with its passages."""

from datetime import UTC, datetime
from typing import Any

import streamlit as st

from dashboard import charts, figures, pieces, store
from dashboard.views import shell
from dashboard.views.shell import Html, View
from dashboard.wording import Words
from data import archive, queries

MOST_DOCUMENTS = 400


def page(view: View) -> None:
    """Draw the page; of one document where the address names one."""
    words = view.words
    asked = (st.query_params.get("document") or "").strip()
    if asked:
        shell.show_kept(view, f"document/{asked}", lambda: _document(view, asked))
        return
    with view.head:
        shell.show("page_head.html", title=words.say("page.sources"), lead=words.say("sources.lead"), clock="")
    shell.show("sources.html", sources=health(view), words=words)
    shell.show_kept(view, "held", lambda: _held(view))
    sources = list(words.catalogue.sources)
    chosen = st.selectbox(
        words.say("sources.documents_of"),
        [None, *sources],
        format_func=lambda s: words.catalogue.sources[s].title if s else words.say("control.all"),
        key="source",
        width=460,
    )
    shell.show_kept(view, f"documents/{chosen}", lambda: _documents(view, chosen))


def health(view: View) -> list[dict[str, Any]]:
    """Each source with its state in words; not kept, as it changes without a release."""
    words = view.words
    now = datetime.now(UTC).replace(tzinfo=None)
    listed = []
    for row in charts.rows(store.ask_anew(view.release, queries.source_health, store.folder(), now)):
        state = words.say(f"source_state.{row['state']}")
        if row["state"] == "failed":
            state = words.say("source_state.failed_why", error=row["last_error"])
        elif row["state"] == "stale":
            state = words.say("source_state.stale_by", span=words.days(int(row["age_days"] - row["stale_after_days"])))
        listed.append(
            {
                "title": row["title"],
                "publisher": row["publisher"],
                "url": row["url"],
                "licence": row["licence"],
                "words": words.say(f"source_words.{row['words']}"),
                "state": state,
                "kind": row["state"],
                "documents": words.number(row["documents"]),
                "observations": words.number(row["observations"]),
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
    rows = shell.as_rows(view, ("held",), view.ask(queries.held))
    held = [
        {
            "figure": words.figure({**row, "of": None}),
            "indicator": words.indicator(row["indicator_id"]),
            "place": words.place(row["place_id"]),
            "reason": row["reason"],
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
    rows = shell.as_rows(view, ("documents", source_id), view.ask(queries.documents, source_id, limit=MOST_DOCUMENTS))
    documents = [
        {
            "title": row["title"],
            "href": f"/sources?document={row['document_id']}" + (f"&lang={words.lang}" if words.lang != "en" else ""),
            "publisher": row["publisher"],
            "published": _day(row["published_at"], words) or words.say("fact.unknown"),
            "retrieved": _day(row["retrieved_at"], words),
            "figures": words.number(row["standing"]),
            "version": words.say("sources.version", number=row["version"], count=row["versions"])
            if row["versions"] > 1
            else "",
            "url": row["url"],
        }
        for row in rows
    ]
    return shell.html("documents.html", documents=documents, words=words, most=MOST_DOCUMENTS)


def _document(view: View, document_id: str) -> Html:
    """One document: its passages with all figures highlighted, and the figures as a table."""
    words = view.words
    known = shell.as_rows(view, ("document", document_id), view.ask(queries.documents, document_id=document_id))
    if not known:
        return shell.html("page_head.html", title=words.say("sources.no_document"), lead=document_id, clock="")
    document = known[0]
    found = shell.as_rows(view, ("figures", document_id), view.ask(queries.document_figures, document_id))
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
    text = archive.text(store.folder(), document_id)
    spans = [(int(r["char_start"]), int(r["char_end"])) for r in found if r["char_start"] is not None]
    return shell.html(
        "document.html",
        document=document,
        published=_day(document["published_at"], words) or words.say("fact.unknown"),
        retrieved=_day(document["retrieved_at"], words),
        passages=figures.passages(text, spans) if text else [],
        rows=rows,
        words=words,
    )
