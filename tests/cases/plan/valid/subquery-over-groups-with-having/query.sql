SELECT key FROM (SELECT key, count(*) AS n, max(value) AS m FROM lines GROUP BY key HAVING min(value) <> '') AS c WHERE n > 1 AND m < 'x'
