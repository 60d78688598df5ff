SELECT * FROM lines CROSS JOIN clicks
