-- What the public file holds: all but operation, and but sources that forbid passing on. Named statements of
-- warehouse.py, run in the new file with the build attached as `build`.

-- name: document
INSERT INTO document
SELECT d.*
FROM build.document d
JOIN build.source s USING (source_id)
WHERE s.redistribute;

-- name: reading
INSERT INTO reading
SELECT r.*
FROM build.reading r
SEMI JOIN document d USING (document_id);

-- name: observation
INSERT INTO observation
SELECT o.*
FROM build.observation o
SEMI JOIN reading r USING (reading_id);

-- name: hold
INSERT INTO hold
SELECT h.*
FROM build.hold h
SEMI JOIN observation o USING (observation_id);

-- name: review
INSERT INTO review
SELECT v.*
FROM build.review v
SEMI JOIN observation o USING (observation_id);
