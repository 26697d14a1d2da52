-- Table macros for analysts, over the views; nothing of ours calls them. A macro finds its views only after USE.

CREATE MACRO series_at(indicator, place, known_at) AS TABLE
SELECT
  h.observation_id, h.org_id, h.org_text, h.period_start, h.period_end,
  h.value, h.low, h.high, h.qualifier, h.status, h.unit, h.url
FROM history h
WHERE h.indicator_id = indicator
  AND h.place_id = place
  AND h.period_end IS NOT NULL
  AND h.value_basis <> 'unavailable'
  AND h.known_at <= known_at
  AND coalesce(h.revised_at > known_at, true)
  AND h.reread_at IS NULL
  AND coalesce(h.retracted_at > known_at, true)
  AND coalesce(h.verdict <> 'rejected', h.hold_reason IS NULL)
ORDER BY h.period_end, h.org_id, h.observation_id;
COMMENT ON MACRO TABLE series_at IS 'Figures of an indicator at a place as the world knew them at a time.';

CREATE MACRO latest(indicator) AS TABLE
SELECT
  s.place_id, s.place, s.speaker, s.period_start, s.period_end, s.value, s.low, s.high, s.qualifier, s.status, s.unit,
  s.cadence, s.source, s.url, s.series_id, s.observation_id
FROM series s
WHERE s.indicator_id = indicator
QUALIFY row_number() OVER (
  PARTITION BY s.series_id
  ORDER BY s.period_end DESC, s.period_start DESC NULLS LAST, s.observation_id
) = 1
ORDER BY s.place_id, s.period_end DESC, s.series_id;
COMMENT ON MACRO TABLE latest IS 'The newest figure of each series of an indicator, place by place.';

CREATE MACRO disagreement(indicator, place) AS TABLE
SELECT
  s.period_start,
  s.period_end,
  s.unit,
  count(DISTINCT coalesce(s.org_id, s.speaker, s.series_id)) AS speakers,
  min(s.value) AS lowest,
  arg_min(s.speaker, (s.value, s.series_id)) AS lowest_speaker,
  max(s.value) AS highest,
  arg_max(s.speaker, (s.value, s.series_id)) AS highest_speaker,
  max(s.value) / nullif(min(s.value), 0) - 1 AS spread,
  list(DISTINCT s.status ORDER BY s.status) FILTER (s.status IS NOT NULL) AS statuses,
  list(s.observation_id ORDER BY s.series_id) AS observation_ids
FROM series s
WHERE s.indicator_id = indicator
  AND s.place_id = place
GROUP BY s.period_start, s.period_end, s.unit, s.breakdown, s.value_basis
HAVING count(DISTINCT coalesce(s.org_id, s.speaker, s.series_id)) > 1
  AND (max(s.value) > min(s.value) OR count(DISTINCT s.status) > 1)
ORDER BY s.period_end, s.period_start NULLS FIRST, s.unit, lowest, highest;
COMMENT ON MACRO TABLE disagreement IS 'Periods for which speakers give different figures for a place; spread 0.1 means 10 % apart.';

CREATE MACRO status_on(place, day) AS TABLE
SELECT
  s.indicator_id, s.speaker, s.status, s.from_day, s.said_day, s.to_day, s.series_id, s.observation_id
FROM spans s
WHERE s.place_id = place
  AND day::DATE BETWEEN s.from_day AND s.to_day
ORDER BY s.indicator_id, s.said_day DESC, s.series_id;
COMMENT ON MACRO TABLE status_on IS 'What each speaker''s status of a place is on a day; no row: not known.';

CREATE MACRO why(observation_id) AS TABLE
SELECT
  h.standing, h.standing_reason, h.indicator_id, h.place_id, coalesce(g.name, h.org_text) AS speaker,
  h.period_start, h.period_end, h.period_basis, h.value, h.low, h.high, h.qualifier, h.status, h.unit,
  h.quote, h.cell, h.cited, h.title, h.url, h.published_at, h.retrieved_at, h.known_at, h.reader,
  s.title AS source, s.licence, h.document_id, h.revised_by, h.reread_at
FROM history h
JOIN source s USING (source_id)
LEFT JOIN organisation g ON g.org_id = h.org_id
WHERE h.observation_id = observation_id
ORDER BY h.known_at, h.recorded_at, h.reading_id;
COMMENT ON MACRO TABLE why IS 'What one figure rests on, in every version of its document that makes it.';
