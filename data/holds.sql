-- What a person must look at first. Each query gives (observation_id, reason); its name is the rule.
-- `fresh`: ids of figures that a machine read in text and that this build brought. Run at each build.

-- name: low_confidence
SELECT DISTINCT
  o.observation_id,
  format('read with confidence {:.2f}, under {:.2f}', o.confidence, i.hold_below) AS reason
FROM observation o
JOIN fresh USING (observation_id)
JOIN indicator i USING (indicator_id)
WHERE o.confidence < i.hold_below;

-- name: more_than_live_there
SELECT DISTINCT
  o.observation_id,
  format('{:,} people, more than the {:,} who live there', coalesce(o.value, o.high)::BIGINT, p.population::BIGINT)
    AS reason
FROM observation o
JOIN fresh USING (observation_id)
JOIN place p USING (place_id)
WHERE o.unit = 'people' AND greatest(o.value, o.low) > p.population;

-- name: falling_total
SELECT
  observation_id,
  format('a running total that falls, from {:,} on {} to {:,}', previous::BIGINT, previous_day::VARCHAR, value::BIGINT)
    AS reason
FROM (
  SELECT
    observation_id, cadence, value, qualifier,
    lag(value) OVER earlier AS previous,
    lag(period_end) OVER earlier AS previous_day
  FROM series
  WHERE kind = 'flow'
  WINDOW earlier AS (PARTITION BY series_id ORDER BY period_end, period_start NULLS FIRST, observation_id)
)
JOIN fresh USING (observation_id)
WHERE (cadence = 'total' OR cadence LIKE 'from-%')
  AND qualifier NOT IN ('at_least', 'more_than') -- a lower bound may lie below what was counted
  AND value < previous * CASE WHEN qualifier = 'approx' THEN 0.95 ELSE 1 END;

-- name: jump
SELECT
  observation_id,
  format('{:.1f} times the series'' last, {:,} on {}', value / previous, previous::BIGINT, previous_day::VARCHAR)
    AS reason
FROM (
  SELECT
    observation_id, indicator_id, value,
    lag(value) OVER earlier AS previous,
    lag(period_end) OVER earlier AS previous_day
  FROM series
  WINDOW earlier AS (PARTITION BY series_id ORDER BY period_end, period_start NULLS FIRST, observation_id)
)
JOIN fresh USING (observation_id)
JOIN indicator i USING (indicator_id)
WHERE value > 0 AND previous > 0
  AND greatest(value / previous, previous / value) > i.jump;

-- name: two_figures
SELECT observation_id, reason
FROM (
  SELECT
    o.observation_id,
    format('the document says {} and {} of the same', min(says) OVER claim, max(says) OVER claim) AS reason,
    min(says) OVER claim <> max(says) OVER claim AS differ
  FROM (
    SELECT
      *,
      coalesce(
        status,
        concat_ws(' to ', format('{:,.15g}', coalesce(low, value)), format('{:,.15g}', high))
      ) AS says
    FROM observation
    WHERE reading_id IN (
      SELECT f.reading_id
      FROM observation f
      JOIN fresh USING (observation_id)
    )
  ) o
  WINDOW claim AS (
    PARTITION BY o.reading_id, o.indicator_id, o.place_id, coalesce(o.org_id, o.org_text), o.breakdown,
      o.period_start, o.period_end, o.unit, o.value_basis
  )
)
JOIN fresh USING (observation_id)
WHERE differ;
