-- What is read most, as it is without clocks, sorted for charts and strips; made with each release: a table under
-- each name holds what is selected here.

-- name: series_now
WITH chosen AS MATERIALIZED ( -- the choice is made on a few columns, and only then are all fetched
  SELECT series_id, observation_id, reading_id, cadence FROM series
)
SELECT c.series_id, o.*, c.cadence
FROM observations o
JOIN chosen c ON c.observation_id = o.observation_id AND c.reading_id = o.reading_id
ORDER BY o.indicator_id, c.series_id, o.period_end, o.period_start NULLS FIRST, o.observation_id -- as `series` answers

-- name: spans_now
WITH series AS (FROM series_now)
SELECT *
FROM (
  -- include: spans
)
ORDER BY indicator_id, place_id, from_day, series_id, observation_id

-- name: undrawn_now
SELECT * FROM undrawn
ORDER BY indicator_id, place_id, period_end, observation_id

-- name: series_rows
-- after series_now is committed: until then its rowids are others
SELECT indicator_id, place_id, min(rowid) AS first_row, max(rowid) AS last_row
FROM series_now
GROUP BY indicator_id, place_id
ORDER BY first_row

-- name: drawn_now
-- as it is read, so that rowids are the same; columns of a place and a speaker, to choose by
SELECT
  observation_id, place_id, org_id, period_start, period_end, known_at, value, quote, cell, cited,
  json_object(
    'series_id', series_id, 'indicator_id', indicator_id, 'kind', kind, 'place_id', place_id,
    'place', place, 'org_id', org_id, 'speaker', speaker, 'breakdown', breakdown,
    'cadence', cadence, 'period_basis', period_basis, 'low', low, 'high', high,
    'of', "of", 'qualifier', qualifier, 'value_basis', value_basis, 'status', status,
    'unit', unit, 'standing', standing, 'source_id', source_id, 'source', source,
    'licence', licence, 'publisher', publisher, 'words', words, 'found_as', found_as,
    'title', title, 'url', url
  )::VARCHAR AS shared
FROM series_now

-- name: comments
COMMENT ON TABLE series_now IS 'The view series as it is without clocks, sorted for charts; made with each release.';
COMMENT ON TABLE spans_now IS 'The view spans as it is without clocks, sorted for strips; made with each release.';
COMMENT ON TABLE undrawn_now IS 'The view undrawn as it is without clocks; made with each release.';
COMMENT ON TABLE series_rows IS 'Where each place of an indicator stands in series_now, so that no chart reads more of it; made with each release.';
COMMENT ON TABLE drawn_now IS 'The table series_now as charts read it: what its points share is packed; made with each release.';
COMMENT ON COLUMN drawn_now.shared IS 'JSON of what a chart draws or says of the point and of many others alike.';
COMMENT ON COLUMN series_rows.first_row IS 'rowid in series_now of its first point';
COMMENT ON COLUMN series_rows.last_row IS 'rowid in series_now of its last point';
