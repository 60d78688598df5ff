SELECT CASE partition WHEN 0 THEN 'zero' WHEN 1 THEN 'one' ELSE 'many' END AS p FROM lines
