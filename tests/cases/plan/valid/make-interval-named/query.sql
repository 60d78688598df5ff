SELECT make_interval(days => 10, hours => 2), make_interval(1, secs => 1.5), make_date(day => 3, month => 2, year => 2026)
