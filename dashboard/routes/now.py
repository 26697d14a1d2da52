"""/now/<crisis>: the situation as a plain page, complete without a script, on one sheet when printed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from dashboard import board, charts, grouping, notes, pictures, pieces, selection, situation, store, strips, unread
from dashboard.axes import Style
from dashboard.canvas import Caption, Size
from dashboard.routes import answers
from dashboard.routes.answers import Body
from dashboard.selection import LANGUAGES, Selection
from dashboard.situation import Ask
from dashboard.wording import Point, Words
from data import queries
from data.catalogue import Crisis

LINES, STRIPS = Size(400, 180, 12), Size(400, 200, 12)
SPEAKERS = 6
CHANGES = 8


def page(request: Request) -> Body:
    """The page of a crisis in the language of its path, else of `lang`; `known_at` as everywhere."""
    catalogue = store.catalogue()
    crisis_id = request.path_params["crisis"]
    lang = request.path_params.get("lang") or "en"
    if crisis_id not in catalogue.crises or lang not in LANGUAGES:
        there = [f"/now/{known}" for known in catalogue.crises], [f"/now/{crisis_id}/{known}" for known in LANGUAGES]
        listed = ", ".join(there[crisis_id in catalogue.crises])
        return answers.fault(request, 404, "There is nothing at this address.", [listed])
    asked = selection.from_query(request.query_params, catalogue)
    lang = request.path_params.get("lang") or asked.lang
    of, today = store.release(), answers.today()
    return store.kept(
        (of.number, "now", crisis_id, lang, asked, today), lambda: _page(of, crisis_id, lang, asked, today)
    )


def _page(of: store.Release, crisis_id: str, lang: str, asked: Selection, today: date) -> Body:
    words = store.words(lang)
    crisis = store.catalogue().crises[crisis_id]
    known = asked.known_at.date() if asked.known_at else today
    day = min(today, known, asked.end or today)
    ask = public_ask(of, asked)
    return answers.page(
        "now.html",
        words=words,
        crisis_id=crisis_id,
        title=words.crisis(crisis_id),
        context=crisis.context.get(lang) or crisis.context.get("en", ""),
        lead=situation.lead(ask, crisis, words, min(today, known)),
        clock=words.say("clock.known", day=words.day(known)) if asked.known_at else "",
        day=words.day(day),
        then=selection.address("", Selection(end=asked.end, known_at=asked.known_at, recorded_at=asked.recorded_at)),
        tiles=situation.tiles(ask, crisis, words, store.palette(), day, crisis.first_day),
        pictures=_pictures(ask, crisis, words, day),
        crossings=_statuses(ask, "crossing.status", crisis.crossings, words, day),
        displaced=_newest(ask, "displacement.idps", crisis, words, day),
        hospitals=_hospitals(ask, crisis, words, day),
        unread=_unread(of, ask, asked, crisis, words, day),
        changes=situation.recent(ask, crisis, words, CHANGES),
        languages=words.language_names().items(),
        others=[(c, words.crisis(c)) for c in store.catalogue().crises if c != crisis_id],
    )


def _pictures(ask: Ask, crisis: Crisis, words: Words, day: date) -> dict[str, dict[str, str]]:
    """The three charts of the first page as small pictures, each with its text alternative; none without figures.

    A picture is markup as it stands: `canvas` escapes what others wrote.
    """
    style = Style(words, store.palette(), crisis.first_day, day)
    places, crossings = tuple(crisis.places), tuple(crisis.crossings)

    def absent(indicator_ids: Sequence[str], of: Sequence[str]) -> tuple[Point, ...]:
        return tuple(p for i in indicator_ids for p in situation.unavailable(ask, i, of, day))

    def points(indicator_id: str) -> list[Point]:
        found = ask(queries.series.rows, indicator_id, places, start=style.start, end=day)
        return [p for p in found if p["unit"] != "percent"]

    found: dict[str, dict[str, str]] = {}
    for name, indicator_ids in (("displaced", ("displacement.idps",)), ("hospitals", situation.HOSPITALS)):
        shown = next(iter(grouping.groups([p for i in indicator_ids for p in points(i)]).values()), [])
        if shown:
            alt = charts.describe(shown, words.catalogue.indicators[indicator_ids[0]], style)
            missing = notes.Missing(unavailable=absent(indicator_ids, places))
            found[name] = {"svg": Markup(pictures.svg(shown, (), style, Caption(""), LINES, missing)), "alt": alt}
    spans = ask(queries.strips.rows, "crossing.status", crossings, start=style.start, end=day)
    if spans:
        ordered = sorted(spans, key=lambda s: crossings.index(s["place_id"]))
        said = [{"kind": "status", "status": s["status"]} for s in ordered]
        missing = notes.Missing(unavailable=absent(("crossing.status",), crossings))
        picture = Markup(pictures.svg(said, ordered, style, Caption(""), STRIPS, missing))
        found["crossings"] = {"svg": picture, "alt": strips.describe(spans, crossings, style)}
    return found


def public_ask(of: store.Release, asked: Selection) -> Ask:
    """How questions are put to the public file."""

    def ask(question: Any, *values: Any, **named: Any) -> Any:
        clocks = {"known_at": asked.known_at, "recorded_at": asked.recorded_at}
        return store.ask(of, question, *values, public=True, **clocks, **named)

    return ask


def _hospitals(ask: Ask, crisis: Crisis, words: Words, day: date) -> list[dict[str, Any]]:
    """Hospitals by function, two speakers each: numbers, or shares where nobody gives a number."""

    def newest(shares: bool) -> list[dict[str, Any]]:
        return [row for i in situation.HOSPITALS for row in _newest(ask, i, crisis, words, day, 2, shares)]

    return newest(False) or newest(True)


def _newest(
    ask: Ask, indicator_id: str, crisis: Crisis, words: Words, day: date, most: int = SPEAKERS, shares: bool = False
) -> list[dict[str, Any]]:
    """The newest figure of each speaker for the crisis as a whole, the newest day first; numbers, or shares."""
    found = ask(queries.latest.rows, indicator_id, place_ids=tuple(crisis.places))
    rows = [p for p in found if p["period_end"] <= day and (p["unit"] == "percent") == shares]
    listed = pieces.table(rows, words)[:most]
    said = {p["org_id"] or p["speaker"]: p["period_end"] for p in sorted(rows, key=lambda p: p["period_end"])}
    absent = situation.unavailable(ask, indicator_id, crisis.places, day)
    absent = [p for p in absent if p["period_end"] > said.get(p["org_id"] or p["speaker"], date.min)][:2]
    gaps = [{**row, "quote": p["quote"]} for row, p in zip(pieces.table(absent, words), absent, strict=True)]
    return [{**row, "what": words.indicator(indicator_id)} for row in (*gaps, *listed)]


def _unread(of: store.Release, ask: Ask, asked: Selection, crisis: Crisis, words: Words, day: date) -> dict[str, str]:
    """Why nothing newer was read, in words, for each part of the page whose source is late or cannot be reached."""
    about = {
        "displaced": (("displacement.idps",), crisis.places),
        "hospitals": (situation.HOSPITALS, crisis.places),
        "crossings": (("crossing.status",), crisis.crossings),
    }
    found = {}
    for name, (indicator_ids, places) in about.items():
        points = [p for i in indicator_ids for p in ask(queries.latest.rows, i, place_ids=tuple(places))]
        if why := unread.why(of, asked, points, words, day):
            found[name] = why
    return found


def _statuses(
    ask: Ask, indicator_id: str, places: Sequence[str], words: Words, day: date
) -> list[tuple[board.Line, dict[str, Any] | None]]:
    """Each place with what is said of it on the day, else what was said last; and that its status is not to be had."""
    spans: list[Point] = ask(queries.strips.rows, indicator_id, tuple(places), end=day)
    last = {s["place_id"]: s["said_day"] for s in sorted(spans, key=lambda s: s["said_day"])}
    absent = {
        p["place_id"]: _gap(p, words)
        for p in reversed(situation.unavailable(ask, indicator_id, places, day))
        if p["period_end"] > last.get(p["place_id"], date.min)
    }
    return [(line, absent.get(line.place_id)) for line in board.lines(spans, places, words, day)]


def _gap(p: Point, words: Words) -> dict[str, Any]:
    """That a status is said not to be had: by whom, for when, in which words."""
    return {
        "status": words.figure(p),
        "speaker": words.speaker(p),
        "day": words.when(p),
        "quote": p["quote"],
        "href": pieces.point_href(p, words),
    }


def first(request: Request) -> RedirectResponse:
    """Without a crisis: that which the first page shows."""
    crisis_id = next(iter(store.catalogue().crises))
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/now/{crisis_id}{query}", 302)


ROUTES = [
    Route("/now", first),
    Route("/now/{crisis}", answers.handler(page)),
    Route("/now/{crisis}/{lang}", answers.handler(page)),
]
