-- order: total
-- needs: row_number() of rows
SELECT price, length, place
FROM (SELECT value::numeric(10,2) AS price, ('36:00:' || right(value, 2))::interval AS length,
             row_number() OVER (ORDER BY value::numeric DESC) AS place
      FROM numbered_rows) AS ranked
WHERE place <= 3 ORDER BY place
