"""Commands that bring something in: up, ingest, add, extract, reread, try."""

import os
import sys
from datetime import datetime, time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard.cli.options import PATIENCE, STORE, Json, Store, app, day, known, mapper, now, progress, release
from data import catalogue as seeds
from data.errors import HakikaError, InputError

if TYPE_CHECKING:
    from ingest.gather import Given
    from ingest.run import Report, Tell


class Reader(StrEnum):
    """Which reader reads."""

    text = "text"
    llm = "llm"


@app.command()
def up(
    store: Store = STORE,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8501,
    offline: Annotated[bool, typer.Option("--offline", help="Leave the live sources alone.")] = False,
    refresh: Annotated[str, typer.Option(help="How often to ask the live sources: 30m, 6h, 1d.")] = "6h",
) -> None:
    """Make a release from the seeds where one is due, then serve dashboard, pages and API."""
    from dashboard import running
    from data.sources import duration

    try:
        every = duration(refresh)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--refresh") from None
    running.up(store, host, port, offline, every)


@app.command()
def ingest(
    sources: Annotated[list[str] | None, typer.Argument(metavar="SOURCE", help="Sources; none: the seeds.")] = None,
    store: Store = STORE,
    all_: Annotated[bool, typer.Option("--all", help="The seeds and all live sources that are due.")] = False,
    from_: Annotated[Path | None, typer.Option("--from", metavar="PATH", help="A file or folder already here.")] = None,
    retrieved: Annotated[str | None, typer.Option(metavar="DATE", help="The day on which PATH was fetched.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Ask only for what is newer.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes that read texts.")] = 1,
    cluster: Annotated[str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler that reads texts.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="End with 1 if anything failed or was skipped.")] = False,
    json_: Json = False,
) -> None:
    """Bring sources up to date and publish a release if anything is new."""
    from ingest import run as running
    from ingest.gather import Given

    fetched, after = day(retrieved, "--retrieved"), day(since, "--since")
    named = list(sources or [])
    if from_ is not None and len(named) != 1:
        raise typer.BadParameter("--from is read as one source: name exactly one", param_hint="--from")
    if retrieved and from_ is None:
        raise typer.BadParameter("--retrieved says when the file of --from was fetched", param_hint="--retrieved")
    if named and all_:
        raise typer.BadParameter("name sources, or ask for all", param_hint="--all")
    catalogue = seeds.load()
    chosen = named or [s.source_id for s in catalogue.sources.values() if s.fetch.kind == "file" or (all_ and s.live)]
    given = None
    if from_ is not None:
        given = Given(from_, retrieved=datetime.combine(fetched, time()) if fetched else None)
    with progress() as tell, mapper(workers, cluster) as how:
        report = running.run(
            known(chosen, catalogue),
            store=store,
            now=now(),
            mapper=how,
            catalogue=catalogue,
            given=given,
            since=datetime.combine(after, time()) if after else None,
            due_only=all_,
            patience=PATIENCE,
            tell=tell,
        )
    _told(report, json_)
    failed = [o for o in report.outcomes if o.error or o.failed or (named and o.not_tried)]
    if (failed and not all_) or (strict and not all(o.whole for o in report.outcomes)):
        raise typer.Exit(1)


def _told(report: "Report", as_json: bool) -> None:
    from dataclasses import asdict

    from dashboard import printing

    if as_json:
        printing.as_json({"release": report.release, "sources": [asdict(o) for o in report.outcomes]})
        return
    rows = [
        {
            "source": o.source_id,
            "new": o.new,
            "unchanged": o.unchanged,
            "failed": len(o.failed),
            "observations": o.observations,
            "skipped": printing.counts(o.skipped),
            "note": o.error or o.not_tried,
        }
        for o in report.outcomes
    ]
    printing.table(rows, ["source", "new", "unchanged", "failed", "observations", "skipped", "note"])
    for outcome in report.outcomes:
        for why in outcome.failed[:20]:
            printing.say(f"{outcome.source_id}: {why}")
        if len(outcome.failed) > 20:
            printing.say(f"{outcome.source_id}: and {len(outcome.failed) - 20} more")
    printing.say(f"Release {report.release} is published." if report.release else "Nothing new; no release was made.")


@app.command()
def add(
    what: Annotated[
        str, typer.Argument(metavar="FILE|URL|-", help="A text: txt, html, md or pdf; - reads it from stdin.")
    ],
    store: Store = STORE,
    title: Annotated[str | None, typer.Option()] = None,
    publisher: Annotated[str | None, typer.Option(help="Its name, as organisations.csv knows it.")] = None,
    url: Annotated[str | None, typer.Option(help="The address that opens it for a person.")] = None,
    published: Annotated[str | None, typer.Option(metavar="DATE", help="The day on which it was published.")] = None,
    crisis: Annotated[
        str | None, typer.Option(metavar="ID", help="Names in doubt are looked for in its places.")
    ] = None,
    json_: Json = False,
) -> None:
    """Read one text and keep it with its observations, under the source `added`."""
    from ingest import run as running
    from ingest.extract import crisis_of

    catalogue = seeds.load()
    day(published, "--published")
    said = {"title": title, "publisher": publisher, "url": url, "published": published,
            "crisis": crisis_of(crisis, catalogue)}  # fmt: skip
    with progress() as tell:
        given = _given(what, said, tell)
        report = running.run(
            ["added"], store=store, now=now(), catalogue=catalogue, given=given, patience=PATIENCE, tell=tell
        )
    outcome = report.outcomes[0]
    if problem := outcome.error or next(iter(outcome.failed), None):
        raise InputError(f"{what}: {problem}")
    _kept(store, report, json_)


