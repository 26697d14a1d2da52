"""Read a text: paste or upload one, see which figures are read from which words, and what was seen and not taken."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import PurePath
from typing import Any

import streamlit as st

from dashboard import reading
from dashboard.views import shell
from dashboard.views.shell import View
from dashboard.wording import Words
from data.errors import HakikaError
from data.models import Observation


def page(view: View) -> None:
    """Draw the page. Nothing that a visitor gives is kept: the result lives in this run alone."""
    words = view.words
    with view.head:
        shell.show("page_head.html", title=words.say("page.read"), lead=words.say("read.lead"), clock="")
    with st.form("read", border=False):
        label = words.say("read.text", count=words.number(reading.LONGEST))
        pasted = st.text_area(label, height=220, max_chars=reading.LONGEST)
        file = st.file_uploader(words.say("read.file"), type=[name[1:] for name in reading.MEDIA_TYPES])
        published = st.date_input(
            words.say("read.published"), None, date(1990, 1, 1), view.today, format="YYYY-MM-DD", width=220
        )
        asked = st.form_submit_button(words.say("read.button"), type="primary")
    if not asked:
        return
    content, media_type = pasted.encode(), "text/plain"
    if file is not None:
        content = file.getvalue()
        media_type = reading.MEDIA_TYPES.get(PurePath(file.name).suffix.lower(), "text/plain")
    if not content.strip():
        shell.show("fault.html", words=words, faults=[words.say("read.empty")])
        return
    with st.spinner(words.say("read.reading")):
        try:
            found = reading.read(
                content,
                media_type,
                published=published if isinstance(published, date) else None,
                crisis_id=view.crisis.crisis_id,
                lang=words.lang,
            )
        except HakikaError as error:
            shell.show("fault.html", words=words, faults=[str(error)])
            return
    shell.show("read.html", words=words, **told(found, words))


def told(found: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """The values for the template: the text in pieces, the figures, and what was not taken."""
    observations = [Observation.model_validate(o) for o in found["observations"]]
    quotes = [(o.char_start or 0, o.char_end or 0, "taken") for o in observations]
    unread = [(u["start"], u["end"], "seen") for u in found["unread"]]
    return {
        "pieces": pieces(found["text"], [*quotes, *unread]),
        "figures": [figure(o, words) for o in observations],
        "unread": [
            {"text": u["text"], "reason": words.labels.get(f"reason.{u['reason']}", u["reason"])}
            for u in found["unread"]
        ],
        "published": words.day(date.fromisoformat(found["published"])) if found["published"] else "",
    }


def figure(o: Observation, words: Words) -> dict[str, str]:
    """One figure that was read, in words."""
    kind = words.catalogue.indicators[o.indicator_id].kind
    point = {**o.model_dump(), "kind": kind, "speaker": o.org_text, "publisher": None, "source": ""}
    return {
        "indicator": words.indicator(o.indicator_id),
        "figure": words.figure(point),
        "unit": words.unit_of(point),
        "place": words.place(o.place_id) if o.place_id else o.place_text,
        "speaker": o.org_text or words.say("speaker.unnamed"),
        "when": words.when(point),
        "quote": o.quote or "",
    }


def pieces(text: str, spans: Sequence[tuple[int, int, str]]) -> list[tuple[str, str]]:
    """The whole text in pieces, each with its class: "taken", "seen" or ""; where spans overlap the earlier counts."""
    shown: list[tuple[str, str]] = []
    at = 0
    for start, end, kind in sorted(spans, key=lambda span: (span[0], span[2] != "taken")):
        if end <= at:
            continue
        start = max(start, at)
        if start > at:
            shown.append((text[at:start], ""))
        shown.append((text[start:end], kind))
        at = end
    if at < len(text):
        shown.append((text[at:], ""))
    return shown
