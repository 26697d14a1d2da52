import itertools
import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from dashboard import audit, axes, charts, doubts, grouping, labels, maps, marks, notes, pieces, placing, strips
from dashboard.axes import Style
from dashboard.marks import Palette
from dashboard.wording import make_words
from data.catalogue import Catalogue

IDPS, TRUCKS = "displacement.idps", "crossing.trucks"


@pytest.fixture(scope="module")
def style(seeds_catalogue: Catalogue) -> Style:
    words = make_words(seeds_catalogue)["en"]
    return Style(words, Palette(seeds_catalogue), date(2024, 1, 1), date(2024, 12, 31))


def point(day: str, value: float | None, **changes: Any) -> dict[str, Any]:
    """A point as `queries.series` gives it: one of UNRWA's for the Gaza Strip, unless told."""
    end = date.fromisoformat(day)
    return {
        "observation_id": f"{changes.get('org_id', 'unrwa')}-{day}",
        "series_id": f"{changes.get('indicator_id', IDPS)}/PS02/{changes.get('org_id', 'unrwa')}",
        "indicator_id": IDPS,
        "kind": "stock",
        "place_id": "PS02",
        "org_id": "unrwa",
        "speaker": "UNRWA",
        "cadence": "point",
        "period_start": end,
        "period_end": end,
        "period_basis": "stated",
        "value": value,
        "low": None,
        "high": None,
        "of": None,
        "qualifier": "exact",
        "value_basis": "stated",
        "status": None,
        "unit": "people",
        "standing": "unreviewed",
        "source": "A source",
        "publisher": "A publisher",
        "words": "publisher",
        "found_as": "text",
        **changes,
    }


def drawn(points: list[dict[str, Any]], style: Style) -> dict[str, Any]:
    indicator = style.words.catalogue.indicators[points[0]["indicator_id"]]
    found: dict[str, Any] = json.loads(charts.figure(points, indicator, style).to_json())
    return found


def dots(figure: dict[str, Any]) -> list[dict[str, Any]]:
    return [trace for trace in figure["data"] if trace.get("mode") == "markers"]


def test_a_line_stops_where_its_speaker_was_silent_and_is_not_joined(style: Style) -> None:
    figure = drawn([point("2024-01-10", 1e6), point("2024-02-10", 2e6), point("2024-09-10", 2e6)], style)
    line = next(trace for trace in figure["data"] if trace.get("mode") == "lines")
    assert line["y"] == [1e6, 2e6, None, 2e6]
    assert line["connectgaps"] is False
    assert any("no figure" in note["text"] for note in figure["layout"]["annotations"])


def test_each_speaker_has_a_line_of_its_own_with_its_name(style: Style) -> None:
    figure = drawn([point("2024-01-10", 1e6), point("2024-01-12", 2e6, org_id="ocha", speaker="OCHA")], style)
    assert len(dots(figure)) == 2
    texts = " ".join(note["text"] for note in figure["layout"]["annotations"])
    assert "UNRWA" in texts and "OCHA" in texts


def test_a_name_stands_beside_the_marks_of_other_lines_not_over_them(style: Style) -> None:
    points = [point("2024-06-01", 1e6, org_id="ocha", speaker="OCHA")]
    points += [point(f"2024-06-{day}", 1e6 + 1e5 * (n % 2)) for n, day in enumerate(range(10, 30, 2))]
    notes_of = {note["text"]: note for note in drawn(points, style)["layout"]["annotations"]}
    named = notes_of["<b>OCHA</b>"]
    assert named["xanchor"] == "right"  # before its own mark: those of the others stand behind it
    assert abs(named["y"] - 1e6 / (11e5 * 1.1)) <= 0.3
    points += [point(f"2024-05-{day:02}", 1e6 + 1e5 * (n % 2)) for n, day in enumerate(range(2, 31, 2))]
    notes_of = {note["text"]: note for note in drawn(points, style)["layout"]["annotations"]}
    heights = [p["value"] / (11e5 * 1.1) for p in points[1:]]
    named = notes_of["<b>OCHA</b>"]  # marks on both sides: off the heights of all
    assert all(abs(named["y"] - height) >= 0.05 for height in heights) and abs(named["y"] - 1e6 / (11e5 * 1.1)) <= 0.3


