"""/api/v1/warehouse.duckdb: the public file of a release, whole or in ranges, for DuckDB elsewhere to attach."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from dashboard import store
from dashboard.routes import answers
from data.errors import NoRelease

OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Accept-Ranges, Content-Length, Content-Range, ETag",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
FOR_EVER = "public, immutable, max-age=31536000"


def current(request: Request) -> Response:
    """The public file of the current release; its ETag changes with the release."""
    try:
        of = store.release()
    except NoRelease as error:
        return answers.send(
            request, answers.fault(request, 503, "There is nothing to show yet.", [str(error)]), public=True
        )
    return _file(request, of.public_path, of.number, "public, max-age=60")


def numbered(request: Request) -> Response:
    """The public file of one release, as long as the store keeps it; it never changes."""
    number = int(request.path_params["number"])
    return _file(request, store.folder() / f"public-{number:06}.duckdb", number, FOR_EVER)


def _file(request: Request, path: Path, number: int, cached: str) -> Response:
    try:
        found = path.stat()
    except OSError:
        return answers.send(
            request, answers.fault(request, 404, f"Release {number} is not kept here.", []), public=True
        )
    headers = {**OPEN, "ETag": f'"release-{number}-{found.st_size}"', "Cache-Control": cached}
    if headers["ETag"] in [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    return FileResponse(
        path,
        headers=headers,
        media_type="application/octet-stream",
        stat_result=found,
        filename=f"warehouse-{number}.duckdb",
    )


ROUTES = [
    Route("/api/v1/warehouse.duckdb", current),
    Route("/api/v1/warehouse-{number:int}.duckdb", numbered),
]
