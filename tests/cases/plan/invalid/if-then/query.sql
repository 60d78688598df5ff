SELECT CASE WHEN key = 'a' THEN 1 ELSE IF key = 'b' THEN 2 END FROM lines
