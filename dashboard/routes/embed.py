"""/embed/s and /embed/v: framable pages; /v: a live chart as a page of ours; /embed.js, /oembed."""

import contextlib
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard import canvas, citation, fates, frozen, leaf, notes, pictures, selection, showing, store, unread
from dashboard.fates import Status
from dashboard.routes import answers, leaves
from dashboard.routes.leaves import FOR_EVER, FRAME_POLICY, HOUR, HTML, OPEN, PAGE, SHORT, FromMemory, Leaf
from dashboard.routes.snapshots import from_memory, gone, look
from dashboard.selection import LANGUAGES, PlainParameters, Selection
from dashboard.serving import PLAIN_POLICY
from data import queries
from data.errors import BadSelection, HakikaError

WIDEST, TALLEST = 800, citation.HEIGHT


def frame(snapshot_id: str, status: Status, lang: str, host: str) -> Leaf:
    """The framable page of a snapshot; a sentence where it was withdrawn."""
    document = frozen.load(snapshot_id)
    if status.withdrawn or document is None:
        return gone(status, lang, host, frame=True)
    headers = {
        "Content-Security-Policy": FRAME_POLICY,
        "Cache-Tag": snapshot_id,
        "Link": leaves.links(canonical=f"{host}/s/{snapshot_id}", preload=[("/embed.css", "; as=style")]),
    }
    made = leaf.frame(document, status, lang, host)
    return leaves.leaf(made, HTML, PAGE, headers, etag=f"{snapshot_id}-{status.revision}")


def interactive(snapshot_id: str, status: Status, lang: str, host: str) -> Leaf:
    """The framable page with a chart that answers to the pointer; Plotly alone needs inline style."""
    document = frozen.load(snapshot_id)
    if status.withdrawn or document is None:
        return gone(status, lang, host, frame=True)
    policy = FRAME_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
    headers = {"Content-Security-Policy": policy, "Cache-Tag": snapshot_id}
    made = leaf.interactive(document, status, lang, host)
    return leaves.leaf(made, HTML, PAGE, headers, etag=f"{snapshot_id}-{status.revision}")


def figure(snapshot_id: str, status: Status, lang: str, host: str) -> Leaf:
    """The chart of a snapshot as Plotly draws it."""
    document = frozen.load(snapshot_id)
    if status.withdrawn or document is None:
        return leaves.leaf(b"{}", "application/json", SHORT, OPEN, status=410)
    return leaves.leaf(leaf.figure(document, lang), "application/json", HOUR, {**OPEN, "Cache-Tag": snapshot_id})


def plotly_script(request: Request) -> Response:
    """Plotly, from this host; its address bears its version."""
    kind = "text/javascript; charset=utf-8"
    made = store.kept(("plotly.js",), lambda: leaves.leaf(leaf.plotly_script(), kind, FOR_EVER))
    return leaves.answer(request, made)


def starter(request: Request) -> Response:
    """The script that starts it."""
    kind = "text/javascript; charset=utf-8"
    return leaves.answer(request, store.kept(("interactive.js",), lambda: leaves.leaf(leaf.starter(), kind, HOUR)))


# -- live charts


def _asked(request: Request) -> tuple[Selection, str, str | None]:
    """What the address asks for, what stands behind the indicator ("narrow" or nothing), and the group of points."""
    view, _, variant = request.path_params["view"].partition("-")
    if view not in store.catalogue().indicators or variant not in ("", "narrow"):
        raise LookupError(view)
    asked = selection.from_query(request.query_params, store.catalogue())
    group = request.query_params.get("group") or None
    return asked.model_copy(update={"indicator": view, "crisis": None}), variant, group


async def live_frame(request: Request) -> Leaf:
    """The framable page of a live chart."""
    await look()
    return await run_in_threadpool(_live, request, True, FRAME_POLICY)


def live(request: Request) -> Response:
    """The page of a live chart; asked for an instant (RFC 7089), the way to the chart as it was known then."""
    if when := request.headers.get("accept-datetime"):
        with contextlib.suppress(LookupError, BadSelection):  # these are told below
            asked, _, group = _asked(request)
            if asked.known_at is None:
                return _memento(request, asked, group, when)
    return leaves.answer(request, _live(request, False, PLAIN_POLICY))


def _live(request: Request, framed: bool, policy: str) -> Leaf:
    """The answer, from memory by release, selection and origin; what is wrong with the address, in words."""
    host = leaves.origin(request)
    try:
        asked, variant, group = _asked(request)
        if variant:
            raise LookupError(variant)
        of = store.release()
        why = _unread(of, asked)
        key = ("live", of.number, store.folder(), asked, group, framed, host, why)
        return store.kept(key, lambda: _page(of, asked, group, host, framed, policy, why))
    except LookupError:
        return _fault(request, 404, "There is no such chart.", _nearest(request), policy)
    except BadSelection as error:
        return _fault(request, 400, "There is no chart of this.", error.faults, policy)
    except HakikaError as error:
        return _fault(request, 503, "There is nothing to show yet.", [str(error)], policy)