def test_a_name_hides_no_mark_that_it_crosses(style: Style) -> None:
    points = [point(f"2024-06-{day:02}", 1e6 + 1e4 * day) for day in range(1, 30)]
    named = [note for note in drawn(points, style)["layout"]["annotations"] if note["text"] == "<b>UNRWA</b>"]
    assert [("bgcolor" in note, style.ground in note["font"]["shadow"]) for note in named] == [(False, True)]


def test_marks_say_how_the_figure_was_said(style: Style) -> None:
    qualifiers = ["exact", "approx", "at_least", "more_than", "at_most", "less_than"]
    points = [point(f"2024-03-{n + 1:02}", 1e6, qualifier=q) for n, q in enumerate(qualifiers)]
    points.append(point("2024-03-09", 15e5, qualifier="range", low=1e6, high=2e6))
    points.append(point("2024-03-10", 1e6, period_basis="publication"))
    mark = dots(drawn(points, style))[0]
    ground = [colour == style.ground for colour in mark["marker"]["color"]]
    assert ground == [False, True, False, False, False, False, False, True]
    assert mark["marker"]["size"][-1] < mark["marker"]["size"][0]
    up, down = mark["error_y"]["array"], mark["error_y"]["arrayminus"]
    assert [bool(u) for u in up] == [False, False, True, True, False, False, True, False]
    assert [bool(d) for d in down] == [False, False, False, False, True, True, True, False]
    assert (up[6], down[6]) == (5e5, 5e5)


def test_percents_and_counts_do_not_share_a_chart(style: Style) -> None:
    points = [point("2024-01-10", 18, unit="hospitals"), point("2024-01-11", 50, unit="percent", series_id="other")]
    with pytest.raises(ValueError, match="do not share"):
        drawn(points, style)
    assert set(grouping.groups(points)) == {"hospitals", "percent"}


def test_days_and_months_of_a_flow_do_not_share_a_chart(style: Style) -> None:
    day = point("2024-02-10", 90, indicator_id=TRUCKS, kind="flow", unit="trucks", cadence="day")
    month = point(
        "2024-02-29",
        2874,
        indicator_id=TRUCKS,
        kind="flow",
        unit="trucks",
        cadence="month",
        period_start=date(2024, 2, 1),
    )
    total = {**month, "cadence": "from-2023-10-21"}
    assert list(grouping.groups([day, month, total])) == ["trucks/day", "trucks/month", "trucks/total"]
    bars = [trace for trace in drawn([month], style)["data"] if trace["type"] == "bar"]
    assert bars[0]["y"] == [2874] and bars[0]["width"][0] == pytest.approx(29 * 0.88 * charts.DAY_MS)


def test_a_reported_zero_is_drawn_as_a_dot_on_the_baseline(style: Style) -> None:
    zero = point("2024-02-10", 0, indicator_id=TRUCKS, kind="flow", unit="trucks", cadence="day")
    figure = drawn([zero], style)
    assert dots(figure)[0]["y"] == [0]
    assert figure["layout"]["yaxis"]["range"][0] == 0


def test_a_running_total_that_falls_is_marked(style: Style) -> None:
    total = {"indicator_id": "casualties.killed", "kind": "flow", "cadence": "from-2023-10-07"}
    points = [point("2024-01-10", 900, **total), point("2024-02-10", 800, **total)]
    assert [p["value"] for p in audit.falls(points)] == [800]
    assert any("lower" in note["text"] for note in drawn(points, style)["layout"]["annotations"])


