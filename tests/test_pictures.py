"""Pictures: what is drawn for each way to say a figure, in each language, from the same points to the same bytes."""

import re
import struct
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from dashboard import canvas, pictures, store
from dashboard.axes import Style

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert(1)</script> & "quoted" \u202eevil\u2066 \x07=1+1'


def point(day: str, value: float | None = None, **fields: Any) -> Mapping[str, Any]:
    end = date.fromisoformat(day)
    return {
        "observation_id": f"o{day}{value}", "series_id": "displacement.idps/PS02/unrwa/point",
        "indicator_id": "displacement.idps", "kind": "stock", "place_id": "PS02", "org_id": "unrwa", "speaker": "UNRWA",
        "publisher": None, "source": "A source", "cadence": "point", "period_start": end, "period_end": end,
        "period_basis": "stated", "value": value, "low": None, "high": None, "of": None, "qualifier": "exact",
        "value_basis": "stated", "status": None, "unit": "people", "breakdown": "", **fields,
    }  # fmt: skip


def drawn(
    points: Sequence[Mapping[str, Any]], lang: str = "en", size: canvas.Size = pictures.WIDE, **caption: Any
) -> str:
    style = Style(store.words(lang), store.palette(), points[0]["period_end"], points[-1]["period_end"])
    said = canvas.Caption(**{"title": "Displaced people", "asof": "as of 1 May 2024", "foot": ("Hakika",), **caption})
    return pictures.svg(points, (), style, said, size)


LINE = [point("2024-01-01", 1_000_000), point("2024-02-01", 1_500_000), point("2024-03-01", 1_900_000)]


def parsed(picture: str) -> ET.Element:
    return ET.fromstring(picture)


@pytest.mark.parametrize("size", [pictures.WIDE, pictures.NARROW, pictures.CARD])
@pytest.mark.parametrize("lang", ["en", "ar", "fr", "es"])
def test_a_picture_has_its_size_and_the_same_bytes_each_time(size: canvas.Size, lang: str) -> None:
    first = drawn(LINE, lang, size)
    assert first == drawn(LINE, lang, size)
    root = parsed(first)
    assert (root.attrib["width"], root.attrib["height"]) == (str(size.width), str(size.height))
    assert (
        len(first) < 12_000 and "script" not in first and "http" not in first.replace("http://www.w3.org/2000/svg", "")
    )


