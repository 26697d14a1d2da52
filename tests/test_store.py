import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_store import build, document, figure, seeds

from dashboard import store
from dashboard.store import Answers
from data import queries
from data.errors import NoRelease


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty store that the dashboard reads; what it opened is closed again."""
    monkeypatch.setenv("HAKIKA_STORE", str(tmp_path / "store"))
    monkeypatch.setattr(store, "_ready", [])
    yield tmp_path / "store"
    for path in [p for p in store._open if p.is_relative_to(tmp_path)]:
        del store._open[path]


def publish(folder: Path, value: float) -> None:
    build(folder, seeds(folder.parent / f"seeds-{value}"), (document(f"text {value}"), [figure(value)]))


def waited() -> store.Release:
    for _ in range(200):
        found = store.release()
        if found.number == 2:
            return found
        time.sleep(0.05)
    raise AssertionError("the new release was never served")


def test_an_empty_store_is_told_in_words(folder: Path) -> None:
    with pytest.raises(NoRelease, match="no release yet"):
        store.release()


def test_the_release_before_serves_until_the_new_one_is_ready(folder: Path) -> None:
    publish(folder, 10)
    first = store.release()
    assert first.number == 1
    ready = threading.Event()
    store.on_release(lambda release: ready.wait(20) and None)  # type: ignore[func-returns-value]
    publish(folder, 20)
    assert store.release() is first and store.release() is first
    ready.set()
    second = waited()
    assert second.number == 2
    seen = [len(store.ask(release, queries.series, "displacement.idps")) for release in (first, second)]
    assert seen[1] >= seen[0] > 0


def test_an_answer_is_kept_for_its_release_and_made_anew_for_the_next(folder: Path) -> None:
    publish(folder, 10)
    first = store.release()
    assert store.ask(first, queries.counts) is store.ask(first, queries.counts)
    publish(folder, 20)
    second = waited()
    assert store.ask(second, queries.counts) is not store.ask(first, queries.counts)


def test_what_many_ask_at_once_is_made_once() -> None:
    answers, made = Answers(10), []

    def make() -> int:
        time.sleep(0.1)
        made.append(1)
        return 7

    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(answers.get("key", make))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [7] * 8 and len(made) == 1


def test_a_failed_answer_is_not_kept_and_blocks_nobody() -> None:
    answers = Answers(10)
    with pytest.raises(ZeroDivisionError):
        answers.get("key", lambda: 1 // 0)
    assert answers.get("key", lambda: 3) == 3


def test_the_oldest_answers_are_let_go() -> None:
    answers = Answers(2)
    for key in ("a", "b", "c"):
        answers.get(key, lambda key=key: key)  # type: ignore[misc]
    assert answers.get("a", lambda: "made again") == "made again"
