-- order: keys 2
-- grouped: yes
SELECT a1 AS c1, a4 AS c2, date_part('epoch', max((acosh(abs(0::float8) + 1)) * (nullif(interval '1 second', interval '1 second')))) AS c3, bit_xor(mod(123456::int8 + 123456::int8, nullif(least(0::int8, 0::int8, 1::int8), 0))) AS c4, stddev(a3) AS c5, grouping(a1) AS sets
FROM (SELECT value AS a1, partition < ANY('{7}'::int4[]) AS a2, length(value) AS a3, value AS a4 FROM tumble(seed_104_282_one_record, size => interval '1 hour', shift => interval '3 seconds')) AS inner_rows
WHERE ((ARRAY[a3, a3]) || a3) <@ (array_prepend(a3, '{7}'::int4[]))
GROUP BY ROLLUP (c1, 2)
ORDER BY c3 DESC NULLS LAST
