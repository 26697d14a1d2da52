"""The interface against its own description: every address, with parameters as it allows them, and worse."""

from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import checks
from starlette.applications import Starlette

from dashboard.routes import openapi

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
