"""The interface against its own description: every address, with parameters as it allows them, and worse."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from conftest import Caller
from hypothesis import HealthCheck, settings
from schemathesis import checks
from starlette.applications import Starlette

from dashboard.routes import openapi
from tests.frozen_store import forget

SCHEMA = schemathesis.openapi.from_dict(openapi.document())

SELECTED = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]


@pytest.fixture
def app(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> Starlette:
    from dashboard import app as application

    monkeypatch.setenv("HAKIKA_STORE", str(warehouse))
    return Starlette(routes=application.ROUTES, middleware=application.MIDDLEWARE)


@SCHEMA.include(method="GET").parametrize()
@settings(
    max_examples=8, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_no_answer_breaks_the_description(case: schemathesis.Case, app: Starlette) -> None:
    response = case.call(app=app)
    case.validate_response(response, checks=SELECTED)


def test_every_address_says_which_methods_it_takes(call: Caller) -> None:
    for path, item in openapi.document()["paths"].items():
        address = path.format(observation_id="0" * 26, number=1)
        taken = {"POST", "OPTIONS"} if "post" in item else {"GET", "HEAD"} | set(["OPTIONS"] * path.startswith("/api/"))
        for method in {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE"} - taken | {"OPTIONS"}:
            answer = call.request(method, address)
            assert answer.status_code == (204 if method == "OPTIONS" and "OPTIONS" in taken else 405), (method, path)
            assert set(answer.headers["allow"].split(", ")) == taken
            assert method in ("HEAD", "OPTIONS") or answer.json()["error"]
        if "OPTIONS" in taken:
            asked_first = call.request("OPTIONS", address).headers
            assert asked_first["access-control-allow-origin"] == "*"
            assert set(asked_first["access-control-allow-methods"].split(", ")) == taken


def test_a_page_takes_no_form(call: Caller) -> None:
    answer = call.post("/now/gaza")
    assert answer.status_code == 405 and answer.headers["allow"] == "GET, HEAD"
    assert answer.headers["content-type"].startswith("text/html")


FREEZE = SCHEMA["/api/v1/snapshots"]["POST"]
SHOWN = {"indicator": "displacement.idps", "place": "PS02", "org": ["unrwa"], "to": "2024-06-30", "known_at": None}


def test_freezing_answers_as_described(warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dashboard import app as application

    shutil.copytree(warehouse, tmp_path / "store", symlinks=True)
    monkeypatch.setenv("HAKIKA_STORE", str(tmp_path / "store"))
    app = Starlette(routes=application.ROUTES, middleware=application.MIDDLEWARE)
    forget()

    def status(body: Any) -> int:
        case = FREEZE.Case(body=body, media_type="application/json")
        response = case.call(app=app)
        case.validate_response(response, checks=SELECTED)
        return response.status_code

    long = {**SHOWN, "group": "x" * 100_000}
    wrong = {**SHOWN, "indicator": "displacement.idp"}
    assert [status(body) for body in (SHOWN, SHOWN, wrong, [], long)] == [201, 200, 400, 400, 413]
    assert {status(SHOWN) for _ in range(40)} == {200, 429}
    forget()
