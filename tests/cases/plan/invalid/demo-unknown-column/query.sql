SELECT price FROM demo_clicks()
