"""Fetching, against a real server that behaves well and badly."""

import gzip
import ipaddress
import json
import socket
import threading
import time
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from local_server import Site, reply
from local_sources import catalogue_of

from data import archive
from data.errors import FetchError
from data.models import Document
from ingest import network
from ingest.address import Rule, is_public
from ingest.fetch import documents_of
from ingest.gather import Gathered, missing_keys
from ingest.network import Answer, without_keys

NOW = datetime(2026, 1, 1, 12)
CSV = "code,day,people\nSDN,2024-05-31,100\n"
TABLE = """
[read]
kind = "table"
format = "csv"
[[read.observation]]
indicator = "displacement.idps"
place = { column = "code" }
period_start = { column = "day" }
value = { column = "people" }
"""
JSON_TABLE = TABLE.replace('"csv"', '"json"')
TEXT = '[read]\nkind = "text"\n'


def get(site: Site, path: str, **options: Any) -> Answer:
    return site.network().get(site.base + path, hosts=frozenset({"127.0.0.1"}), **options)


def fetch(site: Site, store: Path, spec: str, read: str = TABLE, **options: Any) -> tuple[list[Document], Gathered]:
    catalogue = catalogue_of(store.parent, {"it": f"[fetch]\n{spec}\n{read}"})
    gathered = Gathered(catalogue.sources["it"])
    found = documents_of(
        catalogue.sources["it"],
        gathered,
        store=store,
        now=NOW,
        since=options.get("since"),
        catalogue=catalogue,
        network=site.network(),
    )
    return list(found), gathered


# -- one address


def test_an_answer_is_taken_whole_and_names_who_asks(site: Site) -> None:
    site.text("/a.csv", CSV, "text/csv", ETag='"1"')
    answer = get(site, "/a.csv")
    assert (answer.content, answer.status, answer.headers["etag"]) == (CSV.encode(), 200, '"1"')
    assert site.headers[-1]["user-agent"].startswith("Hakika/")
    assert site.headers[-1]["accept-encoding"] == "gzip"
    assert site.asked == ["/robots.txt", "/a.csv"]


def test_gzip_is_unpacked(site: Site) -> None:
    site.text("/a", gzip.compress(b"x" * 1000), Content_Encoding="gzip")
    assert get(site, "/a").content == b"x" * 1000


def test_what_unpacks_to_too_much_is_given_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "LARGEST", 100_000)
    site.text("/bomb", gzip.compress(b"\0" * 50_000_000), Content_Encoding="gzip")
    with pytest.raises(FetchError, match="sent more than"):
        get(site, "/bomb")


def test_too_many_bytes_on_the_wire_are_given_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "LARGEST", 100_000)

    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for _ in range(1000):
            request.wfile.write(b"x" * 10_000)

    site.handlers["/endless"] = endless
    with pytest.raises(FetchError, match="sent more than"):
        get(site, "/endless")


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "deflate"])
def test_encodings_that_were_not_asked_for_are_refused(site: Site, encoding: str) -> None:
    site.text("/a", b"x", Content_Encoding=encoding)
    with pytest.raises(FetchError, match="encoding"):
        get(site, "/a")


