SELECT * FROM lines ORDER BY 3 DESC, partition
