SELECT *, s.* FROM (SELECT key, length(value) FROM lines) AS s
