"""Every question that pages, routes, commands and tests ask of a release.

Each takes a cursor of its own from `data.warehouse.cursor`, which carries the clocks, and fetches its whole result.
Frames have the columns that their docstring names, in this order, also when they are empty. In frames, days and
instants are datetime64 without a zone (UTC) and missing numbers NaN; in records (dictionaries, `Evidence`), days are
`date`, instants naive `datetime` and whatever is missing None.

    figures     series, drawn, series_sql, latest, observations, undated, history, changes, gaps
    evidence    evidence, others, passage_url, sentence_url
    situation   tile, strips, status_on, reported, recent
    sources     source_health (of holdings, health), documents, document_figures, held, freshness, counts
    frozen      cited_documents, became
    catalogue   release, indicators, places, place_names, organisations, sources, crises, dictionary, functions, whole
"""

from data.queries.catalogue import (
    KEYS,
    Release,
    crises,
    dictionary,
    functions,
    indicators,
    organisations,
    place_names,
    places,
    release,
    sources,
    whole,
)
from data.queries.evidence import Evidence, evidence, others, passage_url, sentence_url
from data.queries.figures import (
    DRAWN,
    POINT,
    changes,
    drawn,
    gaps,
    history,
    latest,
    observations,
    series,
    series_sql,
    undated,
)
from data.queries.frozen import became, cited_documents
from data.queries.situation import Tile, recent, reported, status_on, strips, tile
from data.queries.sources import (
    counts,
    document_figures,
    documents,
    freshness,
    health,
    held,
    holdings,
    source_health,
)

__all__ = [
    "DRAWN",
    "KEYS",
    "POINT",
    "Evidence",
    "Release",
    "Tile",
    "became",
    "changes",
    "cited_documents",
    "counts",
    "crises",
    "dictionary",
    "document_figures",
    "documents",
    "drawn",
    "evidence",
    "freshness",
    "functions",
    "gaps",
    "health",
    "held",
    "history",
    "holdings",
    "indicators",
    "latest",
    "observations",
    "organisations",
    "others",
    "passage_url",
    "place_names",
    "places",
    "recent",
    "release",
    "reported",
    "sentence_url",
    "series",
    "series_sql",
    "source_health",
    "sources",
    "status_on",
    "strips",
    "tile",
    "undated",
    "whole",
]
