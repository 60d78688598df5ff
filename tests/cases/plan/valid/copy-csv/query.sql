COPY lines (key, n, tags) FROM STDIN WITH (FORMAT csv, DELIMITER ';', HEADER, NULL '-', QUOTE '''', ESCAPE '\')
