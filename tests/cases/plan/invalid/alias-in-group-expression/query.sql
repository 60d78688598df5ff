SELECT lower(key) AS k, count(*) FROM lines GROUP BY upper(k)
