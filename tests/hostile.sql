-- Statements that mean harm, and a few that only look like it. One a line: name | what must happen | statement.
-- refuse: status 400, whatever the engine would have said. stop: answered or refused, in time, the console unharmed.
-- cut: truncated, or too large. work: must be answered.
file text by extension | refuse | SELECT * FROM '/etc/hostname'
file csv bare path | refuse | FROM 'data/store/current.duckdb'
file csv reader | refuse | SELECT * FROM read_csv_auto('/proc/self/environ', header = false)
file blob of the database | refuse | SELECT length(content) FROM read_blob('public-*.duckdb')
file of another release | refuse | SELECT * FROM read_duckdb('/tmp/x.duckdb', table_name = 'run')
file by dot call | refuse | SELECT ('/etc/passwd').read_text()
file parquet footer | refuse | SELECT * FROM parquet_file_metadata('/var/lib/a.parquet')
file parquet key values | refuse | FROM parquet_kv_metadata('s3://bucket/key')
file json lines | refuse | SELECT * FROM read_ndjson_objects('/etc/ssh/ssh_host_ed25519_key')
file in a subquery of a filter | refuse | SELECT 1 WHERE 'root' IN (SELECT column0 FROM read_csv('/etc/passwd', delim = ':'))
file in an order | refuse | SELECT place FROM place ORDER BY (SELECT count(*) FROM glob('/home/*'))
file in a limit | refuse | SELECT 1 LIMIT (SELECT count(*) FROM glob('*'))
file in a having | refuse | SELECT place_id FROM observations GROUP BY ALL HAVING count(*) > (SELECT size FROM read_text('/etc/shadow'))
file in a qualify | refuse | SELECT place_id FROM place QUALIFY row_number() OVER () < (SELECT max(size) FROM read_blob('/etc/fstab'))
file in a window frame | refuse | SELECT sum(1) OVER (ROWS (SELECT count(*) FROM glob('/')) PRECEDING) FROM place
file in a lambda | refuse | SELECT list_transform(['/etc/passwd'], lambda p: (SELECT content FROM read_text(p)))
file in a filter clause | refuse | SELECT count(*) FILTER (WHERE EXISTS (FROM glob('/etc/*'))) FROM place
file in a case | refuse | SELECT CASE WHEN true THEN (SELECT first(content) FROM read_text('/etc/issue')) END
file in a values list | refuse | SELECT * FROM (VALUES ((SELECT content FROM read_text('/etc/issue')))) AS v(x)
file in a sample | refuse | SELECT * FROM read_csv('/etc/passwd') USING SAMPLE 5
file in a pivot source | refuse | PIVOT read_csv('/etc/passwd') ON column0 USING count(*)
file in a pivot aggregate | refuse | PIVOT place ON kind USING max((SELECT content FROM read_text('/etc/passwd')))
file in a pivot list | refuse | PIVOT place ON kind IN (SELECT content FROM read_text('/etc/passwd')) USING count(*)
file in an unpivot | refuse | UNPIVOT (FROM read_csv('/etc/passwd')) ON COLUMNS(*)
file in a join condition | refuse | SELECT 1 FROM place a JOIN place b ON a.name = (SELECT content FROM read_text('/etc/hosts'))
file in a recursion | refuse | WITH RECURSIVE r AS (SELECT '/etc' AS p UNION SELECT file FROM r, glob(r.p || '/*')) SELECT * FROM r
file in a set operation | refuse | SELECT name FROM place UNION ALL SELECT content FROM read_text('/etc/passwd')
file in an argument of a range | refuse | SELECT * FROM range((SELECT count(*) FROM glob('/**')))
file in an argument of a macro | refuse | SELECT * FROM latest((SELECT content FROM read_text('/etc/passwd')))
file in a star replacement | refuse | SELECT * REPLACE ((SELECT content FROM read_text('/etc/passwd')) AS name) FROM place
file in an aggregate's order | refuse | SELECT list(name ORDER BY (SELECT content FROM read_text('/etc/passwd'))) FROM place
file in a within group | refuse | SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY (SELECT size FROM read_text('/etc/passwd'))) FROM place
file in a group | refuse | SELECT count(*) FROM place GROUP BY (SELECT content FROM read_text('/etc/passwd'))
file in a distinct on | refuse | SELECT DISTINCT ON ((SELECT content FROM read_text('/etc/passwd'))) name FROM place
file in a table's name | refuse | SELECT * FROM "read_text('/etc/passwd')"
file under a table's name | refuse | SELECT * FROM "/etc/passwd"
file url quoted | refuse | SELECT * FROM "https://example.org/a.parquet"
write by copy of a table | refuse | COPY place TO '/tmp/places.csv' (HEADER)
write by partition | refuse | COPY (FROM place) TO '/tmp/p' (FORMAT parquet, PARTITION_BY (kind))
write by export | refuse | EXPORT DATABASE '/tmp/everything'
write by explain analyze | refuse | EXPLAIN ANALYZE COPY place TO '/tmp/places.parquet'
write by import | refuse | IMPORT DATABASE '/tmp/everything'
read by copy | refuse | COPY place FROM '/tmp/places.csv'
network by json | refuse | SELECT * FROM read_json_auto('https://127.0.0.1:8501/healthz')
network by attach | refuse | ATTACH 'https://example.org/x.duckdb' AS remote
network by extension | refuse | INSTALL spatial FROM 'http://example.org'
extension by force | refuse | FORCE INSTALL httpfs
extension load | refuse | LOAD '/tmp/evil.duckdb_extension'
extension update | refuse | UPDATE EXTENSIONS
secret made | refuse | CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')
secret shown | refuse | SELECT * FROM duckdb_secrets()
secret chosen | refuse | FROM which_secret('s3://a', 's3')
python frame | refuse | SELECT * FROM connection
python module | refuse | SELECT * FROM os
python scan | refuse | SELECT * FROM pandas_scan(94739)
python arrow | refuse | SELECT * FROM arrow_scan(1, 2, 3)
settings by function | refuse | SELECT current_setting('temp_directory')
settings in upper case | refuse | SELECT CURRENT_SETTING('home_directory')
settings by quoted name | refuse | SELECT "current_setting"('secret_directory')
settings by schema | refuse | SELECT main.current_setting('threads')
settings by catalogue | refuse | SELECT system.main.current_setting('threads')
settings by dot call | refuse | SELECT 'threads'.current_setting()
environment | refuse | SELECT getenv('PATH')
variable read | refuse | SELECT getvariable('known_at')
variable set | refuse | SET VARIABLE known_at = DATE '2020-01-01'
variable list | refuse | FROM duckdb_variables()
session user | refuse | SELECT current_user
session user in a filter | refuse | SELECT 1 WHERE session_user = 'duckdb'
session schema | refuse | SELECT current_schema()
session schemas | refuse | SELECT current_schemas(true)
session database | refuse | SELECT current_database(), current_catalog()
session query | refuse | SELECT current_query()
session transaction | refuse | SELECT txid_current()
session connection | refuse | SELECT current_connection_id(), current_query_id()
engine version | refuse | SELECT version()
engine platform | refuse | PRAGMA platform
engine version by pragma call | refuse | SELECT * FROM pragma_version()
catalogue tables | refuse | SELECT * FROM duckdb_tables()
catalogue view | refuse | SELECT * FROM duckdb_columns
catalogue of the standard | refuse | SELECT * FROM information_schema.columns
catalogue of postgres | refuse | SELECT relname FROM pg_catalog.pg_class
catalogue unqualified | refuse | SELECT * FROM pg_tables
catalogue of sqlite | refuse | SELECT sql FROM sqlite_master
catalogue of the system | refuse | SELECT * FROM system.information_schema.tables
catalogue functions | refuse | SELECT function_name FROM duckdb_functions()
catalogue by a show | refuse | SHOW ALL TABLES
catalogue by a show in a from | refuse | SELECT * FROM (SHOW TABLES)
catalogue by describe | refuse | DESCRIBE observations
catalogue by describe in a from | refuse | SELECT * FROM (DESCRIBE SELECT * FROM run)
catalogue by summarize | refuse | SELECT * FROM (SUMMARIZE observations)
catalogue storage | refuse | SELECT * FROM pragma_storage_info('observation')
catalogue as from first | refuse | FROM duckdb_logs
catalogue of a view's text | refuse | SELECT pg_get_viewdef('history')
table not public: runs | refuse | SELECT * FROM run
table not public: events | refuse | SELECT payload FROM release.event
table not public: documents | refuse | SELECT * FROM document
table not public: figures | refuse | SELECT * FROM release.main.observation
table not public: holds | refuse | FROM hold
table not public: reviews | refuse | SELECT decided_by FROM review
table in upper case | refuse | SELECT * FROM RUN
table quoted | refuse | SELECT * FROM "release"."main"."event"
table of memory | refuse | SELECT * FROM memory.main.x
table of temp | refuse | SELECT * FROM temp.x
table by name in text | refuse | SELECT * FROM query_table('run')
table by name in text and catalogue | refuse | FROM query_table(['release.main.event'])
sql in text | refuse | SELECT * FROM query('SELECT * FROM event')
sql in a tree | refuse | SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT * FROM run'))
sql to a tree | refuse | SELECT json_serialize_sql('SELECT 1')
sql to a plan | refuse | SELECT json_serialize_plan('SELECT * FROM run')
sql from a tree | refuse | SELECT json_deserialize_sql('{}')
sql prepared | refuse | PREPARE p AS SELECT 1
sql executed | refuse | EXECUTE p
sql declared as a cursor | refuse | DECLARE c CURSOR FOR SELECT 1
cover name for a system view, inside | refuse | SELECT * FROM (WITH duckdb_settings AS (SELECT 1) SELECT * FROM duckdb_settings) a, duckdb_settings
cover name for a table, inside | refuse | SELECT * FROM (WITH run AS (SELECT 1 AS x) SELECT x FROM run) a, run
cover name for a table, beside | refuse | WITH a AS (WITH event AS (SELECT 1) FROM event), b AS (SELECT * FROM event) SELECT * FROM b
cover name used before it is made | refuse | WITH a AS (SELECT * FROM review), review AS (SELECT 1) SELECT * FROM a
cover name used in itself | refuse | WITH hold AS (SELECT * FROM hold) SELECT * FROM hold
cover name qualified | refuse | WITH run AS (SELECT 1) SELECT * FROM main.run
cover name that is a path | refuse | WITH "/etc/passwd" AS (SELECT 1) SELECT * FROM "/etc/passwd"
cover name in one branch only | refuse | (WITH run AS (SELECT 1 AS x) SELECT x FROM run) UNION ALL SELECT release FROM run
cover name in a recursion, outside | refuse | SELECT * FROM (WITH RECURSIVE document(x) AS (SELECT 1 UNION SELECT x FROM document) FROM document) a JOIN document d ON true
cover name in a recursion, where it starts | refuse | WITH RECURSIVE run(x) AS (SELECT run_id FROM run UNION ALL SELECT x FROM run WHERE false) SELECT * FROM run
cover name over a cover name | work | WITH run AS (SELECT 1 AS one) SELECT * FROM (WITH run AS (SELECT one + 1 AS two FROM run) SELECT two FROM run)
cover name by an alias | refuse | SELECT * FROM place AS run, (SELECT * FROM run) x
write insert | refuse | INSERT INTO place VALUES ('x')
write update | refuse | UPDATE observations SET value = 0
write delete in a cte | refuse | WITH gone AS (DELETE FROM place RETURNING *) SELECT * FROM gone
write update in a cte | refuse | WITH u AS (UPDATE place SET name = 'x' RETURNING name) FROM u
write merge | refuse | MERGE INTO place USING (SELECT 1) s ON false WHEN NOT MATCHED THEN INSERT VALUES ('x')
write truncate | refuse | TRUNCATE place
write temp table | refuse | CREATE TEMP TABLE t AS SELECT 1
write temp view | refuse | CREATE OR REPLACE TEMP VIEW observations AS SELECT 0 AS value
write macro | refuse | CREATE FUNCTION sum(x) AS 0
write type | refuse | CREATE TYPE t AS ENUM ('a')
write sequence | refuse | SELECT nextval('s')
write schema | refuse | CREATE SCHEMA s
write alter | refuse | ALTER TABLE place RENAME TO p
write drop | refuse | DROP VIEW observations
write comment | refuse | COMMENT ON TABLE place IS 'x'
write log | refuse | SELECT write_log('x')
write select into | refuse | SELECT * INTO t FROM place
state begin | refuse | BEGIN TRANSACTION
state checkpoint | refuse | FORCE CHECKPOINT
state checkpoint by function | refuse | SELECT * FROM force_checkpoint()
state vacuum | refuse | VACUUM ANALYZE
state use | refuse | USE memory
state detach | refuse | DETACH release
state reset | refuse | RESET ALL
state set by pragma | refuse | PRAGMA enable_external_access = true
state pragma as a question | refuse | PRAGMA database_list
state pragma call | refuse | CALL pragma_database_size()
state log on | refuse | CALL enable_logging()
state profile | refuse | PRAGMA enable_profiling = 'json'
state seed | refuse | SELECT setseed(0.1)
state explain | refuse | EXPLAIN SELECT 1
state explain analyze | refuse | EXPLAIN ANALYZE SELECT count(*) FROM observations
two statements | refuse | SELECT 1; SELECT 2
two statements by a comment | refuse | SELECT 1; /* ; */ DELETE FROM place
two statements, one empty kind | refuse | SELECT 1; PRAGMA version
two statements around a pivot | refuse | PIVOT place ON kind USING count(*); DROP TABLE place
two statements before a pivot | refuse | CREATE TYPE x AS ENUM ('a'); PIVOT place ON kind USING count(*)
made beside a pivot | refuse | CREATE TABLE t AS PIVOT place ON kind USING count(*)
pivot of a table not public | refuse | PIVOT run ON release USING count(*)
pivot with a type of its own | refuse | PIVOT place ON kind IN hakika_pivot_values USING count(*)
pivot with a file in its column | refuse | PIVOT place ON (SELECT content FROM read_text('/etc/passwd')) USING count(*)
pivot beside a name for its values | refuse | SELECT 'hakika_pivot_values', x.* FROM (PIVOT place ON kind USING count(*)) x
pivot that copies | refuse | COPY (PIVOT place ON kind USING count(*)) TO '/tmp/x.csv'
parameter by number | refuse | SELECT $1
parameter by sign | refuse | SELECT ?
parameter by name | refuse | SELECT $secret
nothing | refuse |  
a comment only | refuse | -- nothing
a semicolon only | refuse | ;
no sql at all | refuse | what is open today?
null byte in the middle | refuse | SELECT 1\0; DROP TABLE place
null byte in a text | refuse | SELECT 'a\0b'
null byte at the end | refuse | SELECT 1\0
wide space before a second statement | refuse | SELECT 1;​DROP TABLE place
type of an address | refuse | SELECT 1::POINTER
type of another schema | refuse | SELECT 'a'::information_schema.x
collation that is none | refuse | SELECT 'a' COLLATE "../../x"
aggregate state | refuse | SELECT finalize(x) FROM (SELECT 1 AS x)
statistics of storage | refuse | SELECT stats(value) FROM observations
vector of storage | refuse | SELECT vector_type(value) FROM observations
time machine of the engine | refuse | SELECT * FROM place AT (VERSION => 1)
wait by function | refuse | SELECT sleep_ms(60000)
wait by postgres | refuse | SELECT pg_sleep(60)
test types | refuse | SELECT * FROM test_all_types()
rows repeated | refuse | SELECT * FROM repeat('x', 1000000000)
operator by its name, not public | refuse | SELECT system.main.getvariable('x')
macro of another catalogue | refuse | SELECT * FROM system.main.query('SELECT 1')
function of a schema made up | refuse | SELECT evil.sum(1)
column star of a file | refuse | SELECT COLUMNS(lambda c: c LIKE (SELECT content FROM read_text('/etc/passwd'))) FROM place
cpu by a self join | stop | SELECT count(*) FROM observations a, observations b, observations c, observations d WHERE a.value * b.value + c.value > d.value + random()
cpu by ranges | stop | SELECT sum(hash(a.range + b.range)) FROM range(10000000) a, range(10000000) b
cpu by sorting | stop | SELECT max(r) FROM (SELECT row_number() OVER (ORDER BY hash(range)) AS r FROM range(300000000))
cpu by a pattern | stop | SELECT count(*) FROM range(100000000) t(i) WHERE i::VARCHAR SIMILAR TO '(.*)(.*)(.*)(.*)[^0-9]'
cpu by distances of edit | stop | SELECT sum(levenshtein(repeat('a', 60000 + i::INT), repeat('b', 60000))) FROM range(50) t(i)
cpu by nested lambdas | stop | SELECT list_sum(list_transform(range(100000), lambda x: list_sum(list_transform(range(100000), lambda y: x * y))))
cpu by a recursion that doubles | stop | WITH RECURSIVE r AS (SELECT 1 AS x UNION ALL SELECT x + y.v FROM r, (VALUES (1), (2)) AS y(v)) SELECT count(*) FROM r
cpu by a factor | stop | SELECT count(*) FROM range(1000000000000) t(i) WHERE 7 * i = 3
cpu by many unions of hashes | stop | SELECT count(DISTINCT sha256(i::VARCHAR)) FROM range(200000000) t(i)
planner by doubled tables | stop | WITH a AS (SELECT 1 AS x), b AS (FROM a, a a2), c AS (SELECT 1 FROM b, b b2), d AS (SELECT 1 FROM c, c c2), e AS (SELECT 1 FROM d, d d2), f AS (SELECT 1 FROM e, e e2), g AS (SELECT 1 FROM f, f f2), h AS (SELECT 1 FROM g, g g2), i AS (SELECT 1 FROM h, h h2), j AS (SELECT 1 FROM i, i i2), k AS (SELECT 1 FROM j, j j2), l AS (SELECT 1 FROM k, k k2), m AS (SELECT 1 FROM l, l l2), n AS (SELECT 1 FROM m, m m2), o AS (SELECT 1 FROM n, n n2) SELECT count(*) FROM o
planner by a cube | stop | SELECT count(*) FROM observations GROUP BY CUBE (observation_id, reading_id, indicator_id, place_id, org_id, value, quote, title, url, lang, reader, lineage, period_start, period_end, qualifier)
memory by a list | stop | SELECT list(a.range) FROM range(100000) a, range(10000) b
memory by a text | stop | SELECT string_agg(repeat('x', 100000), '') FROM range(100000)
memory by padding | stop | SELECT length(lpad('x', 2000000000, 'y'))
memory by format | stop | SELECT length(format('{:>2000000000}', 'x'))
memory by print | stop | SELECT length(printf('%2000000000d', 1))
memory by a list of lists | stop | SELECT len(list_transform(range(100000), lambda x: range(100000)))
memory by resizing | stop | SELECT len(list_resize([1], 2000000000))
memory by doubling | stop | SELECT length(replace(replace(repeat('a', 100000), 'a', repeat('b', 1000)), 'b', 'cccccccccc'))
memory by bits | stop | SELECT bit_count(repeat('1', 1000000000)::BIT)
memory by json | stop | SELECT json_group_array(repeat('x', 100000)) FROM range(100000)
memory by groups | stop | SELECT count(*) FROM (SELECT i, count(*) FROM range(500000000) t(i) GROUP BY i)
memory by a window | stop | SELECT sum(x) FROM (SELECT list(i) OVER (ORDER BY i) AS l, i AS x FROM range(100000) t(i)) WHERE len(l) > 0
memory by a map | stop | SELECT cardinality(map_from_entries(list_transform(range(50000000), lambda x: (x, x))))
memory by a pivot | stop | PIVOT (SELECT i, hash(i) AS h FROM range(1000000) t(i)) ON h USING count(*)
memory by columns | stop | SELECT unnest({'a': repeat('x', 500000000), 'b': repeat('y', 500000000)})
memory by reversing | stop | SELECT length(reverse(repeat('é', 400000000)))
memory by a factorial of joins | stop | SELECT count(*) FROM observations a JOIN observations b ON true JOIN observations c ON true JOIN observations d ON true ORDER BY count(*)
nesting by brackets in a list | stop | SELECT [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
rows without end | cut | SELECT * FROM range(1000000000)
rows of a cross join | cut | SELECT a.*, b.name FROM observations a, place b, range(1000000)
rows that are wide | cut | SELECT repeat('x', 100000) FROM range(500)
cell that is large | cut | SELECT repeat('x', 5000000)
cell of a list | cut | SELECT range(1000000)
columns without end | cut | SELECT unnest(struct_pack(a := h, b := h, c := h)), h.*, h.*, h.* FROM history h LIMIT 1
markup in a cell | work | SELECT '<img src=x onerror=alert(1)>' AS "=1+1", '![x](https://example.org/x)' AS "[a](javascript:alert(1))"
a formula in a cell | work | SELECT '=HYPERLINK("http://example.org")' AS a, '+1' AS b, '@x' AS c, '-2' AS d, chr(9) || 'x' AS e
direction overrides | work | SELECT 'abc' || chr(8238) || 'def' AS text
the same column twice | work | SELECT 1 AS a, 2 AS a, 3 AS "A"
no column name | work | SELECT 1 AS " "
days that Python lacks | work | SELECT DATE '290000-01-01' AS far, DATE 'infinity' AS endless, DATE '-infinity' AS ago, TIMESTAMP '0044-03-15 (BC) 00:00:00' AS old, TIME '24:00:00' AS late
intervals | work | SELECT INTERVAL '1 month 40 days 30:00:00' AS i, INTERVAL (-5) YEAR AS y
words of harm in a text | work | SELECT 'DROP TABLE place; ATTACH; read_text(''/etc/passwd'')' AS words, 1 AS "DELETE", 2 AS "read_csv"
words of harm in comments | work | /* COPY place TO 'x' */ SELECT 1 -- PRAGMA database_list
a cte that covers a public view | work | WITH place AS (SELECT 1 AS one) SELECT one FROM place
a cte with an Arabic name | work | WITH "معبر" AS (SELECT name FROM place) SELECT count(*) FROM "معبر"
a table alias like a table | work | SELECT run.name FROM place AS run LIMIT 1
a column like a function | work | SELECT getvariable FROM (SELECT 1 AS getvariable)
file by a scan of storage | refuse | SELECT * FROM seq_scan('run')
file by a reader of one | refuse | SELECT * FROM read_single_csv_file('/etc/passwd')
file in dollars | refuse | FROM $$/etc/passwd$$
file in escapes | refuse | FROM E'/etc/pass\x77d'
file after an alias | refuse | FROM p: read_text('/etc/passwd')
file of a name after an alias | refuse | FROM p: '/etc/passwd'
file of a name in brackets | refuse | SELECT * FROM (FROM 'notes.parquet') SELECT 1
file as a table | refuse | TABLE '/etc/passwd'
file for each row | refuse | SELECT * FROM place p, LATERAL read_text(p.name)
file in a list of values to cast | refuse | SELECT 'a'::ENUM((SELECT content FROM read_text('/etc/passwd')))
file in the values of a type | refuse | SELECT CAST('x' AS ENUM (SELECT content FROM read_text('/etc/passwd')))
file in a shift of a zone | refuse | SELECT now() AT TIME ZONE (SELECT content FROM read_text('/etc/timezone'))
file in a share of rows | refuse | SELECT 1 LIMIT (SELECT count(*) FROM glob('*'))%
file in an argument with a name | refuse | SELECT * FROM series_at('a', 'b', known_at := (SELECT max(last_modified) FROM read_blob('/etc/passwd')))
file in a comprehension | refuse | SELECT [x FOR x IN (SELECT list(file) FROM glob('/*'))]
file by a share of a set | refuse | SELECT * FROM place TABLESAMPLE reservoir((SELECT count(*) FROM glob('/*')) ROWS)
file beside a table by position | refuse | SELECT * FROM place POSITIONAL JOIN '/etc/passwd'
file of a list of names | refuse | SELECT * FROM ['/etc/passwd', '/etc/group']
table not public: scanned by name | refuse | FROM sniff_csv('run')
table not public: summed up | refuse | SELECT * FROM summary((SELECT * FROM run))
table not public: counted by a macro of the engine | refuse | SELECT * FROM histogram_values(run, release)
table not public: as a table | refuse | TABLE hold
table not public: in an array | refuse | SELECT ARRAY(SELECT run_id FROM run)
table not public: in an any | refuse | SELECT 1 WHERE 'x' = ANY (SELECT run_id FROM run)
table not public: in an exists | refuse | SELECT EXISTS (FROM hold)
table not public: in a struct | refuse | SELECT {'a': (SELECT max(release) FROM run)}
table not public: by a union by name | refuse | SELECT * FROM place UNION BY NAME FROM document
table not public: anti joined | refuse | SELECT * FROM place ANTI JOIN document ON true
table not public: asof joined | refuse | SELECT * FROM crisis c ASOF JOIN run r ON c.first_day >= r.started_at
table not public: naturally joined | refuse | SELECT * FROM place NATURAL JOIN observation
table not public: in an expression of a pivot | refuse | FROM place PIVOT (max(name) FOR kind IN (SELECT run_id FROM run))
table not public: in groups of a pivot | refuse | PIVOT place ON kind IN ('city') USING count(*) GROUP BY (SELECT max(release) FROM run)
table not public: unpivoted | refuse | UNPIVOT run ON COLUMNS(*)
table not public: in values | refuse | VALUES ((SELECT max(release) FROM run))
table not public: unnested | refuse | SELECT * FROM unnest((SELECT list(run_id) FROM run))
table not public: as json | refuse | SELECT * FROM json_each((SELECT to_json(list(run_id)) FROM run))
table not public: why of it | refuse | SELECT * FROM why((SELECT max(observation_id) FROM observation))
table not public: in a lambda | refuse | SELECT list_transform([1], lambda x: x + (SELECT max(release) FROM run))
table not public: in a recursion's key | refuse | WITH RECURSIVE r(a, b) USING KEY (a) AS (SELECT 1, 1 UNION SELECT a, (SELECT max(release) FROM run) FROM r) FROM r
table not public: kept apart | refuse | WITH x AS MATERIALIZED (TABLE event) FROM x
table not public: under a view of ours | refuse | SELECT * FROM (FROM undrawn)
table not public: kept ready | refuse | FROM undrawn_now
cover name for a column | refuse | WITH t(run) AS (SELECT 1) SELECT * FROM t, run
cover name beside a subquery | refuse | SELECT (WITH run AS (SELECT 1 AS x) SELECT x FROM run), (SELECT max(release) FROM run)
cover name in letters of another width | refuse | WITH "ｒｕｎ" AS (SELECT 1 AS x) SELECT * FROM "ｒｕｎ", run
cover name with a sign for a letter | refuse | SELECT * FROM "ducKdb_settings"
name with a mark of no width | refuse | SELECT * FROM run​
name with a soft break | refuse | SELECT * FROM r­un
space that breaks no line | refuse | SELECT * FROM run
function by a dot, twice | refuse | SELECT 'HOME'.getenv().upper()
function by a dot, of a column | refuse | SELECT x.getenv() FROM (SELECT 'HOME' AS x)
function in a case of its own | refuse | SELECT GetEnv('PATH')
function over a window | refuse | SELECT getvariable('known_at') OVER () FROM place
function with a filter | refuse | SELECT current_setting('threads') FILTER (WHERE true)
function after an alias | refuse | SELECT a: getenv('HOME')
function within try | refuse | SELECT TRY(current_setting('temp_directory'))
function within a lambda | refuse | SELECT list_transform(['threads'], lambda s: current_setting(s))
function within a list reduced | refuse | SELECT list_reduce(['a', 'b'], lambda a, b: getenv(a))
function by its name in text | refuse | SELECT invoke('getenv', 'PATH')
function by its name in a list's | refuse | SELECT list_aggregate(['PATH'], 'getenv')
function of a type made | refuse | SELECT make_type('POINTER')
function of a type replaced | refuse | SELECT replace_type(1, NULL::INTEGER, NULL::VARCHAR)
function of a cast | refuse | SELECT cast_to_type('x', NULL::POINTER)
function of a sequence | refuse | SELECT currval('s'), setval('s', 1)
function of privileges | refuse | SELECT has_table_privilege('run', 'select')
function of the server | refuse | SELECT inet_server_addr(), pg_postmaster_start_time()
function of the block | refuse | SELECT get_block_size('release')
function of a log | refuse | SELECT parse_duckdb_log_message('a', 'b')
function of the search path | refuse | SELECT in_search_path('a', 'b')
function of an aggregate's state | refuse | SELECT to_aggregate_state(1)
function of a partition | refuse | SELECT hive_partition_component('a', 'b')
grammar added | refuse | FROM add_grammar_extension('x')
resource made | refuse | FROM create_external_resource('x')
triggers of the engine | refuse | SELECT * FROM duckdb_triggers()
logs parsed | refuse | FROM duckdb_logs_parsed('x')
metrics of the engine | refuse | SELECT * FROM duckdb_live_query_metrics()
repositories of the engine | refuse | SELECT * FROM duckdb_extension_repositories()
query by a name in quotes | refuse | SELECT * FROM "query"('SELECT 1')
query of a table by a name | refuse | FROM query_table(run)
table by identifier | refuse | SELECT * FROM IDENTIFIER('run')
type of a class | refuse | SELECT 'run'::regclass
type of a shape | refuse | SELECT 'POINT(1 1)'::GEOMETRY
type with a question | refuse | SELECT 1::DECIMAL((SELECT 4), 2)
type of a column | refuse | SELECT 1::release.main.place
write in a cte, inserted | refuse | WITH i AS (INSERT INTO place (place_id) VALUES ('x') RETURNING *) FROM i
write in a cte, merged | refuse | WITH m AS (MERGE INTO place USING (SELECT 1) s ON false WHEN NOT MATCHED THEN INSERT VALUES ('x') RETURNING *) FROM m
write in a cte, copied | refuse | WITH c AS (COPY place TO '/tmp/x.csv') FROM c
write of a trigger | refuse | CREATE TRIGGER t AFTER INSERT ON place FOR EACH ROW SELECT 1
write of an index | refuse | CREATE INDEX i ON place (name)
write to the standard output | refuse | COPY (SELECT 1) TO '/dev/stdout'
write of a database to another | refuse | COPY FROM DATABASE release TO memory
function defined in a cte | refuse | WITH FUNCTION f(x) AS x + 1 SELECT f(1)
state of a session | refuse | SET SESSION threads = 4
state of all | refuse | SET GLOBAL memory_limit = '64GB'
state of lambdas | refuse | SET lambda_syntax = 'DISABLE_SINGLE_ARROW'
state reset | refuse | RESET memory_limit
state of a search path | refuse | SET search_path = 'memory'
state of a schema | refuse | USE release.main
state of a statement let go | refuse | DEALLOCATE ALL
state rolled back | refuse | ROLLBACK
state analysed | refuse | ANALYZE place
state by a call | refuse | CALL range(3)
state by a call of a file | refuse | CALL read_text('/etc/passwd')
state explained as json | refuse | EXPLAIN (FORMAT json) SELECT 1
state explained and run | refuse | EXPLAIN (ANALYZE, FORMAT json) SELECT 1
state of databases | refuse | SHOW DATABASES
state of databases in a from | refuse | SELECT * FROM (SHOW DATABASES)
state of a table | refuse | DESC place
state summarised | refuse | SUMMARIZE place
session user in quotes | refuse | SELECT user
session role | refuse | SELECT current_role
session user under a cast | refuse | SELECT current_user::VARCHAR AS me
shell command | refuse | .read /etc/passwd
shell escape | refuse | \! id
parameter by colon | refuse | SELECT :name
parameter in a limit | refuse | SELECT 1 LIMIT ?
two statements, around a text | refuse | SELECT ';'; SELECT ';'
nesting by lists of days | stop | SELECT [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[DATE '2024-01-01']]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
nesting by structs that double | stop | WITH a AS (SELECT {'p': 1.5::DOUBLE, 'q': DATE '2024-01-01'} AS s), b AS (SELECT {'p': s, 'q': s} AS s FROM a), c AS (SELECT {'p': s, 'q': s} AS s FROM b), d AS (SELECT {'p': s, 'q': s} AS s FROM c), e AS (SELECT {'p': s, 'q': s} AS s FROM d), f AS (SELECT {'p': s, 'q': s} AS s FROM e), g AS (SELECT {'p': s, 'q': s} AS s FROM f), h AS (SELECT {'p': s, 'q': s} AS s FROM g), i AS (SELECT {'p': s, 'q': s} AS s FROM h), j AS (SELECT {'p': s, 'q': s} AS s FROM i), k AS (SELECT {'p': s, 'q': s} AS s FROM j), l AS (SELECT {'p': s, 'q': s} AS s FROM k), m AS (SELECT {'p': s, 'q': s} AS s FROM l), n AS (SELECT {'p': s, 'q': s} AS s FROM m), o AS (SELECT {'p': s, 'q': s} AS s FROM n), p AS (SELECT {'p': s, 'q': s} AS s FROM o), q AS (SELECT {'p': s, 'q': s} AS s FROM p), r AS (SELECT {'p': s, 'q': s} AS s FROM q), s AS (SELECT {'p': s, 'q': s} AS s FROM r), t AS (SELECT {'p': s, 'q': s} AS s FROM s), u AS (SELECT {'p': s, 'q': s} AS s FROM t) SELECT s FROM u
memory by a list of lists written | stop | SELECT list_transform(range(3000), lambda x: range(3000))
memory by replacing a pattern | stop | SELECT length(regexp_replace(repeat('a', 2000000), 'a', repeat('b', 2000), 'g'))
memory by a histogram | stop | SELECT histogram(i) FROM range(100000000) t(i)
memory by all days | stop | SELECT len(generate_series(TIMESTAMP '0001-01-01', TIMESTAMP '9999-01-01', INTERVAL 1 SECOND))
memory by json nested | stop | SELECT json_valid(repeat('[', 300000000))
memory by json of a list | stop | SELECT length(to_json(range(80000000))::VARCHAR)
memory by zipping | stop | SELECT len(list_zip(range(40000000), range(40000000)))
memory by repeating, to the end of numbers | stop | SELECT repeat('x', 9223372036854775807)
cpu by a like | stop | SELECT count(*) FROM range(2000) t(i) WHERE repeat('a', 20000 + i::INT) LIKE repeat('%a', 3000) || 'b'
cpu by a recursion with a key | stop | WITH RECURSIVE r(k, n) USING KEY (k) AS (SELECT 1, 1 UNION SELECT k, n + 1 FROM r) SELECT max(n) FROM r
cpu by an asof join without a key | stop | SELECT count(*) FROM range(3000000) a(i) ASOF JOIN range(3000000) b(j) ON hash(a.i) >= hash(b.j)
cpu by an inequality | stop | SELECT count(*) FROM range(3000000) a(i) JOIN range(3000000) b(j) ON hash(i) < hash(j) AND hash(-i) > hash(-j)
cpu by a lateral | stop | SELECT sum(s) FROM range(30000) a(i), LATERAL (SELECT sum(hash(j + a.i)) AS s FROM range(1000000) b(j))
cpu by a window without a frame's end | stop | SELECT sum(m) FROM (SELECT mode(hash(i) % 1000) OVER (ORDER BY hash(i) ROWS BETWEEN 100000 PRECEDING AND 100000 FOLLOWING) AS m FROM range(3000000) t(i))
a name in other letters, covered | work | WITH Run AS (SELECT 1 AS x) SELECT x FROM rUN
signs that end nothing | work | SELECT ';' AS a; -- ; SELECT 2
empty ends | work | SELECT 1;;
