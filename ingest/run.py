"""One run: fetch, archive, read, append, hold, check, publish. A failing source stops only itself."""

import contextlib
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from duckdb import DuckDBPyConnection as Connection

from data import archive, models, warehouse
from data import catalogue as seeds
from data.catalogue import Catalogue
from data.errors import Busy, HakikaError, InputError
from data.models import Document
from data.queries import runs
from data.sources import Source
from data.warehouse import Event
from ingest import reading
from ingest.fetch import documents_of
from ingest.gather import Gathered, Given, gather, missing_keys
from ingest.network import Network
from ingest.reading import Read, TextJob

A = TypeVar("A")
B = TypeVar("B")
Mapper = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
Tell = Callable[[str, str], None]
"""Told of progress: a source's id, and what is being done with it."""

SIDE_BY_SIDE = 32


@dataclass
class Outcome:
    """What became of one source in a run."""

    source_id: str
    new: int = 0
    unchanged: int = 0
    failed: list[str] = field(default_factory=list)
    observations: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    error: str | None = None
    not_tried: str | None = None
    document_ids: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether nothing failed and nothing was skipped."""
        return not (self.failed or self.skipped or self.error or self.not_tried)


@dataclass
class Report:
    """What a run did; `release` is the number of the release that it published, None where nothing was new."""

    outcomes: list[Outcome]
    release: int | None = None


def run(
    source_ids: Sequence[str],
    *,
    store: Path,
    now: datetime,
    mapper: Mapper = map,
    catalogue: Catalogue | None = None,
    given: Given | None = None,
    since: datetime | None = None,
    due_only: bool = False,
    patience: float = 0,
    tell: Tell = lambda source_id, doing: None,
    network: Network | None = None,
) -> Report:
    """Bring the sources up to date in a new release; `now` is UTC.

    `given` is read as the one source named. `due_only` leaves sources alone that were reached within their `every`.
    For `patience` seconds it waits for another build to end. `network` is asked; only tests give one.

    Raises:
        CatalogueError: seeds/ have faults.
        InputError: a source of this name does not exist.
        Busy, ChecksFailed, StoreError: nothing was published; the last release stands.
    """
    catalogue = catalogue or seeds.load()
    sources = chosen(source_ids, catalogue)
    states = archive.source_states(store)
    network = network or Network(contact=os.environ.get("HAKIKA_CONTACT"))
    live = partial(documents_of, store=store, now=now, since=since, catalogue=catalogue, network=network)

    def one(source: Source) -> Gathered:
        if given is None and (why := _not_now(source, states.get(source.source_id), now, due_only)):
            return Gathered(source, skipped=why)
        tell(source.source_id, "fetching")
        gathered = gather(source, catalogue, now, given, live)
        tell(source.source_id, gathered.error or f"{len(gathered.found)} documents")
        return gathered

    with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
        everything = list(threads.map(one, sources))
    report = _build(everything, store, now, mapper, catalogue, patience, tell, again=False)
    for gathered in everything:
        if gathered.skipped is None and given is None:
            source_id = gathered.source.source_id
            outcome = next(o for o in report.outcomes if o.source_id == source_id)
            archive.tried(store, source_id, now, gathered.error or next(iter(outcome.failed), None))
    return report


def reread(
    source_ids: Sequence[str],
    *,
    store: Path,
    now: datetime,
    mapper: Mapper = map,
    catalogue: Catalogue | None = None,
    patience: float = 0,
    tell: Tell = lambda source_id, doing: None,
) -> Report:
    """Read kept documents again with today's readers and catalogue; no source is asked.

    In a store without a release, one is made from what is kept.

    Raises:
        As `run`.
    """
    catalogue = catalogue or seeds.load()
    sources = chosen(source_ids or list(catalogue.sources), catalogue)
    kept = {source.source_id: Gathered(source) for source in sources}
    seen = set()
    for entry in archive.fetches(store):
        fields = entry.get("document")
        if not fields or fields["source_id"] not in kept or fields["document_id"] in seen:
            continue
        seen.add(fields["document_id"])
        gathered = kept[fields["source_id"]]
        try:
            gathered.found.append(_restored(store, entry["hash"], fields))
        except HakikaError as error:
            gathered.failed.append(f"{fields['title']}: {error}")
    return _build(list(kept.values()), store, now, mapper, catalogue, patience, tell, again=True)


def chosen(source_ids: Sequence[str], catalogue: Catalogue) -> list[Source]:
    """The sources of these ids, each once.

    Raises:
        InputError: there is no such source; the nearest are offered.
    """
    unknown = [source_id for source_id in source_ids if source_id not in catalogue.sources]
    if unknown:
        near = catalogue.nearest(unknown[0], catalogue.sources)
        offer = f" Did you mean {' or '.join(near)}?" if near else " `hakika sources` lists them."
        raise InputError(f'There is no source "{unknown[0]}".{offer}')
    return [catalogue.sources[source_id] for source_id in dict.fromkeys(source_ids)]


def _not_now(source: Source, state: archive.SourceState | None, now: datetime, due_only: bool) -> str | None:
    if not source.live:
        return None
    if due_only and state is not None and state.last_error is None and state.last_reached is not None:
        if now - state.last_reached < source.fetch.every:
            return f"not due before {state.last_reached + source.fetch.every:%Y-%m-%d %H:%M} UTC"
    return missing_keys(source, os.environ)


def _restored(store: Path, sha256: str, fields: Mapping[str, Any]) -> Document:
    content = archive.raw(store, sha256)
    if content is None:
        raise InputError("its bytes are no longer in the archive")
    return Document.model_validate({**{k: v for k, v in fields.items() if k != "document_id"}, "content": content})


@contextlib.contextmanager
def _waiting(
    store: Path, run_: warehouse.Run, catalogue: Catalogue, patience: float, tell: Tell
) -> Iterator[Connection]:
    """A build, begun as soon as no other holds the lock."""
    until = time.monotonic() + patience
    with contextlib.ExitStack() as stack:
        while True:
            try:
                con = stack.enter_context(warehouse.building(store, run=run_, catalogue=catalogue))
                break
            except Busy:
                if time.monotonic() >= until:
                    raise
                tell("", "waiting for another ingest to end")
                time.sleep(0.2)
        yield con


def _build(
    everything: Sequence[Gathered],
    store: Path,
    now: datetime,
    mapper: Mapper,
    catalogue: Catalogue,
    patience: float,
    tell: Tell,
    again: bool,
) -> Report:
    this = warehouse.new_run(now)
    with _waiting(store, this, catalogue, patience, tell) as con:
        build = _Build(con, store, now, catalogue, tell, again, _logged(store), _same_catalogue(con, catalogue))
        for gathered in everything:
            build.take(gathered)
        build.read_texts(mapper)
        for source_id, codes in runs.skipped(con, this.run_id).items():
            build.outcomes[source_id].skipped = codes
        tell("", "checking and publishing")
    return Report(list(build.outcomes.values()), warehouse.published(store, this))


def _logged(store: Path) -> set[str]:
    """Ids of the documents that the log of fetches holds."""
    return {entry["document"]["document_id"] for entry in archive.fetches(store) if entry.get("document")}


def _same_catalogue(con: Connection, catalogue: Catalogue) -> bool:
    """Whether the release before was made with this catalogue."""
    found = con.execute("SELECT count(*) FROM before WHERE catalogue_hash = ?", [catalogue.hash]).fetchall()
    return bool(found[0][0])


class _Build:
    """What a run does under the lock; closed with the build's connection."""

    def __init__(
        self, con: Connection, store: Path, now: datetime, catalogue: Catalogue, tell: Tell, again: bool,
        logged: set[str], same_catalogue: bool,
    ) -> None:  # fmt: skip
        """Begin with no source."""
        self.con, self.store, self.now, self.catalogue, self.tell, self.again = con, store, now, catalogue, tell, again
        self.logged, self.same_catalogue = logged, same_catalogue
        self.outcomes: dict[str, Outcome] = {}
        self.known: dict[str, dict[str, str]] = {}
        self.jobs: list[TextJob] = []

    def take(self, gathered: Gathered) -> None:
        """Keep and read what one source gave; texts wait for `read_texts`."""
        source = gathered.source
        outcome = self.outcomes[source.source_id] = Outcome(
            source.source_id, unchanged=gathered.unchanged, error=gathered.error, not_tried=gathered.skipped,
            failed=list(gathered.failed),
        )  # fmt: skip
        known = self.known[source.source_id] = warehouse.readers(self.con, source.source_id)
        for response in gathered.responses:
            archive.log_fetch(self.store, response)
        told = [*gathered.failed, *([gathered.error] if gathered.error else [])]
        warehouse.note(
            self.con, [Event(source_id=source.source_id, kind="failed", code="fetch", message=text) for text in told]
        )
        today = reading.reader(source)
        afresh = self.again or (source.fetch.kind == "file" and not self.same_catalogue)
        others = []
        for document in self._returned(source, gathered.found, known):
            document_id = models.document_id(document)
            outcome.document_ids.append(document_id)
            if document_id not in self.logged:
                self._keep(document, document_id)
            if known.get(document_id) == today and not afresh:
                outcome.unchanged += 1
            elif reading.is_text(source):
                self.jobs.append(TextJob(source, document, self.catalogue))
            else:
                others.append(document)
        self._append((source, document, read) for document, read in reading.read_others(source, others, self.catalogue))

    def _returned(self, source: Source, found: Sequence[Document], known: Mapping[str, str]) -> Iterator[Document]:
        """The documents; bytes that a live source serves again after it had replaced them, as a version of today."""
        newest = warehouse.newest(self.con, source.source_id) if source.live and not self.again else {}
        times = Counter(document.lineage for document in found)
        for document in found:
            alone = document.restates is not None and times[document.lineage] == 1
            if alone and models.document_id(document) in known:
                sha256 = models.content_hash(document.content)
                if newest.get(document.lineage, sha256) != sha256:
                    version = max(document.version_at, self.now)
                    document = document.model_copy(update={"returned_at": self.now, "version_at": version})
            yield document

    def _keep(self, document: Document, document_id: str) -> None:
        sha256 = archive.keep_raw(self.store, document.content)
        fields = document.model_dump(exclude={"content"})
        archive.log_fetch(
            self.store,
            {
                "at": self.now,
                "source_id": document.source_id,
                "address": document.url,
                "hash": sha256,
                "document": {**fields, "document_id": document_id},
            },
        )
        self.logged.add(document_id)

    def read_texts(self, mapper: Mapper) -> None:
        """Read the texts that wait, by the mapper, and append what they gave."""
        found = mapper(reading.read_text, self.jobs)
        self._append((job.source, job.document, read) for job, read in zip(self.jobs, found, strict=True))

    def _append(self, found: Iterable[tuple[Source, Document, Read | str]]) -> None:
        """Append what was read, unless it could not be or breaks what its source promises."""
        taken: list[tuple[Source, str, Read]] = []

        def judged() -> Iterator[warehouse.Read]:
            for source, document, read in found:
                self.tell(source.source_id, f"reading {document.title[:60]}")
                why, code = (
                    (read, "read") if isinstance(read, str) else (self._broken(source, document, read), "expect")
                )
                if why is not None:
                    self._failed(source, document, why, code)
                elif isinstance(read, Read):
                    document_id = models.document_id(document)
                    if read.text is not None:
                        archive.keep_text(self.store, document_id, read.text)
                    taken.append((source, document_id, read))
                    yield warehouse.Read(document, reading.reader(source), self.now, read.observations)

        counts = warehouse.append_all(self.con, judged())
        events: list[Event] = []
        for (source, document_id, read), count in zip(taken, counts, strict=True):
            outcome, known = self.outcomes[source.source_id], self.known[source.source_id]
            outcome.observations += count
            outcome.unchanged += document_id in known
            outcome.new += document_id not in known
            if count or known.get(document_id) != reading.reader(source):
                events += [event.model_copy(update={"document_id": document_id}) for event in read.events]
            known[document_id] = reading.reader(source)
        warehouse.note(self.con, events)

    def _broken(self, source: Source, document: Document, read: Read) -> str | None:
        expect = source.expect
        before = {}
        if expect.never_falls:
            before = runs.totals(self.con, source.source_id, document.lineage, expect.never_falls)
        stood = 0
        if expect.keeps and document.restates:
            stood = runs.standing(self.con, source.source_id, document.lineage, document.restates)
        return reading.judge(read, expect, before, self.now.date(), stood)

    def _failed(self, source: Source, document: Document, why: str, code: str = "read") -> None:
        self.outcomes[source.source_id].failed.append(f"{document.title}: {why}")
        event = Event(source_id=source.source_id, kind="failed", code=code, message=f"{document.title}: {why}")
        warehouse.note(self.con, [event])
