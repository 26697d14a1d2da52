"""/api/v1/openapi.json: the description of the interface for programs (OpenAPI 3.1)."""

from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from dashboard.routes import answers
from dashboard.routes.answers import Body
from dashboard.routes.api import FIELDS

DAY: dict[str, Any] = {"type": "string", "format": "date"}
TEXT: dict[str, Any] = {"type": "string"}


def description(request: Request) -> Body:
    """What stands under /api/v1, and the plain addresses that give records."""
    return answers.as_json(document())


def _parameter(
    name: str, text: str, schema: dict[str, Any], *, required: bool = False, many: bool = False
) -> dict[str, Any]:
    value: dict[str, Any] = {"name": name, "in": "query", "description": text, "required": required, "schema": schema}
    if many:
        value |= {"schema": {"type": "array", "items": schema}, "style": "form", "explode": True}
    return value


def document() -> dict[str, Any]:
    """The description, as plain values."""
    place = _parameter("place", "A place: its id, name or alias. Itself, not what lies in it.", TEXT, many=True)
    org = _parameter("org", "Who says it: id, name or alias.", TEXT, many=True)
    window = [
        _parameter("from", "Periods that touch this day or later ones.", DAY),
        _parameter("to", "Periods that touch this day or earlier ones.", DAY),
    ]
    clocks = [
        _parameter("known_at", "As the world knew it at the end of a day, or at an instant, in UTC.", TEXT),
        _parameter("recorded_at", "As this installation had read it.", TEXT),
    ]
    form = _parameter("format", "json or csv.", {"type": "string", "enum": ["json", "csv"], "default": "json"})
    after = _parameter("after", "The `next` of the page before.", TEXT)

    def limit(usual: int) -> dict[str, Any]:
        return _parameter(
            "limit", "Rows a page.", {"type": "integer", "minimum": 1, "maximum": 10000, "default": usual}
        )

    indicator = _parameter("indicator", "Id of an indicator.", TEXT, required=True)
    point = {"type": "object", "properties": {name: {} for name in FIELDS}}
    figure = {"name": "observation_id", "in": "path", "required": True, "schema": TEXT}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hakika",
            "version": "1",
            "description": "Humanitarian indicators, each figure linked to the words it came from. "
            "Days and instants are ISO 8601 in UTC; null is what is missing; integers beyond 2^53 are text.",
        },
        "paths": {
            "/api/v1/series": _get(
                "Points of an indicator's series, one row a point.",
                [indicator, place, org, *window, *clocks, form, after, limit(10000)],
                _paged(point, indicator=TEXT),
                csv=True,
            ),
            "/api/v1/observations": _get(
                "Rows of the view observations, in the order of their ids.",
                [
                    {**indicator, "required": False},
                    place,
                    org,
                    _parameter("source", "Id of a source.", TEXT, many=True),
                    *window,
                    *clocks,
                    form,
                    after,
                    limit(1000),
                ],
                _paged({"type": "object"}),
                csv=True,
            ),
            "/api/v1/observations/{observation_id}": _get(
                "One figure with its evidence.", [figure, *clocks], {"type": "object"}, missing=True
            ),
            "/api/v1/catalogue": _get(
                "Indicators, places, organisations, sources and crises.",
                [],
                {
                    "type": "object",
                    "properties": {
                        name: {"type": "array", "items": {"type": "object"}}
                        for name in ("indicators", "places", "organisations", "sources", "crises")
                    },
                },
            ),
            "/api/v1/release": _get(
                "Which release answers.",
                [],
                {
                    "type": "object",
                    "properties": {
                        "release": {"type": "integer"},
                        "published_at": {"type": "string", "format": "date-time"},
                        "observations": {"type": "integer"},
                        "documents": {"type": "integer"},
                    },
                },
            ),
            "/o/{observation_id}.json": _get(
                "One figure with its evidence.", [figure, *clocks], {"type": "object"}, missing=True
            ),
        },
    }


def _paged(row: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            **more,
            "release": {"type": "integer"},
            "known_at": {"type": ["string", "null"]},
            "rows": {"type": "array", "items": row},
            "next": {"type": ["string", "null"]},
        },
    }


def _get(
    summary: str, parameters: list[dict[str, Any]], schema: dict[str, Any], *, csv: bool = False, missing: bool = False
) -> dict[str, Any]:
    fault = {
        "content": {
            "application/json": {
                "schema": {"type": "object", "properties": {"error": TEXT, "detail": TEXT}, "required": ["error"]}
            }
        }
    }
    content: dict[str, Any] = {"application/json": {"schema": schema}}
    if csv:
        content["text/csv"] = {"schema": TEXT}
    replies = {
        "200": {"description": "The answer.", "content": content},
        "304": {"description": "Not changed since the ETag that was sent."},
        "400": {"description": "Something in the address is not known; the nearest names are offered.", **fault},
        "503": {"description": "There is no release yet.", **fault},
    }
    if missing:
        replies["404"] = {"description": "No figure has this id.", **fault}
    return {"get": {"summary": summary, "parameters": parameters, "responses": replies}}


ROUTES = [Route("/api/v1/openapi.json", answers.handler(description, public=True))]
