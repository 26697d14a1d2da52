from datetime import date

import pytest

from dashboard import reading
from dashboard.views.read import pieces
from data.errors import InputError, ReadError

TEXT = "The Rafah crossing remained closed on 12 May 2024, OCHA said. Some 300 goats were seen."


def test_a_text_is_read_with_its_words_and_what_was_not_taken() -> None:
    found = reading.read(TEXT.encode(), "text/plain", published=date(2024, 5, 13), crisis_id="gaza", lang="fr")
    assert (found["text"], found["lang"]) == (TEXT, "en")  # its own, not that of who asks
    (observation,) = found["observations"]
    assert (observation["indicator_id"], observation["status"]) == ("crossing.status", "closed")
    assert TEXT[observation["char_start"] : observation["char_end"]] == observation["quote"]
    assert any("300" in unread["text"] for unread in found["unread"])


def test_a_text_that_is_too_large_is_refused_in_words() -> None:
    with pytest.raises(InputError, match="at most"):
        reading.read(b"x" * (reading.LARGEST + 1), "text/plain")
    with pytest.raises(ReadError, match="at most"):
        reading.read(b"word " * (reading.LONGEST // 4), "text/plain")


def test_a_child_that_runs_out_of_memory_is_told_and_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading.sys, "executable", "/bin/false")
    with pytest.raises(ReadError, match="given up"):
        reading.read(b"text", "text/plain")


def test_a_text_is_shown_whole_with_its_marks_in_order() -> None:
    shown = pieces("abcdefgh", [(4, 6, "seen"), (1, 3, "taken"), (2, 5, "seen")])
    assert "".join(text for text, _ in shown) == "abcdefgh"
    assert shown == [("a", ""), ("bc", "taken"), ("de", "seen"), ("f", "seen"), ("gh", "")]
