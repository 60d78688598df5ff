SELECT value FROM lines WHERE key LIKE %a%
