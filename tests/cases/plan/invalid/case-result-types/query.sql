SELECT CASE WHEN partition = 0 THEN partition ELSE key END FROM lines