@pytest.mark.parametrize("where", ["head", "body"])
def test_bytes_that_come_drop_by_drop_end_at_the_deadline(site: Site, where: str) -> None:
    def drip(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\n")
        if where == "body":
            request.wfile.write(b"Content-Length: 100\r\n\r\n")
        for _ in range(60):
            request.wfile.write(b"x")
            request.wfile.flush()
            time.sleep(0.1)

    site.handlers["/slow"] = drip
    started = time.monotonic()
    with pytest.raises(FetchError, match=r"took longer|connection was lost"):
        site.network(seconds=1.0).get(site.base + "/slow", hosts=None)
    assert time.monotonic() - started < 6


def test_an_answer_that_is_cut_off_is_asked_for_again(site: Site) -> None:
    def cut(request: BaseHTTPRequestHandler) -> None:
        if site.asked.count("/cut") < 3:
            request.send_response(200)
            request.send_header("Content-Length", "100")
            request.end_headers()
            request.wfile.write(b"half")
            request.close_connection = True
        else:
            reply(request, 200, "whole", {})

    site.handlers["/cut"] = cut
    assert get(site, "/cut").content == b"whole"
    assert site.asked.count("/cut") == 3


def test_a_server_that_is_busy_is_asked_again_when_it_says(site: Site) -> None:
    times: list[float] = []

    def busy(request: BaseHTTPRequestHandler) -> None:
        times.append(time.monotonic())
        reply(request, 429 if len(times) == 1 else 200, "x", {"Retry-After": "1"} if len(times) == 1 else {})

    site.handlers["/busy"] = busy
    assert get(site, "/busy").content == b"x"
    assert times[1] - times[0] >= 1


def test_a_server_that_asks_for_an_hour_is_left_alone(site: Site) -> None:
    site.handlers["/busy"] = lambda request: reply(request, 503, "", {"Retry-After": "3600"})
    with pytest.raises(FetchError, match="asks to wait 3,600 s"):
        get(site, "/busy")
    assert site.asked.count("/busy") == 1


@pytest.mark.parametrize(("status", "times"), [(404, 1), (403, 1), (500, 1), (502, 4), (504, 4)])
def test_only_what_may_pass_is_asked_again(site: Site, status: int, times: int) -> None:
    site.handlers["/a"] = lambda request: reply(request, status, "", {})
    with pytest.raises(FetchError, match=f"answered {status}"):
        get(site, "/a")
    assert site.asked.count("/a") == times


def test_robots_txt_is_obeyed(site: Site) -> None:
    site.text("/robots.txt", "User-agent: *\nDisallow: /private/\n")
    site.text("/private/a", "x")
    site.text("/open", "x")
    assert get(site, "/open").content == b"x"
    with pytest.raises(FetchError, match=r"robots\.txt"):
        get(site, "/private/a")
    assert "/private/a" not in site.asked


def test_one_host_is_asked_one_thing_at_a_time(site: Site) -> None:
    running, most = [0], [0]

    def count(request: BaseHTTPRequestHandler) -> None:
        running[0] += 1
        most[0] = max(most[0], running[0])
        time.sleep(0.05)
        running[0] -= 1
        reply(request, 200, "x", {})

    site.handlers["/a"] = count
    one = site.network()
    threads = [threading.Thread(target=one.get, args=(site.base + "/a",), kwargs={"hosts": None}) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert site.asked.count("/a") == 5 and most[0] == 1


# -- where it may go


@pytest.mark.parametrize(
    "ip",
    "127.0.0.1 10.1.2.3 192.168.0.1 169.254.169.254 0.0.0.0 224.0.0.1 192.0.0.8 100.64.0.1 255.255.255.255 "
    "::1 fe80::1 fc00::1 ff02::1 64:ff9b::7f00:1 2002:7f00:1:: ::ffff:127.0.0.1 2001:db8::1".split(),
)
def test_no_address_inside_is_public(ip: str) -> None:
    assert not is_public(ipaddress.ip_address(ip))


@pytest.mark.parametrize("ip", ["8.8.8.8", "2606:4700::1111"])
def test_addresses_of_the_world_are_public(ip: str) -> None:
    assert is_public(ipaddress.ip_address(ip))


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://localhost/", "http://2130706433/", "http://0x7f.1/"])
def test_by_default_nothing_inside_is_fetched(url: str) -> None:
    with pytest.raises(FetchError, match=r"no public address|cannot be found"):
        network.Network(pause=0).get(url, hosts=None)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://example.org/a", "no http"),
        ("http://user@example.org/", "user name"),
        ("http://example.org:22/", "port 22"),
        ("http://elsewhere.org/", "not among the hosts"),
    ],
)
def test_odd_addresses_are_refused_before_anything_is_asked(url: str, why: str) -> None:
    with pytest.raises(FetchError, match=why):
        network.Network(pause=0).get(url, hosts=frozenset({"example.org"}))


@pytest.mark.parametrize("target", ["http://10.0.0.1:{port}/x", "http://127.0.0.2:{port}/x", "http://127.0.0.1:1/x"])
def test_a_redirect_to_an_address_inside_is_not_followed(site: Site, target: str) -> None:
    site.handlers["/go"] = lambda request: reply(request, 302, "", {"Location": target.format(port=site.port)})
    with pytest.raises(FetchError, match=r"no public address|port 1 "):
        site.network().get(site.base + "/go", hosts=None)


def test_a_redirect_to_another_host_is_said_not_followed(site: Site) -> None:
    site.handlers["/go"] = lambda request: reply(request, 301, "", {"Location": f"http://localhost:{site.port}/x"})
    with pytest.raises(FetchError, match="add it to `hosts`"):
        get(site, "/go")


