SELECT customer FROM lines
