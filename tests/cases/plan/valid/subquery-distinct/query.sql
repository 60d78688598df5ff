SELECT k FROM (SELECT DISTINCT key AS k, partition FROM lines) AS s WHERE partition > 0
