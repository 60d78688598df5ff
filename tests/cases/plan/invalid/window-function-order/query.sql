SELECT string_agg(value, ',' ORDER BY key) OVER () FROM lines
