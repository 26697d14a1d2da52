"""Sources of one test, in the small catalogue or in a copy of seeds/."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from small_store import seeds

from data.catalogue import SEEDS, Catalogue, load

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
