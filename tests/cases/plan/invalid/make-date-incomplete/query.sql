SELECT make_date(day => 3, year => 2026)
