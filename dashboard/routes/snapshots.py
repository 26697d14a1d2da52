"""/s/<id> in all its forms, its status, the feeds of corrections, and POST /api/v1/snapshots."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard import bundle, fates, frozen, leaf, selection, snapshot, store, templating
from dashboard.fates import Status
from dashboard.routes import answers, leaves
from dashboard.routes.leaves import FOR_EVER, HTML, OPEN, PAGE, SHORT, FromMemory, Leaf
from dashboard.selection import LANGUAGES, PlainParameters
from dashboard.serving import PLAIN_POLICY
from data.errors import BadSelection, HakikaError, InputError, NoRelease

TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "html": HTML,
    "zip": "application/zip",
}
ENDINGS = frozenset(bundle.names())
ATTACHED = frozenset({"csv", "zip", "html"})
ALONE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups"
BODY = 10_000
FEED = 200

_looked = 0.0


async def look() -> None:
    """Move to a new release where there is one: pages of snapshots alone would never ask for it."""
    global _looked
    now = time.monotonic()
    if now - _looked > 1:
        _looked = now
        await run_in_threadpool(_release)


def _release() -> store.Release | None:
    try:
        return store.release()
    except HakikaError:  # snapshots are answered without any release
        return None


def from_memory(make: Callable[[str, Status, str, str], Leaf]) -> FromMemory:
    """A page of a snapshot: made once for its status, language and origin, then answered from memory."""

    async def find(request: Request) -> Leaf:
        await look()
        snapshot_id, lang = request.path_params["id"], request.path_params.get("lang", "en")
        stamp = fates.stamp(snapshot_id) if frozen.ID.fullmatch(snapshot_id) and lang in LANGUAGES else None
        if stamp is None:
            return unknown(request)
        host = leaves.origin(request)
        key = (make.__qualname__, make.__module__, store.folder(), snapshot_id, stamp, lang, host)
        return await run_in_threadpool(
            lambda: store.kept(key, lambda: make(snapshot_id, fates.status(snapshot_id), lang, host))
        )

    return FromMemory(find)


def unknown(request: Request) -> Leaf:
    """No snapshot has this id, or none has such a page or file: in words, also inside a frame."""
    snapshot_id = request.path_params["id"].partition("-")[0]
    known = frozen.ID.fullmatch(snapshot_id) and fates.stamp(snapshot_id) is not None
    error, near = (
        ("There is nothing at this address.", [f"/s/{snapshot_id}"]) if known else ("No snapshot has this id.", [])
    )
    body = answers.fault(request, 404, error, near)
    policy = leaves.FRAME_POLICY if request.url.path.startswith("/embed/") else PLAIN_POLICY
    return leaves.leaf(body.content, body.media_type, PAGE, {"Content-Security-Policy": policy}, status=404)


def page(snapshot_id: str, status: Status, lang: str, host: str) -> Leaf:
    """The page of a snapshot; its tombstone where it was withdrawn."""
    document = frozen.load(snapshot_id)
    if status.withdrawn or document is None:
        return gone(status, lang, host, frame=False)
    made = leaf.page(document, status, lang, host)
    headers = {
        "Content-Security-Policy": PLAIN_POLICY,
        "Cache-Tag": snapshot_id,
        "Link": header_links(snapshot_id, status, document, host, lang),
    }
    return leaves.leaf(made, HTML, PAGE, headers, etag=f"{snapshot_id}-{status.revision}")


def header_links(snapshot_id: str, status: Status, document: frozen.Document, host: str, lang: str) -> str:
    """The relations of a snapshot's page to all that belongs to it."""
    at = f"{host}/s/{snapshot_id}"
    told = fates.told(status, host)
    languages = [(f"{at}{'' if other == 'en' else '/' + other}", f'; hreflang="{other}"') for other in LANGUAGES]
    licence = "https://creativecommons.org/licenses/by/4.0/" if document["license"] == "CC BY 4.0" else ""
    return leaves.links(
        canonical=at + ("" if lang == "en" else f"/{lang}"),
        cite_as=at,
        alternate=[(f"{at}.json", '; type="application/json"'), (f"{at}.csv", '; type="text/csv"'),
                   (f"{host}/oembed?url={at}", '; type="application/json+oembed"'), *languages],
        describedby=(f"{at}/status.json", '; type="application/json"'),
        license=licence,
        latest_version=told["latest"],
        predecessor_version=told["predecessor"],
        successor_version=told["successor"],
    )  # fmt: skip


