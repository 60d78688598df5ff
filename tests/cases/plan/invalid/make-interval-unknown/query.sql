SELECT make_interval(1, day => 2)
