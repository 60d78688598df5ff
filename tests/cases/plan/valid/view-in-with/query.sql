WITH w AS (SELECT n FROM long_lines) SELECT n FROM w
