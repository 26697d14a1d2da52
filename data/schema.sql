-- The tables. No keys and no constraints: checks.sql holds the rules, run before each release.
-- A comment is written where a column first appears; views take it over (warehouse.py, `_describe`).

-- Catalogue: loaded whole from seeds/ at each build.

CREATE TABLE organisation (
  org_id VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  url VARCHAR
);
COMMENT ON TABLE organisation IS 'Who says figures and who publishes them.';
COMMENT ON COLUMN organisation.org_id IS 'Organisation: who says it. Null where nobody is named or the catalogue lacks them.';
COMMENT ON COLUMN organisation.name IS 'Name for people.';
COMMENT ON COLUMN organisation.kind IS 'What it is: un, ngo, authority, media and so on.';
COMMENT ON COLUMN organisation.url IS 'Its own site.';

CREATE TABLE source (
  source_id VARCHAR NOT NULL,
  title VARCHAR NOT NULL,
  publisher_id VARCHAR NOT NULL,
  url VARCHAR,
  licence VARCHAR NOT NULL,
  citation VARCHAR NOT NULL,
  redistribute BOOLEAN NOT NULL,
  words VARCHAR NOT NULL,
  maturity VARCHAR NOT NULL,
  stale_after_days INTEGER
);
COMMENT ON TABLE source IS 'Where documents come from, and under which licence; one file of seeds/sources each.';
COMMENT ON COLUMN source.source_id IS 'Source: the name of its file in seeds/sources.';
COMMENT ON COLUMN source.title IS 'Title for people.';
COMMENT ON COLUMN source.publisher_id IS 'Organisation that publishes the document.';
COMMENT ON COLUMN source.url IS 'Page that a person opens.';
COMMENT ON COLUMN source.licence IS 'Licence of the source''s data.';
COMMENT ON COLUMN source.citation IS 'How to cite the source.';
COMMENT ON COLUMN source.redistribute IS 'False: charted, but left out of everything that is handed out.';
COMMENT ON COLUMN source.words IS 'publisher: its own words. ours: read or worded by us (curated facts, digests).';
COMMENT ON COLUMN source.maturity IS 'provisional or final: whether the publisher still changes such figures.';
COMMENT ON COLUMN source.stale_after_days IS 'Days without a new figure after which the source counts as overdue.';

CREATE TABLE indicator (
  indicator_id VARCHAR NOT NULL,
  label VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  units VARCHAR[] NOT NULL,
  statuses VARCHAR[],
  lasts_days INTEGER,
  jump DOUBLE,
  hold_below DOUBLE,
  minimum DOUBLE,
  maximum DOUBLE,
  hxl VARCHAR,
  definition VARCHAR NOT NULL
);
COMMENT ON TABLE indicator IS 'What is measured.';
COMMENT ON COLUMN indicator.indicator_id IS 'Indicator: what is measured, as domain.name.';
COMMENT ON COLUMN indicator.label IS 'Name of the indicator for people.';
COMMENT ON COLUMN indicator.kind IS 'stock: how many at a time. flow: how many during a period. status: a category at a time.';
COMMENT ON COLUMN indicator.units IS 'Units that a figure may have; the first is the usual one. Empty for a status.';
COMMENT ON COLUMN indicator.statuses IS 'Values of a status, from best to worst.';
COMMENT ON COLUMN indicator.lasts_days IS 'Days for which a status is drawn after it was last said.';
COMMENT ON COLUMN indicator.jump IS 'A machine-read figure beyond this factor of its series'' last is held for a person.';
COMMENT ON COLUMN indicator.hold_below IS 'A machine-read figure of less confidence is held for a person.';
COMMENT ON COLUMN indicator.minimum IS 'Least value that can be, in the first unit.';
COMMENT ON COLUMN indicator.maximum IS 'Greatest value that can be, in the first unit.';
COMMENT ON COLUMN indicator.hxl IS 'HXL hashtag for exports.';
COMMENT ON COLUMN indicator.definition IS 'What the indicator means, in plain words.';

