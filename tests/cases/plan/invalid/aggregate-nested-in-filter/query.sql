SELECT count(*) FILTER (WHERE count(*) > 1) FROM lines
