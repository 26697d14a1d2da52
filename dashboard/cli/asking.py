"""Commands that ask: sql, explain, sources, indicators, places, doctor."""

import os
from dataclasses import asdict
from datetime import datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from dashboard.cli.options import STORE, Json, Store, app, day, missing, now, release
from data import catalogue as seeds
from data.errors import InputError, NoRelease


class Format(StrEnum):
    """How an answer is written."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


@app.command()
def sql(
    statement: Annotated[str, typer.Argument(metavar="SELECT", help="One SELECT over the public views.")],
    store: Store = STORE,
    format_: Annotated[Format, typer.Option("--format", help="How the answer is written.")] = Format.table,
    out: Annotated[Path | None, typer.Option("-o", "--out", metavar="FILE")] = None,
    known_at: Annotated[str | None, typer.Option(metavar="DATE", help="As the world knew it on that day.")] = None,
) -> None:
    """Put a question in SQL to the current release."""
    import json

    from dashboard import console, printing
    from data import warehouse

    on = day(known_at, "--known-at")
    if format_ is Format.parquet and out is None:
        raise typer.BadParameter("Parquet is no text: name a file", param_hint="-o")
    newest = warehouse.current(store, public=True)
    if newest is None:
        raise NoRelease(f"{store} holds no release yet. Run `hakika ingest` to make one.")
    if (lack := console.weakness()) is not None:
        printing.say(f"Warning: {lack}")
    answer = console.ask(newest, statement, known_at=datetime.combine(on, time.max) if on else None, limit=1000)
    if format_ is Format.json:
        record = json.dumps(asdict(answer), ensure_ascii=False)
        print(record) if out is None else out.write_text(record, encoding="utf-8")
    else:
        printing.answer(answer, format_.value, out)
    if answer.truncated:
        printing.say(f"The answer was cut after {len(answer.rows):,} rows.")


@app.command()
def explain(
    observation_id: Annotated[str, typer.Argument(metavar="OBSERVATION_ID")], store: Store = STORE, json_: Json = False
) -> None:
    """Walk one figure back to the words or the cell that it stands on."""
    from dashboard import printing
    from data import archive, kept, queries
    from ingest.reasons import reasons

    with release(store) as cursor:
        found = queries.evidence(cursor, observation_id)
    if found is None:
        raise InputError(f'There is no figure "{observation_id}" in the current release of {store}.')
    whole = archive.text(store, found.document_id) if found.char_start is not None else None
    why = reasons(whole, found, seeds.load()) if whole else {}
    if json_:
        printing.as_json({**found.model_dump(mode="json"), "reasons": why})
        return
    passage = archive.passage(store, found.document_id, found.quote, found.char_start, found.char_end)
    around = None if passage is None else f"{passage.before}[{passage.quote}]{passage.after}"
    row = kept.row(store, found.content_hash, seeds.load().sources.get(found.source_id), found.cell)
    printing.walk(found, around, row, queries.passage_url(found), why)


@app.command()
def sources(store: Store = STORE, json_: Json = False) -> None:
    """List the sources, with their health."""
    from dashboard import printing
    from data import queries, warehouse
    from ingest.gather import missing_keys

    catalogue = seeds.load()
    health: dict[str, dict[str, Any]] = {}
    if warehouse.current(store) is not None:
        with release(store) as cursor:
            rows = missing(queries.source_health(cursor, store, now()).to_dict("records"))
        health = {row["source_id"]: row for row in rows}
    listed = []
    for source in catalogue.sources.values():
        known = health.get(source.source_id, {})
        listed.append(
            {
                "source": source.source_id,
                "title": source.title,
                "kind": source.fetch.kind,
                "state": known.get("state", "empty"),
                "documents": known.get("documents"),
                "observations": known.get("observations"),
                "newest": known.get("newest_day") and str(known["newest_day"])[:10],
                "fetched": known.get("last_reached") and str(known["last_reached"])[:16],
                "note": known.get("last_error") or missing_keys(source, os.environ),
                "licence": source.licence,
            }
        )
    columns = ["source", "kind", "state", "documents", "observations", "newest", "fetched", "title", "note"]
    printing.as_json(listed) if json_ else printing.table(listed, columns)


@app.command()
def indicators(json_: Json = False) -> None:
    """List the indicators."""
    from dashboard import printing

    rows = [i.model_dump(mode="json") for i in seeds.load().indicators.values()]
    shown = [{**row, "units": ", ".join(row["units"] or row["statuses"])} for row in rows]
    printing.as_json(rows) if json_ else printing.table(shown, ["indicator_id", "label", "kind", "units", "definition"])


@app.command()
def places(
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="A name, an alias, or a part of one.")] = None,
    json_: Json = False,
) -> None:
    """List the places, or those that a text may mean."""
    from dashboard import printing

    catalogue = seeds.load()
    ids = list(catalogue.places)
    if text is not None:
        wanted = seeds.fold(text)
        exact = catalogue.find_places(text)
        named = [n.place_id for n in catalogue.place_names if wanted in seeds.fold(n.name)]
        ids = list(dict.fromkeys([*exact, *(p for p in ids if wanted in seeds.fold(catalogue.places[p].name)), *named]))
    rows = [catalogue.places[place_id]._asdict() for place_id in ids]
    printing.as_json(rows) if json_ else printing.table(
        rows, ["place_id", "name", "kind", "parent_id", "iso3", "pcode"]
    )
    if text is not None and not rows:
        raise InputError(f'No place is called "{text}". A spelling is added by a row in seeds/place_names.csv.')


@app.command()
def doctor(store: Store = STORE, json_: Json = False) -> None:
    """Say what works on this machine, what does not, and how to mend it."""
    from dashboard import doctoring, printing

    found = doctoring.examine(store)
    printing.as_json(found) if json_ else printing.table(found, ["what", "works", "found", "to mend it"])
    if not all(row["works"] for row in found if row["needed"]):
        raise typer.Exit(1)
