"""What is kept in files: whole or not at all, and found again."""

import json
import os
from datetime import date, datetime
from pathlib import Path

import pytest
from small_store import at

from data import archive
from data.errors import StoreError
from data.models import content_hash


def test_raw_bytes_are_kept_once_under_their_hash(tmp_path: Path) -> None:
    sha256 = archive.keep_raw(tmp_path, b"bytes")
    path = archive.raw_path(tmp_path, sha256)
    assert path == tmp_path / "raw" / sha256[:2] / sha256
    os.utime(path, (1, 1))
    assert archive.keep_raw(tmp_path, b"bytes") == sha256 == content_hash(b"bytes")
    assert path.stat().st_mtime == 1  # not written again
    assert archive.raw(tmp_path, sha256) == b"bytes"
    assert archive.raw(tmp_path, content_hash(b"other")) is None


def test_damaged_raw_bytes_are_not_given_out(tmp_path: Path) -> None:
    sha256 = archive.keep_raw(tmp_path, b"bytes")
    archive.raw_path(tmp_path, sha256).write_bytes(b"other")
    with pytest.raises(StoreError, match="is damaged"):
        archive.raw(tmp_path, sha256)


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_file_that_cannot_be_written_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    archive.write(tmp_path / "a.txt", b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, step, full)
        with pytest.raises(StoreError, match="a.txt cannot be written: No space left on device") as error:
            archive.write(tmp_path / "a.txt", b"new")
    assert "\n" not in str(error.value)
    assert (tmp_path / "a.txt").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_text_is_kept_code_point_for_code_point(tmp_path: Path) -> None:
    whole = "line\r\nnext\rlast\u2028 \u202eعربى\x00 e\u0301"
    archive.keep_text(tmp_path, "d1", whole)
    assert archive.text(tmp_path, "d1") == whole
    assert archive.text(tmp_path, "d2") is None
    archive.keep_text(tmp_path, "d1", "a better reading")
    assert archive.text(tmp_path, "d1") == "a better reading"


PARAGRAPHS = "The first paragraph.\n\nBefore it, 1.7 million people fled. After it.\n\nThe last paragraph."
QUOTE = "1.7 million people"
START = PARAGRAPHS.index(QUOTE)


def test_a_passage_stands_around_its_quote(tmp_path: Path) -> None:
    archive.keep_text(tmp_path, "d", PARAGRAPHS)
    passage = archive.passage(tmp_path, "d", QUOTE, START, START + len(QUOTE))
    assert passage == archive.Passage(
        "The first paragraph.\n\nBefore it, ", QUOTE, " fled. After it.\n\nThe last paragraph.", False, False, 0,
        len(PARAGRAPHS),
    )  # fmt: skip


def test_a_passage_is_cut_at_a_paragraph_else_at_a_word(tmp_path: Path) -> None:
    archive.keep_text(tmp_path, "d", PARAGRAPHS)
    passage = archive.passage(tmp_path, "d", QUOTE, START, START + len(QUOTE), around=25)
    assert passage is not None
    assert (passage.before, passage.after) == ("Before it, ", " fled. After it.")
    assert passage.cut_before and passage.cut_after
    assert PARAGRAPHS[passage.start : passage.end] == passage.before + passage.quote + passage.after
    narrow = archive.passage(tmp_path, "d", QUOTE, START, START + len(QUOTE), around=6)
    assert narrow is not None and (narrow.before, narrow.after) == ("it, ", " fled.")


def test_a_quote_that_is_not_where_it_should_be_has_no_passage(tmp_path: Path) -> None:
    archive.keep_text(tmp_path, "d", PARAGRAPHS)
    assert archive.passage(tmp_path, "d", QUOTE, START + 1, START + 1 + len(QUOTE)) is None
    assert archive.passage(tmp_path, "none", QUOTE, START, START + len(QUOTE)) is None
    assert archive.passage(tmp_path, "d", None, None, None) is None


def test_the_log_of_fetches_survives_a_line_that_was_cut(tmp_path: Path) -> None:
    assert list(archive.fetches(tmp_path)) == []
    archive.log_fetch(
        tmp_path, {"address": "https://example.org/é", "at": datetime(2024, 3, 1), "day": date(2024, 3, 1)}
    )
    with (tmp_path / "fetches.jsonl").open("ab") as file:
        file.write(b'{"address": "https://exam')  # killed here
    archive.log_fetch(tmp_path, {"address": "second"})
    assert list(archive.fetches(tmp_path)) == [
        {"address": "https://example.org/é", "at": "2024-03-01T00:00:00", "day": "2024-03-01"},
        {"address": "second"},
    ]


def test_the_state_of_a_source_tells_the_last_try_from_the_last_success(tmp_path: Path) -> None:
    assert archive.source_states(tmp_path) == {}
    archive.tried(tmp_path, "a", at("2024-03-01"))
    archive.tried(tmp_path, "b", at("2024-03-01"), "no answer")
    archive.tried(tmp_path, "a", at("2024-03-02"), "gone")
    states = archive.source_states(tmp_path)
    assert states["a"] == archive.SourceState(at("2024-03-02"), at("2024-03-01"), "gone")
    assert states["b"] == archive.SourceState(at("2024-03-01"), None, "no answer")
    archive.tried(tmp_path, "a", at("2024-03-03"))
    assert archive.source_states(tmp_path)["a"].last_error is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"a": 1}', json.dumps({"a": {"last_tried": "noon"}})])
def test_a_damaged_state_counts_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "sources.json").write_text(content)
    assert archive.source_states(tmp_path) == {}
