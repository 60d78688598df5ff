SELECT key, count(*) FROM (SELECT key FROM lines UNION ALL SELECT key FROM clicks) AS all_of_them GROUP BY key
