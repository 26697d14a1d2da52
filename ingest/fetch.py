"""Documents from the network, by the `[fetch]` of a source: url, feed, pages, or the source's own code."""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import httpx

from data import archive
from data.catalogue import Catalogue
from data.errors import FetchError, HakikaError
from data.models import Document
from data.sources import FeedFetch, NetFetch, PagesFetch, Secret, Source, UrlFetch
from ingest import documents, feeds, pages, reading
from ingest.gather import Gathered, Given, from_content
from ingest.network import Answer, Gone, Network, without_keys

AT_ONCE, AGAIN, GONE_AGAIN = 5, timedelta(days=7), timedelta(days=1)
"""In one run so many pages of earlier entries are asked for again, each as seldom as this; what was gone, sooner."""


@dataclass
class Past:
    """What the log of fetches says of earlier answers: validators and last final addresses by source and address.

    `entries` are those of feeds that were fetched; `pages` says when the page of each was last asked for, and whether
    it was gone.
    """

    finals: dict[tuple[str, str], str] = field(default_factory=dict)
    validators: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    entries: set[tuple[str, str, str]] = field(default_factory=set)
    pages: dict[tuple[str, str], tuple[datetime, bool]] = field(default_factory=dict)


@cache
def _past(store: Path, size: int) -> Past:
    past = Past()
    for line in archive.fetches(store):
        source_id, headers = str(line.get("source_id")), line.get("headers")
        if line.get("status") == 200:
            past.finals[source_id, line["address"]] = line.get("final_address") or line["address"]
        if headers and line.get("status") == 200:
            past.validators[source_id, line["address"]] = headers
        if line.get("entry"):
            past.entries.add((source_id, line["entry"]["link"], line["entry"]["updated"]))
        page = source_id, str(line.get("address"))
        if page in past.pages or line.get("entry"):
            past.pages[page] = datetime.fromisoformat(line["at"]), line.get("status") in (404, 410)
    return past


def past(store: Path) -> Past:
    """What the log of fetches says of earlier answers."""
    log = store / "fetches.jsonl"
    return _past(store, log.stat().st_size if log.exists() else 0)


@dataclass
class Client:
    """What one source asks the network through; every answer is noted for the log.

    A source's own `fetch(source, client, since)` calls `get` and `make`.
    """

    source: Source
    fetch: NetFetch
    network: Network
    gathered: Gathered
    past: Past
    catalogue: Catalogue
    now: datetime
    sure: bool = True
    """Whether the last run ended well: only then "not changed" is believed."""

    @property
    def secrets(self) -> frozenset[str]:
        """Values from the environment that must be written nowhere."""
        return frozenset(os.environ[name] for name in self.fetch.keys() if os.environ.get(name))

    def address(self, template: str, query: Mapping[str, object] | None = None) -> str:
        """An address with the source's query, and {today} filled in."""
        given = {name: _value(value) for name, value in self.fetch.query.items()}
        wanted = {**given, **{name: str(value) for name, value in (query or {}).items()}}
        filled = {name: value.replace("{today}", f"{self.now:%Y-%m-%d}") for name, value in wanted.items()}
        url = httpx.URL(template.replace("{today}", f"{self.now:%Y-%m-%d}"))
        return str(url.copy_merge_params(filled) if filled else url)

    def get(self, address: str, *, conditional: bool = False, entry: feeds.Entry | None = None) -> Answer:
        """Fetch one whole address under the source's rule; that something is gone is noted where it was there before.

        Raises:
            FetchError: it cannot be had.
        """
        headers = {name: _value(value) for name, value in self.fetch.headers.items()}
        asked = self.source.source_id, without_keys(address, self.secrets)
        before = self.past.validators.get(asked, {})
        if conditional and self.sure:
            names = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
            headers |= {names[name]: before[name] for name in names if name in before}
        try:
            answer = self.network.get(address, hosts=self.fetch.all_hosts(), headers=headers, secrets=self.secrets)
        except Gone as error:
            if final := self.past.finals.get(asked):
                gone = {"source_id": asked[0], "address": asked[1], "final_address": final, "status": error.status}
                self.gathered.responses.append({"at": datetime.now(UTC).replace(tzinfo=None), **gone})
            raise
        line = answer.entry(self.source.source_id)
        if entry is not None:
            line["entry"] = {"link": entry.link, "updated": entry.updated}
        self.gathered.responses.append(line)
        return answer

    def make(self, answer: Answer, lineage: str, **said: str | None) -> list[Document]:
        """The documents of an answer: one, or one for each lineage that its rows name."""
        given = Given(Path(answer.name), retrieved=answer.at, said=said)
        return from_content(
            self.source, self.catalogue, self.now, answer.content, answer.name, given,
            several=False, lineage=lineage, stated=answer.headers.get("content-type"), version=answer.modified,
        )  # fmt: skip


def _value(value: str | Secret) -> str:
    return os.environ[value.env] if isinstance(value, Secret) else value


