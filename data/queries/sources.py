"""Sources and their documents: are they fresh, what do they hold, what waits for a person."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
from duckdb import DuckDBPyConnection as Connection

from data import archive
from data.queries.ask import Asked, Question, Where, one_lineage, points, records

HEALTH = (
    "source_id",
    "title",
    "publisher_id",
    "publisher",
    "url",
    "licence",
    "citation",
    "redistribute",
    "words",
    "maturity",
    "stale_after_days",
    "documents",
    "observations",
    "newest_day",
    "last_new",
    "last_tried",
    "last_reached",
    "last_error",
    "age_days",
    "state",
)


def source_health(con: Connection, store: Path, now: datetime) -> pd.DataFrame:
    """Every source of the catalogue, and how it fares; ordered by source_id.

    Columns: source_id, title, publisher_id, publisher, url, licence, citation, redistribute, words, maturity,
    stale_after_days, documents, observations (that stand), newest_day (last period_end; of a period that was not over
    when its figure was known, that day), last_new (when the newest document was fetched), last_tried, last_reached,
    last_error (None unless the last try failed), age_days (whole days since last_new), state. `state` is failed (the
    last try), stale (nothing new for longer than stale_after_days), empty (no document yet) or ok.
    """
    return health(holdings(con), store, now)


def holdings(con: Connection) -> list[dict[str, Any]]:
    """Of `source_health`, what changes with a release alone: the columns up to last_new."""
    return records(
        con,
        """
        WITH
        held AS (
          SELECT source_id, count(*) AS documents, max(retrieved_at) AS last_new FROM document GROUP BY source_id
        ),
        said AS (
          SELECT
            source_id, count(DISTINCT observation_id) AS observations,
            max(least(period_end, known_at::DATE)) AS newest_day
          FROM history
          WHERE standing IN ('accepted', 'unreviewed')
          GROUP BY source_id
        )
        SELECT
          s.source_id, s.title, s.publisher_id, b.name AS publisher, s.url, s.licence, s.citation, s.redistribute,
          s.words, s.maturity, s.stale_after_days, coalesce(h.documents, 0) AS documents,
          coalesce(o.observations, 0) AS observations, o.newest_day, h.last_new
        FROM source s
        LEFT JOIN organisation b ON b.org_id = s.publisher_id
        LEFT JOIN held h ON h.source_id = s.source_id
        LEFT JOIN said o ON o.source_id = s.source_id
        ORDER BY s.source_id
        """,
    )


def health(held: list[dict[str, Any]], store: Path, now: datetime) -> pd.DataFrame:
    """The frame of `source_health`, from `holdings` and from what was tried since."""
    states = archive.source_states(store)
    rows = [dict(row) for row in held]
    for row in rows:
        state = states.get(row["source_id"], archive.SourceState())
        row |= {
            "last_tried": state.last_tried,
            "last_reached": state.last_reached,
            "last_error": state.last_error,
            "age_days": None if row["last_new"] is None else max((now - row["last_new"]).days, 0),
        }
        row["state"] = _state(row)
    table = pd.DataFrame(rows, columns=list(HEALTH))
    for name in ("newest_day", "last_new", "last_tried", "last_reached"):
        table[name] = pd.to_datetime(table[name])
    for name in ("age_days", "stale_after_days"):
        table[name] = pd.to_numeric(table[name])
    return table


def _state(row: dict[str, Any]) -> str:
    if row["last_error"] is not None:
        return "failed"
    if not row["documents"]:
        return "empty"
    if row["stale_after_days"] is not None and row["age_days"] > row["stale_after_days"]:
        return "stale"
    return "ok"


@Question
def documents(
    con: Connection, source_id: str | None = None, *, document_id: str | None = None, limit: int = 1000
) -> Asked:
    """Documents, of one source or all, or the one with an id; the newest first.

    Columns: document_id, source_id, lineage, crisis_id, title, publisher_id, publisher, url, archive_url, lang,
    media_type, published_at, published_basis, retrieved_at, version_at, content_hash, version (1 for the first of its
    lineage), versions (how many the lineage has), observations (given by its last reading), standing (of these, those
    that stand).
    """
    where = Where()
    if source_id is not None:
        where.add("d.source_id = $source_id", source_id=source_id)
    one = "true"
    if document_id is not None:  # after its version among those of its lineage is counted
        one = "d.document_id = $document_id"
        where.values["document_id"] = document_id
    sql = f"""
        WITH
        chosen AS (
          SELECT
            d.*,
            row_number() OVER (
              PARTITION BY d.source_id, d.lineage
              ORDER BY d.version_at, d.retrieved_at, d.document_id
            ) AS version,
            count(*) OVER (PARTITION BY d.source_id, d.lineage) AS versions
          FROM document d
          WHERE {where}
          QUALIFY {one}
          ORDER BY d.retrieved_at DESC, d.published_at DESC NULLS LAST, d.document_id
          LIMIT $limit
        ),
        given AS (
          SELECT
            document_id,
            count(DISTINCT observation_id) AS observations,
            count(DISTINCT observation_id) FILTER (standing IN ('accepted', 'unreviewed')) AS standing
          FROM history
          WHERE reread_at IS NULL AND document_id IN (SELECT document_id FROM chosen)
          GROUP BY document_id
        )
        SELECT
          d.document_id, d.source_id, d.lineage, d.crisis_id, d.title, d.publisher_id,
          coalesce(b.name, d.publisher_text) AS publisher, d.url, d.archive_url, d.lang, d.media_type,
          d.published_at, d.published_basis, d.retrieved_at, d.version_at, d.content_hash, d.version, d.versions,
          coalesce(given.observations, 0) AS observations, coalesce(given.standing, 0) AS standing
        FROM chosen d
        LEFT JOIN organisation b ON b.org_id = d.publisher_id
        LEFT JOIN given ON given.document_id = d.document_id
        ORDER BY d.retrieved_at DESC, d.published_at DESC NULLS LAST, d.document_id
    """
    return sql, {**where.values, "limit": limit}


def document_figures(con: Connection, document_id: str) -> list[dict[str, Any]]:
    """All that the last reading of a document gave, in the order of the text, then of the cells.

    Columns: observation_id, indicator_id, indicator_label, place_id, place, place_text, org_id, org_text, speaker,
    breakdown, period_start, period_end, period_basis, value, low, high, of, qualifier, value_basis, status, unit,
    confidence, standing, standing_reason, found_as, quote, char_start, char_end, cell, cited.
    """
    sql = """
        SELECT
          h.observation_id, h.indicator_id, i.label AS indicator_label, h.place_id, p.name AS place, h.place_text,
          h.org_id, h.org_text, coalesce(g.name, h.org_text) AS speaker, h.breakdown,
          h.period_start, h.period_end, h.period_basis, h.value, h.low, h.high, h."of", h.qualifier, h.value_basis,
          h.status, h.unit, h.confidence, h.standing, h.standing_reason, h.found_as, h.quote, h.char_start, h.char_end,
          h.cell, h.cited
        FROM history h
        JOIN indicator i USING (indicator_id)
        JOIN place p USING (place_id)
        LEFT JOIN organisation g ON g.org_id = h.org_id
        WHERE h.document_id = $document_id AND h.reread_at IS NULL
        ORDER BY h.char_start NULLS LAST, h.cell, h.cited, h.observation_id
    """
    lineages = con.execute("SELECT lineage FROM document WHERE document_id = ?", [document_id]).fetchall()
    with one_lineage(con, lineages[0][0] if lineages else ""):
        return records(con, sql, {"document_id": document_id})


@Question
def held(con: Connection, limit: int = 1000) -> Asked:
    """Figures that wait for a person, with why; the latest held first.

    Columns: observation_id, held_at, reason, indicator_id, indicator_label, place_id, place, speaker, period_start,
    period_end, value, low, high, qualifier, status, unit, confidence, quote, document_id, title, url, source_id,
    source.
    """
    sql = """
        SELECT
          h.observation_id, w.held_at, h.hold_reason AS reason, h.indicator_id, i.label AS indicator_label,
          h.place_id, p.name AS place, coalesce(g.name, h.org_text) AS speaker, h.period_start, h.period_end,
          h.value, h.low, h.high, h.qualifier, h.status, h.unit, h.confidence, h.quote, h.document_id, h.title, h.url,
          h.source_id, s.title AS source
        FROM history h
        JOIN (SELECT observation_id, max(held_at) AS held_at FROM hold GROUP BY observation_id) w USING (observation_id)
        JOIN indicator i ON i.indicator_id = h.indicator_id
        JOIN place p ON p.place_id = h.place_id
        JOIN source s ON s.source_id = h.source_id
        LEFT JOIN organisation g ON g.org_id = h.org_id
        WHERE h.standing = 'held' AND h.observation_id IN (SELECT observation_id FROM hold)
        QUALIFY row_number() OVER (
          PARTITION BY h.observation_id
          ORDER BY h.known_at DESC, h.recorded_at DESC, h.reading_id
        ) = 1
        ORDER BY w.held_at DESC, h.observation_id
        LIMIT $limit
    """
    return sql, {"limit": limit}


@Question
def freshness(
    con: Connection,
    place_ids: list[str] | tuple[str, ...] = (),
    *,
    indicator_ids: tuple[str, ...] = (),
    org_ids: tuple[str, ...] = (),
    source_id: str | None = None,
) -> Asked:
    """How far each series reaches, how often it speaks, and when its next figure is due; the newest first.

    Columns: series_id, indicator_id, indicator_label, place_id, place, org_id, speaker, cadence, points, first_day,
    newest_day, usual_days (median days between two of its days; NaN under two), newest_id (the point known last),
    source_id (whence it came), newest_known (when the world could know it), due_on (the day until which the source
    says that something new comes: newest_known and the source's stale_after_days; NaT where it declares none).
    `source_id` narrows to series whose newest point came from it.
    """
    where = Where()
    where.among("place_id", place_ids)
    where.among("indicator_id", indicator_ids)
    where.among("org_id", org_ids)
    of = "true"
    if source_id is not None:
        of, where.values["source_id"] = "f.source_id = $source_id", source_id
    sql = f"""
        WITH f AS (
          SELECT
            series_id, indicator_id, any_value(indicator_label) AS indicator_label, place_id,
            any_value(place) AS place, any_value(org_id) AS org_id, any_value(speaker) AS speaker,
            any_value(cadence) AS cadence, count(*) AS points, min(period_end) AS first_day,
            max(period_end) AS newest_day, median(gap) AS usual_days,
            arg_max(observation_id, (known_at, period_end, observation_id)) AS newest_id,
            arg_max(source_id, (known_at, period_end, observation_id)) AS source_id,
            max(known_at) AS newest_known
          FROM (
            SELECT
              *,
              nullif(period_end - lag(period_end) OVER (PARTITION BY series_id ORDER BY period_end), 0) AS gap
            FROM {points(con)}
            WHERE {where}
          )
          GROUP BY series_id, indicator_id, place_id
        )
        SELECT f.*, f.newest_known::DATE + s.stale_after_days AS due_on
        FROM f
        LEFT JOIN source s ON s.source_id = f.source_id
        WHERE {of}
        ORDER BY f.newest_day DESC, f.series_id
    """
    return sql, where.values


def counts(con: Connection, place_ids: list[str] | tuple[str, ...] = ()) -> dict[str, Any]:
    """How much there is: observations (charted), series, documents, organisations, sources; newest_day, newest_known.

    Of the whole release, or of figures at some places.
    """
    where = Where()
    where.among("place_id", place_ids)
    sql = f"""
        SELECT
          count(*) AS observations,
          count(DISTINCT series_id) AS series,
          count(DISTINCT document_id) AS documents,
          count(DISTINCT org_id) AS organisations,
          count(DISTINCT source_id) AS sources,
          max(period_end) AS newest_day,
          max(known_at) AS newest_known
        FROM {points(con)}
        WHERE {where}
    """
    return records(con, sql, where.values)[0]
