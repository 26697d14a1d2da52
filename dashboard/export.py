"""A release handed out as files: its public views, what every column means, the licences, and two descriptions.

Parquet (sorted, zstd) or CSV; `datapackage.json` as Frictionless says, `croissant.json` as Croissant 1.0 says,
`dictionary.csv` and `licences.csv` for people. All from the public file: what may not be passed on is not in it.
"""

import csv
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.routes.answers import cell, sound
from data import queries, warehouse
from data.errors import InputError
from data.queries.catalogue import sources as all_sources

HXL = {
    "observation_id": "#meta+id+observation", "indicator_id": "#indicator+code", "indicator_label": "#indicator+name",
    "value": "#indicator+value+num", "low": "#indicator+value+min+num", "high": "#indicator+value+max+num",
    "of": "#indicator+value+total+num", "unit": "#indicator+unit", "qualifier": "#indicator+qualifier",
    "status": "#status", "place_id": "#loc+code", "place": "#loc+name", "iso3": "#country+code+v_iso3",
    "pcode": "#adm+code+v_pcode", "period_start": "#date+start", "period_end": "#date+end",
    "from_day": "#date+start", "to_day": "#date+end", "org_id": "#org+code", "speaker": "#org+name",
    "publisher": "#org+name+publisher", "source": "#meta+source", "source_id": "#meta+source+code",
    "url": "#meta+url", "licence": "#meta+licence", "published_at": "#date+published", "lat": "#geo+lat",
    "lon": "#geo+lon", "population": "#population", "quote": "#description+quote", "lang": "#meta+lang",
    "standing": "#meta+status", "crisis_id": "#crisis+code",
}  # fmt: skip
"""The HXL tag of a column, where the standard has one for it; an indicator's own tag is in the table `indicator`."""

UNITS = {"lat": "degrees", "lon": "degrees", "population": "people", "lasts_days": "days", "stale_after_days": "days"}
AS_UNIT = frozenset({"value", "low", "high", "of", "old_value", "new_value", "minimum", "maximum"})

FRICTIONLESS = {"DOUBLE": "number", "INTEGER": "integer", "DATE": "date", "TIMESTAMP": "datetime", "BOOLEAN": "boolean"}
CROISSANT = {
    "DOUBLE": "sc:Float",
    "INTEGER": "sc:Integer",
    "DATE": "sc:Date",
    "TIMESTAMP": "sc:DateTime",
    "BOOLEAN": "sc:Boolean",
}


@dataclass(frozen=True)
class Column:
    """A column of a public relation: what it holds, in what unit, and under which HXL tag, where it has them."""

    name: str
    kind: str
    meaning: str
    unit: str | None
    hxl: str | None


@dataclass(frozen=True)
class File:
    """A file that was written: a relation, its columns and rows, and its bytes."""

    path: Path
    relation: str
    meaning: str
    columns: Sequence[Column]
    rows: int

    @property
    def sha256(self) -> str:
        """Of its bytes, in hexadecimal."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def export(release: Path, folder: Path, form: str = "parquet", *, hxl: bool = False) -> list[Path]:
    """Write the public views of a release's public file into a folder; the files written.

    `form` is "parquet" or "csv"; `hxl` puts a row of HXL tags under the head of each CSV. The same release gives the
    same files. Files of an earlier export in the folder are replaced.

    Raises:
        InputError: the folder holds something else, or the form is unknown.
    """
    if form not in ("parquet", "csv"):
        raise InputError(f'"{form}" is neither parquet nor csv.')
    if hxl and form != "csv":
        raise InputError("A row of HXL tags stands in CSV only: add --format csv.")
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not _is_ours(folder))):
        raise InputError(f"{folder} holds something else: name a folder that is empty, new or of an earlier export.")
    folder.mkdir(parents=True, exist_ok=True)
    for old in (*folder.glob("*.csv"), *folder.glob("*.parquet"), *folder.glob("*.json")):
        old.unlink()
    with closing(warehouse.connect(release)) as con:
        with closing(warehouse.cursor(con)) as cursor:
            made = queries.release(cursor)
            relations = dict(_relations(queries.dictionary(cursor)))
            sources = [one for one in all_sources(cursor).to_dict("records") if one["redistribute"]]
        files = []
        for relation, (meaning, columns) in relations.items():
            path = folder / f"{relation}.{form}"
            with closing(warehouse.cursor(con)) as cursor:
                batches = queries.whole(cursor, relation)
                rows = _parquet(batches, path) if form == "parquet" else _csv(batches, path, columns if hxl else None)
            files.append(File(path, relation, meaning, columns, rows))
    beside = [_dictionary(folder / "dictionary.csv", files), _licences(folder / "licences.csv", sources)]
    described = [
        _json(folder / "datapackage.json", datapackage(made, files, sources, hxl=hxl)),
        _json(folder / "croissant.json", croissant(made, files, sources)),
    ]
    return [*(file.path for file in files), *beside, *described]


def _is_ours(folder: Path) -> bool:
    try:
        return bool(json.loads((folder / "datapackage.json").read_text("utf-8")).get("name", "").startswith("hakika"))
    except (OSError, ValueError):
        return False


def _relations(dictionary: pd.DataFrame) -> Iterator[tuple[str, tuple[str, list[Column]]]]:
    """Each relation that is handed out, with its meaning and columns, in the order in which people are shown them."""
    for relation, rows in dictionary.groupby("table", sort=False):
        if relation in queries.KEYS:
            columns = [
                Column(r["column"], r["type"], r["comment"], _unit(r["column"]), HXL.get(r["column"]))
                for r in rows.to_dict("records")
            ]
            yield str(relation), (rows["table_comment"].iloc[0], columns)


def _unit(column: str) -> str | None:
    return "as in the column unit" if column in AS_UNIT else UNITS.get(column)


def _parquet(batches: pa.RecordBatchReader, path: Path) -> int:
    count = 0
    with pq.ParquetWriter(path, batches.schema, compression="zstd") as writer:
        for batch in batches:
            count += batch.num_rows
            writer.write_batch(batch)
    return count


def _csv(batches: pa.RecordBatchReader, path: Path, tagged: Sequence[Column] | None) -> int:
    """RFC 4180, UTF-8; a mark before text that a spreadsheet would run; lists as JSON."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(batches.schema.names)
        if tagged is not None:
            writer.writerow([column.hxl or "" for column in tagged])
        for batch in batches:
            for row in batch.to_pylist():
                count += 1
                writer.writerow([_cell(value) for value in row.values()])
    return count


