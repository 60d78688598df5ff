SELECT 1 FROM demo_clicks(), demo_text()
