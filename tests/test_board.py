"""What each place is now, or was when somebody last spoke of it: never the one in the look of the other."""

from datetime import date
from typing import Any

import pytest

from dashboard import board, templating
from dashboard.wording import Words, make_words
from data.catalogue import Catalogue

TODAY = date(2024, 6, 30)
RAFAH, EREZ, ZIKIM = "PSE.rafah-crossing", "PSE.erez-crossing", "PSE.zikim-crossing"


@pytest.fixture(scope="module")
def words(seeds_catalogue: Catalogue) -> Words:
    return make_words(seeds_catalogue)["en"]


def span(place: str, status: str, first: str, last: str, said: str | None = None, speaker: str = "OCHA") -> Any:
    """A row of `queries.strips`."""
    days = {"from_day": first, "to_day": last, "said_day": said or first}
    told = {name: date.fromisoformat(day) for name, day in days.items()}
    return {"place_id": place, "status": status, "speaker": speaker, "observation_id": f"{place}-{first}", **told}


def test_a_status_that_holds_says_since_when_without_a_day_between(words: Words) -> None:
    spans = [
        span(RAFAH, "open", "2024-01-01", "2024-01-31"),
        span(RAFAH, "closed", "2024-05-07", "2024-06-01"),
        span(RAFAH, "closed", "2024-06-02", "2024-07-17", speaker="COGAT"),
    ]
    (line,) = board.lines(spans, [RAFAH], words, TODAY)
    assert line.known and [(s.word, s.speaker, s.when) for s in line.said] == [
        ("closed", "COGAT", "since 7 May 2024, last said 2 Jun 2024")
    ]


def test_what_nobody_confirmed_since_is_no_status_of_today(words: Words) -> None:
    spans = [span(EREZ, "open", "2024-02-01", "2024-03-17"), span(RAFAH, "closed", "2024-06-20", "2024-06-30")]
    known, past, silent = board.lines(spans, [EREZ, RAFAH, ZIKIM], words, TODAY)
    assert (known.place_id, known.known) == (RAFAH, True)
    assert (past.place_id, past.known, past.said[0].when) == (EREZ, False, "1 Feb 2024, not confirmed since: 5 months")
    assert (silent.place_id, silent.said) == (ZIKIM, ())
    html = templating.render(
        "board.html", lines=[past, past], silent=silent.place, title="T", note="", words=words, open=1
    )
    assert (
        html.count('class="hk-past"') == 2
        and html.count("not known</b> ") == 2
        and "said anything of: Zikim crossing" in html
    )


def test_speakers_who_differ_stand_side_by_side(words: Words) -> None:
    spans = [
        span(RAFAH, "open", "2024-06-20", "2024-07-30", speaker="COGAT"),
        span(RAFAH, "closed", "2024-06-25", "2024-07-30"),
        span(RAFAH, "open", "2024-07-10", "2024-08-30"),  # of a coming day
    ]
    (line,) = board.lines(spans, [RAFAH], words, TODAY)
    assert line.differs and [(s.word, s.speaker) for s in line.said] == [("open", "COGAT"), ("closed", "OCHA")]
