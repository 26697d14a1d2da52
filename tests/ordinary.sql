-- Ordinary questions of analysts: each must be answered by the console, on every DuckDB that is supported.
-- One statement a line.
SELECT 1
SELECT 42 AS answer, 'text' AS words, NULL AS nothing, TRUE AS yes;
select count(*) from observations
FROM series_now LIMIT 5
SELECT * FROM release.observations LIMIT 3
SELECT * FROM main.series LIMIT 3
SELECT * FROM release.main.indicator
SELECT * EXCLUDE (definition) FROM indicator ORDER BY indicator_id
SELECT * REPLACE (upper(name) AS name) FROM place ORDER BY place_id
SELECT COLUMNS('.*_id') FROM observations LIMIT 2
SELECT indicator_id, count(*) AS n FROM history GROUP BY ALL ORDER BY n DESC, indicator_id
SELECT standing, count(*) FROM history GROUP BY standing ORDER BY standing
SELECT speaker, period_end, value, value - lag(value) OVER (PARTITION BY series_id ORDER BY period_end) AS change FROM series WHERE indicator_id = 'displacement.idps' ORDER BY speaker, period_end LIMIT 100
SELECT place, period_end, value, avg(value) OVER w AS mean, min(value) OVER w AS low FROM series WHERE value IS NOT NULL WINDOW w AS (PARTITION BY series_id ORDER BY period_end ROWS BETWEEN 3 PRECEDING AND CURRENT ROW) LIMIT 50
SELECT period_end, sum(value) OVER (ORDER BY period_end RANGE BETWEEN INTERVAL 7 DAY PRECEDING AND CURRENT ROW) AS week FROM series_now WHERE unit = 'trucks' ORDER BY period_end LIMIT 20
SELECT series_id, period_end, value FROM series_now QUALIFY row_number() OVER (PARTITION BY series_id ORDER BY period_end DESC, observation_id) = 1 ORDER BY series_id
SELECT rank() OVER (ORDER BY value DESC) AS r, dense_rank() OVER (ORDER BY value DESC) AS d, ntile(4) OVER (ORDER BY value) AS q, percent_rank() OVER (ORDER BY value) AS p, cume_dist() OVER (ORDER BY value) AS c FROM series_now WHERE value IS NOT NULL LIMIT 20
SELECT first_value(value) OVER w, last_value(value) OVER w, nth_value(value, 2) OVER w, lead(value, 1, 0) OVER w FROM series_now WINDOW w AS (PARTITION BY series_id ORDER BY period_end) LIMIT 20
SELECT period_end, last_value(value IGNORE NULLS) OVER (PARTITION BY series_id ORDER BY period_end) AS carried FROM series_now LIMIT 20
SELECT count(*) FILTER (WHERE qualifier = 'exact') AS exact, count(*) FILTER (WHERE qualifier <> 'exact') AS other, count(DISTINCT place_id) AS places FROM observations
SELECT indicator_id, place_id, count(*) FROM observations GROUP BY GROUPING SETS ((indicator_id), (place_id), ()) ORDER BY ALL
SELECT indicator_id, org_id, GROUPING(indicator_id, org_id) AS g, sum(value) FROM observations GROUP BY ROLLUP (indicator_id, org_id) ORDER BY ALL
SELECT kind, qualifier, count(*) FROM observations GROUP BY CUBE (kind, qualifier) ORDER BY ALL
PIVOT (SELECT indicator_id, place_id, value FROM series_now) ON indicator_id USING max(value) GROUP BY place_id
PIVOT series_now ON qualifier USING count(*) GROUP BY indicator_id ORDER BY indicator_id
PIVOT observations ON qualifier IN ('exact', 'approx') USING count(*) AS n, max(value) AS most GROUP BY indicator_id
WITH monthly AS (SELECT date_trunc('month', period_end) AS month, org_id, max(value) AS v FROM series_now GROUP BY ALL) PIVOT monthly ON org_id USING any_value(v) ORDER BY month
SELECT * FROM (PIVOT series_now ON kind USING count(*) GROUP BY place_id) AS p ORDER BY place_id
WITH p AS (PIVOT series_now ON kind USING count(*) GROUP BY place_id) SELECT count(*) FROM p
PIVOT series_now ON kind, qualifier USING count(*)
SELECT * FROM series_now PIVOT (count(*) FOR qualifier IN ('exact', 'approx', 'at_least') GROUP BY indicator_id)
UNPIVOT (SELECT observation_id, value, low, high FROM observations LIMIT 10) ON value, low, high INTO NAME bound VALUE figure
SELECT o.observation_id, p.name, g.name FROM observations o JOIN place p USING (place_id) LEFT JOIN organisation g ON g.org_id = o.org_id ORDER BY o.observation_id LIMIT 10
SELECT p.name, count(o.observation_id) FROM place p LEFT JOIN observations o ON o.place_id = p.place_id GROUP BY p.name ORDER BY 2 DESC, 1
SELECT a.speaker, b.speaker, a.period_end, a.value, b.value FROM series_now a JOIN series_now b ON a.indicator_id = b.indicator_id AND a.place_id = b.place_id AND a.period_end = b.period_end AND a.org_id < b.org_id WHERE abs(a.value - b.value) > 0.1 * a.value ORDER BY 3, 1, 2 LIMIT 50
SELECT d.day, s.value FROM (SELECT unnest(generate_series(DATE '2024-01-01', DATE '2024-01-31', INTERVAL 1 DAY))::DATE AS day) d ASOF LEFT JOIN (SELECT period_end, value FROM series_now WHERE unit = 'people') s ON d.day >= s.period_end ORDER BY d.day
SELECT * FROM series_now a ASOF JOIN (SELECT period_end AS day, status FROM series_now WHERE kind = 'status') b ON a.period_end >= b.day LIMIT 5
SELECT place_id FROM place EXCEPT SELECT place_id FROM observations
(SELECT org_id FROM organisation) INTERSECT (SELECT org_id FROM observations) ORDER BY 1
SELECT place_id FROM observations UNION SELECT place_id FROM place ORDER BY 1
SELECT indicator_id AS name FROM indicator UNION ALL BY NAME SELECT name, kind FROM place
SELECT * FROM indicator i WHERE EXISTS (FROM observations o WHERE o.indicator_id = i.indicator_id)
SELECT * FROM place WHERE place_id IN (SELECT place_id FROM series_now WHERE value > 1500)
SELECT name, (SELECT max(value) FROM observations o WHERE o.place_id = p.place_id) AS most FROM place p ORDER BY name
SELECT p.name, newest.period_end, newest.value FROM place p, LATERAL (SELECT period_end, value FROM series_now s WHERE s.place_id = p.place_id ORDER BY period_end DESC LIMIT 1) AS newest
SELECT * FROM place POSITIONAL JOIN indicator
SELECT * FROM organisation CROSS JOIN range(2) AS r(i)
SELECT i.indicator_id, r.standing FROM indicator i SEMI JOIN history r ON r.indicator_id = i.indicator_id, (SELECT 1 AS one) x, (VALUES ('a')) AS r(standing)
SELECT * FROM place ANTI JOIN observations USING (place_id)
WITH RECURSIVE up AS (SELECT place_id, parent_id, name, 0 AS level FROM place UNION ALL SELECT p.place_id, p.parent_id, p.name, level + 1 FROM place p JOIN up ON up.parent_id = p.place_id) SELECT * FROM up ORDER BY level, place_id LIMIT 20
WITH RECURSIVE days(d) AS (SELECT DATE '2024-01-01' UNION ALL SELECT d + 1 FROM days WHERE d < DATE '2024-01-10') SELECT d, dayname(d) FROM days
WITH observations AS (SELECT * FROM observations WHERE value IS NOT NULL), top AS (SELECT place_id, max(value) AS v FROM observations GROUP BY place_id) SELECT * FROM top JOIN place USING (place_id) ORDER BY v DESC
WITH a AS MATERIALIZED (SELECT place_id FROM place), b AS NOT MATERIALIZED (FROM a) SELECT count(*) FROM b, a
SELECT date_trunc('week', period_end) AS week, count(*) FROM series_now GROUP BY 1 ORDER BY 1 LIMIT 10
SELECT strftime(period_end, '%d %B %Y') AS day, dayname(period_end), monthname(period_end), week(period_end), quarter(period_end), isodow(period_end) FROM series_now LIMIT 3
SELECT extract(year FROM period_end) AS y, extract('month' FROM period_end) AS m, count(*) FROM series_now GROUP BY ALL ORDER BY ALL
SELECT date_diff('day', min(period_end), max(period_end)), max(period_end) - min(period_end), age(max(period_end)::TIMESTAMP, min(period_end)::TIMESTAMP), datediff('week', min(period_end), max(period_end)) FROM series_now
SELECT last_day(DATE '2024-02-01'), make_date(2024, 2, 29), DATE '2024-02-29' + INTERVAL 1 YEAR, DATE '2024-03-31' - INTERVAL '1 month', TIMESTAMP '2024-05-01 12:30:00' AT TIME ZONE 'UTC', strptime('12 May 2024', '%d %B %Y'), try_strptime('?', '%d'), epoch(TIMESTAMP '2024-01-01')
SELECT current_date, now(), today(), current_timestamp, CURRENT_TIME IS NOT NULL
SELECT * FROM generate_series(DATE '2024-01-01', DATE '2024-01-05', INTERVAL 1 DAY) AS g(day)
SELECT time_bucket(INTERVAL '2 weeks', period_end) AS bucket, max(value) FROM series_now GROUP BY bucket ORDER BY bucket LIMIT 5
SELECT max(retrieved_at), min(published_at), max(known_at) FROM observations
SELECT period_end FROM series_now WHERE period_end BETWEEN '2024-01-01' AND DATE '2024-01-31' AND value NOT BETWEEN 1 AND 2 ORDER BY period_end DESC NULLS LAST LIMIT 5 OFFSET 2
SELECT upper(name), lower(name), length(name), reverse(name), left(name, 3), right(name, 2), substring(name, 2, 3), name[1:4], replace(name, 'a', 'o'), trim('  x '), lpad(name, 20, '.'), rpad(name, 12, '-'), repeat('=', 5), initial FROM (SELECT name, name[1] AS initial FROM place)
SELECT name || ' (' || kind || ')' AS label, concat_ws(', ', name, kind), format('{:,}', 1234567), printf('%.1f %%', 12.345), format('{} of {}', 3, 7), starts_with(name, 'G'), contains(name, 'a'), strpos(name, 'a'), split_part('a/b/c', '/', 2), string_split('a b c', ' ') FROM place
SELECT quote FROM observations WHERE quote ILIKE '%people%' AND quote NOT LIKE 'x%' AND quote GLOB '*' AND quote SIMILAR TO '.*' LIMIT 3
SELECT regexp_extract(quote, '\d+') AS first_number, regexp_matches(quote, 'about|around'), regexp_replace(quote, '\d', '#', 'g'), regexp_extract_all(quote, '\w+')[1:3], regexp_split_to_array(quote, '\s+')[1], regexp_full_match(quote, '.*') FROM observations LIMIT 3
SELECT name COLLATE NOCASE AS n, strip_accents('éàü'), unicode('ا'), chr(1575), md5(name), sha256(name), jaro_winkler_similarity('Gaza', 'Ghazza'), levenshtein('Rafah', 'Rafa'), 'نزح' AS word, ascii('a'), translate('abc', 'ab', 'xy'), bar(3, 0, 10, 10) FROM place ORDER BY n
SELECT string_agg(DISTINCT speaker, ', ' ORDER BY speaker) AS speakers, list(DISTINCT indicator_id ORDER BY indicator_id) AS indicators, array_agg(value ORDER BY value)[1:3] AS lowest FROM series_now WHERE value IS NOT NULL
SELECT list_transform([1, 2, 3], lambda x: x * 2), list_filter([1, 2, 3], lambda x: x > 1), list_reduce([1, 2, 3], lambda a, b: a + b), [x + 1 FOR x IN [1, 2, 3] IF x > 1], list_sum([1, 2]), list_sort([3, 1]), list_distinct([1, 1]), list_contains([1], 1), len([1, 2]), flatten([[1], [2]]), list_zip([1], ['a']), [1, 2, 3][2:], range(3), array_to_string(['a', 'b'], '-'), list_aggregate([1, 2], 'max'), list_unique([1, 1]), list_position(['a'], 'a')
SELECT unnest(statuses) AS status, indicator_id FROM indicator WHERE statuses IS NOT NULL
SELECT place_id, u FROM place, UNNEST([1, 2]) AS t(u) ORDER BY ALL
SELECT unnest([{'a': 1, 'b': 'x'}, {'a': 2, 'b': 'y'}], recursive := true)
SELECT s.place, s['value'], s.* FROM (SELECT {'place': place, 'value': value} AS s FROM series_now LIMIT 3)
SELECT struct_pack(a := 1, b := 'x').b, row(1, 2), {'day': DATE '2024-01-01'}.day, MAP {'open': 3, 'closed': 1}['open'], map_keys(MAP {'a': 1}), map_entries(MAP {'a': 1}), struct_extract({'a': 7}, 'a'), map_from_entries([('k', 1)])
SELECT avg(value), median(value), stddev(value), variance(value), quantile_cont(value, 0.9), quantile_disc(value, [0.25, 0.5, 0.75]), mode(value), skewness(value), kurtosis(value), mad(value), approx_quantile(value, 0.5), approx_count_distinct(value), entropy(value), product(1.0), sem(value) FROM series_now
SELECT corr(a.value, b.value), covar_samp(a.value, b.value), regr_slope(a.value, b.value), regr_r2(a.value, b.value), regr_intercept(a.value, b.value) FROM series_now a JOIN series_now b USING (period_end, indicator_id) WHERE a.value IS NOT NULL
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY value) FROM series_now
SELECT histogram(value) FROM (SELECT value FROM series_now LIMIT 20)
SELECT arg_max(place, value), arg_min(place, value), max_by(value, period_end), any_value(place), first(place ORDER BY place), last(place ORDER BY place), bool_or(value > 1), bool_and(value > 1), count_if(value > 1500), max(value, 3), arg_max(value, period_end, 2) FROM series_now
SELECT CASE WHEN value > 1500 THEN 'many' WHEN value IS NULL THEN 'not known' ELSE 'few' END AS size, CASE kind WHEN 'stock' THEN 1 ELSE 2 END, coalesce(value, low, high), nullif(value, 0), ifnull(value, -1), greatest(value, 3), least(value, 3), if(value > 1, 'a', 'b') FROM observations LIMIT 3
SELECT value::INTEGER, CAST(value AS DECIMAL(18, 2)), TRY_CAST('x' AS INTEGER), '12'::BIGINT, value::VARCHAR, 1::BOOLEAN, [1, 2]::DOUBLE[], {'a': 1}::STRUCT(a VARCHAR), 'b'::ENUM ('a', 'b'), CAST('2024-01-01' AS DATE), '1 day'::INTERVAL, 2.5::FLOAT, 7::UTINYINT, '{"a": 1}'::JSON, uuid()::UUID IS NOT NULL FROM observations WHERE value IS NOT NULL LIMIT 2
SELECT round(value, 1), floor(value), ceil(value), abs(-3), sqrt(value), ln(value), log10(value), exp(1), power(2, 10), 7 % 3, 7 // 2, 2 ** 3, 2 ^ 3, mod(7, 3), sign(-2), pi(), random() >= 0, trunc(2.7), even(3), 5 & 3, 5 | 3, xor(5, 3), ~1, 1 << 3, 8 >> 1, factorial(5), 5!, gcd(12, 8), isnan(value), @(-3) FROM observations WHERE value > 0 LIMIT 1
SELECT to_json({'place': place, 'value': value}), json_object('a', 1), json_array(1, 'b'), json_extract('{"a": [1, 2]}', '$.a[1]'), '{"a": {"b": 5}}'::JSON -> 'a' ->> 'b', json_extract_string('{"a": "x"}', 'a'), json_type('[1]'), json_keys('{"a": 1}'), json_array_length('[1, 2]'), json_valid('{') FROM series_now LIMIT 2
SELECT json_group_array(indicator_id), json_group_object(indicator_id, kind), json_group_structure(to_json(kind)) FROM indicator
SELECT 170141183460469231731687303715884105727 AS huge, 9007199254740993 AS large, 1e308 * 10 AS endless, 'nan'::DOUBLE AS none, 0.1 + 0.2, 1.10::DECIMAL(5, 2), 1 / 0 AS divided, -0.0
SELECT sum(value)::BIGINT AS total, sum(1) AS n, count(*) * 1.0 / (SELECT count(*) FROM place) AS ratio FROM observations
SELECT DISTINCT ON (place_id) place_id, period_end, value FROM series_now ORDER BY place_id, period_end DESC
SELECT * FROM observations USING SAMPLE 3 ROWS
SELECT * FROM series_now TABLESAMPLE 10% (bernoulli, 7) LIMIT 3
FROM series_now SELECT place, max(value) AS most GROUP BY place HAVING most > 10 ORDER BY most DESC
SELECT place, status, from_day, to_day, to_day - from_day + 1 AS days FROM spans ORDER BY from_day LIMIT 10
SELECT place, sum(greatest(0, least(to_day, DATE '2024-01-31') - greatest(from_day, DATE '2024-01-01') + 1)) AS days_open FROM spans WHERE status = 'open' AND from_day <= DATE '2024-01-31' AND to_day >= DATE '2024-01-01' GROUP BY place ORDER BY place
SELECT change, changed_at, old_value, new_value FROM revisions ORDER BY changed_at DESC LIMIT 10
SELECT source_id, title, licence, redistribute FROM source ORDER BY source_id
SELECT crisis_id, title, unnest(place_ids) AS place_id, first_day FROM crisis ORDER BY ALL
SELECT p.name, n.lang, n.name FROM place p JOIN place_name n USING (place_id) WHERE n.lang = 'ar' LIMIT 10
SELECT 'it''s; DROP TABLE observations -- no' AS text, "kind" AS "a name with ; and --" FROM indicator /* a comment; with DELETE */ -- and another
/* first */ SELECT /* inside */ count(*) /* last */ FROM indicator; -- done
SELECT E'a\nb' AS escaped, $$it's$$ AS dollar, 'x' AS "اسم"
SELECT * FROM (VALUES (1, 'one'), (2, 'two')) AS t(n, word) WHERE (n, word) = (1, 'one') OR n IN (2, 3) OR word IS DISTINCT FROM 'x'
SELECT x AS v FROM range(3) AS t(x) ORDER BY v DESC LIMIT 50%
SELECT value > ALL (SELECT 1), value = ANY (SELECT 1), 1 IN [1, 2], NOT (value IS NULL) FROM observations LIMIT 1
SELECT list(x ORDER BY x DESC) FILTER (x % 2 = 0) FROM range(10) t(x)
SELECT min(COLUMNS(['value', 'low'])) FROM observations
SELECT sum(value) AS total, total * 2 AS twice FROM observations
SELECT #1, place FROM place, (SELECT 'a' AS place) ORDER BY #1
SELECT alias(value) AS own_name FROM observations LIMIT 1
SELECT * FROM latest('displacement.idps')
SELECT * FROM series_at('displacement.idps', 'PS02', TIMESTAMP '2024-03-01')
SELECT * FROM disagreement('displacement.idps', 'PS02') ORDER BY period_end LIMIT 5
SELECT * FROM status_on('PSE.rafah-crossing', DATE '2024-01-05')
SELECT w.standing, w.title FROM (SELECT observation_id FROM series_now LIMIT 1) o, why(o.observation_id) w
SELECT place, speaker, value FROM release.main.latest('displacement.idps') WHERE value > 0 ORDER BY value DESC
VALUES (1, 'a'), (2, 'b')
TABLE place
SELECT place.* FROM place LIMIT 1
SELECT * FROM series_at(indicator := 'displacement.idps', place := 'PS02', known_at := DATE '2024-01-01')
SELECT now() AT TIME ZONE 'Asia/Gaza', timezone('Asia/Gaza', TIMESTAMP '2024-01-01 00:00:00')
SELECT name COLLATE ar FROM place ORDER BY name COLLATE ar
SELECT ALL name FROM place ORDER BY name OFFSET 1 ROWS FETCH FIRST 1 ROW ONLY
SELECT sum(value) OVER (ORDER BY period_end GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW) FROM series_now LIMIT 3
SELECT count(*) FILTER (value > 1) OVER (PARTITION BY place_id) FROM series_now LIMIT 3
SELECT p.name, x.n FROM place p LEFT JOIN LATERAL (SELECT count(*) AS n FROM series_now s WHERE s.place_id = p.place_id) x ON true
SELECT * FROM place NATURAL JOIN place_name
PIVOT_WIDER series_now ON kind USING count(*) GROUP BY place_id
UNPIVOT series_now ON COLUMNS('^(value|low|high)$') INTO NAME n VALUE v LIMIT 3
FROM place ORDER BY ALL DESC
SELECT date_part('dow', period_end), extract(epoch FROM period_end::TIMESTAMP), period_end + to_days(3), period_end + INTERVAL (2) DAYS FROM series_now LIMIT 1
SELECT ARRAY[1,2], ARRAY(SELECT name FROM place ORDER BY 1), [1,2,3][1:-1:2], [1,2,3][-1], list_slice([1,2,3], 1, 2)
SELECT list_transform([1,2], (x, i) -> x + i)
SELECT list_filter([1,2], x -> x > 1)
SELECT COLUMNS(c -> c LIKE 'p%') FROM place LIMIT 1
SELECT COLUMNS(lambda c: c LIKE 'p%') FROM place LIMIT 1
SELECT list_reduce([1,2,3], lambda a, b, i: a + b + i, 10)
SELECT count(*) OVER (), name FROM place
SELECT approx_top_k(place, 2), arg_min(place, value, 2), geomean(value), histogram(place) FROM series_now WHERE value > 0
WITH v(a, b) AS (VALUES (1, 2)) SELECT a + b FROM v
WITH RECURSIVE t(n, x) USING KEY (n) AS (SELECT 1, 1 UNION SELECT n, x + 1 FROM t WHERE x < 5) SELECT * FROM t
SELECT name FROM place WHERE name ~ 'G.*' OR name !~ 'x' OR name ~~ 'G%' OR name ^@ 'G'
SELECT 1 IS NOT DISTINCT FROM 1, NULL IS NULL, TRUE IS TRUE, 1 IS NOT NULL, (1 = 1) IS UNKNOWN
SELECT coalesce(NULL, 'x') || NULL, concat('a', NULL)
SELECT * EXCLUDE (quote, cell) REPLACE (round(value) AS value) RENAME (place AS ort) FROM series_now LIMIT 1
SELECT (SELECT list(name) FROM place) AS names, EXISTS (SELECT 1), 1 = ANY (SELECT 1)
SELECT row_number() OVER () AS n, * FROM (SELECT DISTINCT speaker FROM series_now) ORDER BY n
SELECT place, max(value) FROM series_now GROUP BY 1 ORDER BY 2 DESC NULLS LAST LIMIT 3
SELECT md5(quote), hash(quote), length(quote), bit_length(quote) FROM observations LIMIT 1
SELECT current_date - 30, DATE '2024-01-01' + 7, TIMESTAMP '2024-01-01' + INTERVAL 3 HOUR, TIME '10:00' + INTERVAL '5 minutes', age(DATE '2024-01-01'), INTERVAL '1' MONTH * 3
SELECT datepart(['year', 'month'], DATE '2024-05-01'), strftime(DATE '2024-05-01', '%Y-%m'), week(DATE '2024-05-01'), yearweek(DATE '2024-05-01'), epoch_ms(0), to_timestamp(0), make_timestamp(2024, 1, 1, 0, 0, 0), isfinite(DATE '2024-01-01'), century(DATE '2024-01-01')
SELECT regr_slope(value, epoch(period_end::TIMESTAMP)) AS per_second, regr_count(value, value) FROM series_now
SELECT equi_width_bins(0, 10, 5, true), histogram(value, [1000, 1500, 2000]) FROM series_now
SELECT quantile_cont(value, [0.1, 0.5, 0.9]) OVER (PARTITION BY place_id) FROM series_now LIMIT 2
SELECT sum(value) FROM series_now WHERE period_end >= '2024-01-01'::DATE AND period_end < current_date GROUP BY ALL HAVING sum(value) > 0
SELECT struct_pack(a := 1), {'a': {'b': [1]}}.a.b[1], row(1, 'x'), map([1], ['a'])[1], map_values(map {'a': 1})
SELECT unnest([1,2]), unnest(['a', 'b', 'c']) ORDER BY ALL
SELECT generate_subscripts([5, 6], 1), range(3), generate_series(1, 3)
SELECT j->'$.a', j->>'a', j.a FROM (SELECT '{"a": 1}'::JSON AS j)
SELECT from_json('{"a": 1}', '{"a": "INTEGER"}'), json_structure('{"a": [1]}'), json_merge_patch('{"a":1}', '{"b":2}'), json_pretty('{}'), json_value('{"a": 1}', '$.a'), json_exists('{"a":1}', '$.a'), json_contains('[1]', '1')
SELECT * FROM json_each('{"a": 1, "b": [2]}')
SELECT typeof(value), pg_typeof(1), can_cast_implicitly(1::INT, 1::BIGINT) FROM series_now LIMIT 1
SELECT random(), uuid() IS NOT NULL, gen_random_uuid() IS NOT NULL
SELECT 'a' = 'A' COLLATE NOCASE
SELECT "place"."name" AS "Name", 'quoted ""x""' FROM "place" ORDER BY "place"."name"
SELECT name FROM place WHERE name NOT ILIKE '%x%' ESCAPE '\' AND name LIKE 'G\%%' ESCAPE '\' OR true
SELECT a.period_end, b.period_end FROM series_now a, series_now b WHERE a.series_id = b.series_id AND a.period_end < b.period_end LIMIT 3
SELECT DISTINCT indicator_id FROM series ORDER BY 1
SELECT count(DISTINCT (place_id, org_id)) FROM series
SELECT max(value) - min(value) AS spread, stddev_pop(value) / avg(value) AS cv FROM series_now GROUP BY series_id HAVING count(*) > 2
SELECT SUM(CASE WHEN status = 'open' THEN 1 ELSE 0 END) * 100.0 / COUNT(*) AS pct FROM series_now WHERE status IS NOT NULL
SELECT list_sort(list(DISTINCT speaker), 'DESC', 'NULLS LAST') FROM series_now
SELECT bar(value, 0, 3000, 20), printf('%05.2f|%s|%d', 3.14159, 'x', 7), format('{:>10}|{:.2f}', 'a', 1.5), repeat('█', 3), lpad(7::VARCHAR, 3, '0') FROM series_now WHERE value > 0 LIMIT 2
SELECT levenshtein('a', 'b'), damerau_levenshtein('a', 'b'), jaccard('ab', 'bc'), jaro_similarity('a', 'b'), hamming('ab', 'ac'), editdist3('a','b')
SELECT try_cast('1' AS INT), TRY(1 / 0), try_strptime('x', '%Y'), isnan('nan'::FLOAT), isinf('inf'::FLOAT)
SELECT * FROM place p ASOF JOIN crisis c ON p.valid_from >= c.first_day
SELECT 1 UNION SELECT 2 UNION ALL SELECT 2 EXCEPT ALL SELECT 1 ORDER BY 1
SELECT x FROM (SELECT 1 x) WHERE x IN (1, 2, 3) AND x NOT IN (SELECT 5)
SELECT to_base64('a'::BLOB), from_hex('61'), hex('a'), url_encode('a b'), encode('é'), decode('\xC3\xA9'::BLOB), ascii('a'), bin(5), to_binary(5), unicode('é')
SELECT formatReadableSize(12345), format_bytes(12345), nfc_normalize('é'), strip_accents('é'), string_split_regex('a1b', '\d')
SELECT first(value ORDER BY period_end), last(value ORDER BY period_end), any_value(place), arbitrary(place), kahan_sum(value), favg(value), sumkahan(value), bit_xor(1) FROM series_now
SELECT date_trunc('month', period_end) AS month, speaker, median(value) AS typical, mode(qualifier) AS usual, count(*) AS n FROM series WHERE indicator_id LIKE 'displacement%' GROUP BY ALL ORDER BY month, speaker
SELECT m.month, coalesce(max(s.value), 0) AS most FROM generate_series(DATE '2024-01-01', DATE '2024-06-01', INTERVAL 1 MONTH) AS m(month) LEFT JOIN series_now s ON date_trunc('month', s.period_end) = m.month GROUP BY m.month ORDER BY m.month
SELECT observation_id, regexp_extract_all(quote, '[0-9][0-9,.]*') AS numbers, regexp_extract(quote, '([0-9]+)\s+(\w+)', ['amount', 'noun']) AS parts FROM observations WHERE quote IS NOT NULL LIMIT 5
SELECT place, arg_max(speaker, value) AS who_says_most, max(value) - min(value) AS spread, approx_quantile(value, [0.25, 0.75]) AS middle FROM series_now WHERE value IS NOT NULL GROUP BY place HAVING count(DISTINCT org_id) > 1
WITH per_day AS (SELECT period_end AS day, org_id, max(value) AS v FROM series_now WHERE indicator_id = 'displacement.idps' GROUP BY ALL) SELECT day, max(v) FILTER (WHERE org_id = 'unrwa') AS unrwa, max(v) FILTER (WHERE org_id = 'ocha') AS ocha, unrwa - ocha AS apart FROM per_day GROUP BY day HAVING apart IS NOT NULL ORDER BY day
SELECT *, round(100.0 * (value - lag(value) OVER w) / nullif(lag(value) OVER w, 0), 1) AS percent FROM (SELECT series_id, period_end, value FROM series_now WHERE value IS NOT NULL) WINDOW w AS (PARTITION BY series_id ORDER BY period_end) QUALIFY abs(percent) > 5 ORDER BY abs(percent) DESC LIMIT 20
SELECT speaker, list(struct_pack(day := period_end, figure := value) ORDER BY period_end)[-3:] AS latest_three FROM series_now WHERE value IS NOT NULL GROUP BY speaker
SELECT json_group_array(json_object('day', period_end, 'value', value)) AS points FROM (SELECT period_end, value FROM series_now WHERE value IS NOT NULL ORDER BY period_end LIMIT 10)
SELECT strftime(period_end, '%G-W%V') AS week, count(DISTINCT place_id) FROM series_now GROUP BY week ORDER BY week
SELECT age(TIMESTAMP '2024-06-01', max(period_end)::TIMESTAMP) AS since, date_diff('day', max(period_end), DATE '2024-06-01') AS days, speaker FROM series_now GROUP BY speaker
SELECT EXTRACT(DOW FROM period_end) AS weekday, avg(value)::DECIMAL(12, 1) AS trucks FROM series_now WHERE unit = 'trucks' GROUP BY 1 ORDER BY 1
SELECT indicator_id, COUNT(*) AS n, COUNT(*) * 100.0 / SUM(COUNT(*)) OVER () AS share FROM observations GROUP BY indicator_id ORDER BY n DESC
SELECT min(COLUMNS(* EXCLUDE (place_ids, title))) FROM crisis
SELECT COLUMNS('^(place|period).*') FROM series_now LIMIT 3
SELECT * EXCLUDE (observation_id) REPLACE (value / 1000 AS value) FROM (SELECT observation_id, place, value FROM series_now) LIMIT 3
SELECT s.place, d.day, s.status FROM (SELECT DISTINCT place, place_id FROM spans) p, LATERAL (SELECT place, status, from_day, to_day FROM spans WHERE place_id = p.place_id) s, (SELECT unnest(range(DATE '2024-01-01', DATE '2024-01-08', INTERVAL 1 DAY))::DATE AS day) d WHERE d.day BETWEEN s.from_day AND s.to_day ORDER BY ALL
SELECT p.place_id, count(*) FILTER (status = 'open') AS open_days, count(*) FILTER (status = 'closed') AS closed_days FROM place p JOIN spans ON spans.place_id = p.place_id CROSS JOIN generate_series(spans.from_day, spans.to_day, INTERVAL 1 DAY) AS g(day) WHERE day >= '2024-01-01' GROUP BY p.place_id
PIVOT (SELECT speaker, strftime(period_end, '%Y-%m') AS month, value FROM series_now WHERE value IS NOT NULL) ON month USING round(avg(value)) GROUP BY speaker ORDER BY speaker
FROM (PIVOT series_now ON speaker USING max(value) GROUP BY period_end) ORDER BY period_end LIMIT 10
UNPIVOT (SELECT place, low, high, value FROM series_now) ON low, high, value INTO NAME which VALUE figure ORDER BY ALL LIMIT 10
SELECT a.period_end, a.value AS trucks, b.status FROM (FROM series_now WHERE unit = 'trucks') a ASOF LEFT JOIN (FROM series_now WHERE kind = 'status') b ON a.place_id = b.place_id AND a.period_end >= b.period_end ORDER BY a.period_end LIMIT 20
SELECT coalesce(indicator_id, 'all') AS indicator, coalesce(place_id, 'everywhere') AS place, count(*) AS n FROM history GROUP BY GROUPING SETS ((indicator_id, place_id), (indicator_id), ()) ORDER BY ALL
SELECT value, ntile(10) OVER (ORDER BY value) AS decile, sum(value) OVER (ORDER BY period_end ROWS UNBOUNDED PRECEDING) AS running FROM series_now WHERE unit = 'trucks' LIMIT 20
SELECT series_id, max(gap) AS longest_gap FROM (SELECT series_id, period_end - lag(period_end) OVER (PARTITION BY series_id ORDER BY period_end) AS gap FROM series_now) GROUP BY series_id ORDER BY longest_gap DESC NULLS LAST
WITH islands AS (SELECT place_id, status, period_end, row_number() OVER (PARTITION BY place_id ORDER BY period_end) - row_number() OVER (PARTITION BY place_id, status ORDER BY period_end) AS run FROM series_now WHERE status IS NOT NULL) SELECT place_id, status, min(period_end), max(period_end), count(*) FROM islands GROUP BY place_id, status, run ORDER BY 1, 3
SELECT title, list_filter(string_split(lower(title), ' '), lambda w: length(w) > 4) AS words FROM observations LIMIT 3
SELECT array_to_string(list_transform(statuses, lambda s: upper(s)), ' / ') AS statuses FROM indicator WHERE len(statuses) > 0
SELECT string_agg(name, ', ' ORDER BY name) AS names, count(*) FROM place GROUP BY kind
SELECT epoch(published_at) AS seconds, epoch_ms(published_at), published_at::DATE AS day, date_part('hour', published_at), strftime(published_at, '%H:%M') FROM observations WHERE published_at IS NOT NULL LIMIT 3
SELECT CASE WHEN qualifier IN ('exact', 'approx') THEN 'point' ELSE 'bound' END AS kind, histogram(standing) FROM observations GROUP BY ALL
SELECT bitstring_agg(i, 0, 5) FROM (SELECT unnest([1, 3]) AS i)
SELECT set_bit('0000'::BIT, 1, 1), get_bit('0100'::BIT, 1), bit_position('1'::BIT, '0100'::BIT), bitstring('1', 4)
SELECT parse_formatted_bytes('1 kB'), md5_number('x') IS NOT NULL, from_binary('101'), uuid_extract_version(uuid())
SELECT variant_typeof({'a': 1}::VARIANT), variant_extract({'a': 1}::VARIANT, 'a')
SELECT pg_size_pretty(1234567)
SELECT parse_filename('https://example.org/a/b.pdf'), parse_dirname('a/b'), parse_path('a/b')
SELECT sum(DISTINCT value), avg(DISTINCT value), first(place), regr_slope(value, year(period_end)) FROM series_now
SELECT percentile_disc(0.9) WITHIN GROUP (ORDER BY value), mode() WITHIN GROUP (ORDER BY speaker) FROM series_now
SELECT isodow(period_end), weekofyear(period_end), yearweek(period_end), dayofyear(period_end), monthname(period_end) FROM series_now LIMIT 2
SELECT (period_end::VARCHAR)[:7] AS month, count(*) FROM series_now GROUP BY 1 ORDER BY 1
SELECT upper(left(name, 1)) || lower(substr(name, 2)), initcap FROM (SELECT name, name AS initcap FROM place) LIMIT 2
SELECT * FROM series_now WHERE (place_id, org_id) IN (SELECT place_id, org_id FROM observations) LIMIT 2
SELECT * FROM series_now WHERE value = (SELECT max(value) FROM series_now) OR observation_id = ANY (SELECT observation_id FROM history LIMIT 1)
SELECT DISTINCT ON (series_id) series_id, period_end, value FROM series_now ORDER BY series_id, period_end DESC
SELECT count(*) AS "how many", 'عدد' AS "الوصف" FROM observations
SELECT place.name, n.name AS arabic FROM place JOIN place_name n USING (place_id) WHERE n.lang = 'ar' AND n.name LIKE '%رفح%'
SELECT sum(value) / count(DISTINCT period_end) AS a_day FROM series_now WHERE unit = 'trucks' AND period_end >= DATE '2024-02-01' - INTERVAL '2 weeks'
SELECT observation_id, url FROM observations WHERE url ILIKE '%example%' ORDER BY random() LIMIT 2
SELECT * FROM observations TABLESAMPLE 5 ROWS
SELECT * FROM observations USING SAMPLE reservoir(3 ROWS) REPEATABLE (42)
SELECT any_value(title) AS title, max_by(quote, published_at) AS newest, min_by(quote, published_at) AS oldest, arbitrary(url) FROM observations GROUP BY indicator_id
SELECT row_number() OVER (ORDER BY value DESC NULLS LAST) AS rank, place, value, lead(place) OVER (ORDER BY value DESC NULLS LAST) AS next FROM latest('displacement.idps')
SELECT greatest(value, low, high), least(value, low, high), value BETWEEN low AND high AS inside FROM observations LIMIT 3
SELECT (SELECT count(*) FROM observations o WHERE o.indicator_id = i.indicator_id) AS n, i.* FROM indicator i ORDER BY n DESC
SELECT a.speaker AS one, b.speaker AS other, corr(a.value, b.value) AS r, count(*) AS days FROM series_now a JOIN series_now b USING (indicator_id, place_id, period_end) WHERE a.org_id < b.org_id GROUP BY ALL HAVING count(*) > 2
WITH RECURSIVE tree AS (SELECT place_id, name, name AS path FROM place WHERE parent_id IS NULL UNION ALL SELECT p.place_id, p.name, t.path || ' > ' || p.name FROM place p JOIN tree t ON p.parent_id = t.place_id) SELECT path FROM tree ORDER BY path
SELECT time_bucket(INTERVAL 10 DAY, period_end, DATE '2024-01-01') AS dekad, avg(value) FROM series_now GROUP BY dekad ORDER BY dekad
SELECT TRY_CAST(regexp_replace(regexp_extract(quote, '[\d,]+'), ',', '', 'g') AS BIGINT) AS figure, value FROM observations WHERE quote IS NOT NULL LIMIT 5
SELECT trim(both ' .' FROM quote), position('people' IN quote), substring(quote FROM 1 FOR 10), quote LIKE '%people%' FROM observations LIMIT 2
SELECT INTERVAL '90 minutes' + TIME '10:00', to_days(3) + DATE '2024-01-01', date_add(DATE '2024-01-31', INTERVAL 1 MONTH), DATE '2024-03-01' - DATE '2024-02-01', justify FROM (SELECT 1 AS justify)
SELECT kurtosis(value), skewness(value), var_samp(value), stddev_pop(value), mad(value), entropy(place) FROM series_now
SELECT CAST(value AS INT) AS n, value::TEXT AS t, '2024-01-01'::DATE AS d, CAST('10:00' AS TIME), 3::SMALLINT, 1::REAL FROM series_now WHERE value IS NOT NULL LIMIT 1
SELECT * FROM disagreement('displacement.idps', 'PS02') WHERE spread > 0 ORDER BY period_end LIMIT 5
SELECT json_extract(to_json(s), '$.place'), to_json(s)->>'$.speaker' FROM series_now s LIMIT 2
SELECT s.place, s FROM series_now s LIMIT 1
SELECT list_sort(list_distinct(list(place))), list_aggregate(list(value), 'avg'), list_slice(list(value), 1, 3), list_count(list(low)) FROM series_now
SELECT count(*), count(value), count(*) - count(value) AS missing, sum((value IS NULL)::INT) FROM observations
SELECT indicator_id, unnest([min(period_end), max(period_end)]) AS ends FROM series_now GROUP BY indicator_id
SELECT value IS DISTINCT FROM low, value <> high, NOT value = 3, value !~~ 'x' FROM (SELECT '3' AS value, '2' AS low, '1' AS high)
SELECT x, sum(x) OVER (ORDER BY x RANGE BETWEEN 2 PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM range(5) t(x)
SELECT month(period_end) AS m, year(period_end) AS y, sum(value) FROM series_now GROUP BY ROLLUP (y, m) ORDER BY y NULLS LAST, m NULLS LAST
SELECT * FROM (SELECT place, value FROM series_now ORDER BY value DESC NULLS LAST LIMIT 3) UNION ALL (SELECT 'total', sum(value) FROM series_now)
SELECT rowid, name FROM place ORDER BY rowid LIMIT 2
SELECT place_id FROM series WHERE indicator_id = 'crossing.status' AND status ILIKE 'open' GROUP BY place_id ORDER BY count(*) DESC LIMIT 1
