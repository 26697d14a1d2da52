-- Questions that coordinators ask, for the page on which SQL is written: read, change, run. A line "-- name:" before each;
-- its title is the label "query.example.<name>". Each keeps the ids of the figures behind a row, so that it can be traced.

-- name: now
-- The newest figure of each speaker. A macro: SELECT ... FROM latest('an indicator').
SELECT place, speaker, period_end AS day, qualifier, value, unit, observation_id
FROM latest('displacement.idps')
ORDER BY place, day DESC;

-- name: days_open
-- Days are counted only where somebody said so: what nobody spoke of is neither open nor closed.
WITH month AS (SELECT DATE '2025-02-01' AS first_day, DATE '2025-02-28' AS last_day)
SELECT
  place,
  speaker,
  status,
  sum(least(to_day, last_day) - greatest(from_day, first_day) + 1) AS days,
  list(observation_id) AS observation_ids
FROM spans, month
WHERE indicator_id = 'crossing.status'
  AND from_day <= last_day
  AND to_day >= first_day
GROUP BY ALL
ORDER BY place, speaker, status;

-- name: disagree
-- Two speakers, one place, within a week of each other, more than 10 % apart.
SELECT
  a.place,
  a.period_end AS day,
  b.period_end AS other_day,
  a.speaker AS one,
  a.value AS one_says,
  b.speaker AS another,
  b.value AS another_says,
  round(100 * abs(a.value - b.value) / least(a.value, b.value), 1) AS percent_apart,
  [a.observation_id, b.observation_id] AS observation_ids
FROM series a
JOIN series b USING (indicator_id, place_id, unit)
WHERE indicator_id = 'displacement.idps'
  AND a.series_id < b.series_id
  AND a.speaker <> b.speaker
  AND b.period_end BETWEEN a.period_end - 7 AND a.period_end + 7
  AND abs(a.value - b.value) > 0.1 * least(a.value, b.value)
ORDER BY day, other_day, place, one, another;

-- name: hospitals_first_of_month
-- The newest figure of each speaker on the first of each month, no older than 45 days.
WITH month AS (
  SELECT unnest(generate_series(DATE '2023-11-01', DATE '2025-12-01', INTERVAL 1 MONTH))::DATE AS first_day
)
SELECT first_day, speaker, value, "of", period_end AS said_for, first_day - period_end AS days_old, observation_id
FROM month
JOIN series ON period_end <= first_day AND period_end > first_day - 45
WHERE indicator_id = 'health.hospitals_functional'
  AND place_id = 'PS02'
  AND unit = 'hospitals'
QUALIFY row_number() OVER (PARTITION BY first_day, speaker ORDER BY period_end DESC, observation_id) = 1
ORDER BY first_day, speaker;

-- name: trucks_by_month
-- Each speaker counts in its own way: never add them up.
SELECT
  date_trunc('month', period_end)::DATE AS month,
  speaker,
  place,
  cadence,
  sum(value) AS trucks,
  count(*) AS figures,
  list(observation_id) AS observation_ids
FROM series
WHERE indicator_id = 'crossing.trucks'
  AND cadence IN ('day', 'week', 'month')
GROUP BY ALL
ORDER BY month, place, speaker, cadence;

-- name: status_today
-- What each speaker's word on each crossing is, a month after it was said at most. Choose a day.
SELECT place, speaker, status, said_day, to_day, observation_id
FROM spans
WHERE indicator_id = 'crossing.status'
  AND DATE '2025-02-10' BETWEEN from_day AND to_day
ORDER BY place, speaker;

-- name: silent
-- Crossings of which nobody has spoken for longest.
SELECT
  place,
  max(period_end) AS last_said,
  current_date - max(period_end) AS days_ago,
  arg_max(status, period_end) AS last_status,
  arg_max(speaker, period_end) AS said_by,
  arg_max(observation_id, period_end) AS observation_id
FROM series
WHERE indicator_id = 'crossing.status'
GROUP BY place
ORDER BY days_ago DESC, place;

-- name: change
-- Each speaker's figures for one place, and what changed from one to the next.
SELECT
  speaker,
  period_end AS day,
  value,
  value - lag(value) OVER line AS change,
  round(100 * (value / lag(value) OVER line - 1), 1) AS percent,
  period_end - lag(period_end) OVER line AS days_between,
  observation_id
FROM series
WHERE indicator_id = 'displacement.idps'
  AND place_id = 'SDN'
WINDOW line AS (PARTITION BY series_id ORDER BY period_end)
ORDER BY speaker, day;

-- name: as_known
-- What the world knew of displacement in the Gaza Strip at the end of 2023. A macro with a time of its own.
SELECT period_end AS day, org_id, qualifier, value, unit, observation_id
FROM series_at('displacement.idps', 'PS02', TIMESTAMP '2023-12-31 23:59:59')
ORDER BY day, org_id;

-- name: share
-- Displaced people as a share of all who live there, where the number of inhabitants is known.
SELECT
  place,
  speaker,
  period_end AS day,
  value AS displaced,
  p.population,
  round(100 * value / p.population, 1) AS percent,
  observation_id
FROM series
JOIN place p USING (place_id)
WHERE indicator_id = 'displacement.idps'
  AND p.population > 0
  AND value IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY place_id, speaker ORDER BY period_end DESC, observation_id) = 1
ORDER BY percent DESC, place;

