-- The public interface: what a figure's standing is, and what a chart draws, at the time of two clocks.
-- Each clock is a variable of one cursor; unset, it shows what is known now. A third variable, lineage, narrows all to
-- one lineage, and so does less: what others hold does not change its answers. Columns that a macro's parameter may be
-- named after are qualified.

CREATE VIEW history AS
WITH clock AS (
  SELECT
    coalesce(getvariable('known_at')::TIMESTAMP, TIMESTAMP 'infinity') AS known,
    coalesce(getvariable('recorded_at')::TIMESTAMP, TIMESTAMP 'infinity') AS recorded
),
version AS ( -- what is held of each lineage, and when the world could know it
  SELECT
    d.*,
    s.words,
    CASE
      WHEN s.words = 'ours' OR min(d.content_hash) OVER lineage = max(d.content_hash) OVER lineage -- the first bytes
      THEN coalesce(d.published_at, d.retrieved_at)
      ELSE greatest(coalesce(d.published_at, d.retrieved_at), d.version_at)
    END AS known_at
  FROM document d
  JOIN source s USING (source_id), clock
  WHERE d.retrieved_at <= clock.recorded AND coalesce(d.lineage = getvariable('lineage'), true)
  WINDOW lineage AS (
    PARTITION BY d.source_id, d.lineage
    ORDER BY d.version_at, d.retrieved_at, d.document_id
  )
),
doc AS (
  SELECT v.*
  FROM version v, clock
  WHERE v.known_at <= clock.known
),
rd AS ( -- a later reading of the same document overtakes
  SELECT
    r.*,
    lead(r.read_at) OVER (PARTITION BY r.document_id ORDER BY r.read_at, r.reading_id) AS reread_at
  FROM reading r, clock
  WHERE r.read_at <= clock.recorded
    AND (
      getvariable('lineage') IS NULL
      OR r.document_id IN (SELECT d.document_id FROM document d WHERE d.lineage = getvariable('lineage'))
    )
),
rv AS ( -- the last decision counts
  SELECT
    v.observation_id,
    arg_max(v.verdict, (v.decided_at, v.review_id)) AS verdict,
    arg_max(v.reason, (v.decided_at, v.review_id)) AS reason,
    arg_max_null(v.retracted_at, (v.decided_at, v.review_id)) AS retracted_at
  FROM review v, clock
  WHERE v.decided_at <= clock.recorded AND coalesce(v.retracted_at, '-infinity'::TIMESTAMP) <= clock.known
  GROUP BY v.observation_id
),
hd AS (
  SELECT h.observation_id, string_agg(h.reason, '; ' ORDER BY h.rule) AS reason
  FROM hold h, clock
  WHERE h.held_at <= clock.recorded
  GROUP BY h.observation_id
),
many AS (
  SELECT d.source_id, d.lineage
  FROM doc d
  GROUP BY ALL
  HAVING count(*) > 1
),
ordered AS (
  SELECT
    d.document_id, d.source_id, d.lineage, d.known_at, d.restates_from, d.restates_to,
    row_number() OVER versions AS turn,
    d.restates_from = DATE '0001-01-01'
      AND d.restates_to = DATE '9999-12-31'
      AND d.known_at <= min(d.known_at) OVER (versions ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS closes
  FROM doc d
  SEMI JOIN many m ON m.source_id = d.source_id AND m.lineage = d.lineage
  WINDOW versions AS (PARTITION BY d.source_id, d.lineage ORDER BY d.version_at, d.retrieved_at, d.document_id)
),
turn AS (
  SELECT
    d.*,
    count(*) FILTER (d.closes) OVER (versions ROWS UNBOUNDED PRECEDING) AS closed,
    count(*) FILTER (d.closes) OVER (versions ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS closed_before
  FROM ordered d
  WINDOW versions AS (PARTITION BY d.source_id, d.lineage ORDER BY d.turn)
),
overtaken AS ( -- no further than the first version that closes: it replaces all, and nothing behind it was known before
  SELECT
    d.document_id, later.document_id AS later_id, later.turn, later.known_at, later.restates_from, later.restates_to
  FROM turn d
  JOIN turn later
    ON later.source_id = d.source_id
    AND later.lineage = d.lineage
    AND later.turn > d.turn
    AND later.closed_before <= d.closed
  WHERE later.restates_from IS NOT NULL
),
period AS (
  SELECT DISTINCT rd.document_id, coalesce(o.period_end, DATE '9999-12-31') AS day
  FROM observation o
  JOIN rd USING (reading_id)
  WHERE rd.document_id IN (SELECT document_id FROM overtaken)
),
revised AS ( -- which version first overtook this period of this document
  SELECT
    p.document_id,
    p.day,
    arg_min(x.later_id, x.turn) AS revised_by,
    min(x.known_at) AS revised_at
  FROM period p
  JOIN overtaken x
    ON x.document_id = p.document_id
    AND p.day BETWEEN x.restates_from AND x.restates_to
  GROUP BY ALL
)
SELECT
  o.*,
  CASE
    WHEN o.char_start IS NOT NULL THEN 'text'
    WHEN o.cell IS NOT NULL THEN 'cell'
    ELSE 'cited'
  END AS found_as,
  rd.reader,
  d.document_id,
  d.source_id,
  d.lineage,
  d.words,
  d.title,
  d.publisher_id,
  d.publisher_text,
  d.url,
  d.archive_url,
  d.lang,
  d.published_at,
  d.published_basis,
  d.retrieved_at,
  d.content_hash,
  d.known_at,
  greatest(d.retrieved_at, rd.read_at) AS recorded_at,
  x.revised_at,
  x.revised_by,
  rd.reread_at,
  rv.verdict,
  rv.retracted_at,
  hd.reason AS hold_reason,
  CASE
    WHEN rv.verdict IN ('rejected', 'retracted') THEN rv.verdict
    WHEN x.revised_by IS NOT NULL THEN 'revised'
    WHEN rd.reread_at IS NOT NULL THEN 'reread'
    WHEN rv.verdict IS NOT NULL THEN rv.verdict
    WHEN hd.reason IS NOT NULL THEN 'held'
    ELSE 'unreviewed'
  END AS standing,
  coalesce(rv.reason, hd.reason) AS standing_reason
FROM observation o
JOIN rd USING (reading_id)
JOIN doc d USING (document_id)
LEFT JOIN revised x ON x.document_id = d.document_id AND x.day = coalesce(o.period_end, DATE '9999-12-31')
LEFT JOIN rv ON rv.observation_id = o.observation_id
LEFT JOIN hd ON hd.observation_id = o.observation_id;
COMMENT ON VIEW history IS 'Every figure, with its standing at the clocks'' time; held and overtaken ones too.';
COMMENT ON COLUMN history.found_as IS 'text: characters of a text. cell: a cell of a table. cited: read by a person on the cited page.';
COMMENT ON COLUMN history.words IS 'publisher: its own words. ours: read or worded by us (curated facts, digests).';
COMMENT ON COLUMN history.known_at IS 'When the world could know it, UTC.';
COMMENT ON COLUMN history.recorded_at IS 'When this installation knew it, UTC.';
COMMENT ON COLUMN history.revised_at IS 'When a later version of its document overtook it, UTC.';
COMMENT ON COLUMN history.revised_by IS 'Document that overtook it.';
COMMENT ON COLUMN history.reread_at IS 'When a later reading of its document overtook it, UTC.';
COMMENT ON COLUMN history.hold_reason IS 'Why a person must look first; stays after a review.';
COMMENT ON COLUMN history.standing IS 'accepted or unreviewed: it stands. held, revised, reread, rejected, retracted: it does not.';
COMMENT ON COLUMN history.standing_reason IS 'Why it was reviewed so, or is held.';

CREATE VIEW observations AS
SELECT
  h.*,
  i.label AS indicator_label,
  i.kind,
  p.name AS place,
  p.kind AS place_kind,
  p.iso3,
  p.pcode,
  coalesce(g.name, h.org_text) AS speaker,
  coalesce(b.name, h.publisher_text) AS publisher,
  s.title AS source,
  s.licence,
  s.maturity
FROM history h
JOIN indicator i USING (indicator_id)
JOIN place p USING (place_id)
JOIN source s USING (source_id)
LEFT JOIN organisation g ON g.org_id = h.org_id
LEFT JOIN organisation b ON b.org_id = h.publisher_id
WHERE h.standing IN ('accepted', 'unreviewed');
COMMENT ON VIEW observations IS 'Every figure that stands, with words for people; undated ones too, and what is said not to be had.';
COMMENT ON COLUMN observations.indicator_label IS 'Name of the indicator for people.';
COMMENT ON COLUMN observations.kind IS 'stock: how many at a time. flow: how many during a period. status: a category at a time.';
COMMENT ON COLUMN observations.place IS 'Name of the place for people.';
COMMENT ON COLUMN observations.place_kind IS 'What the place is: country, admin1, crossing, facility and so on.';
COMMENT ON COLUMN observations.speaker IS 'Who says it: the organisation''s name, else as written.';
COMMENT ON COLUMN observations.publisher IS 'Who published the document: the organisation''s name, else as written.';
COMMENT ON COLUMN observations.source IS 'Title of the source.';

CREATE VIEW series AS
SELECT
  concat_ws('/', indicator_id, place_id, coalesce(org_id, 'via-' || coalesce(publisher_id, source_id)), cadence,
    nullif(unit, units[1]), nullif(value_basis, 'stated'), nullif(breakdown, '')) AS series_id,
  * EXCLUDE (units)
FROM (
  SELECT
    o.*,
    i.units,
    CASE
      WHEN o.kind <> 'flow' THEN 'point'
      WHEN o.period_start IS NULL THEN 'total'
      WHEN o.period_start = o.period_end THEN 'day'
      WHEN date_diff('day', o.period_start, o.period_end) < 6 THEN 'days'
      WHEN date_diff('day', o.period_start, o.period_end) = 6 THEN 'week'
      WHEN day(o.period_start) = 1 AND o.period_end = last_day(o.period_start) THEN 'month'
      WHEN dayofyear(o.period_start) = 1 AND o.period_end = last_day(o.period_start + INTERVAL 11 MONTH) THEN 'year'
      ELSE 'from-' || o.period_start
    END AS cadence
  FROM observations o
  JOIN indicator i USING (indicator_id)
  WHERE o.period_end IS NOT NULL AND o.value_basis <> 'unavailable'
)
QUALIFY row_number() OVER ( -- a series has one indicator, place and kind: named here, so that filters on them pass
  PARTITION BY indicator_id, place_id, kind, series_id, period_start, period_end
  ORDER BY standing = 'accepted' DESC, published_at DESC NULLS LAST, words = 'ours', found_as = 'cited',
    recorded_at DESC, observation_id
) = 1;
COMMENT ON VIEW series IS 'One point per series and period: what a chart draws.';
COMMENT ON COLUMN series.series_id IS 'Line of a chart: indicator/place/speaker/cadence, and unit, value basis, breakdown where they differ from the usual.';
COMMENT ON COLUMN series.cadence IS 'point; for a flow: day, days (two to six), week, month, year, total, or from-<day> for a running total.';

CREATE VIEW spans AS
-- include: spans
;
COMMENT ON VIEW spans IS 'The days a status is drawn for: until its speaker says otherwise, or its evidence wears out.';
COMMENT ON COLUMN spans.from_day IS 'First day of the status.';
COMMENT ON COLUMN spans.said_day IS 'Day on which it was last said.';
COMMENT ON COLUMN spans.to_day IS 'Last day for which it is drawn, included.';

CREATE VIEW undrawn AS
SELECT
  CASE
    WHEN h.standing = 'revised' THEN 'withdrawn'
    WHEN h.standing NOT IN ('accepted', 'unreviewed') THEN h.standing
    WHEN h.value_basis = 'unavailable' THEN 'unavailable'
    ELSE 'undated'
  END AS gap,
  h.standing_reason AS reason,
  h.*,
  i.label AS indicator_label,
  i.kind,
  p.name AS place,
  p.kind AS place_kind,
  coalesce(g.name, h.org_text) AS speaker,
  coalesce(b.name, h.publisher_text) AS publisher,
  s.title AS source,
  s.licence,
  s.maturity
FROM history h
JOIN indicator i USING (indicator_id)
JOIN place p USING (place_id)
JOIN source s USING (source_id)
LEFT JOIN organisation g ON g.org_id = h.org_id
LEFT JOIN organisation b ON b.org_id = h.publisher_id
WHERE h.standing <> 'reread'
  AND (h.standing NOT IN ('accepted', 'unreviewed') OR h.period_end IS NULL OR h.value_basis = 'unavailable')
  AND NOT (h.value_basis = 'unavailable' AND h.standing = 'revised')
QUALIFY row_number() OVER (
  PARTITION BY h.observation_id
  ORDER BY h.known_at DESC, h.recorded_at DESC, h.reading_id
) = 1;
COMMENT ON VIEW undrawn IS 'What no chart draws, each figure once; another that stands may say the same in its stead.';
COMMENT ON COLUMN undrawn.gap IS 'Why: unavailable, held, rejected, retracted, withdrawn, undated.';
COMMENT ON COLUMN undrawn.reason IS 'Why it was reviewed so, or is held.';

CREATE VIEW revisions AS
WITH h AS MATERIALIZED (
  SELECT
    document_id, observation_id, revised_by, revised_at, indicator_id, place_id, org_id, breakdown, unit, value_basis,
    period_start, period_end, value, status, qualifier, quote, cell, source_id, words
  FROM history
  WHERE reread_at IS NULL AND value_basis <> 'unavailable'
)
SELECT
  CASE WHEN n.observation_id IS NULL THEN 'withdrawn' ELSE 'changed' END AS change,
  o.revised_at AS changed_at,
  o.indicator_id,
  o.place_id,
  o.org_id,
  o.breakdown,
  o.unit,
  o.period_start,
  o.period_end,
  o.value AS old_value,
  n.value AS new_value,
  o.status AS old_status,
  n.status AS new_status,
  o.qualifier AS old_qualifier,
  n.qualifier AS new_qualifier,
  o.quote AS old_quote,
  n.quote AS new_quote,
  o.cell AS old_cell,
  n.cell AS new_cell,
  o.observation_id AS old_observation_id,
  n.observation_id AS new_observation_id,
  o.document_id AS old_document_id,
  o.revised_by AS new_document_id,
  o.source_id,
  o.words
FROM h o
LEFT JOIN h n
  ON n.document_id = o.revised_by
  AND n.indicator_id = o.indicator_id
  AND n.place_id = o.place_id
  AND n.org_id IS NOT DISTINCT FROM o.org_id
  AND n.breakdown = o.breakdown
  AND n.unit IS NOT DISTINCT FROM o.unit
  AND n.value_basis = o.value_basis
  AND n.period_start IS NOT DISTINCT FROM o.period_start
  AND n.period_end IS NOT DISTINCT FROM o.period_end
WHERE o.revised_by IS NOT NULL
  AND NOT EXISTS (
    FROM h same
    WHERE same.document_id = o.revised_by
      AND same.observation_id = o.observation_id
  );
COMMENT ON VIEW revisions IS 'What a publisher changed or took back between two versions of a document.';
COMMENT ON COLUMN revisions.change IS 'changed, or withdrawn: the later version does not have it.';
COMMENT ON COLUMN revisions.changed_at IS 'When the world could know the later version, UTC.';
COMMENT ON COLUMN revisions.old_value IS 'Number before.';
COMMENT ON COLUMN revisions.new_value IS 'Number after.';
COMMENT ON COLUMN revisions.old_status IS 'Status before.';
COMMENT ON COLUMN revisions.new_status IS 'Status after.';
COMMENT ON COLUMN revisions.old_qualifier IS 'Qualifier before.';
COMMENT ON COLUMN revisions.new_qualifier IS 'Qualifier after.';
COMMENT ON COLUMN revisions.old_quote IS 'Words before.';
COMMENT ON COLUMN revisions.new_quote IS 'Words after.';
COMMENT ON COLUMN revisions.old_cell IS 'Row and column before.';
COMMENT ON COLUMN revisions.new_cell IS 'Row and column after.';
COMMENT ON COLUMN revisions.old_observation_id IS 'Figure before.';
COMMENT ON COLUMN revisions.new_observation_id IS 'Figure after; null where it was withdrawn.';
COMMENT ON COLUMN revisions.old_document_id IS 'Document before.';
COMMENT ON COLUMN revisions.new_document_id IS 'Document after.';
