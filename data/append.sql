-- How a build takes in what was read: named statements of warehouse.py. Rows wait in `incoming` (columns of
-- `observation`, without ids, numbered in `nr`) until they are named, judged and appended.

-- name: macros
CREATE TEMP MACRO number_text(number) AS -- as in data.models
  CASE
    WHEN number IS NULL THEN ''
    WHEN number = trunc(number) AND abs(number) < 1e15 THEN number::BIGINT::VARCHAR
    ELSE printf('%.17g', number)
  END;
CREATE TEMP MACRO observation_id(source, line, o) AS -- as in data.models
  left(sha256(concat_ws(
    chr(31), source, line, o.indicator_id, coalesce(o.place_id, ''), o.place_text, o.place_basis,
    coalesce(o.org_id, ''), coalesce(o.org_text, ''), o.breakdown,
    coalesce(o.period_start::VARCHAR, ''), coalesce(o.period_end::VARCHAR, ''), o.period_basis,
    number_text(o.value), number_text(o.low), number_text(o.high), number_text(o."of"), o.qualifier, o.value_basis,
    coalesce(o.status, ''), coalesce(o.unit, ''), coalesce(o.quote, ''), coalesce(o.cited, '')
  )), 26);
CREATE TEMP MACRO outside(number, unit, i) AS -- bounds are for the first unit; any other percentage is part of a whole
  CASE
    WHEN unit = i.units[1] OR i.units[1] = 'currency' THEN number < i.minimum OR number > i.maximum
    WHEN unit = 'percent' THEN number < 0 OR number > 100
    ELSE number < 0 AND i.minimum >= 0
  END;
CREATE TEMP MACRO fault(o, i, p, g) AS -- what is wrong with a row, given its indicator, place, organisation
  CASE
    WHEN i.indicator_id IS NULL THEN 'unknown_indicator'
    WHEN o.place_id IS NULL OR p.place_id IS NULL THEN 'unknown_place'
    WHEN o.org_id IS NOT NULL AND g.org_id IS NULL THEN 'unknown_organisation'
    WHEN (o.value IS NULL) = (o.status IS NULL) THEN 'value_or_status'
    WHEN (o.value IS NULL) <> (o.unit IS NULL) THEN 'unit_without_value'
    WHEN o.status IS NOT NULL AND NOT list_contains(coalesce(i.statuses, []), o.status) THEN 'unknown_status'
    WHEN o.unit IS NOT NULL AND NOT list_contains(i.units, o.unit)
      AND NOT (list_contains(i.units, 'currency') AND regexp_full_match(o.unit, '[A-Z]{3}')) THEN 'unknown_unit'
    WHEN isinf(o.value) OR isnan(o.value) THEN 'no_number'
    WHEN outside(o.value, o.unit, i) OR outside(o.low, o.unit, i) OR outside(o.high, o.unit, i) THEN 'out_of_bounds'
    WHEN (o.qualifier = 'range') <> (o.low IS NOT NULL AND o.high IS NOT NULL) OR o.low > o.high THEN 'bad_range'
    WHEN o.qualifier NOT IN ('exact', 'approx', 'at_least', 'more_than', 'at_most', 'less_than', 'range')
      OR o.value_basis NOT IN ('stated', 'counted', 'estimated')
      OR o.place_basis NOT IN ('stated', 'inferred')
      OR o.period_basis NOT IN ('stated', 'publication', 'inferred', 'unknown') THEN 'unknown_word'
    WHEN o.period_start > o.period_end THEN 'period_order'
    WHEN (o.period_end IS NULL) <> (o.period_basis = 'unknown') THEN 'period_basis'
    WHEN (o.char_start IS NOT NULL)::INTEGER + (o.cell IS NOT NULL)::INTEGER + (o.cited IS NOT NULL)::INTEGER <> 1
      THEN 'found_once'
    WHEN o.char_start IS NOT NULL AND coalesce(o.char_end - o.char_start <> length(o.quote), true) THEN 'quote_length'
  END;

-- name: name
CREATE OR REPLACE TEMP TABLE named AS
SELECT observation_id($source_id, $lineage, o) AS observation_id, fault(o, i, p, g) AS fault, o.*
FROM incoming o
LEFT JOIN indicator i ON i.indicator_id = o.indicator_id
LEFT JOIN place p ON p.place_id = o.place_id
LEFT JOIN organisation g ON g.org_id = o.org_id;

-- name: mark_repeats
UPDATE named
SET fault = 'repeated'
FROM (
  SELECT nr, row_number() OVER (PARTITION BY observation_id ORDER BY char_start NULLS LAST, nr) AS place_in_line
  FROM named
  WHERE fault IS NULL AND observation_id IN (
    SELECT observation_id FROM named WHERE fault IS NULL GROUP BY observation_id HAVING count(*) > 1
  )
) again
WHERE again.nr = named.nr AND again.place_in_line > 1;

-- name: reading
SELECT left(sha256(concat_ws(
  chr(31), $document_id, $reader, count(*)::VARCHAR,
  coalesce(bit_xor(('0x' || left(observation_id, 13))::UBIGINT), 0)::VARCHAR,
  coalesce(bit_xor(('0x' || right(observation_id, 13))::UBIGINT), 0)::VARCHAR
)), 26)
FROM named
WHERE fault IS NULL;

-- name: new
SELECT count(*)
FROM named n
WHERE fault IS NULL AND NOT EXISTS (
  FROM observation o
  JOIN reading r USING (reading_id)
  JOIN document d USING (document_id)
  WHERE d.source_id = $source_id AND d.lineage = $lineage AND o.observation_id = n.observation_id
);

-- name: take
INSERT INTO observation BY NAME
SELECT * EXCLUDE (nr, fault), $reading_id AS reading_id
FROM named
WHERE fault IS NULL
ORDER BY indicator_id, place_id, period_end, observation_id;

-- name: skip
INSERT INTO event
SELECT $run_id, $now, $source_id, $document_id, 'skipped', n.fault, coalesce(n.cell, n.quote, n.cited), to_json(n.whole)
FROM (
  SELECT nr, fault, cell, quote, cited, whole
  FROM named
  JOIN (SELECT nr, o AS whole FROM (SELECT * EXCLUDE (fault) FROM named WHERE fault IS NOT NULL) o) USING (nr)
) n
ORDER BY n.nr;

-- name: fresh
CREATE OR REPLACE TEMP TABLE fresh AS
SELECT o.observation_id
FROM observation o
JOIN reading r USING (reading_id)
GROUP BY o.observation_id
HAVING bool_and(r.run_id = $run_id) AND bool_or(o.confidence IS NOT NULL);

-- name: earlier
CREATE OR REPLACE TEMP TABLE earlier AS
SELECT 'document' AS "table", count(*) AS rows FROM document
UNION ALL
SELECT 'reading', count(*) FROM reading
UNION ALL
SELECT 'observation', count(*) FROM observation
UNION ALL
SELECT 'hold', count(*) FROM hold
UNION ALL
SELECT 'review', count(*) FROM review
UNION ALL
SELECT 'run', count(*) FROM run
UNION ALL
SELECT 'event', count(*) FROM event;
