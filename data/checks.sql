-- What must hold of a build before it is published: each query must return nothing. A row returned is a refusal.
-- `earlier` holds how many rows each append-only table had in the release before.

-- name: an id stands twice
SELECT 'organisation' AS "table", org_id AS id FROM organisation GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'source', source_id FROM source GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'indicator', indicator_id FROM indicator GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'place', place_id FROM place GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'crisis', crisis_id FROM crisis GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'document', document_id FROM document GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'reading', reading_id FROM reading GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'review', review_id FROM review GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'run', run_id FROM run GROUP BY ALL HAVING count(*) > 1;

-- name: a figure stands twice in one reading
SELECT observation_id, reading_id FROM observation GROUP BY ALL HAVING count(*) > 1;

-- name: a hold stands twice
SELECT observation_id, rule FROM hold GROUP BY ALL HAVING count(*) > 1;

-- name: a document names what the catalogue lacks
SELECT d.document_id, d.source_id, d.crisis_id, d.publisher_id
FROM document d
WHERE d.source_id NOT IN (SELECT source_id FROM source)
  OR (d.crisis_id IS NOT NULL AND d.crisis_id NOT IN (SELECT crisis_id FROM crisis))
  OR (d.publisher_id IS NOT NULL AND d.publisher_id NOT IN (SELECT org_id FROM organisation));

-- name: a document contradicts itself
SELECT document_id, published_at, published_basis, restates_from, restates_to
FROM document
WHERE (published_at IS NULL) <> (published_basis = 'unknown')
  OR (restates_from IS NULL) <> (restates_to IS NULL)
  OR restates_from > restates_to
  OR published_basis NOT IN ('stated', 'inferred', 'unknown');

-- name: a reading has no document
SELECT r.reading_id, r.document_id
FROM reading r
WHERE NOT EXISTS (FROM document d WHERE d.document_id = r.document_id);

-- name: a figure has no reading
SELECT o.observation_id, o.reading_id
FROM observation o
WHERE NOT EXISTS (FROM reading r WHERE r.reading_id = o.reading_id);

-- name: a figure breaks a rule
SELECT fault, observation_id, indicator_id, place_id, value, status, unit
FROM (
  SELECT
    -- include: fault
    AS fault,
    o.*
  FROM observation o
  LEFT JOIN indicator i ON i.indicator_id = o.indicator_id
  LEFT JOIN place p ON p.place_id = o.place_id
  LEFT JOIN organisation g ON g.org_id = o.org_id
)
WHERE fault IS NOT NULL;

-- name: a hold has no figure
SELECT h.observation_id, h.rule
FROM hold h
WHERE NOT EXISTS (FROM observation o WHERE o.observation_id = h.observation_id);

-- name: a review contradicts itself
SELECT review_id, observation_id, verdict, retracted_at
FROM review
WHERE verdict NOT IN ('accepted', 'rejected', 'retracted')
  OR (retracted_at IS NOT NULL) <> (verdict = 'retracted');

-- name: rows were lost
SELECT e."table", e.rows AS before, n.rows AS after
FROM earlier e
JOIN held n USING ("table")
WHERE n.rows < e.rows;