def test_pixels_have_the_size_of_a_card_and_the_same_bytes_each_time() -> None:
    content = pictures.png(drawn(LINE, "ar", pictures.CARD))
    assert content[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", content[16:24]) == (1200, 630)
    assert content == pictures.png(drawn(LINE, "ar", pictures.CARD))


def test_arabic_is_drawn_with_the_bundled_font() -> None:
    """The letters are joined: the word and the same letters held apart give other pixels, and neither is empty."""
    word = pictures.png(drawn(LINE, "ar", title="نازح"))
    apart = pictures.png(drawn(LINE, "ar", title="ن‌ا‌ز‌ح"))
    empty = pictures.png(drawn(LINE, "ar", title=" "))
    assert word != apart and word != empty
    assert {path.suffix for path in pictures.FONTS.iterdir()} == {".ttf", ".txt"}
    assert "SIL OPEN FONT LICENSE" in (pictures.FONTS / "OFL.txt").read_text("utf-8").upper()


def test_a_page_has_picture_and_caption() -> None:
    import pypdfium2

    content = pictures.pdf(drawn(LINE), ["Internally displaced people: a caption that is kept as text.", "نص عربي"])
    page = pypdfium2.PdfDocument(content)[0]
    text = page.get_textpage().get_text_bounded()
    assert "a caption that is kept as text" in text.replace("\r\n", " ") and "Displaced people" in text


def marks_of(**fields: Any) -> tuple[list[ET.Element], list[ET.Element]]:
    """Circles, and the lines that differ from a chart of an exact figure."""
    plain = [
        ET.tostring(e) for e in parsed(drawn([point("2024-01-01", 10.0), point("2024-03-01", 10.0)])).iter(f"{SVG}path")
    ]
    root = parsed(drawn([point("2024-01-01", 10.0), point("2024-03-01", 10.0, **fields)]))
    return list(root.iter(f"{SVG}circle")), [e for e in root.iter(f"{SVG}path") if ET.tostring(e) not in plain]


def ends(path: ET.Element) -> tuple[float, float]:
    found = re.fullmatch(r"M[\d.]+ ([\d.]+)L[\d.]+ ([\d.]+)", path.attrib["d"])
    assert found is not None
    return float(found[1]), float(found[2])


def test_each_way_to_say_a_figure_has_its_mark() -> None:
    circles, lines = marks_of()
    assert circles[-1].attrib["fill"] != "#fff" and not lines
    assert marks_of(qualifier="approx")[0][-1].attrib["fill"] == "#fff"
    (up,) = marks_of(qualifier="at_least")[1]
    assert ends(up)[1] < ends(up)[0]
    (down,) = marks_of(qualifier="less_than")[1]
    assert ends(down)[1] > ends(down)[0]
    (bar,) = marks_of(qualifier="range", low=9.0, high=10.0)[1]
    assert ends(bar)[0] > ends(bar)[1]
    inferred = marks_of(period_basis="publication")[0][-1]
    assert inferred.attrib["fill"] == "#fff" and float(inferred.attrib["r"]) < float(circles[-1].attrib["r"])


def test_a_gap_is_a_gap_and_what_was_filled_in_is_dashed() -> None:
    far = [point("2024-01-01", 1.0), point("2024-01-20", 2.0), point("2025-01-20", 3.0)]
    path = next(e for e in parsed(drawn(far)).iter(f"{SVG}path") if e.attrib.get("stroke-linejoin"))
    assert path.attrib["d"].count("M") == 2 and path.attrib["d"].count("L") == 1
    filled = [point("2024-01-01", 1.0, value_basis="estimated"), point("2024-01-20", 2.0, value_basis="estimated")]
    path = next(e for e in parsed(drawn(filled)).iter(f"{SVG}path") if e.attrib.get("stroke-linejoin"))
    assert path.attrib["stroke-dasharray"] == pictures.FILLED_IN


def test_where_speakers_differ_a_band_reaches_from_the_lowest_to_the_highest() -> None:
    other = point("2024-03-01", 1_700_000, org_id="ocha", speaker="OCHA", series_id="other")
    picture = parsed(drawn([*LINE, other]))
    (band,) = [e for e in picture.iter(f"{SVG}rect") if e.attrib["fill"] == pictures.BAND]
    dots = [float(e.attrib["cy"]) for e in picture.iter(f"{SVG}circle")]
    top, high = float(band.attrib["y"]), float(band.attrib["height"])
    assert (round(top), round(top + high)) == (round(min(dots)), round(dots[-1])) and high > 10
    assert not [e for e in parsed(drawn(LINE)).iter(f"{SVG}rect") if e.attrib["fill"] == pictures.BAND]
    flows = {"kind": "flow", "cadence": "day"}
    days = [point("2024-01-01", 5.0, **flows), point("2024-01-01", 9.0, **flows, org_id="b", series_id="b")]
    assert pictures.BAND not in drawn(days)


def test_a_line_stops_where_it_is_counted_of_another_total_and_both_totals_are_said() -> None:
    counted = [point(f"2024-0{n}-01", 10.0 + n, of=36.0 if n < 3 else 35.0, unit="hospitals") for n in (1, 2, 3, 4)]
    picture = parsed(drawn(counted))
    path = next(e for e in picture.iter(f"{SVG}path") if e.attrib.get("stroke-linejoin"))
    assert path.attrib["d"].count("M") == 2 and path.attrib["d"].count("L") == 2
    dots = [e.attrib["cx"] for e in picture.iter(f"{SVG}circle")]
    (divide,) = [e for e in picture.iter(f"{SVG}path") if e.attrib.get("stroke-dasharray") == "1 3"]
    assert divide.attrib["d"].startswith(f"M{dots[2]} ")
    assert "of 35, before of 36" in "".join(picture.itertext())
    assert 'dasharray="1 3"' not in drawn([point(f"2024-0{n}-01", 10.0 + n, of=36.0) for n in (1, 2, 3)])


def test_where_the_catalogue_declares_another_counting_the_picture_does_too() -> None:
    fields = {"kind": "flow", "cadence": "day", "indicator_id": "crossing.trucks", "unit": "trucks"}
    days = [point(day, 100.0, **fields) for day in ("2024-05-01", "2024-05-09")]
    text = drawn(days)
    said = [e.text for e in parsed(text).iter(f"{SVG}text")]
    assert {"counted otherwise", "from here on"} <= set(said) and text.count('stroke-dasharray="1 3"') == 1
    narrow = [
        e.attrib for e in parsed(drawn(days, size=pictures.NARROW)).iter(f"{SVG}text") if e.text == "from here on"
    ]
    assert len(narrow) == 1 and float(narrow[0]["x"]) > 200
    others = [point(day, 100.0, **{**fields, "org_id": "ocha"}) for day in ("2024-05-01", "2024-05-03")]
    assert "counted otherwise" not in drawn(others)


def test_flows_by_day_are_bars_that_begin_at_zero() -> None:
    days = [date(2024, 1, 1) + timedelta(n) for n in range(5)]
    flows = [
        point(str(d), 100.0 + n, kind="flow", cadence="day", unit="trucks", indicator_id="crossing.trucks")
        for n, d in enumerate(days)
    ]
    bars = [e for e in parsed(drawn(flows)).iter(f"{SVG}rect") if e.attrib.get("fill-opacity")]
    assert len(bars) == 5
    assert len({round(float(b.attrib["y"]) + float(b.attrib["height"]), 0) for b in bars}) == 1


def test_statuses_are_strips_with_a_pattern_and_a_word_and_divide_where_speakers_differ() -> None:
    def span(status: str, first: str, last: str, org: str) -> Mapping[str, Any]:
        begin, end = date.fromisoformat(first), date.fromisoformat(last)
        of = point(first, None, kind="status", status=status, unit=None, org_id=org, place_id="PSE.rafah-crossing",
                   indicator_id="crossing.status", series_id=f"s/{org}")  # fmt: skip
        return {**of, "from_day": begin, "said_day": begin, "to_day": end}

    spans = [span("open", "2024-01-01", "2024-01-10", "un"), span("closed", "2024-01-05", "2024-01-12", "ocha")]
    style = Style(store.words("en"), store.palette(), date(2024, 1, 1), date(2024, 1, 31))
    picture = pictures.svg(spans, spans, style, canvas.Caption("Crossings"))
    root = parsed(picture)
    words = [e.text for e in root.iter(f"{SVG}text")]
    assert {"open", "closed", "Rafah crossing"} <= set(words)
    fills = [e for e in root.iter(f"{SVG}rect") if e.attrib["fill"].startswith(("#2A9187", "url"))]
    heights = sorted({float(e.attrib["height"]) for e in fills if float(e.attrib["height"]) > 16})  # not the key
    assert heights[0] * 2 == pytest.approx(heights[-1], abs=0.2)
    assert len(list(root.iter(f"{SVG}pattern"))) == 1


SIZES = [pictures.WIDE, pictures.NARROW, pictures.CARD, canvas.Size(400, 180, 12)]
LONG = "The Commission of Inquiry for Humanitarian Figures of the Northern Governorates"


@pytest.mark.parametrize("size", SIZES)
def test_no_name_in_a_picture_covers_a_dot_or_other_words_or_is_cut(size: canvas.Size) -> None:
    speakers = ["UN", "OCHA", "Gaza Government Media Office", LONG]
    points = [
        point(f"2024-{month:02}-{3 + 5 * who:02}", 1e6 * (1 + (month * 7 + who * 5) % 11 / 5), org_id=f"o{who}",
              speaker=name, series_id=name)
        for who, name in enumerate(speakers)
        for month in range(1, 13, 3)
    ]  # fmt: skip
    picture = parsed(drawn(points, size=size))
    boxes = []
    for e in picture.iter(f"{SVG}text"):
        letters, x, y = float(e.get("font-size", size.text)), float(e.attrib["x"]), float(e.attrib["y"])
        wide = canvas.wide_of(e.text or "", letters, bold="font-weight" in e.attrib)
        left = x - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[e.get("text-anchor", "start")]
        boxes.append((e, left, left + wide, y - letters * 0.75, y + letters * 0.2))
    names = [box for box in boxes if "paint-order" in box[0].attrib]
    dots = [(float(e.attrib["cx"]), float(e.attrib["cy"])) for e in picture.iter(f"{SVG}circle")]
    assert names and not [e.text for e, *_ in names if "…" in (e.text or "")]
    for e, left, right, high, low in names:
        assert not [at for at in dots if left < at[0] < right and high < at[1] < low], e.text
        over = [
            b[0].text for b in boxes if b[0] is not e and b[1] < right and left < b[2] and b[3] < low and high < b[4]
        ]
        assert not over, e.text
    told = " ".join(e.text or "" for e, *_ in boxes)
    assert all(name in told for name in speakers)


def test_a_name_without_a_place_stands_whole_in_a_key() -> None:
    days = [date(2024, 1, 1) + timedelta(n) for n in range(0, 366, 2)]
    points = [point(str(day), 1e6 * (1 + n * 37 % 100)) for n, day in enumerate(days)]
    full = [{**p, "speaker": LONG, "org_id": None} for p in points]
    picture = parsed(drawn(full, size=pictures.NARROW))
    told = [e.text or "" for e in picture.iter(f"{SVG}text")]
    assert LONG in " ".join(told) and not [e for e in picture.iter(f"{SVG}text") if e.get("paint-order")]
    colour = next(e for e in picture.iter(f"{SVG}path") if e.get("stroke-linejoin")).attrib["stroke"]
    assert [e for e in picture.iter(f"{SVG}rect") if e.attrib["fill"] == colour]


def test_text_of_others_is_drawn_as_text() -> None:
    hostile = [
        point("2024-01-01", 1.0, speaker=HOSTILE, org_id=None),
        point("2024-02-01", 2.0, speaker=HOSTILE, org_id=None),
    ]
    picture = drawn(hostile, title=HOSTILE, asof=HOSTILE, foot=(HOSTILE,))
    root = parsed(picture)
    assert {e.tag.removeprefix(SVG) for e in root.iter()} <= {
        "svg",
        "title",
        "rect",
        "path",
        "circle",
        "text",
        "defs",
        "pattern",
    }
    assert "\u202e" not in picture and "\u2066" not in picture and "\x07" not in picture
    assert any("<script>alert(1)</script>" in (e.text or "") for e in root.iter(f"{SVG}text"))
    assert pictures.png(picture) and pictures.pdf(picture, [HOSTILE])


def test_no_figure_is_said_and_not_drawn_as_zero(tmp_path: Path) -> None:
    style = Style(store.words("en"), store.palette(), date(2024, 1, 1), date(2024, 1, 31))
    picture = pictures.svg([], (), style, canvas.Caption("Nothing"))
    assert store.words("en").say("chart.none").split(".")[0] in picture and "<circle" not in picture


def test_who_says_the_newest_figure_is_told_whole_beneath_a_narrow_picture() -> None:
    said = "about 2 million people, as of 4 Nov 2025, according to Gaza Government Media Office"
    sources = "Sources: " + ", ".join(f"source {number}" for number in range(60))
    page = canvas.Page(pictures.NARROW, right_to_left=False)
    page.feet(canvas.Caption("Internally displaced people: Gaza Strip", said, foot=(sources,), headed=False))
    told = " ".join(text for text in re.findall(r">([^<]+)<", "".join(reversed(page.parts))))
    assert said in told and told.count("…") == 1
