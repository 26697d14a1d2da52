"""/api/v1: figures, the catalogue and the release, as JSON or CSV; all from the public file."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from dashboard import selection, store
from dashboard.routes import answers, figure
from dashboard.routes.answers import Body
from dashboard.selection import Selection
from data import queries
from data.catalogue import Catalogue
from data.errors import BadSelection

FIELDS = (
    "observation_id", "series_id", "indicator", "place_id", "place", "org_id", "speaker", "breakdown", "period_start",
    "period_end", "period_basis", "value", "low", "high", "of", "qualifier", "value_basis", "status", "unit",
    "standing", "published_at", "source", "publisher", "licence", "url", "cadence", "confidence", "known_at",
    "source_id", "found_as", "words", "title", "quote", "cell", "cited",
)  # fmt: skip


def series(request: Request) -> Body:
    """Points of an indicator's series, as INTERFACE.md says; CSV with format=csv."""
    catalogue = store.catalogue()
    asked = selection.from_query(request.query_params, catalogue)
    if asked.indicator is None:
        raise BadSelection(["indicator: is missing; /api/v1/catalogue lists the indicators."])
    form = _form(request)
    after, limit = _page(request, 10_000)
    of = store.release()

    def make() -> Body:
        found = store.ask(
            of,
            queries.series.rows,
            asked.indicator,
            asked.places,
            org_ids=asked.orgs,
            start=asked.start,
            end=asked.end,
            after=after,
            limit=limit + 1,
            public=True,
            **_clocks(asked),
        )
        rows = [_named(row) for row in found]
        page = rows[:limit]
        following = page[-1]["observation_id"] if len(rows) > limit else None
        if form == "csv":
            return answers.as_csv(FIELDS, page, f"{asked.indicator}.csv")
        return answers.as_json(
            {
                "indicator": asked.indicator,
                "known_at": asked.known_at,
                "recorded_at": asked.recorded_at,
                "release": of.number,
                "next": following,
                "rows": [{name: row.get(name) for name in FIELDS} for row in page],
            }
        )

    return store.kept((of.number, "series", asked, form, after, limit), make)


def observations(request: Request) -> Body:
    """Rows of the view `observations`, paged."""
    catalogue = store.catalogue()
    asked = selection.from_query(request.query_params, catalogue)
    sources = tuple(request.query_params.getlist("source"))
    wrong = [name for name in sources if name not in catalogue.sources]
    if wrong:
        near = catalogue.nearest(wrong[0], catalogue.sources)
        raise BadSelection(
            [f'"{name}" is no source that is known here.' for name in wrong]
            + [f"Did you mean {' or '.join(near)}?" if near else "/api/v1/catalogue lists all."]
        )
    form = _form(request)
    after, limit = _page(request, 1_000)
    of = store.release()
    rows = store.ask(
        of,
        queries.observations,
        indicator_id=asked.indicator,
        place_ids=asked.places,
        org_ids=asked.orgs,
        source_ids=sources,
        start=asked.start,
        end=asked.end,
        after=after,
        limit=limit + 1,
        public=True,
        **_clocks(asked),
    )
    page = rows[:limit]
    if form == "csv":
        columns = list(page[0]) if page else ["observation_id"]
        return answers.as_csv(columns, page, "observations.csv")
    return answers.as_json(
        {
            "release": of.number,
            "known_at": asked.known_at,
            "recorded_at": asked.recorded_at,
            "rows": page,
            "next": page[-1]["observation_id"] if len(rows) > limit else None,
        }
    )


def observation(request: Request) -> Body:
    """One figure with its evidence: the record of /o/<id>.json."""
    return figure.record(request)


def catalogue(request: Request) -> Body:
    """Indicators, places, organisations, sources, crises."""
    of = store.release()
    return store.kept((of.number, "catalogue"), lambda: answers.as_json(_catalogue(store.catalogue(), of.number)))


def release(request: Request) -> Body:
    """Which release answers, when it was made, and how much it holds."""
    of = store.release()
    return answers.as_json(store.ask(of, queries.release, public=True).model_dump())


def _catalogue(seeds: Catalogue, number: int) -> dict[str, Any]:
    names: dict[str, list[dict[str, str]]] = {}
    for entry in seeds.place_names:
        names.setdefault(entry.place_id, []).append({"lang": entry.lang, "name": entry.name})
    return {
        "release": number,
        "indicators": [i.model_dump() for i in seeds.indicators.values()],
        "places": [{**p._asdict(), "names": names.get(p.place_id, [])} for p in seeds.places.values()],
        "organisations": [o.model_dump() for o in seeds.organisations.values()],
        "sources": [
            {
                "source_id": s.source_id,
                "title": s.title,
                "publisher": s.publisher,
                "url": s.url,
                "licence": s.licence,
                "citation": s.citation,
                "redistribute": s.redistribute,
                "words": s.words,
                "maturity": s.maturity,
                "stale_after_days": s.stale_after_days,
            }
            for s in seeds.sources.values()
        ],
        "crises": [c.model_dump() for c in seeds.crises.values()],
    }


def _named(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "indicator": row["indicator_id"]}


def _form(request: Request) -> str:
    form = request.query_params.get("format", "json")
    if form not in ("json", "csv"):
        raise BadSelection([f'format: "{form}" is neither json nor csv.'])
    return form


def _page(request: Request, usual: int) -> tuple[str | None, int]:
    text = request.query_params.get("limit", str(usual))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= 10_000:
        raise BadSelection([f'limit: "{text}" is no number from 1 to 10000.'])
    return request.query_params.get("after") or None, int(text)


def _clocks(asked: Selection) -> dict[str, Any]:
    return {"known_at": asked.known_at, "recorded_at": asked.recorded_at}


def _route(path: str, make: Any) -> Route:
    return Route(path, answers.handler(make, public=True))


ROUTES = [
    _route("/api/v1/series", series),
    _route("/api/v1/observations", observations),
    _route("/api/v1/observations/{observation_id}", observation),
    _route("/api/v1/catalogue", catalogue),
    _route("/api/v1/release", release),
]
