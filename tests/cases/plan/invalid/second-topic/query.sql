SELECT * FROM lines, clicks
