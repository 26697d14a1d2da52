"""/api/v1/openapi.json: the description of the interface for programs (OpenAPI 3.1), and what version 1 keeps."""

from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from dashboard import store
from dashboard.routes import answers
from dashboard.routes.answers import Body
from dashboard.routes.api import FIELDS

Schema = dict[str, Any]

PROMISE = """Humanitarian figures, each linked to the words it came from.

Days and instants are ISO 8601 in UTC; null is what is missing, never zero; integers beyond 2^53 are text. `known_at`
answers as the world knew it at a time, `recorded_at` as this installation had read it. No key, no cookie; open to
scripts of other sites; every answer has an ETag.

What version 1 keeps: these addresses, parameters, fields and their meaning. Fields, parameters and addresses may be
added; none is taken away or given another meaning. The names of public views and columns in SQL are kept likewise. The
id of a figure stays the same as long as its words and its claim do."""

TEXT: Schema = {"type": "string"}
SOME: Schema = {"type": ["string", "null"]}
DAY: Schema = {"type": "string", "format": "date"}
NUMBER: Schema = {"type": ["number", "string", "null"]}
WHOLE: Schema = {"type": "integer"}
INSTANT: Schema = {"anyOf": [DAY, {"type": "string", "format": "date-time"}]}
FIGURE: Schema = {"type": "string", "pattern": "^[0-9a-f]{26}$"}

TYPED: dict[str, Schema] = {
    **dict.fromkeys(FIELDS, SOME),
    **dict.fromkeys(("value", "low", "high", "of", "confidence"), NUMBER),
    **dict.fromkeys(("period_start", "period_end"), {"type": ["string", "null"], "format": "date"}),
    "observation_id": FIGURE,
}


def description(request: Request) -> Body:
    """What stands under /api/v1, and the plain addresses that give records."""
    return answers.as_json(document())


