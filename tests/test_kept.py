"""The row that a figure's cell points to, shown from the kept file."""

import json
from pathlib import Path

from local_sources import catalogue_of

from data import archive, kept

READ = """[fetch]
kind = "hand"
[read]
kind = "table"
format = "{form}"
{more}
[[read.observation]]
indicator = "displacement.idps"
place = {{ column = "place" }}
speaker = {{ column = "who" }}
period_start = {{ column = ["day", "a/b.n", "list"] }}
value = {{ column = "people" }}
"""


def row(tmp_path: Path, content: bytes, cell: str, form: str = "csv", more: str = "") -> kept.Row | None:
    source = catalogue_of(tmp_path, {"it": READ.format(form=form, more=more)}).sources["it"]
    return kept.row(tmp_path, archive.keep_raw(tmp_path, content), source, cell)


def test_a_row_of_a_csv_is_shown_by_its_column_names(tmp_path: Path) -> None:
    content = b'About,this\n"two\nlines",x\n\nplace,day,people,name\nGaza,2024-05-31,,A. B.\nRafah,"a\nb",7,C. D.\n'
    assert row(tmp_path, content, "row 6, people", more='header = "place"') == [
        ("place", "Gaza"),
        ("day", "2024-05-31"),
    ]
    assert row(tmp_path, content, "row 7, people", more='header = "place"') == [
        ("place", "Rafah"),
        ("day", "a b"),
        ("people", "7"),
    ]
    assert row(tmp_path, content, "row 70, people", more='header = "place"') is None


def test_a_row_is_decoded_as_its_source_says(tmp_path: Path) -> None:
    content = "place;people\nغزة;7\n".encode("cp1256")
    found = row(tmp_path, content, "row 2, people", more='encoding = "cp1256"\ndelimiter = ";"')
    assert found == [("place", "غزة"), ("people", "7")]


def test_the_object_around_a_json_value_is_shown(tmp_path: Path) -> None:
    content = json.dumps({"data": [{"a/b": {"n": 5}, "who": "x", "none": None, "list": [1]}, {"who": "y"}]}).encode()
    assert row(tmp_path, content, "/data/0/a~1b/n", "json") == [("a/b", '{"n": 5}'), ("who", "x"), ("list", "[1]")]
    assert row(tmp_path, content, "/data/7/n", "json") is None


def test_what_points_to_no_one_row_shows_none(tmp_path: Path) -> None:
    assert row(tmp_path, b"place,people\nGaza,7\n", "57 rows: place=Gaza") is None
    assert kept.row(tmp_path, "0" * 64, None, "row 2") is None
