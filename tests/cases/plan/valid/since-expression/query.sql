SELECT value FROM topic('lines', since => now() - interval '90 minutes', until => now())
