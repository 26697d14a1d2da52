"""What came into the store since somebody last looked, for rules that send word.

New is what no run that was looked at had read: a set of run ids, not a clock, so that nothing is missed or told twice
however long a run takes. Each function takes `Since`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from duckdb import DuckDBPyConnection as Connection

from data.models import Record
from data.queries.ask import Where, points, records

NEAR_DAYS = 7
"""Two speakers who say the same of a stock or a status within so many days confirm each other."""


class Since(Record):
    """What has been looked at.

    Attributes:
        runs: The runs that were; none: nothing was looked at yet.
        held: Figures that waited for a person then, and so were not told.
        known: Only what the world learned after this instant, UTC, is new.
    """

    runs: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    known: datetime = datetime.min


class About(Record):
    """Which figures; an empty tuple means all."""

    indicator_ids: tuple[str, ...] = ()
    place_ids: tuple[str, ...] = ()
    org_ids: tuple[str, ...] = ()


def runs(con: Connection) -> tuple[str, ...]:
    """The runs whose readings the release holds."""
    rows = records(con, "SELECT DISTINCT run_id FROM reading ORDER BY run_id")
    return tuple(row["run_id"] for row in rows)


def waiting(con: Connection) -> tuple[str, ...]:
    """The figures that are held for a person."""
    sql = "SELECT DISTINCT observation_id FROM history WHERE standing = 'held' ORDER BY observation_id"
    return tuple(row["observation_id"] for row in records(con, sql))


_NEW = """
new AS MATERIALIZED (
  SELECT o.observation_id
  FROM observation o
  JOIN reading r USING (reading_id)
  GROUP BY o.observation_id
  HAVING NOT bool_or(list_contains($runs, r.run_id)) OR list_contains($held, o.observation_id)
),
newdoc AS MATERIALIZED (
  SELECT r.document_id
  FROM reading r
  GROUP BY r.document_id
  HAVING NOT bool_or(list_contains($runs, r.run_id))
)
"""


def _about(about: About, *, speakers: bool, of: str = "") -> Where:
    where = Where()
    where.among(f"{of}indicator_id", about.indicator_ids)
    where.among(f"{of}place_id", about.place_ids)
    if speakers:
        where.among(f"{of}org_id", about.org_ids)
    return where


def _since(since: Since) -> dict[str, Any]:
    return {"runs": list(since.runs), "held": list(since.held), "since": since.known}


def status_changes(con: Connection, about: About, since: Since) -> list[dict[str, Any]]:
    """Statuses that hold now, are new, and differ from what held when last looked.

    Columns of the view `series`, and `before`: what the same speaker had said, else what anybody had said last of the
    place before that day, else None. One row a series, the newest first.
    """
    where, by = _about(about, speakers=False), _about(About(org_ids=about.org_ids), speakers=True)
    sql = f"""
        WITH {_NEW},
        said AS MATERIALIZED (
          SELECT *, observation_id IN (FROM new) AND known_at > $since AS is_new
          FROM {points(con)}
          WHERE kind = 'status' AND {where}
        ),
        last AS (
          SELECT *
          FROM said
          QUALIFY row_number() OVER (
            PARTITION BY series_id
            ORDER BY period_end DESC, period_start DESC NULLS LAST, observation_id DESC
          ) = 1
        ),
        own AS (
          SELECT series_id, arg_max(status, (period_end, known_at, observation_id)) AS status
          FROM said
          WHERE NOT is_new
          GROUP BY series_id
        ),
        anybody AS (
          SELECT l.observation_id, arg_max(s.status, (s.period_end, s.known_at, s.observation_id)) AS status
          FROM last l
          JOIN said s
            ON s.indicator_id = l.indicator_id
            AND s.place_id = l.place_id
            AND s.series_id <> l.series_id
            AND s.period_end < l.period_end
          GROUP BY l.observation_id
        )
        SELECT l.* EXCLUDE (is_new), coalesce(own.status, anybody.status) AS before
        FROM (SELECT * FROM last WHERE is_new AND {by}) l
        LEFT JOIN own ON own.series_id = l.series_id
        LEFT JOIN anybody ON anybody.observation_id = l.observation_id
        WHERE coalesce(own.status, anybody.status) IS DISTINCT FROM l.status
        ORDER BY l.known_at DESC, l.period_end DESC, l.observation_id
    """
    return records(con, sql, {**where.values, **by.values, **_since(since)})


def confirmations(con: Connection, about: About, since: Since, within: float) -> list[dict[str, Any]]:
    """New figures that agree with exactly one other speaker's, who spoke first.

    Agree: the same indicator, place, breakdown and unit; of a flow the same period, else days at most NEAR_DAYS apart;
    the same status, or numbers that differ by at most `within` (a share of the larger). Speakers are organisations:
    many outlets that quote one are one, and where nobody is named, nobody confirms. Columns of the view `series`, and
    `first`: the observation_id of the other's figure, the earliest known. `org_ids` narrows who confirms.
    """
    where, by = _about(about, speakers=False), _about(About(org_ids=about.org_ids), speakers=True)
    sql = f"""
        WITH {_NEW},
        said AS MATERIALIZED (
          SELECT *, observation_id IN (FROM new) AND known_at > $since AS is_new
          FROM {points(con)}
          WHERE org_id IS NOT NULL AND {where}
        ),
        pair AS (
          SELECT
            n.observation_id, o.org_id, o.observation_id AS other_id, o.known_at
          FROM said n
          JOIN said o
            ON o.indicator_id = n.indicator_id
            AND o.place_id = n.place_id
            AND o.breakdown = n.breakdown
            AND o.org_id <> n.org_id
            AND o.unit IS NOT DISTINCT FROM n.unit
            AND (
              CASE
                WHEN n.kind = 'flow'
                THEN o.period_end = n.period_end AND o.period_start IS NOT DISTINCT FROM n.period_start
                ELSE abs(o.period_end - n.period_end) <= {NEAR_DAYS}
              END
            )
            AND (
              CASE
                WHEN n.kind = 'status' THEN o.status = n.status
                ELSE abs(o.value - n.value) <= $within * greatest(abs(o.value), abs(n.value))
              END
            )
          WHERE n.is_new AND (NOT o.is_new OR (o.known_at, o.observation_id) < (n.known_at, n.observation_id))
        ),
        second AS (
          SELECT observation_id AS second_id, arg_min(other_id, (known_at, other_id)) AS first
          FROM pair
          GROUP BY observation_id
          HAVING count(DISTINCT org_id) = 1
        )
        SELECT n.* EXCLUDE (is_new), second.first
        FROM said n
        JOIN second ON second.second_id = n.observation_id
        WHERE {by}
        QUALIFY row_number() OVER (
          PARTITION BY second.first
          ORDER BY n.known_at, n.observation_id
        ) = 1
        ORDER BY n.known_at DESC, n.period_end DESC, n.observation_id
    """
    return records(con, sql, {**where.values, **by.values, **_since(since), "within": within})


def revised(con: Connection, about: About, since: Since) -> list[dict[str, Any]]:
    """What publishers changed or took back in documents that are new, and every figure that its speaker retracted.

    Columns: change (changed, withdrawn, retracted), changed_at, old_id, new_id (None unless changed), reason (of a
    retraction). Newest first. What nobody was shown, because it was held or rejected, is left out.
    """
    where = _about(about, speakers=True)
    sql = f"""
        WITH {_NEW},
        told AS MATERIALIZED (
          SELECT DISTINCT observation_id
          FROM history
          WHERE reread_at IS NULL AND hold_reason IS NULL AND coalesce(verdict, '') <> 'rejected'
          UNION
          SELECT observation_id FROM history WHERE verdict = 'accepted'
        )
        SELECT change, changed_at, old_observation_id AS old_id, new_observation_id AS new_id, NULL AS reason
        FROM revisions
        WHERE words <> 'ours'
          AND changed_at > $since
          AND new_document_id IN (FROM newdoc)
          AND old_observation_id IN (FROM told)
          AND (new_observation_id IS NULL OR new_observation_id IN (FROM told))
          AND {where}
        UNION
        SELECT 'retracted', retracted_at, observation_id, NULL, standing_reason
        FROM history
        WHERE standing = 'retracted' AND reread_at IS NULL AND {where}
        ORDER BY changed_at DESC, old_id, new_id
    """
    return records(con, sql, {**where.values, **_since(since)})


def ever(con: Connection, observation_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Figures by id, standing or not, with words for people; as the newest document has each."""
    sql = """
        SELECT
          h.*, i.kind, p.name AS place, coalesce(g.name, h.org_text) AS speaker,
          coalesce(b.name, h.publisher_text) AS publisher, s.title AS source
        FROM history h
        JOIN indicator i USING (indicator_id)
        JOIN place p USING (place_id)
        JOIN source s USING (source_id)
        LEFT JOIN organisation g ON g.org_id = h.org_id
        LEFT JOIN organisation b ON b.org_id = h.publisher_id
        WHERE list_contains($ids, h.observation_id)
        QUALIFY row_number() OVER (
          PARTITION BY h.observation_id
          ORDER BY h.known_at DESC, h.recorded_at DESC, h.reading_id
        ) = 1
    """
    return {row["observation_id"]: row for row in records(con, sql, {"ids": list(observation_ids)})}
