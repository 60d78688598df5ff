SELECT * FROM tumble(lines, max("timestamp"), interval '12 hours')