def test_redirects_are_followed_five_times(site: Site) -> None:
    for n in range(10):
        site.handlers[f"/{n}"] = lambda request, n=n: reply(request, 302, "", {"Location": f"/{n + 1}"})  # type: ignore[misc]
    site.text("/5", "there")
    answer = get(site, "/0")
    assert (answer.content, answer.final) == (b"there", site.base + "/5")
    del site.handlers["/5"]
    site.handlers["/5"] = lambda request: reply(request, 302, "", {"Location": "/6"})
    with pytest.raises(FetchError, match="more than 5"):
        get(site, "/0")


def test_the_address_that_was_checked_is_the_one_that_is_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads elsewhere at each question (DNS rebinding) gets nothing from inside."""
    answers = iter(["127.0.0.1", "127.0.0.2"])
    looked_up: list[str] = []

    def rebinding(host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        looked_up.append(host)
        return [(2, 1, 6, "", (next(answers), port))]

    site.text("/a", "x")
    rule = Rule(None, frozenset({site.port}), lambda ip: str(ip) == "127.0.0.1")
    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    assert rule.resolve("rebinding.example", site.port) == [ipaddress.ip_address("127.0.0.1")]
    with pytest.raises(FetchError, match=r"127\.0\.0\.2, which is no public"):
        rule.resolve("rebinding.example", site.port)
    assert looked_up == ["rebinding.example"] * 2


def test_keys_are_written_nowhere(site: Site) -> None:
    site.handlers["/a"] = lambda request: reply(request, 404, "", {})
    with pytest.raises(FetchError) as caught:
        site.network().get(f"{site.base}/a?client_id=s3cret&x=1", hosts=None, secrets=frozenset({"s3cret"}))
    assert "s3cret" not in str(caught.value)
    assert without_keys("https://e.org/a?key=1&b=2") == "https://e.org/a?key=hidden&b=2"


# -- kinds


def test_a_file_that_has_not_changed_is_not_sent_again(site: Site, tmp_path: Path) -> None:
    def conditional(request: BaseHTTPRequestHandler) -> None:
        if request.headers.get("If-None-Match") == '"v1"':
            reply(request, 304, "", {})
        else:
            reply(request, 200, CSV, {"ETag": '"v1"', "Last-Modified": "Wed, 01 May 2024 00:00:00 GMT"})

    site.handlers["/a.csv"] = conditional
    store = tmp_path / "store"
    spec = f'kind = "url"\naddress = "{site.base}/a.csv"'
    found, gathered = fetch(site, store, spec)
    assert found[0].version_at == datetime(2024, 5, 1) and found[0].lineage == f"{site.base}/a.csv"
    for line in gathered.responses:
        archive.log_fetch(store, line)
    archive.tried(store, "it", NOW)
    found, gathered = fetch(site, store, spec)
    assert not found and gathered.unchanged == 1 and gathered.responses[0]["status"] == 304


def test_one_address_that_fails_leaves_the_others(site: Site, tmp_path: Path) -> None:
    site.text("/a.csv", CSV, "text/csv")
    spec = f'kind = "url"\naddress = ["{site.base}/a.csv", "{site.base}/b.csv"]'
    found, gathered = fetch(site, tmp_path / "store", spec)
    assert len(found) == 1 and len(gathered.failed) == 1 and "404" in gathered.failed[0]


ROWS = [{"code": "SDN", "day": "2024-05-31", "people": n} for n in range(5)]


def paged(request: BaseHTTPRequestHandler) -> None:
    from urllib.parse import parse_qs, urlsplit

    asked = {key: int(value[0]) for key, value in parse_qs(urlsplit(request.path).query).items()}
    size = asked.get("limit", 2)
    start = asked.get("offset", (asked.get("page", 1) - 1) * size)
    page = {"data": ROWS[start : start + size], "pages": 3, "next": None}
    if start + size < len(ROWS):
        page["next"] = f"/cursor?offset={start + size}"
    reply(request, 200, json.dumps(page), {"Content-Type": "application/json"})


@pytest.mark.parametrize(
    "paging",
    [
        'style = "offset", parameter = "offset", size_parameter = "limit", size = 2',
        'style = "page", parameter = "page", size_parameter = "limit", size = 2, first = 1',
        'style = "page", parameter = "page", size = 2, first = 1, pages = "pages"',
        'style = "cursor", next = "next"',
    ],
)
def test_all_pages_make_one_document(site: Site, tmp_path: Path, paging: str) -> None:
    site.handlers["/pages"] = site.handlers["/cursor"] = paged
    spec = f'kind = "pages"\naddress = "{site.base}/pages"\nrecords = "data"\npaging = {{ {paging} }}'
    found, gathered = fetch(site, tmp_path / "store", spec, JSON_TABLE)
    assert json.loads(found[0].content) == ROWS
    assert len(gathered.responses) == 3


def test_pages_that_never_end_are_an_error(site: Site, tmp_path: Path) -> None:
    site.text("/pages", json.dumps({"data": ROWS, "next": "/pages"}), "application/json")
    spec = (
        f'kind = "pages"\naddress = "{site.base}/pages"\nrecords = "data"\n'
        'paging = { style = "cursor", next = "next", limit = 3 }'
    )
    with pytest.raises(FetchError, match="more than 3 pages"):
        fetch(site, tmp_path / "store", spec, JSON_TABLE)


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>F</title>
<item><title>Gaza update</title><link>{base}/one.html</link><pubDate>Fri, 31 May 2024 10:00:00 GMT</pubDate></item>
<item><title>Elsewhere</title><link>{base}/two.html</link><pubDate>Fri, 31 May 2024 10:00:00 GMT</pubDate></item>
<item><title>Gaza gone</title><link>{base}/gone.html</link><pubDate>Fri, 31 May 2024 10:00:00 GMT</pubDate></item>
</channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>F</title>
<entry><title>Gaza update</title><link href="{base}/one.html"/><updated>2024-05-31T10:00:00Z</updated></entry></feed>"""


