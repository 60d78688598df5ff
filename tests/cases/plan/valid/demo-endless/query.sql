SELECT who, page, value, "timestamp" FROM demo_clicks(rate => 100)
