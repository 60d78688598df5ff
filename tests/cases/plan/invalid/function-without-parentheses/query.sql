SELECT now FROM lines