def _given(what: str, said: dict[str, str | None], tell: "Tell") -> "Given":
    """The text that `add` names, with what a person says of it."""
    from ingest.documents import read_file
    from ingest.gather import Given

    if what == "-":
        content = sys.stdin.buffer.read()
        if not content:
            raise InputError("Standard input is empty.")
        return Given(Path("text.txt"), content=content, said=said)
    if what.startswith(("https://", "http://")):
        from ingest.fetch import one

        tell("", f"fetching {what}")
        answer = one(what)
        return Given(Path(answer.name), content=answer.content, said={**said, "url": said["url"] or answer.final})
    return Given(Path(what), content=read_file(Path(what)), said=said)


def _kept(store: Path, report: "Report", as_json: bool) -> None:
    from dashboard import printing
    from data import queries

    document_id = report.outcomes[0].document_ids[0]
    with release(store) as cursor:
        rows = queries.document_figures(cursor, document_id)
    if as_json:
        printing.as_json({"release": report.release, "document_id": document_id, "observations": rows})
        return
    columns = ["indicator_id", "place", "value", "status", "qualifier", "period_end", "standing", "observation_id"]
    printing.table(rows, columns)
    if report.release is None:
        printing.say("This text was kept before and gives nothing new; no release was made.")
    else:
        printing.say(f"Release {report.release} is published; {report.outcomes[0].observations:,} figures are new.")
    if any(row["period_end"] is None for row in rows):
        printing.say("Undated figures are listed and charted nowhere; add the text with --published to date them.")


@app.command()
def extract(
    source: Annotated[
        str, typer.Argument(metavar="INPUT", help="A text file, or JSON Lines with doc_id and text; - is stdin.")
    ],
    out: Annotated[Path | None, typer.Option("-o", "--out", metavar="OUT.jsonl")] = None,
    published: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day of texts that do not say theirs.")
    ] = None,
    reader: Annotated[Reader, typer.Option(help="Which reader reads.")] = Reader.text,
) -> None:
    """Read texts without keeping them: one JSON line an observation.

    --reader llm asks the language model that HAKIKA_LLM_URL and HAKIKA_LLM_MODEL name (HAKIKA_LLM_KEY, if it wants
    one), and takes of its answer what the text bears out.
    """
    import json
    from functools import partial

    from dashboard import printing
    from ingest import extract as extracting
    from ingest import text

    reads: extracting.Reader = text.read
    extra: dict[str, str] = {}
    if reader is Reader.llm:
        from ingest import llm

        try:
            reads = partial(llm.read, asked=llm.endpoint(os.environ))
        except InputError as error:
            printing.say(str(error))
            raise typer.Exit(2) from None
        extra = {"reader": llm.READER}
    on = day(published, "--published")
    catalogue = seeds.load()
    content = sys.stdin.buffer.read() if source == "-" else None
    bad = 0
    records: list[dict[str, Any]] = []
    lines = None if out is None else out.open("w", encoding="utf-8")
    drawn = lines is None and sys.stdout.isatty()
    try:
        for job in extracting.jobs(Path("stdin" if source == "-" else source), content, on):
            try:
                if isinstance(job, str):
                    raise InputError(job)
                found = extracting.read(job, catalogue, reads)
            except HakikaError as error:
                printing.say(f"{source}: {error}")
                bad += 1
                continue
            for unread in found.unread if reader is Reader.llm else ():
                printing.say(f"{job.doc_id}: not taken, {unread.reason}: {unread.text[:120]!r}")
            for observation in (o for o in found.observations if o.value_basis != "unavailable"):  # no figure
                record = {**extracting.record(job.doc_id, observation, catalogue), **extra}
                if drawn:
                    records.append(record)
                else:
                    print(json.dumps(record, ensure_ascii=False), file=lines or sys.stdout)
    finally:
        if lines is not None:
            lines.close()
    if drawn:
        columns = ["indicator", "place", "value", "status", "qualifier", "unit", "period_end", "attribution", "quote"]
        printing.table(records, columns)
    if bad:
        raise typer.Exit(1)


@app.command()
def reread(
    sources: Annotated[list[str] | None, typer.Argument(metavar="SOURCE", help="Sources; none: all.")] = None,
    store: Store = STORE,
    workers: Annotated[int, typer.Option(min=1, help="Processes that read texts.")] = 1,
    json_: Json = False,
) -> None:
    """Read kept documents again with today's readers and catalogue, without asking any source."""
    from ingest import run as running

    catalogue = seeds.load()
    with progress() as tell, mapper(workers, None) as how:
        report = running.reread(
            known(list(sources or []), catalogue),
            store=store,
            now=now(),
            mapper=how,
            catalogue=catalogue,
            patience=PATIENCE,
            tell=tell,
        )
    _told(report, json_)
    if any(o.failed for o in report.outcomes):
        raise typer.Exit(1)


@app.command("try")
def try_(
    source: Annotated[str, typer.Argument(metavar="SOURCE")],
    from_: Annotated[Path | None, typer.Option("--from", metavar="PATH", help="A file or folder already here.")] = None,
    json_: Json = False,
) -> None:
    """Fetch and read one source, write nothing, and print what was found, what was skipped and why."""
    from dashboard import printing
    from ingest.gather import Given
    from ingest.trial import attempt

    catalogue = seeds.load()
    known([source], catalogue)
    with progress() as tell:
        tell(source, "fetching and reading")
        found = attempt(catalogue.sources[source], catalogue, now(), Given(from_) if from_ else None)
    if json_:
        printing.as_json(found)
    else:
        printing.trial(found)
    if found["error"] or any(document["error"] for document in found["documents"]):
        raise typer.Exit(1)
