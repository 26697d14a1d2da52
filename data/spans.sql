-- The days for which each status in `series` is drawn; included by the view, and by the table that is made of one.

SELECT *
FROM (
  SELECT
    s.series_id,
    s.indicator_id,
    s.place_id,
    s.place,
    s.org_id,
    s.speaker,
    s.status,
    s.observation_id,
    coalesce(s.period_start, s.period_end) AS from_day,
    s.period_end AS said_day,
    least(
      s.period_end + i.lasts_days,
      coalesce(lead(coalesce(s.period_start, s.period_end)) OVER following - 1, DATE '9999-12-31')
    ) AS to_day
  FROM series s
  JOIN indicator i USING (indicator_id)
  WHERE s.kind = 'status'
  WINDOW following AS (
    PARTITION BY s.series_id
    ORDER BY s.period_end, s.period_start NULLS FIRST, s.observation_id
  )
)
WHERE to_day >= from_day
