"""The reader that asks a language model: what it takes of an answer, and how it asks, against a real server."""

import json
import time
from datetime import date
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from local_server import Site, reply
from test_cli import hakika, lines

from data.catalogue import Catalogue
from data.errors import FetchError, InputError, ReadError
from ingest import llm
from ingest.llm import Endpoint, endpoint, ground
from ingest.text import Context, Reading, Text

TEXT = (
    "As of 28 February 2024, more than 1.7 million people were displaced in the Gaza Strip, UNRWA said. "
    "Between 10 and 12 thousand people fled Rafah. Only 12 of 36 hospitals were functioning in the Gaza Strip. "
    "The Rafah crossing was closed."
)
IDPS = {
    "indicator": "displacement.idps",
    "quote": "more than 1.7 million people were displaced in the Gaza Strip",
    "value": 1_700_000,
    "unit": "people",
    "place": "Gaza Strip",
    "speaker": "UNRWA",
    "period_end": "2024-02-28",
}
CLOSED = {
    "indicator": "crossing.status",
    "quote": "The Rafah crossing was closed",
    "status": "closed",
    "place": "Rafah crossing",
}


@pytest.fixture
def catalogue(seeds_catalogue: Catalogue) -> Catalogue:
    return seeds_catalogue


def said(*figures: Any) -> str:
    return json.dumps({"observations": figures})


def taken(catalogue: Catalogue, answer: str, text: str = TEXT, **context: Any) -> Reading:
    return ground(answer, Text(text), Context(catalogue, **context))


def answers(site: Site, content: object, status: int = 200) -> None:
    body = json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]})
    site.handlers["/v1/chat/completions"] = lambda request: reply(request, status, body, {})


# -- what is taken of an answer


def test_a_figure_that_the_text_bears_out_is_taken_with_its_own_words(catalogue: Catalogue) -> None:
    found = taken(catalogue, said(IDPS, CLOSED))
    assert not found.unread
    idps, closed = found.observations
    assert (idps.value, idps.qualifier, idps.unit, idps.place_id, idps.place_basis) == (
        1_700_000, "more_than", "people", "PS02", "stated",
    )  # fmt: skip
    assert (idps.org_id, idps.org_text, idps.confidence) == ("unrwa", "UNRWA", None)
    # the day stands in the text, but not in this quote
    assert (idps.period_end, idps.period_basis) == (date(2024, 2, 28), "inferred")
    assert (closed.status, closed.value, closed.unit, closed.period_basis) == ("closed", None, None, "unknown")
    for o in found.observations:
        assert o.quote and TEXT[o.char_start : o.char_end] == o.quote


def test_a_day_in_the_quote_is_stated(catalogue: Catalogue) -> None:
    quote = TEXT.partition(", UNRWA")[0]
    [observation] = taken(catalogue, said({**IDPS, "quote": quote})).observations
    assert (observation.period_start, observation.period_basis) == (date(2024, 2, 28), "stated")


def test_bounds_and_totals_come_from_the_words_not_from_the_model(catalogue: Catalogue) -> None:
    fled = {"indicator": "displacement.new", "quote": "Between 10 and 12 thousand people fled Rafah", "value": 12_000,
            "place": "Rafah"}  # fmt: skip
    work = {"indicator": "health.hospitals_functional", "quote": "Only 12 of 36 hospitals were functioning",
            "value": 12, "unit": "hospitals", "place": "Gaza Strip"}  # fmt: skip
    found = taken(catalogue, said(fled, work))
    assert [(o.value, o.low, o.high, o.of, o.qualifier) for o in found.observations] == [
        (11_000, 10_000, 12_000, None, "range"),
        (12, None, None, 36, "exact"),
    ]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"quote": "more than 1.9 million people were displaced in the Gaza Strip"}, "the quote is not in the text"),
        ({"quote": "More than 1.7 million people were displaced in the Gaza Strip"}, "the quote is not in the text"),
        ({"quote": "more than 1.7  million people"}, "the quote is not in the text"),
        ({"quote": "ore than 1.7 million people were displaced"}, "the quote cuts a word"),
        ({"quote": ""}, "a quote has"),
        ({"quote": TEXT * 3}, "a quote has"),
        ({"value": 1_900_000}, "the number is not in the quote"),
        ({"value": 12}, "the number is not in the quote"),
        ({"value": 2024, "quote": TEXT.partition(", UNRWA")[0]}, "the number is not in the quote"),
        ({"quote": "7 million people were displaced", "value": 7_000_000}, "the number is not in the quote"),
        ({"value": None}, "either a value or a status"),
        ({"status": "closed"}, "either a value or a status"),
        ({"value": None, "status": "closed"}, "is no status of"),
        ({"unit": "camels"}, "is no unit of"),
        ({"indicator": "displacement.martians"}, "there is no indicator"),
        ({"place": "Khan Younis"}, "the place is not in the text"),
        ({"place": None}, "unknown place"),
        ({"speaker": "WHO"}, "the speaker is not in the text"),
        ({"period_end": "2024-03-15"}, "the period is not in the text"),
        ({"period_end": "28 February"}, "not as asked for"),
        ({"value": "many"}, "not as asked for"),
        ({"value": float("nan")}, "not as asked for"),
        ({"certainty": 1}, "not as asked for"),
    ],
)
def test_what_the_text_does_not_bear_out_is_refused_with_its_reason(
    catalogue: Catalogue, change: dict[str, Any], reason: str
) -> None:
    found = taken(catalogue, said({**IDPS, **change}, CLOSED))
    assert [o.indicator_id for o in found.observations] == ["crossing.status"]
    [unread] = found.unread
    assert reason in unread.reason
    assert unread.start == unread.end == 0 or TEXT[unread.start : unread.end] == unread.text


