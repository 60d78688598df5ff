WITH c AS (SELECT upper(value) AS v FROM lines) SELECT v FROM c WHERE v > 'M' UNION ALL SELECT lower(v) FROM c
