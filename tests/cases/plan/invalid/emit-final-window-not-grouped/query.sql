-- set emit=final
SELECT key, count(*) FROM tumble(lines, interval '10 s') GROUP BY key
