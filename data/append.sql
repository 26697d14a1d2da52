-- How a build takes in what was read: named statements of append.py, for many documents at once.
-- `arriving`: rows of `document`, with reader and read_at, numbered in `doc`. `incoming`: what was read in each, columns
-- of `observation` without ids, numbered in `nr`.

-- name: number_text
CREATE OR REPLACE TEMP MACRO number_text(number) AS -- as in data.models
  CASE
    WHEN number IS NULL THEN ''
    WHEN number = trunc(number) AND abs(number) < 1e15 THEN number::BIGINT::VARCHAR
    ELSE printf('%.17g', number)
  END;

-- name: name
CREATE OR REPLACE TEMP TABLE named AS
SELECT
  left(sha256(concat_ws( -- as in data.models
    chr(31), d.source_id, d.lineage, o.indicator_id, coalesce(o.place_id, ''), o.place_text, o.place_basis,
    coalesce(o.org_id, ''), coalesce(o.org_text, ''), o.breakdown,
    coalesce(o.period_start::VARCHAR, ''), coalesce(o.period_end::VARCHAR, ''), o.period_basis,
    number_text(o.value), number_text(o.low), number_text(o.high), number_text(o."of"), o.qualifier, o.value_basis,
    coalesce(o.status, ''), coalesce(o.unit, ''), coalesce(o.quote, ''), coalesce(o.cited, '')
  )), 26) AS observation_id,
  -- include: fault
  AS fault,
  o.*
FROM incoming o
JOIN arriving d ON d.doc = o.doc
LEFT JOIN indicator i ON i.indicator_id = o.indicator_id
LEFT JOIN place p ON p.place_id = o.place_id
LEFT JOIN organisation g ON g.org_id = o.org_id;

-- name: repeats
UPDATE named
SET fault = 'repeated' -- a claim that stands twice in one document is taken once, at its first place
FROM (
  SELECT nr, row_number() OVER (PARTITION BY doc, observation_id ORDER BY char_start NULLS LAST, nr) AS turn
  FROM named
  WHERE fault IS NULL AND (doc, observation_id) IN (
    SELECT (doc, observation_id) FROM named WHERE fault IS NULL GROUP BY doc, observation_id HAVING count(*) > 1
  )
) again
WHERE again.nr = named.nr AND again.turn > 1;

-- name: documents
INSERT INTO document
SELECT * EXCLUDE (doc, reader, read_at)
FROM arriving
WHERE document_id NOT IN (SELECT document_id FROM document)
ORDER BY doc;

-- name: readings
CREATE OR REPLACE TEMP TABLE given AS -- what the last reading of a document gave too is no reading
WITH
plain AS (
  SELECT
    d.doc, d.document_id, d.reader, d.read_at, d.run_id, d.source_id,
    left(sha256(concat_ws(
      chr(31), d.document_id, d.reader, count(n.nr)::VARCHAR,
      coalesce(bit_xor(('0x' || left(n.observation_id, 13))::UBIGINT), 0)::VARCHAR,
      coalesce(bit_xor(('0x' || right(n.observation_id, 13))::UBIGINT), 0)::VARCHAR
    )), 26) AS id
  FROM arriving d
  LEFT JOIN named n ON n.doc = d.doc AND n.fault IS NULL
  GROUP BY d.doc, d.document_id, d.reader, d.read_at, d.run_id, d.source_id
),
last AS (
  SELECT document_id, max(read_at) AS read_at, arg_max(reading_id, (read_at, reading_id)) AS id
  FROM reading
  WHERE document_id IN (SELECT document_id FROM arriving)
  GROUP BY document_id
)
SELECT
  p.doc, p.document_id, p.reader, p.run_id, p.source_id,
  CASE -- what an earlier reading gave, and the last one no longer, is a reading of its own
    WHEN l.id IS NULL THEN p.id
    ELSE left(sha256(concat_ws(chr(31), p.id, greatest(p.read_at, l.read_at + INTERVAL 1 MICROSECOND)::VARCHAR)), 26)
  END AS reading_id,
  greatest(p.read_at, l.read_at + INTERVAL 1 MICROSECOND) AS read_at
FROM plain p
LEFT JOIN last l USING (document_id)
WHERE l.id IS NULL OR l.id NOT IN (p.id, left(sha256(concat_ws(chr(31), p.id, l.read_at::VARCHAR)), 26));

-- name: new
SELECT d.doc, count(n.observation_id)
FROM arriving d
LEFT JOIN (
  SELECT doc, observation_id
  FROM named
  JOIN given USING (doc)
  WHERE fault IS NULL AND observation_id NOT IN (SELECT observation_id FROM observation)
  QUALIFY row_number() OVER (PARTITION BY observation_id ORDER BY doc) = 1
) n USING (doc)
GROUP BY d.doc
ORDER BY d.doc;

-- name: take
INSERT INTO reading SELECT reading_id, document_id, reader, read_at, run_id FROM given ORDER BY doc;
INSERT INTO observation BY NAME
SELECT n.* EXCLUDE (doc, nr, fault), g.reading_id
FROM named n
JOIN given g USING (doc)
WHERE n.fault IS NULL
ORDER BY n.indicator_id, n.place_id, n.period_end, n.observation_id;
INSERT INTO event
SELECT
  g.run_id, g.read_at, g.source_id, g.document_id, 'skipped', s.fault,
  coalesce(s.row.cell, s.row.quote, s.row.cited), to_json(s.row)
FROM (SELECT n.doc, n.nr, n.fault, n AS row FROM named n WHERE n.fault IS NOT NULL) s
JOIN given g USING (doc)
ORDER BY s.nr;

-- name: drop
DROP TABLE named;
DROP TABLE given;
DROP TABLE incoming;
DROP TABLE arriving;

-- name: fresh
CREATE OR REPLACE TEMP TABLE fresh AS
SELECT o.observation_id
FROM observation o
JOIN reading r USING (reading_id)
GROUP BY o.observation_id
HAVING bool_and(r.run_id = $run_id) AND bool_or(o.confidence IS NOT NULL);

-- name: earlier
CREATE OR REPLACE TEMP VIEW held AS
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
CREATE OR REPLACE TEMP TABLE earlier AS
FROM held;