CREATE TABLE place (
  place_id VARCHAR NOT NULL,
  parent_id VARCHAR,
  kind VARCHAR NOT NULL,
  admin_level INTEGER,
  name VARCHAR NOT NULL,
  iso3 VARCHAR,
  pcode VARCHAR,
  lat DOUBLE,
  lon DOUBLE,
  population DOUBLE,
  valid_from DATE,
  valid_to DATE
);
COMMENT ON TABLE place IS 'Countries, admin units, regions, crossings, facilities.';
COMMENT ON COLUMN place.place_id IS 'Place: ISO3 code of a country, P-code of an admin unit, else <ISO3>.<slug>.';
COMMENT ON COLUMN place.parent_id IS 'Place that it lies in.';
COMMENT ON COLUMN place.kind IS 'country, territory, admin1, admin2, city, camp, area, region, crossing, port or facility.';
COMMENT ON COLUMN place.admin_level IS '0 for a country, 1 and more for its admin units; null for all else.';
COMMENT ON COLUMN place.name IS 'Name for people.';
COMMENT ON COLUMN place.iso3 IS 'ISO 3166-1 alpha-3 code of the country.';
COMMENT ON COLUMN place.pcode IS 'Official code of the admin unit; text, as leading zeros count.';
COMMENT ON COLUMN place.lat IS 'Latitude in degrees, WGS 84.';
COMMENT ON COLUMN place.lon IS 'Longitude in degrees, WGS 84.';
COMMENT ON COLUMN place.population IS 'People who live there, where known.';
COMMENT ON COLUMN place.valid_from IS 'First day of the code, where known.';
COMMENT ON COLUMN place.valid_to IS 'Last day of the code; null while it is in use.';

CREATE TABLE place_name (
  place_id VARCHAR NOT NULL,
  lang VARCHAR NOT NULL,
  name VARCHAR NOT NULL
);
COMMENT ON TABLE place_name IS 'Every spelling of a place that may stand in a text.';
COMMENT ON COLUMN place_name.place_id IS 'Place that bears the name.';
COMMENT ON COLUMN place_name.lang IS 'Language of the spelling (BCP 47); und where it is no language''s.';
COMMENT ON COLUMN place_name.name IS 'The spelling.';

CREATE TABLE crisis (
  crisis_id VARCHAR NOT NULL,
  title VARCHAR NOT NULL,
  place_ids VARCHAR[] NOT NULL,
  first_day DATE NOT NULL
);
COMMENT ON TABLE crisis IS 'Crises that the dashboard shows.';
COMMENT ON COLUMN crisis.crisis_id IS 'Crisis within whose places names in doubt are resolved.';
COMMENT ON COLUMN crisis.title IS 'Name of the crisis in English.';
COMMENT ON COLUMN crisis.place_ids IS 'Places that it is about, with all that lies in them.';
COMMENT ON COLUMN crisis.first_day IS 'First day that the dashboard shows.';

-- Evidence: rows are only ever appended.

CREATE TABLE document (
  document_id VARCHAR NOT NULL,
  source_id VARCHAR NOT NULL,
  lineage VARCHAR NOT NULL,
  crisis_id VARCHAR,
  title VARCHAR NOT NULL,
  publisher_id VARCHAR,
  publisher_text VARCHAR,
  url VARCHAR,
  archive_url VARCHAR,
  lang VARCHAR,
  media_type VARCHAR NOT NULL,
  published_at TIMESTAMP,
  published_basis VARCHAR NOT NULL,
  retrieved_at TIMESTAMP NOT NULL,
  version_at TIMESTAMP NOT NULL,
  restates_from DATE,
  restates_to DATE,
  content_hash VARCHAR NOT NULL,
  run_id VARCHAR NOT NULL
);
COMMENT ON TABLE document IS 'One version of one published thing: article, situation report, data file, cited page.';
COMMENT ON COLUMN document.document_id IS 'Version of a document: hash of source, lineage, publication time and content.';
COMMENT ON COLUMN document.source_id IS 'Source that it came from.';
COMMENT ON COLUMN document.lineage IS 'What stays the same from version to version: canonical address or dataset id.';
COMMENT ON COLUMN document.crisis_id IS 'Crisis that it was read for.';
COMMENT ON COLUMN document.title IS 'Title of the document.';
COMMENT ON COLUMN document.publisher_id IS 'Organisation that published the document.';
COMMENT ON COLUMN document.publisher_text IS 'Publisher as written, where the catalogue lacks it.';
COMMENT ON COLUMN document.url IS 'Address of the document for a person; null for a pasted text.';
COMMENT ON COLUMN document.archive_url IS 'Address of a kept copy in a public archive.';
COMMENT ON COLUMN document.lang IS 'Language of the document (BCP 47).';
COMMENT ON COLUMN document.media_type IS 'Media type of the bytes.';
COMMENT ON COLUMN document.published_at IS 'When it was published, UTC; null where it does not say.';
COMMENT ON COLUMN document.published_basis IS 'stated; inferred: not before the last day that it reports; unknown.';
COMMENT ON COLUMN document.retrieved_at IS 'When it was fetched, or read by a person, UTC.';
COMMENT ON COLUMN document.version_at IS 'Orders the versions of a lineage, UTC: the publisher''s modification time, else when first met.';
COMMENT ON COLUMN document.restates_from IS 'First day for which this version replaces earlier ones; null: it only adds.';
COMMENT ON COLUMN document.restates_to IS 'Last day for which this version replaces earlier ones.';
COMMENT ON COLUMN document.content_hash IS 'SHA-256 of the bytes as fetched.';
COMMENT ON COLUMN document.run_id IS 'Run that brought it.';

