COPY lines FROM STDIN (FORMAT binary)
