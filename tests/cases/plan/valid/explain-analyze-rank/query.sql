EXPLAIN ANALYZE SELECT who, n FROM (SELECT who, n, row_number() OVER (ORDER BY n DESC) AS place FROM (SELECT who, count(*) AS n FROM orders GROUP BY who) AS a) AS b WHERE place <= 3
