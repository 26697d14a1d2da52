from datetime import date
from urllib.parse import unquote

import pytest

from dashboard import marks
from dashboard.marks import Colour, Palette
from data.catalogue import Catalogue

WHITE, NIGHT = "#FFFFFF", "#14171C"


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colour", [*marks.SPEAKERS, *marks.FUNCTIONS.values()])
def test_marks_and_names_can_be_told_from_their_ground(colour: Colour) -> None:
    assert contrast(colour.mark, WHITE) >= 3
    assert contrast(colour.ink, WHITE) >= 4.5
    assert contrast(colour.dark, NIGHT) >= 4.5


def test_a_speaker_has_one_colour_whoever_asks(seeds_catalogue: Catalogue) -> None:
    one, other = Palette(seeds_catalogue), Palette(seeds_catalogue)
    for org_id in ("unrwa", "ocha", "who", "euronews"):
        assert one.colour(org_id, None) == other.colour(org_id, "another name")
    assert len({one.colour(o, None) for o in ("unrwa", "ocha", "who", "un")}) == 4


def test_speakers_of_one_chart_have_colours_of_their_own(seeds_catalogue: Catalogue) -> None:
    palette = Palette(seeds_catalogue)
    assert palette.colour("who", "WHO") == palette.colour("health-cluster", "Health Cluster")
    given = palette.apart([("health-cluster", "Health Cluster"), ("who", "WHO"), (None, None), ("un", "UN")])
    assert len({colour.mark for colour in given.values()}) == 4
    assert given["who", "WHO"] == palette.colour("who", "WHO") and given[None, None] == marks.SPEAKERS[6]
    many = palette.apart((None, f"Speaker {number}") for number in range(9))
    assert len(many) == 9 and {colour.mark for colour in many.values()} == {colour.mark for colour in marks.SPEAKERS}


def test_a_status_is_told_by_pattern_too() -> None:
    assert marks.STATUSES["closed"].pattern and marks.STATUSES["partially_open"].pattern
    assert not marks.STATUSES["open"].pattern
    assert marks.STATUSES["closed"].pattern != marks.STATUSES["partially_open"].pattern


def test_a_small_line_breaks_where_nothing_was_said() -> None:
    points = [(date(2024, 1, 1), 1.0), (date(2024, 1, 9), 2.0), (date(2024, 9, 1), 2.0)]
    svg = unquote(marks.sparkline(points, date(2024, 1, 1), date(2024, 12, 31), "#000000", 120))
    path = svg.split('<path d="')[2].split('"')[0]
    assert path.count("M") == 2 and path.count("L") == 1


def test_a_small_line_without_points_is_no_picture() -> None:
    assert marks.sparkline([(date(2020, 1, 1), 1.0)], date(2024, 1, 1), date(2024, 2, 1), "#000000", 120) == ""


def test_a_day_that_the_text_does_not_state_is_smaller_and_hollow() -> None:
    assert marks.is_hollow("exact", "publication") and not marks.is_hollow("exact", "stated")
    assert marks.is_hollow("approx", "stated")
    assert marks.size("inferred") < marks.size("stated")
