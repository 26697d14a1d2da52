"""/api/v1/sql: a visitor's question in SQL, answered by the console from the public file."""

import contextlib
import csv
import io
import json
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from dashboard import allowed, console, selection, store, templating
from dashboard.console import Answer, Console
from dashboard.routes import answers
from dashboard.routes.answers import Body
from data import queries
from data.errors import BadSelection, Refused
from data.models import digest

WAIT_SECONDS = 5

CONSOLE = Console()
"""The one console of this server: pages and routes share its queue."""


def warm(release: store.Release) -> None:
    """Have the console ready for a release before anybody asks it."""
    with contextlib.suppress(Refused):
        CONSOLE.warm(release.public_path)


def sql(request: Request) -> Body:
    """The answer to `q`, as JSON or, with format=csv, as CSV; in CSV, `Hakika-Truncated` says whether it was cut."""
    query = request.query_params
    form = query.get("format", "json")
    if form not in ("json", "csv"):
        raise BadSelection([f'format: "{form}" is neither json nor csv.'])
    if "q" not in query:
        raise BadSelection(["q: is missing; it is the SELECT to be answered."])
    given = {name: query[name] for name in ("known_at", "recorded_at") if query.get(name)}
    clocks = selection.from_query(selection.PlainParameters(given), store.catalogue())
    of = store.release()
    # the same question of the same release and day: what is answered may still change with the clock of the engine
    key = digest(
        str(of.number), answers.today().isoformat(), f"{clocks.known_at} {clocks.recorded_at}", form, query["q"]
    )
    headers = {"ETag": f'"{key}"'}
    if headers["ETag"] in [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]:
        return Body(b"", "application/json", headers, 304)
    address = request.client.host if request.client else "unknown"
    try:
        answer = CONSOLE.ask(
            of.public_path,
            query["q"],
            known_at=clocks.known_at,
            recorded_at=clocks.recorded_at,
            address=address,
        )
    except Refused as error:
        body = answers.fault(request, error.status, str(error), [])
        waiting = {"Retry-After": str(WAIT_SECONDS)} if error.status == 503 else {}
        return Body(body.content, body.media_type, waiting, error.status)
    return as_csv(answer, headers) if form == "csv" else as_json(answer, headers)


def as_json(answer: Answer, headers: dict[str, str] | None = None) -> Body:
    """The record of an answer."""
    text = json.dumps(asdict(answer), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Body(text.encode(errors="replace"), "application/json", headers or {})


def as_csv(answer: Answer, headers: dict[str, str] | None = None) -> Body:
    """The rows as CSV; a list, a struct or a map is JSON within its cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([answers.cell(name) for name in answer.columns])
    plain = [console.is_number(kind) for kind in answer.types]
    for row in answer.rows:
        writer.writerow([_cell(value, number) for value, number in zip(row, plain, strict=True)])
    more = {
        "Content-Disposition": 'attachment; filename="answer.csv"',
        "Hakika-Truncated": str(answer.truncated).lower(),
        **(headers or {}),
    }
    return Body(text.getvalue().encode(), "text/csv; charset=utf-8", more)


def _cell(value: Any, number: bool) -> Any:
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    return value if number and value is not None else answers.cell(value)


def dictionary(request: Request) -> Body:
    """What can be asked: relations with their columns, macros, functions; the words are the comments of the views."""
    of = store.release()

    def make() -> Body:
        relations: dict[str, dict[str, Any]] = {}
        for row in store.ask(of, queries.dictionary, public=True).to_dict("records"):
            relation = relations.setdefault(
                row["table"], {"name": row["table"], "comment": row["table_comment"], "columns": []}
            )
            relation["columns"].append({"name": row["column"], "type": row["type"], "comment": row["comment"]})
        macros = store.ask(of, queries.functions, public=True).to_dict("records")
        functions = sorted(allowed.FUNCTIONS - allowed.OPERATORS)
        return answers.as_json(
            {"release": of.number, "relations": list(relations.values()), "macros": macros, "functions": functions}
        )

    return store.kept((of.number, "dictionary"), make)


def completion(request: Request) -> Body:
    """The script that completes names in the editor of the dashboard."""
    script = (templating.FOLDER / "complete.js").read_bytes()
    return Body(script, "text/javascript; charset=utf-8", {"Cache-Control": "public, max-age=3600"})


ROUTES = [
    Route("/api/v1/sql", answers.handler(sql, public=True)),
    Route("/api/v1/dictionary", answers.handler(dictionary, public=True)),
    Route("/complete.js", answers.handler(completion)),
]
