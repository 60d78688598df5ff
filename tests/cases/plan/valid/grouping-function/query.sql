SELECT key, partition, grouping(key, partition), grouping(partition) AS g FROM lines GROUP BY CUBE (key, partition) HAVING grouping(key) = 0 ORDER BY grouping(key, partition)
