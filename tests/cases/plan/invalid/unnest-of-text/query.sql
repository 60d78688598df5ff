SELECT * FROM lines, unnest(value) AS item