CREATE TABLE reading (
  reading_id VARCHAR NOT NULL,
  document_id VARCHAR NOT NULL,
  reader VARCHAR NOT NULL,
  read_at TIMESTAMP NOT NULL,
  run_id VARCHAR NOT NULL
);
COMMENT ON TABLE reading IS 'One application of a reader to a document; a later one overtakes it.';
COMMENT ON COLUMN reading.reading_id IS 'Reading: hash of document, reader and what it gave.';
COMMENT ON COLUMN reading.document_id IS 'Document that was read.';
COMMENT ON COLUMN reading.reader IS 'Code that read it, with its number.';
COMMENT ON COLUMN reading.read_at IS 'When it was read, UTC.';
COMMENT ON COLUMN reading.run_id IS 'Run in which it was read.';

CREATE TABLE observation (
  observation_id VARCHAR NOT NULL,
  reading_id VARCHAR NOT NULL,
  indicator_id VARCHAR NOT NULL,
  place_id VARCHAR NOT NULL,
  place_text VARCHAR NOT NULL,
  place_basis VARCHAR NOT NULL,
  org_id VARCHAR,
  org_text VARCHAR,
  breakdown VARCHAR NOT NULL,
  period_start DATE,
  period_end DATE,
  period_basis VARCHAR NOT NULL,
  value DOUBLE,
  low DOUBLE,
  high DOUBLE,
  "of" DOUBLE,
  qualifier VARCHAR NOT NULL,
  value_basis VARCHAR NOT NULL,
  status VARCHAR,
  unit VARCHAR,
  confidence DOUBLE,
  quote VARCHAR,
  char_start INTEGER,
  char_end INTEGER,
  cell VARCHAR,
  cited VARCHAR
);
COMMENT ON TABLE observation IS 'One statement by somebody, found in one place of one document.';
COMMENT ON COLUMN observation.observation_id IS 'Figure: hash of its words and claim; the same in each version of the document that makes it.';
COMMENT ON COLUMN observation.reading_id IS 'Reading that gave it.';
COMMENT ON COLUMN observation.indicator_id IS 'Indicator: what is measured.';
COMMENT ON COLUMN observation.place_id IS 'Place that it is about.';
COMMENT ON COLUMN observation.place_text IS 'Place as written; a crossing without an entry as "Wutung crossing", whatever post it is called.';
COMMENT ON COLUMN observation.place_basis IS 'stated, or inferred from another sentence.';
COMMENT ON COLUMN observation.org_id IS 'Organisation whose figure it is; null where nobody is named or the catalogue lacks them.';
COMMENT ON COLUMN observation.org_text IS 'Speaker as written; told by a last word alone, by the whole name that the text gave before.';
COMMENT ON COLUMN observation.breakdown IS 'Part that is counted, as key=value;key=value; empty for the total.';
COMMENT ON COLUMN observation.period_start IS 'First day; equal to period_end for a stock on a day; null for a total whose start is not said.';
COMMENT ON COLUMN observation.period_end IS 'Last day, included; null where the figure has no date and is never charted.';
COMMENT ON COLUMN observation.period_basis IS 'stated; publication: the document''s day; inferred: worked out; unknown.';
COMMENT ON COLUMN observation.value IS 'Number, in unit; null for a status, and where none could be had.';
COMMENT ON COLUMN observation.low IS 'Lower bound of a range.';
COMMENT ON COLUMN observation.high IS 'Upper bound of a range.';
COMMENT ON COLUMN observation."of" IS 'Total that value is part of: 36 in "17 of 36".';
COMMENT ON COLUMN observation.qualifier IS 'exact, approx, at_least, more_than, at_most, less_than or range.';
COMMENT ON COLUMN observation.value_basis IS 'stated; counted: by us, from the publisher''s records; estimated: filled in by the publisher; unavailable: said not to be had.';
COMMENT ON COLUMN observation.status IS 'Status, one of the indicator''s; null for a number.';
COMMENT ON COLUMN observation.unit IS 'Unit of value, one of the indicator''s; null for a status.';
COMMENT ON COLUMN observation.confidence IS 'How likely the text reader holds indicator, number and place to be right, 0 to 1; null where it did not read.';
COMMENT ON COLUMN observation.quote IS 'Words that say it, exactly as in the document.';
COMMENT ON COLUMN observation.char_start IS 'First character of the quote in the kept text, in code points from 0.';
COMMENT ON COLUMN observation.char_end IS 'Character after the quote.';
COMMENT ON COLUMN observation.cell IS 'Row and column of the table that says it.';
COMMENT ON COLUMN observation.cited IS 'Where on the cited page a person read it.';

