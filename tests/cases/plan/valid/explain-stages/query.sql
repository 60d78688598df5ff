EXPLAIN SELECT n, count(*) FROM (SELECT who, count(*) AS n FROM orders GROUP BY who) AS c GROUP BY n
