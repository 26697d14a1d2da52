"""The table reader: any shape of file, nothing guessed, nothing lost."""

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import SHARED
from hypothesis import given, settings
from hypothesis import strategies as st
from small_store import seeds

from data import sources
from data.catalogue import Catalogue
from data.errors import ReadError
from data.models import Observation
from data.sources import TableRead
from ingest import table
from ingest.table.rows import Refusal


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    places = (
        "place_id,parent_id,kind,admin_level,name,iso3,pcode,lat,lon,population,valid_from,valid_to\n"
        "PSE,,country,0,Palestine,PSE,,,,,,\nPS02,PSE,territory,,Gaza Strip,PSE,PS02,,,,,\n"
        "PSE.rafah,PS02,city,,Rafah,PSE,,,,,,\nPSE.rafah-crossing,PS02,crossing,,Rafah crossing,PSE,,,,,,\n"
        "SYR,,country,0,Syria,SYR,,,,,,\nSYR.rafah,SYR,city,,Rafah,SYR,,,,,,\n"
    )
    return seeds(tmp_path_factory.mktemp("seeds"), places__csv=places)


IDPS = {
    "indicator": "displacement.idps",
    "place": {"column": "place"},
    "speaker": "unrwa",
    "period_start": {"column": "day"},
    "value": {"column": "people"},
}


def spec(*mappings: dict[str, Any], **read: Any) -> TableRead:
    about = {"title": "T", "publisher": "ocha", "licence": "L", "citation": "C", "redistribute": True}
    source, faults = sources.parse(
        "it",
        about
        | {"words": "publisher", "maturity": "final", "fetch": {"kind": "hand"}}
        | {"read": {"kind": "table", "format": "csv", "observation": list(mappings or [IDPS]), **read}},
    )
    assert source is not None, faults
    assert isinstance(source.read, TableRead)
    return source.read


class Found(NamedTuple):
    observations: list[Observation]
    refused: list[Refusal]
    total: int
    taken: int
    ignored: int
    reasons: dict[str, int]
    unmapped: Sequence[str]


def read(content: str | bytes, how: TableRead, catalogue: Catalogue, crisis_id: str | None = None) -> Found:
    with table.reading(content.encode() if isinstance(content, str) else content, how, catalogue, crisis_id) as one:
        assert one.taken + one.refused + one.ignored == one.total
        observations = table.records([one])[0]
        assert one.count == len(observations)
        return Found(observations, list(one.refusals()), one.total, one.taken, one.ignored, one.reasons, one.unmapped)


def test_a_cell_becomes_an_observation_that_says_where_it_stands(catalogue: Catalogue) -> None:
    found = read("place,day,people\nGaza Strip,2024-05-31,100\n", spec(), catalogue)
    assert found.observations == [
        Observation(
            indicator_id="displacement.idps",
            place_id="PS02",
            place_text="Gaza Strip",
            org_id="unrwa",
            period_start=date(2024, 5, 31),
            period_end=date(2024, 5, 31),
            period_basis="stated",
            value=100,
            unit="people",
            cell="row 2, people",
        )
    ]


def test_every_refused_row_has_its_line_and_a_reason(catalogue: Catalogue) -> None:
    content = (
        "place,day,people\nGaza Strip,2024-05-31,many\n"
        "Nowhere,2024-05-31,1\nRafah,2024-05-31,1\nGaza Strip,31/02/2024,1\n"
        "Gaza Strip,2024-05-31,-1\n,2024-05-31,1\nGaza Strip,2024-05-31,1\nGaza Strip,2024-05-31\n"
    )
    found = read(content, spec(), catalogue)
    assert [(r.row, r.code) for r in found.refused] == [
        (2, "number"),
        (3, "unknown_place"),
        (4, "ambiguous_place"),
        (5, "day"),
        (6, "out_of_bounds"),
        (7, "no_place"),
        (9, "row"),
    ]
    assert found.refused[0].reason == 'people: "many" is no number'
    assert found.refused[2].reason == 'place: "Rafah" may be PSE.rafah, SYR.rafah'
    assert (found.total, found.taken, found.ignored) == (8, 1, 0)


