SELECT count(*), count(*) + 1, sum(partition), sum(partition + 0) FROM lines ORDER BY count(*)
