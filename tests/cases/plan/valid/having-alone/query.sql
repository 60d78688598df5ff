SELECT 1 FROM lines HAVING count(*) > 1
