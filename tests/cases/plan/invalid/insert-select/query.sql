INSERT INTO lines SELECT value FROM clicks
