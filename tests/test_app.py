import re

import pytest
from conftest import Caller
from streamlit.proto.NewSession_pb2 import CustomThemeConfig

from dashboard import templating
from dashboard.serving import STATIC
from dashboard.views import pages, theme


@pytest.mark.parametrize(
    "path", ["/nothing", "/explore/nothing", "/o", "/static/nothing.js", "/index.html", "/situation", "/a/b/c"]
)
def test_an_unknown_address_is_a_404_and_not_the_dashboard(call: Caller, path: str) -> None:
    answer = call.get(path)
    assert answer.status_code == 404
    assert "root" not in answer.text and "Hakika" in answer.text


def test_what_fails_is_said_in_words_and_not_shown(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr("dashboard.frozen.document", fail)
    page = call.get("/v/displacement.idps.svg?place=PS02")
    told = call.post("/api/v1/snapshots", json={"indicator": "displacement.idps", "place": "PS02"})
    assert page.status_code == told.status_code == 500 and "a secret" not in page.text + told.text
    assert "Hakika" in page.text and set(told.json()) == {"error", "detail"}


def test_an_unknown_address_of_the_interface_is_json(call: Caller) -> None:
    answer = call.get("/api/v1/nothing")
    assert answer.status_code == 404 and answer.json()["error"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert call.get("/api").json()["error"]


def test_every_page_has_its_frame_without_an_inline_script(call: Caller) -> None:
    for path in pages.paths():
        answer = call.get(path)
        assert answer.status_code == 200 and answer.text.count(" · Hakika</title>") == 1
        assert not re.search(r"<script(?![^>]*src=)", answer.text)
        assert "/now/gaza" in answer.text and '<div id="root">' in answer.text
        assert answer.text.count("<template data-cut=") == 4 and "La connexion est coupée." in answer.text
    assert '<html lang="ar">' in call.get("/", params={"lang": "ar"}).text
    assert "<title>Crossings · Hakika</title>" in call.get("/crossings").text


def test_the_frame_of_the_first_page_holds_its_figures_before_any_script(call: Caller) -> None:
    english, arabic = call.get("/").text, call.get("/", params={"lang": "ar", "crisis": "sudan"}).text
    tiles = re.findall(r'class="hk-figure[^>]*>([^<]+)<', english)
    assert len(tiles) == 6 and tiles == re.findall(r'class="hk-figure[^>]*>([^<]+)<', call.get("/now/gaza").text)
    assert arabic.count('class="hk-figure') == 6 and 'data-drawn=".hk-tiles" dir="rtl"' in arabic
    assert '<a href="/now/sudan/ar">النسخة الخفيفة</a>' in arabic and "<h1>السودان</h1>" in arabic
    assert english.index('id="hk-first"') < english.index('id="root"')


def test_the_frame_tells_its_figures_at_the_clock_of_the_address(call: Caller) -> None:
    then = call.get("/", params={"known_at": "2023-12-31"}).text
    figures = [re.findall(r'class="hk-figure[^>]*>([^<]+)<', page)[0] for page in (then, call.get("/").text)]
    assert figures == ["1.9 million", "about 2 million"] and "/now/gaza?known_at=2023-12-31" in then


def test_the_frame_of_another_page_and_of_a_wrong_address_holds_its_title_and_the_light_version(call: Caller) -> None:
    for path, title in (("/about", "About"), ("/sources", "Sources"), ("/?crisis=x", "Gaza Strip")):
        text = call.get(path).text
        assert (
            f"<h1>{title}</h1>" in text and '<a href="/now/gaza">light version</a>' in text and "hk-tiles" not in text
        )


def test_the_frame_of_a_page_about_a_crisis_holds_the_figures_that_belong_there(call: Caller) -> None:
    for path, names in {
        "/displacement": ["Displaced people"],
        "/crossings": ["Crossings open", "Trucks in the last 7 days", "Medical evacuations"],
        "/hospitals": ["Hospitals working", "Attacks on health care"],
    }.items():
        text = call.get(path).text
        assert re.findall(r'class="hk-name">([^<]+)<', text) == names and ": Gaza Strip</h1>" in text
        assert 'data-drawn=".hk-chart-head"' in text


def test_the_frame_is_small_and_asks_for_no_font_before_the_scripts(call: Caller) -> None:
    answer = call.get("/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip" and int(answer.headers["content-length"]) < 6_000
    assert 'as="font"' not in answer.text and re.search(r"boot\.js\?[0-9a-f]{12}", answer.text)
    again = call.get("/", headers={"Accept-Encoding": "gzip", "If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_the_theme_is_told_as_streamlit_works_it_out() -> None:
    from streamlit.runtime import app_session

    theme.keep()
    assert getattr(app_session, theme.NAME) is theme.tell
    for section, has in (("theme", True), ("theme.light", True), ("theme.dark", True), ("theme.sidebar", False)):
        ours, theirs = CustomThemeConfig(), CustomThemeConfig()
        theme.tell(ours, section)
        assert theme._work_out is not None
        theme._work_out(theirs, section)
        assert ours == theirs and bool(ours.ByteSize()) == has, section


def test_every_answer_bears_the_safety_headers(call: Caller) -> None:
    for path in ("/", "/explore", "/healthz", "/now/gaza", "/nothing", "/api/v1/release", "/style.css"):
        headers = call.get(path).headers
        assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer"
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'self'" in policy and "unsafe-eval" not in policy
        assert re.search(r"script-src 'self'(;|$| )", policy) and "http:" not in policy
        assert "set-cookie" not in headers


def test_health_robots_icon_and_site_map_are_answered(call: Caller) -> None:
    health = call.get("/healthz")
    assert health.status_code == 200 and set(health.json()) == {"status", "release", "age_days"}
    assert "Disallow" in call.get("/robots.txt").text
    assert call.get("/favicon.ico").headers["content-type"] == "image/svg+xml"
    assert "<loc>" in call.get("/sitemap.xml").text


def test_files_for_crawlers_and_feeds_bear_the_public_address(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAKIKA_ORIGIN", "https://charts.example.org")
    assert "Sitemap: https://charts.example.org/sitemap.xml" in call.get("/robots.txt").text
    assert "<loc>https://charts.example.org/now/gaza</loc>" in call.get("/sitemap.xml").text
    assert '"https://charts.example.org/changes.atom"' in call.get("/changes.atom").text


def test_files_of_streamlit_are_sent_compressed(call: Caller) -> None:
    file = next((STATIC / "static" / "js").glob("index.*.js"))
    answer = call.get(f"/static/js/{file.name}", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip" and answer.content == file.read_bytes()
    assert int(answer.headers["content-length"]) < file.stat().st_size / 2
    again = call.get(f"/static/js/{file.name}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path", ["/static/../index.html", "/static/js/../../../../secrets", "/static/%2e%2e/index.html"]
)
def test_no_file_beside_streamlits_own_is_sent(call: Caller, path: str) -> None:
    assert call.get(path).status_code in (400, 404)


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org/a", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("https:///nowhere", False),
        ("http://[broken", False),
        ("", False),
        (None, False),
    ],
)
def test_only_http_addresses_become_links(url: str | None, safe: bool) -> None:
    assert (templating.safe_url(url) is not None) == safe


def test_every_value_of_a_template_is_escaped() -> None:
    hostile = "<img src=x onerror=alert(1)> ![a](https://evil.example/x.png) :red[b] $x$"
    shown = templating.render("section_head.html", title=hostile, note=hostile)
    assert "<img" not in shown and "&lt;img" in shown


def test_no_template_marks_a_value_as_safe() -> None:
    for path in templating.FOLDER.iterdir():
        assert "|safe " not in path.read_text("utf-8").replace(
            "|safe_url", ""
        ) and "autoescape false" not in path.read_text("utf-8")
