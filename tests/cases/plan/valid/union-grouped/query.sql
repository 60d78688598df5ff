SELECT t, count(*) FROM (SELECT key AS t FROM lines UNION ALL SELECT value FROM clicks) AS s WHERE t <> 'a' GROUP BY t
