SELECT 2nd FROM lines
