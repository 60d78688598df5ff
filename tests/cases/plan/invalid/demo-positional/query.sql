SELECT value FROM demo_text(5)
