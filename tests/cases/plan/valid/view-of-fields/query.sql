SELECT who, sum(price) AS s FROM v GROUP BY who