def _unread(of: store.Release, asked: Selection) -> str:
    """Words for why nothing newer was read from the source of the newest figure; empty where it is up to date."""
    return unread.why(of, asked, frozen.points(of, asked), store.words(asked.lang), datetime.now(UTC).date())


def _page(
    of: store.Release, asked: Selection, group: str | None, host: str, framed: bool, policy: str, why: str
) -> Leaf:
    document = frozen.document(of, asked, group)
    made = store.ask(of, queries.release, public=True)
    words = store.words(asked.lang)
    release = {
        "number": of.number,
        "published_at": fates.moment(made.published_at),
        "made": f"{words.day(made.published_at.date())}{words.say('list.comma')}{made.published_at:%H:%M} UTC",
    }
    text = leaf.live(document, asked, release, host, frame=framed, unread=why)
    bare = asked.model_copy(update={"indicator": None, "known_at": None})
    original = host + selection.address(f"/v/{asked.indicator}", bare, **frozen.grouped(group))
    relations: dict[str, Any] = {"canonical": original}
    more = {"Content-Security-Policy": policy}
    if not framed:
        relations["original timegate"] = original
        more["Vary"] = "Accept-Encoding, accept-datetime"
        if asked.known_at:
            more["Memento-Datetime"] = format_datetime(asked.known_at.replace(tzinfo=UTC), usegmt=True)
    more["Link"] = leaves.links(**relations)
    return leaves.leaf(text, HTML, SHORT, more, etag=f"r{of.number}")


def _memento(request: Request, asked: Selection, group: str | None, when: str) -> Response:
    try:
        said = parsedate_to_datetime(when)
        moment = (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC).replace(tzinfo=None)
    except (ValueError, TypeError, OverflowError):
        wrong = _fault(request, 400, "Accept-Datetime is no date of HTTP.", [when[:100]], PLAIN_POLICY)
        return leaves.answer(request, wrong)
    moment = min(moment, datetime.now(UTC).replace(tzinfo=None, microsecond=0))
    path, more = f"/v/{asked.indicator}", frozen.grouped(group)
    then = asked.model_copy(update={"indicator": None, "known_at": moment})
    original = leaves.origin(request) + selection.address(path, then.model_copy(update={"known_at": None}), **more)
    headers = {
        "Location": selection.address(path, then, **more),
        "Vary": "accept-datetime",
        "Link": leaves.links(original=original),
        "Cache-Control": SHORT,
    }
    return Response(status_code=302, headers=headers)


def picture(request: Request) -> Response:
    """The picture of a live chart: <view>.svg, <view>-narrow.svg, <view>.png."""
    return leaves.answer(request, _live_picture(request, request.url.path.rpartition(".")[2]))


def _live_picture(request: Request, form: str) -> Leaf:
    try:
        asked, variant, group = _asked(request)
        if form == "png" and variant:
            raise LookupError(variant)
        of = store.release()
        size = pictures.CARD if form == "png" else pictures.NARROW if variant else pictures.WIDE
        missing = notes.Missing(unread=_unread(of, asked))
        key = ("live picture", of.number, store.folder(), asked, group, form, variant, missing, answers.today())
        return store.kept(key, lambda: _picture(of, asked, group, form, size, missing))
    except LookupError:
        return _fault(request, 404, "There is no such chart.", _nearest(request), PLAIN_POLICY)
    except BadSelection as error:
        return _fault(request, 400, "There is no chart of this.", error.faults, PLAIN_POLICY)
    except HakikaError as error:
        return _fault(request, 503, "There is nothing to show yet.", [str(error)], PLAIN_POLICY)


def _picture(
    of: store.Release, asked: Selection, group: str | None, form: str, size: canvas.Size, missing: notes.Missing
) -> Leaf:
    """The picture until today, or until the day that is asked for or whose knowledge is shown."""
    known, today = asked.known_at, answers.today()
    until = asked.end or (min(known.date(), today) if known else today)
    document, words = frozen.document(of, asked, group), store.words(asked.lang)
    drawn = showing.picture(document, words, size, f"release {of.number}", until=until, missing=missing)
    kind = "image/png" if form == "png" else "image/svg+xml"
    content = pictures.png(drawn) if form == "png" else drawn
    return leaves.leaf(content, kind, SHORT, OPEN)


def _nearest(request: Request) -> list[str]:
    """Addresses of charts of the indicators that are spelt most like the one that was asked for."""
    catalogue = store.catalogue()
    return [f"/v/{near}" for near in catalogue.nearest(request.path_params["view"][:100], catalogue.indicators)]


def _fault(request: Request, status: int, error: str, faults: list[str], policy: str) -> Leaf:
    body = answers.fault(request, status, error, faults)
    return leaves.leaf(body.content, body.media_type, PAGE, {"Content-Security-Policy": policy}, status=status)


# -- what goes with frames


def script(request: Request) -> Response:
    """The script of the height protocol, for the framed page and for the page around it."""
    made = store.kept(("embed.js",), lambda: leaves.leaf(leaf.script(), "text/javascript; charset=utf-8", HOUR, OPEN))
    return leaves.answer(request, made)


