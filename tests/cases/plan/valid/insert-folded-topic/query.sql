INSERT INTO awskafkatutorialtopic VALUES (upper('x') || 'y')
