SELECT key FROM latest(lines, since => '1 day')