def style(request: Request) -> Response:
    """The style sheet of framable pages."""
    made = store.kept(("embed.css",), lambda: leaves.leaf(leaf.style(), "text/css; charset=utf-8", HOUR, OPEN))
    return leaves.answer(request, made)


def oembed(request: Request) -> Response:
    """What oEmbed 1.0 asks, for the pages of snapshots and of live charts."""
    asked = request.query_params
    if asked.get("format", "json") != "json":
        return _told(request, {"error": "Only format=json is answered."}, 501)
    sizes = {}
    for name, most in (("maxwidth", WIDEST), ("maxheight", TALLEST)):
        text = asked.get(name, str(most))
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:9])):
            return _told(request, {"error": f"{name}: {text[:20]!r} is no number of pixels."}, 400)
        sizes[name] = min(int(text[:9]), most)
    if not asked.get("url"):
        return _told(request, {"error": "url: is missing; it is the address of a chart of ours."}, 400)
    host = leaves.origin(request)
    try:
        url = urlsplit(asked["url"])
    except ValueError:
        return _told(request, {"error": "url: is no address."}, 400)
    if f"{url.scheme}://{url.netloc}" != host and url.netloc != urlsplit(host).netloc:
        return _told(request, {"error": "This address is not one of ours."}, 404)
    try:
        found = _embedded(url.path, parse_qs(url.query), host)
    except BadSelection as error:
        return _told(request, {"error": "\n".join(error.faults)}, 404)
    except HakikaError as error:
        return _told(request, {"error": str(error)}, 503)
    if found is None:
        return _told(request, {"error": "There is nothing to embed at this address."}, 404)
    if found["title"] is None:
        return _told(request, {"error": "This snapshot was withdrawn."}, 410)
    width, height = sizes["maxwidth"], sizes["maxheight"]
    iframe = citation.frame_of(host + found["frame"], found["title"], width, height)
    value = {
        "version": "1.0",
        "type": "rich",
        "title": found["title"],
        "author_name": found["author"],
        "provider_name": "Hakika",
        "provider_url": host,
        "cache_age": 3600,
        "html": iframe,
        "width": width,
        "height": height,
        "thumbnail_url": host + found["card"],
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
    }
    return _told(request, value, 200)


def _embedded(path: str, query: Mapping[str, list[str]], host: str) -> dict[str, Any] | None:
    """Title, author, frame and picture of what stands at a path; title None: withdrawn. None: nothing of ours."""
    parts = path.removeprefix("/embed").strip("/").split("/")
    if len(parts) in (2, 3) and parts[0] == "s":
        lang = parts[2] if len(parts) == 3 else "en"
        if not frozen.ID.fullmatch(parts[1]) or lang not in LANGUAGES or fates.stamp(parts[1]) is None:
            return None
        document = frozen.load(parts[1])
        if document is None or fates.status(parts[1]).withdrawn:
            return {"title": None}
        behind, tongue = ("", "") if lang == "en" else (f"/{lang}", f"-{lang}")
        frame_at, card = f"/embed/s/{parts[1]}{behind}", f"/s/{parts[1]}{tongue}.png"
    elif len(parts) == 2 and parts[0] == "v" and parts[1] in store.catalogue().indicators:
        asked = selection.from_query(PlainParameters(query), store.catalogue())
        bare, lang, group = asked.model_copy(update={"crisis": None, "indicator": None}), asked.lang, query.get("group")
        more = frozen.grouped(group[0] if group else None)
        document = frozen.document(store.release(), bare.model_copy(update={"indicator": parts[1]}), more.get("group"))
        frame_at, card = (selection.address(p, bare, **more) for p in (f"/embed/v/{parts[1]}", f"/v/{parts[1]}.png"))
    else:
        return None
    words = store.words(lang)
    speakers = list(dict.fromkeys(words.speaker(p) for p in frozen.rows(document)))
    return {
        "title": showing.in_language(document["title"], words),
        "author": canvas.plain(words.listed(speakers)),
        "frame": frame_at,
        "card": card,
    }


def _told(request: Request, value: Mapping[str, Any], status: int) -> Response:
    body = answers.as_json(value).content
    return leaves.answer(request, leaves.leaf(body, "application/json", HOUR, OPEN, status=status))


ROUTES = [
    Route("/embed/s/{id}", from_memory(frame)),
    Route("/embed/s/{id}/{lang}", from_memory(frame)),
    Route("/embed/s/{id}/{lang}/interactive", from_memory(interactive)),
    Route("/s/{id}/{lang}/figure.json", from_memory(figure)),
    Route("/interactive.js", starter),
    Route("/plotly.js", plotly_script),
    Route("/embed/v/{view}", FromMemory(live_frame)),
    Route("/embed.js", script),
    Route("/embed.css", style),
    Route("/v/{view}.svg", picture),
    Route("/v/{view}.png", picture),
    Route("/v/{view}", live),
    Route("/oembed", oembed),
]