def test_a_band_reaches_over_the_figures_of_speakers_who_differ_for_a_day(style: Style) -> None:
    points = [point("2024-01-10", 1e6), point("2024-01-10", 2e6, org_id="ocha", speaker="OCHA")]
    points += [point("2024-02-10", 3e6), point("2024-02-10", 3e6, org_id="ocha", speaker="OCHA")]
    (band,) = drawn(points, style)["layout"]["shapes"]
    assert (band["y0"], band["y1"], band["layer"]) == (1e6, 2e6, "below")
    assert band["x0"] <= "2024-01-09" and band["x1"] >= "2024-01-11"
    (found,) = audit.disagreements(points)
    assert [p["speaker"] for p in found.said] == ["UNRWA", "OCHA"]


def test_bands_of_neighbouring_days_do_not_cover_each_other() -> None:
    said = (point("2024-01-10", 1),)
    days = [audit.Disagreement(date(2024, 1, day), 1, 2, said) for day in (10, 11, 30)]
    areas = audit.bands(days, date(2024, 1, 1), date(2026, 12, 31))
    assert len(areas) == 3 and all(a[1] <= b[0] for a, b in zip(areas, areas[1:], strict=False))


def test_who_says_what_lists_each_speaker_once_and_nobody_who_filled_in(style: Style) -> None:
    points = [
        {**point("2024-01-10", value, org_id=org, speaker=org, **more), "title": "T", "source_id": "s"}
        for org, value, more in (
            ("b", 2e6, {}),
            ("a", 1e6, {"qualifier": "more_than"}),
            ("c", 5e6, {"value_basis": "estimated"}),
        )
    ]
    told = doubts.differing(points, style.words)
    assert told is not None and "from 1 million to 2 million" in told.title
    assert [(r["speaker"], r["figure"]) for r in told.rows] == [("a", "more than 1 million"), ("b", "2 million")]
    assert doubts.differing(points[:1], style.words) is None


def test_publishers_who_carry_one_speaker_are_one_speaker(style: Style) -> None:
    points = [point(f"2024-01-1{n}", 1e6, publisher=f"Paper {n}") for n in range(5)]
    assert audit.independent(points) == (5, 1)
    assert doubts.independence(points, style.words) == "Publishers: 5; speakers: 1."
    assert doubts.independence(points[:1], style.words) == ""


def hospitals(name: str, value: float, of: float | None = 36, **more: Any) -> dict[str, Any]:
    indicator_id = f"health.hospitals_{name}"
    return point(
        "2024-04-12", value, indicator_id=indicator_id, unit="hospitals", of=of, series_id=indicator_id, **more
    )


def test_parts_that_disagree_with_the_whole_are_marked(style: Style) -> None:
    parts = [hospitals("functional", 10), hospitals("partial", 11), hospitals("nonfunctional", 14)]
    catalogue = style.words.catalogue
    assert [(o.parts, o.whole) for o in audit.overruns(parts, catalogue)] == [(35, 36)]
    assert any("do not add up" in note["text"] for note in drawn(parts, style)["layout"]["annotations"])
    assert audit.overruns([*parts[:2], hospitals("nonfunctional", 15)], catalogue) == []
    assert audit.overruns(parts[:2], catalogue) == []  # 21 of 36, and the third part is not said
    assert audit.overruns([*parts[:2], hospitals("nonfunctional", 14, qualifier="approx")], catalogue) == []


def test_places_that_sum_to_more_than_what_they_lie_in_are_marked(style: Style) -> None:
    kind = {"indicator_id": TRUCKS, "kind": "flow", "unit": "trucks", "cadence": "day"}
    whole = point("2024-02-10", 90, **kind)
    inner = [
        point("2024-02-10", value, place_id=place, **kind)
        for place, value in (("PSE.rafah-crossing", 60), ("PSE.kerem-shalom-crossing", 40))
    ]
    catalogue = style.words.catalogue
    assert [(o.parts, o.whole) for o in audit.overruns([whole], catalogue, inner)] == [(100, 90)]
    assert audit.overruns([{**whole, "qualifier": "at_least"}], catalogue, inner) == []
    assert audit.overruns([whole], catalogue, inner[:1]) == []
    district = point("2024-02-10", 60, place_id="PS0255", **kind)  # a crossing may lie in it: the two are not added
    assert audit.overruns([whole], catalogue, [district, inner[1]]) == []