def test_a_status_that_does_not_exist_or_a_number_for_one_is_refused(catalogue: Catalogue) -> None:
    found = taken(catalogue, said({**CLOSED, "status": "ajar"}, {**CLOSED, "status": None, "value": 1}))
    assert not found.observations and ["is no status" in u.reason for u in found.unread] == [True, True]


def test_a_second_quote_that_is_whole_is_found_behind_one_that_is_cut(catalogue: Catalogue) -> None:
    text = "In Gaza 19,000 people were displaced. Later 9,000 people were displaced."
    figure = {"indicator": "displacement.idps", "quote": "9,000 people were displaced", "value": 9000, "place": "Gaza"}
    [observation] = taken(catalogue, said(figure), text).observations
    assert observation.char_start == text.index("Later") + len("Later ")
    assert not taken(catalogue, said(figure), text.partition(" Later")[0]).observations


def test_offsets_count_hidden_characters_of_the_text(catalogue: Catalogue) -> None:
    text = "😀\u200b Some 9\u200b,500 people were displaced in Gaza."
    figure = {"indicator": "displacement.idps", "quote": text[3:-1], "value": 9500, "place": "Gaza"}
    [observation] = taken(catalogue, said(figure), text).observations
    assert text[observation.char_start : observation.char_end] == observation.quote == text[3:-1]


def test_one_figure_said_twice_is_taken_once(catalogue: Catalogue) -> None:
    found = taken(catalogue, said(IDPS, IDPS))
    assert len(found.observations) == 1 and found.unread[0].reason == "said before"


def test_the_day_of_publication_is_told_from_a_stated_one(catalogue: Catalogue) -> None:
    figure = {**IDPS, "period_end": "2024-03-01"}
    [observation] = taken(catalogue, said(figure), published=date(2024, 3, 1)).observations
    assert observation.period_basis == "publication"


@pytest.mark.parametrize(
    "wrapped", ["{}", "```json\n{}\n```", "<think>{not this}</think> Here it is: {} Anything else?"]
)
def test_an_answer_is_found_in_what_models_put_around_it(catalogue: Catalogue, wrapped: str) -> None:
    answer = wrapped.replace("{}", said(CLOSED))
    assert len(taken(catalogue, answer).observations) == 1


@pytest.mark.parametrize(
    "answer",
    ["", "I cannot help with that.", '{"observations": [', "{}", '{"observations": {}}', "[1]", '{"a":' * 9000 + "}"],
)
def test_an_answer_in_another_form_is_said(catalogue: Catalogue, answer: str) -> None:
    with pytest.raises(ReadError, match="no JSON object"):
        taken(catalogue, answer)


def test_records_that_are_none_are_refused_one_by_one(catalogue: Catalogue) -> None:
    found = taken(catalogue, said(None, 7, "x", [], {"quote": ["a"]}, CLOSED))
    assert len(found.observations) == 1 and len(found.unread) == 5


# -- asking


def test_a_model_is_asked_with_the_indicators_and_the_text(site: Site, catalogue: Catalogue) -> None:
    answers(site, said(IDPS))
    asked = Endpoint(f"{site.base}/v1/chat/completions", "small", "s3cret")
    found = llm.read(Text(TEXT), Context(catalogue, published=date(2024, 3, 1)), asked)
    assert len(found.observations) == 1
    body = json.loads(site.bodies[0])
    system, user = (message["content"] for message in body["messages"])
    assert body["model"] == "small" and all(i in system for i in catalogue.indicators)
    given = json.loads(user)
    assert given["text"] == TEXT and given["published"] == "2024-03-01"
    assert site.headers[0]["authorization"] == "Bearer s3cret" and "s3cret" not in site.bodies[0].decode()


def wrong(status: int, body: str, **headers: str) -> Any:
    return lambda request: reply(request, status, body, headers)


