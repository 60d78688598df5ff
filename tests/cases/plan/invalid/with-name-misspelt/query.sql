WITH recent AS (SELECT * FROM lines) SELECT * FROM recnt
