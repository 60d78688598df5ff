INSERT INTO lines SELECT upper(value) AS value FROM lines
