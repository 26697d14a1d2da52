"""The files of an export: whole, described, the same each time, and without what may not be passed on."""

import csv
import hashlib
import json
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from frictionless import validate
from typer.testing import CliRunner

from dashboard import cli
from dashboard.export import export
from data import queries, warehouse
from data.errors import InputError


def count(release: Path, relation: str) -> int:
    con = warehouse.connect(release)
    try:
        return int(warehouse.cursor(con).execute(f"SELECT count(*) FROM {relation}").fetchall()[0][0])
    finally:
        con.close()


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_every_public_relation_is_there_whole(form: str, release: Path, tmp_path: Path) -> None:
    files = export(release, tmp_path / "out", form)
    assert {path.stem for path in files} >= set(queries.KEYS)
    read = {"parquet": pd.read_parquet, "csv": pd.read_csv}[form]
    for relation in queries.KEYS:
        assert len(read(tmp_path / "out" / f"{relation}.{form}")) == count(release, relation) > (relation == "series")


def test_parquet_is_sorted_compressed_and_typed(release: Path, tmp_path: Path) -> None:
    export(release, tmp_path / "out")
    file = pq.ParquetFile(tmp_path / "out" / "series.parquet")
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    frame = file.read().to_pandas()
    keys = ["indicator_id", "place_id", "period_end", "series_id"]
    assert frame[keys].equals(frame[keys].sort_values(keys, ignore_index=True))
    assert str(file.schema_arrow.field("period_end").type) == "date32[day]"
    assert str(file.schema_arrow.field("value").type) == "double"
    assert any("نزح" in str(quote) for quote in frame["quote"])


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_the_same_release_gives_the_same_files(form: str, release: Path, tmp_path: Path) -> None:
    first = {p.name: p.read_bytes() for p in export(release, tmp_path / "one", form)}
    assert first == {p.name: p.read_bytes() for p in export(release, tmp_path / "two", form)}


@pytest.mark.parametrize(("form", "hxl"), [("parquet", False), ("csv", False), ("csv", True)])
def test_the_data_package_is_valid(form: str, hxl: bool, release: Path, tmp_path: Path) -> None:
    export(release, tmp_path / "out", form, hxl=hxl)
    report = validate(str(tmp_path / "out" / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text())
    for resource in package["resources"]:
        content = (tmp_path / "out" / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["bytes"] == len(content)
        assert all(field["type"] and field["description"] for field in resource["schema"]["fields"])


def test_croissant_names_every_file_and_field(release: Path, tmp_path: Path) -> None:
    export(release, tmp_path / "out")
    described = json.loads((tmp_path / "out" / "croissant.json").read_text())
    files = {one["@id"]: one["sha256"] for one in described["distribution"]}
    for name, digest in files.items():
        assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest
    for records in described["recordSet"]:
        columns = pq.ParquetFile(tmp_path / "out" / f"{records['name']}.parquet").schema_arrow.names
        assert [field["name"] for field in records["field"]] == columns
        assert all(field["source"]["fileObject"]["@id"] in files for field in records["field"])


def test_the_dictionary_says_what_every_column_means(release: Path, tmp_path: Path) -> None:
    export(release, tmp_path / "out", "csv")
    with (tmp_path / "out" / "dictionary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["meaning"] for row in rows)
    value = next(row for row in rows if (row["relation"], row["column"]) == ("series", "value"))
    assert (value["type"], value["unit"], value["hxl"]) == (
        "DOUBLE", "as in the column unit", "#indicator+value+num",
    )  # fmt: skip


def test_what_may_not_be_passed_on_is_left_out(release: Path, tmp_path: Path) -> None:
    for form in ("csv", "parquet"):
        export(release, tmp_path / form, form)
    licences = pd.read_csv(tmp_path / "csv" / "licences.csv")
    assert "articles" in set(licences["source_id"]) and "closed" not in set(licences["source_id"])
    history = pd.read_parquet(tmp_path / "parquet" / "history.parquet")
    assert "closed" not in set(history["source_id"]) and 666 not in set(history["value"])


def test_csv_is_safe_in_a_spreadsheet_and_plain_for_programs(release: Path, tmp_path: Path) -> None:
    export(release, tmp_path / "out", "csv", hxl=True)
    with (tmp_path / "out" / "series.csv").open(encoding="utf-8", newline="") as file:
        head, tags, *rows = csv.reader(file)
    assert tags[head.index("value")] == "#indicator+value+num" and tags[head.index("place_id")] == "#loc+code"
    values = {row[head.index("value")] for row in rows}
    assert "1001000" in values and all(value.isdigit() or value == "" for value in values)
    text = (tmp_path / "out" / "series.csv").read_bytes()
    assert b"\r\n" in text and not text.startswith(b"\xef\xbb\xbf")


def test_a_folder_with_something_else_is_left_alone(release: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("a")
    with pytest.raises(InputError):
        export(release, tmp_path)
    assert (tmp_path / "mine.csv").read_text() == "a"
    with pytest.raises(InputError):
        export(release, tmp_path / "new", "xlsx")
    with pytest.raises(InputError):
        export(release, tmp_path / "new", "parquet", hxl=True)
    assert not (tmp_path / "new").exists()


def test_an_export_replaces_the_one_before(release: Path, tmp_path: Path) -> None:
    export(release, tmp_path / "out", "csv")
    export(release, tmp_path / "out", "parquet")
    assert not (tmp_path / "out" / "series.csv").exists()
    assert (tmp_path / "out" / "series.parquet").exists()


def test_the_command_writes_and_names_the_files(release: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(
        cli.app, ["export", str(tmp_path / "out"), "--store", str(release.parent), "--format", "csv", "--json"]
    )
    assert done.exit_code == 0, done.output
    assert "series.csv" in json.loads(done.stdout)["files"]
