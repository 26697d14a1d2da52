"""The dialog Snapshot beneath every chart, and what it shares with the page of that name.

Nothing is asked or made before the button is pressed: a rerun of a page pays for the buttons alone.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

import streamlit as st

from dashboard import bundle, canvas, citation, fates, frozen, grouping, leaf, selection, showing, snapshot, store
from dashboard.selection import Selection
from dashboard.views import shell
from dashboard.views.shell import View
from dashboard.wording import Point
from data.errors import BadSelection, InputError

FORMS = {"link": None, "iframe": "html", "sized": "html", "picture": "html", "sentence": None}


def opener(view: View, name: str, of: Selection, points: Sequence[Point]) -> None:
    """The button of one chart that opens the dialog; `points` are those that the chart shows."""
    words = view.words
    if st.button(words.say("action.snapshot"), key=f"freeze-{name}", type="tertiary"):
        st.dialog(words.say("snap.title"), width="medium")(_dialog)(view, of, points)


def _dialog(view: View, of: Selection, points: Sequence[Point]) -> None:
    words = view.words
    indicators = list(dict.fromkeys(p["indicator_id"] for p in points))
    if len(indicators) > 1:
        chosen = st.selectbox(
            words.say("snap.one_of"), indicators, format_func=words.indicator, key="snapshot-indicator"
        )
        of = of.model_copy(update={"indicator": chosen})
        points = [p for p in points if p["indicator_id"] == chosen]
    asked = asked_for(view, of)
    groups = grouping.groups(frozen.points(view.release, asked, public=False))
    group = next(iter(grouping.groups(points)), None)
    offer(view, asked, group if len(groups) > 1 else None)


def asked_for(view: View, of: Selection) -> Selection:
    """What is frozen of a chart: its window begins where the chart does, and ends where the reader said, if anywhere.

    A window that ends today would make another snapshot each day of figures that have not changed.
    """
    end = view.selection.end if st.session_state.get("to") else None
    return of.model_copy(update={"crisis": None, "end": end, "lang": view.words.lang})


def offer(view: View, asked: Selection, group: str | None) -> None:
    """Say what will be frozen, make it when asked to, and give all the forms to take it along; or the live ones."""
    words = view.words
    try:
        document = store.kept(
            (*view.key, "snapshot", asked, group), lambda: frozen.document(view.release, asked, group)
        )
    except BadSelection as error:
        shell.show("fault.html", words=words, faults=error.faults)
        return
    shell.show("snapshot_facts.html", **_facts(view, document, asked, group))
    kind = st.segmented_control(
        words.say("snap.kind"),
        ["frozen", "live"],
        format_func=lambda name: words.say("snap.frozen" if name == "frozen" else "snap.live_kind"),
        default="frozen",
        required=True,
        key="snapshot-kind",
        label_visibility="collapsed",
    )
    shell.show("snapshot_note.html", note=words.say("snap.copy_live" if kind == "live" else "snap.copy_frozen"))
    if kind == "live":
        bare, more = asked.model_copy(update={"indicator": None}), frozen.grouped(group)
        stem = f"/v/{asked.indicator}"
        paths = [selection.address(p, bare, **more) for p in (stem, f"/embed{stem}", f"{stem}.png")]
        files = {form: selection.address(f"{stem}.{form}", bare, **more) for form in ("svg", "png")}
    else:
        snapshot_id = _made(view, document, asked, group)
        if snapshot_id is None:
            return
        told = leaf.paths(snapshot_id, words.lang)
        paths = [told["page"], told["frame"], told["card"]]
        files = {form: f"/s/{snapshot_id}.{form}" for form in leaf.FORMS}
    _forms(view, document, paths, files, kind == "live")


def _facts(view: View, document: frozen.Document, asked: Selection, group: str | None) -> dict[str, object]:
    """What will be frozen, row by row, with a picture of it as it is now."""
    words, drawn = view.words, frozen.drawn(document)
    bare, stem = asked.model_copy(update={"indicator": None}), f"/v/{asked.indicator}"
    end = words.day(asked.end) if asked.end else words.say("control.until_now")
    window = words.say("control.window", start=words.day(asked.start or frozen.window(document)[0]), end=end)
    rows = [
        ("control.indicator", words.indicator(asked.indicator or "")),
        ("control.places", words.listed(list(dict.fromkeys(words.place(row["place"]) for row in document["rows"])))),
        ("control.speakers", canvas.plain(words.listed(list(dict.fromkeys(words.speaker(p) for p in drawn)), 6))),
        ("snap.window", window),
        ("control.group", grouping.group_name(next(iter(grouping.groups(drawn))), words)),
        ("snap.newest", canvas.plain(citation.asof(drawn, words))),
        ("snap.count", words.number(len(document["rows"]))),
        ("control.known", shell.clock_note(view) or words.say("snap.known_made")),
    ]
    return {
        "words": words,
        "title": showing.in_language(document["title"], words),
        "alt": showing.in_language(document["alt"], words),
        "note": showing.in_language(document["note"], words),
        "rows": [(words.say(label), value) for label, value in rows],
        "wide": selection.address(f"{stem}.svg", bare, **frozen.grouped(group)),
        "narrow": selection.address(f"{stem}-narrow.svg", bare, **frozen.grouped(group)),
    }


def _made(view: View, document: frozen.Document, asked: Selection, group: str | None) -> str | None:
    """The id of the snapshot, if it is made already or is made now."""
    words = view.words
    snapshot_id = frozen.identity(frozen.canonical(document))
    if fates.stamp(snapshot_id) is None:
        place = st.empty()
        if not place.button(words.say("snap.make"), key="snapshot-make", type="primary"):
            return None
        if seconds := snapshot.wait(st.context.ip_address or ""):
            shell.show("fault.html", words=words, faults=[words.say("snap.wait", seconds=seconds)])
            return None
        snapshot.make(view.release, asked, datetime.now(UTC), group)
        place.empty()
    try:
        withdrawn = fates.status(snapshot_id).withdrawn is not None
    except InputError:
        return None
    if withdrawn:
        shell.show("fault.html", words=words, faults=[words.say("snap.state.withdrawn")])
        return None
    return snapshot_id


def _forms(view: View, document: frozen.Document, paths: Sequence[str], files: dict[str, str], live: bool) -> None:
    """The way to its page and files, the five forms, and how to cite it."""
    words = view.words
    shell.show("snapshot_links.html", words=words, page=paths[0], files=files)
    title, alt = (showing.in_language(document[key], words) for key in ("title", "alt"))
    said = citation.sentence(citation.newest_of(frozen.drawn(document)), words)
    page, frame, card = paths
    forms = citation.forms(_host(), page, frame, card, title, alt, said, words.say("snap.data"), live=live)
    for key, text in forms.items():
        shell.show("snapshot_form.html", form=words.say(f"snap.form.{key}"))
        st.code(text, language=FORMS[key], wrap_lines=True)
    shell.show("snapshot_form.html", form=words.say("snap.cite"))
    st.code(f"{canvas.plain(document['citation']['full'])} {forms['link']}", language=None, wrap_lines=True)


def _host() -> str:
    """The public origin: as the operator named it, else as the visitor's browser has it."""
    if named := bundle.origin():
        return named
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
