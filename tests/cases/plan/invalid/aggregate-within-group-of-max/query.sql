SELECT max(0.5) WITHIN GROUP (ORDER BY partition) FROM lines
