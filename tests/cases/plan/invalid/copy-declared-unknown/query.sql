COPY clicks (m) FROM STDIN
