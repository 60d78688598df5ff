SELECT key, value FROM latest(lines) WHERE key LIKE 'a%'
