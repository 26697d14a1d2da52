"""Hostile statements and ordinary ones, asked as a visitor asks them: through the worker with all its layers."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import public_release
import pytest
from public_release import Statement

from dashboard.console import Answer, Console
from data.errors import Refused

pytestmark = [pytest.mark.engine, pytest.mark.skipif(not hasattr(os, "fork"), reason="the console needs fork")]

SECONDS = 0.6
"""What a bomb gets here, a fifth of what a visitor gets: those below would outlast ten times that."""

PATIENT = 30.0
"""What a question gets that ends by itself: whether it is answered may not depend on what else the machine does."""

STATEMENTS = [*public_release.hostile(), *public_release.shared()]


@pytest.fixture(scope="module")
def console() -> Iterator[Console]:
    with Console(trusted=True, seconds=PATIENT) as one:
        yield one


@pytest.fixture(scope="module")
def usual() -> Iterator[Console]:
    with Console(trusted=True) as one:
        yield one


def put(console: Console, release: Path, sql: str) -> Answer | Refused:
    try:
        return console.ask(release, sql)
    except Refused as refused:
        return refused


def named(*musts: str) -> list[Statement]:
    return [statement for statement in STATEMENTS if statement.must in musts]


def test_there_are_enough_statements() -> None:
    assert len(list(public_release.hostile())) >= 60 + 140
    assert len(list(public_release.ordinary())) >= 110


@pytest.mark.parametrize("statement", named("refuse"), ids=lambda s: s.name)
def test_what_reaches_for_more_than_the_public_relations_is_refused(
    statement: Statement, console: Console, release: Path
) -> None:
    answer = put(console, release, statement.sql)
    assert isinstance(answer, Refused), answer
    assert answer.status == 400
    assert "\n" not in str(answer)
    assert str(release.parent) not in str(answer)


def test_what_would_take_the_machine_is_stopped_in_time(release: Path) -> None:
    with Console(trusted=True, seconds=SECONDS) as console, ThreadPoolExecutor(2) as two:
        console.warm(release)

        def timed(statement: Statement) -> tuple[str, Answer | Refused, float]:
            start = time.monotonic()
            return statement.name, put(console, release, statement.sql), time.monotonic() - start

        results = list(two.map(timed, named("stop")))
        assert console.ask(release, "SELECT 1").rows == [[1]]
    late = {name: seconds for name, _, seconds in results if seconds > SECONDS + 5}  # they would go on for minutes
    wrong = {name: str(a) for name, a, _ in results if isinstance(a, Refused) and a.status not in (400, 408, 413)}
    assert not late
    assert not wrong


@pytest.mark.parametrize("statement", named("cut"), ids=lambda s: s.name)
def test_what_is_too_large_is_cut_and_says_so(statement: Statement, usual: Console, release: Path) -> None:
    answer = put(usual, release, statement.sql)
    if isinstance(answer, Refused):
        assert answer.status in (408, 413)
    else:
        assert answer.truncated and len(answer.rows) <= 1000


@pytest.mark.parametrize("statement", named("work"), ids=lambda s: s.name)
def test_what_only_looks_like_harm_is_answered(statement: Statement, console: Console, release: Path) -> None:
    answer = put(console, release, statement.sql)
    assert isinstance(answer, Answer), answer


@pytest.mark.parametrize("statement", named("escape"), ids=lambda s: s.name)
def test_what_is_odd_is_answered_or_refused_plainly(statement: Statement, console: Console, release: Path) -> None:
    answer = put(console, release, statement.sql)
    assert isinstance(answer, Answer) or answer.status == 400


@pytest.mark.parametrize("sql", list(public_release.ordinary()))
def test_an_ordinary_question_is_answered(sql: str, console: Console, release: Path) -> None:
    answer = put(console, release, sql)
    assert isinstance(answer, Answer), answer
    assert answer.columns and len(answer.types) == len(answer.columns)
    assert all(len(row) == len(answer.columns) for row in answer.rows)