def test_a_line_breaks_where_it_is_counted_of_another_total_and_says_so(style: Style) -> None:
    kind = {"indicator_id": "health.hospitals_functional", "unit": "hospitals"}
    points = [point("2024-01-10", 18, of=35, **kind), point("2024-02-10", 18, of=36, **kind)]
    figure = drawn(points, style)
    line = next(trace for trace in figure["data"] if trace.get("mode") == "lines")
    assert line["y"] == [18, None, 18]
    assert any(note["text"] == "of 36, before of 35" for note in figure["layout"]["annotations"])
    assert [shape["type"] for shape in figure["layout"]["shapes"]] == ["line"]


def test_a_line_breaks_from_the_day_on_which_its_speaker_counts_otherwise(style: Style) -> None:
    kind = {"indicator_id": TRUCKS, "kind": "flow", "unit": "trucks", "cadence": "from-2024-04-01"}
    points = [point(day, value, **kind) for day, value in (("2024-05-01", 90), ("2024-05-20", 95), ("2024-06-10", 99))]
    figure = drawn(points, style)
    line = next(trace for trace in figure["data"] if trace.get("mode") == "lines")
    assert line["y"] == [90, None, 95, 99]  # UNRWA counted every truck on the spot until 5 May 2024
    assert [s["x0"] for s in figure["layout"]["shapes"]] == ["2024-05-06"]
    assert any(note["text"] == "counted otherwise<br>from here on" for note in figure["layout"]["annotations"])
    (told,) = doubts.listed(points, [], style.words)
    assert told["text"].startswith("6 May 2024, UNRWA: Until 5 May 2024") and "unrwa.org" in told["url"]
    others = [{**p, "org_id": "cogat", "speaker": "COGAT"} for p in points]
    assert "shapes" not in drawn(others, style)["layout"] and doubts.listed(others, [], style.words) == []
    assert drawn([{**p, "place_id": "PSE.erez-crossing"} for p in points], style)["layout"]["shapes"] != []


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (notes.NOTHING, "no figure"),
        (notes.Missing(kept_back=(date(2024, 6, 1),)), "said but not drawn"),
        (notes.Missing(kept_back=(date(2024, 1, 20),), unread="not read yet"), "not read yet"),
    ],
)
def test_three_kinds_of_gap_are_told_apart(style: Style, missing: notes.Missing, said: str) -> None:
    points = [point("2024-01-10", 1e6), point("2024-02-10", 1e6)]
    (note,) = notes.silences(points, style, missing)
    assert said in note["text"]


def test_a_gap_between_two_figures_is_not_for_want_of_reading(style: Style) -> None:
    points = [point("2024-01-10", 1e6), point("2024-12-20", 1e6)]
    (note,) = notes.silences(points, style, notes.Missing(unread="not read yet"))
    assert "no figure" in note["text"]


def test_a_year_that_a_bar_fills_is_no_gap(style: Style) -> None:
    def year(number: int) -> dict[str, Any]:
        flow = {"kind": "flow", "cadence": "year", "period_start": date(number, 1, 1)}
        return point(f"{number}-12-31", 1e6, **flow)

    assert notes.silences([year(2023), year(2024)], style) == []
    later = replace(style, end=date(2026, 6, 1))
    assert len(notes.silences([year(2022), year(2024)], later)) == 2  # all of 2023, and since 2024


def test_filled_in_figures_are_dashed(style: Style) -> None:
    figure = drawn([point("2024-01-10", 1e6, value_basis="estimated")], style)
    assert next(t for t in figure["data"] if t.get("mode") == "lines")["line"]["dash"] == "dash"


def test_a_stock_said_of_a_span_has_a_bar_across_it(style: Style) -> None:
    figure = drawn([point("2024-03-31", 1e6, period_start=date(2024, 3, 1))], style)
    assert dots(figure)[0]["error_x"]["arrayminus"] == [30 * charts.DAY_MS]


