SELECT w, n FROM (SELECT value AS v, count(*) AS n FROM lines GROUP BY value) AS c, words(v) AS w
