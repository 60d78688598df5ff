SELECT count(*) AS 'n' FROM lines