def test_strings_of_sources_are_no_markup_in_a_chart(style: Style) -> None:
    hostile = '<a href="https://evil.example">UN</a><img src=x>'
    figure = drawn([point("2024-01-10", 1e6, org_id=None, speaker=hostile)], style)
    text = json.dumps(figure)
    assert "<a href" not in text and "<img" not in text
    assert all(trace["hovertemplate"] == "%{customdata[1]}<extra></extra>" for trace in dots(figure))
    assert dots(figure)[0]["customdata"][0][0] == "None-2024-01-10"


def test_the_text_alternative_tells_the_data(style: Style) -> None:
    points = [point("2024-01-10", 1e6), point("2024-02-10", 19e5, qualifier="more_than")]
    alt = charts.describe(points, style.words.catalogue.indicators[IDPS], style)
    assert "2 figures" in alt and "UNRWA" in alt and "more than 1.9 million" in alt and "10 Feb 2024" in alt


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2023, 10, 7), date(2026, 11, 25), ["2024", "Jul", "2025", "Jul", "2026", "Jul"]),
        (date(2024, 2, 1), date(2024, 5, 20), ["Feb 2024", "Mar", "Apr", "May"]),
        (date(2024, 5, 1), date(2024, 5, 4), ["1 May", "2 May", "3 May", "4 May"]),
    ],
)
def test_ticks_are_few_and_in_words(start: date, end: date, words: list[str]) -> None:
    assert axes.ticks(start, end, "en")[1] == words


def test_missing_values_of_a_frame_become_none_and_days_dates() -> None:
    frame = pd.DataFrame({"period_end": pd.to_datetime(pd.Series(["2024-01-01", None])), "value": [1.0, float("nan")]})
    assert charts.rows(frame) == [{"period_end": date(2024, 1, 1), "value": 1.0}, {"period_end": None, "value": None}]


def span(org: str, status: str, first: str, last: str, place: str = "PSE.rafah-crossing") -> dict[str, Any]:
    return {
        "place_id": place,
        "org_id": org,
        "speaker": org.upper(),
        "status": status,
        "observation_id": f"{org}-{first}",
        "from_day": date.fromisoformat(first),
        "said_day": date.fromisoformat(first),
        "to_day": date.fromisoformat(last),
    }


def test_a_strip_ends_where_its_evidence_ends() -> None:
    found = strips.segments([span("un", "open", "2024-02-01", "2024-03-16")], date(2024, 1, 1), date(2024, 12, 31))
    assert [(s.first, s.last, s.lanes) for s in found] == [(date(2024, 2, 1), date(2024, 3, 16), 1)]


def test_a_strip_divides_where_speakers_differ_and_only_there() -> None:
    spans = [span("un", "open", "2024-02-01", "2024-02-29"), span("cogat", "closed", "2024-02-10", "2024-02-20")]
    found = strips.segments(spans, date(2024, 1, 1), date(2024, 12, 31))
    shown = [(s.status, s.first.day, s.last.day, s.lane, s.lanes) for s in found]
    assert shown == [
        ("open", 1, 9, 0, 1),
        ("open", 10, 20, 0, 2),
        ("closed", 10, 20, 1, 2),
        ("open", 21, 29, 0, 1),
    ]


def test_speakers_who_agree_share_one_strip() -> None:
    spans = [span("un", "open", "2024-02-01", "2024-02-20"), span("who", "open", "2024-02-10", "2024-02-29")]
    (segment,) = strips.segments(spans, date(2024, 1, 1), date(2024, 12, 31))
    assert (segment.first.day, segment.last.day) == (1, 29)
    assert {s["org_id"] for s in segment.said} == {"un", "who"}


def test_a_strip_carries_its_statements_and_its_place(style: Style) -> None:
    figure = json.loads(
        strips.figure([span("un", "closed", "2024-02-01", "2024-03-16")], ["PSE.rafah-crossing"], style).to_json()
    )
    bar = next(trace for trace in figure["data"] if trace["type"] == "bar")
    assert bar["customdata"][0][0] == "un-2024-02-01" and bar["marker"]["pattern"]["shape"] == "/"
    assert any("Rafah" in note["text"] for note in figure["layout"]["annotations"])
    alt = strips.describe([span("un", "closed", "2024-02-01", "2024-03-16")], ["PSE.rafah-crossing"], style)
    assert "closed" in alt and "UN" in alt


