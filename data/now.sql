-- What is read most, as it is without clocks, sorted for charts and strips; made with each release.

-- name: tables
CREATE OR REPLACE TABLE series_now AS
SELECT * FROM series
ORDER BY indicator_id, place_id, period_end, series_id, period_start, observation_id;
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
