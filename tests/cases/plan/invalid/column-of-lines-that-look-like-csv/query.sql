SELECT id FROM clicks