def test_a_map_shows_what_is_not_known_as_such(style: Style) -> None:
    places = ["PSE.rafah-crossing", "PSE.kerem-shalom-crossing"]
    said = {"PSE.rafah-crossing": [span("un", "closed", "2024-02-01", "2024-03-16")]}
    figure = json.loads(maps.figure(["gaza.geojson"], places, said, style).to_json())
    assert figure["data"][-1]["marker"]["symbol"] == ["square", "circle-open"]
    assert "map" not in "".join(trace["type"] for trace in figure["data"])


def test_parts_are_named_and_finer_ones_left_out(style: Style) -> None:
    clashes = {
        "breakdown": "assessment=BA;operation=Clashes",
        "series_id": "clashes",
        "org_id": "iom",
        "speaker": "IOM",
    }
    finer = {**clashes, "breakdown": "assessment=BA;operation=Clashes;origin=North", "series_id": "finer"}
    total = point("2024-05-10", 5e6, org_id="idmc", speaker="IDMC")
    cause = point("2024-05-10", 4e6, org_id="idmc", speaker="IDMC", breakdown="cause=conflict", series_id="cause")
    points = [point("2024-03-10", 9e6, **clashes), point("2024-04-10", 1e6, **finer), total, cause]
    kept = grouping.broad(points)
    assert [p["value"] for p in kept] == [9e6, 5e6]
    assert [labels.name_of(p, kept, style) for p in kept] == ["IOM, assessment: BA, operation: Clashes", "IDMC"]
    assert "operation: Clashes" in charts.hover(kept[0], style.words)
    assert style.words.part(cause) == "cause: conflict" and style.words.about(cause) == "Gaza Strip, cause: conflict"
    assert style.words.part(total) == "" and style.words.about(total) == "Gaza Strip"


def test_a_name_that_stands_away_from_its_mark_has_a_line_to_it(style: Style) -> None:
    crowd = [point(f"2024-06-{day:02}", 1e6, org_id=f"o{day}", speaker=f"Speaker {day}") for day in range(1, 13, 2)]
    near, *away = [note for note in drawn(crowd, style)["layout"]["annotations"] if "Speaker" in note["text"]]
    assert not near["showarrow"]
    led = [note for note in away if note["showarrow"]]
    assert led and all(note["y"] == 1e6 and note["ayref"] == "y" for note in led)
    assert all(
        note["ax"] == labels.SHIFT * (-1 if note["xanchor"] == "right" else 1) for note in led
    )  # no upright stem


def test_several_who_are_not_named_have_no_name_beside_their_marks(style: Style) -> None:
    nobody = {"org_id": None, "speaker": None}
    one = point("2024-02-01", 5e5, series_id="a", publisher="Reuters", **nobody)
    other = point("2024-05-01", 2e5, series_id="b", publisher="AFP", **nobody)
    assert [bool(labels.shown(drawn(some, style)["layout"]["annotations"])) for some in ([one], [one, other])] == [
        True,
        False,
    ]


def test_a_speaker_of_several_lines_is_named_once_at_the_newest(style: Style) -> None:
    days = point("2024-02-01", 5e5, series_id="a"), point("2024-05-01", 2e5, series_id="b")
    (name,) = [note for note in drawn(days, style)["layout"]["annotations"] if note["text"].startswith("<b>")]
    assert name["x"] == "2024-05-01"