-- name: by_speaker
-- One column for each speaker, one row for each month: the highest figure of the month.
PIVOT (
  SELECT date_trunc('month', period_end)::DATE AS month, speaker, value
  FROM series
  WHERE indicator_id = 'displacement.idps' AND place_id = 'PS02'
)
ON speaker
USING max(value)
ORDER BY month;

-- name: functional_share
-- Hospitals at all, as the source counts them, and how many of them work.
SELECT
  place,
  speaker,
  period_end AS day,
  value AS functional,
  "of" AS of_all,
  round(100 * value / "of") AS percent,
  observation_id
FROM series
WHERE indicator_id = 'health.hospitals_functional'
  AND "of" > 0
ORDER BY day DESC, place;

-- name: one_hospital
-- What has been said of each hospital, in order.
SELECT place, list(status ORDER BY period_end) AS statuses, min(period_end) AS first_said, max(period_end) AS last_said,
  list(observation_id ORDER BY period_end) AS observation_ids
FROM series
WHERE indicator_id = 'health.hospital_status'
GROUP BY place
ORDER BY count(*) DESC, place;

-- name: words
-- The sentences that hold a word, newest first. Change the word; (?i) takes capitals and small letters alike.
SELECT period_end AS day, indicator_label, place, speaker, quote, observation_id
FROM observations
WHERE regexp_matches(quote, '(?i)fuel|electricity')
ORDER BY day DESC NULLS LAST, observation_id;

-- name: qualifiers
-- How sure the words are: how often each speaker says "about", "at least", "more than".
WITH said AS (
  SELECT speaker, qualifier, count(*) AS figures, list(observation_id) AS observation_ids
  FROM series
  WHERE value IS NOT NULL
  GROUP BY ALL
)
SELECT
  speaker,
  qualifier,
  figures,
  round(100 * figures / sum(figures) OVER (PARTITION BY speaker)) AS percent,
  observation_ids
FROM said
QUALIFY sum(figures) OVER (PARTITION BY speaker) >= 10
ORDER BY speaker, figures DESC, qualifier;

-- name: revised
-- What publishers changed afterwards, and by how much.
SELECT
  r.changed_at,
  i.label,
  p.name AS place,
  r.period_end AS day,
  r.change,
  r.old_value,
  r.new_value,
  round(100 * (r.new_value / nullif(r.old_value, 0) - 1), 1) AS percent,
  list_filter([r.old_observation_id, r.new_observation_id], lambda id: id IS NOT NULL) AS observation_ids
FROM revisions r
JOIN indicator i USING (indicator_id)
JOIN place p USING (place_id)
ORDER BY r.changed_at DESC, r.old_observation_id;

-- name: delay
-- How long after the day that it is for a figure is published.
SELECT
  source,
  count(*) AS figures,
  median(date_diff('day', period_end, published_at::DATE)) AS median_days,
  quantile_cont(date_diff('day', period_end, published_at::DATE), 0.9) AS nine_in_ten_within
FROM observations
WHERE period_end IS NOT NULL
  AND published_at IS NOT NULL
GROUP BY source
ORDER BY figures DESC, source;

-- name: attacks
-- Attacks on health care by year; totals that run over several years are left out.
SELECT place, speaker, year(period_end) AS year, cadence, max(value) AS most_said, list(observation_id) AS observation_ids
FROM series
WHERE indicator_id = 'health.attacks'
  AND cadence <> 'total'
GROUP BY ALL
ORDER BY place, year, cadence, speaker;

-- name: gaps
-- The longest times without a figure, series by series.
SELECT
  indicator_id,
  place,
  speaker,
  lag(period_end) OVER line AS last_before,
  period_end AS next_said,
  period_end - lag(period_end) OVER line AS days_without,
  observation_id
FROM series
WHERE value IS NOT NULL
WINDOW line AS (PARTITION BY series_id ORDER BY period_end, period_start)
QUALIFY days_without > 60
ORDER BY days_without DESC, observation_id
LIMIT 50;

-- name: neighbours
-- Refugees from Sudan by country: the newest figure of each speaker, with the newest before a day on the same line.
SELECT s.place, s.speaker, s.period_end AS day, s.value, earlier.period_end AS day_before, earlier.value AS value_before,
  s.observation_id
FROM series s
ASOF LEFT JOIN series earlier
  ON s.series_id = earlier.series_id AND earlier.period_end < s.period_end
WHERE s.indicator_id = 'displacement.refugees'
QUALIFY row_number() OVER (PARTITION BY s.series_id ORDER BY s.period_end DESC, s.observation_id) = 1
ORDER BY s.place, s.speaker;

-- name: why
-- All that one figure rests on. Put in the id of a figure; here: of the newest figure on displacement in the Gaza Strip.
SELECT w.*
FROM (
  SELECT observation_id FROM series
  WHERE indicator_id = 'displacement.idps' AND place_id = 'PS02'
  ORDER BY period_end DESC, observation_id LIMIT 1
) AS newest, why(newest.observation_id) AS w;

-- name: counted
-- How much is known of what: figures, places, speakers, first and last day.
SELECT indicator_id, count(*) AS figures, count(DISTINCT place_id) AS places, count(DISTINCT speaker) AS speakers,
  min(period_end) AS first_day, max(period_end) AS last_day
FROM series
GROUP BY indicator_id
ORDER BY figures DESC, indicator_id;