def test_names_in_doubt_are_looked_for_where_the_row_or_the_crisis_lies(catalogue: Catalogue) -> None:
    content = "iso3,place,day,people\nSYR,Rafah,2024-05-31,1\n"
    within = read(content, spec({**IDPS, "within": {"column": "iso3"}}), catalogue)
    assert within.observations[0].place_id == "SYR.rafah"
    crisis = read("place,day,people\nRafah,2024-05-31,1\n", spec(), catalogue, "gaza")
    assert crisis.observations[0].place_id == "PSE.rafah"
    elsewhere = read(
        "iso3,place,day,people\nSYR,Gaza Strip,2024-05-31,1\n", spec({**IDPS, "within": {"column": "iso3"}}), catalogue
    )
    assert elsewhere.refused[0].code == "unknown_place"


def test_missing_is_not_zero_and_neither_is_refused(catalogue: Catalogue) -> None:
    days = ("2024-05-01,0", "2024-05-02,", "2024-05-03,-", "2024-05-04,n/a")
    content = "place,day,people\n" + "".join(f"Gaza Strip,{day}\n" for day in days)
    found = read(content, spec(missing=["-"]), catalogue)
    assert [o.value for o in found.observations] == [0]
    assert found.reasons == {"no figure": 2}
    assert [r.text for r in found.refused] == ["n/a"]


@pytest.mark.parametrize(
    ("text", "marks", "value"),
    [
        ("1234.5", {}, 1234.5),
        ("1e3", {}, 1000),
        ("1,234", {"thousands": ","}, 1234),
        ("1,234,567.5", {"thousands": ","}, 1234567.5),
        ("1.234", {"thousands": ".", "decimal": ","}, 1234),
        ("1.234,5", {"thousands": ".", "decimal": ","}, 1234.5),
        ("0,5", {"decimal": ","}, 0.5),
        ("1\u202f234", {"thousands": " "}, 1234),
        ("1,234", {}, None),
        ("1,2", {"thousands": ","}, None),
        ("1.5", {"thousands": ".", "decimal": ","}, None),
        ("1.5", {"decimal": ","}, None),
        ("1_000", {}, None),
        ("nan", {}, None),
        ("inf", {}, None),
        ("0x10", {}, None),
        ("١٢", {}, None),
        ("12 people", {}, None),
    ],
)
def test_numbers_are_read_by_the_marks_that_are_declared(
    catalogue: Catalogue, text: str, marks: dict[str, str], value: float | None
) -> None:
    found = read(f'place,day,people\nGaza Strip,2024-05-31,"{text}"\n', spec(**marks), catalogue)
    assert [o.value for o in found.observations] == ([] if value is None else [value])
    assert [r.code for r in found.refused] == ([] if value is not None else ["number"])


@pytest.mark.parametrize(
    ("text", "pattern", "start", "end"),
    [
        ("02/03/2024", "%d/%m/%Y", "2024-03-02", "2024-03-02"),
        ("25 Feb 2024", "%d %b %Y", "2024-02-25", "2024-02-25"),
        ("2023-11-06T11:00:00.000Z", "%Y-%m-%dT%H:%M:%S.%fZ", "2023-11-06", "2023-11-06"),
        ("Feb 2024", "%b %Y", "2024-02-01", "2024-02-29"),
        ("2024", "%Y", "2024-01-01", "2024-12-31"),
        ("2024-02", ["%Y-%m-%d", "%Y-%m"], "2024-02-01", "2024-02-29"),
        ("31/02/2024", "%d/%m/%Y", None, None),
        ("03/04/2024", None, None, None),
        ("0024-01-01", None, None, None),
    ],
)
def test_days_are_read_by_the_format_that_is_declared(
    catalogue: Catalogue, text: str, pattern: Any, start: str | None, end: str | None
) -> None:
    day = {"column": "day"} | ({"format": pattern} if pattern else {})
    trucks = {**IDPS, "indicator": "crossing.trucks", "period_start": day}
    found = read(f"place,day,people\nGaza Strip,{text},1\n", spec(trucks), catalogue)
    if start is None or end is None:
        assert [r.code for r in found.refused] == ["day"]
    else:
        one = found.observations[0]
        assert (one.period_start, one.period_end) == (date.fromisoformat(start), date.fromisoformat(end))