def document() -> Schema:
    """The description, as plain values."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Hakika", "version": "1", "description": PROMISE},
        "paths": {**_figures(), **_release(), **_sql(), **_snapshots()},
        "components": {
            "schemas": {
                "Error": _object({"error": TEXT, "detail": TEXT}, "error"),
                "Point": _object(TYPED, *FIELDS),
            }
        },
    }


def _figures() -> Schema:
    seeds = store.catalogue()
    indicator = _parameter("indicator", "An indicator.", {"type": "string", "enum": list(seeds.indicators)})
    source = _many("source", "A source.", {"type": "string", "enum": list(seeds.sources)})
    place = _many("place", "A place: its id, name or alias. It means itself, not what lies in it.")
    org = _many("org", "Who says it: id, name or alias.")
    window = [
        _parameter("from", "Periods that touch this day or later ones.", DAY),
        _parameter("to", "Periods that touch this day or earlier ones.", DAY),
    ]
    form = _parameter("format", "json or csv.", {"type": "string", "enum": ["json", "csv"], "default": "json"})
    after = _parameter("after", "The `next` of the page before.", TEXT)
    figure = {"name": "observation_id", "in": "path", "required": True, "schema": TEXT, "description": "A figure."}

    def limit(usual: int) -> Schema:
        kind = {"type": "integer", "minimum": 1, "maximum": 10000, "default": usual}
        return _parameter("limit", "Rows a page.", kind)

    one = _get(
        "One figure with its evidence.", [figure, *_clocks()], {"type": "object"}, missing="No figure has this id."
    )
    return {
        "/api/v1/series": _get(
            "Points of an indicator's series, one row a point, by series_id, period_end, period_start.",
            [{**indicator, "required": True}, place, org, *window, *_clocks(), form, after, limit(10000)],
            _paged({"$ref": "#/components/schemas/Point"}, indicator=TEXT),
            csv=True,
        ),
        "/api/v1/observations": _get(
            "Rows of the view observations, in the order of observation_id; undated ones too.",
            [indicator, place, org, source, *window, *_clocks(), form, after, limit(1000)],
            _paged({"type": "object"}),
            csv=True,
        ),
        "/api/v1/observations/{observation_id}": one,
        "/o/{observation_id}.json": one,
        "/api/v1/catalogue": _get(
            "Indicators, places, organisations, sources and crises.",
            [],
            _object(
                {
                    name: {"type": "array", "items": {"type": "object"}}
                    for name in ("indicators", "places", "organisations", "sources", "crises")
                },
                "indicators",
                "places",
                "organisations",
                "sources",
                "crises",
            ),
        ),
    }


def _release() -> Schema:
    number = {"name": "number", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}}
    file = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}

    def whole(summary: str, parameters: list[Schema]) -> Schema:
        return {
            "get": {
                "summary": summary,
                "parameters": parameters,
                "responses": {
                    "200": {"description": "The file.", **file},
                    "206": {"description": "A range of it.", **file},
                    "304": {"description": "Not changed since the ETag that was sent."},
                    "404": _fault("This release is not kept here."),
                    "416": {"description": "No such range."},
                    "503": _fault("There is no release yet."),
                },
            }
        }

    return {
        "/api/v1/release": _get(
            "Which release answers.",
            [],
            _object(
                {
                    "release": WHOLE,
                    "published_at": {"type": "string", "format": "date-time"},
                    "observations": WHOLE,
                    "documents": WHOLE,
                },
                "release",
                "published_at",
                "observations",
                "documents",
            ),
        ),
        "/api/v1/warehouse.duckdb": whole("The current release as a DuckDB file, whole or in ranges: ATTACH it.", []),
        "/api/v1/warehouse-{number}.duckdb": whole("One release as a DuckDB file; it never changes.", [number]),
    }


def _sql() -> Schema:
    question = _parameter("q", "One SELECT over the public views; at most 20,000 characters.", TEXT, required=True)
    form = _parameter("format", "json or csv.", {"type": "string", "enum": ["json", "csv"], "default": "json"})
    asked = _get(
        "A question in SQL (DuckDB), answered within three seconds by at most 1,000 rows.",
        [question, form, *_clocks()],
        _object(
            {
                "columns": {"type": "array", "items": TEXT},
                "types": {"type": "array", "items": TEXT},
                "rows": {"type": "array", "items": {"type": "array"}},
                "truncated": {"type": "boolean"},
                "elapsed_ms": WHOLE,
                "release": {"type": ["integer", "null"]},
            },
            "columns",
            "rows",
            "truncated",
            "elapsed_ms",
            "release",
        ),
        csv=True,
    )
    asked["get"]["responses"] |= {
        "400": _fault("The statement is refused, and why."),
        "408": _fault("It took too long and was stopped."),
        "413": _fault("It needs too much memory, or one cell is too large."),
        "503": _fault("Busy, or switched off; Retry-After says when to try again."),
    }
    column = _object({"name": TEXT, "type": TEXT, "comment": SOME}, "name", "type")
    relation = _object(
        {"name": TEXT, "comment": SOME, "columns": {"type": "array", "items": column}}, "name", "columns"
    )
    return {
        "/api/v1/sql": asked,
        "/api/v1/dictionary": _get(
            "What can be asked in SQL: relations with their columns, macros, functions.",
            [],
            _object(
                {
                    "release": WHOLE,
                    "relations": {"type": "array", "items": relation},
                    "macros": {"type": "array", "items": {"type": "object"}},
                    "functions": {"type": "array", "items": TEXT},
                },
                "release",
                "relations",
                "macros",
                "functions",
            ),
        ),
    }


def _snapshots() -> Schema:
    made = {"content": {"application/json": {"schema": _object({"id": TEXT, "url": TEXT}, "id", "url")}}}
    some = {"oneOf": [TEXT, {"type": "array", "items": TEXT}, {"type": "null"}]}
    asked = _object(
        {"indicator": TEXT, "place": some, "org": some, "from": SOME, "to": SOME, "known_at": SOME, "group": SOME},
        "indicator",
        "place",
    )
    asked["additionalProperties"] = False
    return {
        "/api/v1/snapshots": {
            "post": {
                "summary": "Make a frozen snapshot of a chart.",
                "requestBody": {"required": True, "content": {"application/json": {"schema": asked}}},
                "responses": {
                    "200": {"description": "The same is there already.", **made},
                    "201": {"description": "Made.", **made},
                    "400": _fault("No snapshot can be made of this."),
                    "413": _fault("The request is too long."),
                    "429": _fault("Too many; Retry-After says when to try again."),
                    "503": _fault("There is no release yet."),
                },
            }
        }
    }


def _parameter(name: str, text: str, schema: Schema, *, required: bool = False) -> Schema:
    return {"name": name, "in": "query", "description": text, "required": required, "schema": schema}


def _many(name: str, text: str, kind: Schema = TEXT) -> Schema:
    return {**_parameter(name, text, {"type": "array", "items": kind}), "style": "form", "explode": True}


def _clocks() -> list[Schema]:
    return [
        _parameter("known_at", "As the world knew it at the end of a day, or at an instant, in UTC.", INSTANT),
        _parameter("recorded_at", "As this installation had read it.", INSTANT),
    ]


def _object(properties: Schema, *required: str) -> Schema:
    return {"type": "object", "properties": properties, "required": list(required)}


def _paged(row: Schema, **more: Schema) -> Schema:
    fields = {**more, "release": WHOLE, "known_at": SOME, "rows": {"type": "array", "items": row}, "next": SOME}
    return _object(fields, *fields)


def _fault(text: str) -> Schema:
    return {
        "description": text,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }


def _get(summary: str, parameters: list[Schema], schema: Schema, *, csv: bool = False, missing: str = "") -> Schema:
    content: Schema = {"application/json": {"schema": schema}}
    if csv:
        content["text/csv"] = {"schema": TEXT}
    replies = {
        "200": {"description": "The answer.", "content": content},
        "304": {"description": "Not changed since the ETag that was sent."},
        "400": _fault("Something in the address is not known; the nearest names are offered."),
        "503": _fault("There is no release yet."),
    }
    if missing:
        replies["404"] = _fault(missing)
    return {"get": {"summary": summary, "parameters": parameters, "responses": replies}}


ROUTES = [Route("/api/v1/openapi.json", answers.handler(description, public=True))]
