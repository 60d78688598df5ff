SELECT * FROM demo_text(rows => 2 * 5, seed => -1) AS t
