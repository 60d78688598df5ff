SELECT string_agg(DISTINCT value, ',' ORDER BY value) FROM lines
