"""Framable pages, live charts, oEmbed, cards, headers: over the application itself, without a browser."""

import json
import re
import shutil
import struct
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nh3
import pytest

from dashboard.routes.leaves import FRAME_POLICY
from tests import frozen_store, small_store
from tests.conftest import Caller
from tests.frozen_store import QUOTE, changed, make, moved, second

HOST = "http://hakika.test"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("built")
    frozen_store.first(store, small_store.seeds(tmp_path_factory.mktemp("seeds")))
    return store


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    store = tmp_path / "store"
    shutil.copytree(built, store, symlinks=True)
    return store


@pytest.fixture
def call(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Caller]:
    with frozen_store.served(home, monkeypatch) as caller:
        yield caller


class Page(HTMLParser):
    """The elements of a page, in order, with their attributes; and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str) -> list[dict[str, Any]]:
        return [attrs for name, attrs in self.elements if name == tag]

    def meta(self, name: str) -> str:
        found = [a for a in self.all("meta") if name in (a.get("property"), a.get("name"))]
        assert len(found) == 1, name
        return str(found[0]["content"])


def test_a_frame_is_whole_without_a_script(call: Caller) -> None:
    snapshot_id = make(call)
    answer = call.get(f"/embed/s/{snapshot_id}")
    page = Page(answer.text)
    tags = [tag for tag, _ in page.elements]
    assert tags.index("h1") < tags.index("img") < tags.index("details") < tags.index("table") < tags.index("figcaption")
    assert QUOTE in page.words and "Current" in page.words and "more than 1.9 million" in page.words
    (image,) = page.all("img")
    assert image["src"] == f"/s/{snapshot_id}.svg" and (image["width"], image["height"]) == ("800", "450")
    assert 0 < len(image["alt"]) <= 300
    assert page.all("source")[0]["srcset"] == f"/s/{snapshot_id}-narrow.svg"
    assert all(a["scope"] in ("col", "row") for a in page.all("th")) and page.all("table") and "caption" in tags
    assert [s["src"] for s in page.all("script")] == ["/embed.js"]
    assert not re.search(r'\sstyle="|\son\w+="', answer.text)


def test_a_frame_is_small(call: Caller) -> None:
    snapshot_id = make(call)
    plain = {"Accept-Encoding": "identity"}
    html = call.get(f"/embed/s/{snapshot_id}", headers=plain).content
    css = call.get("/embed.css", headers=plain).content
    picture = call.get(f"/s/{snapshot_id}.svg", headers=plain).content
    assert len(html) + len(css) <= 60_000 and len(html) + len(css) + len(picture) <= 100_000


def test_a_frame_with_thousands_of_figures_stays_small(call: Caller, home: Path, tmp_path: Path) -> None:
    from datetime import date, timedelta

    days = [date(2020, 1, 1) + timedelta(n) for n in range(1200)]
    many = [small_store.figure(1000 + n, str(d), cell=f"row {n} " + "x" * 300) for n, d in enumerate(days)]
    folder = tmp_path / "more"
    folder.mkdir()
    seeds = small_store.seeds(folder)
    small_store.build(
        home, seeds, (small_store.document("many", lineage="many", source_id="dataset"), many), now="2024-06-05"
    )
    moved(2)
    snapshot_id = make(call)
    plain = {"Accept-Encoding": "identity"}
    html = call.get(f"/embed/s/{snapshot_id}", headers=plain).content
    assert len(html) < 56_000 and b"Not shown here" in html
    assert len(html) + len(call.get(f"/s/{snapshot_id}.svg", headers=plain).content) < 160_000
    assert len(json.loads(call.get(f"/s/{snapshot_id}.json").content)["rows"]) == 1203


def test_headers_are_those_of_the_specification(call: Caller) -> None:
    snapshot_id = make(call)
    page = "public, max-age=120, stale-while-revalidate=180, stale-if-error=604800"
    short = "public, max-age=120, stale-while-revalidate=180"
    ever = "public, max-age=31536000, immutable"
    for path, cached, opened in [
        (f"/s/{snapshot_id}", page, False),
        (f"/embed/s/{snapshot_id}", page, False),
        ("/embed/v/displacement.idps?place=PS02", short, False),
        (f"/s/{snapshot_id}.json", ever, True),
        (f"/s/{snapshot_id}.png", ever, True),
        (f"/s/{snapshot_id}/status.json", short, True),
        ("/corrections.atom", short, True),
        (f"/oembed?url={HOST}/s/{snapshot_id}", "public, max-age=3600", True),
    ]:
        answer = call.get(path)
        headers = answer.headers
        assert answer.status_code == 200, path
        assert headers["cache-control"] == cached, path
        assert (headers.get("access-control-allow-origin") == "*") is opened, path
        assert headers["cross-origin-resource-policy"] == "cross-origin"
        assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer"
        assert "Accept-Encoding" in headers["vary"] and "set-cookie" not in headers
        again = call.get(path, headers={"If-None-Match": headers["etag"]})
        assert again.status_code == 304 and not again.content and again.headers["etag"] == headers["etag"], path
        head = call.head(path)
        assert head.status_code == 200 and not head.content and head.headers["etag"] == headers["etag"]


def test_a_frame_may_stand_anywhere_and_a_page_nowhere_else(call: Caller) -> None:
    snapshot_id = make(call)
    for path in (
        f"/embed/s/{snapshot_id}",
        "/embed/v/displacement.idps?place=PS02",
        f"/embed/s/{'a' * 26}",
        "/embed/v/nothing",
    ):
        headers = call.get(path).headers
        assert headers["content-security-policy"] == FRAME_POLICY and "x-frame-options" not in headers, path
    assert "frame-ancestors 'self'" in call.get(f"/s/{snapshot_id}").headers["content-security-policy"]


def test_answers_are_compressed_where_that_is_taken(call: Caller) -> None:
    path = f"/embed/s/{make(call)}"
    packed, plain = call.get(path), call.get(path, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert packed.content == plain.content and int(packed.headers["content-length"]) < len(plain.content) / 2
    assert packed.headers["etag"] != plain.headers["etag"]


def test_links_lead_to_all_that_belongs_to_a_snapshot(call: Caller) -> None:
    snapshot_id = make(call)
    links = dict(re.findall(r'<([^>]+)>; rel="([^"]+)"', call.get(f"/s/{snapshot_id}").headers["link"]))
    at = f"{HOST}/s/{snapshot_id}"
    assert links[f"{at}/status.json"] == "describedby" and links[f"{at}.csv"] == "alternate"
    assert {"canonical", "cite-as", "alternate", "latest-version"} <= set(
        re.findall(r'rel="([^"]+)"', call.get(f"/s/{snapshot_id}").headers["link"])
    )


# -- cards, metadata, oEmbed


def test_the_head_has_a_card_a_citation_and_the_way_to_all_languages(call: Caller) -> None:
    snapshot_id = make(call)
    page = Page(call.get(f"/s/{snapshot_id}").text)
    assert page.meta("og:title") == "Internally displaced people: Gaza Strip"
    assert page.meta("og:description").startswith(
        "Internally displaced people, Gaza Strip: more than 1.9 million people"
    )
    assert page.meta("og:image") == f"{HOST}/s/{snapshot_id}.png" and page.meta("og:image:width") == "1200"
    assert page.meta("twitter:card") == "summary_large_image" and page.meta("og:type") == "article"
    assert page.meta("citation_publication_date") == "2024/02/28" and "UNRWA" in page.meta("citation_author")
    assert {a.get("hreflang") for a in page.all("link")} >= {"en", "ar", "fr", "es"}
    discovery = next(a for a in page.all("link") if a.get("type") == "application/json+oembed")
    assert call.get(discovery["href"].removeprefix(HOST)).status_code == 200
    card = call.get(f"/s/{snapshot_id}.png").content
    assert struct.unpack(">II", card[16:24]) == (1200, 630)


def test_the_card_says_its_day(call: Caller) -> None:
    """Drawn from the same lines as its SVG: with the day, and none without it."""
    from dashboard import frozen, pictures, showing, store

    document = frozen.load(make(call))
    assert document is not None
    card = showing.picture(document, store.words("en"), pictures.CARD, "x")
    assert "as of 28 Feb 2024" in card and "UNRWA" in card


def test_the_record_for_search_engines_is_a_dataset(call: Caller, home: Path, tmp_path: Path) -> None:
    snapshot_id = make(call)
    folder = tmp_path / "seeds"
    folder.mkdir()
    second(home, small_store.seeds(folder), *changed())
    moved(2)
    text = call.get(f"/s/{snapshot_id}").text
    record = json.loads(text.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert record["@type"] == "Dataset" and record["identifier"] == snapshot_id
    assert record["temporalCoverage"] == "2024-02-01/2024-02-28"
    assert {d["encodingFormat"] for d in record["distribution"]} >= {"application/json", "text/csv"}
    for distribution in record["distribution"]:
        assert call.get(distribution["contentUrl"].removeprefix(HOST)).status_code == 200
    assert record["isBasedOn"][0]["url"] == "https://example.org/article" and record["license"]
    assert record["correction"][0]["@type"] == "CorrectionComment" and "1.87 million" in record["correction"][0]["text"]
    assert all(
        record[key] for key in ("name", "description", "version", "dateModified", "variableMeasured", "creditText")
    )


def test_oembed_answers_as_it_is_written(call: Caller) -> None:
    snapshot_id = make(call)
    url = f"{HOST}/s/{snapshot_id}"
    found = call.get("/oembed", params={"url": url, "maxwidth": "400", "maxheight": "300"}).json()
    assert found["version"] == "1.0" and found["type"] == "rich"
    assert (found["width"], found["height"]) == (400, 300)
    assert {"thumbnail_url", "thumbnail_width", "thumbnail_height"} <= set(found)
    (frame,) = Page(found["html"]).all("iframe")
    assert frame["src"] == f"{HOST}/embed/s/{snapshot_id}" and frame["title"] and "<script" not in found["html"]
    assert (frame["width"], frame["height"]) == ("400", "300")
    arabic = call.get("/oembed", params={"url": f"{url}/ar"}).json()
    assert "النازحون" in arabic["title"] and "/ar" in arabic["html"]
    live = call.get("/oembed", params={"url": f"{HOST}/v/displacement.idps?place=PS02"}).json()
    assert "/embed/v/displacement.idps?place=PS02" in live["html"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"url": "https://elsewhere.example/s/aaaaaaaaaaaaaaaaaaaaaaaaaa"}, 404),
        ({"url": f"{HOST}/s/aaaaaaaaaaaaaaaaaaaaaaaaaa"}, 404),
        ({"url": f"{HOST}/about"}, 404),
        ({}, 400),
        ({"url": f"{HOST}/s/x", "format": "xml"}, 501),
        ({"url": f"{HOST}/s/x", "maxwidth": "-1"}, 400),
        ({"url": "http://[::1"}, 400),
    ],
)
def test_oembed_refuses_what_is_not_ours(call: Caller, asked: dict[str, str], status: int) -> None:
    answer = call.get("/oembed", params=asked)
    assert answer.status_code == status and answer.json()["error"]


def test_feeds_are_well_formed(call: Caller) -> None:
    root = ET.fromstring(call.get("/corrections.atom").content)
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"


# -- live charts, and their past


def test_a_live_chart_changes_and_says_so(call: Caller, home: Path, tmp_path: Path) -> None:
    path = "/embed/v/displacement.idps?place=PS02"
    before = call.get(path)
    assert "This chart changes with its sources" in before.text and "more than 1.9 million" in before.text
    folder = tmp_path / "seeds"
    folder.mkdir()
    second(home, small_store.seeds(folder), *changed())
    moved(2)
    after = call.get(path)
    assert "1.87 million" in after.text and after.headers["etag"] != before.headers["etag"]
    assert call.get("/v/displacement.idps.svg?place=PS02").headers["content-type"] == "image/svg+xml"
    assert call.get("/v/displacement.idps.png?place=PS02&lang=ar").headers["content-type"] == "image/png"
    assert call.get("/v/displacement.idps-narrow.svg?place=PS02").status_code == 200


def test_a_live_chart_keeps_to_the_cadence_that_was_chosen(call: Caller, home: Path, tmp_path: Path) -> None:
    from datetime import date

    folder = tmp_path / "seeds"
    folder.mkdir()
    trucks = {"indicator_id": "crossing.trucks", "unit": "trucks"}
    said = [small_store.figure(70 + n, f"2024-05-0{n}", **trucks) for n in (5, 6, 7)]
    said.append(small_store.figure(2100, "2024-02-29", period_start=date(2024, 2, 1), **trucks))
    small_store.build(
        home, small_store.seeds(folder), (small_store.document("more", lineage="more"), said), now="2024-06-02"
    )
    moved(2)
    path = "/v/crossing.trucks?place=PS02&group=trucks%2F"
    days, months = call.get(f"{path}day").text, call.get(f"{path}month").text
    assert "77 trucks" in days and "2,100" not in days and "2,100 trucks" in months and "77 trucks" not in months
    counted = "counted every truck on the spot"  # until 5 May, as the catalogue declares
    assert counted in Page(days).words and counted in Page(call.get(f"/embed{path}day").text).words
    assert counted not in Page(months).words
    found = [a["href"] for a in Page(months).all("a") + Page(months).all("link")]
    ours = [href for href in found if "/v/crossing.trucks" in href or "/explore" in href]
    assert len(ours) > 7 and all("trucks%2Fmonth" in href for href in ours)
    assert any("crossing.trucks.by=trucks%2Fmonth" in href for href in ours)
    copied = forms(call, f"{path}month")
    assert len(copied) == 5 and all("group=trucks%2Fmonth" in text for text in copied.values())
    svg = "/v/crossing.trucks.svg?place=PS02&group=trucks%2F"
    assert "2,100" in call.get(f"{svg}month").text and "2,100" not in call.get(f"{svg}day").text
    told = call.get("/oembed", params={"url": f"{HOST}{path}month"}).json()
    assert "group=trucks%2Fmonth" in told["html"] and "group=trucks%2Fmonth" in told["thumbnail_url"]
    then = call.get(f"{path}month", headers={"Accept-Datetime": "Mon, 01 Apr 2024 00:00:00 GMT"})
    assert "group=trucks%2Fmonth" in then.headers["location"]
    assert call.get(f"{path}families").status_code == 400


def test_the_past_of_a_live_chart_is_a_memento(call: Caller, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "seeds"
    folder.mkdir()
    second(home, small_store.seeds(folder), *changed())
    moved(2)
    asked = {"Accept-Datetime": "Mon, 01 Apr 2024 00:00:00 GMT"}
    answer = call.get("/v/displacement.idps?place=PS02", headers=asked)
    assert answer.status_code == 302 and answer.headers["vary"] == "accept-datetime"
    then = call.get(answer.headers["location"])
    assert then.status_code == 200 and "more than 1.9 million" in then.text and "1.87 million" not in then.text
    assert then.headers["memento-datetime"] == "Mon, 01 Apr 2024 00:00:00 GMT"
    assert f'<{HOST}/v/displacement.idps?place=PS02>; rel="original timegate"' in then.headers["link"]
    assert "accept-datetime" in then.headers["vary"].lower()
    now = call.get("/v/displacement.idps?place=PS02")
    assert "memento-datetime" not in now.headers and "1.87 million" in now.text
    for wrong in ("yesterday", "Fri, 31 Dec 9999 23:59:59 -1400"):
        assert call.get("/v/displacement.idps?place=PS02", headers={"Accept-Datetime": wrong}).status_code == 400


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v/nothing", 404), ("/v/displacement.idps?place=Atlantis", 400), ("/v/displacement.idps?from=x", 400),
        ("/embed/v/displacement.idps?place=Atlantis", 400), ("/embed/s/nothing", 404), ("/s/nothing", 404),
        ("/s/nothing/status.json", 404), ("/v/displacement.idps.gif?place=PS02", 404),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_in_words(call: Caller, path: str, status: int) -> None:
    answer = call.get(path)
    assert answer.status_code == status and "Traceback" not in answer.text and len(answer.text) > 20


def test_a_misspelt_chart_offers_the_nearest(call: Caller) -> None:
    assert "/v/displacement.idps" in call.get("/v/displacement.idp").text


def test_nothing_of_the_query_is_drawn_but_ids(call: Caller) -> None:
    answer = call.get(
        "/embed/v/displacement.idps", params={"place": "PS02", "title": "<b>", "html": "<script>", "value": "9"}
    )
    assert "<b>" not in answer.text and answer.status_code == 200
    assert "<script>alert" not in call.get("/v/displacement.idps", params={"place": "<script>alert(1)"}).text


# -- what newsrooms do with it


def forms(call: Caller, path: str) -> dict[str, str]:
    page = call.get(path).text
    import html

    found = re.findall(r'aria-labelledby="copy-(\w+)">(.*?)</pre>', page, re.DOTALL)
    return {key: html.unescape(text) for key, text in found}


def test_there_are_five_forms_to_copy(call: Caller) -> None:
    snapshot_id = make(call)
    found = forms(call, f"/s/{snapshot_id}")
    assert list(found) == ["link", "iframe", "sized", "picture", "sentence"]
    assert found["link"] == f"{HOST}/s/{snapshot_id}"
    (frame,) = Page(found["iframe"]).all("iframe")
    assert frame["title"] and frame["src"] == f"{HOST}/embed/s/{snapshot_id}" and frame["height"] == "560"
    assert Page(found["sized"]).all("script") == [{"src": f"{HOST}/embed.js", "async": None}]
    (image,) = Page(found["picture"]).all("img")
    assert image["alt"] and image["src"].endswith(".png")
    assert found["sentence"].endswith(found["link"]) and "as of 28 Feb 2024, according to UNRWA" in found["sentence"]


def test_what_survives_an_editor_that_strips_frames_and_scripts_is_a_link_with_its_words(call: Caller) -> None:
    """As WordPress does for accounts without unfiltered_html."""
    snapshot_id = make(call)
    allowed = {"a", "p", "img", "strong", "em", "blockquote"}
    for key in ("iframe", "sized"):
        kept = nh3.clean(
            forms(call, f"/s/{snapshot_id}")[key], tags=allowed, attributes={"a": {"href"}, "img": {"src", "alt"}}
        )
        (link,) = Page(kept).all("a")
        assert link["href"] == f"{HOST}/s/{snapshot_id}" and "Gaza Strip" in Page(kept).words
        assert "iframe" not in kept and "script" not in kept
