SELECT value FROM demo_text(speed => 5)
