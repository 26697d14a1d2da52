"""The pages of a snapshot and of a live chart, whole as served: page, framable page, tombstone, status."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import plotly

from dashboard import charts, citation, fates, frozen, notes, selection, showing, store, strips, templating
from dashboard.axes import Style
from dashboard.fates import Status
from dashboard.frozen import Document
from dashboard.selection import LANGUAGES, Selection

LOCALES = {"en": "en_GB", "ar": "ar_AR", "fr": "fr_FR", "es": "es_ES"}
FORMS = ("json", "csv", "svg", "png", "pdf", "html", "zip")


def style() -> bytes:
    """The style sheet of framable pages."""
    return (templating.FOLDER / "embed.css").read_bytes()


def script() -> bytes:
    """The script of the height protocol: of the framed page and of the page around it."""
    return (templating.FOLDER / "embed.js").read_bytes()


def status_json(status: Status, host: str) -> str:
    """The record of /s/<id>/status.json."""
    return json.dumps(fates.told(status, host), ensure_ascii=False, indent=1)


def paths(stem: str, lang: str) -> dict[str, str]:
    """Addresses of the pictures and pages of one language: page, frame, picture, narrow, card."""
    behind, tongue = ("", "") if lang == "en" else (f"/{lang}", f"-{lang}")
    return {
        "page": f"/s/{stem}{behind}",
        "frame": f"/embed/s/{stem}{behind}",
        "interactive": f"/embed/s/{stem}/{lang}/interactive",
        "wide": f"/s/{stem}{tongue}.svg",
        "narrow": f"/s/{stem}{tongue}-narrow.svg",
        "card": f"/s/{stem}{tongue}.png",
    }


def _values(document: Document, status: Status, lang: str, host: str, frame: bool) -> dict[str, Any]:
    words = store.words(lang)
    told = showing.values(document, words, snapshot_id=status.id, status=status, frame=frame)
    return {
        **told,
        "paths": paths(status.id, lang),
        "host": host,
        "live": None,
        "json_path": f"/s/{status.id}.json",
        "chart": selection.address(
            f"/v/{document['view']['indicator']}", _live(document, lang), **frozen.grouped(document["view"]["group"])
        ),
        "status": fates.told(status, host),
        "alternates": [(other, paths(status.id, other)["page"]) for other in LANGUAGES],
    }


def _live(document: Document, lang: str) -> Selection:
    return frozen.asked_of(document).model_copy(update={"indicator": None, "known_at": None, "lang": lang})


def page(document: Document, status: Status, lang: str, host: str) -> str:
    """The page of a snapshot, with its metadata and the forms to copy."""
    told = _values(document, status, lang, host, frame=False)
    points, words, here = frozen.rows(document), store.words(lang), told["paths"]
    return templating.render(
        "snapshot.html",
        **told,
        locales=LOCALES,
        forms=_forms(told),
        downloads=[(form, f"/s/{status.id}.{form}") for form in FORMS],
        json_ld=citation.json_ld(status.id, document, points, told["status"], words, host, frozen.window(document)),
        oembed=_oembed_link(host, here["page"]),
    )


def frame(document: Document, status: Status, lang: str, host: str, *, alone: bool = False) -> str:
    """The framable page of a snapshot; `alone`: for a static host, which has no page to explore the chart."""
    told = _values(document, status, lang, host, frame=True)
    if alone:
        told["paths"]["interactive"] = ""
    return templating.render("embed.html", **told)


def interactive(document: Document, status: Status, lang: str, host: str) -> str:
    """The framable page that loads a script to draw the chart; only asked for by a reader's tap."""
    told = _values(document, status, lang, host, frame=True)
    return templating.render("interactive.html", **told, bundle=f"/plotly.js?v={plotly.__version__}")