def test_a_map_of_few_places_names_them_and_tells_its_signs(style: Style) -> None:
    crossings = style.words.catalogue.crises["gaza"].crossings
    span = {"status": "closed", "speaker": "COGAT", "said_day": date(2024, 5, 7), "observation_id": "a"}
    said = {"PSE.rafah-crossing": [span]}
    found = json.loads(maps.figure(["gaza.geojson"], crossings, said, style).to_json())["data"][-1]
    sides = {name.strip(): side for name, side in zip(found["text"], found["textposition"], strict=True)}
    assert found["mode"] == "markers+text" and "Gate 96" not in sides  # its coordinates are not known
    assert sides["Rafah"] == "middle left" and sides["Kissufim"] == "middle right"  # off the land; all are crossings
    assert maps.key(said, style.words) == [("■", "#9B2226", "closed")]
    assert maps.shortened(["معبر رفح", "معبر كرم أبو سالم"]) == ["رفح", "كرم أبو سالم"]
    assert maps.shortened(["Rafah crossing", "Gate 96"]) == ["Rafah crossing", "Gate 96"]
    hospitals = style.words.catalogue.crises["gaza"].hospitals
    assert json.loads(maps.figure([], hospitals, {}, style).to_json())["data"][-1]["mode"] == "markers"


def test_names_keep_off_the_words_of_a_gap_and_inside_the_chart(style: Style) -> None:
    long = {"org_id": None, "speaker": "An organisation with quite a long name"}
    points = [point("2024-05-20", 3e5, **long), point("2024-01-05", 3e6)]
    notes_of = drawn(points, style)["layout"]["annotations"]
    (name,) = [note for note in notes_of if "An organisation" in note["text"]]
    (gap,) = [note for note in notes_of if "no figure" in note["text"] and note["x"] > "2024-06"]
    assert name["xanchor"] == "left" and "<br>" in name["text"] and gap["y"] < 0.1
    height = name["ay"] / (3e6 * 1.1) if name["showarrow"] else name["y"]
    assert height > 0.2  # its own would be 0.09, where the words of the gap stand


def test_a_line_goes_on_at_the_pace_of_its_speaker_and_no_further(style: Style) -> None:
    yearly = [point(day, 5) for day in ("2021-12-31", "2022-12-31", "2023-12-31")]
    assert notes.lasting(yearly) == 548  # half as long again
    assert notes.lasting(yearly[:2]) == notes.lasting([*yearly[:1], point("2022-01-07", 5)]) == notes.GAP_DAYS
    weekly = [point(day, 5) for day in ("2024-01-07", "2024-01-14", "2024-01-21", "2024-08-01")]
    assert notes.lasting(weekly) == notes.GAP_DAYS
    quarters = [point(day, 5) for day in ("2024-01-01", "2024-05-10", "2024-09-20", "2024-11-30")]
    assert notes.silences(quarters, style) == []  # no words of silence beneath a line
    assert len(notes.silences([p for p in quarters if p["period_end"].month in (1, 9)], style)) == 1


def test_few_speakers_are_all_named_beside_their_marks() -> None:
    lone = [point("2024-02-01", 5 + n, org_id=f"org{n}") for n in range(6)]
    assert len(labels.named(grouping.by_series(lone))) == 6
    many = [point(f"2024-02-{day:02}", 5, org_id=f"org{n}") for n in range(7) for day in range(1, 7)]
    assert len(labels.named(grouping.by_series(many))) == labels.LABELLED


def crowd(speakers: int, every: int) -> list[dict[str, Any]]:
    """Figures of several speakers over the year, each a little above the one before, in waves."""
    days = [date(2024, 1, 3) + timedelta(n) for n in range(0, 360, every)]
    return [
        point(day.isoformat(), 1e6 * (1 + (n * 7 + who * 5) % 11 / 5), org_id=f"o{who}", speaker=f"Organisation {who}")
        for who in range(speakers)
        for n, day in enumerate(days)
    ]