def gone(status: Status, lang: str, host: str, *, frame: bool) -> Leaf:
    """410: the page that says why, when and whom to ask."""
    policy = leaves.FRAME_POLICY if frame else PLAIN_POLICY
    if status.withdrawn is None:
        status = status.model_copy(
            update={"withdrawn": fates.Withdrawal(at=status.checked_at, reason="damaged", ask="")}
        )
    text = leaf.tombstone(status.model_copy(update={"state": "withdrawn"}), lang, host, frame=frame)
    return leaves.leaf(text, HTML, PAGE, {"Content-Security-Policy": policy, "Cache-Tag": status.id}, status=410)


def file(request: Request) -> Response:
    """A frozen file, such as <id>.json or <id>-ar.svg."""
    name, form = request.path_params["id"], request.path_params["form"]
    snapshot_id, _, variant = name.partition("-")
    ending = f"{'-' if variant else ''}{variant}.{form}"
    stamp = fates.stamp(snapshot_id) if frozen.ID.fullmatch(snapshot_id) else None
    if stamp is None or ending not in ENDINGS:
        return leaves.answer(request, unknown(request))

    def make() -> Leaf:
        status = fates.status(snapshot_id)
        if status.withdrawn:
            if form == "html":
                return gone(status, variant or "en", "", frame=False)
            return leaves.leaf(leaf.tombstone_json(status), "application/json", PAGE, OPEN, status=410)
        document = frozen.load(snapshot_id)
        if document is None:
            return leaves.leaf(b"", "text/plain", PAGE, status=404)
        content = bundle.file(snapshot_id, document, ending)
        headers = {**OPEN, "Content-Security-Policy": ALONE, "Cache-Tag": snapshot_id}
        if form in ATTACHED:
            headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
        return leaves.leaf(content, TYPES[form], FOR_EVER, headers, digest=True)

    found = store.kept(("file", store.folder(), name, form, stamp), make)
    return leaves.answer(request, unknown(request) if found.status == 404 else found)


def status(snapshot_id: str, status: Status, lang: str, host: str) -> Leaf:
    """What has become of a snapshot; of a withdrawn one, that it was."""
    if status.withdrawn:
        return leaves.leaf(leaf.tombstone_json(status), "application/json", SHORT, OPEN, status=410)
    text = leaf.status_json(status, host)
    tag = f"{snapshot_id}-{status.revision}"
    return leaves.leaf(text, "application/json", SHORT, {"Cache-Tag": snapshot_id, **OPEN}, etag=tag)


def corrections(request: Request) -> Response:
    """What has become of snapshots, as a feed (Atom or JSON), the newest first; without what is merely newer."""
    host, form = leaves.origin(request), request.url.path.rpartition(".")[2]
    key = ("corrections", form, host, store.folder(), tuple(fates.stamp(i) for i in frozen.kept_ids()))
    return leaves.answer(request, store.kept(key, lambda: _corrections(host, form)))


def _corrections(host: str, form: str) -> Leaf:
    entries = sorted(_entries(host), key=lambda e: (e["updated"], e["id"]), reverse=True)[:FEED]
    if form == "json":
        text = json.dumps({"corrections": entries}, ensure_ascii=False)
        return leaves.leaf(text, "application/json", SHORT, OPEN)
    newest = entries[0]["updated"] if entries else "1970-01-01T00:00:00Z"
    text = templating.render(
        "corrections.atom.xml", entries=entries, host=host, updated=newest, words=store.words("en")
    )
    return leaves.leaf(text, "application/atom+xml; charset=utf-8", SHORT, OPEN)