def figure(document: Document, lang: str) -> str:
    """The chart as Plotly draws it, as JSON: figure and configuration, with nothing that uploads or names a vendor."""
    points, spans, words = frozen.drawn(document), frozen.spans(document), store.words(lang)
    style, absent = Style(words, store.palette(), *frozen.window(document)), tuple(frozen.absent(document))
    if spans:
        drawn = strips.figure(spans, list(dict.fromkeys(p["place_id"] for p in spans)), style, absent)
    else:
        indicator = store.catalogue().indicators[document["view"]["indicator"]]
        drawn = charts.figure(points, indicator, style, notes.Missing(unavailable=absent))
    value = json.loads(drawn.to_json())
    value["layout"].pop("template", None)
    return json.dumps({**value, "config": charts.CONFIG}, ensure_ascii=False, separators=(",", ":"))


def plotly_script() -> bytes:
    """The script that draws it, from the installed package."""
    return (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes()


def starter() -> bytes:
    """The few lines that start it."""
    return (templating.FOLDER / "interactive.js").read_bytes()


def _forms(told: Mapping[str, Any]) -> dict[str, str]:
    at, behind = told["paths"], told["words"].say("snap.data")
    texts = (told["title"], told["alt"], told["sentence"], behind)
    return citation.forms(told["host"], at["page"], at["frame"], at["card"], *texts, live=bool(told["live"]))


def _oembed_link(host: str, path: str) -> str:
    return f"{host}/oembed?{urlencode({'url': host + path, 'format': 'json'})}"


def tombstone(status: Status, lang: str, host: str, *, frame: bool) -> str:
    """The page of a snapshot that was withdrawn: why, when, whom to ask; nothing of what it said."""
    words = store.words(lang)
    line = showing.status_line(status, words)
    return templating.render("tombstone.html", words=words, status=status, line=line, frame=frame, host=host)


def tombstone_json(status: Status) -> str:
    """The same for programs."""
    if status.withdrawn is None:
        raise ValueError(f"snapshot {status.id} was not withdrawn")
    w = status.withdrawn
    return json.dumps(
        {"error": "withdrawn", "id": status.id, "at": w.at, "why": w.reason, "ask": w.ask}, ensure_ascii=False
    )


def live(
    document: Document, asked: Selection, release: Mapping[str, Any], host: str, *, frame: bool, unread: str = ""
) -> str:
    """The page, or the framable page, of a chart that changes with the figures.

    `release` has number, published_at (text) and made (words): the state that is shown. `unread`: why nothing newer
    was read.
    """
    words = store.words(asked.lang)
    indicator = document["view"]["indicator"]
    bare, group = asked.model_copy(update={"indicator": None}), document["view"]["group"]
    more = frozen.grouped(group)
    told = showing.values(document, words, snapshot_id="", status=None, frame=frame)
    stems = {"page": "/v/{}", "frame": "/embed/v/{}", "wide": "/v/{}.svg", "narrow": "/v/{}-narrow.svg"}
    stems |= {"card": "/v/{}.png"}
    here = {name: selection.address(stem.format(indicator), bare, **more) for name, stem in stems.items()}
    here["interactive"] = ""
    chosen = {f"{indicator}.by": group} if group else {}
    told |= {
        "note": " ".join(part for part in (unread, told["note"]) if part),
        "cite": told["cite"].replace(citation.FROZEN, citation.LIVE),
        "paths": here,
        "host": host,
        "live": release,
        "json_path": selection.address("/api/v1/series", asked.model_copy(update={"lang": "en"})),
        "chart": selection.address("/explore", asked, **chosen),
        "status": dict.fromkeys(("latest", "predecessor", "successor")) | {"made_at": release["published_at"]},
        "alternates": _in_languages(f"/v/{indicator}", bare, more),
    }
    if frame:
        return templating.render("embed.html", **told)
    return templating.render(
        "snapshot.html",
        **told,
        locales=LOCALES,
        forms=_forms(told),
        downloads=[("json", told["json_path"]), ("svg", here["wide"]), ("png", here["card"])],
        json_ld="",
        oembed=_oembed_link(host, here["page"]),
    )


def _in_languages(path: str, asked: Selection, more: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    return [(lang, selection.address(path, asked.model_copy(update={"lang": lang}), **more)) for lang in LANGUAGES]