@pytest.mark.parametrize(("speakers", "every"), [(1, 30), (3, 60), (4, 25), (5, 40), (5, 15)])
def test_no_name_covers_a_mark_or_another_name_at_any_width(style: Style, speakers: int, every: int) -> None:
    points = crowd(speakers, every)
    figure = charts.figure(points, style.words.catalogue.indicators[IDPS], style)
    top = figure.layout.yaxis.range[1]
    names = [note for note in figure.layout.annotations if note.name]
    assert len(names) >= 1
    for width, height in placing.SCREEN.rooms:

        def across(day: Any, room: int = width) -> float:
            return (date.fromisoformat(str(day)) - style.start).days / (style.end - style.start).days * room

        boxes = []
        for note in names:
            rows = note.text.removeprefix("<b>").removesuffix("</b>").split("<br>")
            long, high = max(map(len, rows)) * 6.2, len(rows) * 15
            x = across(note.x) + (note.ax if note.showarrow else note.xshift)
            y = note.ay / top * height if note.showarrow else note.y * height
            left = x - long if note.xanchor == "right" else x
            assert left >= -1 and left + long <= width + 12, note.text
            boxes.append((left, left + long, y - high / 2, y + high / 2))
        marked = [(across(p["period_end"]), p["value"] / top * height) for p in points]
        for left, right, low, over in boxes:
            assert not [at for at in marked if left - 3 < at[0] < right + 3 and low - 3 < at[1] < over + 3]
        for one, other in itertools.combinations(boxes, 2):
            apart = one[0] >= other[1] or other[0] >= one[1] or one[2] >= other[3] or other[2] >= one[3]
            assert apart, width


def test_a_name_without_a_place_is_left_to_the_key(style: Style) -> None:
    days = [date(2024, 1, 1) + timedelta(n) for n in range(366)]
    full = [
        point(day.isoformat(), 1e6 * (n * 37 % 100) / 100, org_id=who, speaker=who.upper())
        for who in ("a", "b", "c")
        for n, day in enumerate(days)
    ]
    figure = charts.figure(full, style.words.catalogue.indicators[IDPS], style)
    assert len(labels.shown(figure.layout.annotations)) < 3  # the key above the chart names them all
    lone = charts.figure(full[:1], style.words.catalogue.indicators[IDPS], style)
    assert labels.shown(lone.layout.annotations) == {"A"}


def test_words_of_a_gap_stand_above_the_marks_beneath_them(style: Style) -> None:
    low = [point("2024-06-01", 1e5), point("2024-06-30", 1e5), point("2024-01-01", 1e6)]
    wide = notes.silences(low, style)
    marked = [placing.Area(x / 366, x / 366, 0.08, 0.08, 5, 5, 5, 5) for x in range(0, 366, 10)]
    raised = notes.settled(wide, marked, 1e6, style)
    assert [note["x"] for note in raised] == [note["x"] for note in wide]
    assert {note["y"] for note in wide} == {notes.LOW} and all(note["y"] > notes.LOW for note in raised)


def test_where_a_figure_stands_on_a_cited_page_is_said_to_be_our_note(style: Style) -> None:
    where = {"title": "A page", "publisher": "Reuters", "cell": None, "cited": "first paragraph"}
    said = pieces.place_in_source(point("2024-01-01", 1, found_as="cited", **where), style.words)
    assert "our own note" in said.lower() and "“A page” (Reuters)" in said and "first paragraph" in said
    table = {**where, "cell": "row 5", "cited": None, "found_as": "cell"}
    assert pieces.place_in_source(point("2024-01-01", 1, **table), style.words) == "A page, Reuters: row 5"
    arabic = pieces.place_in_source(point("2024-01-01", 1, **table), make_words(style.words.catalogue)["ar"])
    assert "\u2068A page\u2069" in arabic and "\u2068row 5\u2069" in arabic


def test_the_key_names_the_shapes_that_are_drawn_and_no_other() -> None:
    drawn_so = [point("2024-01-01", 1), point("2024-01-02", 1, qualifier="more_than")]
    assert marks.kinds(drawn_so) == {"exact", "up"} and marks.kinds([]) == set()
    hollow = [point("2024-01-01", 1, qualifier="less_than", period_basis="inferred")]
    assert marks.kinds(hollow) == {"down", "day"}
    assert marks.kinds([point("2024-01-01", 1, period_basis="published")]) == {"day"}
