"""What sources may try with titles, names, words and addresses: in every form of a snapshot they are text."""

import csv
import io
import json
import re
import shutil
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nh3
import pypdfium2
import pytest

from data.catalogue import Catalogue
from tests import frozen_store, small_store
from tests.conftest import Caller
from tests.frozen_store import make, moved

EVIL = (
    "<script>alert(1)</script><img src=x onerror=alert(2)> \u202egnp.exe\u202c \u2066x </script> --> ]]> {{7*7}} & "
    "\u2028 \" onmouseover=\"alert(4) ' onfocus='alert(5)"
)
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
SPREADSHEET = ("=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1")


class Elements(HTMLParser):
    """Every element of a page with its attributes, as a browser would take them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def harmless(text: str) -> list[tuple[str, dict[str, str | None]]]:
    """The elements of a page, none of which runs or loads anything of the source's."""
    elements = Elements(text).found
    for tag, attrs in elements:
        assert not [name for name in attrs if name.startswith("on")], (tag, attrs)
        assert tag not in ("object", "embed", "form", "base", "svg", "math", "foreignobject"), tag
        for name in ("href", "src", "srcset", "action", "content"):
            assert not re.match(r"\s*(javascript|data:text|vbscript)", attrs.get(name) or "", re.IGNORECASE), attrs
        if tag == "img":
            assert re.match(r"(http://hakika\.test)?/[sv]/|data:image/svg", attrs["src"] or ""), attrs
        if tag == "script":
            kind, src = attrs.get("type"), attrs.get("src")
            ours = re.fullmatch(r"(http://hakika\.test)?/(embed|interactive|plotly)\.js(\?v=[\d.]+)?", src or "")
            assert ours or kind in ("application/ld+json", "application/json"), attrs
    return elements


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Catalogue]:
    store, seeds = tmp_path_factory.mktemp("built"), small_store.seeds(tmp_path_factory.mktemp("seeds"))
    frozen_store.first(store, seeds)
    evil = small_store.document(
        "evil", lineage="evil", title=f"=EVIL {EVIL}", url="javascript:alert(3)", archive_url="JaVaScRiPt:alert(6)",
        publisher_id=None, publisher_text=EVIL,
    )  # fmt: skip
    said = [small_store.figure(5, "2024-05-01", org_id=None, org_text=EVIL, quote=EVIL)]
    said += [
        small_store.figure(6 + n, f"2024-05-0{n + 2}", org_id=None, org_text=text, cell=text)
        for n, text in enumerate(SPREADSHEET)
    ]
    small_store.build(store, seeds, (evil, said), now="2024-06-03")
    return store, seeds


@pytest.fixture
def home(built: tuple[Path, Catalogue], tmp_path: Path) -> Path:
    shutil.copytree(built[0], tmp_path / "store", symlinks=True)
    return tmp_path / "store"


@pytest.fixture
def call(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Caller]:
    with frozen_store.served(home, monkeypatch) as caller:
        yield caller


def test_pages_and_frames_show_it_as_text(call: Caller) -> None:
    snapshot_id = make(call)
    paths = [f"/s/{snapshot_id}", f"/s/{snapshot_id}/ar", f"/embed/s/{snapshot_id}", f"/embed/s/{snapshot_id}/fr"]
    paths += [f"/s/{snapshot_id}.html", f"/s/{snapshot_id}-ar.html", f"/embed/s/{snapshot_id}/en/interactive"]
    paths += ["/v/displacement.idps?place=PS02", "/embed/v/displacement.idps?place=PS02"]
    for path in paths:
        text = call.get(path).text
        harmless(text)
        assert not TURNING.search(re.sub("[\u200f]", "", text)) or path.endswith("-ar.html"), path
        assert "{{7*7}}" in text or "interactive" in path, path
    page = call.get(f"/s/{snapshot_id}").text
    assert "&lt;script&gt;alert(1)" in page
    block = page.split('<script type="application/ld+json">')[1].split("</script>")[0]
    record = json.loads(block)
    assert record["@type"] == "Dataset" and "<" not in block and "\u2028" not in block
    assert not any("javascript" in json.dumps(work.get("url", "")) for work in record["isBasedOn"])
    single = call.get(f"/s/{snapshot_id}.html").text
    inside = single.split('id="document">')[1].split("</script>")[0]
    assert json.loads(inside) == json.loads(call.get(f"/s/{snapshot_id}.json").content)


@pytest.mark.parametrize("ending", [".svg", "-narrow.svg", "-ar.svg"])
def test_pictures_hold_it_as_text(call: Caller, ending: str) -> None:
    text = call.get(f"/s/{make(call)}{ending}").text
    for element in ET.fromstring(text).iter():
        name = element.tag.rpartition("}")[2]
        assert name in {"svg", "title", "defs", "pattern", "rect", "path", "circle", "text"}, name
        assert not [key for key in element.attrib if key.startswith("on") or "href" in key]
    assert not re.search("[\u202e\u2066]", text)


