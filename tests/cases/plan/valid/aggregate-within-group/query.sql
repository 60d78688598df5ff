SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY partition DESC), mode() WITHIN GROUP (ORDER BY value) FROM lines
