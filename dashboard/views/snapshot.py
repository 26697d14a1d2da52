"""Snapshot: a chart to take along, frozen or live, as link, frame, picture and sentence."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import streamlit as st

from dashboard import bundle, canvas, citation, fates, frozen, leaf, selection, showing, snapshot, store
from dashboard.selection import Selection
from dashboard.views import explore, shell
from dashboard.views.shell import View
from data.errors import BadSelection, InputError

FORMS = {"link": None, "iframe": "html", "sized": "html", "picture": "html", "sentence": None}


def page(view: View) -> None:
    """Draw the page."""
    words = view.words
    with view.head:
        shell.show(
            "page_head.html",
            title=words.say("page.snapshot"),
            lead=words.say("snap.lead"),
            clock=shell.clock_note(view),
        )
    chosen = explore.choose(view)
    if chosen is None:
        return
    indicator_id, places, orgs = chosen
    asked = Selection(
        indicator=indicator_id,
        places=tuple(places),
        orgs=tuple(orgs),
        start=st.session_state.get("from"),
        end=st.session_state.get("to"),
        known_at=view.selection.known_at,
        lang=words.lang,
    )
    kind = st.segmented_control(
        words.say("snap.kind"),
        ["frozen", "live"],
        format_func=lambda name: words.say("snap.frozen" if name == "frozen" else "snap.live_kind"),
        default="frozen",
        required=True,
        key="snapshot-kind",
        label_visibility="collapsed",
    )
    try:
        document = store.kept((*view.key, "snapshot", asked), lambda: frozen.document(view.release, asked))
    except BadSelection as error:
        shell.show("fault.html", words=words, faults=error.faults)
        return
    live = _bare(asked)
    if kind == "live":
        stem, preview = f"/v/{indicator_id}", selection.address(f"/v/{indicator_id}.svg", live)
        paths = [selection.address(p, live) for p in (stem, f"/embed{stem}", f"{stem}.png")]
    else:
        snapshot_id = _made(view, document, asked)
        if snapshot_id is None:
            return
        told = leaf.paths(snapshot_id, words.lang)
        paths, preview = [told["page"], told["frame"], told["card"]], told["wide"]
    title, alt = (showing.in_language(document[key], words) for key in ("title", "alt"))
    shell.show("snapshot_preview.html", words=words, title=title, alt=alt, picture=preview, page=paths[0],
               note=words.say("snap.copy_live" if kind == "live" else "snap.copy_frozen"))  # fmt: skip
    said = citation.sentence(citation.newest_of(frozen.drawn(document)), words)
    forms = citation.forms(_host(), paths[0], paths[1], paths[2], title, alt, said, words.say("snap.data"))
    for key, text in forms.items():
        st.text(words.say(f"snap.form.{key}"))
        st.code(text, language=FORMS[key], wrap_lines=True)
    st.text(words.say("snap.cite"))
    st.code(f"{canvas.plain(document['citation']['full'])} {forms['link']}", language=None, wrap_lines=True)


def _bare(asked: Selection) -> Selection:
    return asked.model_copy(update={"indicator": None})


def _made(view: View, document: frozen.Document, asked: Selection) -> str | None:
    """The id of the snapshot, if it is made already or is made now."""
    words = view.words
    snapshot_id = frozen.identity(frozen.canonical(document))
    known = fates.stamp(snapshot_id) is not None
    if not known and st.button(words.say("snap.make"), key="snapshot-make", type="primary"):
        if seconds := snapshot.wait(st.context.ip_address or ""):
            shell.show("fault.html", words=words, faults=[words.say("snap.wait", seconds=seconds)])
            return None
        snapshot.make(view.release, asked, datetime.now(UTC))
        st.rerun()
    if not known:
        return None
    try:
        withdrawn = fates.status(snapshot_id).withdrawn is not None
    except InputError:
        return None
    if withdrawn:
        shell.show("fault.html", words=words, faults=[words.say("snap.state.withdrawn")])
        return None
    return snapshot_id


def _host() -> str:
    """The public origin: as the operator named it, else as the visitor's browser has it."""
    if named := bundle.origin():
        return named
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
