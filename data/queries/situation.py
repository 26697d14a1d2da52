"""What the first page shows: tiles, strips, sums of reported days, the newest figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from duckdb import DuckDBPyConnection as Connection

from data.queries.ask import Asked, Question, Where, points, records, spans
from data.queries.figures import COLUMNS

DIVIDED = "(length(breakdown) - length(replace(breakdown, '=', '')))"
"""By how many keys a figure is divided; 0: it is of the total."""


@dataclass(frozen=True)
class Tile:
    """The newest figure of an indicator at a place, who else speaks for that day, and the line behind it.

    Attributes:
        figure: The point shown, by the columns of POINT; what is missing is None.
        others: Points of other series for the same day, in the order of preference.
        differs: Whether any of the others has another value or status.
        part: The newest figure of a part, where it is newer than the figure, which is of the total.
        line: All points of the figure's series, oldest first; columns POINT.
    """

    figure: dict[str, Any]
    others: tuple[dict[str, Any], ...]
    differs: bool
    part: dict[str, Any] | None
    line: list[dict[str, Any]]


def tile(
    con: Connection,
    indicator_id: str,
    place_ids: Sequence[str],
    *,
    speakers: Sequence[str] = (),
    end: date | None = None,
    start: date | None = None,
) -> Tile | None:
    """The newest figure by its day, as reported; None where there is none.

    It is of the total; only where nobody gives one, of a part, of those that are divided least.
    It is in the usual unit; only where nobody gives one, in another, such as percent.

    Where several speak for that day, the first of `speakers` (organisations) is shown, then whoever published last.
    Figures of days after `end` or before `start` are left out.
    """
    where = Where()
    table = where.stored(con, indicator_id, place_ids)
    if end is not None:
        where.add("period_end <= $end", end=end)
    if start is not None:
        where.add("period_end >= $start", start=start)
    sql = f"""
        SELECT {COLUMNS}
        FROM {table}
        JOIN (SELECT indicator_id, units FROM indicator) USING (indicator_id)
        WHERE {where} AND value_basis <> 'estimated' AND {DIVIDED} = (
          SELECT min({DIVIDED})
          FROM {table}
          WHERE {where} AND value_basis <> 'estimated'
        )
        QUALIFY (unit IS NOT DISTINCT FROM units[1]) = bool_or(unit IS NOT DISTINCT FROM units[1]) OVER ()
          AND period_end = max(period_end) OVER (PARTITION BY unit IS NOT DISTINCT FROM units[1])
        ORDER BY
          coalesce(list_position($speakers::VARCHAR[], org_id), 1000000),
          published_at DESC NULLS LAST, CASE WHEN breakdown <> '' THEN value END DESC NULLS LAST,
          series_id, period_start DESC NULLS LAST, observation_id
    """
    newest = records(con, sql, {**where.values, "speakers": list(speakers)})
    if not newest:
        return None
    figure, *rest = newest
    others = tuple(point for point in rest if point["series_id"] != figure["series_id"])
    line = records(
        con,
        f"""
        SELECT {COLUMNS}
        FROM {table}
        WHERE {where} AND series_id = $series_id
        ORDER BY period_end, period_start NULLS FIRST, observation_id
        """,
        {**where.values, "series_id": figure["series_id"]},
    )
    part = records(
        con,
        f"""
        SELECT {COLUMNS}
        FROM {table}
        WHERE {where} AND breakdown <> '' AND value_basis <> 'estimated' AND value IS NOT NULL AND period_end > $newest
        ORDER BY
          period_end DESC, {DIVIDED}, value DESC, series_id, observation_id
        LIMIT 1
        """,
        {**where.values, "newest": figure["period_end"]},
    )
    same = [o for o in others if (o["place_id"], o["breakdown"]) == (figure["place_id"], figure["breakdown"])]
    differs = any((figure["value"], figure["status"]) != (o["value"], o["status"]) for o in same)
    return Tile(figure, others, differs, part[0] if part and not figure["breakdown"] else None, line)


SPAN = "series_id, indicator_id, place_id, place, org_id, speaker, status, observation_id, from_day, said_day, to_day"


@Question
def strips(
    con: Connection,
    indicator_id: str,
    place_ids: Sequence[str] = (),
    *,
    org_ids: Sequence[str] = (),
    start: date | None = None,
    end: date | None = None,
) -> Asked:
    """The days for which each speaker's status is drawn, where they touch [start, end]; days are not cut to it.

    Columns: series_id, indicator_id, place_id, place, org_id, speaker, status, observation_id, from_day, said_day,
    to_day (both included). Ordered by place_id, series_id, from_day. Days in no span are not known. Spans of one
    series do not overlap; those of several speakers do.
    """
    where = Where()
    where.add("indicator_id = $indicator_id", indicator_id=indicator_id)
    where.among("place_id", place_ids)
    where.among("org_id", org_ids)
    if start is not None:
        where.add("to_day >= $start", start=start)
    if end is not None:
        where.add("from_day <= $end", end=end)
    order = "ORDER BY place_id, series_id, from_day, observation_id"
    return f"SELECT {SPAN} FROM {spans(con)} WHERE {where} {order}", where.values


@Question
def status_on(con: Connection, indicator_id: str, day: date, place_ids: Sequence[str] = ()) -> Asked:
    """What each speaker's status is on a day; columns as `strips`, and differs: whether speakers part at the place.

    The status said last comes first at each place. A place without a row is not known.
    """
    where = Where()
    where.add("indicator_id = $indicator_id", indicator_id=indicator_id)
    where.add("$day BETWEEN from_day AND to_day", day=day)
    where.among("place_id", place_ids)
    sql = f"""
        SELECT {SPAN}, count(DISTINCT status) OVER (PARTITION BY place_id) > 1 AS differs
        FROM {spans(con)}
        WHERE {where}
        ORDER BY place_id, said_day DESC, from_day DESC, series_id, observation_id
    """
    # a window's DISTINCT is counted over the rows that WHERE leaves
    return sql, where.values


@Question
def reported(
    con: Connection, indicator_id: str, place_ids: Sequence[str] = (), *, until: date | None = None, days: int = 7
) -> Asked:
    """The sum of each daily series over the last `days` days up to its newest, or up to `until`, with what is missing.

    Columns: series_id, place_id, place, org_id, speaker, unit, first_day, last_day (of the window, both included),
    days_reported, total, qualified (whether any day is not exact), observation_ids (list, by day). Days without a
    figure are not counted as zero: days_reported says how many there are.
    """
    where = Where()
    table = where.stored(con, indicator_id, place_ids)
    where.add("cadence = 'day'")
    if until is not None:
        where.add("period_end <= $until", until=until)
    last = "max(period_end) OVER (PARTITION BY series_id)" if until is None else "$until::DATE"
    sql = f"""
        WITH told AS (
          SELECT *, {last} AS last_day FROM {table} WHERE {where}
        )
        SELECT
          series_id, place_id, any_value(place) AS place, any_value(org_id) AS org_id,
          any_value(speaker) AS speaker, any_value(unit) AS unit,
          last_day - ($days::INTEGER - 1) AS first_day, last_day,
          count(*) AS days_reported, sum(value) AS total, bool_or(qualifier <> 'exact') AS qualified,
          list(observation_id ORDER BY period_end) AS observation_ids
        FROM told
        WHERE period_end > last_day - $days::INTEGER
        GROUP BY series_id, place_id, last_day
        ORDER BY last_day DESC, days_reported DESC, series_id
    """
    return sql, {**where.values, "days": days}


@Question
def recent(
    con: Connection,
    place_ids: Sequence[str] = (),
    *,
    indicator_ids: Sequence[str] = (),
    since: datetime | None = None,
    limit: int = 20,
) -> Asked:
    """The points that the world learned of last, newest first; columns POINT, then previous_value, previous_status.

    Previous is what the same series said before. A status that only repeats what its speaker said before is left out.
    `since`: only what this installation did not have by then; a second reading of what it had is nothing new.
    """
    where = Where()
    new = "true"
    if since is not None:
        where.values["since"] = since
        new = """recorded_at > $since AND observation_id NOT IN (
          SELECT observation_id
          FROM history
          WHERE recorded_at <= $since
        )"""
    where.among("place_id", place_ids)
    where.among("indicator_id", indicator_ids)
    sql = f"""
        SELECT {COLUMNS}, previous_value, previous_status
        FROM (
          SELECT
            *,
            lag(value) OVER earlier AS previous_value,
            lag(status) OVER earlier AS previous_status
          FROM {points(con)}
          WHERE {where}
          WINDOW earlier AS (
            PARTITION BY series_id
            ORDER BY period_end, period_start NULLS FIRST, observation_id
          )
        )
        WHERE (kind <> 'status' OR previous_status IS DISTINCT FROM status) AND {new}
        ORDER BY known_at DESC, period_end DESC, indicator_id, place_id, observation_id
        LIMIT $limit
    """
    return sql, {**where.values, "limit": limit}
