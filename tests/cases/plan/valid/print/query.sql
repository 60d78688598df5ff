PRINT lines
