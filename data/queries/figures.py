"""Figures as frames: series, the newest of each, all that stand, what changed, what is missing from a chart."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from duckdb import DuckDBPyConnection as Connection

from data.queries.ask import Asked, Question, Where, fetched, now, records

POINT = (
    "observation_id",
    "series_id",
    "indicator_id",
    "indicator_label",
    "kind",
    "place_id",
    "place",
    "place_kind",
    "org_id",
    "speaker",
    "breakdown",
    "cadence",
    "period_start",
    "period_end",
    "period_basis",
    "value",
    "low",
    "high",
    "of",
    "qualifier",
    "value_basis",
    "status",
    "unit",
    "confidence",
    "standing",
    "published_at",
    "known_at",
    "source_id",
    "source",
    "maturity",
    "licence",
    "publisher_id",
    "publisher",
    "words",
    "found_as",
    "document_id",
    "title",
    "url",
    "quote",
    "cell",
    "cited",
)
"""Columns of a point of a series, in order; each means what the view `series` says of it."""

_UNDRAWN = ("indicator_label", "place_kind", "confidence", "published_at", "maturity", "publisher_id", "document_id")
DRAWN = tuple(name for name in POINT if name not in _UNDRAWN)
"""Of these, what a chart and the words around it are made of: a question costs by the column."""
TOLD = ("observation_id", "period_start", "period_end", "known_at", "value", "quote", "cell", "cited")
"""Of these, what differs from point to point; the others are kept packed in `drawn_now`, as most points share them."""

COLUMNS = ", ".join(f'"{name}"' for name in POINT)
UNCHARTED = ", ".join(f'"{name}"' for name in POINT if name not in ("series_id", "cadence"))


@Question
def series(
    con: Connection,
    indicator_id: str,
    place_ids: Sequence[str] = (),
    *,
    org_ids: Sequence[str] = (),
    start: date | None = None,
    end: date | None = None,
    after: str | None = None,
    limit: int | None = None,
    columns: Sequence[str] = POINT,
) -> Asked:
    """Points of an indicator's series whose period touches [start, end]; columns POINT, or some of them.

    No places or organisations: all. Places mean themselves, not what lies in them. Ordered by series_id, period_end,
    period_start, observation_id; `after` is the observation_id of the last point of the page before, and an unknown
    one gives no rows. One point per series and period.
    """
    where = Where()
    table = where.stored(con, indicator_id, place_ids)
    stored = str(where)
    _narrow(where, org_ids, start, end)
    if after is not None:
        key = "(series_id, period_end, coalesce(period_start, DATE '0001-01-01'), observation_id)"
        where.add(f"{key} > (SELECT {key} FROM {table} WHERE {stored} AND observation_id = $after)", after=after)
    # the table made at publish stands in the order of the view's; read by several threads, it comes in any
    order = "rowid" if table == "series_now" else "series_id, period_end, period_start NULLS FIRST, observation_id"
    cut = "" if limit is None else "LIMIT $limit"
    if limit is not None:
        where.values["limit"] = limit
    named = ", ".join(f'"{name}"' for name in columns)
    return f"SELECT {named} FROM {table} WHERE {where} ORDER BY {order} {cut}", where.values


def _narrow(where: Where, org_ids: Sequence[str], start: date | None, end: date | None) -> None:
    where.among("org_id", org_ids)
    if start is not None:
        where.add("period_end >= $start", start=start)
    if end is not None:
        where.add("coalesce(period_start, period_end) <= $end", end=end)


def drawn(
    con: Connection,
    indicator_id: str,
    place_ids: Sequence[str] = (),
    *,
    org_ids: Sequence[str] = (),
    start: date | None = None,
    end: date | None = None,
) -> list[dict[str, Any]]:
    """What `series` gives as records with the columns DRAWN, in less than half the time where no clock is set."""
    if not now(con):
        return series.rows(con, indicator_id, place_ids, org_ids=org_ids, start=start, end=end, columns=DRAWN)
    where = Where()
    where.stored(con, indicator_id, place_ids)
    _narrow(where, org_ids, start, end)
    sql = f"SELECT rowid, shared, {', '.join(TOLD)} FROM drawn_now WHERE {where}"
    rows = sorted(fetched(con, sql, where.values))  # which costs less than to have them sorted
    shared = {text: json.loads(text) for text in {row[1] for row in rows}}
    found = [shared[row[1]].copy() for row in rows]
    for point, row in zip(found, rows, strict=True):
        point.update(zip(TOLD, row[2:], strict=True))
    return found


def series_sql(
    indicator_id: str,
    place_ids: Sequence[str] = (),
    org_ids: Sequence[str] = (),
    start: date | None = None,
    end: date | None = None,
) -> str:
    """The statement that gives the same points, for a person to read, change and run on the public views."""

    def text(value: str) -> str:
        return "'" + value.replace("'", "''") + "'"

    where = [f"indicator_id = {text(indicator_id)}"]
    for column, chosen in (("place_id", place_ids), ("org_id", org_ids)):
        if chosen:
            where.append(f"{column} IN ({', '.join(map(text, chosen))})")
    if start is not None:
        where.append(f"period_end >= DATE '{start}'")
    if end is not None:
        where.append(f"coalesce(period_start, period_end) <= DATE '{end}'")
    return (
        "SELECT period_start, period_end, place, speaker, qualifier, value, unit, status, quote, url, observation_id\n"
        "FROM series\nWHERE " + "\n  AND ".join(where) + "\nORDER BY period_end, series_id, observation_id"
    )


@Question
def latest(
    con: Connection,
    indicator_id: str,
    *,
    place_kind: str | None = None,
    place_ids: Sequence[str] = (),
) -> Asked:
    """The newest point of each series of an indicator; columns POINT.

    Ordered by place_id, then the newest day first, then series_id.
    """
    where = Where()
    table = where.stored(con, indicator_id, place_ids)
    if place_kind is not None:
        where.add("place_kind = $place_kind", place_kind=place_kind)
    sql = f"""
        WITH chosen AS (
          SELECT * FROM {table} WHERE {where}
        )
        SELECT {COLUMNS}
        FROM chosen
        WHERE observation_id IN (
          SELECT arg_max(observation_id, (period_end, coalesce(period_start, DATE '0001-01-01'), observation_id))
          FROM chosen
          GROUP BY series_id
        )
        ORDER BY place_id, period_end DESC, series_id
    """
    return sql, where.values


def observations(
    con: Connection,
    *,
    indicator_id: str | None = None,
    place_ids: Sequence[str] = (),
    org_ids: Sequence[str] = (),
    source_ids: Sequence[str] = (),
    start: date | None = None,
    end: date | None = None,
    after: str | None = None,
    limit: int = 1000,
) -> list[dict[str, Any]]:
    """Rows of the view `observations`, all its columns, ordered by observation_id, from the one behind `after` on.

    A figure that several documents repeat is given once, as the newest of them has it. With `start` or `end`, undated
    figures are left out. Fewer rows than `limit`: the last page.
    """
    where = Where()
    if indicator_id is not None:
        where.add("indicator_id = $indicator_id", indicator_id=indicator_id)
    where.among("place_id", place_ids)
    where.among("org_id", org_ids)
    where.among("source_id", source_ids)
    if start is not None:
        where.add("period_end >= $start", start=start)
    if end is not None:
        where.add("coalesce(period_start, period_end) <= $end", end=end)
    if after is not None:
        where.add("observation_id > $after", after=after)
    sql = f"""
        SELECT *
        FROM observations
        WHERE observation_id IN (
          SELECT DISTINCT observation_id FROM observations WHERE {where} ORDER BY observation_id LIMIT $limit
        )
        QUALIFY row_number() OVER (
          PARTITION BY observation_id
          ORDER BY known_at DESC, recorded_at DESC, reading_id
        ) = 1
        ORDER BY observation_id
    """
    return records(con, sql, {**where.values, "limit": limit})


@Question
def undated(con: Connection, indicator_id: str | None = None, place_ids: Sequence[str] = ()) -> Asked:
    """Figures that stand but have no day, so that no chart shows them; POINT without series_id and cadence."""
    where = Where()
    where.add("period_end IS NULL")
    if indicator_id is not None:
        where.add("indicator_id = $indicator_id", indicator_id=indicator_id)
    where.among("place_id", place_ids)
    order = "ORDER BY indicator_id, place_id, observation_id"
    return f"SELECT {UNCHARTED} FROM observations WHERE {where} {order}", where.values


@Question
def history(con: Connection, indicator_id: str, place_ids: Sequence[str] = ()) -> Asked:
    """Everything ever said of an indicator, with its standing: all columns of the view `history`, oldest day first."""
    where = Where()
    where.add("indicator_id = $indicator_id", indicator_id=indicator_id)
    where.among("place_id", place_ids)
    order = "ORDER BY period_end NULLS FIRST, known_at, observation_id, reading_id"
    return f"SELECT * FROM history WHERE {where} {order}", where.values


@Question
def changes(con: Connection, since: datetime, until: datetime) -> Asked:
    """What the world learned in (since, until]: what appeared, changed, was withdrawn, each with both quotes.

    Columns: change (appeared, changed, withdrawn), changed_at, indicator_id, indicator_label, place_id, place, org_id,
    speaker, breakdown, unit, period_start, period_end, old_value, new_value, old_status, new_status, old_qualifier,
    new_qualifier, old_quote, new_quote, old_cell, new_cell, old_observation_id, new_observation_id, source_id, source,
    words, url, reason. Newest first. `reason` is a person's, for a figure that its speaker retracted. A correction of
    ours is none of the publisher's: it holds at all times, and is not listed. Held and rejected figures are left out.
    """
    sql = """
        WITH
        said AS MATERIALIZED (
          SELECT
            observation_id, indicator_id, place_id, org_id, org_text, breakdown, unit, period_start, period_end, value,
            status, qualifier, value_basis, quote, cell, source_id, words, url, known_at, recorded_at, reading_id,
            retracted_at, reread_at, standing, standing_reason
          FROM history
        ),
        known AS (
          SELECT *
          FROM said
          WHERE reread_at IS NULL AND standing NOT IN ('held', 'rejected') AND value_basis <> 'unavailable'
        ),
        every AS MATERIALIZED (
          SELECT change, changed_at, old_observation_id, new_observation_id, words FROM revisions
        ),
        revised AS (
          SELECT * FROM every WHERE changed_at > $since AND changed_at <= $until AND words <> 'ours'
        ),
        change AS MATERIALIZED (
          SELECT
            change, changed_at, old_observation_id, new_observation_id,
            coalesce(new_observation_id, old_observation_id) AS observation_id, NULL AS reason
          FROM revised
          WHERE old_observation_id IN (SELECT observation_id FROM known)
          UNION ALL
          SELECT 'withdrawn', retracted_at, observation_id, NULL, observation_id, standing_reason
          FROM known
          WHERE standing = 'retracted' AND retracted_at > $since AND retracted_at <= $until
          UNION ALL
          SELECT 'appeared', min(known_at), NULL, observation_id, observation_id, NULL
          FROM known
          WHERE observation_id NOT IN (SELECT new_observation_id FROM every WHERE new_observation_id IS NOT NULL)
          GROUP BY observation_id
          HAVING min(known_at) > $since AND min(known_at) <= $until
        ),
        first AS (
          SELECT *
          FROM said
          WHERE observation_id IN (
            SELECT unnest([c.observation_id, c.old_observation_id, c.new_observation_id]) FROM change c
          )
          QUALIFY row_number() OVER (PARTITION BY observation_id ORDER BY known_at, recorded_at, reading_id) = 1
        )
        SELECT DISTINCT
          c.change, c.changed_at, x.indicator_id, i.label AS indicator_label, x.place_id, p.name AS place,
          x.org_id, coalesce(g.name, x.org_text) AS speaker, x.breakdown, x.unit, x.period_start, x.period_end,
          o.value AS old_value, n.value AS new_value, o.status AS old_status, n.status AS new_status,
          o.qualifier AS old_qualifier, n.qualifier AS new_qualifier, o.quote AS old_quote, n.quote AS new_quote,
          o.cell AS old_cell, n.cell AS new_cell, c.old_observation_id, c.new_observation_id,
          x.source_id, s.title AS source, x.words, x.url, c.reason
        FROM change c
        JOIN first x USING (observation_id)
        LEFT JOIN first o ON o.observation_id = c.old_observation_id
        LEFT JOIN first n ON n.observation_id = c.new_observation_id
        JOIN indicator i ON i.indicator_id = x.indicator_id
        JOIN place p ON p.place_id = x.place_id
        JOIN source s ON s.source_id = x.source_id
        LEFT JOIN organisation g ON g.org_id = x.org_id
        ORDER BY c.changed_at DESC, x.indicator_id, x.place_id, c.new_observation_id, c.old_observation_id
    """
    return sql, {"since": since, "until": until}


@Question
def gaps(con: Connection, indicator_id: str, place_ids: Sequence[str] = ()) -> Asked:
    """What was said but is not drawn, and why: a gap in a chart that has a reason.

    Columns: gap (unavailable, held, rejected, retracted, withdrawn, undated), reason, and those of POINT without
    series_id and cadence. `unavailable`: the speaker says that the figure is not to be had. `withdrawn`: a later
    version of the document has no figure in its stead. What a point of the same speaker and period stands for is not
    listed.
    """
    where = Where()
    where.add("h.indicator_id = $indicator_id", indicator_id=indicator_id)
    where.among("h.place_id", place_ids)
    drawn = Where()
    table = drawn.stored(con, indicator_id, place_ids)
    sql = f"""
        SELECT gap, reason, {UNCHARTED}
        FROM {"undrawn" if table == "series" else "undrawn_now"} h
        WHERE {where} AND NOT EXISTS (
          FROM {table} s
          WHERE {drawn}
            AND s.place_id = h.place_id
            AND s.org_id IS NOT DISTINCT FROM h.org_id
            AND s.breakdown = h.breakdown
            AND (s.unit IS NOT DISTINCT FROM h.unit OR h.value_basis = 'unavailable')
            AND s.period_end = h.period_end
            AND s.period_start IS NOT DISTINCT FROM h.period_start
        )
        ORDER BY h.place_id, h.period_end NULLS LAST, h.observation_id
    """
    return sql, {**where.values, **drawn.values}
