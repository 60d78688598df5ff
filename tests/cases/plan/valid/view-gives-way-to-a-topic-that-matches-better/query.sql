SELECT value FROM clicks
