SELECT value FROM a.b.c.d
