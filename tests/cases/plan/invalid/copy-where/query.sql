COPY lines (a) FROM STDIN WHERE a = 1
