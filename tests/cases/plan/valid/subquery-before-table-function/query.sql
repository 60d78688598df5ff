SELECT w, n FROM (SELECT value AS v, partition AS n FROM lines) AS s, words(v) AS w WHERE n = 1
