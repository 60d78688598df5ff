SELECT value FROM demo_text(rows => NULL)
