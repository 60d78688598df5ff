SELECT value FROM demo_text(rate => 'fast')
