WITH lines AS (SELECT 1 AS value) SELECT x FROM v