def _entries(host: str) -> list[dict[str, Any]]:
    from dashboard import showing

    words, found = store.words("en"), []
    for one in fates.all_statuses():
        address = f"{host}/s/{one.id}"
        if one.withdrawn:
            why = words.say("standing.reason", reason=one.withdrawn.reason)
            found.append({"id": f"urn:hakika:withdrawn:{one.id}:{one.withdrawn.at}", "snapshot": one.id, "url": address,
                          "kind": "withdrawn", "updated": one.withdrawn.at, "title": "Withdrawn", "text": why,
                          "quote": "", "quote_now": "", "ended_at": None})  # fmt: skip
            continue
        document = frozen.load(one.id)
        if document is None:
            continue
        title = showing.in_language(document["title"], words)
        for notice in (*one.notices, *one.past):
            if notice.kind == "newer":
                continue
            told = showing.notice_text(notice, words)
            ended = f" (no longer holds since {notice.ended_at})" if notice.ended_at else ""
            found.append(
                {
                    "id": f"urn:hakika:correction:{one.id}:{notice.kind}:{notice.obs}:{notice.at}",
                    "snapshot": one.id,
                    "url": address,
                    "kind": notice.kind,
                    "updated": notice.ended_at or notice.at,
                    "title": f"{title}: {words.say('snap.state.' + fates.STATES[notice.kind])}{ended}",
                    "text": told["text"],
                    "quote": told["quote"],
                    "quote_now": told["quote_now"],
                    "ended_at": notice.ended_at,
                }
            )
    return found


# -- making one


async def create(request: Request) -> Response:
    """Make a snapshot from {indicator, place, from, to, known_at}: 201, or 200 where the same is there already."""
    who = request.client.host if request.client else ""
    if (wait := snapshot.wait(who)) > 0:
        body = answers.as_json({"error": "Too many snapshots.", "detail": f"Try again in {wait} seconds."}, status=429)
        response = answers.send(request, body, public=True)
        response.headers["Retry-After"] = str(wait)
        return response
    content = b""
    async for chunk in request.stream():
        content += chunk
        if len(content) > BODY:
            return answers.send(request, answers.fault(request, 413, "The request is too long.", []), public=True)
    return await run_in_threadpool(_create, request, content)


def _create(request: Request, content: bytes) -> Response:
    try:
        asked, group = _asked(content)
        snapshot_id, new = snapshot.make(store.release(), asked, datetime.now(UTC), group)
        told = {"id": snapshot_id, "url": f"{leaves.origin(request)}/s/{snapshot_id}"}
        body = answers.as_json(told, status=201 if new else 200, headers={"Cache-Control": "no-store"})
    except BadSelection as error:
        body = answers.fault(request, 400, "No snapshot can be made of this.", error.faults)
    except NoRelease as error:
        body = answers.fault(request, 503, "There is nothing to show yet.", [str(error)])
    except HakikaError as error:
        body = answers.fault(request, 500, "This could not be answered.", [str(error)])
    return answers.send(request, body, public=True)


KEYS = ("indicator", "place", "org", "from", "to", "known_at")


def _asked(content: bytes) -> tuple[selection.Selection, str | None]:
    try:
        given = json.loads(content)
    except (ValueError, RecursionError):
        raise BadSelection(["The body is no JSON."]) from None
    if not isinstance(given, dict):
        raise BadSelection(["The body is no JSON object."])
    faults = [f'"{key}" is none of {", ".join((*KEYS, "group"))}.' for key in given if key not in (*KEYS, "group")]
    texts: dict[str, list[str]] = {}
    for key in (*KEYS, "group"):
        value = given.get(key)
        listed = value if isinstance(value, list) and key in ("place", "org") else [] if value is None else [value]
        if not all(isinstance(text, str) for text in listed):
            faults.append(f"{key}: is no text.")
        else:
            texts[key] = listed
    if faults:
        raise BadSelection(faults)
    group = texts.pop("group")
    return selection.from_query(PlainParameters(texts), store.catalogue()), group[0] if group else None


def take_up(of: store.Release) -> None:
    """Work out what has become of every snapshot before a release is shown."""
    try:
        fates.work_out(of)
    except InputError:  # a snapshot that went away meanwhile
        return


ROUTES = [
    Route("/s/{id}/status.json", from_memory(status)),
    Route("/s/{id}.{form}", file),
    Route("/s/{id}", from_memory(page)),
    Route("/s/{id}/{lang}", from_memory(page)),
    Route("/corrections.atom", corrections),
    Route("/corrections.json", corrections),
    Route("/api/v1/snapshots", create, methods=["POST"]),
]