CREATE TABLE hold (
  observation_id VARCHAR NOT NULL,
  rule VARCHAR NOT NULL,
  reason VARCHAR NOT NULL,
  held_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE hold IS 'Figures that a person must look at first; any review ends a hold.';
COMMENT ON COLUMN hold.observation_id IS 'Figure that is held.';
COMMENT ON COLUMN hold.rule IS 'Rule of holds.sql.';
COMMENT ON COLUMN hold.reason IS 'Why it is held, in words.';
COMMENT ON COLUMN hold.held_at IS 'When it was held, UTC.';

CREATE TABLE review (
  review_id VARCHAR NOT NULL,
  observation_id VARCHAR NOT NULL,
  verdict VARCHAR NOT NULL,
  reason VARCHAR NOT NULL,
  decided_by VARCHAR NOT NULL,
  decided_at TIMESTAMP NOT NULL,
  retracted_at TIMESTAMP,
  evidence_url VARCHAR
);
COMMENT ON TABLE review IS 'Decisions of people on figures; the last one counts.';
COMMENT ON COLUMN review.review_id IS 'Review: hash of all its fields.';
COMMENT ON COLUMN review.observation_id IS 'Figure that was judged.';
COMMENT ON COLUMN review.verdict IS 'accepted; rejected: misread by us; retracted: taken back by the one who said it.';
COMMENT ON COLUMN review.reason IS 'Why, in words.';
COMMENT ON COLUMN review.decided_by IS 'Role or initials; public.';
COMMENT ON COLUMN review.decided_at IS 'When it was decided, UTC.';
COMMENT ON COLUMN review.retracted_at IS 'When the speaker took the figure back, UTC; null if not.';
COMMENT ON COLUMN review.evidence_url IS 'Page that shows why.';

-- Operation: empty in the public file.

CREATE TABLE run (
  run_id VARCHAR NOT NULL,
  started_at TIMESTAMP NOT NULL,
  code_version VARCHAR NOT NULL,
  catalogue_hash VARCHAR NOT NULL,
  release INTEGER NOT NULL
);
COMMENT ON TABLE run IS 'Ingests that published a release.';
COMMENT ON COLUMN run.run_id IS 'Run.';
COMMENT ON COLUMN run.started_at IS 'When it began, UTC.';
COMMENT ON COLUMN run.code_version IS 'Version of the program.';
COMMENT ON COLUMN run.catalogue_hash IS 'Hash of seeds/ as it was.';
COMMENT ON COLUMN run.release IS 'Number of the release that it made.';

CREATE TABLE event (
  run_id VARCHAR NOT NULL,
  happened_at TIMESTAMP NOT NULL,
  source_id VARCHAR NOT NULL,
  document_id VARCHAR,
  kind VARCHAR NOT NULL,
  code VARCHAR,
  message VARCHAR,
  payload JSON
);
COMMENT ON TABLE event IS 'What a run read, skipped and failed at.';
COMMENT ON COLUMN event.run_id IS 'Run in which it happened.';
COMMENT ON COLUMN event.happened_at IS 'When, UTC.';
COMMENT ON COLUMN event.source_id IS 'Source that was being read.';
COMMENT ON COLUMN event.document_id IS 'Document that was being read, if any.';
COMMENT ON COLUMN event.kind IS 'read, skipped or failed.';
COMMENT ON COLUMN event.code IS 'Reason as a word.';
COMMENT ON COLUMN event.message IS 'Reason for people.';
COMMENT ON COLUMN event.payload IS 'What was skipped, whole, so that it can be read again.';

CREATE TABLE release (
  release INTEGER NOT NULL,
  published_at TIMESTAMP NOT NULL,
  code_version VARCHAR NOT NULL,
  catalogue_hash VARCHAR NOT NULL,
  schema_hash VARCHAR NOT NULL
);
COMMENT ON TABLE release IS 'One row: which release this file is.';
COMMENT ON COLUMN release.release IS 'Number of the release.';
COMMENT ON COLUMN release.published_at IS 'When the run that made it began, UTC.';
COMMENT ON COLUMN release.code_version IS 'Version of the program that made it.';
COMMENT ON COLUMN release.catalogue_hash IS 'Hash of seeds/ as it was.';
COMMENT ON COLUMN release.schema_hash IS 'Hash of the tables, views and macros of this file.';