@pytest.mark.parametrize(
    ("handler", "says"),
    [
        (wrong(500, "<html>oops"), "answered 500 Internal Server Error"),
        (
            wrong(401, '{"error": {"message": "Wrong key: s3cret\\u001b[31m"}}'),
            "answered 401 Unauthorized: Wrong key: hid",
        ),
        (wrong(429, '{"error": "slow down"}'), "answered 429 Too Many Requests: slow down"),
        (wrong(307, "", Location="/elsewhere"), "answered 307"),
        (wrong(200, "no json"), "no message"),
        (wrong(200, '{"choices": []}'), "no message"),
        (wrong(200, '{"choices": [{"message": {"content": null}}]}'), "no message"),
        (wrong(200, "[" * 100_000), "no message"),
        (wrong(200, "x" * 5_000_000), "more than 4 MB"),
    ],
)
def test_an_endpoint_that_fails_is_said_in_a_sentence_without_the_key(site: Site, handler: Any, says: str) -> None:
    site.handlers["/v1"] = handler
    with pytest.raises(FetchError) as failed:
        llm.ask(Endpoint(f"{site.base}/v1", "small", "s3cret"), [])
    assert says in str(failed.value) and "s3cret" not in str(failed.value) and str(failed.value).isprintable()
    assert site.asked == ["/v1"]


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"])
def test_an_endpoint_that_takes_too_long_is_given_up(site: Site, first: bytes) -> None:
    def slow(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(first)
        for _ in range(20):
            time.sleep(0.1)
            if first:
                request.wfile.write(b"x")
                request.wfile.flush()

    site.handlers["/v1"] = slow
    started = time.monotonic()
    with pytest.raises(FetchError, match=r"did not answer within 0\.4 s"):
        llm.ask(Endpoint(f"{site.base}/v1", "small", seconds=0.4), [])
    assert time.monotonic() - started < 1.5


def test_an_endpoint_that_is_not_there_is_said() -> None:
    with pytest.raises(FetchError, match="cannot be reached"):
        llm.ask(Endpoint("http://127.0.0.1:9/v1", "small"), [])


def test_a_text_that_is_too_long_is_not_sent(site: Site, catalogue: Catalogue) -> None:
    with pytest.raises(ReadError, match="at most"):
        llm.read(Text("x" * 100_001), Context(catalogue), Endpoint(site.base, "small"))
    assert not site.asked


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({}, "set HAKIKA_LLM_URL and HAKIKA_LLM_MODEL"),
        ({"HAKIKA_LLM_URL": "http://a/v1"}, "set HAKIKA_LLM_MODEL "),
        ({"HAKIKA_LLM_URL": "ftp://a/v1", "HAKIKA_LLM_MODEL": "m"}, "no http or https address"),
        ({"HAKIKA_LLM_URL": "http://me:pass@a/v1", "HAKIKA_LLM_MODEL": "m"}, "no http or https address"),
        ({"HAKIKA_LLM_URL": "http://a:b/v1", "HAKIKA_LLM_MODEL": "m"}, "no http or https address"),
        ({"HAKIKA_LLM_URL": "http://a", "HAKIKA_LLM_MODEL": "m", "HAKIKA_LLM_KEY": "a\nb"}, "characters that no key"),
    ],
)
def test_what_is_not_set_or_cannot_be_used_is_said(environment: dict[str, str], says: str) -> None:
    with pytest.raises(InputError) as failed:
        endpoint(environment)
    assert says in str(failed.value) and "pass" not in str(failed.value)


@pytest.mark.parametrize("address", ["http://a/v1", "http://a/v1/", "http://a/v1/chat/completions"])
def test_an_address_is_taken_with_and_without_its_end(address: str) -> None:
    assert endpoint({"HAKIKA_LLM_URL": address, "HAKIKA_LLM_MODEL": "m"}).address == "http://a/v1/chat/completions"


# -- the command


def test_extract_says_which_reader_read_and_what_was_not_taken(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(site, said(IDPS, {**IDPS, "quote": "9 million people"}))
    monkeypatch.setenv("HAKIKA_LLM_URL", f"{site.base}/v1")
    monkeypatch.setenv("HAKIKA_LLM_MODEL", "small")
    path = tmp_path / "a.txt"
    path.write_text(TEXT, "utf-8")
    found = hakika("extract", str(path), "--reader", "llm")
    assert found.returncode == 0, found.stderr
    [record] = lines(found.stdout)
    assert (record["reader"], record["value"], record["place"]) == ("llm-1", 1_700_000, "Gaza Strip")
    assert "not taken, the quote is not in the text: '9 million people'" in found.stderr
    site.handlers["/v1/chat/completions"] = wrong(500, "")
    failed = hakika("extract", str(path), "--reader", "llm")
    assert failed.returncode == 1 and "answered 500" in failed.stderr and not failed.stdout


def test_extract_without_an_endpoint_says_what_to_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HAKIKA_LLM_URL", "HAKIKA_LLM_MODEL", "HAKIKA_LLM_KEY"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "a.txt"
    path.write_text(TEXT, "utf-8")
    found = hakika("extract", str(path), "--reader", "llm")
    assert (found.returncode, found.stdout) == (2, "") and len(found.stderr.splitlines()) == 1
    assert "HAKIKA_LLM_URL" in found.stderr and "--reader text" in found.stderr
