SELECT string_agg(DISTINCT value, ',' ORDER BY value DESC) FROM lines
