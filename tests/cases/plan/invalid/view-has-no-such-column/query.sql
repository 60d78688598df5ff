SELECT key FROM long_lines
