SELECT count(*) OVER () FROM lines
