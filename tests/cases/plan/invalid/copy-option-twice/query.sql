COPY lines FROM STDIN (NULL 'a', NULL 'b')