def documents_of(
    source: Source,
    gathered: Gathered,
    *,
    store: Path,
    now: datetime,
    since: datetime | None,
    catalogue: Catalogue,
    network: Network | None = None,
) -> Iterator[Document]:
    """The documents of a live source. Single failures are noted in `gathered`.

    Raises:
        FetchError: the source as a whole cannot be had.
        ReadError: what it sent is not what its file says.
    """
    fetch = source.fetch
    assert isinstance(fetch, NetFetch)
    state = archive.source_states(store).get(source.source_id)
    client = Client(
        source, fetch, network or Network(contact=os.environ.get("HAKIKA_CONTACT")), gathered, past(store), catalogue,
        now, sure=state is not None and state.last_error is None,
    )  # fmt: skip
    if isinstance(fetch, UrlFetch):
        yield from _each(client, lambda template: _file(client, template))
    elif isinstance(fetch, PagesFetch):
        yield from _each(client, lambda template: _paged(client, fetch, template))
    elif isinstance(fetch, FeedFetch):
        yield from _each(client, lambda template: _feed(client, fetch, template, since))
        _look_again(client)
    else:
        own = reading.module(source.source_id)
        if own is None or not hasattr(own, "fetch"):
            raise FetchError(f"ingest/sources/{source.source_id}.py has no function fetch")
        yield from own.fetch(source, client, since)


def _each(client: Client, documents_at: Callable[[str], Iterable[Document]]) -> Iterator[Document]:
    """The documents of all addresses; one that fails leaves the others alone, unless all fail."""
    failed: list[HakikaError] = []
    for template in client.fetch.address:
        try:
            yield from documents_at(template)
        except HakikaError as error:
            failed.append(error)
    if len(failed) == len(client.fetch.address):
        raise failed[0]
    client.gathered.failed += [str(error) for error in failed]


def _file(client: Client, template: str) -> list[Document]:
    answer = client.get(client.address(template), conditional=True)
    if answer.status == 304:
        client.gathered.unchanged += 1
        return []
    lineage = template if client.source.read.kind != "text" else documents.canonical(answer.content) or answer.final
    return client.make(answer, lineage)


def _paged(client: Client, fetch: PagesFetch, template: str) -> list[Document]:
    walk = pages.Walk(httpx.URL(client.address(template)), fetch)
    contents = []
    address: str | None = walk.first()
    while address is not None:
        answer = client.get(address)
        contents.append(answer.content)
        address = walk.next(answer.content)
    whole = Answer(answer.address, answer.final, 200, {}, pages.joined(contents, fetch), answer.at)
    return client.make(whole, template)


def _feed(client: Client, fetch: FeedFetch, template: str, since: datetime | None) -> Iterator[Document]:
    answer = client.get(client.address(template), conditional=fetch.format != "json")
    if answer.status == 304:
        client.gathered.unchanged += 1
        return
    for entry in feeds.entries(answer.content, fetch):
        if (client.source.source_id, entry.link, entry.updated) in client.past.entries:
            client.gathered.unchanged += 1
            continue
        try:
            if since is not None and (day := _day(entry)) is not None and day < since:
                continue
            yield from _entry(client, entry)
        except HakikaError as error:
            client.gathered.failed.append(f"{entry.fields.get('title') or entry.link}: {error}")


def _look_again(client: Client) -> None:
    """Ask for a few pages of earlier entries, the longest not asked for first, so that the log says what is gone.

    A feed never tells that a page of it is gone. What such a page says now is not read: it has no entry any more.
    """
    source_id, asked = client.source.source_id, []
    for (source, address), (at, gone) in client.past.pages.items():
        if source == source_id and client.now - at >= (GONE_AGAIN if gone else AGAIN):
            asked.append((at, address))
    for _, address in sorted(asked)[:AT_ONCE]:
        with contextlib.suppress(FetchError):  # a page that cannot be had today is no failure of its source
            client.get(address, conditional=True)


def _day(entry: feeds.Entry) -> datetime | None:
    said = entry.fields.get("published")
    return entry.published or (documents.instant(said) if said else None)


def _entry(client: Client, entry: feeds.Entry) -> list[Document]:
    said = {name: value for name, value in entry.fields.items() if name != "content"}
    if entry.content is not None:
        line = {"at": client.now, "source_id": client.source.source_id, "address": entry.link,
                "entry": {"link": entry.link, "updated": entry.updated}}  # fmt: skip
        client.gathered.responses.append(line)
        kind = feeds.kind_of(entry.content)
        answer = Answer(entry.link, entry.link, 200, {"content-type": kind}, entry.content.encode(), client.now)
    else:
        answer = client.get(entry.link, entry=entry)
    return client.make(answer, str(said.pop("lineage")), **said)


def one(address: str, network: Network | None = None) -> Answer:
    """One address that the operator names, on any public host, under all other rules.

    Raises:
        FetchError: it cannot be had.
    """
    asking = network or Network(contact=os.environ.get("HAKIKA_CONTACT"))
    return asking.get(address, hosts=None)
