SELECT make_interval(days => 1, days => 2)
