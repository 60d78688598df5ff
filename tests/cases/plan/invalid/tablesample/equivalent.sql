SELECT * FROM lines WHERE "offset" % 10 = 0
