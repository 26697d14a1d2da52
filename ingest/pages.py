"""Paged JSON interfaces: the addresses of their pages, and all records as one list."""

import json
from collections.abc import Sequence
from typing import Any

import httpx

from data.errors import FetchError, ReadError
from data.sources import PagesFetch
from ingest.table.rows import at


def records(content: bytes, fetch: PagesFetch) -> list[Any]:
    """The records of one page, or of a kept list of them.

    Raises:
        ReadError: it is no JSON, or has no list where one was expected.
    """
    top = _json(content)
    found = top if isinstance(top, list) else at(top, fetch.records)
    if not isinstance(found, list):
        raise ReadError(f"a list was expected at {fetch.records or 'the top'!r} of each page")
    return found


def joined(contents: Sequence[bytes], fetch: PagesFetch) -> bytes:
    """The records of all pages as one JSON list, a record a line."""
    lines = [json.dumps(record, ensure_ascii=False) for content in contents for record in records(content, fetch)]
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode()


class Walk:
    """Where the pages are. `next` gives the following address, or None at the end."""

    def __init__(self, address: httpx.URL, fetch: PagesFetch) -> None:
        """Begin at the first page."""
        self.address, self.fetch, self.page = address, fetch, 0

    def first(self) -> str:
        """The address of the first page."""
        return str(self._numbered() if self.fetch.paging.style != "cursor" else self._sized(self.address))

    def next(self, content: bytes) -> str | None:
        """The address after a page, or None where it was the last.

        Raises:
            FetchError: there are more pages than the source's file allows.
        """
        paging = self.fetch.paging
        self.page += 1
        found: httpx.URL | None
        if paging.style == "cursor":
            assert paging.next is not None
            told = at(_json(content), paging.next)
            if told in (None, "", False):
                return None
            parameter = paging.parameter
            found = self._sized(self.address).copy_merge_params({parameter: str(told)}) if parameter else (
                self.address.join(str(told)))  # fmt: skip
        else:
            pages = at(_json(content), paging.pages) if paging.pages else None
            if pages is not None and self.page >= int(str(pages)):
                return None
            if len(records(content, self.fetch)) < (paging.size if pages is None else 1):
                return None
            found = self._numbered()
        if self.page >= paging.limit:
            raise FetchError(
                f"{self.address.host} has more than {paging.limit:,} pages; raise paging.limit if that is so"
            )
        return str(found)

    def _numbered(self) -> httpx.URL:
        paging = self.fetch.paging
        step = paging.size if paging.style == "offset" else 1
        return self._sized(self.address).copy_merge_params({str(paging.parameter): paging.first + self.page * step})

    def _sized(self, address: httpx.URL) -> httpx.URL:
        name = self.fetch.paging.size_parameter
        return address.copy_merge_params({name: self.fetch.paging.size}) if name else address


def _json(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ReadError(f"a page is no JSON: {error}") from None
