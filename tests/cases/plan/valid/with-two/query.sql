WITH a AS (SELECT value AS v FROM lines), b AS (SELECT upper(v) AS u FROM a WHERE v <> '') SELECT u FROM b
