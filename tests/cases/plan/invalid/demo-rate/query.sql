SELECT value FROM demo_text(rate => 0)
