SELECT * FROM (
  SELECT key, n, ROW_NUMBER() OVER (PARTITION BY window_start ORDER BY n DESC) AS rownum
  FROM (SELECT window_start, key, count(*) AS n FROM tumble(lines, INTERVAL '10' MINUTE) GROUP BY window_start, key) AS counts
) AS numbered WHERE rownum <= 3
