SELECT CASE key = 'a' THEN 1 END FROM lines
