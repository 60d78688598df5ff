EXPLAIN ANALYZE SELECT n, count(*) FROM (SELECT who, count(*) AS n FROM orders GROUP BY who HAVING count(*) > 1) AS c WHERE n < 100 GROUP BY n
