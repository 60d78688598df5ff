WITH a AS (SELECT 'outer' AS n) SELECT n FROM (WITH b AS (SELECT n FROM a), a AS (SELECT 'inner' AS n) SELECT n FROM b) AS s
