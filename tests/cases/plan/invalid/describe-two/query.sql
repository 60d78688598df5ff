DESCRIBE lines lines
