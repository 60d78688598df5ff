SELECT value FROM demo_text() UNION ALL SELECT value FROM lines
