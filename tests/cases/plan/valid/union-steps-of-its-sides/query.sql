SELECT w FROM lines, words(value) AS w WHERE w <> 'a' UNION ALL SELECT key FROM clicks WHERE partition = 1
