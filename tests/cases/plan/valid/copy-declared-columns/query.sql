COPY clicks (n, partition) FROM STDIN (HEADER off)