def test_a_stock_of_a_year_stands_on_its_last_day(catalogue: Catalogue) -> None:
    year = {**IDPS, "period_start": None, "period_end": {"column": "day", "format": "%Y"}}
    found = read("place,day,people\nGaza Strip,2023,1\n", spec({k: v for k, v in year.items() if v}), catalogue)
    assert (found.observations[0].period_start, found.observations[0].period_end) == (date(2023, 12, 31),) * 2


def test_a_running_total_without_a_start_has_an_end_alone(catalogue: Catalogue) -> None:
    trucks = {**IDPS, "indicator": "crossing.trucks", "period_end": {"column": "day"}}
    del trucks["period_start"]
    found = read("place,day,people\nGaza Strip,2024-05-31,1\n", spec(trucks), catalogue)
    assert (found.observations[0].period_start, found.observations[0].period_end) == (None, date(2024, 5, 31))


def test_a_row_without_a_day_is_undated(catalogue: Catalogue) -> None:
    found = read("place,day,people\nGaza Strip,,1\n", spec(), catalogue)
    assert (found.observations[0].period_end, found.observations[0].period_basis) == (None, "unknown")


def test_preamble_hxl_row_and_footnote_are_told_apart(catalogue: Catalogue) -> None:
    content = (
        '"Extracted: today, late",,\n\nLicence: free\nplace,day,people\n#adm1+name,#date,#affected+idps\n'
        "Gaza Strip,2024-05-31,1\n\nSource: UNRWA\n"
    )
    found = read(content, spec(header="place"), catalogue)
    assert [o.cell for o in found.observations] == ["row 6, people"]
    assert found.reasons == {"HXL row": 1, "empty row": 1}
    assert [(r.row, r.text) for r in found.refused] == [(8, "Source: UNRWA")]


def test_a_lost_quote_does_not_hide_rows(catalogue: Catalogue) -> None:
    content = 'place,day,people\n"Gaza Strip,2024-05-01,1\nGaza Strip,2024-05-02,2\nGaza Strip,2024-05-03,3\n'
    found = read(content, spec(), catalogue)
    assert (found.total, len(found.refused)) == (3, 3)
    content = 'place,day,people\n"Gaza Strip,2024-05-01,1\nGaza Strip,2024-05-02,2"\nGaza Strip,2024-05-03,3\n'
    found = read(content, spec(), catalogue)
    assert [r.row for r in found.refused] == [2, 3] and "run together" in found.refused[0].reason
    assert [o.value for o in found.observations] == [3]


def test_a_cell_may_hold_lines_and_the_rows_keep_their_numbers(catalogue: Catalogue) -> None:
    content = 'place,note,day,people\nGaza Strip,"a\nb",2024-05-01,1\nGaza Strip,c,2024-05-02,2\n'
    found = read(content, spec(ignore=["note"]), catalogue)
    assert [o.cell for o in found.observations] == ["row 2, people", "row 4, people"]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-8"), ("cp1256", "cp1256"), ("latin-1", "latin-1")],
)
def test_any_declared_encoding_is_read(catalogue: Catalogue, encoding: str, declared: str) -> None:
    text = (
        "place,day,people,note\nGaza Strip,2024-05-31,1,é\n"
        if encoding == "latin-1"
        else "place,day,people,note\nGaza Strip,2024-05-31,1,\u063a\n"
    )
    if encoding == "cp1256":
        text = "place,day,people,note\nGaza Strip,2024-05-31,1,غزة\n"
    found = read(text.encode(encoding), spec({**IDPS, "quote": {"column": "note"}}, encoding=declared), catalogue)
    assert found.observations[0].quote == text.strip().rsplit(",", 1)[1]


