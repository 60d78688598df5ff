SELECT * FROM TABLE(hop(lines))
