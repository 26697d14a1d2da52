-- What is read most, as it is without clocks, sorted for charts and strips; made with each release.

-- name: tables
CREATE OR REPLACE TABLE series_now AS
WITH chosen AS MATERIALIZED ( -- the choice is made on a few columns, and only then are all fetched
  SELECT series_id, observation_id, reading_id, cadence FROM series
)
SELECT c.series_id, o.*, c.cadence
FROM observations o
JOIN chosen c ON c.observation_id = o.observation_id AND c.reading_id = o.reading_id
ORDER BY o.indicator_id, o.place_id, o.period_end, c.series_id, o.period_start, o.observation_id;
CREATE OR REPLACE TABLE spans_now AS
SELECT * FROM spans
ORDER BY indicator_id, place_id, from_day, series_id, observation_id;

-- name: copies
CREATE OR REPLACE TABLE series_now AS
SELECT * FROM build.series_now;
CREATE OR REPLACE TABLE spans_now AS
SELECT * FROM build.spans_now;

-- name: comments
COMMENT ON TABLE series_now IS 'The view series as it is without clocks, sorted for charts; made with each release.';
COMMENT ON TABLE spans_now IS 'The view spans as it is without clocks, sorted for strips; made with each release.';