def test_bytes_that_are_not_of_the_encoding_refuse_their_row(catalogue: Catalogue) -> None:
    content = b"place,day,people,note\nGaza Strip,2024-05-30,1,caf\xe9\nGaza Strip,2024-05-31,2,x\n"
    found = read(content, spec({**IDPS, "quote": {"column": "note"}}), catalogue)
    assert [(r.row, r.reason) for r in found.refused] == [(2, "it holds bytes that are no utf-8")]
    assert [o.value for o in found.observations] == [2]


def test_other_line_ends_and_delimiters(catalogue: Catalogue) -> None:
    for end in ("\r\n", "\r", "\n"):
        found = read(
            f"place;day;people{end}Gaza Strip;2024-05-31;1{end}Gaza Strip;2024-06-01;2{end}",
            spec(delimiter=";"),
            catalogue,
        )
        assert [o.cell for o in found.observations] == ["row 2, people", "row 3, people"], repr(end)
    mixed = read("place,day,people\r\nGaza Strip,2024-05-31,1\nGaza Strip,2024-06-01,2\r\n", spec(), catalogue)
    assert [o.value for o in mixed.observations] == [1, 2]


def test_json_points_to_the_very_value(catalogue: Catalogue) -> None:
    records = [
        {"place": "Gaza Strip", "day": "2024-05-31", "n": {"all/of": 5, "m": None}},
        "no record",
        {"place": "Gaza Strip", "day": "2024-06-01", "n": {"all/of": 12345678.5}},
        {"place": "Gaza Strip", "day": "2024-06-02"},
    ]
    mapping = {**IDPS, "value": {"column": "n.all/of"}}
    found = read(
        json.dumps({"result": {"rows": records}}), spec(mapping, format="json", records="result.rows"), catalogue
    )
    assert [(o.value, o.cell) for o in found.observations] == [
        (5, "/result/rows/0/n/all~1of"),
        (12345678.5, "/result/rows/2/n/all~1of"),
    ]
    assert [(r.row, r.reason) for r in found.refused] == [(1, "a record was expected")]
    assert (found.reasons, found.unmapped) == ({"no figure": 1}, ["n.m"])


