"""UNRWA's list of trucks: where the newest workbook lies."""

from collections.abc import Iterator
from datetime import datetime

from data.models import Document
from data.sources import Source
from ingest.fetch import Client
from ingest.sources import hdx


def lineage(content: bytes, name: str) -> str:
    """Each list is whole and replaces the one before, whatever its file is called."""
    return "unrwa_supplies"


def fetch(source: Source, client: Client, since: datetime | None) -> Iterator[Document]:
    """The list of goods received."""
    answer = hdx.download(client, client.fetch.address[0], r"xlsx|commodit")
    if answer.status == 304:
        client.gathered.unchanged += 1
        return
    yield from client.make(answer, "unrwa_supplies")
