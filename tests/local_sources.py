"""Sources of one test, in the small catalogue or in a copy of seeds/; and those of seeds/, led to a local server."""

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from local_server import Site
from small_store import seeds

from data.catalogue import SEEDS, Catalogue, load
from data.models import Document
from data.sources import NetFetch
from ingest.fetch import documents_of
from ingest.gather import Gathered

HEAD = """title = "{name}"
publisher = "ocha"
url = "https://example.org/{name}"
licence = "CC BY 4.0"
redistribute = true
words = "publisher"
citation = "{name}"
maturity = "provisional"
stale_after_days = 30
"""


def catalogue_of(folder: Path, sources: Mapping[str, str]) -> Catalogue:
    """The small catalogue with these sources, each by its `[fetch]`, `[read]` and `[expect]`."""
    seeds(folder / "seeds")
    return add_sources(folder / "seeds", sources)


def seeds_with(folder: Path, sources: Mapping[str, str] = {}) -> Catalogue:
    """A copy of seeds/ with more sources."""
    shutil.copytree(SEEDS, folder / "seeds")
    return add_sources(folder / "seeds", sources)


def add_sources(seeds_folder: Path, sources: Mapping[str, str]) -> Catalogue:
    """More sources in a folder of seeds."""
    for name, text in sources.items():
        (seeds_folder / "sources" / f"{name}.toml").write_text(HEAD.format(name=name) + text, "utf-8")
    return load(seeds_folder)


def fetched(
    source_id: str, site: Site, store: Path, catalogue: Catalogue, now: datetime, *paths: str
) -> tuple[list[Document], Gathered]:
    """What a source of seeds/ brings from addresses on the local server instead of its own."""
    source = catalogue.sources[source_id]
    assert isinstance(source.fetch, NetFetch)
    fetch = source.fetch.model_copy(update={"address": tuple(site.base + path for path in paths)})
    gathered = Gathered(source.model_copy(update={"fetch": fetch}))
    found = documents_of(
        gathered.source, gathered, store=store, now=now, since=None, catalogue=catalogue, network=site.network()
    )
    return list(found), gathered