def test_files_to_keep_hold_it_as_text(call: Caller) -> None:
    snapshot_id = make(call)
    rows = list(csv.DictReader(io.StringIO(call.get(f"/s/{snapshot_id}.csv").text)))
    assert any(row["title"].startswith("'=EVIL") for row in rows)
    cells = [value for row in rows for key, value in row.items() if key not in ("value", "low", "high", "of")]
    assert not [value for value in cells if value.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert {row["quote"] for row in rows} >= {f"'{text}" for text in SPREADSHEET if text[0] != "\t"}
    with zipfile.ZipFile(io.BytesIO(call.get(f"/s/{snapshot_id}.zip").content)) as archive:
        names = archive.namelist()
        assert all(name.startswith(snapshot_id) or name in ("README.txt", "datapackage.json") for name in names)
        readme, package = archive.read("README.txt").decode(), json.loads(archive.read("datapackage.json"))
    assert "=EVIL" in readme and not TURNING.search(readme)
    assert not any("path" in source for source in package["sources"] if "EVIL" in source["title"])
    pdf = pypdfium2.PdfDocument(call.get(f"/s/{snapshot_id}.pdf").content)
    assert len(pdf) == 1 and not pdf[0].get_textpage().get_text_bounded().count("\u202e")
    assert call.get(f"/s/{snapshot_id}.png").content[:4] == b"\x89PNG"


def test_what_is_copied_holds_it_as_text(call: Caller) -> None:
    """The sentence names a speaker, who is a source's words."""
    asked: dict[str, Any] = {"from": "2024-05-01", "to": "2024-05-01"}
    snapshot_id = make(call, **asked)
    page = Elements(call.get(f"/s/{snapshot_id}").text)
    assert [attrs for tag, attrs in page.found if tag == "meta" and "alert(1)" in (attrs.get("content") or "")]
    import html

    forms = {
        key: html.unescape(text)
        for key, text in re.findall(
            r'aria-labelledby="copy-(\w+)">(.*?)</pre>', call.get(f"/s/{snapshot_id}").text, re.DOTALL
        )
    }
    for key in ("iframe", "sized", "picture"):
        tags = [tag for tag, _ in harmless(forms[key])]
        assert sorted(set(tags) - {"a", "p"}) == {"iframe": ["iframe"], "sized": ["iframe", "script"]}.get(key, ["img"])
    for text in forms.values():
        assert not TURNING.search(text)
    answer = call.get("/oembed", params={"url": f"http://hakika.test/s/{snapshot_id}"}).json()
    assert [tag for tag, _ in harmless(answer["html"])] == ["iframe"]
    assert not TURNING.search(answer["author_name"] + answer["title"])


def test_what_becomes_of_it_is_told_as_text(call: Caller, home: Path, built: tuple[Path, Catalogue]) -> None:
    asked: dict[str, Any] = {"from": "2024-05-01", "to": "2024-05-01"}
    snapshot_id = make(call, **asked)
    later = small_store.document(
        "evil two", lineage="evil", title=EVIL, url="javascript:alert(3)", publisher_id=None, publisher_text=EVIL,
        retrieved_at=small_store.at("2024-06-04"),
    )  # fmt: skip
    said = small_store.figure(7, "2024-05-01", org_id=None, org_text=EVIL, quote=f"{EVIL} seven")
    small_store.build(home, built[1], (later, [said]), now="2024-06-04")
    moved(3)
    assert json.loads(call.get(f"/s/{snapshot_id}/status.json").content)["state"] == "revised"
    for path in (f"/s/{snapshot_id}", f"/embed/s/{snapshot_id}", f"/embed/s/{snapshot_id}/ar"):
        text = call.get(path).text
        harmless(text)
        assert "alert(1)" in text and not re.search("[\u202e\u2066]", text), path
    feed = call.get("/corrections.atom").content
    entry = ET.fromstring(feed).find("{http://www.w3.org/2005/Atom}entry")
    assert entry is not None and "alert(1)" in "".join(entry.itertext()) and b"<script>" not in feed
    assert not re.search("[\u202e\u2066]", feed.decode())
    links = [e.attrib["href"] for e in ET.fromstring(feed).iter("{http://www.w3.org/2005/Atom}link")]
    assert links and all(link.startswith("http") for link in links)
    record = call.get("/corrections.json")
    assert record.headers["content-type"].startswith("application/json") and record.json()["corrections"]


WORDPRESS = {"a", "p", "img", "strong", "em", "blockquote", "br", "ul", "ol", "li", "code", "figure", "figcaption"}
AGGREGATOR = WORDPRESS - {"figure", "figcaption"}


@pytest.mark.parametrize("allowed", [WORDPRESS, AGGREGATOR, {"a"}])
@pytest.mark.parametrize("key", ["iframe", "sized", "picture"])
def test_what_an_editor_leaves_is_a_link_with_its_sentence(call: Caller, key: str, allowed: set[str]) -> None:
    """As WordPress does for accounts without unfiltered_html, as aggregators do, and one that leaves links alone."""
    import html

    snapshot_id = make(call, to="2024-03-01")
    page = call.get(f"/s/{snapshot_id}").text
    form = html.unescape(re.findall(rf'aria-labelledby="copy-{key}">(.*?)</pre>', page, re.DOTALL)[0])
    attributes = {"a": {"href"}, "img": {"src", "alt", "width", "height"}}
    kept = nh3.clean(form, tags=allowed, attributes={tag: attributes[tag] for tag in attributes.keys() & allowed})
    links = [attrs["href"] for tag, attrs in Elements(kept).found if tag == "a"]
    assert links == [f"http://hakika.test/s/{snapshot_id}"]
    words = nh3.clean(kept, tags=set())
    assert "Internally displaced people, Gaza Strip: more than 1.9 million people, as of 28 Feb 2024" in words
    assert not {"iframe", "script", "style"} & {tag for tag, _ in Elements(kept).found}
