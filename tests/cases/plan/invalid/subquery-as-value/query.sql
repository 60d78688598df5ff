SELECT (SELECT count(*) FROM lines)
