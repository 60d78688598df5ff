SELECT windowstart, count(*) FROM lines GROUP BY 1