def _cell(value: Any) -> Any:
    return json.dumps(sound(value), ensure_ascii=False) if isinstance(value, list | dict) else cell(value)


def _dictionary(path: Path, files: Sequence[File]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(["relation", "column", "type", "unit", "hxl", "meaning"])
        for one in files:
            writer.writerow([one.relation, "", "", "", "", one.meaning])
            for c in one.columns:
                writer.writerow([one.relation, c.name, c.kind, c.unit or "", c.hxl or "", c.meaning])
    return path


def _licences(path: Path, sources: Sequence[Mapping[Any, Any]]) -> Path:
    names = ("source_id", "title", "publisher_id", "url", "licence", "citation", "words", "maturity")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(names)
        for source in sources:
            writer.writerow([cell(source[name]) for name in names])
    return path


def _json(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def datapackage(
    made: queries.Release, files: Sequence[File], sources: Sequence[Mapping[Any, Any]], *, hxl: bool = False
) -> dict[str, Any]:
    """The description of the files as a Frictionless data package; `unit` and `hxl` are properties beyond it."""
    resources = []
    for file in files:
        form = file.path.suffix[1:]
        resource: dict[str, Any] = {
            "name": file.relation,
            "path": file.path.name,
            "title": file.meaning,
            "format": form,
            "bytes": file.path.stat().st_size,
            "hash": f"sha256:{file.sha256}",
            "schema": {"fields": [_field(column) for column in file.columns], "missingValues": [""]},
        }
        if form == "csv":
            resource |= {"mediatype": "text/csv", "encoding": "utf-8", "profile": "tabular-data-resource"}
            resource["dialect"] = {"csv": {"lineTerminator": "\r\n"}, **({"commentRows": [2]} if hxl else {})}
        else:
            resource |= {"mediatype": "application/vnd.apache.parquet", "type": "file"}
        resources.append(resource)
    return {
        "name": f"hakika-{made.release}",
        "title": "Hakika: humanitarian figures, each linked to the words it came from",
        "version": str(made.release),
        "created": f"{made.published_at.isoformat()}Z",
        "description": "Each source has a licence of its own: licences.csv. A missing figure is not zero.",
        "licenses": [
            {"name": re.sub(r"[^A-Za-z0-9.]+", "-", licence).strip("-"), "title": licence}
            for licence in sorted({str(source["licence"]) for source in sources})
        ],
        "sources": [
            {"title": str(source["title"]), **({"path": source["url"]} if isinstance(source["url"], str) else {})}
            for source in sources
        ],
        "resources": resources,
    }


def _field(column: Column) -> dict[str, Any]:
    kind = "array" if column.kind.endswith("[]") else FRICTIONLESS.get(column.kind, "string")
    more = {"unit": column.unit, "hxl": column.hxl}
    return {
        "name": column.name,
        "type": kind,
        "description": column.meaning,
        **{name: value for name, value in more.items() if value},
    }


def croissant(made: queries.Release, files: Sequence[File], sources: Sequence[Mapping[Any, Any]]) -> dict[str, Any]:
    """The description of the files in Croissant 1.0 (schema.org JSON-LD)."""
    return {
        "@context": {
            "@language": "en",
            "@vocab": "https://schema.org/",
            "cr": "http://mlcommons.org/croissant/",
            "sc": "https://schema.org/",
            "dct": "http://purl.org/dc/terms/",
            "conformsTo": "dct:conformsTo",
            "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
            "extract": "cr:extract",
            "field": "cr:field",
            "fileObject": "cr:fileObject",
            "column": "cr:column",
            "recordSet": "cr:recordSet",
            "repeated": "cr:repeated",
            "source": "cr:source",
        },
        "@type": "sc:Dataset",
        "name": f"hakika-{made.release}",
        "description": "Humanitarian figures, each linked to the words it came from.",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "version": f"{made.release}.0.0",
        "datePublished": made.published_at.date().isoformat(),
        "license": sorted({str(source["licence"]) for source in sources}),
        "creator": [{"@type": "sc:Organization", "name": name} for name in sorted({str(s["title"]) for s in sources})],
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": file.path.name,
                "name": file.path.name,
                "contentUrl": file.path.name,
                "contentSize": f"{file.path.stat().st_size} B",
                "encodingFormat": "text/csv" if file.path.suffix == ".csv" else "application/x-parquet",
                "sha256": file.sha256,
            }
            for file in files
        ],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": file.relation,
                "name": file.relation,
                "description": file.meaning,
                "field": [
                    {
                        "@type": "cr:Field",
                        "@id": f"{file.relation}/{column.name}",
                        "name": column.name,
                        "description": column.meaning,
                        "dataType": CROISSANT.get(column.kind, "sc:Text"),
                        **({"repeated": True} if column.kind.endswith("[]") else {}),
                        "source": {"fileObject": {"@id": file.path.name}, "extract": {"column": column.name}},
                    }
                    for column in file.columns
                ],
            }
            for file in files
        ],
    }
