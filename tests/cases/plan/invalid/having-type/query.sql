SELECT count(*) FROM lines HAVING count(*)