def workbook(*rows: Sequence[object]) -> bytes:
    """A minimal XLSX with inline strings."""
    cells = "".join(
        f'<row r="{n}">'
        + "".join(
            f'<c r="{chr(65 + k)}{n}"><v>{v}</v></c>'
            if isinstance(v, (int, float))
            else f'<c r="{chr(65 + k)}{n}" t="inlineStr"><is><t>{v}</t></is></c>'
            for k, v in enumerate(row)
        )
        + "</row>"
        for n, row in enumerate(rows, 1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    relations = f'<Relationships xmlns="{package}/relationships"><Relationship Id="a" Type="{office}/'
    kinds = "application/vnd.openxmlformats-package.relationships+xml"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" '
        f'ContentType="application/xml"/><Default Extension="rels" ContentType="{kinds}"/></Types>',
        "_rels/.rels": f'{relations}officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Data" sheetId="1" r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{relations}worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def test_a_workbook_is_read_in_a_process_of_its_own(catalogue: Catalogue) -> None:
    content = workbook(
        ["Title"],
        [],
        ["place", "day", "people"],
        ["Gaza Strip", "2024-05-31", 1200.0],
        ["Gaza Strip", "2024-06-01", "x"],
    )
    found = read(content, spec(format="xlsx", header="place"), catalogue)
    assert [(o.value, o.cell) for o in found.observations] == [(1200, "row 4, people")]
    assert [r.row for r in found.refused] == [5]
    with pytest.raises(ReadError, match="no sheet 'Other', but Data"):
        read(content, spec(format="xlsx", sheet="Other"), catalogue)


def test_a_workbook_that_would_burst_is_refused(catalogue: Catalogue) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    with pytest.raises(ReadError, match="would unpack to"):
        read(out.getvalue(), spec(format="xlsx"), catalogue)
    with pytest.raises(ReadError, match="no workbook"):
        read(b"PK\x03\x04rubbish", spec(format="xlsx"), catalogue)


def test_rows_that_agree_are_counted(catalogue: Catalogue) -> None:
    mapping = {
        "indicator": "crossing.trucks",
        "place": {"column": "gate", "map": {"Rafah": "PSE.rafah-crossing"}},
        "period_start": {"column": "day", "format": "%d/%m/%Y"},
        "count": True,
    }
    found = read(
        "day,gate\n03/04/2024,Rafah\n03/04/2024,Rafah\n04/04/2024,Rafah\n04/04/2024,Gate 96\n", spec(mapping), catalogue
    )
    assert [(o.period_end, o.value, o.value_basis, o.cell) for o in found.observations] == [
        (date(2024, 4, 3), 2, "counted", "2 rows: gate=Rafah, day=03/04/2024"),
        (date(2024, 4, 4), 1, "counted", "1 row: gate=Rafah, day=04/04/2024"),
    ]
    assert [(r.row, r.code) for r in found.refused] == [(5, "not_mapped")]


def test_one_row_may_hold_several_figures(catalogue: Catalogue) -> None:
    other = {**IDPS, "indicator": "crossing.trucks", "value": {"column": "trucks"}, "where": {"kind": ["a", "b"]}}
    rows = ("2024-05-31,1,x,a", "2024-06-01,,3,c", "2024-06-02,,4,b")
    content = "place,day,people,trucks,kind\n" + "".join(f"Gaza Strip,{row}\n" for row in rows)
    found = read(content, spec(IDPS, other), catalogue)
    assert [(o.indicator_id, o.value) for o in found.observations] == [("displacement.idps", 1), ("crossing.trucks", 4)]
    assert (found.total, found.taken, found.ignored) == (3, 2, 1)
    assert [(r.row, r.code) for r in found.refused] == [(2, "number")]
    assert "not selected" not in found.reasons  # the first mapping selects that row


def test_statuses_units_breakdowns_and_words_are_checked(catalogue: Catalogue) -> None:
    mapping = {
        "indicator": {"column": "what"},
        "place": {"column": ["code", "place"]},
        "speaker": {"column": "who"},
        "period_end": "2024-05-31",
        "value": {"column": "value"},
        "status": {"column": "status"},
        "unit": {"column": "unit"},
        "qualifier": {"column": "how", "map": {"triangulation": "approx", "total": "exact"}},
        "breakdown": {"sex": {"column": "sex", "map": {"F": "f", "all": ""}}, "cause": "conflict"},
    }
    content = (
        "what,code,place,who,value,status,unit,how,sex\n"
        "displacement.idps,,Gaza Strip,UNRWA,5,,,total,F\n"
        "displacement.idps,PS02,x,Hospital director,6,,,triangulation,all\n"
        "crossing.status,,Rafah crossing,ocha,,closed,,total,all\n"
        "crossing.status,,Rafah crossing,ocha,,ajar,,total,all\n"
        "displacement.idps,PS02,x,UNRWA,5,,families,total,all\n"
        "displacement.idps,PS02,x,UNRWA,5,,,guess,all\n"
        "funding.required,PS02,x,UNRWA,5,,USD,total,all\n"
        "health.hospitals_functional,PS02,x,UNRWA,105,,percent,total,all\n"
        "displacement.idp,PS02,x,UNRWA,5,,,total,all\n"
        "displacement.idps,PS02,x,UNRWA,5,closed,,total,all\n"
    )
    found = read(content, spec(mapping), catalogue)
    assert [(o.org_id, o.org_text, o.qualifier, o.breakdown, o.unit, o.status) for o in found.observations] == [
        ("unrwa", "UNRWA", "exact", "cause=conflict;sex=f", "people", None),
        (None, "Hospital director", "approx", "cause=conflict", "people", None),
        ("ocha", "ocha", "exact", "cause=conflict", None, "closed"),
        ("unrwa", "UNRWA", "exact", "cause=conflict", "USD", None),
    ]
    assert [(r.row, r.code) for r in found.refused] == [
        (5, "unknown_status"),
        (6, "unknown_unit"),
        (7, "not_mapped"),
        (9, "out_of_bounds"),
        (10, "unknown_indicator"),
        (11, "two_claims"),
    ]


def test_a_changed_shape_stops_the_load(catalogue: Catalogue) -> None:
    with pytest.raises(ReadError, match="no column 'people'; its columns are: place, day, persons"):
        read("place,day,persons\nGaza Strip,2024-05-31,1\n", spec(), catalogue)
    with pytest.raises(ReadError, match="no header line with place"):
        read("a,b\n1,2\n", spec(header="place"), catalogue)
    with pytest.raises(ReadError, match=r"a list was expected at 'data', found an object with error"):
        read('{"data": {"error": "no"}}', spec(format="json", records="data"), catalogue)
    with pytest.raises(ReadError, match="no JSON"):
        read("<html>", spec(format="json"), catalogue)
    with pytest.raises(ReadError, match="empty"):
        read("", spec(), catalogue)


def test_many_small_documents_are_read_at_once(catalogue: Catalogue) -> None:
    head = "place,day,people\n"
    contents = [
        f"{head}Gaza Strip,2024-05-31,1\nGaza Strip,2024-06-01,x\n",
        f"{head}Gaza Strip,2024-05-31,2\n",
        f'{head}Gaza Strip,2024-05-31,3\nGaza Strip,2024-06-01\n"Gaza\nStrip",2024-06-01,5\n',
    ]
    raw = [content.encode() for content in contents]
    assert table.alike(raw, spec())
    with table.readings(raw, spec(), catalogue) as found:
        together = [
            (list(o), list(one.refusals()), one.total) for o, one in zip(table.records(found), found, strict=True)
        ]
    for content, (observations, refused, total) in zip(contents, together, strict=True):
        alone = read(content, spec(), catalogue)
        assert observations == alone.observations and refused == alone.refused
        assert total == alone.total


CELLS = st.text(alphabet='ab,;"\n\r #é\t', max_size=6)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), max_size=8))
def test_no_row_is_ever_lost(catalogue: Catalogue, rows: list[list[str]]) -> None:
    """Whatever stands in the file, its lines are taken, refused or ignored, and the three add up."""
    content = "place,day,people\nGaza Strip,2024-05-31,1\n" + "\n".join(",".join(row) for row in rows)
    found = read(content, spec(), catalogue)
    assert found.total >= 1


@pytest.mark.skipif(not SHARED.exists(), reason="the kept files of publishers are not here")
def test_a_real_line_list_adds_up(catalogue: Catalogue) -> None:
    path = next((SHARED / "sources" / "cogat").glob("*.csv"))
    mapping = {
        "indicator": "crossing.trucks",
        "place": "PS02",
        "period_start": {"column": "Date", "format": "%d %b %Y"},
        "value": {"column": "Aid (tons)"},
        "ignore": ["*"],
    }
    with table.reading(path, spec(mapping, thousands=",", missing=["-"]), catalogue) as found:
        lines = path.read_bytes().count(b"\n")
        assert found.total >= lines - 1 and found.taken + found.refused + found.ignored == found.total
        assert found.taken > 48_000 and not found.refused, list(found.refusals())[:5]


def test_a_path_is_read_where_it_lies(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("place,day,people\nGaza Strip,2024-05-31,1\n", "utf-8")
    with table.reading(path, spec(), catalogue) as found:
        assert found.count == 1 and found.newest == date(2024, 5, 31)
