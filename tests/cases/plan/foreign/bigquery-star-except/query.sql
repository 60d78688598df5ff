SELECT * EXCEPT (key) FROM lines
