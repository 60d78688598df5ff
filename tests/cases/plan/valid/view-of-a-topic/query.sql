SELECT value, n + 1 AS more FROM long_lines WHERE n < 100
