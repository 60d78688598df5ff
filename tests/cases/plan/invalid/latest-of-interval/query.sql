SELECT * FROM latest(lines, interval '1 hour')
