EXPLAIN SELECT who FROM demo_clicks(rows => 10) WHERE ms > 5