@pytest.mark.parametrize(("form", "feed"), [("rss", RSS), ("atom", ATOM)])
def test_entries_of_a_feed_are_fetched_as_texts(site: Site, tmp_path: Path, form: str, feed: str) -> None:
    site.text("/feed", feed.format(base=site.base), "application/xml")
    site.text("/one.html", "<html><body><p>In Gaza, 10 people were displaced.</p></body></html>", "text/html")
    spec = f'kind = "feed"\naddress = "{site.base}/feed"\nformat = "{form}"\ncontains = ["gaza"]'
    store = tmp_path / "store"
    found, gathered = fetch(site, store, spec, TEXT)
    assert [(d.title, d.url, d.published_at) for d in found] == [
        ("Gaza update", f"{site.base}/one.html", datetime(2024, 5, 31, 10))
    ]
    assert "/two.html" not in site.asked
    assert len(gathered.failed) == (form == "rss")
    for line in gathered.responses:
        archive.log_fetch(store, line)
    again, gathered = fetch(site, store, spec, TEXT)
    assert not again and gathered.unchanged == 1


def test_a_json_feed_may_hold_its_texts(site: Site, tmp_path: Path) -> None:
    entry = {
        "id": 7,
        "fields": {
            "title": "T",
            "body": "Words.",
            "url": "https://e.org/7",
            "date": {"original": "2024-05-31T00:00:00+00:00"},
        },
    }
    site.text("/feed", json.dumps({"data": [entry]}), "application/json")
    spec = f'''kind = "feed"
address = "{site.base}/feed"
format = "json"
records = "data"
[fetch.document]
lineage = {{ column = "fields.url" }}
url = {{ column = "fields.url" }}
title = {{ column = "fields.title" }}
published = {{ column = "fields.date.original" }}
content = {{ column = "fields.body" }}'''
    found, _ = fetch(site, tmp_path / "store", spec, TEXT)
    assert [(d.content, d.lineage, d.title, d.published_at) for d in found] == [
        (b"Words.", "https://e.org/7", "T", datetime(2024, 5, 31))
    ]


def test_what_is_no_feed_is_said(site: Site, tmp_path: Path) -> None:
    site.text("/feed", "<html>Sorry</html>", "text/html")
    from data.errors import ReadError

    with pytest.raises(ReadError, match="no RSS or Atom"):
        fetch(site, tmp_path / "store", f'kind = "feed"\naddress = "{site.base}/feed"\nformat = "rss"', TEXT)


def test_a_source_without_its_key_says_what_to_set(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = (
        f'kind = "url"\naddress = "{site.base}/a.csv"\nkey_from = "https://e.org/ask"\n'
        'query = { key = { env = "HAKIKA_TEST_KEY" }, day = "{today}" }'
    )
    source = catalogue_of(tmp_path, {"it": f"[fetch]\n{spec}\n{TABLE}"}).sources["it"]
    assert missing_keys(source, {}) == "set HAKIKA_TEST_KEY; ask for it at https://e.org/ask"
    monkeypatch.setenv("HAKIKA_TEST_KEY", "s3cret")
    site.text("/a.csv", CSV, "text/csv")
    _, gathered = fetch(site, tmp_path / "store", spec)
    assert "/a.csv?key=s3cret&day=2026-01-01" in site.asked
    assert "s3cret" not in json.dumps(gathered.responses, default=str)
